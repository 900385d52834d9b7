"""The JSON form of `daliang risk`: read into values, written from a forecast."""

from __future__ import annotations

from datetime import date
from typing import Any

from daliang.engine.checks import BadInput, Problem
from daliang.engine.schedule.forecast import Forecast, MilestoneForecast, ProjectForecast
from daliang.engine.schedule.network import Link, Milestone, Project

_DATES = ("done_on", "due_on", "started_on", "not_before")
_DAYS = ("low", "mode", "high")


def read_document(document: object) -> tuple[date, list[Project]]:
    """Return the day and the projects of a parsed JSON document.

    Raises
    ------
    BadInput
        Every field of the wrong kind, with the project and milestone it belongs to.

    Examples
    --------
    >>> read_document({"today": "2024-06-07", "projects": []})
    (datetime.date(2024, 6, 7), [])
    """
    problems: list[Problem] = []
    if not isinstance(document, dict) or not isinstance(document.get("projects"), list):
        raise BadInput(
            Problem("最外层缺少 projects 列表", '写成 {"today": ..., "projects": [...]}')
        )
    today = _date(document.get("today"), "today", "文件", problems)
    if today is None and not problems:
        problems.append(Problem("缺少 today", "写今天的日期，如 2024-06-07", column="today"))
    projects = [_project(item, n, problems) for n, item in enumerate(document["projects"], 1)]
    if problems or today is None:
        raise BadInput(problems)
    return today, projects


def _project(item: object, number: int, problems: list[Problem]) -> Project:
    if not isinstance(item, dict) or not isinstance(item.get("milestones"), list):
        problems.append(Problem(f"第{number}个项目缺少 milestones 列表", "写出它的节点"))
        return Project("", ())
    name = item.get("id")
    if not _is_name(name):
        problems.append(Problem(f"第{number}个项目没有编号", "填 id", column="id"))
    weight = _float(item.get("weight", 1.0), "weight", f"项目“{name}”", problems)
    milestones = [
        _milestone(milestone, f"项目“{name}”第{n}个节点", problems)
        for n, milestone in enumerate(item["milestones"], 1)
    ]
    return Project(str(name), milestones, 1.0 if weight is None else weight)


def _milestone(item: object, where: str, problems: list[Problem]) -> Milestone:
    if not isinstance(item, dict):
        problems.append(Problem(f"{where}不是对象", "写成 {...}"))
        return Milestone("")
    if not _is_name(item.get("id")):
        problems.append(Problem(f"{where}没有编号", "填 id", column="id"))
    low, mode, high = (_float(item.get(key), key, where, problems) for key in _DAYS)
    done_on, due_on, started_on, not_before = (
        _date(item.get(key), key, where, problems) for key in _DATES
    )
    after = _after(item.get("after"), where, problems)
    return Milestone(
        str(item.get("id")), after, low, mode, high, done_on, due_on, started_on, not_before
    )


def _after(value: object, where: str, problems: list[Problem]) -> list[str | Link]:
    links: list[str | Link] = []
    if value is None:
        return links
    if not isinstance(value, list):
        problems.append(Problem(f"{where}的 after 不是列表", '写成 ["前置节点"]', column="after"))
        return links
    for link in value:
        if _is_name(link):
            links.append(str(link))
        elif isinstance(link, dict) and _is_name(link.get("after")):
            lag = _float(link.get("lag", 0.0), "lag", where, problems)
            links.append(Link(str(link["after"]), lag or 0.0))
        else:
            mend = '写节点编号，或 {"after": 编号, "lag": 天数}'
            problems.append(Problem(f"{where}的前置“{link}”不认识", mend, column="after"))
    return links


def _is_name(value: object) -> bool:
    return (isinstance(value, str) and bool(value)) or (
        isinstance(value, int) and not isinstance(value, bool)
    )


def _float(value: object, key: str, where: str, problems: list[Problem]) -> float | None:
    if value is None:
        return None
    if isinstance(value, int | float) and not isinstance(value, bool) and abs(value) < 1e12:
        return float(value)
    problems.append(Problem(f"{where}的“{value}”不是数字", "填天数（数字，不加引号）", column=key))
    return None


def _date(value: object, key: str, where: str, problems: list[Problem]) -> date | None:
    if value is None or value == "":
        return None
    try:
        return date.fromisoformat(value)  # type: ignore[arg-type]
    except (TypeError, ValueError):
        problems.append(Problem(f"{where}的“{value}”不是日期", "写成 2024-06-07", column=key))
        return None


def write_document(forecast: Forecast) -> dict[str, Any]:
    """Return a forecast as plain values ready for JSON."""
    spread = forecast.on_time
    return {
        "today": forecast.today.isoformat(),
        "projects": [_written_project(project) for project in forecast.projects],
        "portfolio": {
            "projects": int(spread.total),
            "on_time_mean": round(spread.mean, 2),
            "on_time_p10": round(spread.p10, 2),
            "on_time_p50": round(spread.p50, 2),
            "on_time_p90": round(spread.p90, 2),
        },
    }


def _written_project(project: ProjectForecast) -> dict[str, Any]:
    return {
        "id": project.id,
        "light": project.light.colour,
        "reason": project.light.reason,
        "probability": project.probability,
        "p50": project.p50_on.isoformat(),
        "p90": project.p90_on.isoformat(),
        "lever": project.lever or None,
        "milestones": [_written_milestone(milestone) for milestone in project.milestones],
    }


def _written_milestone(milestone: MilestoneForecast) -> dict[str, Any]:
    return {
        "id": milestone.id,
        "probability": milestone.probability,
        "p50": milestone.p50_on.isoformat(),
        "p90": milestone.p90_on.isoformat(),
        "criticality": milestone.criticality,
        "gain": milestone.gain,
        "is_done": milestone.is_done,
        "days_overdue": milestone.days_overdue,
    }
