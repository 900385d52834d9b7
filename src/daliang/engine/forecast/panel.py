"""Cumulative monthly series of many indicators, side by side."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TypeAlias

import numpy as np
from numpy.typing import NDArray

from daliang.engine.checks import BadInput, Problem

Floats: TypeAlias = NDArray[np.float64]

MONTHS = 12
FIRST_MONTH = 2
"""January and February are published together: the first period of a year ends in month 2."""


@dataclass(frozen=True)
class Panel:
    """Year-to-date levels and published growth of S series over T consecutive years.

    Parameters
    ----------
    names : tuple of str
        The S series.
    years : tuple of int
        The T years, consecutive and ascending.
    level : ndarray, shape (S, T, 12)
        Cumulative value from the start of the year to month 1..12, in the
        series' own unit; not known is NaN and stays so.
    growth : ndarray, shape (S, T, 12)
        Published growth of the cumulative value over the same period of the
        year before, per cent; not published is NaN.

    Examples
    --------
    >>> import numpy as np
    >>> panel = Panel(("社零",), (2023,), np.full((1, 1, 12), 5.0), np.full((1, 1, 12), np.nan))
    >>> panel.upto(2023, 6).level[0, 0, 5:8]
    array([ 5., nan, nan])
    """

    names: tuple[str, ...]
    years: tuple[int, ...]
    level: Floats
    growth: Floats

    def __post_init__(self) -> None:
        shape = (len(self.names), len(self.years), MONTHS)
        if self.level.shape != shape or self.growth.shape != shape:
            raise BadInput(
                Problem(f"序列数组应为{shape}，实为{self.level.shape}和{self.growth.shape}")
            )
        if self.years and self.years != tuple(range(self.years[0], self.years[-1] + 1)):
            raise BadInput(Problem("年份应连续递增", "中间没有数据的年份留空，不要跳过"))

    def upto(self, year: int, month: int, *, years: int = 25) -> Panel:
        """Return what was known at the end of `month`: nothing later is left in it.

        At most `years` years are kept: older ones weigh nothing in any method here.
        """
        first = max(self.years[0], year - years + 1)
        shape = (len(self.names), year - first + 1, MONTHS)
        level, growth = np.full(shape, np.nan), np.full(shape, np.nan)
        start = first - self.years[0]
        known = self.level[:, start : year - self.years[0] + 1]
        level[:, : known.shape[1]] = known
        growth[:, : known.shape[1]] = self.growth[:, start : year - self.years[0] + 1]
        level[:, -1, month:] = np.nan
        growth[:, -1, month:] = np.nan
        return Panel(self.names, tuple(range(first, year + 1)), level, growth)


def check_month(month: int) -> None:
    """Raise BadInput unless a forecast can start from `month`."""
    if not FIRST_MONTH <= month <= MONTHS:
        mend = "填2到12；1月不单独公布，每年第一期是1-2月（填2）"
        raise BadInput(Problem(f"月份是{month}", mend))
