"""Tables in, one mechanism for every register: columns as data, faults by place, a preview first.

A pack declares a `TableKind` and registers it in AppConfig.ready; the page, the preview and the
confirmation are the same for all. Reading is pure; only `apply` writes.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal, InvalidOperation
from pathlib import Path

from daliang.base.models import User
from daliang.base.roles import Permission
from daliang.engine.checks import BadInput, Problem
from daliang.engine.spreadsheet import Sheet, open_workbook
from daliang.warehouse.tables import read_table

Value = str | Decimal | date | bool | None
_HEADER_SEARCH = 12  # rows above the header: title and notes
_MOST_ROWS = 100_000
_YES = {"是", "有", "1", "true", "True", "y", "Y"}
_NO = {"否", "无", "0", "false", "False", "n", "N"}


@dataclass(frozen=True, slots=True, eq=False)
class Field:
    """One column: its key, the headers it may bear, and what it holds.

    Parameters
    ----------
    key : str
    heads : tuple of str
        The first is the one in our own sample; the others are understood as well.
    kind : {"text", "number", "date", "choice", "flag"}
    choices : mapping of str to str
        For "choice": words in the sheet to stored values.
    """

    key: str
    heads: tuple[str, ...]
    kind: str = "text"
    is_required: bool = False
    choices: Mapping[str, str] | None = None
    longest: int = 300


@dataclass(frozen=True, slots=True)
class TableRow:
    """One row as values, with its place for messages."""

    number: int
    values: Mapping[str, Value]
    sheet: str = ""

    def text(self, key: str) -> str:
        """Return a text; '' when blank."""
        value = self.values.get(key)
        return "" if value is None else str(value)


@dataclass(frozen=True, slots=True)
class Planned:
    """What a row would do: new, changed, same or review, in words."""

    row: TableRow
    kind: str
    text: str


@dataclass(frozen=True, slots=True)
class TableKind:
    """A register that takes tables.

    Parameters
    ----------
    plan : function
        (user, rows) to what each row would do; raises BadInput with every problem.
    apply : function
        Keyword-only by, rows, name: writes in one transaction; returns counts by word.
    done_url : str
        Name of the page to go to afterwards.
    """

    slug: str
    title: object
    fields: tuple[Field, ...]
    permission: Permission
    plan: Callable[[User, Sequence[TableRow]], list[Planned]]
    apply: Callable[..., Mapping[str, int]]
    done_url: str
    hint: object = ""


_KINDS: dict[str, TableKind] = {}


def register_table(kind: TableKind) -> None:
    """Make a register's table known; called from AppConfig.ready."""
    _KINDS[kind.slug] = kind


def table_kind(slug: str) -> TableKind | None:
    """Return a kind of table by name."""
    return _KINDS.get(slug)


def table_kinds() -> tuple[TableKind, ...]:
    """Return every kind of table, in the order of registration."""
    return tuple(_KINDS.values())


def read_bytes(data: bytes, name: str, fields: Sequence[Field]) -> list[TableRow]:
    """Read an uploaded workbook: the first visible sheet that has the required headers.

    Raises
    ------
    BadInput
        With every faulty cell.
    """
    book = open_workbook(data, name)
    missing: list[str] = []
    for sheet in book.sheets:
        if sheet.is_hidden:
            continue
        found = _find_header(sheet, fields)
        if found:
            return _read_sheet(sheet, *found, fields, name)
        missing = missing or _missing(sheet, fields)
    heads = "、".join(missing or [f.heads[0] for f in fields if f.is_required])
    raise BadInput(Problem(f"找不到表头：{heads}", "表头照样表写，放在前几行", file=name))


def read_path(path: Path, fields: Sequence[Field]) -> list[TableRow]:
    """Read a file of the command line: .xlsx as on screen, .csv and .parquet by their header."""
    if path.suffix.lower() == ".xlsx" and path.is_file():
        return read_bytes(path.read_bytes(), path.name, fields)
    table = read_table(path)
    heads = {head: f for f in fields for head in f.heads}
    columns = [(heads[name], table.texts(name)) for name in table.columns if name in heads]
    used = {f.key for f, _values in columns}
    lacking = [f.heads[0] for f in fields if f.is_required and f.key not in used]
    if lacking:
        raise BadInput(
            table.problem("缺少这一列", f"表头写“{head}”", column=head) for head in lacking
        )
    cells = [
        (i + 2, {f: (values[i], values[i]) for f, values in columns}) for i in range(len(table))
    ]
    return _typed(cells, [f for f, _values in columns], path.name, "")


def _find_header(sheet: Sheet, fields: Sequence[Field]) -> tuple[int, dict[int, Field]] | None:
    heads = {head: f for f in fields for head in f.heads}
    required = {f.key for f in fields if f.is_required}
    for row in sorted(sheet.rows)[:_HEADER_SEARCH]:
        found = {
            column: heads[cell.text.strip()]
            for column, cell in sheet.rows[row].items()
            if cell.text.strip() in heads
        }
        if required <= {f.key for f in found.values()}:
            return row, found
    return None


def _missing(sheet: Sheet, fields: Sequence[Field]) -> list[str]:
    texts = {
        cell.text.strip()
        for row in sorted(sheet.rows)[:_HEADER_SEARCH]
        for cell in sheet.rows[row].values()
    }
    return [f.heads[0] for f in fields if f.is_required and not texts & set(f.heads)]


def _read_sheet(
    sheet: Sheet, header: int, found: Mapping[int, Field], fields: Sequence[Field], name: str
) -> list[TableRow]:
    cells = []
    for number in sorted(r for r in sheet.rows if r > header):
        given = {
            f: (cell.text.strip(), cell.value)
            for column, f in found.items()
            if (cell := sheet.rows[number].get(column)) and cell.text.strip()
        }
        if given:
            cells.append((number, given))
    if len(cells) > _MOST_ROWS:
        raise BadInput(Problem(f"有{len(cells)}行，太多", f"分成每份{_MOST_ROWS}行以内", file=name))
    return _typed(cells, list(found.values()), name, sheet.name)


def _typed(
    cells: Sequence[tuple[int, Mapping[Field, tuple[object, object]]]],
    present: Sequence[Field],
    name: str,
    sheet: str,
) -> list[TableRow]:
    problems: list[Problem] = []
    rows = []
    for number, given in cells:
        values: dict[str, Value] = {}
        for f, (text, raw) in given.items():
            try:
                values[f.key] = _value(f, "" if text is None else str(text).strip(), raw)
            except ValueError as fault:
                mend = str(fault)
                problems.append(Problem(f"“{text}”填得不对", mend, name, sheet, number, f.heads[0]))
        rows.append(TableRow(number, values, sheet))
    faulty = {(p.row, p.column) for p in problems}
    problems += [
        Problem("空着", "这一列必填", name, sheet, row.number, f.heads[0])
        for row in rows
        for f in present
        if f.is_required
        and row.values.get(f.key) is None
        and (row.number, f.heads[0]) not in faulty
    ]
    if problems:
        raise BadInput(sorted(problems, key=lambda p: p.row or 0))
    return rows


def _value(f: Field, text: str, raw: object) -> Value:
    if not text:
        return None
    if f.kind == "number":
        return _number(text, raw)
    if f.kind == "date":
        return _day(text, raw)
    if f.kind == "flag":
        if text not in _YES | _NO:
            raise ValueError("填“是”或“否”")
        return text in _YES
    if f.kind == "choice":
        known = f.choices or {}
        if text not in known:
            raise ValueError(f"可填：{'、'.join(known)}")
        return known[text]
    if len(text) > f.longest:
        raise ValueError(f"不超过{f.longest}字")
    return text


def _number(text: str, raw: object) -> Decimal:
    source = str(raw) if isinstance(raw, int | float) else text.replace(",", "")
    try:
        value = Decimal(source)
    except InvalidOperation:
        raise ValueError("填数字，或留空") from None
    if not value.is_finite():
        raise ValueError("填数字，或留空")
    return value


def _day(text: str, raw: object) -> date:
    if isinstance(raw, datetime):
        return raw.date()
    if isinstance(raw, date):
        return raw
    for mark in ("/", ".", "年", "月"):
        text = text.replace(mark, "-")
    try:
        year, month, day = text.rstrip("日").split("-")
        return date(int(year), int(month), int(day))
    except ValueError:
        raise ValueError("写成2024-06-30") from None
