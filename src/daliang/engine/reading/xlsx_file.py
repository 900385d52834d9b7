"""Workbooks: every sheet row by row, merged ranges filled and kept as places."""

from __future__ import annotations

import io
from datetime import date, datetime
from typing import Any

import openpyxl
from openpyxl.utils import get_column_letter

from daliang.engine.checks import BadInput, Problem
from daliang.engine.reading.blocks import Place, Source
from daliang.engine.reading.package_guard import MAX_ROWS, open_package
from daliang.engine.reading.source_text import SourceText, grid_table


def read_xlsx(data: bytes, name: str) -> Source:
    """Read an .xlsx with the values its formulas had when it was saved.

    Parameters
    ----------
    data : bytes
        The file.
    name : str
        Its name, for messages.

    Raises
    ------
    BadInput
        When the package is hostile, broken or far too large.
    """
    open_package(data, name)
    try:
        book = openpyxl.load_workbook(io.BytesIO(data), data_only=True, keep_links=False)
        formulas = openpyxl.load_workbook(io.BytesIO(data), data_only=False, keep_links=False)
    except (KeyError, ValueError, AttributeError, TypeError, SyntaxError) as error:
        raise BadInput(
            Problem("不是完整的 Excel 工作簿", "用 Excel 重新另存为 .xlsx", file=name)
        ) from error
    out = SourceText()
    for sheet in book.worksheets:
        if sheet.max_row > MAX_ROWS:
            raise BadInput(
                Problem(
                    f"有 {sheet.max_row} 行，超过 {MAX_ROWS} 行",
                    "删去空行或拆表",
                    file=name,
                    sheet=sheet.title,
                )
            )
        _sheet(out, sheet, formulas[sheet.title])
    return out.source()


def _sheet(out: SourceText, sheet: Any, formulas: Any) -> None:
    merged = _merged(sheet)
    hidden_rows = {n for n, d in sheet.row_dimensions.items() if d.hidden}
    hidden_columns = {n for n, d in sheet.column_dimensions.items() if d.hidden}
    if hidden_rows or hidden_columns or sheet.sheet_state != "visible":
        out.warn(f"工作表“{sheet.title}”有隐藏的行、列或整表隐藏，已一并读取")
    grid: list[list[tuple[object, str, Place]]] = []
    for row in sheet.iter_rows():
        line = []
        for cell in row:
            letter = get_column_letter(cell.column)
            anchor, area = merged.get((cell.row, cell.column), ((cell.row, cell.column), ""))
            text = shown(sheet.cell(*anchor))
            if (
                not text
                and isinstance(formulas.cell(*anchor).value, str)
                and str(formulas.cell(*anchor).value).startswith("=")
            ):
                out.warn(f"工作表“{sheet.title}”有没算出数值的公式，用 Excel 打开保存一次再上传")
            place = Place(
                sheet.title,
                f"{letter}{cell.row}",
                area,
                0,
                cell.row in hidden_rows or letter in hidden_columns,
            )
            line.append((anchor, text, place))
        if any(text for _, text, _ in line):
            grid.append(line)
    caption = _write_captions(out, grid)
    grid_table(out, _without_empty_columns(grid), caption)
    out.line("")


def _merged(sheet: Any) -> dict[tuple[int, int], tuple[tuple[int, int], str]]:
    return {
        (row, column): ((area.min_row, area.min_col), area.coord)
        for area in sheet.merged_cells.ranges
        for row in range(area.min_row, area.max_row + 1)
        for column in range(area.min_col, area.max_col + 1)
    }


def _write_captions(out: SourceText, grid: list[list[tuple[object, str, Place]]]) -> str:
    """Write the title rows above the heads as lines; they may carry the unit."""
    captions = []
    while len(grid) > 1:
        written = {key: text for key, text, _ in grid[0] if text}
        if len(written) > 1 and not (
            len(written) == 2 and any("单位" in t for t in written.values())
        ):
            break
        captions += list(written.values())
        grid.pop(0)
    for text in captions:
        out.line(text)
    return " ".join(captions)


def _without_empty_columns(
    grid: list[list[tuple[object, str, Place]]],
) -> list[list[tuple[object, str, Place]]]:
    width = max((len(line) for line in grid), default=0)
    kept = [n for n in range(width) if any(n < len(line) and line[n][1] for line in grid)]
    return [[line[n] for n in kept if n < len(line)] for line in grid]


def shown(cell: Any) -> str:
    """Return a cell as the office program shows it: dates by day, 0.35 as 35% if so formatted."""
    value = cell.value
    if value is None:
        return ""
    if isinstance(value, datetime | date):
        return value.strftime("%Y-%m-%d")
    if isinstance(value, bool):
        return "是" if value else "否"
    if isinstance(value, float | int):
        if "%" in (cell.number_format or ""):
            return f"{round(value * 100, 6):g}%"
        return str(int(value)) if value == int(value) else repr(round(value, 10))
    return str(value).strip()
