"""Flat office tables read by a column mapping that is data: one row, one record, every fault named.

For registers whose columns are known. The free layouts of task tables are `engine.tasktable`.
"""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from decimal import Decimal, InvalidOperation
from typing import Literal

from daliang.engine.checks import BadInput, Problem
from daliang.engine.spreadsheet import Cell, Sheet, open_workbook

Kind = Literal["text", "number", "date", "choice", "flag"]
Value = str | Decimal | dt.date | bool | None

__all__ = ["Field", "RowFault", "SheetRow", "read_rows"]
_HEADER_WITHIN = 15  # rows in which the header must stand
_NOT_DATA = re.compile(r"^(合计|总计|小计|注[：:]|说明[：:]|备注[：:])")
_BRACKETS = str.maketrans("()", "（）")
_DAY = re.compile(r"^(\d{4})[-./年](\d{1,2})(?:[-./月](\d{1,2})日?|月)?$")
_FLAGS = {"是": True, "否": False, "有": True, "无": False, "√": True, "1": True, "0": False}


@dataclass(frozen=True, slots=True)
class Field:
    """One column of a register's table.

    Parameters
    ----------
    key : str
        The name in code.
    title : str
        The header as the export writes it.
    kind : {"text", "number", "date", "choice", "flag"}
    is_required : bool
        The column must be there and no row may leave it empty.
    aliases : mapping of str to Decimal
        Other headers and the factor that converts their numbers (亿元 to 万元: 10000).
    choices : mapping of str to str
        Words of the office to values.
    """

    key: str
    title: str
    kind: Kind = "text"
    is_required: bool = False
    aliases: Mapping[str, Decimal] = field(default_factory=dict)
    choices: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class SheetRow:
    """One record with its place; `values` holds only the columns that the sheet has."""

    file: str
    sheet: str
    row: int
    values: Mapping[str, Value]

    def fault(self, column: str, what: str, mend: str) -> Problem:
        """Return a problem at this row."""
        return Problem(what, mend, file=self.file, sheet=self.sheet, row=self.row, column=column)


class RowFault(ValueError):
    """A cell that cannot be read: what is wrong and how to mend it."""

    def __init__(self, what: str, mend: str) -> None:
        super().__init__(what)
        self.what, self.mend = what, mend


def read_rows(data: bytes, name: str, fields: Sequence[Field]) -> tuple[SheetRow, ...]:
    """Read every visible sheet that bears the header; all faults together.

    Parameters
    ----------
    data : bytes
        The .xlsx as uploaded.
    name : str
        Its name, for messages.
    fields : sequence of Field
        The columns looked for; others are left alone.

    Returns
    -------
    tuple of SheetRow
        In the order of the sheets. An empty cell is None, an absent column is no key.

    Raises
    ------
    BadInput
        No sheet with the required columns, or any cell that cannot be read.

    Examples
    --------
    >>> from io import BytesIO
    >>> from openpyxl import Workbook
    >>> book, data = Workbook(), BytesIO()
    >>> for row in (["项目名称", "总投资（亿元）"], ["码头", 1.5]):
    ...     book.active.append(row)
    >>> book.save(data)
    >>> aliases = {"总投资（亿元）": Decimal(10000)}
    >>> amount = Field("wan", "总投资（万元）", "number", aliases=aliases)
    >>> fields = [Field("name", "项目名称", is_required=True), amount]
    >>> read_rows(data.getvalue(), "项目.xlsx", fields)[0].values
    {'name': '码头', 'wan': Decimal('15000.0')}
    """
    book = open_workbook(data, name)
    rows: list[SheetRow] = []
    problems: list[Problem] = []
    found = False
    for sheet in book.sheets:
        header = None if sheet.is_hidden else _header(sheet, fields)
        if header is None:
            continue
        found = True
        for record, faults in _records(sheet, header, name):
            rows.append(record)
            problems += faults
    if not found:
        wanted = "、".join(f.title for f in fields if f.is_required)
        problems.append(Problem("没有找到表头", f"表头一行须有：{wanted}", file=name))
    elif not rows:
        problems.append(Problem("表里没有数据行", "在表头下面填写后再传", file=name))
    if problems:
        raise BadInput(problems)
    return tuple(rows)


_Header = tuple[int, Mapping[int, tuple[Field, Decimal, str]]]


def _header(sheet: Sheet, fields: Sequence[Field]) -> _Header | None:
    known: dict[str, tuple[Field, Decimal]] = {}
    for each in fields:
        known |= {_plain(title): (each, factor) for title, factor in each.aliases.items()}
        known[_plain(each.title)] = (each, Decimal(1))
    required = {f.key for f in fields if f.is_required}
    for number in sorted(sheet.rows)[:_HEADER_WITHIN]:
        columns = {
            column: (*known[_plain(cell.text)], cell.text)
            for column, cell in sheet.rows[number].items()
            if _plain(cell.text) in known
        }
        if columns and required <= {f.key for f, _factor, _title in columns.values()}:
            return number, columns
    return None


def _records(sheet: Sheet, header: _Header, name: str) -> Iterator[tuple[SheetRow, list[Problem]]]:
    top, columns = header
    for number in sorted(n for n in sheet.rows if n > top):
        cells = {c: cell for c, cell in sheet.rows[number].items() if cell.text.strip()}
        if not cells or _NOT_DATA.match(cells[min(cells)].text.strip()):
            continue
        values: dict[str, Value] = {}
        faults: list[Problem] = []
        for column, (each, factor, title) in columns.items():
            try:
                values[each.key] = _value(each, factor, cells.get(column))
            except RowFault as fault:
                place = {"file": name, "sheet": sheet.name, "column": title.strip()}
                faults.append(Problem(fault.what, fault.mend, row=number, **place))
        yield SheetRow(name, sheet.name, number, values), faults


def _value(each: Field, factor: Decimal, cell: Cell | None) -> Value:
    if cell is None or not cell.text.strip():
        if each.is_required:
            raise RowFault("空着", "填写这一格，或删去这一行")
        return "" if each.kind == "text" else None
    text = cell.text.strip()
    if each.kind == "number":
        return _number(cell, text) * factor
    if each.kind == "date":
        return _date(cell, text)
    if each.kind == "choice":
        return _choice(each, text)
    if each.kind == "flag":
        if text not in _FLAGS:
            raise RowFault(f"“{text}”不是“是”或“否”", "填是或否")
        return _FLAGS[text]
    return text


def _number(cell: Cell, text: str) -> Decimal:
    plain = str(cell.value) if isinstance(cell.value, int | float) else text.replace(",", "")
    try:
        number = Decimal(plain)
    except InvalidOperation:
        raise RowFault(f"“{text}”不是数字", "只填数字，单位写在表头，或留空") from None
    if not number.is_finite():
        raise RowFault(f"“{text}”不是有限的数", "改为实际数值")
    return number


def _date(cell: Cell, text: str) -> dt.date:
    if isinstance(cell.value, dt.datetime):
        return cell.value.date()
    if isinstance(cell.value, dt.date):
        return cell.value
    match = _DAY.match(text)
    try:
        if match:
            return dt.date(int(match[1]), int(match[2]), int(match[3] or 1))
    except ValueError:
        pass
    raise RowFault(f"“{text}”不是日期", "写成 2024-06-30")


def _choice(each: Field, text: str) -> str:
    if text in each.choices:
        return each.choices[text]
    raise RowFault(f"“{text}”不在可选的词里", f"填：{'、'.join(each.choices)}")


def _plain(text: str) -> str:
    return re.sub(r"\s+", "", text).translate(_BRACKETS)
