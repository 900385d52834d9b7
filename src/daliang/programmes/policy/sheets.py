"""The authoring workbook: two sheets in, two sheets out, back to the same rules."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from daliang.engine.checks import BadInput, Problem
from daliang.engine.policy import (
    BENEFIT_COLUMNS,
    CONDITION_COLUMNS,
    Policy,
    Sheets,
    policies_to_sheets,
    sheets_to_policies,
)
from daliang.engine.spreadsheet import Sheet as GivenSheet
from daliang.engine.spreadsheet import Workbook, open_workbook
from daliang.ui.workbook import Sheet, SheetColumn, workbook_bytes

CONDITIONS, BENEFITS = "条件", "奖补"
_SEARCH = 12


def write_sheets(policies: Sequence[Policy], notes: Sequence[str] = ()) -> bytes:
    """Write policies as the authoring workbook."""
    sheets = policies_to_sheets(policies)
    return workbook_bytes(
        _sheet(CONDITIONS, CONDITION_COLUMNS, sheets.conditions, notes),
        _sheet(BENEFITS, BENEFIT_COLUMNS, sheets.benefits, ()),
    )


def read_sheets(data: bytes, name: str) -> tuple[Policy, ...]:
    """Read the authoring workbook; every fault is named by sheet, row and column.

    Raises
    ------
    BadInput
    """
    book = open_workbook(data, name)
    try:
        return sheets_to_policies(
            Sheets(
                _rows(book, CONDITIONS, CONDITION_COLUMNS), _rows(book, BENEFITS, BENEFIT_COLUMNS)
            )
        )
    except BadInput as refusal:
        raise BadInput(problem.within(name) for problem in refusal.problems) from refusal


def _sheet(
    title: str,
    columns: Sequence[str],
    rows: Sequence[Mapping[str, object]],
    notes: Sequence[str],
) -> Sheet:
    widths = {"条款原文": 40, "政策名称": 30}
    return Sheet(
        title,
        [SheetColumn(c, widths.get(c, 12)) for c in columns],
        [[row.get(c) for c in columns] for row in rows],
        notes,
        has_title=False,
    )


def _rows(book: Workbook, title: str, columns: Sequence[str]) -> list[dict[str, object]]:
    sheet = next((s for s in book.sheets if s.name == title), None)
    if sheet is None:
        raise BadInput(Problem(f"没有工作表“{title}”", "用导出的样表填写", sheet=title))
    header = _header(sheet, columns)
    rows = []
    for number in sorted(n for n in sheet.rows if n > header[0]):
        cells = sheet.rows[number]
        row = {head: _plain(cells, column) for column, head in header[1].items()}
        if any(value is not None for value in row.values()):
            rows.append(dict.fromkeys(columns) | row)
    return rows


def _header(sheet: GivenSheet, columns: Sequence[str]) -> tuple[int, dict[int, str]]:
    for number in sorted(sheet.rows)[:_SEARCH]:
        found = {c: cell.text.strip() for c, cell in sheet.rows[number].items()}
        known = {c: text for c, text in found.items() if text in columns}
        if columns[0] in known.values():
            return number, known
    raise BadInput(Problem(f"找不到表头“{columns[0]}”", "表头照样表写", sheet=sheet.name))


def _plain(cells: Mapping[int, object], column: int) -> object:
    cell = cells.get(column)
    if cell is None or not cell.text.strip():
        return None
    value = cell.value
    if isinstance(value, bool | int | float):
        return value
    return cell.text.strip()
