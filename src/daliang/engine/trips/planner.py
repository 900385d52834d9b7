"""Plans a trip: a quick answer, better ones after it, the best kept by the checker."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from functools import partial
from typing import Any

from daliang.engine.trips.checker import check_plan
from daliang.engine.trips.describe import describe
from daliang.engine.trips.grid import Grid, Routes, build_grid, ticks_travelled, worth
from daliang.engine.trips.hotels import choose_hotels
from daliang.engine.trips.improve import (
    insert_left_out,
    nights_of,
    on_other_nights,
    other_nights,
)
from daliang.engine.trips.nights import choose_nights
from daliang.engine.trips.plan import Plan
from daliang.engine.trips.problem import Trip
from daliang.engine.trips.quick import quick_routes
from daliang.engine.trips.solver import home_every_night, solve_days

QUICK_SECONDS = 8.0
SINGLE_DAY_SECONDS, MANY_DAYS_SECONDS = 4.0, 15.0
_THREADS = 2


@dataclass(frozen=True)
class _Answer:
    """Routes, and the method that found them."""

    routes: Routes
    method: str


def quick_plan(trip: Trip, seconds: float = QUICK_SECONDS) -> Plan:
    """Return VROOM's plan, checked: the answer shown while a better one is computed.

    Parameters
    ----------
    trip : Trip
    seconds : float
        Time limit of the search; it usually needs less.

    Returns
    -------
    Plan

    Examples
    --------
    >>> import numpy as np
    >>> from daliang.engine.trips import City, Visit
    >>> trip = Trip(1, 1, (480, 1080), "甲", [City("甲"), City("乙")],
    ...             np.array([[0, 60], [60, 0]]), [Visit("商会", "乙", 90)])
    >>> [(stop.visit, stop.arrival) for stop in quick_plan(trip).days[0].stops]
    [('商会', 540.0)]
    """
    grid = build_grid(trip)
    return _best(trip, grid, [_Answer(_quick(grid, seconds), "VROOM")])


def plan_trip(trip: Trip, seconds: float | None = None) -> Plan:
    """Return the best plan found within the time.

    Parameters
    ----------
    trip : Trip
    seconds : float, optional
        Time for the whole search; 4 for a single day, 15 for several, by default.

    Returns
    -------
    Plan
        Every visit either made, within its window, the working hours and the nights, or
        listed as left out with the reason. Two runs may differ a little, since the search
        ends by time.

    Raises
    ------
    BadInput
        Raised when the trip itself is made; see Trip.

    Notes
    -----
    A single day: VROOM, then PyVRP twice in parallel from that start and from scratch.
    Several days: VROOM's long route and an integer programme each give nights; PyVRP
    fills the days between the hotels; then other nights are tried around the best plan.
    The team orienteering problem with time windows and hotel selection; see
    docs/trips.md for measurements.

    Examples
    --------
    >>> import numpy as np
    >>> from daliang.engine.trips import City, Visit, Window
    >>> trip = Trip(2, 1, (480, 1080), "甲", [City("甲"), City("乙")],
    ...             np.array([[0, 300], [300, 0]]),
    ...             [Visit("商会", "乙", 60, windows=[Window(0, 900, 1000)])])
    >>> plan = plan_trip(trip, seconds=0.4)
    >>> [(day.hotel, len(day.stops)) for day in plan.days]
    [('乙', 1), ('甲', 0)]
    """
    grid = build_grid(trip)
    if grid.days == 1:
        answers = _single_day(grid, seconds or SINGLE_DAY_SECONDS)
    else:
        answers = _many_days(grid, seconds or MANY_DAYS_SECONDS)
    return _best(trip, grid, answers)


def _best(trip: Trip, grid: Grid, answers: Sequence[_Answer]) -> Plan:
    """Return the best plan that the independent checker finds nothing wrong with."""
    stay = _Answer(choose_hotels(grid, [{} for _ in range(grid.teams)]), "留守")
    ranked = sorted([*answers, stay], key=lambda a: _rank(grid, a.routes), reverse=True)
    plans = (describe(trip, grid, answer.routes, answer.method) for answer in ranked)
    return next(plan for plan in plans if not check_plan(trip, plan))


def _rank(grid: Grid, routes: Routes) -> tuple[int, int]:
    return worth(grid, routes), -ticks_travelled(grid, routes)


def _single_day(grid: Grid, seconds: float) -> list[_Answer]:
    quick_seconds = min(0.2 * seconds, QUICK_SECONDS)
    quick = _quick(grid, quick_seconds)
    nights = home_every_night(grid)
    rest = seconds - quick_seconds
    routes = _both(
        lambda: solve_days(grid, nights, seconds=rest, seed=1, prize=100, start=quick),
        lambda: solve_days(grid, nights, seconds=rest, seed=2, prize=100),
    )
    better = [_Answer(insert_left_out(grid, found), "PyVRP") for found in routes if found]
    return [_Answer(quick, "VROOM"), *better]


def _quick(grid: Grid, seconds: float) -> Routes:
    """Return the best of VROOM's answers, with what still fits put in."""
    # How far agreed appointments stand above the others decides which of them VROOM
    # gives up; no one distance is best, and two searches take no longer than one.
    tops = (10, 30) if any(grid.fixed) else (100,)
    found = _both(*(partial(quick_routes, grid, seconds, ordinary=top) for top in tops))
    return max((insert_left_out(grid, r) for r in found), key=lambda r: _rank(grid, r))


def _many_days(grid: Grid, seconds: float) -> list[_Answer]:
    quick, milp_nights = _both(
        lambda: _quick(grid, min(0.35 * seconds, QUICK_SECONDS)),
        lambda: choose_nights(grid, 0.2 * seconds),
    )
    answers = [_Answer(quick, "VROOM")]
    fill = 0.2 * seconds
    found = _both(
        lambda: solve_days(grid, nights_of(grid, quick), seconds=fill, start=quick),
        lambda: solve_days(grid, milp_nights, seconds=fill) if milp_nights else {},
    )
    names = ("VROOM+PyVRP", "MILP+PyVRP")
    answers += [
        _Answer(insert_left_out(grid, routes), name)
        for routes, name in zip(found, names, strict=True)
        if routes
    ]
    best = max(answers, key=lambda answer: _rank(grid, answer.routes))
    answers.append(_try_other_nights(grid, best, 0.4 * seconds))
    return answers


def _try_other_nights(grid: Grid, best: _Answer, seconds: float) -> _Answer:
    """Climb over the nights: many short fillings, each from the best plan so far."""
    rounds = 16
    for number in range(rounds):
        tries = other_nights(grid, best.routes, _THREADS, seed=number)
        starts = [(nights, on_other_nights(grid, best.routes, nights)) for nights in tries]
        jobs = [
            _filling(grid, nights, start, seconds / rounds, number)
            for nights, start in starts
            if start is not None
        ]
        for routes in _both(*jobs):
            full = insert_left_out(grid, routes)
            if full and _rank(grid, full) > _rank(grid, best.routes):
                best = _Answer(full, f"{best.method.removesuffix('+换住地')}+换住地")
    return best


def _filling(
    grid: Grid, nights: list[list[int]], start: Routes, seconds: float, seed: int
) -> Callable[[], Routes]:
    full = insert_left_out(grid, start)
    return lambda: solve_days(grid, nights, seconds=seconds, seed=seed, start=full)


def _both(*jobs: Callable[[], Any]) -> list[Any]:
    # The solvers are C++ and let go of the interpreter lock.
    with ThreadPoolExecutor(_THREADS) as pool:
        return [future.result() for future in [pool.submit(job) for job in jobs]]
