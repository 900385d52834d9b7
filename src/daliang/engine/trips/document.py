"""The JSON forms of `daliang trip`: the trip read, the plan written and read back."""

from __future__ import annotations

from typing import Any

import numpy as np

from daliang.engine.checks import BadInput, Problem
from daliang.engine.trips.plan import Leg, Plan, Stop, TeamDay
from daliang.engine.trips.problem import City, Floats, Trip, Visit, Window
from daliang.engine.trips.travel import estimate_travel


def read_trip(document: object) -> Trip:
    """Return the trip of a parsed JSON document (the form is in docs/trips.md).

    Raises
    ------
    BadInput
        Every field that is missing or of the wrong kind.

    Examples
    --------
    >>> trip = read_trip({"days": 1, "teams": 1, "hours": [480, 1080], "home": "甲",
    ...     "cities": [{"name": "甲"}], "travel_minutes": [[0]],
    ...     "visits": [{"id": "v", "city": "甲", "minutes": 60, "windows": [[0, 540, 600]]}]})
    >>> trip.visits[0].windows[0].opens
    540.0
    """
    if not isinstance(document, dict):
        raise BadInput(Problem("最外层不是对象", '写成 {"days": ..., "teams": ...}'))
    problems: list[Problem] = []
    days = _whole(document, "days", problems)
    teams = _whole(document, "teams", problems)
    hours = _hours(document.get("hours"), problems)
    cities = _cities(document.get("cities"), problems)
    visits = _visits(document.get("visits"), problems)
    rule = document.get("window_rule")
    if rule not in (None, "start", "whole"):
        problems.append(
            Problem(f"window_rule“{rule}”不认识", "填 start 或 whole", column="window_rule")
        )
    first_day = document.get("first_day")
    if first_day not in (None, 0, 1):
        problems.append(Problem(f"first_day“{first_day}”不认识", "填 0 或 1", column="first_day"))
    travel = _travel(document.get("travel_minutes"), problems)
    if problems:
        raise BadInput(problems)
    first = _first_day(visits, days) if first_day is None else int(first_day)
    return Trip(
        days=days,
        teams=teams,
        hours=hours,
        home=str(document.get("home")),
        cities=cities,
        travel=estimate_travel(cities) if travel is None else travel,
        visits=[_counted_from(visit, first) for visit in visits],
        window_rule=rule,
        first_day=first,
        is_travel_estimated=travel is None,
    )


def _first_day(visits: list[Visit], days: int) -> int:
    """Return 1 when days are plainly counted 1 to n: one is n, none is 0."""
    named = {window.day for visit in visits for window in visit.windows}
    return 1 if days in named and 0 not in named else 0


def _counted_from(visit: Visit, first: int) -> Visit:
    if not first:
        return visit
    windows = [Window(w.day - first, w.opens, w.closes) for w in visit.windows]
    return Visit(
        visit.id, visit.city, visit.minutes, visit.priority, windows, visit.is_fixed, visit.team
    )


def _is_number(value: object) -> bool:
    return isinstance(value, int | float) and not isinstance(value, bool) and abs(value) < 1e9


def _whole(document: dict[str, Any], key: str, problems: list[Problem]) -> int:
    value = document.get(key)
    if _is_number(value) and value == int(value):  # type: ignore[arg-type]
        return int(value)
    problems.append(Problem(f"{key}“{value}”不是整数", "填整数", column=key))
    return 1


def _hours(value: object, problems: list[Problem]) -> tuple[float, float]:
    if isinstance(value, list) and len(value) == 2 and all(map(_is_number, value)):
        return float(value[0]), float(value[1])
    problems.append(Problem("工作时间 hours 不对", "写成 [480, 1260]，当天的分钟", column="hours"))
    return 0.0, 1.0


def _cities(value: object, problems: list[Problem]) -> list[City]:
    if not isinstance(value, list) or not value:
        problems.append(
            Problem("缺少 cities 列表", '写成 [{"name", "lat", "lon"}]', column="cities")
        )
        return []
    cities = []
    for number, item in enumerate(value, 1):
        name = item.get("name") if isinstance(item, dict) else item
        if not isinstance(name, str) or not name:
            problems.append(Problem(f"第{number}个城市没有名字", "填 name", column="cities"))
            continue
        place = item if isinstance(item, dict) else {}
        lat, lon = (
            float(place[key]) if _is_number(place.get(key)) else None for key in ("lat", "lon")
        )
        cities.append(City(name, lat, lon))
    return cities


def _travel(value: object, problems: list[Problem]) -> Floats | None:
    if value is None:
        return None
    is_table = isinstance(value, list) and all(
        isinstance(row, list) and all(map(_is_number, row)) for row in value
    )
    if is_table and len({len(row) for row in value}) == 1:  # type: ignore[attr-defined]
        return np.array(value, dtype=np.float64)
    what = "travel_minutes 不是数字的方表"
    problems.append(Problem(what, "每个城市一行，每行每个城市一个分钟数", column="travel_minutes"))
    return None


def _visits(value: object, problems: list[Problem]) -> list[Visit]:
    if not isinstance(value, list):
        problems.append(Problem("缺少 visits 列表", "写出要拜访的单位", column="visits"))
        return []
    return [_visit(item, number, problems) for number, item in enumerate(value, 1)]


def _visit(item: object, number: int, problems: list[Problem]) -> Visit:
    if not isinstance(item, dict):
        problems.append(Problem(f"第{number}个拜访不是对象", "写成 {...}", column="visits"))
        return Visit("", "", 0)
    name = item.get("id")
    if not isinstance(name, str | int) or name == "":
        problems.append(Problem(f"第{number}个拜访没有编号", "填 id", column="id"))
    numbers = {"minutes": item.get("minutes"), "priority": item.get("priority", 1)}
    for key, value in numbers.items():
        if not _is_number(value):
            problems.append(Problem(f"拜访“{name}”的 {key}“{value}”不是数字", "填数字", column=key))
    if not isinstance(item.get("fixed", False), bool):
        problems.append(Problem(f"拜访“{name}”的 fixed 不是 true 或 false", "改正", column="fixed"))
    team = item.get("team")
    if team is not None and not (_is_number(team) and team == int(team)):
        problems.append(Problem(f"拜访“{name}”的 team 不是整数", "填队号或留空", column="team"))
        team = None
    minutes, priority = (float(v) if _is_number(v) else 0.0 for v in numbers.values())
    windows = _windows(item.get("windows"), str(name), problems)
    is_fixed = item.get("fixed") is True
    return Visit(
        str(name), str(item.get("city")), minutes, priority, windows, is_fixed,
        None if team is None else int(team),
    )  # fmt: skip


def _windows(value: object, name: str, problems: list[Problem]) -> list[Window]:
    windows = []
    mend = "写成 [[天, 起, 止], ...]，起止是当天的分钟"
    if value is None:
        return []
    if not isinstance(value, list):
        problems.append(Problem(f"拜访“{name}”的 windows 不是列表", mend, column="windows"))
        return []
    for item in value:
        if isinstance(item, list) and len(item) == 3 and all(map(_is_number, item)):
            windows.append(Window(int(item[0]), float(item[1]), float(item[2])))
        else:
            problems.append(Problem(f"拜访“{name}”的时间窗“{item}”不对", mend, column="windows"))
    return windows


def write_plan(trip: Trip, plan: Plan) -> dict[str, Any]:
    """Return a plan as plain values ready for JSON; days are numbered as in the trip's file."""
    return {
        "score": _plain(plan.score),
        "visited": sum(len(day.stops) for day in plan.days),
        "wanted": len(trip.visits),
        "fixed_kept": plan.fixed_kept,
        "fixed_wanted": plan.fixed_wanted,
        "travel_minutes": _plain(plan.travel_minutes),
        "travel_estimated": trip.is_travel_estimated,
        "window_rule": trip.rule,
        "first_day": trip.first_day,
        "method": plan.method,
        "plan": [_written_day(trip, day) for day in plan.days],
        "unvisited": [
            {"id": item.visit, "reason": item.cause, "detail": item.detail}
            for item in plan.unvisited
        ],
    }


def _written_day(trip: Trip, day: TeamDay) -> dict[str, Any]:
    return {
        "team": day.team,
        "day": day.day + trip.first_day,
        "start": day.start,
        "visits": [
            {
                "id": stop.visit,
                "city": stop.city,
                "arrival": _plain(stop.arrival),
                "departure": _plain(stop.departure),
            }
            for stop in day.stops
        ],
        "legs": [
            {
                "from": leg.origin,
                "to": leg.destination,
                "depart": _plain(leg.depart),
                "arrive": _plain(leg.arrive),
            }
            for leg in day.legs
        ],
        "hotel": day.hotel,
    }


def _plain(value: float) -> float | int:
    rounded = round(value, 4)
    return int(rounded) if rounded == int(rounded) else rounded


def read_plan(trip: Trip, document: object) -> Plan:
    """Return a plan written by write_plan and perhaps edited by hand since.

    Raises
    ------
    BadInput
        A document that has not the form of a plan.
    """
    try:
        days = tuple(
            TeamDay(
                team=int(row["team"]),
                day=int(row["day"]) - trip.first_day,
                start=str(row["start"]),
                stops=tuple(
                    Stop(str(s["id"]), str(s["city"]), float(s["arrival"]), float(s["departure"]))
                    for s in row["visits"]
                ),
                legs=tuple(
                    Leg(str(g["from"]), str(g["to"]), float(g["depart"]), float(g["arrive"]))
                    for g in row.get("legs", ())
                ),
                hotel=str(row["hotel"]),
            )
            for row in document["plan"]  # type: ignore[index]
        )
    except (KeyError, TypeError, ValueError, AttributeError) as error:
        raise BadInput(
            Problem(f"不是 daliang trip 写出的计划（{error}）", "对照写出的文件改")
        ) from error
    made = {stop.visit for day in days for stop in day.stops}
    return Plan(
        days=days,
        unvisited=(),
        score=float(sum(visit.priority for visit in trip.visits if visit.id in made)),
        fixed_kept=sum(visit.is_fixed and visit.id in made for visit in trip.visits),
        fixed_wanted=sum(visit.is_fixed for visit in trip.visits),
        travel_minutes=float(sum(leg.arrive - leg.depart for day in days for leg in day.legs)),
        method="手工",
    )
