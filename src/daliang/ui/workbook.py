"""Workbooks for Excel: safe to open, easy to read, easy to import again.

Text that looks like a formula is stored as text with Excel's own text mark
(quotePrefix), so it neither runs nor changes when the file is read again.
Notes (sample data, scope, source) stand above the table; a hidden column
carries the keys, so that an edited export finds its rows again.
"""

from __future__ import annotations

import datetime as dt
import io
import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from decimal import Decimal
from math import isfinite
from typing import Any
from urllib.parse import quote

from django.http import HttpResponse
from django.utils import timezone
from django.utils.translation import gettext as _
from openpyxl import Workbook
from openpyxl.cell import WriteOnlyCell
from openpyxl.styles import Alignment, Border, Font, PatternFill, Side
from openpyxl.utils import get_column_letter
from openpyxl.worksheet._write_only import WriteOnlyWorksheet

from daliang.ui.register import Register

XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
KEY_HEADER = "_key"  # the hidden column; importers look for it
MAX_CELL = 32_767  # Excel's limit for one cell
MAX_ROWS = 1_048_576
# Full-width forms are folded by some office programs before they look for a formula.
FORMULA = re.compile("^[\\s\u200b\ufeff]*[=+\\-@＝＋－＠\t\r]")
PLAIN_NUMBER = re.compile(r"^[+-]?\d+(?:[.,]\d+)*%?$")
UNPRINTABLE = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]")

_THIN = Side(style="thin", color="C9D3E0")
_HEADER_FONT = Font(name="微软雅黑", size=10, bold=True, color="152A45")
_HEADER_FILL = PatternFill("solid", fgColor="E8EDF4")
_BODY_FONT = Font(name="微软雅黑", size=10)
_TITLE_FONT = Font(name="微软雅黑", size=14, bold=True, color="152A45")
_NOTE_FONT = Font(name="微软雅黑", size=9, color="5B6673")
_BORDER = Border(bottom=_THIN)


@dataclass(frozen=True)
class SheetColumn:
    """A column of a sheet: header, width in characters, decimals of its numbers.

    Neighbours of the same `group` stand under one merged header.
    """

    title: str
    width: int = 14
    digits: int | None = None
    is_right: bool = False
    group: str = ""


@dataclass(frozen=True)
class Sheet:
    """One sheet: a title, notes, a header and rows.

    Parameters
    ----------
    title : str
        Stands in the first row and, shortened, on the tab.
    columns : sequence of SheetColumn
    rows : iterable of sequences
        One value a column; a value with `plain` (light, figure, progress) is said in words.
    notes : sequence of str
        Lines between title and header: sample data, scope, source, as-of date.
    keys : iterable of str, optional
        One key a row, written into the hidden first column.
    has_title : bool
        Whether the title row is written; without it the header is row 1 plus notes.
    """

    title: str
    columns: Sequence[SheetColumn]
    rows: Iterable[Sequence[object]]
    notes: Sequence[str] = ()
    keys: Iterable[object] | None = None
    has_title: bool = True


def acts_as_formula(text: str) -> bool:
    """Tell whether an office program might run a text: = + - @ tab, full-width forms too.

    Examples
    --------
    >>> [acts_as_formula(t) for t in ("=1+1", "＝1+1", "@SUM(A1)", "- 完成", "-12.5%", "完成=是")]
    [True, True, True, True, False, False]
    """
    return bool(FORMULA.match(text)) and not PLAIN_NUMBER.match(text)


def csv_safe(text: str) -> str:
    """Return a text for .csv, where only a leading apostrophe keeps a formula from running."""
    return f"'{text}" if acts_as_formula(text) else text


def cell_value(value: object) -> str | int | float | Decimal | dt.date | dt.time | None:
    """Return what a cell holds: parts in words, moments in local time, text without control marks.

    Examples
    --------
    >>> cell_value("a\\x00b"), cell_value(float("nan")), cell_value(" ")
    ('ab', None, ' ')
    """
    value = getattr(value, "plain", value)
    if value is None or isinstance(value, bool):
        return {None: None, True: _("是"), False: _("否")}[value]
    if isinstance(value, dt.datetime):
        # Excel knows no time zones.
        return timezone.make_naive(value) if timezone.is_aware(value) else value
    if isinstance(value, int | float | Decimal):
        return value if isfinite(value) else None
    if isinstance(value, dt.date | dt.time):
        return value
    return UNPRINTABLE.sub("", str(value))[:MAX_CELL]


def workbook_bytes(*sheets: Sheet, author: str = "大梁") -> bytes:
    """Return the sheets as the bytes of an .xlsx file, written row by row."""
    book = Workbook(write_only=True)
    book.properties.creator = author
    book.properties.title = sheets[0].title if sheets else ""
    for sheet in sheets:
        _write(book.create_sheet(tab_name(sheet.title, book.sheetnames)), sheet)
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


def tab_name(title: str, taken: Sequence[str] = ()) -> str:
    """Return a name that Excel accepts for a tab and that is not taken."""
    base = re.sub(r"[\[\]:*?/\\']", " ", title).strip()[:31] or "Sheet"
    name, n = base, 2
    while name.casefold() in {t.casefold() for t in taken}:
        name, n = f"{base[:27]} ({n})", n + 1
    return name


def register_sheet(
    register: Register, rows: Iterable[Any], notes: Sequence[str] = (), keys: Sequence[str] = ()
) -> Sheet:
    """Return a register's rows as a sheet with every column, shown or not."""
    rows = list(rows)
    columns = [c for c in register.columns if not keys or c.key in keys]
    sheet_columns = [
        SheetColumn(str(c.title), c.width, c.digits, is_right=c.kind == "number") for c in columns
    ]
    body = [[(c.export or c.read)(row) for c in columns] for row in rows]
    return Sheet(
        str(register.title), sheet_columns, body, notes, [register.row_key(r) for r in rows]
    )


def workbook_response(
    register: Register, rows: Iterable[Any], filename: str, notes: Sequence[str] = ()
) -> HttpResponse:
    """Answer a request with a register as a workbook."""
    return file_response(workbook_bytes(register_sheet(register, rows, notes)), filename, XLSX)


def file_response(content: bytes, filename: str, content_type: str) -> HttpResponse:
    """Answer a request with a file to keep, whose name may be Chinese."""
    response = HttpResponse(content, content_type=content_type)
    response["Content-Disposition"] = f"attachment; filename*=UTF-8''{quote(filename)}"
    return response


def _write(out: WriteOnlyWorksheet, sheet: Sheet) -> None:
    has_keys = sheet.keys is not None
    shift = 1 if has_keys else 0
    has_groups = any(column.group for column in sheet.columns)
    # Rows above the last header row.
    above = int(sheet.has_title) + len(sheet.notes) + int(has_groups)
    if has_keys:
        out.column_dimensions["A"].hidden = True
    for place, column in enumerate(sheet.columns, start=1 + shift):
        out.column_dimensions[get_column_letter(place)].width = column.width + 2
    out.freeze_panes = f"{get_column_letter(2 + shift)}{above + 2}"
    out.print_title_rows = f"{above + 1 - int(has_groups)}:{above + 1}"
    out.page_setup.orientation = "landscape"
    out.page_setup.paperSize = 9  # A4
    out.page_setup.fitToHeight = 0
    out.sheet_properties.pageSetUpPr.fitToPage = True
    styles = _Styles(out)
    pad: list[object] = [None] * shift
    if sheet.has_title:
        out.append([*pad, styles.cell(sheet.title, _TITLE_FONT)])
    for note in sheet.notes:
        out.append([*pad, styles.cell(note, _NOTE_FONT)])
    if has_groups:
        _merge_groups(out, sheet.columns, row=above, shift=shift)
        over = [SheetColumn(column.group or column.title) for column in sheet.columns]
        out.append([*pad, *(styles.header(column) for column in over)])
    header = [styles.cell(KEY_HEADER, _HEADER_FONT)] * shift
    out.append([*header, *(styles.header(column) for column in sheet.columns)])
    keys = iter(sheet.keys) if sheet.keys is not None else None
    for count, row in enumerate(sheet.rows, start=above + 2):
        if count > MAX_ROWS:
            raise ValueError("more rows than a sheet can hold; narrow the filters")
        lead = [str(next(keys))] if keys else []
        out.append([*lead, *(styles.body(v, c) for v, c in zip(row, sheet.columns, strict=True))])
    out.auto_filter.ref = (
        f"{get_column_letter(1 + shift)}{above + 1}:"
        f"{get_column_letter(len(sheet.columns) + shift)}{above + 1}"
    )


def _merge_groups(
    out: WriteOnlyWorksheet, columns: Sequence[SheetColumn], *, row: int, shift: int
) -> None:
    start = 0
    while start < len(columns):
        stop = start + 1
        if not columns[start].group:
            letter = get_column_letter(start + 1 + shift)
            out.merged_cells.add(f"{letter}{row}:{letter}{row + 1}")
        else:
            while stop < len(columns) and columns[stop].group == columns[start].group:
                stop += 1
            if stop - start > 1:
                first, last = (get_column_letter(n + shift) for n in (start + 1, stop))
                out.merged_cells.add(f"{first}{row}:{last}{row}")
        start = stop


class _Styles:
    """Cell styles made once a sheet: building them for every cell is half of the whole time."""

    def __init__(self, out: WriteOnlyWorksheet) -> None:
        self.out = out
        self.known: dict[tuple[str, bool, bool], Any] = {}

    def cell(self, value: object, font: Font) -> WriteOnlyCell:
        """Return a cell outside the table's body."""
        text = str(cell_value(value))
        cell = WriteOnlyCell(self.out, text)
        cell.font, cell.data_type = font, "s"
        return cell

    def header(self, column: SheetColumn) -> WriteOnlyCell:
        """Return a header cell."""
        cell = self.cell(column.title, _HEADER_FONT)
        cell.fill, cell.border = _HEADER_FILL, _BORDER
        cell.alignment = Alignment(horizontal="center", vertical="center", wrap_text=True)
        return cell

    def body(self, value: object, column: SheetColumn) -> WriteOnlyCell:
        """Return a body cell; text stays text whatever it looks like."""
        plain = cell_value(value)
        cell = WriteOnlyCell(self.out, plain)
        is_text = isinstance(plain, str)
        if is_text:
            cell.data_type = "s"
        is_right = column.is_right or isinstance(plain, int | float | Decimal)
        key = (_number_format(plain, column), is_right, is_text and acts_as_formula(str(plain)))
        if key not in self.known:
            self.known[key] = self._make(*key)
        cell._style = self.known[key]
        return cell

    def _make(self, number_format: str, is_right: bool, is_marked: bool) -> Any:
        model = WriteOnlyCell(self.out)
        model.font, model.border = _BODY_FONT, _BORDER
        model.alignment = Alignment(
            horizontal="right" if is_right else "left", vertical="top", wrap_text=not is_right
        )
        model.number_format = number_format
        model._style.quotePrefix = int(is_marked)
        return model._style


def _number_format(value: object, column: SheetColumn) -> str:
    if isinstance(value, int | float | Decimal):
        if column.digits is None:
            return "General"
        return "0." + "0" * column.digits if column.digits else "0"
    if isinstance(value, dt.datetime):
        return "yyyy-mm-dd hh:mm"
    return "yyyy-mm-dd" if isinstance(value, dt.date) else "General"
