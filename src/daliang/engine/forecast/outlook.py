"""The forecast of a year from its first months: three explainable members and an honest spread."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from daliang.engine.checks import BadInput, Problem
from daliang.engine.forecast.attainment import Attainment, Standpoint, Target, hold_against
from daliang.engine.forecast.fan import Band, FanPoint, fan
from daliang.engine.forecast.features import features_at
from daliang.engine.forecast.fitted import NATIONAL
from daliang.engine.forecast.panel import MONTHS, Floats, Panel, check_month
from daliang.engine.forecast.pooled import TERMS, Prior
from daliang.engine.forecast.spread import QUANTILE_90
from daliang.engine.forecast.workings import (
    ENOUGH_YEARS,
    SO_FAR,
    Workings,
    past_years_of,
    work_out,
)

OWN_TREND = "自身趋势"
BOUNDS = "拉回常年增速附近"


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
    fan : tuple of FanPoint
        The cumulative value expected at each later month.
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
    fan: tuple[FanPoint, ...]


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


def _check(panel: Panel, year: int, month: int) -> None:
    check_month(month)
    if not panel.years or not panel.years[0] <= year <= panel.years[-1]:
        raise BadInput(Problem(f"数据里没有{year}年", "检查年份，或补上这一年的数据"))


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
        fan=fan(so_far, month, worked.last_year[row], level) if level else (),
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
    # What the bounds took off is a piece like the others, so that all of them sum.
    taken = rest - float(pieces.sum())
    named = [
        (term, round(100 * float(value), 2))
        for term, value in zip((*TERMS, OWN_TREND, BOUNDS), (*pieces, taken), strict=True)
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
                past_years=int(past_years_of(features, len(known.years) - 1)[row]),
                basis="全年数已公布",
                because=(),
                fan=(),
            )
        )
    return tuple(told)
