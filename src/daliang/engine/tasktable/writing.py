"""Writing task tables: the same layout back, and a city's own layout where there is none."""

from __future__ import annotations

import io
from collections.abc import Iterator, Mapping, Sequence
from copy import copy
from dataclasses import dataclass, replace
from itertools import groupby
from typing import Any

import openpyxl
from openpyxl.styles import Alignment, Border, Font, PatternFill, Side

from daliang.engine.spreadsheet import column_letter, put_value
from daliang.engine.tasktable.cells import RowWriter, typed
from daliang.engine.tasktable.fields import (
    KEY_HEADER,
    OWNERS,
    SCHEDULE_HEADER,
    Field,
)
from daliang.engine.tasktable.layouts import ColumnUse, TableLayout
from daliang.engine.tasktable.rows import TaskRow

_WIDTHS: Mapping[Field, int] = {
    Field.NUMBER: 6,
    Field.CODE: 14,
    Field.CATEGORY: 10,
    Field.TASK: 34,
    Field.CONTENT: 40,
    Field.SCHEDULE: 36,
    Field.PROGRESS: 32,
    Field.DIFFICULTY: 24,
    Field.NEXT_STEP: 24,
    Field.OWNER: 20,
    Field.CO: 20,
}
_CENTRED = {Field.NUMBER, Field.CODE, Field.CATEGORY, Field.DUE, Field.PRIORITY, Field.STATUS}
_MERGED_DOWN = (Field.CATEGORY, Field.PROJECT)
_CITY_FIELDS = (
    (Field.NUMBER, "序号"),
    (Field.TASK, "目标任务"),
    (Field.CONTENT, "具体内容"),
    (Field.LEADER, "牵头市领导"),
    (Field.LEAD, "牵头单位"),
    (Field.OWNER, "责任（配合）单位"),
    (Field.PERSON, "具体责任人"),
    (Field.DUE, "完成时限"),
    (Field.SCHEDULE, SCHEDULE_HEADER),
    (Field.PROGRESS, "进展情况"),
    (Field.DIFFICULTY, "存在问题"),
    (Field.NEXT_STEP, "下步措施"),
    (Field.REMARK, "备注"),
)


def city_layout(title: str, *, issuing_body: str = "", sheet: str = "任务分解表") -> TableLayout:
    """Return the layout of a 任务分解表 as cities keep it, for offices that have none.

    Notes
    -----
    Columns after the practice handbook, 1.3; 阶段节点 holds steps with their own dates.

    Examples
    --------
    >>> [use.head for use in city_layout("2024年任务分解表").columns][:4]
    ['序号', '目标任务', '具体内容', '牵头市领导']
    """
    columns = tuple(
        ColumnUse(number, (head,), field) for number, (field, head) in enumerate(_CITY_FIELDS, 1)
    )
    captions = (f"填报单位：{issuing_body}",) if issuing_body else ()
    return TableLayout(sheet, title, captions, columns, issuing_body=issuing_body)


def write_table(layout: TableLayout, rows: Sequence[TaskRow], *, note: str = "") -> bytes:
    """Write tasks in a layout; reading the file again gives the same tasks.

    Parameters
    ----------
    layout : TableLayout
        As `propose` found it, or `city_layout`.
    rows : sequence of TaskRow
        In the order wanted; rows without a section come before the sections.
    note : str
        A line under the title, such as 示例数据，非真实任务.

    Returns
    -------
    bytes
        An .xlsx with title, captions, header of one to three levels, merged section
        rows, several owners in a cell, and the keys of the tasks in a hidden column.
        A column 阶段节点 is added when a task has steps that the layout cannot hold.

    Examples
    --------
    >>> from daliang.engine.spreadsheet import open_workbook
    >>> from daliang.engine.tasktable import apply, propose
    >>> task = TaskRow("t1", "新建桥梁2座", number="1")
    >>> data = write_table(city_layout("2024年任务分解表"), [task])
    >>> draft = apply(propose(open_workbook(data, "导出.xlsx")), plan_year=2024)
    >>> draft.rows[0].digest == task.digest
    True
    """
    columns = _columns(layout, rows)
    workbook = openpyxl.Workbook()
    sheet = workbook.active
    sheet.title = _tab_name(layout.sheet)
    page = _Page(sheet, columns, _Looks.of(sheet))
    page.write_above(layout, note)
    page.write_header()
    page.write_rows(_sectioned(rows), layout.blank_is_above)
    page.write_below(layout.footnotes)
    page.finish()
    stream = io.BytesIO()
    workbook.save(stream)
    return stream.getvalue()


def _columns(layout: TableLayout, rows: Sequence[TaskRow]) -> tuple[ColumnUse, ...]:
    """Return the columns to write, numbered anew, with schedule and key where needed."""
    kept = [use for use in layout.columns if use.field not in (Field.SKIP, Field.KEY)]
    writer = RowWriter(tuple(kept))
    if any(writer.needs_schedule(row) for row in rows):
        kept.append(ColumnUse(0, (SCHEDULE_HEADER,), Field.SCHEDULE))
    kept.append(ColumnUse(0, (KEY_HEADER,), Field.KEY))
    # A column without header is known by its letter; the letter becomes its header.
    return tuple(
        replace(use, column=number, levels=use.levels or (use.head,))
        for number, use in enumerate(kept, 1)
    )


def _sectioned(rows: Sequence[TaskRow]) -> list[TaskRow]:
    return [r for r in rows if not r.sections] + [r for r in rows if r.sections]


def _tab_name(name: str) -> str:
    kept = "".join(char for char in name if char not in "[]:*?/\\").strip("'")
    return kept[:31] or "任务分解表"


@dataclass(frozen=True, slots=True)
class _Looks:
    """Cells that carry the looks of each kind of row, made once and copied."""

    title: Any
    caption: Any
    head: Any
    section: Any
    body: Any
    centred: Any

    @classmethod
    def of(cls, sheet: Any) -> _Looks:
        """Make the looks; fonts are named, never shipped."""
        thin = Side(style="thin", color="808080")
        box = Border(left=thin, right=thin, top=thin, bottom=thin)
        grey = PatternFill("solid", fgColor="EDEDED")
        middle = Alignment(horizontal="center", vertical="center", wrap_text=True)
        left = Alignment(horizontal="left", vertical="center", wrap_text=True)
        kinds = (
            (Font(name="方正小标宋简体", size=18), middle, None, None),
            (Font(name="楷体", size=11), left, None, None),
            (Font(name="黑体", size=11), middle, box, grey),
            (Font(name="楷体", size=11, bold=True), left, box, None),
            (Font(name="仿宋", size=11), left, box, None),
            (Font(name="仿宋", size=11), middle, box, None),
        )
        holder = sheet.parent.create_sheet("looks")
        cells = []
        for number, (font, alignment, border, fill) in enumerate(kinds, 1):
            cell = holder.cell(number, 1)
            cell.font, cell.alignment = font, alignment
            if border is not None:
                cell.border = border
            if fill is not None:
                cell.fill = fill
            cells.append(cell)
        sheet.parent.remove(holder)
        return cls(*cells)


@dataclass
class _Page:
    """The sheet being written, from top to bottom."""

    sheet: Any
    columns: tuple[ColumnUse, ...]
    looks: _Looks
    row: int = 0
    header_last: int = 0

    @property
    def width(self) -> int:
        """Columns a reader sees: all but the hidden key."""
        return len(self.columns) - 1

    def write_above(self, layout: TableLayout, note: str) -> None:
        """Write title, note and captions."""
        if layout.title:
            self._line(layout.title, self.looks.title)
            self.sheet.row_dimensions[self.row].height = 32
        lines = [caption for caption in layout.captions if caption != note]
        for line in ([note] if note else []) + lines:
            self._line(line, self.looks.caption)

    def write_header(self) -> None:
        """Write the header: groups merged across, single heads merged down."""
        depth = max(len(use.levels) for use in self.columns)
        top = self.row + 1
        for use in self.columns:
            for level in range(depth):
                text = use.levels[level] if level < len(use.levels) else None
                self._cell(top + level, use.column, text, self.looks.head)
            if len(use.levels) < depth:
                self._merge(top + len(use.levels) - 1, use.column, top + depth - 1, use.column)
        for level in range(depth - 1):
            for first, last in _groups(self.columns, level):
                self._merge(top + level, first, top + level, last)
        self.row = self.header_last = top + depth - 1

    def write_rows(self, rows: Sequence[TaskRow], blank_is_above: frozenset[Field]) -> None:
        """Write the tasks with their section rows."""
        writer = RowWriter(self.columns)
        sections: tuple[str, ...] = ()
        first = self.row + 1
        for row in rows:
            for index, text in enumerate(row.sections):
                if row.sections[: index + 1] != sections[: index + 1]:
                    self._merge_down(first)
                    self._line(text, self.looks.section)
                    first = self.row + 1
            sections = row.sections
            self._task(writer.texts(row), blank_is_above)
        self._merge_down(first)

    def write_below(self, footnotes: Sequence[str]) -> None:
        """Write the notes under the table."""
        for note in footnotes:
            self._line(note, self.looks.caption)

    def finish(self) -> None:
        """Set widths, print titles and the hidden column."""
        for use in self.columns:
            dimension = self.sheet.column_dimensions[column_letter(use.column)]
            dimension.width = _WIDTHS.get(use.field, 14)
            dimension.hidden = use.field is Field.KEY
        self.sheet.freeze_panes = self.sheet.cell(self.header_last + 1, 1)
        self.sheet.print_title_rows = f"{self.header_last}:{self.header_last}"
        self.sheet.page_setup.orientation = "landscape"
        self.sheet.page_setup.paperSize = 9  # A4
        self.sheet.page_setup.fitToHeight = 0
        self.sheet.sheet_properties.pageSetUpPr = openpyxl.worksheet.properties.PageSetupProperties(
            fitToPage=True
        )

    def _task(self, texts: Mapping[int, str], blank_is_above: frozenset[Field]) -> None:
        self.row += 1
        for use in self.columns:
            text = texts.get(use.column, "")
            if not text and use.field in blank_is_above & OWNERS:
                text = "/"  # a blank here would be read as "as above"
            look = self.looks.centred if use.field in _CENTRED else self.looks.body
            self._cell(self.row, use.column, typed(text, use.field) if text else None, look)

    def _merge_down(self, first: int) -> None:
        """Merge equal categories and projects that follow each other."""
        for use in self.columns:
            if use.field not in _MERGED_DOWN:
                continue
            rows = range(first, self.row + 1)
            values = [(row, self.sheet.cell(row, use.column).value) for row in rows]
            for value, run in groupby(values, key=lambda entry: entry[1]):
                numbers = [row for row, _ in run]
                if value is not None and len(numbers) > 1:
                    self._merge(numbers[0], use.column, numbers[-1], use.column)

    def _line(self, text: str, look: Any) -> None:
        self.row += 1
        self._cell(self.row, 1, text, look)
        self._merge(self.row, 1, self.row, self.width)

    def _cell(self, row: int, column: int, value: object, look: Any) -> None:
        cell = self.sheet.cell(row, column)
        cell._style = copy(look._style)
        if value is not None:
            put_value(cell, value)

    def _merge(self, row: int, column: int, last_row: int, last_column: int) -> None:
        if (row, column) != (last_row, last_column):
            self.sheet.merge_cells(
                start_row=row, start_column=column, end_row=last_row, end_column=last_column
            )


def _groups(columns: Sequence[ColumnUse], level: int) -> Iterator[tuple[int, int]]:
    """Yield runs of neighbours that share their heads down to a level and go deeper."""
    deeper = [use for use in columns if len(use.levels) > level + 1]
    runs: list[list[ColumnUse]] = []
    for use in deeper:
        last = runs[-1][-1] if runs else None
        is_next = last is not None and last.column == use.column - 1
        if is_next and last is not None and last.levels[: level + 1] == use.levels[: level + 1]:
            runs[-1].append(use)
        else:
            runs.append([use])
    for run in runs:
        if len(run) > 1:
            yield run[0].column, run[-1].column
