"""What a target's curve would ask for month by month, beside what is done so far."""

from __future__ import annotations

from dataclasses import dataclass, fields
from datetime import date

from daliang.base.models import Organisation, User
from daliang.engine.checks import BadInput
from daliang.indicators import halves, queries
from daliang.indicators.actions import TargetDraft
from daliang.indicators.choices import Point
from daliang.indicators.curves import trajectory_of
from daliang.indicators.models import Indicator, Target, TargetPoint
from daliang.indicators.series import Series, series_of


@dataclass(frozen=True, slots=True)
class MonthDue:
    """A month's share due, in per cent and in the indicator's unit, and what was done."""

    month: int
    due_pct: float
    due: float | None
    done: float | None
    ahead: float | None


@dataclass(frozen=True, slots=True)
class Preview:
    """A curve, month by month."""

    level: float | None
    months: tuple[MonthDue, ...]
    note: str
    old: Target | None


def own_series(user: User, indicator: Indicator, area: Organisation, day: date) -> Series | None:
    """Return the series a target is held against, as known on a day."""
    rows = queries.observations_for(user, day).filter(area=area, indicator=indicator)
    return next(iter(series_of(queries.known(rows)).values()), None)


def preview(draft: TargetDraft, series: Series | None, old: Target | None) -> Preview:
    """Lay a target's curve beside this year's figures."""
    names = {field.name for field in fields(TargetDraft)} - {"points"}
    target = Target(**{name: getattr(draft, name) for name in names})
    points = [TargetPoint(month=month, amount=amount) for month, amount in draft.points]
    try:
        curve, note = trajectory_of(target, points, series)
    except BadInput as refusal:
        return Preview(None, (), str(refusal), old)
    until = halves.END if draft.point == Point.HALF else 12
    level = _level(draft, series, until)
    months = []
    for month in range(1, until + 1):
        figure = series.at(draft.year, month) if series else None
        done = float(figure.value) if figure and figure.value is not None else None
        due = None if level is None else level * curve.due_at(month)
        ahead = None if done is None or due is None else done - due
        months.append(MonthDue(month, 100 * curve.due_at(month), due, done, ahead))
    return Preview(level, tuple(months), note, old)


def _level(draft: TargetDraft, series: Series | None, until: int) -> float | None:
    """Return the target as a level; a growth is put on last year's on the comparable basis."""
    if not draft.is_growth:
        return float(draft.value)
    if series is None:
        return None
    base = series.at(draft.year - 1, until)
    newest = series.latest((draft.year, until))
    if base is None or not base.value:
        return None
    level = float(base.value) * (1 + float(draft.value) / 100)
    if newest is None or newest.year != draft.year or newest.growth_pct is None:
        return level if newest is None or newest.vintage == base.vintage else None
    before = series.at(draft.year - 1, newest.last_month)
    if newest.value is None or before is None or not before.value:
        return None
    # last year linked by the published growth, never by the ratio of two levels
    link = float(newest.value) / (1 + float(newest.growth_pct) / 100) / float(before.value)
    return level * link if before.vintage == base.vintage else None
