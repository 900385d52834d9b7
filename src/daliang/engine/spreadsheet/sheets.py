"""One sheet of a workbook: its cells, merges and hidden parts, in one pass over the XML."""

from __future__ import annotations

import datetime as dt
import math
from collections.abc import Sequence
from dataclasses import dataclass, field

from daliang.engine.checks import BadInput, Problem
from daliang.engine.spreadsheet.formats import PLAIN, Shape, date_text, moment_of, number_text
from daliang.engine.spreadsheet.limits import Limits
from daliang.engine.spreadsheet.markup import readable
from daliang.engine.spreadsheet.styles import SharedTexts
from daliang.engine.spreadsheet.values import Cell, Kind, Range, column_letter, column_number

_LAST_ROW, _LAST_COLUMN = 1_048_576, 16_384
_DIGITS = "0123456789"


@dataclass(frozen=True, slots=True)
class Tables:
    """What the cells of every sheet point into."""

    shapes: tuple[Shape, ...]
    texts: SharedTexts
    is_1904: bool


@dataclass(slots=True)
class Found:
    """What one pass over a sheet has found."""

    rows: dict[int, dict[int, Cell]] = field(default_factory=dict)
    merges: list[Range] = field(default_factory=list)
    hidden_rows: set[int] = field(default_factory=set)
    hidden_columns: set[int] = field(default_factory=set)
    formulas: list[str] = field(default_factory=list)
    uncalculated: list[str] = field(default_factory=list)
    cleaned: list[str] = field(default_factory=list)
    linked: int = 0


class SheetReader:
    """Callbacks for the XML of one sheet."""

    def __init__(self, file: str, sheet: str, tables: Tables, limits: Limits) -> None:
        self.found = Found()
        self._file, self._sheet, self._tables, self._limits = file, sheet, tables, limits
        self._cells = 0
        self._row = self._column = 0
        self._style = 0
        self._type = "n"
        self._value: list[str] = []
        self._formula: list[str] = []
        self._into: list[str] | None = None
        self._length = 0
        self._spoken = False
        self._columns: dict[str, int] = {}

    def start(self, name: str, attributes: dict[str, str]) -> None:
        """Take the start of an element."""
        if name == "c":
            self._start_cell(attributes)
        elif name in ("v", "t"):
            self._into, self._length = (None if self._spoken else self._value), 0
        elif name == "f":
            self._into, self._length = self._formula, 0
            # A shared formula is written once; the cells that repeat it are formulas too.
            self._formula.append("")
        elif name == "row":
            self._start_row(attributes)
        elif name == "rPh":
            self._spoken = True
        elif name == "mergeCell":
            self._merge(attributes.get("ref", ""))
        elif name == "col":
            self._hide_columns(attributes)

    def end(self, name: str) -> None:
        """Take the end of an element."""
        if name == "c":
            self._end_cell()
        elif name in ("v", "t", "f"):
            self._into = None
        elif name == "rPh":
            self._spoken = False

    def text(self, piece: str) -> None:
        """Take characters between elements."""
        if self._into is None:
            return
        self._length += len(piece)
        if self._length > self._limits.cell_chars:
            what = f"这一格超过 {self._limits.cell_chars} 字"
            raise self._fault(what, "把长文放进附件，格里只写摘要")
        self._into.append(piece)

    def _start_row(self, attributes: dict[str, str]) -> None:
        self._row = self._number(attributes.get("r"), self._row + 1)
        self._column = 0
        if not 1 <= self._row <= _LAST_ROW:
            raise self._fault("行号超出表格范围，文件已损坏", "用 Excel 修复后另存再导入")
        if attributes.get("hidden") in ("1", "true"):
            self.found.hidden_rows.add(self._row)

    def _start_cell(self, attributes: dict[str, str]) -> None:
        letters = attributes.get("r", "").rstrip(_DIGITS)
        if letters:
            column = self._columns.get(letters)
            if column is None:
                column = column_number(letters) if letters.isalpha() and len(letters) < 4 else 0
                self._columns[letters] = column
            self._column = column
        else:
            self._column += 1
        if not 1 <= self._column <= _LAST_COLUMN:
            raise self._fault("列号超出表格范围，文件已损坏", "用 Excel 修复后另存再导入")
        self._style = self._number(attributes.get("s"), 0)
        self._type = attributes.get("t", "n")
        self._value, self._formula = [], []

    def _end_cell(self) -> None:
        has_formula = bool(self._formula)
        if not self._value:
            if has_formula:
                self.found.uncalculated.append(self._place)
            return
        raw = "".join(self._value)
        formula = "=" + "".join(self._formula) if has_formula else ""
        cell = self._cell(raw, formula)
        if cell is None:
            return
        if has_formula:
            self.found.formulas.append(self._place)
            self.found.linked += "[" in formula
        self._keep(cell)

    def _keep(self, cell: Cell) -> None:
        if self._column > self._limits.columns:
            what = (
                f"有内容的列到了 {column_letter(self._column)} 列，上限 {self._limits.columns} 列"
            )
            raise self._fault(what, "删去右侧多余的列再导入")
        row = self.found.rows.get(self._row)
        if row is None:
            if len(self.found.rows) >= self._limits.rows:
                what = f"有内容的行超过 {self._limits.rows} 行"
                raise self._fault(what, "分成几个表导入")
            row = self.found.rows[self._row] = {}
        row[self._column] = cell
        self._count(1)

    def _cell(self, raw: str, formula: str) -> Cell | None:
        if self._type == "s":
            return self._shared(raw, formula)
        if self._type in ("str", "inlineStr"):
            text, is_cleaned = readable(raw)
            if is_cleaned:
                self.found.cleaned.append(self._place)
            return self._make(Kind.TEXT, text, text, formula) if text.strip() else None
        if self._type == "b":
            is_true = raw.strip() == "1"
            return self._make(Kind.BOOL, "是" if is_true else "否", is_true, formula)
        if self._type == "e":
            return self._make(Kind.ERROR, raw, raw, formula)
        if self._type == "d":
            return self._iso_date(raw, formula)
        return self._numeric(raw.strip(), formula)

    def _shared(self, raw: str, formula: str) -> Cell | None:
        index = self._number(raw.strip(), -1)
        texts: Sequence[str] = self._tables.texts.texts
        if not 0 <= index < len(texts):
            raise self._fault("文字编号不存在，文件已损坏", "用 Excel 修复后另存再导入")
        if index in self._tables.texts.cleaned:
            self.found.cleaned.append(self._place)
        text = texts[index]
        return self._make(Kind.TEXT, text, text, formula) if text.strip() else None

    def _iso_date(self, raw: str, formula: str) -> Cell:
        try:
            moment = dt.datetime.fromisoformat(raw.strip())
        except ValueError:
            return self._make(Kind.ERROR, raw, raw, formula)
        return self._make(Kind.DATE, moment.date().isoformat(), moment.date(), formula)

    def _numeric(self, raw: str, formula: str) -> Cell | None:
        if not raw:
            return None
        try:
            value = float(raw)
        except ValueError:
            return self._make(Kind.ERROR, raw, raw, formula)
        if not math.isfinite(value):
            return self._make(Kind.ERROR, raw, raw, formula)
        shapes = self._tables.shapes
        shape = shapes[self._style] if self._style < len(shapes) else PLAIN
        if shape.is_date:
            moment = moment_of(value, is_1904=self._tables.is_1904)
            if moment is not None:
                return self._moment(moment, shape, formula)
        number: int | float = int(value) if value.is_integer() and abs(value) < 1e15 else value
        return self._make(Kind.NUMBER, number_text(value, shape), number, formula)

    def _moment(self, moment: dt.datetime, shape: Shape, formula: str) -> Cell:
        text = date_text(moment, shape)
        if not (shape.has_year or shape.has_month or shape.has_day):
            return self._make(Kind.DATE, text, moment.time(), formula)
        value = moment if moment.time() != dt.time() else moment.date()
        return self._make(Kind.DATE, text, value, formula)

    def _make(
        self, kind: Kind, text: str, value: str | float | dt.date | dt.time, formula: str
    ) -> Cell:
        return Cell(self._row, self._column, kind, text, value, formula)

    def _merge(self, reference: str) -> None:
        first, _, last = reference.partition(":")
        corners = [_corner(first), _corner(last or first)]
        if not all(corners):
            raise self._fault(f"合并单元格“{reference[:20]}”写法有误", "用 Excel 修复后另存再导入")
        (row_a, column_a), (row_b, column_b) = (c or (0, 0) for c in corners)
        self.found.merges.append(Range(row_a, column_a, row_b, column_b))
        self._count(1)

    def _hide_columns(self, attributes: dict[str, str]) -> None:
        if attributes.get("hidden") not in ("1", "true"):
            return
        first = self._number(attributes.get("min"), 1)
        last = min(self._number(attributes.get("max"), first), self._limits.columns)
        self.found.hidden_columns.update(range(first, last + 1))

    def _count(self, cells: int) -> None:
        self._cells += cells
        if self._cells > self._limits.cells:
            raise self._fault(f"单元格超过 {self._limits.cells} 个", "分成几个文件导入")

    @staticmethod
    def _number(text: str | None, default: int) -> int:
        if text and text.isdecimal():
            return int(text) if len(text) < 10 else 10**9
        return default

    @property
    def _place(self) -> str:
        return f"{column_letter(self._column)}{self._row}"

    def _fault(self, what: str, mend: str) -> BadInput:
        column = column_letter(self._column) if self._column <= _LAST_COLUMN else ""
        return BadInput(Problem(what, mend, self._file, self._sheet, self._row or None, column))


def _corner(reference: str) -> tuple[int, int] | None:
    reference = reference.replace("$", "")
    letters = reference.rstrip(_DIGITS)
    digits = reference[len(letters) :]
    if not (letters.isalpha() and letters.isascii() and 0 < len(letters) < 4):
        return None
    if not (digits and len(digits) < 8):
        return None
    row, column = int(digits), column_number(letters)
    return (row, column) if 1 <= row <= _LAST_ROW and column <= _LAST_COLUMN else None
