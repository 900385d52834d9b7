"""Given who is visited on which day and in which order: where to sleep."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import pairwise

from daliang.engine.trips.grid import Grid, Route, Routes, starts

Wish = dict[int, list[int]]  # by day: visits in order

_DROP = 1_000_000  # a unit of worth against a tick of travel


@dataclass(frozen=True)
class _Choice:
    """The best way to reach a hotel: cost so far, where the night before, visits kept."""

    cost: int
    before: int
    visits: tuple[int, ...]


def choose_hotels(grid: Grid, wishes: list[Wish]) -> Routes:
    """Return routes that follow the wishes, with the hotels that lose the least.

    Dynamic programming over the nights of each team: the state is the city slept in, the
    cost what must be dropped to fit the day between two hotels (least worth first), then
    travel. Used for orders from a solver that knows no hotels.
    """
    routes: Routes = {}
    for team, wish in enumerate(wishes):
        routes |= _team_routes(grid, team, wish)
    return routes


def _team_routes(grid: Grid, team: int, wish: Wish) -> Routes:
    cities = sorted({grid.home, *(grid.city[v] for visits in wish.values() for v in visits)})
    table: list[dict[int, _Choice]] = [{grid.home: _Choice(0, grid.home, ())}]
    for day in range(grid.days):
        ends = [grid.home] if day == grid.days - 1 else cities
        table.append(_one_day(grid, day, wish.get(day, []), table[-1], ends))
    end = grid.home
    routes: Routes = {}
    for day in range(grid.days - 1, -1, -1):
        choice = table[day + 1][end]
        routes[team, day] = Route(choice.before, choice.visits, end)
        end = choice.before
    return routes


def _one_day(
    grid: Grid, day: int, visits: list[int], before: dict[int, _Choice], ends: list[int]
) -> dict[int, _Choice]:
    found: dict[int, _Choice] = {}
    for end in ends:
        options = []
        for start, so_far in before.items():
            kept = fit(grid, day, Route(start, tuple(visits), end))
            if kept is not None:
                lost = sum(grid.worth[v] for v in visits) - sum(grid.worth[v] for v in kept.visits)
                cost = so_far.cost + lost * _DROP + _travel(grid, kept)
                options.append(_Choice(cost, start, kept.visits))
        if options:
            found[end] = min(options, key=lambda option: option.cost)
    return found


def fit(grid: Grid, day: int, route: Route) -> Route | None:
    """Return the route with visits dropped, least worth first, until the day holds it.

    None when not even the empty journey fits.
    """
    visits = list(route.visits)
    while starts(grid, day, Route(route.start, tuple(visits), route.end)) is None:
        if not visits:
            return None
        visits.remove(min(visits, key=lambda v: grid.worth[v]))
    return Route(route.start, tuple(visits), route.end)


def _travel(grid: Grid, route: Route) -> int:
    stops = [route.start, *(grid.city[v] for v in route.visits), route.end]
    if not route.visits and route.start == route.end:
        return 0
    return int(sum(grid.travel[a, b] for a, b in pairwise(stops)))
