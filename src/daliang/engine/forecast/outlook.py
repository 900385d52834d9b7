"""The forecast of a year from its first months: three explainable members and an honest spread."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from daliang.engine.checks import BadInput, Problem
from daliang.engine.forecast.attainment import Attainment, Standpoint, Target, hold_against
from daliang.engine.forecast.features import Features, features_at
from daliang.engine.forecast.fitted import NATIONAL
from daliang.engine.forecast.members import momentum, own_trend
from daliang.engine.forecast.panel import MONTHS, Floats, Panel, check_month
from daliang.engine.forecast.pooled import (
    TERMS,
    Design,
    MonthFit,
    Prior,
    contributions,
    design,
    fit,
)
from daliang.engine.forecast.spread import (
    LEVEL_INFLATION,
    QUANTILE_90,
    Spread,
    disagreement,
    spread_for,
    widening,
)

WEIGHTS = (0.5, 0.25, 0.25)
"""Fitted member, momentum, own trend."""
BACK_YEARS = 12
ENOUGH_YEARS = 3
REST_LIMIT = 0.9
OWN_TREND = "自身趋势"
RECENT = "近3个月增速"
SO_FAR = "累计增速"


@dataclass(frozen=True)
class Band:
    """Median and 80 % band."""

    median: float
    p10: float
    p90: float


@dataclass(frozen=True)
class Forecast:
    """What the full year of one series will probably be, and why.

    Parameters
    ----------
    series : str
    level, growth_pct : Band or None
        Full-year level in the series' unit; growth on the comparable basis, per
        cent. None when there is nothing to judge by.
    attainments : tuple of Attainment
        One for each target line given.
    time_progress_pct : float
        Share of the year gone by (时间进度), per cent.
    same_period_progress_pct : float or None
        Share of last year done by the same month (同期进度), per cent.
    rest_growth_pct : float or None
        Growth of the remaining months behind the median.
    link_gap_pp : float or None
        Published growth less the ratio of published levels, percentage points.
    past_years : int
        Past years with this month and the whole year known.
    basis : str
        What the forecast rests on, in words.
    because : tuple of (str, float)
        What each piece adds to the remaining months' log growth, in percentage
        points; the pieces sum to 100 x log(1 + growth).
    """

    series: str
    level: Band | None
    growth_pct: Band | None
    attainments: tuple[Attainment, ...]
    time_progress_pct: float
    same_period_progress_pct: float | None
    rest_growth_pct: float | None
    link_gap_pp: float | None
    past_years: int
    basis: str
    because: tuple[tuple[str, float], ...]


@dataclass(frozen=True)
class Workings:
    """The arrays between the members and the answer, series by row.

    Parameters
    ----------
    rest, log_full, growth : ndarray, shape (S, T)
        Log growth of the remaining months; log of the full year; its log growth
        on the comparable basis.
    pieces : ndarray, shape (S, terms + 1)
        Contributions in the last year; the last one is the own trend.
    by_level, by_growth : Spread
    past_years : ndarray of int, shape (S,)
    has_pool : bool
        The file's own series were enough to fit on.
    """

    features: Features
    rest: Floats
    log_full: Floats
    growth: Floats
    pieces: Floats
    by_level: Spread
    by_growth: Spread
    past_years: Floats
    has_pool: bool
    apart: Floats
    first: int
    never_fell: NDArray[np.bool_]


def forecast(
    panel: Panel,
    year: int,
    month: int,
    targets: Mapping[str, Sequence[Target]] | None = None,
    *,
    prior: Prior | None = NATIONAL,
) -> tuple[Forecast, ...]:
    """Forecast the full year of every series from what was known at the end of a month.

    Parameters
    ----------
    panel : Panel
        Series with their history; data after `month` of `year` is not looked at.
    year, month : int
        `month` 2..12; January alone is not published by most series.
    targets : mapping of series name to target lines, optional
    prior : Prior or None
        Fits to shrink to when the panel is small; None relies on the panel alone
        (for judging the method on years the shipped fits have seen).

    Returns
    -------
    tuple of Forecast
        One for each series, in order.

    Raises
    ------
    BadInput
        When the year is outside the panel or the month is not 2..12.

    Notes
    -----
    Remaining months' growth = 1/2 pooled robust ridge + 1/4 last-three-month
    growth + 1/4 own trend; full year = so far + last year's remainder on the
    comparable basis x exp(growth); Student t with 3 degrees of freedom around
    its logarithm. Measured numbers: docs/forecast.md.

    Examples
    --------
    Five like years, each 5 % above the last, half of it done by June:

    >>> import numpy as np
    >>> level = 1.05 ** np.arange(5)[None, :, None] * np.arange(1, 13) * 10.0
    >>> panel = Panel(("电量",), tuple(range(2019, 2024)), level, np.full(level.shape, np.nan))
    >>> made = forecast(panel, 2023, 6, {"电量": [Target(5.0, is_growth=True)]})[0]
    >>> round(made.growth_pct.median), made.past_years
    (5, 4)
    >>> 0.3 < made.attainments[0].probability < 0.7
    True
    """
    _check(panel, year, month)
    known = panel.upto(year, month)
    wanted = targets or {}
    if month == MONTHS:
        return _whole_year(known, wanted)
    worked = work_out(known, month, None if prior is None else prior.get(month))
    return tuple(
        _tell(worked, row, name, month, wanted.get(name, ()))
        for row, name in enumerate(known.names)
    )


def work_out(known: Panel, month: int, prior: MonthFit | None) -> Workings:
    """Return members, past errors and spreads for the last year of a panel."""
    features = features_at(known, month)
    last = len(known.years) - 1
    first = max(1, last - BACK_YEARS)
    made = design(features, prior)
    fitted, parts, has_pool = _fitted_member(made, first, prior)
    recent = momentum(features)
    trend = own_trend(known, features, month, first)
    trend = np.where(np.isnan(trend), fitted, trend)
    members = np.stack([fitted, recent, trend])
    rest = np.clip(np.tensordot(WEIGHTS, members, axes=1), -REST_LIMIT, REST_LIMIT)
    past_years = _past_years(features, last)
    rest[:, last] = np.where(
        past_years >= ENOUGH_YEARS, rest[:, last], features.growth_so_far[:, last]
    )
    rest_base = features.base_full - features.base_so_far
    rest_amount = np.where(rest_base > 0, rest_base, np.nan) * np.exp(rest)
    persisting = features.link ** (link_persistence(month) - 1)
    log_full = _log(features.so_far + rest_amount * persisting)
    growth = _log(features.so_far + rest_amount) - _log(features.base_full)
    apart = disagreement(members, features.so_far, rest_base)
    factor = widening(apart, first)
    level_error = _log(features.full) - log_full
    growth_error = features.same_basis_full_growth - growth
    volatility = features.volatility
    return Workings(
        features=features,
        rest=rest,
        log_full=log_full,
        growth=growth,
        pieces=_pieces(parts, recent, trend, features.growth_so_far),
        by_level=spread_for(level_error, factor, volatility, prior, LEVEL_INFLATION),
        by_growth=spread_for(growth_error, factor, volatility, prior),
        past_years=past_years,
        has_pool=has_pool,
        apart=apart,
        first=first,
        never_fell=_never_fell(known),
    )


def link_persistence(month: int) -> float:
    """Return how much of the link of a month still holds for the months to come.

    A base that was revised in spring is partly settled by December: on the
    national series 2010-2017 about 0.6 of a March link remained, 0.75 of a June
    and 0.9 of a September one.

    Examples
    --------
    >>> round(link_persistence(6), 2)
    0.75
    """
    return min(1.0, 0.45 + 0.05 * month)


def _log(values: Floats) -> Floats:
    return np.log(np.where(values > 0, values, np.nan))


def _never_fell(known: Panel) -> NDArray[np.bool_]:
    falls = np.diff(known.level, axis=2) < 0
    return np.array([not fell.any() for fell in falls], dtype=np.bool_)


def _check(panel: Panel, year: int, month: int) -> None:
    check_month(month)
    if not panel.years or not panel.years[0] <= year <= panel.years[-1]:
        raise BadInput(Problem(f"数据里没有{year}年", "检查年份，或补上这一年的数据"))


def _fitted_member(made: Design, first: int, prior: MonthFit | None) -> tuple[Floats, Floats, bool]:
    """Return the fitted member, each year from earlier years only, and the last year's parts."""
    last = made.start.shape[1] - 1
    fitted = np.full(made.start.shape, np.nan)
    parts = np.zeros((made.start.shape[0], len(TERMS)))
    parts[:, TERMS.index(SO_FAR)] = made.start[:, last]
    has_pool = False
    for year in range(first, last + 1):
        coefficients = fit(made, year, prior)
        if coefficients is None:
            fitted[:, year] = made.start[:, year]
            continue
        told = contributions(made, coefficients, year)
        fitted[:, year] = told.sum(1)
        if year == last:
            parts = told
            has_pool = fit(made, year) is not None
    return fitted, parts, has_pool


def _pieces(parts: Floats, recent: Floats, trend: Floats, so_far: Floats) -> Floats:
    """Split the weighted mean into pieces: each member departs from the growth so far."""
    base = so_far[:, -1]
    pieces = np.concatenate([parts * WEIGHTS[0], np.zeros((len(parts), 1))], axis=1)
    pieces[:, TERMS.index(SO_FAR)] += (WEIGHTS[1] + WEIGHTS[2]) * base
    pieces[:, TERMS.index(RECENT)] += WEIGHTS[1] * (recent[:, -1] - base)
    pieces[:, -1] += WEIGHTS[2] * (trend[:, -1] - base)
    return pieces


def _past_years(features: Features, last: int) -> Floats:
    known: Floats = ((features.so_far > 0) & (features.full > 0))[:, :last].sum(1)
    return known


def _tell(worked: Workings, row: int, name: str, month: int, targets: Sequence[Target]) -> Forecast:
    features, last = worked.features, worked.rest.shape[1] - 1
    so_far = float(features.so_far[row, last])
    base_so_far = float(features.base_so_far[row, last])
    base_full = float(features.base_full[row, last])
    past_years = int(worked.past_years[row])
    log_full = float(worked.log_full[row, last])
    at = Standpoint(
        so_far=so_far,
        base_so_far=base_so_far,
        base_full=base_full,
        log_full=log_full,
        log_growth=float(worked.growth[row, last]),
        level_scale=float(worked.by_level.scale[row]),
        growth_scale=float(worked.by_growth.scale[row]),
        past_rest=features.rest[row, :last],
        months_left=MONTHS - month,
    )
    is_told = math.isfinite(log_full)
    floor = so_far if worked.never_fell[row] else 0.0
    level = _band(log_full, at.level_scale, floor) if is_told else None
    growth = _growth_band(at, floor) if is_told else None
    share = base_so_far / base_full if base_full > 0 and base_so_far > 0 else None
    rest = float(worked.rest[row, last])
    gap = float(features.link_gap[row, last])
    return Forecast(
        series=name,
        level=level,
        growth_pct=growth,
        attainments=tuple(hold_against(target, at) for target in targets) if so_far > 0 else (),
        time_progress_pct=100 * month / MONTHS,
        same_period_progress_pct=None if share is None else 100 * share,
        rest_growth_pct=100 * math.expm1(rest) if is_told else None,
        link_gap_pp=gap if math.isfinite(gap) else None,
        past_years=past_years,
        basis=_basis(at, past_years, worked.has_pool),
        because=_because(worked.pieces[row], rest, past_years) if is_told else (),
    )


def _band(centre: float, scale: float, floor: float) -> Band:
    reach = QUANTILE_90 * scale
    return Band(math.exp(centre), max(math.exp(centre - reach), floor), math.exp(centre + reach))


def _growth_band(at: Standpoint, floor: float) -> Band:
    band = _band(at.log_growth, at.growth_scale, floor / at.base_full)
    return Band(*(100 * (value - 1) for value in (band.median, band.p10, band.p90)))


def _basis(at: Standpoint, past_years: int, has_pool: bool) -> str:
    if not at.so_far > 0:
        return "本期没有大于零的累计数，不作预测"
    if past_years == 0 or not at.base_full > 0 or not at.base_so_far > 0:
        return "没有可比的上年同期和全年数，不作预测、不给概率"
    if not at.base_full > at.base_so_far:
        return "上年后几月没有增量，不是逐月累计的指标，不作预测"
    if past_years < ENOUGH_YEARS:
        return f"自身历史只有{past_years}年：按上年同期占比推算，误差按全体序列估计，波动可能更大"
    pool = "与本表各序列合并估计" if has_pool else "与2017年以前全国序列的系数合并估计"
    return f"自身历史{past_years}年，{pool}"


def _because(pieces: Floats, rest: float, past_years: int) -> tuple[tuple[str, float], ...]:
    if past_years < ENOUGH_YEARS:
        return ((SO_FAR, round(100 * rest, 2)),)
    named = [
        (term, round(100 * float(value), 2))
        for term, value in zip((*TERMS, OWN_TREND), pieces, strict=True)
    ]
    shown = [pair for pair in named if pair[1] != 0]
    return tuple(sorted(shown, key=lambda pair: -abs(pair[1])))


def _whole_year(known: Panel, targets: Mapping[str, Sequence[Target]]) -> tuple[Forecast, ...]:
    """The year is over: the figure itself, without a spread."""
    features = features_at(known, MONTHS)
    told = []
    for row, name in enumerate(known.names):
        full = float(features.so_far[row, -1])
        base = float(features.base_full[row, -1])
        growth = 100 * math.expm1(float(features.same_basis_full_growth[row, -1]))
        gap = float(features.link_gap[row, -1])
        log_full = math.log(full) if full > 0 else math.nan
        came = math.log1p(growth / 100) if growth > -100 else math.nan
        at = Standpoint(full, base, base, log_full, came, 0.0, 0.0, np.empty(0), 0)
        told.append(
            Forecast(
                series=name,
                level=Band(full, full, full) if full > 0 else None,
                growth_pct=Band(growth, growth, growth) if math.isfinite(growth) else None,
                attainments=tuple(hold_against(t, at) for t in targets.get(name, ())),
                time_progress_pct=100.0,
                same_period_progress_pct=100.0,
                rest_growth_pct=None,
                link_gap_pp=gap if math.isfinite(gap) else None,
                past_years=int(_past_years(features, len(known.years) - 1)[row]),
                basis="全年数已公布",
                because=(),
            )
        )
    return tuple(told)
