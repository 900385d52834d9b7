"""A target's own progress curve, in the engine's terms."""

from __future__ import annotations

from collections.abc import Sequence

from daliang.engine.checks import BadInput
from daliang.engine.forecast import (
    Trajectory,
    all_by,
    last_years_shape,
    linear,
    plan,
    steps,
)
from daliang.indicators.choices import Curve, Point
from daliang.indicators.models import Target, TargetPoint
from daliang.indicators.series import Series


def trajectory_of(
    target: Target, points: Sequence[TargetPoint], series: Series | None
) -> tuple[Trajectory, str]:
    """Return a target's curve, and a sentence when another one had to take its place."""
    until = 6 if target.point == Point.HALF else 12
    amounts = {point.month: float(point.amount) for point in points}
    match target.curve:
        case Curve.STEPS:
            return steps([(month, share / 100) for month, share in amounts.items()]), ""
        case Curve.PLAN:
            return plan([amounts.get(month, 0.0) for month in range(1, 13)]), ""
        case Curve.ALL_BY:
            return all_by(max(amounts, default=until)), ""
        case Curve.LAST_YEAR:
            return _last_year(target, series, until)
        case _:
            return linear(until), ""


def _last_year(target: Target, series: Series | None, until: int) -> tuple[Trajectory, str]:
    run = [_value(series, target.year - 1, month) for month in range(1, until + 1)]
    run += [run[-1]] * (12 - until)  # nothing more is due after a half-year target
    try:
        return last_years_shape(run), ""
    except BadInput:
        pass
    # A quarterly figure has its shape at the quarters' ends.
    full = run[until - 1]
    known = [(month, value) for month, value in enumerate(run, start=1) if value is not None]
    if full and len(known) >= 12 // 3 * until // 12:
        return steps([(month, value / full) for month, value in known]), ""
    return linear(until), "上年同期不全，按月均分计"


def _value(series: Series | None, year: int, month: int) -> float | None:
    figure = series.at(year, month) if series else None
    return float(figure.value) if figure and figure.value is not None else None
