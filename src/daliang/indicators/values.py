"""Figures as plain values: one to be recorded, and one as it is known."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from daliang.engine.periods import Kind, Period
from daliang.indicators.choices import Confidence, Scope, Status


@dataclass(frozen=True, slots=True)
class NewFigure:
    """A figure to be recorded; `area_name` alone means an area outside our own tree."""

    indicator_id: int
    area_id: int | None
    area_name: str
    year: int
    first_month: int
    last_month: int
    value: Decimal | None
    growth_pct: Decimal | None
    unit: str
    source: str
    as_of: date
    scope: str = Scope.STATISTICS
    growth_basis: str = ""
    confidence: str = Confidence.OFFICIAL
    vintage: str = ""
    status: str = Status.PUBLISHED
    note: str = ""
    is_synthetic: bool = False

    @property
    def key(self) -> tuple[object, ...]:
        """What makes it the same figure: indicator, area, period, book, base, source."""
        area = self.area_id if self.area_id is not None else self.area_name
        period = (self.year, self.first_month, self.last_month)
        return (self.indicator_id, area, *period, self.scope, self.vintage, self.source)

    @property
    def said(self) -> tuple[object, ...]:
        """What it says; a change of this is a correction."""
        return (self.value, self.growth_pct)


@dataclass(frozen=True, slots=True)
class Known:
    """A figure as it is known: the newest correction of one source and base."""

    pk: int
    indicator_id: int
    area: object  # id of our own area, or the name of another
    year: int
    first_month: int
    last_month: int
    scope: str
    value: Decimal | None
    growth_pct: Decimal | None
    growth_basis: str
    source: str
    confidence: str
    as_of: date
    vintage: str
    revision: int
    status: str
    is_synthetic: bool

    @property
    def period(self) -> Period:
        """The period in the engine's terms."""
        return period_of(self.year, self.first_month, self.last_month)


def period_of(year: int, first_month: int, last_month: int) -> Period:
    """Return a span of months as a period: 1-3 is 一季度, 1-12 the year, 5-5 a month.

    Examples
    --------
    >>> [str(period_of(2024, *months)) for months in ((1, 3), (1, 5), (5, 5), (1, 12), (4, 6))]
    ['2024年一季度', '2024年1-5月', '2024年5月', '2024年', '2024年二季度']
    """
    if (first_month, last_month) == (1, 12):
        return Period(year, 12, Kind.YEAR, is_cumulative=True)
    if (first_month, last_month) in {(1, 6), (7, 12)}:
        return Period(year, last_month, Kind.HALF)
    if last_month - first_month == 2 and last_month % 3 == 0:
        return Period(year, last_month, Kind.QUARTER)
    if (first_month, last_month) == (1, 9):
        return Period(year, 9, Kind.QUARTER, is_cumulative=True)
    is_run = first_month == 1 and last_month > 1
    return Period(year, last_month, Kind.MONTH, is_cumulative=is_run)
