"""Which city each team sleeps in: a small integer programme with a coarse day."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from daliang.engine.trips.grid import Grid

_SHARE_OF_DAY = 0.92  # of the working hours: windows leave gaps that the programme cannot see


@dataclass(frozen=True)
class _Variables:
    """Numbers of the variables: journeys (team, day, from, to) and visits (visit, team, day)."""

    journeys: list[tuple[int, int, int, int]]
    visits: list[tuple[int, int, int]]


def choose_nights(grid: Grid, seconds: float) -> list[list[int]]:
    """Return for each team the cities slept in, home first and last.

    Each team moves once a day from hotel to hotel (a path through cities and days, so
    the programme is nearly a network flow); a visit can be made on a day that begins or
    ends in its city; time on the move and in meetings fits into the day. Windows within
    the day are left to the router.

    Parameters
    ----------
    grid : Grid
    seconds : float
        Time limit; the best nights found are returned.

    Returns
    -------
    list by team of list of int
        Empty when the programme finds nothing in time.

    Notes
    -----
    Solved by HiGHS through scipy.optimize.milp.
    """
    # Heavy and only needed here; from the optional extra `optimize`.
    from scipy.optimize import Bounds, LinearConstraint, milp

    variables = _variables(grid)
    matrix, lower, upper = _constraints(grid, variables)
    journeys, visits = len(variables.journeys), len(variables.visits)
    reward = [-float(grid.worth[v]) for v, _, _ in variables.visits]
    ticks = [float(grid.travel[a, b]) * (a != b) for _, _, a, b in variables.journeys]
    longest = max(float(grid.travel.max()), 1.0) * grid.days * grid.teams
    cost = np.concatenate([np.array(ticks) / longest * 0.5, reward])
    answer = milp(
        cost,
        constraints=LinearConstraint(matrix, lower, upper),
        integrality=np.concatenate([np.ones(journeys), np.zeros(visits)]),
        bounds=Bounds(0, 1),
        options={"time_limit": seconds, "mip_rel_gap": 0.002},
    )
    if answer.x is None:
        return []
    nights = [[grid.home] * (grid.days + 1) for _ in range(grid.teams)]
    for value, (team, day, _, to) in zip(answer.x, variables.journeys, strict=False):
        if value > 0.5:
            nights[team][day + 1] = to
    return nights


def _variables(grid: Grid) -> _Variables:
    room = grid.closes - grid.opens
    cities = sorted({grid.home, *grid.city})
    journeys = []
    for team in range(grid.teams):
        for day in range(grid.days):
            origins = [grid.home] if day == 0 else cities
            ends = [grid.home] if day == grid.days - 1 else cities
            journeys += [
                (team, day, a, b)
                for a in origins
                for b in ends
                if a == b or grid.travel[a, b] <= room
            ]
    visits = [
        (visit, team, day)
        for visit, slots in enumerate(grid.slots)
        for team in range(grid.teams)
        for day in sorted({slot.day for slot in slots})
        if grid.team_of[visit] in (None, team)
    ]
    return _Variables(journeys, visits)


def _constraints(grid: Grid, variables: _Variables):  # type: ignore[no-untyped-def]
    from scipy.sparse import csr_matrix

    rows: list[tuple[list[int], list[float], float, float]] = []
    offset = len(variables.journeys)
    touching: dict[tuple[int, int, int], list[int]] = {}
    leaving: dict[tuple[int, int, int], list[int]] = {}
    arriving: dict[tuple[int, int, int], list[int]] = {}
    of_day: dict[tuple[int, int], list[int]] = {}
    for number, (team, day, a, b) in enumerate(variables.journeys):
        of_day.setdefault((team, day), []).append(number)
        leaving.setdefault((team, day, a), []).append(number)
        arriving.setdefault((team, day, b), []).append(number)
        for city in {a, b}:
            touching.setdefault((team, day, city), []).append(number)
    for numbers in of_day.values():  # one journey a day
        rows.append((numbers, [1.0] * len(numbers), 1.0, 1.0))
    for (team, day, city), numbers in leaving.items():  # wake where you slept
        if day:
            before = arriving.get((team, day - 1, city), [])
            signs = [1.0] * len(numbers) + [-1.0] * len(before)
            rows.append((numbers + before, signs, 0.0, 0.0))
    once: dict[int, list[int]] = {}
    load: dict[tuple[int, int], tuple[list[int], list[float]]] = {}
    for number, (visit, team, day) in enumerate(variables.visits, offset):
        once.setdefault(visit, []).append(number)
        near = touching.get((team, day, grid.city[visit]), [])
        rows.append(([number, *near], [1.0] + [-1.0] * len(near), -np.inf, 0.0))
        numbers, weights = load.setdefault((team, day), ([], []))
        numbers.append(number)
        local = int(grid.travel[grid.city[visit], grid.city[visit]])
        weights.append(float(grid.minutes[visit] + local))
    for numbers in once.values():
        rows.append((numbers, [1.0] * len(numbers), 0.0, 1.0))
    room = (grid.closes - grid.opens) * _SHARE_OF_DAY
    for team_day, (numbers, weights) in load.items():
        moving = of_day[team_day]
        ticks = [
            float(grid.travel[a, b]) * (a != b)
            for _, _, a, b in map(variables.journeys.__getitem__, moving)
        ]
        longest = max(ticks) if ticks else 0.0
        rows.append((numbers + moving, weights + ticks, -np.inf, max(room, longest)))
    data = [w for _, weights, _, _ in rows for w in weights]
    column = [n for numbers, _, _, _ in rows for n in numbers]
    row = [i for i, (numbers, _, _, _) in enumerate(rows) for _ in numbers]
    shape = (len(rows), offset + len(variables.visits))
    matrix = csr_matrix((data, (row, column)), shape=shape)
    return matrix, np.array([r[2] for r in rows]), np.array([r[3] for r in rows])
