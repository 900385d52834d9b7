"""The months between now and December: the forecast drawn as a fan."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from daliang.engine.forecast.panel import MONTHS, Floats


@dataclass(frozen=True)
class Band:
    """Median and 80 % band."""

    median: float
    p10: float
    p90: float


@dataclass(frozen=True)
class FanPoint:
    """The cumulative value expected at the end of a month."""

    month: int
    level: Band


def fan(so_far: float, month: int, last_year: Floats, full: Band) -> tuple[FanPoint, ...]:
    """Return the path from what is done to the full year, along last year's shape.

    Parameters
    ----------
    so_far : float
        Cumulative value at `month`.
    last_year : ndarray, shape (12,)
        Last year's cumulative values; months not known are left out of the path.
    full : Band
        The full year's median and band.

    Notes
    -----
    The band opens as the remaining amount is used up: an error of the growth
    rate, not of single months, makes most of the full year's error.

    Examples
    --------
    >>> import numpy as np
    >>> path = fan(50.0, 6, np.arange(1, 13) * 10.0, Band(110.0, 98.0, 122.0))
    >>> path[2].month, path[2].level
    (9, Band(median=80.0, p10=74.0, p90=86.0))
    """
    start, end = last_year[month - 1], last_year[-1]
    if not end > start:
        return ()
    points = []
    for later in range(month + 1, MONTHS + 1):
        done = float((last_year[later - 1] - start) / (end - start))
        if np.isnan(done):
            continue
        values = (so_far + done * (value - so_far) for value in (full.median, full.p10, full.p90))
        points.append(FanPoint(later, Band(*values)))
    return tuple(points)
