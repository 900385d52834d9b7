"""Earned value and earned schedule of one project."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise

from daliang.engine.checks import BadInput, Problem


@dataclass(frozen=True, slots=True)
class Progress:
    """Cumulative figures at the end of each period, all in the same unit of money.

    Parameters
    ----------
    planned : sequence of float
        Planned value at the end of period 1, 2, ... to the end of the plan.
    earned : sequence of float
        Planned value of the work really done, to now.
    spent : sequence of float or None
        What it cost, to now; None where cost is not kept.
    """

    planned: Sequence[float]
    earned: Sequence[float]
    spent: Sequence[float] | None = None


@dataclass(frozen=True, slots=True)
class EarnedValue:
    """Indices at the last period with earned value; None where they have no meaning.

    `spi` and `cpi` are in money, `earned_periods` and `spi_time` in time; `periods_total`
    is the forecast of the whole duration and `cost_total` of the whole cost.
    """

    spi: float | None
    cpi: float | None
    earned_periods: float
    spi_time: float
    periods_total: float | None
    cost_total: float | None


def earned_value(progress: Progress) -> EarnedValue:
    """Return schedule and cost indices at the last reported period.

    Parameters
    ----------
    progress : Progress
        Cumulative figures by period.

    Returns
    -------
    EarnedValue
        Ratios (1 = as planned, below 1 = behind or dearer) and periods.

    Raises
    ------
    BadInput
        Empty or falling cumulative figures, negative ones, unequal lengths.

    Notes
    -----
    SPI in money returns to 1 at the end of every late project; earned schedule (Lipke
    2003) measures time and does not: ES = the moment at which the plan had the value
    earned now, SPI(t) = ES / periods passed.

    Examples
    --------
    >>> late = earned_value(Progress([10, 30, 60, 100], [5, 20, 30], [6, 25, 40]))
    >>> late.spi, late.cpi, late.earned_periods, round(late.spi_time, 2)
    (0.5, 0.75, 2.0, 0.67)
    """
    _check(progress)
    passed = len(progress.earned)
    earned = progress.earned[-1]
    planned_now = progress.planned[min(passed, len(progress.planned)) - 1]
    spent = progress.spent[-1] if progress.spent else None
    earned_periods = _earned_schedule(progress.planned, earned)
    spi_time = earned_periods / passed
    cpi = earned / spent if spent else None
    return EarnedValue(
        spi=earned / planned_now if planned_now else None,
        cpi=cpi,
        earned_periods=earned_periods,
        spi_time=spi_time,
        periods_total=len(progress.planned) / spi_time if spi_time else None,
        cost_total=progress.planned[-1] / cpi if cpi else None,
    )


def _earned_schedule(planned: Sequence[float], earned: float) -> float:
    before = 0.0
    for period, value in enumerate(planned):
        if earned < value:
            return period + (earned - before) / (value - before)
        before = value
    # Everything is earned: the plan reached its total in the first period that shows it.
    return float(next(i for i, value in enumerate(planned, 1) if value >= planned[-1]))


def _check(progress: Progress) -> None:
    problems = []
    series = {"计划": progress.planned, "完成": progress.earned}
    if progress.spent is not None:
        series["支出"] = progress.spent
    for name, values in series.items():
        if not values:
            problems.append(Problem(f"没有{name}数", "按期填累计数"))
        elif min(values) < 0 or any(b < a for a, b in pairwise(values)):
            problems.append(Problem(f"{name}累计数为负或比上期小", "填累计数，不是当期数"))
    if progress.spent is not None and len(progress.spent) != len(progress.earned):
        problems.append(Problem("支出与完成的期数不同", "每期都填"))
    if problems:
        raise BadInput(problems)
