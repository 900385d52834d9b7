"""Spans of whole months, as the facts know them: 202401 to 202405."""

from __future__ import annotations

from dataclasses import dataclass

from daliang.engine.checks import BadInput, Problem


@dataclass(frozen=True, order=True)
class Span:
    """Some months on end, both ends included.

    Parameters
    ----------
    first, last : int
        Year and month as 202405.

    Examples
    --------
    >>> span = Span(202401, 202405)
    >>> str(span), str(span.year_before()), span.months[:2]
    ('2024年1-5月', '2023年1-5月', (202401, 202402))
    """

    first: int
    last: int

    def __post_init__(self) -> None:
        if not (is_month(self.first) and is_month(self.last) and self.first <= self.last):
            raise BadInput(
                Problem(f"“{self.first}”到“{self.last}”不是一段月份", "写成202401到202405")
            )

    @classmethod
    def of_year(cls, month: int) -> Span:
        """Return the year's months up to a month."""
        return cls(month // 100 * 100 + 1, month)

    @property
    def months(self) -> tuple[int, ...]:
        """Every month in it."""
        found = [self.first]
        while found[-1] < self.last:
            found.append(next_month(found[-1]))
        return tuple(found)

    def year_before(self) -> Span:
        """Return the same months of the year before."""
        return Span(self.first - 100, self.last - 100)

    def __str__(self) -> str:
        year, first, last = self.first // 100, self.first % 100, self.last % 100
        if self.first == self.last:
            return f"{year}年{first}月"
        if year != self.last // 100:
            return f"{year}年{first}月-{self.last // 100}年{last}月"
        return f"{year}年" if (first, last) == (1, 12) else f"{year}年{first}-{last}月"


def is_month(value: int) -> bool:
    """Tell whether a number is a year and month.

    >>> is_month(202412), is_month(202413)
    (True, False)
    """
    return 190001 <= value <= 299912 and 1 <= value % 100 <= 12


def next_month(month: int) -> int:
    """Return the month after.

    >>> next_month(202312)
    202401
    """
    return month + 89 if month % 100 == 12 else month + 1
