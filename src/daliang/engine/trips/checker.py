"""An independent check of a plan: shares no code with the planners, only the problem."""

from __future__ import annotations

from collections import Counter

from daliang.engine.checks import Problem
from daliang.engine.trips.plan import Plan, TeamDay
from daliang.engine.trips.problem import Trip, Visit

_EPSILON = 1e-6


def check_plan(trip: Trip, plan: Plan) -> list[Problem]:
    """Return everything a plan breaks; an empty list means it can be carried out.

    Checks, for every team and day: that it wakes where it slept, is home on the first
    morning and the last night, moves and meets only within the working hours, has time
    for every journey, and is in each visit's window; and that no visit is made twice or
    by the wrong team. A plan edited by hand is checked by the same function.

    Examples
    --------
    >>> import numpy as np
    >>> from daliang.engine.trips import City, Stop, Visit
    >>> trip = Trip(1, 1, (480, 1080), "甲", [City("甲"), City("乙")],
    ...             np.array([[0, 60], [60, 0]]), [Visit("商会", "乙", 90)])
    >>> early = TeamDay(1, 0, "甲", (Stop("商会", "乙", 500, 590),), (), "甲")
    >>> plan = Plan((early,), (), 1, 0, 0, 0, "手工")
    >>> print(check_plan(trip, plan)[0].what)
    第1队第0天：8:20到不了“商会”，最早9:00
    """
    problems = _check_calendar(trip, plan)
    if problems:
        return problems
    visits = {visit.id: visit for visit in trip.visits}
    for day in plan.days:
        problems += _check_day(trip, visits, day)
    counts = Counter(stop.visit for day in plan.days for stop in day.stops)
    problems += [
        Problem(f"“{visit}”排了{count}次", "只留一次")
        for visit, count in counts.items()
        if count > 1
    ]
    return problems


def clock(minutes: float) -> str:
    """Return minutes of the day as hours and minutes, 500 as 8:20."""
    whole = round(minutes)
    return f"{whole // 60}:{whole % 60:02d}"


def _check_calendar(trip: Trip, plan: Plan) -> list[Problem]:
    expected = {(team + 1, day) for team in range(trip.teams) for day in range(trip.days)}
    given = Counter((day.team, day.day) for day in plan.days)
    if set(given) != expected or max(given.values(), default=0) > 1:
        return [Problem("计划里队和天不齐或有重复", "每队每天一行")]
    known = {city.name for city in trip.cities}
    unknown = {
        city
        for day in plan.days
        for city in (day.start, day.hotel, *(stop.city for stop in day.stops))
        if city not in known
    }
    if unknown:
        return [Problem(f"城市“{city}”不在城市表里", "改名") for city in sorted(unknown)]
    problems = []
    slept = {(day.team, day.day): day.hotel for day in plan.days}
    for day in plan.days:
        woke = trip.home if day.day == 0 else slept[day.team, day.day - 1]
        if day.start != woke:
            problems.append(
                Problem(f"{_name(trip, day)}：从{day.start}出发，但前一晚在{woke}", "改住地")
            )
        if day.day == trip.days - 1 and day.hotel != trip.home:
            problems.append(Problem(f"{_name(trip, day)}：最后一天没有回到{trip.home}", "改行程"))
    return problems


def _check_day(trip: Trip, visits: dict[str, Visit], day: TeamDay) -> list[Problem]:
    name = _name(trip, day)
    opens, closes = trip.hours
    problems = []
    here, now = day.start, opens
    for stop in day.stops:
        visit = visits.get(stop.visit)
        if visit is None or visit.city != stop.city:
            problems.append(Problem(f"{name}：“{stop.visit}”不在清单里或城市不对", "按清单填写"))
            continue
        earliest = now + _minutes(trip, here, stop.city)
        if stop.arrival < earliest - _EPSILON:
            what = f"{name}：{clock(stop.arrival)}到不了“{visit.id}”，最早{clock(earliest)}"
            problems.append(Problem(what, "推迟，或少排一家"))
        if stop.departure < stop.arrival + visit.minutes - _EPSILON:
            problems.append(Problem(f"{name}：“{visit.id}”时间不够", f"留足{visit.minutes:g}分钟"))
        if not _in_window(trip, visit, day.day, stop.arrival):
            problems.append(Problem(f"{name}：“{visit.id}”不在约定的时间窗内", "改到时间窗内"))
        if visit.team not in (None, day.team):
            problems.append(Problem(f"{name}：“{visit.id}”指定了第{visit.team}队", "换队"))
        here, now = stop.city, stop.departure
    if day.stops or here != day.hotel:
        now += _minutes(trip, here, day.hotel)
    if now > closes + _EPSILON:
        what = f"{name}：{clock(now)}才到{day.hotel}，超过{clock(closes)}"
        problems.append(Problem(what, "少排一家，或换住地"))
    return problems + _check_legs(name, trip, day)


def _check_legs(name: str, trip: Trip, day: TeamDay) -> list[Problem]:
    opens, closes = trip.hours
    return [
        Problem(f"{name}：{leg.origin}到{leg.destination}在夜里走", "改到工作时间")
        for leg in day.legs
        if leg.depart < opens - _EPSILON or leg.arrive > closes + _EPSILON
    ]


def _in_window(trip: Trip, visit: Visit, day: int, start: float) -> bool:
    if not visit.windows:
        return True
    return any(
        window.day == day
        and window.opens - _EPSILON <= start <= trip.latest_start(visit, window) + _EPSILON
        for window in visit.windows
    )


def _minutes(trip: Trip, here: str, there: str) -> float:
    return float(trip.travel[trip.city_number[here], trip.city_number[there]])


def _name(trip: Trip, day: TeamDay) -> str:
    return f"第{day.team}队第{day.day + trip.first_day}天"
