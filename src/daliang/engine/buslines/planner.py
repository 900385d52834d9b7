"""Plans custom bus lines: most people served, then least bus time."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import Any

import numpy as np

from daliang.engine.buslines.lines import (
    Demand,
    Line,
    Service,
    check_lines,
    evaluate_lines,
    rides,
)

_TICKS = 10  # a tenth of a minute


@dataclass(frozen=True, slots=True)
class LinePlan:
    """The lines, what they do, and what today's lines do."""

    lines: tuple[Line, ...]
    service: Service
    today: Service


def plan_lines(
    demand: Demand,
    *,
    today: Sequence[Line] = (),
    line_minutes: float = 15.0,
    seconds: float = 5.0,
    seed: int = 1,
) -> LinePlan:
    """Plan lines for people who all go to one destination.

    Parameters
    ----------
    demand : Demand
    today : sequence of Line
        The lines of today, for the comparison.
    line_minutes : float
        Bus minutes that a further line must save to be worth it.
    seconds : float
        Time limit of the search.
    seed : int
        Random seed.

    Returns
    -------
    LinePlan
        Lines that pass `check_lines`. A stop with more people than seats is served by
        several buses.

    Notes
    -----
    Capacitated vehicle routing with an open start, solved by PyVRP. Everyone rides to the
    end, so the first to board rides longest and a limit on the route's duration is the
    limit on rides; lines are checked all the same and repaired by leaving out stops.

    Examples
    --------
    >>> import numpy as np
    >>> table = np.array([[0, 5, 20], [5, 0, 10], [20, 10, 0.0]])
    >>> demand = Demand([3, 4], table, 2, 20, (400, 420), max_ride=40)
    >>> plan_lines(demand, seconds=0.2).lines
    (Line(stops=(0, 1), boarding=(3, 4), arrives=420.0),)
    """
    loads = _loads(demand)
    lines: list[Line] = []
    if loads and demand.vehicles:
        for route in _solve(demand, loads, line_minutes, seconds, seed):
            line = _repaired(demand, _line(demand, route))
            if line.stops:
                lines.append(line)
    assert not check_lines(demand, lines)
    return LinePlan(tuple(lines), evaluate_lines(demand, lines), evaluate_lines(demand, today))


def _loads(demand: Demand) -> list[tuple[int, int]]:
    """Return (stop, people) in bus loads, full buses first."""
    loads = []
    for stop, people in enumerate(demand.people):
        full, rest = divmod(int(people), demand.capacity)
        loads += [(stop, demand.capacity)] * full
        if rest:
            loads.append((stop, rest))
    return loads


def _solve(
    demand: Demand, loads: list[tuple[int, int]], line_minutes: float, seconds: float, seed: int
) -> list[list[tuple[int, int]]]:
    # Heavy and only needed here; from the optional extra `optimize`.
    from pyvrp import Client, Depot, Location, ProblemData, VehicleType, solve
    from pyvrp.stop import MaxRuntime

    places = [demand.destination] + [stop for stop, _ in loads]
    ticks: Any = np.ceil(demand.minutes[np.ix_(places, places)] * _TICKS - 1e-6).astype(np.int64)
    np.fill_diagonal(ticks, 0)
    count = len(places)
    # Location `count` is where buses come from: nowhere, at no cost.
    matrix: Any = np.zeros((count + 1, count + 1), dtype=np.int64)
    matrix[:count, :count] = ticks
    dwell = int(np.ceil(demand.dwell * _TICKS - 1e-6))
    longest = int(np.floor(demand.max_ride * _TICKS + 1e-6)) + dwell
    prize = int(ticks.max(initial=1) * count + line_minutes * _TICKS) + 1
    clients = [
        Client(n, pickup=[people], service_duration=dwell, prize=prize * people, required=False)
        for n, (_, people) in enumerate(loads, 1)
    ]
    bus = VehicleType(
        demand.vehicles, capacity=[demand.capacity], start_depot=1, end_depot=0,
        fixed_cost=int(line_minutes * _TICKS), shift_duration=longest,
    )  # fmt: skip
    data = ProblemData(
        [Location(0, 0)] * (count + 1), clients, [Depot(0), Depot(count)], [bus], [matrix], [matrix]
    )
    best = solve(data, MaxRuntime(seconds), seed=seed, collect_stats=False, display=False).best
    if not best.is_feasible():
        return []
    return [[loads[a.idx] for a in route if a.is_client()] for route in best.routes()]


def _line(demand: Demand, route: list[tuple[int, int]]) -> Line:
    """Return a line as late as it may be; neighbours in the order that are one stop are one."""
    boarding: dict[int, int] = {}
    for stop, people in route:
        boarding[stop] = boarding.get(stop, 0) + people
    return Line(tuple(boarding), tuple(boarding.values()), float(demand.arrive[1]))


def _repaired(demand: Demand, line: Line) -> Line:
    """Return the line with stops left out until nobody rides too long, fewest people first."""
    stops, boarding = list(line.stops), list(line.boarding)
    while stops and max(rides(demand, stops)) > demand.max_ride + 1e-6:
        path = [*stops, demand.destination]
        saved = [float(demand.minutes[a, b]) for a, b in pairwise(path)]
        worst = min(range(len(stops)), key=lambda n: boarding[n] / max(saved[n], 1e-9))
        del stops[worst], boarding[worst]
    return Line(tuple(stops), tuple(boarding), line.arrives)
