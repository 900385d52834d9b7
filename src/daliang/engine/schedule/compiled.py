"""Networks as arrays: checked, put in order of dependence, times in days from today."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from itertools import pairwise

import numpy as np
from numpy.typing import NDArray

from daliang.engine.checks import BadInput, Problem
from daliang.engine.schedule.network import Link, Milestone, Project

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]

MAX_DAYS = 36_525  # a hundred years: longer is a typing mistake
_NO_DATE = float("nan")


@dataclass(frozen=True)
class Nodes:
    """All milestones of all projects, one after another, in the order given.

    `first[i]:first[i + 1]` are the milestones of project i. Dates are days from
    today (NaN: none). `source, target, lag` are the links, by milestone number.
    """

    first: Ints
    low: Floats
    mode: Floats
    high: Floats
    done: Floats
    due: Floats
    started: Floats
    not_before: Floats
    source: Ints
    target: Ints
    lag: Floats

    @property
    def sizes(self) -> Ints:
        """Milestones per project."""
        return np.diff(self.first)


def compile_projects(projects: Sequence[Project], today: date) -> Nodes:
    """Check the projects and return them as arrays; raise BadInput naming every fault."""
    problems = _check_identity(projects)
    if problems:
        raise BadInput(problems)
    nodes, problems = _arrays(projects, today)
    problems += _check_numbers(projects, nodes)
    if not problems:
        problems = _check_circles(projects, nodes)
    if problems:
        raise BadInput(problems)
    return nodes


def place(project: Project, milestone: Milestone | None = None) -> str:
    """Name a project, or a milestone of it, as messages do."""
    return f"项目“{project.id}”" + (f"节点“{milestone.id}”" if milestone else "")


def _check_identity(projects: Sequence[Project]) -> list[Problem]:
    problems = []
    seen: set[str] = set()
    for project in projects:
        if project.id in seen:
            problems.append(Problem(f"{place(project)}重复", "每个项目用不同的编号"))
        seen.add(project.id)
        if not project.milestones:
            problems.append(Problem(f"{place(project)}没有节点", "至少写一个节点"))
        names = [milestone.id for milestone in project.milestones]
        if len(set(names)) < len(names):
            for name in sorted({n for n in names if names.count(n) > 1}):
                problems.append(
                    Problem(f"{place(project)}节点“{name}”重复", "同一项目里节点编号不能相同")
                )
        if not (np.isfinite(project.weight) and project.weight >= 0):
            problems.append(Problem(f"{place(project)}的权重不是非负数", "weight 填投资额等非负数"))
    return problems


def _days(day: date | None, today: int) -> float:
    return _NO_DATE if day is None else float(day.toordinal() - today)


def _number(value: float | None) -> float:
    return _NO_DATE if value is None else float(value)


def _arrays(projects: Sequence[Project], today: date) -> tuple[Nodes, list[Problem]]:
    problems: list[Problem] = []
    now = today.toordinal()
    first = np.concatenate([[0], np.cumsum([len(p.milestones) for p in projects])]).astype(np.int64)
    every = [milestone for project in projects for milestone in project.milestones]
    source: list[int] = []
    target: list[int] = []
    lag: list[float] = []
    for project, start in zip(projects, first.tolist(), strict=False):
        number = {milestone.id: start + i for i, milestone in enumerate(project.milestones)}
        for milestone in project.milestones:
            for link in milestone.after:
                name, wait = (link.after, link.lag) if isinstance(link, Link) else (link, 0.0)
                if name not in number:
                    problems.append(_missing(project, milestone, name))
                    continue
                source.append(number[name])
                target.append(number[milestone.id])
                lag.append(wait)
    return Nodes(
        first=first,
        low=np.array([_number(m.low) for m in every]),
        mode=np.array([_number(m.mode) for m in every]),
        high=np.array([_number(m.high) for m in every]),
        done=np.array([_days(m.done_on, now) for m in every]),
        due=np.array([_days(m.due_on, now) for m in every]),
        started=np.array([_days(m.started_on, now) for m in every]),
        not_before=np.array([_days(m.not_before, now) for m in every]),
        source=np.array(source, dtype=np.int64),
        target=np.array(target, dtype=np.int64),
        lag=np.array(lag, dtype=np.float64),
    ), problems


def _missing(project: Project, milestone: Milestone, name: str) -> Problem:
    there = "、".join(m.id for m in project.milestones if m is not milestone)
    return Problem(
        f"{place(project, milestone)}的前置节点“{name}”不存在",
        f"改为本项目里有的节点：{there or '（无）'}",
        column="after",
    )


def _check_numbers(projects: Sequence[Project], nodes: Nodes) -> list[Problem]:
    is_open = np.isnan(nodes.done)
    low, mode, high = nodes.low, nodes.mode, nodes.high
    missing = is_open & (np.isnan(low) | np.isnan(mode) | np.isnan(high))
    given = is_open & ~missing
    faults = [
        (missing, "low", "缺少工期的三个数", "填 low、mode、high（天）；已完成的填 done_on"),
        (given & (low < 0), "low", "最短工期小于零", "填零或更多的天数"),
        (given & (low > mode), "mode", "最短工期大于最可能工期", "应为 low ≤ mode ≤ high"),
        (given & (mode > high), "high", "最可能工期大于最长工期", "应为 low ≤ mode ≤ high"),
        (given & ~(np.abs(high) <= MAX_DAYS), "high", "最长工期超过一百年", "单位是天，检查位数"),
        (nodes.done > 0, "done_on", "完成日期晚于今天", "未完成就留空，填错了就改日期"),
        (nodes.started > 0, "started_on", "开始日期晚于今天", "还没开始就留空"),
        (nodes.started > nodes.done, "started_on", "开始日期晚于完成日期", "检查两个日期"),
    ]
    owner = np.repeat(np.arange(len(projects)), nodes.sizes)
    problems = []
    for mask, column, what, mend in faults:
        for node in np.flatnonzero(mask):
            project = projects[owner[node]]
            milestone = project.milestones[node - nodes.first[owner[node]]]
            problems.append(Problem(f"{place(project, milestone)}：{what}", mend, column=column))
    bad_lag = np.unique(nodes.target[~(np.abs(nodes.lag) <= MAX_DAYS)])
    for node in bad_lag:
        project = projects[owner[node]]
        milestone = project.milestones[node - nodes.first[owner[node]]]
        what = f"{place(project, milestone)}：间隔天数不对"
        problems.append(Problem(what, "lag 填天数", column="after"))
    return problems


def levels(nodes: Nodes) -> Ints:
    """Return for each milestone the number of links on the longest chain before it."""
    level = np.zeros(len(nodes.low), dtype=np.int64)
    limit = int(nodes.sizes.max(initial=0)) + 1
    for _ in range(limit):
        deeper = level.copy()
        np.maximum.at(deeper, nodes.target, level[nodes.source] + 1)
        if np.array_equal(deeper, level):
            break
        level = deeper
    return level


def _check_circles(projects: Sequence[Project], nodes: Nodes) -> list[Problem]:
    deepest = levels(nodes)
    sizes = nodes.sizes
    owner = np.repeat(np.arange(len(projects)), sizes)
    # A chain can never be as long as the project has milestones, unless it runs in a circle.
    in_circle = np.unique(owner[deepest >= sizes[owner]])
    return [_circle_problem(projects[i]) for i in in_circle]


def _circle_problem(project: Project) -> Problem:
    after = {
        m.id: [link.after if isinstance(link, Link) else link for link in m.after]
        for m in project.milestones
    }
    circle = _find_circle(after)
    steps = "，".join(f"“{a}”要等“{b}”" for a, b in pairwise(circle))
    return Problem(
        f"{place(project)}的前置关系绕成一圈：{steps}", "去掉其中一条前置", column="after"
    )


def _find_circle(after: dict[str, list[str]]) -> list[str]:
    remaining = {name: set(links) for name, links in after.items()}
    while free := [name for name, links in remaining.items() if not links & remaining.keys()]:
        for name in free:
            del remaining[name]
    path = [min(remaining)]
    while True:
        follower = min(remaining[path[-1]] & remaining.keys())
        if follower in path:
            return [*path[path.index(follower) :], follower]
        path.append(follower)
