"""Last touches on a plan: put in what still fits, and try other nights."""

from __future__ import annotations

from dataclasses import replace
from itertools import pairwise

import numpy as np

from daliang.engine.trips.grid import Grid, Route, Routes, starts
from daliang.engine.trips.hotels import fit
from daliang.engine.trips.solver import Nights


def insert_left_out(grid: Grid, routes: Routes) -> Routes:
    """Return the routes with every left-out visit put in where it costs the least, if it fits."""
    routes = dict(routes)
    made = {visit for route in routes.values() for visit in route.visits}
    left = [v for v in range(len(grid.city)) if v not in made and grid.slots[v]]
    for visit in sorted(left, key=lambda v: -grid.worth[v]):
        best: tuple[int, tuple[int, int], Route] | None = None
        for (team, day), route in routes.items():
            if grid.team_of[visit] not in (None, team) or not grid.on_day(visit, day):
                continue
            for place in range(len(route.visits) + 1):
                longer = _with(route, place, visit)
                if starts(grid, day, longer) is None:
                    continue
                cost = detour(grid, route, place, visit)
                if best is None or cost < best[0]:
                    best = (cost, (team, day), longer)
        if best is not None:
            routes[best[1]] = best[2]
    return routes


def detour(grid: Grid, route: Route, place: int, visit: int) -> int:
    """Return the extra travel of putting a visit at a place of a route, in ticks."""
    stops = [route.start, *(grid.city[v] for v in route.visits), route.end]
    before, after, here = stops[place], stops[place + 1], grid.city[visit]
    extra = grid.travel[before, here] + grid.travel[here, after] - grid.travel[before, after]
    return int(extra)


def _with(route: Route, place: int, visit: int) -> Route:
    return replace(route, visits=(*route.visits[:place], visit, *route.visits[place:]))


def nights_of(grid: Grid, routes: Routes) -> Nights:
    """Return the nights of a plan, home first and last."""
    return [
        [grid.home, *(routes[team, day].end for day in range(grid.days))]
        for team in range(grid.teams)
    ]


def on_other_nights(grid: Grid, routes: Routes, nights: Nights) -> Routes | None:
    """Return the plan moved to other nights, dropping what no longer fits; None if impossible."""
    moved: Routes = {}
    for (team, day), route in routes.items():
        kept = fit(grid, day, Route(nights[team][day], route.visits, nights[team][day + 1]))
        if kept is None:
            return None
        moved[team, day] = kept
    return moved


def other_nights(grid: Grid, routes: Routes, count: int, seed: int) -> list[Nights]:
    """Propose nights that differ from a plan's in one or two places of one team.

    A city is proposed in proportion to the worth left out there; half of the proposals
    change two nights running.
    """
    random = np.random.default_rng(seed)
    made = {visit for route in routes.values() for visit in route.visits}
    wanted = np.zeros(len(grid.travel))
    for visit, city in enumerate(grid.city):
        if visit not in made and grid.slots[visit]:
            wanted[city] += grid.worth[visit]
    if grid.days < 2 or not wanted.any():
        return []
    base = nights_of(grid, routes)
    proposals: list[Nights] = []
    for _ in range(count * 30):
        nights = _change(grid, base, wanted, random)
        if len(proposals) < count and nights not in (base, *proposals) and _can_move(grid, nights):
            proposals.append(nights)
    return proposals


def _change(grid: Grid, base: Nights, wanted: np.ndarray, random: np.random.Generator) -> Nights:
    nights = [list(nights_of_team) for nights_of_team in base]
    team = int(random.integers(grid.teams))
    night = int(random.integers(1, grid.days))
    city = int(random.choice(len(wanted), p=wanted / wanted.sum()))
    kind = random.random()
    if kind < 0.4 or night + 1 >= grid.days:
        nights[team][night] = city
    elif kind < 0.6:
        nights[team][night] = nights[team][night + 1] = city
    elif kind < 0.8:  # arrive a night later: the days before shift forward
        nights[team][1:night] = nights[team][2 : night + 1]
        nights[team][night] = city
    else:  # or shift back
        nights[team][night + 1 : grid.days] = nights[team][night : grid.days - 1]
        nights[team][night] = city
    return nights


def _can_move(grid: Grid, nights: Nights) -> bool:
    room = grid.closes - grid.opens
    return all(
        a == b or grid.travel[a, b] <= room
        for nights_of_team in nights
        for a, b in pairwise(nights_of_team)
    )
