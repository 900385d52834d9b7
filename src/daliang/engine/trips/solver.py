"""The better answer: PyVRP, one vehicle per team and day from hotel to hotel."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np

from daliang.engine.trips.grid import Grid, Route, Routes, starts

if TYPE_CHECKING:
    from pyvrp import ProblemData, Solution

_FORBIDDEN = 10_000_000  # ticks of a journey no day has room for
Nights = list[list[int]]  # by team: the city it wakes in on day 0, 1, ... and home at the end


@dataclass(frozen=True)
class Model:
    """A PyVRP problem and what its clients and vehicles mean."""

    data: ProblemData
    visit_of: list[int]  # by client
    window_of: list[tuple[int, int]]  # by client: absolute first and last start
    team_day: list[tuple[int, int]]  # by vehicle type; (-1, day) stands for any team
    nights: Nights


def home_every_night(grid: Grid) -> Nights:
    """Return the nights of teams that come home every night."""
    return [[grid.home] * (grid.days + 1) for _ in range(grid.teams)]


def solve_days(
    grid: Grid,
    nights: Nights,
    *,
    seconds: float,
    seed: int = 1,
    prize: int = 100,
    start: Routes | None = None,
) -> Routes:
    """Return routes for given nights, as good as the time allows.

    Parameters
    ----------
    grid : Grid
    nights : list by team
        Cities slept in, days + 1 of them, home first and last.
    seconds : float
        Time limit.
    seed : int
        Random seed; with the time limit the answer still depends on the machine.
    prize : int
        Ticks of travel that one unit of worth outweighs.
    start : Routes, optional
        A plan with the same nights to start from.

    Returns
    -------
    Routes
        Empty when no feasible solution was found.

    Notes
    -----
    Team orienteering as prize-collecting vehicle routing, solved by PyVRP's iterated
    local search (Wouda, Lan and Kool 2024). Several windows of a visit are copies in one
    exclusive group. Agreed appointments carry a large prize instead of being required,
    so that a clash is explained instead of "infeasible".
    """
    # Heavy and only needed here; the optional extra `optimize` brings it.
    from pyvrp import solve
    from pyvrp.stop import MaxRuntime

    model = build_model(grid, nights, prize)
    if not model.visit_of:
        return _empty(grid, nights)
    result = solve(
        model.data,
        MaxRuntime(seconds),
        seed=seed,
        collect_stats=False,
        display=False,
        initial_solution=None if start is None else _as_solution(grid, model, start),
    )
    return _as_routes(grid, model, result.best) if result.best.is_feasible() else {}


def build_model(grid: Grid, nights: Nights, prize: int) -> Model:
    """Return the problem for PyVRP."""
    from pyvrp import Client, ClientGroup, Depot, Location, ProblemData, VehicleType

    hotels = sorted({city for nights_of in nights for city in nights_of})
    cities = [*hotels, *grid.city]
    locations = [Location(0, 0) for _ in cities]
    depot_of = {city: number for number, city in enumerate(hotels)}
    clients: list[Client] = []
    groups: list[ClientGroup] = []
    visit_of: list[int] = []
    window_of: list[tuple[int, int]] = []
    for visit, slots in enumerate(grid.slots):
        group = len(groups) if len(slots) > 1 else None
        members = list(range(len(clients), len(clients) + len(slots)))
        if group is not None:
            groups.append(ClientGroup(members, required=False))
        for slot in slots:
            base = slot.day * grid.day_length
            window_of.append((base + slot.first, base + slot.last))
            visit_of.append(visit)
            clients.append(
                Client(
                    len(hotels) + visit, service_duration=grid.minutes[visit],
                    tw_early=base + slot.first, tw_late=base + slot.last,
                    prize=grid.worth[visit] * prize, required=False, group=group,
                )
            )  # fmt: skip
    matrix: Any = grid.travel[np.ix_(cities, cities)].copy()
    for hotel, city in enumerate(hotels):
        matrix[hotel, hotel] = grid.travel[city, city]
    np.fill_diagonal(matrix, 0)
    profiles, profile_of = _profiles(grid, matrix, len(hotels))
    vehicles, team_day = [], []
    for (team, day), (number, first, last) in _vehicles(grid, nights, profile_of).items():
        base = day * grid.day_length
        vehicles.append(
            VehicleType(
                number, start_depot=depot_of[first], end_depot=depot_of[last],
                tw_early=base + grid.opens, tw_late=base + grid.closes,
                unit_distance_cost=1, profile=profile_of[team],
            )
        )  # fmt: skip
        team_day.append((team, day))
    depots = [Depot(number) for number in range(len(hotels))]
    data = ProblemData(
        locations, clients, depots, vehicles, [matrix] * len(profiles), profiles, groups
    )
    return Model(data, visit_of, window_of, team_day, nights)


def _profiles(grid: Grid, matrix: Any, hotels: int) -> tuple[list[Any], list[int]]:
    """Return duration matrices, and each team's: others' locked visits are out of reach."""
    if all(team is None for team in grid.team_of):
        return [matrix], [0] * grid.teams
    profiles: list[Any] = []
    for team in range(grid.teams):
        closed = [hotels + v for v, only in enumerate(grid.team_of) if only not in (None, team)]
        mine = matrix.copy()
        mine[:, closed] = _FORBIDDEN
        np.fill_diagonal(mine, 0)
        profiles.append(mine)
    return profiles, list(range(grid.teams))


def _vehicles(
    grid: Grid, nights: Nights, profile_of: list[int]
) -> dict[tuple[int, int], tuple[int, int, int]]:
    """Return (how many, start city, end city) by team and day; like teams share one entry."""
    if grid.days == 1 and len(set(profile_of)) == 1:
        return {(0, 0): (grid.teams, grid.home, grid.home)}
    return {
        (team, day): (1, nights[team][day], nights[team][day + 1])
        for team in range(grid.teams)
        for day in range(grid.days)
    }


def _empty(grid: Grid, nights: Nights) -> Routes:
    return {
        (team, day): Route(nights[team][day], (), nights[team][day + 1])
        for team in range(grid.teams)
        for day in range(grid.days)
    }


def _as_routes(grid: Grid, model: Model, best: Solution) -> Routes:
    routes = _empty(grid, model.nights)
    used: dict[int, int] = defaultdict(int)
    for route in best.routes():
        kind = route.vehicle_type()
        team, day = model.team_day[kind]
        team += used[kind]
        used[kind] += 1
        visits = tuple(model.visit_of[activity.idx] for activity in route if activity.is_client())
        routes[team, day] = Route(routes[team, day].start, visits, routes[team, day].end)
    return routes


def _as_solution(grid: Grid, model: Model, routes: Routes) -> Solution:
    from pyvrp import Route as Tour
    from pyvrp import Solution

    kind_of = {team_day: kind for kind, team_day in enumerate(model.team_day)}
    client_of: dict[int, list[int]] = defaultdict(list)
    for client, visit in enumerate(model.visit_of):
        client_of[visit].append(client)
    tours = []
    for (team, day), route in routes.items():
        times = starts(grid, day, route)
        if not route.visits or times is None:
            continue
        base = day * grid.day_length
        clients = [
            next(
                c
                for c in client_of[v]
                if model.window_of[c][0] <= base + at <= model.window_of[c][1]
            )
            for v, at in zip(route.visits, times, strict=True)
        ]
        kind = kind_of.get((team, day), 0)
        tours.append(Tour(model.data, clients, kind))
    return Solution(model.data, tours)
