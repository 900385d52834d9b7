"""A workbook as plain values: sheets, cells with their place, merges, what is hidden."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from enum import StrEnum

from daliang.engine.checks import Problem

Value = str | int | float | bool | dt.date | dt.datetime | dt.time


class Kind(StrEnum):
    """What a cell holds."""

    TEXT = "text"
    NUMBER = "number"
    DATE = "date"
    BOOL = "bool"
    ERROR = "error"


def column_letter(column: int) -> str:
    """Return the letters of a column counted from 1.

    Examples
    --------
    >>> column_letter(1), column_letter(28), column_letter(16384)
    ('A', 'AB', 'XFD')
    """
    letters = ""
    while column > 0:
        column, rest = divmod(column - 1, 26)
        letters = chr(65 + rest) + letters
    return letters


def column_number(letters: str) -> int:
    """Return the number of a column, counted from 1.

    Examples
    --------
    >>> column_number("XFD")
    16384
    """
    number = 0
    for letter in letters.upper():
        number = number * 26 + ord(letter) - 64
    return number


@dataclass(frozen=True, slots=True)
class Range:
    """A rectangle of cells, rows and columns counted from 1, both ends included."""

    first_row: int
    first_column: int
    last_row: int
    last_column: int

    @property
    def height(self) -> int:
        """Number of rows."""
        return self.last_row - self.first_row + 1

    @property
    def width(self) -> int:
        """Number of columns."""
        return self.last_column - self.first_column + 1

    def __str__(self) -> str:
        first = f"{column_letter(self.first_column)}{self.first_row}"
        last = f"{column_letter(self.last_column)}{self.last_row}"
        return first if first == last else f"{first}:{last}"


@dataclass(frozen=True, slots=True)
class Cell:
    """One value of a sheet.

    Parameters
    ----------
    row, column : int
        Counted from 1, as the office program shows them.
    kind : Kind
        What it holds; ERROR is a formula error such as #REF! or an unusable number.
    text : str
        As a reader sees it: 85%, 2024-06-30, 12家.
    value : Value
        The value itself: 0.85, a date, 12; a date of 1900 or 1904 counting alike.
    formula : str
        The formula it was calculated by, without evaluating it; empty if none.
    """

    row: int
    column: int
    kind: Kind
    text: str
    value: Value
    formula: str = ""

    @property
    def place(self) -> str:
        """The place in A1 notation."""
        return f"{column_letter(self.column)}{self.row}"


@dataclass(frozen=True, slots=True)
class Sheet:
    """One sheet: its values, sparse, and what lies around them.

    Parameters
    ----------
    name : str
        As on the tab.
    rows : mapping of int to mapping of int to Cell
        Cells by row and column; blank cells are absent.
    merges : tuple of Range
        Merged ranges as written in the file.
    is_hidden : bool
        The tab is hidden.
    hidden_rows, hidden_columns : frozenset of int
        Rows (also those a filter hides) and columns a reader does not see.
    comments : mapping of (int, int) to str
        Comments by (row, column).
    """

    name: str
    rows: Mapping[int, Mapping[int, Cell]]
    merges: tuple[Range, ...] = ()
    is_hidden: bool = False
    hidden_rows: frozenset[int] = frozenset()
    hidden_columns: frozenset[int] = frozenset()
    comments: Mapping[tuple[int, int], str] = field(default_factory=dict)
    covered: Mapping[tuple[int, int], Range] = field(default_factory=dict, repr=False)

    @property
    def last_row(self) -> int:
        """The last row that holds a value; 0 when the sheet is blank."""
        return max(self.rows, default=0)

    @property
    def last_column(self) -> int:
        """The last column that holds a value; 0 when the sheet is blank."""
        return max((max(row) for row in self.rows.values()), default=0)

    def cell(self, row: int, column: int) -> Cell | None:
        """Return the cell itself, None when blank."""
        return self.rows.get(row, {}).get(column)

    def merge_at(self, row: int, column: int) -> Range | None:
        """Return the merged range that covers a cell, if any."""
        return self.covered.get((row, column))

    def seen(self, row: int, column: int) -> Cell | None:
        """Return the cell a reader sees there: a merged range shows its first cell."""
        merge = self.covered.get((row, column))
        if merge is None:
            return self.cell(row, column)
        return self.cell(merge.first_row, merge.first_column)

    def cells(self) -> Iterator[Cell]:
        """Yield every cell, row by row."""
        for row in sorted(self.rows):
            yield from self.rows[row].values()


@dataclass(frozen=True, slots=True)
class Workbook:
    """A workbook opened safely.

    Parameters
    ----------
    name : str
        The file's name, for messages.
    sheets : tuple of Sheet
        In the order of the tabs; chart and macro sheets are left out and said.
    notices : tuple of Problem
        What was ignored or neutralised: macros, links, objects, formulas, hidden rows.
    """

    name: str
    sheets: tuple[Sheet, ...]
    notices: tuple[Problem, ...] = ()
