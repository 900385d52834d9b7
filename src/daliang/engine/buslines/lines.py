"""Custom bus lines to one destination: demand by stop, lines, and what they do."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from daliang.engine.checks import BadInput, Problem

Floats = NDArray[np.float64]


@dataclass(frozen=True)
class Demand:
    """People who want to be at one place in time.

    Parameters
    ----------
    people : sequence of int
        Riders at each stop, stops numbered from 0.
    minutes : array of shape (stops + 1, stops + 1)
        Driving times; the last row and column are the destination.
    vehicles, capacity : int
        Buses at hand and seats in each.
    arrive : (float, float)
        Minutes of the day between which every bus arrives.
    max_ride : float
        Longest time in minutes anyone may sit in the bus.
    dwell : float
        Minutes a bus stands at a stop.
    """

    people: Sequence[int]
    minutes: Floats
    vehicles: int
    capacity: int
    arrive: tuple[float, float]
    max_ride: float
    dwell: float = 1.0

    def __post_init__(self) -> None:
        count = len(self.people)
        problems = []
        if self.minutes.shape != (count + 1, count + 1):
            problems.append(Problem("行车时间表的大小不对", "站点数加一（最后一个是目的地）"))
        elif not np.all((self.minutes >= 0) & (self.minutes < 1e5)):
            problems.append(Problem("行车时间里有负数或空值", "填分钟数"))
        if any(n < 0 or n != int(n) for n in self.people):
            problems.append(Problem("站点人数不是非负整数", "填人数"))
        if self.vehicles < 0 or self.capacity < 1:
            problems.append(Problem("车辆数或座位数不对", "车辆不少于零，座位不少于一"))
        if not 0 <= self.arrive[0] <= self.arrive[1]:
            problems.append(Problem("到达时间窗不对", "写成 (起, 止)，当天的分钟"))
        if not (self.max_ride >= 0 and self.dwell >= 0):
            problems.append(Problem("最长乘车时间或停站时间是负数", "填分钟数"))
        if problems:
            raise BadInput(problems)

    @property
    def destination(self) -> int:
        """Number of the destination in the table of driving times."""
        return len(self.people)


@dataclass(frozen=True, slots=True)
class Line:
    """One bus: stops in order, people boarding at each, minute of arrival."""

    stops: tuple[int, ...]
    boarding: tuple[int, ...]
    arrives: float


@dataclass(frozen=True, slots=True)
class Service:
    """What a set of lines does: people and share served, bus minutes, rides, unserved by stop."""

    lines: int
    served: int
    share: float
    bus_minutes: float
    mean_ride: float
    longest_ride: float
    unserved: tuple[tuple[int, int], ...]


def rides(demand: Demand, stops: Sequence[int]) -> list[float]:
    """Return the minutes from leaving each stop to the destination.

    Examples
    --------
    >>> import numpy as np
    >>> table = np.array([[0, 5, 20], [5, 0, 10], [20, 10, 0.0]])
    >>> rides(Demand([3, 4], table, 1, 20, (400, 420), 40, dwell=1), [0, 1])
    [16.0, 10.0]
    """
    path = [*stops, demand.destination]
    found = [0.0] * len(stops)
    ahead = 0.0
    for place in range(len(stops) - 1, -1, -1):
        ahead += float(demand.minutes[path[place], path[place + 1]])
        found[place] = ahead
        ahead += demand.dwell
    return found


def check_lines(demand: Demand, lines: Sequence[Line]) -> list[Problem]:
    """Return everything a set of lines breaks: seats, rides, arrival, riders, buses.

    Planned and hand-edited lines are checked alike; the check shares no code with the
    planner.
    """
    problems = []
    if len(lines) > demand.vehicles:
        problems.append(Problem(f"{len(lines)}条线，只有{demand.vehicles}辆车", "合并或减少线路"))
    boarded: Counter[int] = Counter()
    for number, line in enumerate(lines, 1):
        if any(not 0 <= stop < demand.destination for stop in line.stops):
            problems.append(Problem(f"第{number}条线有不认识的站点", "按站点序号填"))
            continue
        problems += _check_line(demand, number, line)
        boarded.update(dict(zip(line.stops, line.boarding, strict=False)))
    problems += [
        Problem(f"站点{stop}上车{count}人，多于{demand.people[stop]}人", "减少上车人数")
        for stop, count in sorted(boarded.items())
        if count > demand.people[stop]
    ]
    return problems


def _check_line(demand: Demand, number: int, line: Line) -> list[Problem]:
    name = f"第{number}条线"
    problems = []
    if len(set(line.stops)) < len(line.stops) or len(line.boarding) != len(line.stops):
        problems.append(Problem(f"{name}站点重复，或人数与站点不对应", "每站一次，每站一个人数"))
    if sum(line.boarding) > demand.capacity or min(line.boarding, default=0) < 0:
        problems.append(Problem(f"{name}超过{demand.capacity}座，或人数为负", "减少上车人数"))
    if not demand.arrive[0] - 1e-6 <= line.arrives <= demand.arrive[1] + 1e-6:
        problems.append(Problem(f"{name}不在到达时间窗内", "改到达时间"))
    longest = max(rides(demand, line.stops), default=0.0)
    if longest > demand.max_ride + 1e-6:
        what = f"{name}最长乘车{longest:.0f}分钟，超过{demand.max_ride:g}分钟"
        problems.append(Problem(what, "少停几站，或换顺序"))
    return problems


def evaluate_lines(demand: Demand, lines: Sequence[Line]) -> Service:
    """Return what a set of lines does: today's, planned or edited ones measured alike."""
    total = int(sum(demand.people))
    boarded: Counter[int] = Counter()
    spent, weighted, longest = 0.0, 0.0, 0.0
    for line in lines:
        minutes = rides(demand, line.stops)
        spent += max(minutes, default=0.0) + (demand.dwell if line.stops else 0.0)
        weighted += sum(m * n for m, n in zip(minutes, line.boarding, strict=True))
        longest = max([longest, *minutes])
        for stop, count in zip(line.stops, line.boarding, strict=True):
            boarded[stop] += count
    served = sum(boarded.values())
    unserved = tuple(
        (stop, int(count - boarded[stop]))
        for stop, count in enumerate(demand.people)
        if count > boarded[stop]
    )
    return Service(
        len(lines), served, served / total if total else 0.0, spent,
        weighted / served if served else 0.0, longest, unserved,
    )  # fmt: skip
