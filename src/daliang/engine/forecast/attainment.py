"""A target line held against a forecast: probability, gap, and the pace still needed."""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np

from daliang.engine.forecast.panel import Floats
from daliang.engine.forecast.spread import student_cdf


@dataclass(frozen=True)
class Target:
    """One target line of one series for the full year.

    Parameters
    ----------
    value : float
        Full-year level in the series' unit, or growth in per cent on the
        comparable basis when `is_growth`.
    line : str
        Which line it is: 基准, 确保, 力争.
    is_lower_better : bool
        Energy use, accidents: at most the value.
    """

    value: float
    is_growth: bool = False
    line: str = "目标"
    is_lower_better: bool = False


@dataclass(frozen=True)
class Attainment:
    """How a target line stands.

    Parameters
    ----------
    probability : float or None
        Of making it; None when there is no past year to judge by.
    level : float
        The target as a full-year level on this year's basis.
    gap : float
        Level less what is done; negative when already passed.
    completed_pct : float
        Done so far, per cent of the target.
    needed_rest_growth_pct : float or None
        Growth of the remaining months, over the same months last year, that just makes it.
    needed_was_reached_in : tuple of int or None
        (years in which the remaining months made that growth, years known): grew at least
        that much, or at most that much where lower is better.
    needed_monthly : float or None
        Amount a month for the rest of the year.
    """

    target: Target
    probability: float | None
    level: float
    gap: float
    completed_pct: float
    needed_rest_growth_pct: float | None
    needed_was_reached_in: tuple[int, int] | None
    needed_monthly: float | None


@dataclass(frozen=True)
class Standpoint:
    """What `hold_against` needs of one series at one month.

    Parameters
    ----------
    so_far, base_so_far, base_full : float
        Level to the month; last year's, on this year's basis.
    log_full, log_growth : float
        Centres: log of the full year, and of its growth on the comparable basis.
    level_scale, growth_scale : float
        Their error scales; NaN when not forecast, 0 when the year is over.
    past_rest : ndarray
        Log growth of the remaining months in past years; unknown years are NaN.
    months_left : int
    """

    so_far: float
    base_so_far: float
    base_full: float
    log_full: float
    log_growth: float
    level_scale: float
    growth_scale: float
    past_rest: Floats
    months_left: int


def hold_against(target: Target, at: Standpoint) -> Attainment:
    """Hold a target line against one series' standpoint.

    Examples
    --------
    Half of last year's 100 was done by now and 52 is done this year; 108 asks
    for 56 in the months that brought 50.

    >>> import numpy as np
    >>> at = Standpoint(
    ...     52.0, 50.0, 100.0, np.log(104.0), np.log(1.04), 0.02, 0.02, np.array([0.03, 0.15]), 6
    ... )
    >>> held = hold_against(Target(108.0), at)
    >>> round(held.needed_rest_growth_pct, 1), held.needed_was_reached_in, round(held.gap)
    (12.0, (1, 2), 56)
    >>> round(held.probability, 2)
    0.08
    """
    level = _level(target, at.base_full)
    rest_base = at.base_full - at.base_so_far
    gap = level - at.so_far
    needed = gap / rest_base - 1 if rest_base > 0 and at.months_left else None
    return Attainment(
        target=target,
        probability=_probability(target, level, at),
        level=level,
        gap=gap,
        completed_pct=100 * at.so_far / level if level else math.nan,
        needed_rest_growth_pct=None if needed is None else 100 * needed,
        needed_was_reached_in=(
            None if needed is None else _history(needed, at.past_rest, target.is_lower_better)
        ),
        needed_monthly=gap / at.months_left if at.months_left else None,
    )


def _level(target: Target, base_full: float) -> float:
    return base_full * (1 + target.value / 100) if target.is_growth else target.value


def _probability(target: Target, level: float, at: Standpoint) -> float | None:
    if target.is_growth:
        centre, scale, line = at.log_growth, at.growth_scale, 1 + target.value / 100
    else:
        centre, scale, line = at.log_full, at.level_scale, level
    if not (math.isfinite(centre) and math.isfinite(scale) and math.isfinite(line)):
        return None
    if line <= 0:
        at_least = 1.0
    elif scale == 0:
        at_least = 1.0 if centre >= math.log(line) - 1e-12 else 0.0
    else:
        at_least = float(student_cdf(np.array((centre - math.log(line)) / scale)))
    return 1 - at_least if target.is_lower_better else at_least


def _history(needed: float, past_rest: Floats, is_lower_better: bool) -> tuple[int, int] | None:
    known = past_rest[np.isfinite(past_rest)]
    if not len(known):
        return None
    grown = np.expm1(known)
    made = grown <= needed if is_lower_better else grown >= needed
    return int(made.sum()), len(known)
