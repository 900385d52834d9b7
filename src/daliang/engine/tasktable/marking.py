"""Writing the faults of an import into a copy of the very sheet they were found in."""

from __future__ import annotations

import io
import re
from collections import defaultdict
from collections.abc import Mapping, Sequence
from typing import Any

from openpyxl.comments import Comment
from openpyxl.styles import Alignment, Font, PatternFill

from daliang.engine.checks import Problem
from daliang.engine.spreadsheet import (
    STANDARD,
    Limits,
    Sheet,
    column_letter,
    column_number,
    open_workbook,
    put_value,
    values_only_copy,
)
from daliang.engine.tasktable.fields import PROBLEM_HEADER
from daliang.engine.tasktable.finding import find_headers
from daliang.engine.tasktable.heads import plain_head

_RED = PatternFill("solid", fgColor="FFC7CE")
_LETTERS = re.compile(r"([A-Z]{1,3})(?=$|（)")
_WIDTH = 48


def write_errors(
    data: bytes, problems: Sequence[Problem], *, name: str = "", limits: Limits = STANDARD
) -> bytes:
    """Return a copy of a workbook with its faults marked where they are.

    Parameters
    ----------
    data : bytes
        The file as uploaded.
    problems : sequence of Problem
        Faults with sheet, row and column; a column is a letter or a header.
    name : str
        Name of the file, for messages.

    Returns
    -------
    bytes
        An .xlsx: faulty cells red with a comment, all faults of a row in a last column
        导入问题 (which a later import leaves out). Formulas are values; macros, links,
        objects and pictures are gone. Faults without a row stand beside the header.

    Raises
    ------
    BadInput
        As `open_workbook`.

    Examples
    --------
    >>> import openpyxl
    >>> book = openpyxl.Workbook()
    >>> for values in (["目标任务", "完成时限"], ["新建桥梁", "2月30日"]):
    ...     book.active.append(values)
    >>> stream = io.BytesIO()
    >>> book.save(stream)
    >>> fault = Problem("没有2月30日这一天", "改日期", sheet="Sheet", row=2, column="完成时限")
    >>> marked = openpyxl.load_workbook(io.BytesIO(write_errors(stream.getvalue(), [fault])))
    >>> [cell.value for cell in marked.active[2]]
    ['新建桥梁', '2月30日', '完成时限：没有2月30日这一天；改法：改日期']
    """
    workbook = open_workbook(data, name, limits=limits)
    copied = values_only_copy(data, workbook, limits=limits)
    for sheet in workbook.sheets:
        found = [p for p in problems if p.sheet == sheet.name or not p.sheet]
        if found and sheet.rows and sheet.name in copied.sheetnames:
            _mark(copied[sheet.name], sheet, found)
    stream = io.BytesIO()
    copied.save(stream)
    return stream.getvalue()


def _mark(target: Any, sheet: Sheet, problems: Sequence[Problem]) -> None:
    headers = find_headers(sheet)
    header_row = headers[0].last_row if headers else min(sheet.rows)
    heads = _heads(sheet, header_row)
    last = _problem_column(sheet, heads)
    lines: dict[int, list[str]] = defaultdict(list)
    notes: dict[tuple[int, int], list[str]] = defaultdict(list)
    for problem in problems:
        row = problem.row if problem.row is not None else header_row
        said = problem.what + (f"；改法：{problem.mend}" if problem.mend else "")
        lines[row].append(f"{problem.column}：{said}" if problem.column else said)
        column = _column(problem.column, heads)
        if column is not None and problem.row is not None:
            notes[_anchor(sheet, row, column)].append(said)
    head = target.cell(header_row, last)
    put_value(head, PROBLEM_HEADER)
    head.font, head.fill = Font(bold=True), _RED
    target.column_dimensions[column_letter(last)].width = _WIDTH
    for row, texts in lines.items():
        cell = target.cell(row, last + (row == header_row))
        put_value(cell, "\n".join(texts))
        cell.alignment = Alignment(wrap_text=True, vertical="top")
    for (row, column), texts in notes.items():
        cell = target.cell(row, column)
        cell.fill = _RED
        cell.comment = Comment("\n".join(texts), PROBLEM_HEADER, height=90, width=280)


def _heads(sheet: Sheet, header_row: int) -> Mapping[str, int]:
    heads: dict[str, int] = {}
    for column in range(1, sheet.last_column + 1):
        cell = sheet.seen(header_row, column)
        if cell is not None:
            heads.setdefault(plain_head(cell.text), column)
    return heads


def _problem_column(sheet: Sheet, heads: Mapping[str, int]) -> int:
    """Return the column of an earlier 导入问题, else the one after the last in use."""
    held = heads.get(plain_head(PROBLEM_HEADER))
    merged = max((merge.last_column for merge in sheet.merges), default=0)
    beyond = max(sheet.last_column, merged if merged <= STANDARD.columns else 0) + 1
    return held if held is not None else beyond


def _column(named: str, heads: Mapping[str, int]) -> int | None:
    letters = _LETTERS.match(named)
    if letters:
        return column_number(letters[1])
    return heads.get(plain_head(named)) if named else None


def _anchor(sheet: Sheet, row: int, column: int) -> tuple[int, int]:
    merge = sheet.merge_at(row, column)
    return (merge.first_row, merge.first_column) if merge else (row, column)
