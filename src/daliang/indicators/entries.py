"""One row of a table to be imported, with what will become of it."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from daliang.engine.checks import Problem
from daliang.indicators.models import Indicator
from daliang.indicators.reading import ReadRow
from daliang.indicators.values import NewFigure, period_of


class Kind(StrEnum):
    """What will become of a row."""

    NEW = "new"
    CORRECTION = "correction"
    SAME = "same"
    FAULTY = "faulty"


@dataclass(frozen=True, slots=True)
class Entry:
    """One row with its figure, or with what is wrong with it."""

    row: ReadRow
    kind: Kind
    indicator: Indicator | None = None
    area: str = ""
    figure: NewFigure | None = None
    before: tuple[object, ...] | None = None
    notices: tuple[str, ...] = ()
    problems: tuple[Problem, ...] = ()

    @property
    def period(self) -> str:
        """The period in words."""
        if self.figure is None:
            return str(self.row.period or "")
        return str(period_of(self.figure.year, self.figure.first_month, self.figure.last_month))
