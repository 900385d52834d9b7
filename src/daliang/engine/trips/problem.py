"""A trip to be planned: teams, days, cities, appointments; checked before anything else."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Literal

import numpy as np
from numpy.typing import NDArray

from daliang.engine.checks import BadInput, Problem

Floats = NDArray[np.float64]
WindowRule = Literal["start", "whole"]

MINUTES_A_DAY = 1440
MAX_DAYS, MAX_TEAMS = 60, 200


@dataclass(frozen=True, slots=True)
class City:
    """A place that can be visited and slept in; degrees of latitude and longitude."""

    name: str
    lat: float | None = None
    lon: float | None = None


@dataclass(frozen=True, slots=True)
class Window:
    """When a host can receive: a day (0 = first) and minutes of that day, local time."""

    day: int
    opens: float
    closes: float


@dataclass(frozen=True, slots=True)
class Visit:
    """A meeting wanted.

    Parameters
    ----------
    id : str
        Unique in the trip.
    city : str
        Name of its city.
    minutes : float
        How long it takes.
    priority : float
        What it is worth; the plan's score is the sum over visits made.
    windows : sequence of Window
        When it can be made; empty means at any time within the working hours.
    is_fixed : bool
        An appointment already agreed: kept before any number of others, given up only
        when it cannot be reached, and then with the reason.
    team : int or None
        The team (1, 2, ...) that must make it; None leaves it open.
    """

    id: str
    city: str
    minutes: float
    priority: float = 1.0
    windows: Sequence[Window] = ()
    is_fixed: bool = False
    team: int | None = None


@dataclass(frozen=True)
class Trip:
    """A trip: every team leaves home on day 0 and is home again at the end of the last day.

    Parameters
    ----------
    days, teams : int
        Number of days and of teams.
    hours : (float, float)
        Minutes of the day between which teams may move and meet; the rest is the night.
    home : str
        City where every team begins and ends.
    cities : sequence of City
    travel : array of shape (cities, cities)
        Minutes from city to city; the diagonal is between two addresses in one city.
    visits : sequence of Visit
    window_rule : {"start", "whole"} or None
        Whether a meeting must start in its window or fit into it whole. None chooses:
        "whole" on trips of several days, "start" on a single day (docs/adr/0061).
    first_day : int
        Number of the first day in files, 0 or 1.
    """

    days: int
    teams: int
    hours: tuple[float, float]
    home: str
    cities: Sequence[City]
    travel: Floats
    visits: Sequence[Visit]
    window_rule: WindowRule | None = None
    first_day: int = 0
    is_travel_estimated: bool = False
    city_number: dict[str, int] = field(init=False, repr=False, compare=False)

    def __post_init__(self) -> None:
        numbers = {city.name: number for number, city in enumerate(self.cities)}
        object.__setattr__(self, "city_number", numbers)
        problems = [*_check_frame(self), *_check_cities(self), *_check_visits(self)]
        if problems:
            raise BadInput(problems)

    @property
    def rule(self) -> WindowRule:
        """The window rule in force."""
        if self.window_rule is not None:
            return self.window_rule
        return "start" if self.days == 1 else "whole"

    def latest_start(self, visit: Visit, window: Window) -> float:
        """Return the last minute at which a visit may start in a window.

        A window shorter than its visit can only mean the start, whatever the rule.
        """
        if self.rule == "start" or window.closes - window.opens < visit.minutes:
            return window.closes
        return window.closes - visit.minutes


def _check_frame(trip: Trip) -> list[Problem]:
    problems = []
    if not 1 <= trip.days <= MAX_DAYS:
        problems.append(Problem(f"天数{trip.days}不对", f"填1到{MAX_DAYS}", column="days"))
    if not 1 <= trip.teams <= MAX_TEAMS:
        problems.append(Problem(f"队数{trip.teams}不对", f"填1到{MAX_TEAMS}", column="teams"))
    opens, closes = trip.hours
    # A single day may be longer than 24 hours: benchmark cases count in other units.
    longest = MINUTES_A_DAY if trip.days > 1 else 1e7
    if not 0 <= opens < closes <= longest:
        problems.append(
            Problem("工作时间不对", "填 [起, 止]，单位是当天的分钟，如 [480, 1260]", column="hours")
        )
    if trip.home not in trip.city_number:
        problems.append(
            Problem(f"出发地“{trip.home}”不在城市表里", "加到 cities，或改 home", column="home")
        )
    return problems


def _check_cities(trip: Trip) -> list[Problem]:
    problems = []
    if len(trip.city_number) < len(trip.cities):
        problems.append(Problem("城市重名", "每个城市用不同的名字", column="cities"))
    count = len(trip.cities)
    if trip.travel.shape != (count, count):
        problems.append(
            Problem(
                f"路程表是{trip.travel.shape}，城市有{count}个",
                "travel_minutes 的行数和列数都要等于城市数",
                column="travel_minutes",
            )
        )
    elif not np.all((trip.travel >= 0) & (trip.travel < 1e7)):
        row, column = np.argwhere(~((trip.travel >= 0) & (trip.travel < 1e7)))[0]
        names = f"{trip.cities[row].name}到{trip.cities[column].name}"
        problems.append(Problem(f"{names}的路程不是非负数", "填分钟数", column="travel_minutes"))
    return problems


def _check_visits(trip: Trip) -> list[Problem]:
    problems = []
    seen: set[str] = set()
    for visit in trip.visits:
        where = f"拜访“{visit.id}”"
        if visit.id in seen:
            problems.append(Problem(f"{where}重复", "每次拜访用不同的编号", column="visits"))
        seen.add(visit.id)
        if visit.city not in trip.city_number:
            problems.append(
                Problem(
                    f"{where}的城市“{visit.city}”不在城市表里", "改名或加到 cities", column="city"
                )
            )
        if not 0 <= visit.minutes < 1e7:
            problems.append(Problem(f"{where}的时长不是非负数", "填分钟数", column="minutes"))
        if not 0 <= visit.priority < 1e6:
            problems.append(Problem(f"{where}的优先级不是非负数", "填数字", column="priority"))
        if visit.team is not None and not 1 <= visit.team <= trip.teams:
            mend = f"填1到{trip.teams}，或留空"
            problems.append(Problem(f"{where}指定的队不存在", mend, column="team"))
        problems += [
            problem for window in visit.windows for problem in _check_window(trip, where, window)
        ]
    return problems


def _check_window(trip: Trip, where: str, window: Window) -> list[Problem]:
    problems = []
    if not 0 <= window.day < trip.days:
        first = trip.first_day
        mend = f"填{first}到{first + trip.days - 1}"
        what = f"{where}的时间窗在第{window.day + first}天，行程没有这一天"
        problems.append(Problem(what, mend, column="windows"))
    if not 0 <= window.opens <= window.closes < 1e7:
        mend = "写成 [天, 起, 止]，起不晚于止"
        problems.append(Problem(f"{where}的时间窗起止不对", mend, column="windows"))
    return problems
