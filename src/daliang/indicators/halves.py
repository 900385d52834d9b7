"""A half-year target: its level, what is still to do, and the growth the months to June need."""

from __future__ import annotations

import math

import numpy as np

from daliang.engine.forecast import Attainment, Standpoint, hold_against
from daliang.engine.forecast import Target as Line
from daliang.indicators.choices import Direction, Operator
from daliang.indicators.models import Target
from daliang.indicators.series import Series
from daliang.indicators.values import Known

END = 6
_PAST_YEARS = 10


def counted(series: Series | None, figure: Known | None) -> Known | None:
    """Return the figure a half-year target is held against: the newest one up to June."""
    if series is None or figure is None or figure.last_month <= END:
        return figure
    return series.at(figure.year, END)


def is_lower_better(target: Target) -> bool:
    """Tell whether a target is a ceiling."""
    return target.indicator.direction == Direction.LOWER or target.operator == Operator.AT_MOST


def attainment(target: Target, figure: Known | None, series: Series | None) -> Attainment | None:
    """Hold a half-year target against what is done; None without a comparable last year."""
    if figure is None or figure.value is None or series is None:
        return None
    bases = _bases(series, figure)
    if bases is None:
        return None
    at = Standpoint(
        so_far=float(figure.value),
        base_so_far=bases[0],
        base_full=bases[1],
        # only full years are forecast: a half-year line has no probability
        log_full=math.nan,
        log_growth=math.nan,
        level_scale=math.nan,
        growth_scale=math.nan,
        past_rest=_past_rest(series, figure),
        months_left=END - figure.last_month,
    )
    line = Line(
        float(target.value),
        target.is_growth,
        str(target.get_line_display()),
        is_lower_better(target),
    )
    return hold_against(line, at)


def _bases(series: Series, figure: Known) -> tuple[float, float] | None:
    """Return last year's level to the same month and to June, on this year's basis."""
    before, half = series.at(figure.year - 1, figure.last_month), series.at(figure.year - 1, END)
    if not before or not half or not before.value or not half.value:
        return None
    if before.vintage != half.vintage:
        return None
    if figure.growth_pct is not None:
        base = float(figure.value) / (1 + float(figure.growth_pct) / 100)
        return base, base / float(before.value) * float(half.value)
    # without a published growth nothing links two bases
    if before.vintage != figure.vintage:
        return None
    return float(before.value), float(half.value)


def _past_rest(series: Series, figure: Known) -> np.ndarray:
    """Log growth of the months from here to June in past years, by the published growths."""
    years = range(figure.year - _PAST_YEARS, figure.year)
    return np.array([_rest(series, year, figure.last_month) for year in years])


def _rest(series: Series, year: int, month: int) -> float:
    now, half = series.at(year, month), series.at(year, END)
    if not now or not half or now.vintage != half.vintage:
        return math.nan
    if None in (now.value, half.value, now.growth_pct, half.growth_pct):
        return math.nan
    rest = float(half.value - now.value)
    base = float(half.value) / (1 + float(half.growth_pct) / 100)
    base -= float(now.value) / (1 + float(now.growth_pct) / 100)
    return math.log(rest / base) if rest > 0 and base > 0 else math.nan
