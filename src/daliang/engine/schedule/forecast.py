"""The forecast of a set of projects: every milestone's chance, every project's light."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import NamedTuple

import numpy as np

from daliang.engine.schedule.compiled import Floats, Nodes, compile_projects
from daliang.engine.schedule.lights import Light, LightRules, Standing, light
from daliang.engine.schedule.network import Project
from daliang.engine.schedule.portfolio import OnTime, on_time_spread
from daliang.engine.schedule.simulate import Outcome, simulate

FEWEST_POINTS, MOST_POINTS = 512, 4096
_WORTH_NAMING = 0.01  # a milestone that moves the chance by less is not named in the reason
_WORK = 80_000_000  # draws x milestones that fit in about a second


class MilestoneForecast(NamedTuple):
    """One milestone: chance of its due date, dates, how often it drives the project's end.

    `probability` is None without a due date; `gain` is how much the project's chance rises
    if this milestone takes less than its median duration.
    """

    # A named tuple: a portfolio has 150,000 of them, and a frozen dataclass takes a fifth
    # of the whole forecast's time to make.
    id: str
    probability: float | None
    p50_on: date
    p90_on: date
    criticality: float
    gain: float
    is_done: bool
    days_overdue: int


@dataclass(frozen=True, slots=True)
class ProjectForecast:
    """One project: light with reason, chance, dates of its end, its milestones in given order."""

    id: str
    light: Light
    probability: float | None
    p50_on: date
    p90_on: date
    lever: str
    milestones: tuple[MilestoneForecast, ...]


@dataclass(frozen=True, slots=True)
class Forecast:
    """All projects as seen on a day, and the spread of their number on time."""

    today: date
    projects: tuple[ProjectForecast, ...]
    on_time: OnTime


def forecast(
    projects: Sequence[Project],
    today: date,
    *,
    rules: LightRules | None = None,
    correlation: float = 0.1,
    points: int | None = None,
    threads: int = 2,
) -> Forecast:
    """Forecast milestone dates, chances and lights of projects.

    Parameters
    ----------
    projects : sequence of Project
        Networks with three-point durations in days.
    today : date
        The day of the forecast; nothing open finishes before it.
    rules : LightRules, optional
        Thresholds of the light.
    correlation : float
        Shared factor between projects, for the portfolio only.
    points : int, optional
        A power of two; by default 4096 for a few projects down to 512 for ten thousand.
    threads : int

    Returns
    -------
    Forecast
        Projects in the order given; chances between 0 and 1; dates are the first day by
        whose end the milestone is finished with 50 % or 90 %.

    Raises
    ------
    BadInput
        Every repeated or missing id, circle, disorder of low, mode, high, or future date.

    Notes
    -----
    An open milestone starts on the latest of today, its `not_before` and its
    predecessors' finishes plus lag; its duration is triangular(low, mode, high). A done
    one is fixed at `done_on`. Durations are independent. Each chance integrates the
    milestone's own duration exactly and the others by quasi-random points (conditional
    Monte Carlo, see docs/schedule.md).

    Examples
    --------
    >>> from daliang.engine.schedule import Milestone
    >>> works = Project("码头", [
    ...     Milestone("开工", done_on=date(2024, 5, 20), due_on=date(2024, 5, 31)),
    ...     Milestone("封顶", after=["开工"], low=20, mode=30, high=40, due_on=date(2024, 7, 7)),
    ... ])
    >>> seen = forecast([works], date(2024, 6, 7)).projects[0]
    >>> seen.light.colour, seen.milestones[1].probability, str(seen.milestones[1].p50_on)
    ('yellow', 0.5, '2024-07-07')
    """
    nodes = compile_projects(projects, today)
    outcome = simulate(nodes, points or _points_for(len(nodes.low)), threads)
    seen = tuple(_project_forecasts(projects, nodes, outcome, today, rules or LightRules()))
    dated = np.isfinite(outcome.on_time)
    return Forecast(today, seen, on_time_spread(outcome.on_time[dated], correlation))


def _points_for(milestones: int) -> int:
    affordable = _WORK // max(milestones, 1)
    power = 1 << max(affordable.bit_length() - 1, 0)
    return min(max(power, FEWEST_POINTS), MOST_POINTS)


def _project_forecasts(
    projects: Sequence[Project], nodes: Nodes, outcome: Outcome, today: date, rules: LightRules
) -> list[ProjectForecast]:
    milestones = _milestone_forecasts(projects, nodes, outcome, today)
    days_late = _days_late(nodes)
    chances = np.round(outcome.on_time, 4).tolist()
    p50, p90 = (_dates(days, today) for days in (outcome.end_p50, outcome.end_p90))
    first = nodes.first.tolist()
    found = []
    for i, project in enumerate(projects):
        mine = tuple(milestones[first[i] : first[i + 1]])
        best = max(mine, key=_gain)
        lever = best.id if best.gain > _WORTH_NAMING else ""
        standing = Standing(
            probability=chances[i],
            overdue=tuple((m.id, m.days_overdue) for m in mine if m.days_overdue),
            is_finished=all(m.is_done for m in mine),
            days_late=days_late[i],
            lever=lever,
        )
        chance = None if math.isnan(chances[i]) else chances[i]
        lamp = light(standing, rules)
        found.append(ProjectForecast(project.id, lamp, chance, p50[i], p90[i], lever, mine))
    return found


def _milestone_forecasts(
    projects: Sequence[Project], nodes: Nodes, outcome: Outcome, today: date
) -> list[MilestoneForecast]:
    overdue = np.where(np.isnan(nodes.done) & (nodes.due < 0), -nodes.due, 0)
    return list(
        map(
            MilestoneForecast,
            [milestone.id for project in projects for milestone in project.milestones],
            [None if math.isnan(p) else p for p in np.round(outcome.probability, 4).tolist()],
            _dates(outcome.p50, today),
            _dates(outcome.p90, today),
            np.round(outcome.criticality, 4).tolist(),
            np.round(outcome.gain, 4).tolist(),
            (~np.isnan(nodes.done)).tolist(),
            overdue.astype(int).tolist(),
        )
    )


def _gain(milestone: MilestoneForecast) -> float:
    return milestone.gain


def _dates(days: Floats, today: date) -> list[date]:
    # Rounding up keeps a date true: by the end of that day it is finished. The slack is
    # for single precision: 30.0001 days is the thirtieth day. Python's calendar ends in 9999.
    ordinals = np.ceil(days - 1e-3).astype(np.int64) + today.toordinal()
    return [date.fromordinal(n) for n in np.minimum(ordinals, date.max.toordinal()).tolist()]


def _days_late(nodes: Nodes) -> list[int]:
    late = np.nan_to_num(nodes.done - nodes.due, nan=0.0)
    return np.maximum.reduceat(late, nodes.first[:-1]).astype(int).tolist() if len(late) else []
