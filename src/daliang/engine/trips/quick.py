"""The quick answer: VROOM, one long route per team with a break every night."""

from __future__ import annotations

from datetime import timedelta

import numpy as np

from daliang.engine.trips.grid import Grid, Routes
from daliang.engine.trips.hotels import Wish, choose_hotels

_TOP_PRIORITY = 100  # VROOM's scale


def quick_routes(grid: Grid, seconds: float, level: int = 5, ordinary: int = 70) -> Routes:
    """Return a plan within seconds.

    Every visit keeps all its windows; every night is a break of the whole night, and
    hotels are chosen afterwards, so that a journey VROOM splits over a night is made
    whole or given up.

    Parameters
    ----------
    grid : Grid
    seconds : float
        Time limit.
    level : int
        VROOM's exploration level, 0 to 5.
    ordinary : int
        Priority of the most wanted ordinary visit on VROOM's scale; agreed ones have 100.

    Notes
    -----
    VROOM (Coupey, Nicod and Varnier) through pyvroom.
    """
    # Heavy (it brings pandas) and only needed here; from the optional extra `optimize`.
    import vroom

    problem = vroom.Input()
    matrix = _matrix(grid)
    problem.set_durations_matrix("car", matrix)
    horizon = (grid.opens, (grid.days - 1) * grid.day_length + grid.closes)
    for team in range(grid.teams):
        problem.add_vehicle(
            vroom.Vehicle(
                team, start=0, end=0, skills={team + 1},
                time_window=vroom.TimeWindow(*horizon), breaks=_nights(grid, team),
            )
        )  # fmt: skip
    jobs = [_job(grid, visit, ordinary) for visit, slots in enumerate(grid.slots) if slots]
    if not jobs:
        return choose_hotels(grid, [{} for _ in range(grid.teams)])
    problem.add_job(jobs)
    answer = problem.solve(level, nb_threads=2, timeout=timedelta(seconds=seconds))
    return choose_hotels(grid, _wishes(grid, answer.routes))


def _matrix(grid: Grid) -> np.ndarray:
    cities = [grid.home, *grid.city]
    matrix = grid.travel[np.ix_(cities, cities)].copy()
    np.fill_diagonal(matrix, 0)
    return matrix.astype(np.uint32)


def _nights(grid: Grid, team: int) -> list:  # type: ignore[type-arg]
    import vroom

    length = grid.day_length - grid.closes + grid.opens
    return [
        vroom.Break(
            team * grid.days + day,
            time_windows=[vroom.TimeWindow(*[day * grid.day_length + grid.closes] * 2)],
            service=length,
        )
        for day in range(grid.days - 1)
    ]


def _job(grid: Grid, visit: int, ordinary: int):  # type: ignore[no-untyped-def]
    import vroom

    top = max((w for w, fixed in zip(grid.worth, grid.fixed, strict=True) if not fixed), default=0)
    share = grid.worth[visit] / max(top, 1)
    priority = _TOP_PRIORITY if grid.fixed[visit] else round(share * ordinary)
    windows = [
        vroom.TimeWindow(s.day * grid.day_length + s.first, s.day * grid.day_length + s.last)
        for s in grid.slots[visit]
    ]
    only = grid.team_of[visit]
    return vroom.Job(
        visit, location=visit + 1, default_service=grid.minutes[visit], priority=priority,
        time_windows=windows, skills=None if only is None else {only + 1},
    )  # fmt: skip


def _wishes(grid: Grid, steps) -> list[Wish]:  # type: ignore[no-untyped-def]
    wishes: list[Wish] = [{} for _ in range(grid.teams)]
    if "id" not in steps:  # VROOM gave everything up
        return wishes
    is_job = (steps["type"] == "job").to_numpy()
    teams = steps["vehicle_id"].to_numpy()[is_job]
    visits = steps["id"].to_numpy()[is_job]
    begins = (steps["arrival"] + steps["waiting_time"]).to_numpy()[is_job]
    for team, visit, begin in zip(teams.tolist(), visits.tolist(), begins.tolist(), strict=True):
        wishes[team].setdefault(int(begin) // grid.day_length, []).append(int(visit))
    return wishes
