"""Forecasts of the projects' gates, their log and their score."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from daliang.base.models import User
from daliang.engine.schedule import (
    Calibration,
    Drift,
    EarnedValue,
    Forecast,
    Progress,
    ProjectForecast,
    Snapshot,
    calibrate,
    drift,
    earned_value,
    forecast,
)
from daliang.programmes.projects import queries
from daliang.programmes.projects.choices import Book, Stage
from daliang.programmes.projects.models import Project, RiskLog, YearPlan
from daliang.programmes.projects.risk_rules import (
    GateDates,
    Track,
    learned_stages,
    network,
    ranges_of,
)

_ENOUGH = 20  # outcomes before a score says anything


@dataclass(frozen=True)
class Outlook:
    """The forecast of all open projects, and what its durations rest on."""

    forecast: Forecast | None
    projects: dict[str, Project]
    learned: tuple[str, ...]

    def of(self, code: str) -> ProjectForecast | None:
        """Return one project's forecast."""
        found = self.forecast.projects if self.forecast else ()
        return next((each for each in found if each.id == code), None)


def outlook(rows: Sequence[Project], day: date) -> Outlook:
    """Forecast the gates of projects (gates and district loaded) from a day on.

    Durations are learned from all rows given; pass the city's projects.
    """
    tracks = [track_of(row) for row in rows]
    ranges = ranges_of(tracks)
    networks = [each for track in tracks if (each := network(track, ranges))]
    found = forecast(networks, day) if networks else None
    return Outlook(found, {row.code: row for row in rows}, tuple(learned_stages(ranges)))


def track_of(row: Project) -> Track:
    """Return a project's gates as plain values."""
    gates = [GateDates(g.stage, g.planned_on, g.done_on) for g in row.gates.all()]
    name = row.district.short_name if row.district else ""
    return Track(row.code, name, tuple(gates))


def drifts_of(row: Project) -> tuple[Drift, ...]:
    """Return how every gate's planned date moved since it was first set."""
    known: dict[str, date] = {}
    shots: dict[date, dict[str, date]] = {}
    moves = sorted(
        ((m.moved_at, g.stage, m.new_on) for g in row.gates.all() for m in g.moves.all()),
        key=lambda move: move[0],
    )
    for at, stage, new_on in moves:
        if new_on is not None:
            known[str(Stage(stage).label)] = new_on
        shots[at.date()] = dict(known)
    return drift([Snapshot(on, dates) for on, dates in shots.items()]) if shots else ()


def earned_of(user: User, plan: YearPlan) -> EarnedValue | None:
    """Return earned value of a year: dispatch figures against the plan by month."""
    months = {m.month: float(m.planned_wan) for m in plan.months.all()}
    if not any(months.values()):
        return None
    planned, running = [], 0.0
    for month in range(1, 13):
        running += months.get(month, 0.0)
        planned.append(running)
    rows = queries.figures_for(user).filter(
        project=plan.project, book=Book.DISPATCH, month_on__year=plan.year
    )
    done = {row.month_on.month: float(row.total_wan) for row in rows}
    if not done:
        return None
    earned, last = [], 0.0
    for month in range(1, max(done) + 1):
        last = max(done.get(month, last), last)
        earned.append(last)
    return earned_value(Progress(planned, earned))


def score(logs: Sequence[RiskLog], day: date) -> Calibration | None:
    """Score logged chances whose date has come against what happened."""
    said, came = [], []
    for log in logs:
        if log.due_on >= day and log.gate.done_on is None:
            continue
        said.append(float(log.probability))
        came.append(log.gate.done_on is not None and log.gate.done_on <= log.due_on)
    return calibrate(said, came) if len(said) >= _ENOUGH else None
