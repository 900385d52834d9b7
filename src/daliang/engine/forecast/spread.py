"""How far a forecast errs: a series' own past errors, shrunk to the pool, with heavy tails."""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np

from daliang.engine.forecast.panel import Floats
from daliang.engine.forecast.pooled import MonthFit

MEMORY_YEARS = 8
FORGETTING = 0.9
POOL_YEARS = 3
"""The pool counts as this many further years of the series' own."""
ENOUGH_SERIES = 20
ERROR_LIMIT = 0.8
VOLATILITY_RANGE = (0.015, 0.4)
GROWTH_INFLATION = 1.25
LEVEL_INFLATION = 1.32
"""Chosen on 2013-2017 so that the 80 % band covers four years in five; levels are revised more."""
DEGREES = 3
QUANTILE_90 = 1.6377443536962102
"""The 90 % point of Student's t with 3 degrees of freedom."""
UNIT_T = math.sqrt((DEGREES - 2) / DEGREES)
DISAGREEMENT_SHARE = 0.4
DISAGREEMENT_LIMIT = 9.0
AIMED_COVERAGE = 0.8
JUDGED_AT = 1.28 * 0.95
ENOUGH_TO_ADAPT = 30
WIDEST = 2.0


@dataclass(frozen=True)
class Spread:
    """Error scales for one year, and how many past errors each rests on.

    Parameters
    ----------
    scale : ndarray, shape (S,)
        Scale of the Student t distribution of the full year's logarithm.
    own_errors : ndarray of int, shape (S,)
        Past forecasts of the series that could be compared.
    """

    scale: Floats
    own_errors: Floats


def student_cdf(t: Floats) -> Floats:
    """Return the distribution function of Student's t with 3 degrees of freedom.

    Examples
    --------
    >>> import numpy as np
    >>> student_cdf(np.array([0.0, QUANTILE_90])).round(6).tolist()
    [0.5, 0.9]
    """
    root = t / math.sqrt(3.0)
    cdf: Floats = 0.5 + (root / (1 + root**2) + np.arctan(root)) / math.pi
    return cdf


def disagreement(members: Floats, so_far: Floats, rest_base: Floats) -> Floats:
    """Return the standard deviation of the members' full-year logarithms; shape (S, T).

    `members` holds the remaining months' log growth, shape (members, S, T).
    """
    full = so_far + rest_base * np.exp(members)
    known = np.where(full > 0, full, np.nan)
    apart: Floats = np.log(known).std(axis=0)
    return apart


def widening(apart: Floats, first: int) -> Floats:
    """Return a factor above 1 where the members disagree more than they used to; shape (S, T).

    A shock shows first as disagreement between what the last months say and
    what the years say.
    """
    factor = np.ones_like(apart)
    for year in range(first + 1, apart.shape[1]):
        past = apart[:, first:year]
        known = np.isfinite(past)
        usual = np.where(known, past, 0.0) ** 2
        usual = usual.sum(1) / np.where(known.any(1), known.sum(1), np.nan)
        ratio = np.clip(apart[:, year] ** 2 / np.maximum(usual, 1e-6), 0.0, DISAGREEMENT_LIMIT)
        ratio = np.where(np.isfinite(ratio), ratio, 1.0)
        factor[:, year] = np.sqrt(1 - DISAGREEMENT_SHARE + DISAGREEMENT_SHARE * ratio)
    return factor


def spread_for(
    errors: Floats,
    factor: Floats,
    volatility: Floats,
    prior: MonthFit | None,
    inflation: float = GROWTH_INFLATION,
) -> Spread:
    """Return the error scale of the last year from the errors of the years before.

    Parameters
    ----------
    errors : ndarray, shape (S, T)
        Past log errors of the full year, each told with earlier data only.
    factor : ndarray, shape (S, T)
        The widening of each year.
    volatility : ndarray, shape (S, T)
        Standard deviation of the series' yearly growth as known in each year.

    Notes
    -----
    After a year in which the bands caught too few, they are widened for the
    next ones (adaptive conformal inference, Gibbs and Candes, 2021).
    """
    last = errors.shape[1] - 1
    judged = errors / factor
    adapted = 1.0
    for year in range(max(1, last - MEMORY_YEARS), last):
        scale, count = _shrunk(judged, volatility, year, prior)
        seen = judged[:, year] / scale
        seen = seen[np.isfinite(seen) & (count >= 1)]
        if len(seen) > ENOUGH_TO_ADAPT:
            caught = float((np.abs(seen) < JUDGED_AT * adapted).mean())
            step = adapted**0.6 * math.exp(AIMED_COVERAGE - caught)
            adapted = min(max(step, AIMED_COVERAGE), WIDEST)
    scale, count = _shrunk(judged, volatility, last, prior)
    return Spread(scale * adapted * factor[:, last] * UNIT_T * inflation, count)


def pool_of(errors: Floats, volatility: Floats, year: int) -> tuple[float, float] | None:
    """Return (error ratio, error variance) over the series with three past errors, if enough."""
    own, count = _own_variance(errors, year)
    told = count >= POOL_YEARS
    if told.sum() < ENOUGH_SERIES:
        return None
    growth = np.clip(volatility[:, year], *VOLATILITY_RANGE) ** 2
    both = told & np.isfinite(growth)
    ratio = float(np.median(own[both] / growth[both])) if both.any() else 1.0
    return ratio, float(np.median(own[told]))


def _own_variance(errors: Floats, year: int) -> tuple[Floats, Floats]:
    past = np.clip(errors[:, max(0, year - MEMORY_YEARS) : year], -ERROR_LIMIT, ERROR_LIMIT)
    known = np.isfinite(past)
    weight = FORGETTING ** np.arange(past.shape[1] - 1, -1, -1) * known
    total = weight.sum(1)
    squares = (np.where(known, past, 0.0) ** 2 * weight).sum(1)
    return squares / np.where(total > 0, total, 1.0), known.sum(1)


def _shrunk(
    errors: Floats, volatility: Floats, year: int, prior: MonthFit | None
) -> tuple[Floats, Floats]:
    own, count = _own_variance(errors, year)
    pool = pool_of(errors, volatility, year)
    if pool is None and prior is not None:
        pool = (prior.error_ratio, prior.error_variance)
    if pool is None:
        return np.sqrt(np.where(count >= POOL_YEARS, own, np.nan)), count
    growth = np.clip(volatility[:, year], *VOLATILITY_RANGE) ** 2
    # Half way (geometrically) between "errs like all" and "errs like its own growth varies".
    typical = np.where(np.isfinite(growth), np.sqrt(pool[0] * growth * pool[1]), pool[1])
    return np.sqrt((count * own + POOL_YEARS * typical) / (count + POOL_YEARS)), count
