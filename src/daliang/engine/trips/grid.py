"""A trip in whole numbers, as solvers need it, and the timing of one team's day on it."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from daliang.engine.trips.problem import MINUTES_A_DAY, Trip, Visit

FIXED_WORTH = 20  # an agreed appointment counts like this many of the highest ordinary ones
_SCALES = (1, 10, 100)


@dataclass(frozen=True, slots=True)
class Slot:
    """A day and the first and last tick at which a visit may start on it."""

    day: int
    first: int
    last: int


@dataclass(frozen=True)
class Grid:
    """A trip in ticks (1/scale minute); cities and visits by number.

    `worth` is the priority as a whole number, agreed appointments above all others;
    `slots` are only those that fit into the working hours.
    """

    scale: int
    days: int
    teams: int
    opens: int
    closes: int
    day_length: int
    home: int
    travel: NDArray[np.int64]
    city: tuple[int, ...]
    minutes: tuple[int, ...]
    worth: tuple[int, ...]
    fixed: tuple[bool, ...]
    slots: tuple[tuple[Slot, ...], ...]
    team_of: tuple[int | None, ...]

    def on_day(self, visit: int, day: int) -> list[Slot]:
        """Return a visit's slots on a day."""
        return [slot for slot in self.slots[visit] if slot.day == day]


@dataclass(frozen=True)
class Route:
    """One team's day: city it wakes in, visits in order, city it sleeps in."""

    start: int
    visits: tuple[int, ...]
    end: int


Routes = dict[tuple[int, int], Route]  # by team (from 0) and day


def build_grid(trip: Trip) -> Grid:
    """Return a trip in whole ticks, travel rounded up so that no plan is too tight."""
    scale = _scale(trip)
    day_length = MINUTES_A_DAY if trip.days > 1 else math.ceil(trip.hours[1]) + 1
    opens, closes = (
        math.ceil(trip.hours[0] * scale - 1e-6),
        math.floor(trip.hours[1] * scale + 1e-6),
    )
    top = max([visit.priority for visit in trip.visits] + [1e-9])
    # Solvers want whole numbers of modest size; four digits keep priorities apart.
    unit = 1 if _is_whole([visit.priority for visit in trip.visits], 1) and top >= 1 else 1000 / top
    ordinary = [round(visit.priority * unit) for visit in trip.visits]
    highest = max([*ordinary, 1])
    return Grid(
        scale=scale,
        days=trip.days,
        teams=trip.teams,
        opens=opens,
        closes=closes,
        day_length=day_length * scale,
        home=trip.city_number[trip.home],
        travel=np.ceil(trip.travel * scale - 1e-6).astype(np.int64),
        city=tuple(trip.city_number[visit.city] for visit in trip.visits),
        minutes=tuple(math.ceil(visit.minutes * scale - 1e-6) for visit in trip.visits),
        worth=tuple(
            worth + FIXED_WORTH * highest * visit.is_fixed
            for worth, visit in zip(ordinary, trip.visits, strict=True)
        ),
        fixed=tuple(visit.is_fixed for visit in trip.visits),
        slots=tuple(_slots(trip, visit, scale, opens, closes) for visit in trip.visits),
        team_of=tuple(None if visit.team is None else visit.team - 1 for visit in trip.visits),
    )


def _scale(trip: Trip) -> int:
    numbers = [*trip.hours, *(visit.minutes for visit in trip.visits)]
    numbers += [t for v in trip.visits for w in v.windows for t in (w.opens, w.closes)]
    every = np.concatenate([trip.travel.ravel(), np.array(numbers)])
    return next((scale for scale in _SCALES if _is_whole(every, scale)), _SCALES[-1])


def _is_whole(values: Sequence[float] | NDArray[np.float64], scale: int) -> bool:
    scaled = np.asarray(values) * scale
    return bool(np.all(np.abs(scaled - np.round(scaled)) < 1e-6))


def _slots(trip: Trip, visit: Visit, scale: int, opens: int, closes: int) -> tuple[Slot, ...]:
    end = closes - math.ceil(visit.minutes * scale - 1e-6)
    if not visit.windows:
        return tuple(Slot(day, opens, end) for day in range(trip.days) if opens <= end)
    slots = []
    for window in visit.windows:
        first = max(opens, math.ceil(window.opens * scale - 1e-6))
        last = min(end, math.floor(trip.latest_start(visit, window) * scale + 1e-6))
        if first <= last:
            slots.append(Slot(window.day, first, last))
    return _merged(sorted(slots, key=lambda slot: (slot.day, slot.first)))


def _merged(slots: list[Slot]) -> tuple[Slot, ...]:
    """Return slots in order with overlapping ones made one, as solvers want them."""
    merged: list[Slot] = []
    for slot in slots:
        last = merged[-1] if merged else None
        if last is not None and last.day == slot.day and slot.first <= last.last:
            merged[-1] = Slot(slot.day, last.first, max(last.last, slot.last))
        else:
            merged.append(slot)
    return tuple(merged)


def starts(grid: Grid, day: int, route: Route) -> list[int] | None:
    """Return the earliest start of each visit of a day, or None when it does not fit."""
    now, here = grid.opens, route.start
    times = []
    for visit in route.visits:
        now += int(grid.travel[here, grid.city[visit]])
        fitting = [max(now, s.first) for s in grid.slots[visit] if s.day == day and now <= s.last]
        if not fitting:
            return None
        times.append(min(fitting))
        now = times[-1] + grid.minutes[visit]
        here = grid.city[visit]
    return times if now + ride(grid, route, here) <= grid.closes else None


def ride(grid: Grid, route: Route, here: int) -> int:
    """Return the ticks from the last place to the hotel; a team that stays in does not travel."""
    if not route.visits and here == route.end:
        return 0
    return int(grid.travel[here, route.end])


def worth(grid: Grid, routes: Routes) -> int:
    """Return the total worth of the visits on the routes."""
    return sum(grid.worth[visit] for route in routes.values() for visit in route.visits)


def ticks_travelled(grid: Grid, routes: Routes) -> int:
    """Return the total ticks on the move."""
    total = 0
    for route in routes.values():
        here = route.start
        for visit in route.visits:
            total += int(grid.travel[here, grid.city[visit]])
            here = grid.city[visit]
        total += ride(grid, route, here)
    return total
