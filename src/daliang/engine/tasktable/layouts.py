"""The layout of a task table: where it stands and what each column holds."""

from __future__ import annotations

import hashlib
import json
import re
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace

from daliang.engine.checks import BadInput, Problem
from daliang.engine.spreadsheet import Workbook, column_letter
from daliang.engine.tasktable.fields import KEY_HEADER, SCHEDULE_HEADER, Field
from daliang.engine.tasktable.heads import plain_head

CONFIRMED = "上次确认过的对应关系"
_OWN_HEADS = {KEY_HEADER, SCHEDULE_HEADER}
_NUMERAL = re.compile(r"\d+")


@dataclass(frozen=True, slots=True)
class ColumnUse:
    """A column and what it is used for.

    Parameters
    ----------
    column : int
        Counted from 1.
    levels : tuple of str
        Its header, upper level first; empty when the column has none.
    field : Field
        What it holds.
    confidence : float
        0 to 1; below 0.6 a person should look.
    reason : str
        Why this field was proposed.
    period : str
        For MILESTONE: the period of the header, such as 一季度 or 9月底前.
    samples : tuple of str
        A few values, for the person who corrects the mapping.
    is_hidden : bool
        The column is hidden in the sheet.
    """

    column: int
    levels: tuple[str, ...]
    field: Field
    confidence: float = 1.0
    reason: str = ""
    period: str = ""
    samples: tuple[str, ...] = ()
    is_hidden: bool = False

    @property
    def head(self) -> str:
        """The header with its levels joined, or the column letter when there is none."""
        return "/".join(self.levels) or f"{column_letter(self.column)}列"

    @property
    def place(self) -> str:
        """The column as named in messages: letter and header."""
        letter = column_letter(self.column)
        return f"{letter}（{self.levels[-1]}）" if self.levels else letter


@dataclass(frozen=True, slots=True)
class TableLayout:
    """One task table of a sheet.

    Parameters
    ----------
    sheet : str
        Name of the sheet.
    title : str
        The title line above the table.
    captions : tuple of str
        Other lines above: unit of measure, issuing body, date.
    columns : tuple of ColumnUse
        From left to right.
    header_first, header_last : int
        Rows of the header.
    last_row : int or None
        Where the table ends, when another one follows in the sheet.
    number : int
        1 for the first table of its sheet, 2 for the next.
    footnotes : tuple of str
        Lines below the table.
    issuing_body : str
        Who issued it, where the sheet says so.
    unit : str
        Unit of measure in the caption (单位：万元).
    year : int or None
        A year printed in the title; a proposal for the plan year.
    blank_is_above : frozenset of Field
        Fields where a blank cell means "as above". Stated by the sheet or by a person,
        never guessed.
    is_split : bool
        Numbered parts of a task cell become tasks of their own.
    is_taken : bool
        False leaves the whole table out.
    """

    sheet: str
    title: str
    captions: tuple[str, ...]
    columns: tuple[ColumnUse, ...]
    header_first: int = 1
    header_last: int = 1
    last_row: int | None = None
    number: int = 1
    footnotes: tuple[str, ...] = ()
    issuing_body: str = ""
    unit: str = ""
    year: int | None = None
    blank_is_above: frozenset[Field] = frozenset()
    is_split: bool = False
    is_taken: bool = True

    @property
    def fingerprint(self) -> str:
        """Recognises the same form next month: headers without numerals, and who issued it."""
        heads = [head for head, _ in _numbered_heads(self.columns)]
        text = "|".join([*heads, "@" + plain_head(self.issuing_body)])
        return hashlib.sha256(text.encode()).hexdigest()[:16]

    @property
    def place(self) -> str:
        """Name of the table within its workbook: the sheet, and its number after the first."""
        return self.sheet if self.number == 1 else f"{self.sheet}（表{self.number}）"

    def first(self, wanted: Field) -> ColumnUse | None:
        """Return the first column of a field."""
        return next((use for use in self.columns if use.field is wanted), None)

    def with_column(self, column: int, wanted: Field, period: str | None = None) -> TableLayout:
        """Return the layout with one column corrected by a person.

        Raises
        ------
        BadInput
            When the table has no such column.
        """
        if column not in {use.column for use in self.columns}:
            what = f"表里没有 {column_letter(column)} 列"
            raise BadInput(Problem(what, "从列出的列里选", sheet=self.sheet))
        return replace(
            self,
            columns=tuple(
                _corrected(use, wanted, period) if use.column == column else use
                for use in self.columns
            ),
        )

    def to_memory(self) -> str:
        """Return what is worth remembering of a corrected layout, as JSON text."""
        columns = {
            f"{head}#{count}": [use.field.value, use.period]
            for (head, count), use in zip(
                _numbered_heads(self.columns), _lasting(self.columns), strict=True
            )
        }
        memory = {
            "columns": columns,
            "blank_is_above": sorted(self.blank_is_above),
            "is_split": self.is_split,
        }
        return json.dumps(memory, ensure_ascii=False, sort_keys=True)

    def recalled(self, memory: str) -> TableLayout:
        """Return the layout with a remembered mapping laid over the guesses."""
        saved = json.loads(memory)
        columns: dict[str, list[str]] = saved["columns"]
        keys = {
            use.column: f"{head}#{count}"
            for (head, count), use in zip(
                _numbered_heads(self.columns), _lasting(self.columns), strict=True
            )
        }
        return replace(
            self,
            columns=tuple(
                _recalled(use, columns.get(keys.get(use.column, ""))) for use in self.columns
            ),
            blank_is_above=frozenset(Field(name) for name in saved["blank_is_above"]),
            is_split=bool(saved["is_split"]),
        )


@dataclass(frozen=True, slots=True)
class Proposal:
    """What a workbook seems to hold, for a person to correct and confirm.

    Parameters
    ----------
    workbook : Workbook
        What was read.
    tables : tuple of TableLayout
        One for each sheet that holds a task table.
    problems : tuple of Problem
        What stands in the way: a table without task column, no table at all.
    notices : tuple of Problem
        What a person should know: unknown columns, hidden rows, ignored parts.
    """

    workbook: Workbook
    tables: tuple[TableLayout, ...]
    problems: tuple[Problem, ...] = ()
    notices: tuple[Problem, ...] = field(default=())

    def table(self, sheet: str, number: int = 1) -> TableLayout:
        """Return a table of a sheet; `number` counts where a sheet holds several.

        Raises
        ------
        BadInput
            When no such task table was found.
        """
        for layout in self.tables:
            if (layout.sheet, layout.number) == (sheet, number):
                return layout
        raise BadInput(Problem("没有找到任务表", "选有任务表的工作表", self.workbook.name, sheet))

    def with_table(self, layout: TableLayout) -> Proposal:
        """Return the proposal with one table replaced by its corrected layout."""
        place = (layout.sheet, layout.number)
        return replace(
            self,
            tables=tuple(layout if (t.sheet, t.number) == place else t for t in self.tables),
        )

    def with_column(
        self,
        sheet: str,
        column: int,
        wanted: Field,
        period: str | None = None,
        *,
        number: int = 1,
    ) -> Proposal:
        """Return the proposal with one column corrected by a person."""
        return self.with_table(self.table(sheet, number).with_column(column, wanted, period))


def _corrected(use: ColumnUse, wanted: Field, period: str | None) -> ColumnUse:
    shown = use.period if period is None else period
    if wanted is Field.MILESTONE and not shown and use.levels:
        shown = use.levels[-1]
    period = shown if wanted is Field.MILESTONE else ""
    return replace(use, field=wanted, period=period, confidence=1.0, reason="人工指定")


def _recalled(use: ColumnUse, saved: Sequence[str] | None) -> ColumnUse:
    if saved is None:
        return use
    wanted = Field(saved[0])
    # The period is read anew from this month's header; only a hand-made one is kept.
    period = (use.period or saved[1]) if wanted is Field.MILESTONE else ""
    return replace(use, field=wanted, period=period, confidence=1.0, reason=CONFIRMED)


def _lasting(columns: Sequence[ColumnUse]) -> list[ColumnUse]:
    return [use for use in columns if not (use.levels and use.levels[-1] in _OWN_HEADS)]


def _numbered_heads(columns: Sequence[ColumnUse]) -> list[tuple[str, int]]:
    """Return each header without numerals, with how often it has stood before."""
    seen: Counter[str] = Counter()
    heads: list[tuple[str, int]] = []
    for use in _lasting(columns):
        head = _NUMERAL.sub("#", "/".join(plain_head(level) for level in use.levels))
        heads.append((head, seen[head]))
        seen[head] += 1
    return heads


Remembered = Mapping[str, str]
"""Memories of corrected layouts (`TableLayout.to_memory`) by fingerprint."""
