"""Rows of a table of figures, read cell by cell; every fault is told with its place."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal, InvalidOperation

from daliang.engine.checks import BadInput, Problem
from daliang.engine.periods import Period, parse_period
from daliang.engine.spreadsheet import Cell, Sheet, column_letter
from daliang.indicators.choices import Confidence
from daliang.indicators.grid import LABELS, Field, Layout

FOUR = Decimal("0.0001")
_BLANK = {"", "-", "—", "--", "…", "...", "/"}
_MERGED = re.compile(r"^1\s*[-—–~至]\s*2\s*月?$")
_MONTH = re.compile(r"^(1\s*[-—–~至]\s*)?(\d{1,2})\s*(?:月|月份)?$")


@dataclass(frozen=True, slots=True)
class ReadRow:
    """One row of the table in plain values; `place` is its row number in the sheet."""

    place: int
    indicator: str
    area: str
    period: Period | None
    unit: str
    ytd: Decimal | None
    of_month: Decimal | None
    growth: Decimal | None
    basis: str
    rank: str
    source: str
    confidence: str
    as_of: date | None
    vintage: str
    note: str
    problems: tuple[Problem, ...]


def read_rows(sheet: Sheet, layout: Layout) -> list[ReadRow]:
    """Return every row below the header that names an indicator or holds a number."""
    return [
        row
        for number in range(layout.last_header_row + 1, sheet.last_row + 1)
        if sheet.rows.get(number)
        if (row := _Reader(sheet, layout, number).read()) is not None
    ]


class _Reader:
    """Reads one row and keeps what is wrong with it."""

    def __init__(self, sheet: Sheet, layout: Layout, number: int) -> None:
        self._sheet, self._layout, self._number = sheet, layout, number
        self._problems: list[Problem] = []

    def read(self) -> ReadRow | None:
        indicator = re.sub(
            r"^[一二三四五六七八九十]+、|^#|^其中[:：]|\s+", "", self._text(Field.INDICATOR)
        )
        numbers = [self._cell(f) for f in (Field.YTD, Field.OF_MONTH, Field.GROWTH)]
        if not indicator and not any(numbers):
            return None
        if indicator.startswith(("注", "说明", "资料来源")) or not any(numbers):
            return None  # notes below the table, and headings between its rows
        if not indicator:
            self._fault(Field.INDICATOR, "没有指标名称", "填指标名称")
        return ReadRow(
            place=self._number,
            indicator=indicator,
            area=self._text(Field.AREA),
            period=self._period(),
            unit=self._text(Field.UNIT) or self._layout.unit,
            ytd=self._number_in(Field.YTD),
            of_month=self._number_in(Field.OF_MONTH),
            growth=self._number_in(Field.GROWTH),
            basis=self._text(Field.BASIS),
            rank=self._text(Field.RANK),
            source=self._text(Field.SOURCE),
            confidence=self._confidence(),
            as_of=self._date(),
            vintage=self._text(Field.VINTAGE),
            note=self._text(Field.NOTE)[:200],
            problems=tuple(self._problems),
        )

    def _cell(self, field: Field) -> Cell | None:
        column = self._layout.column(field)
        return self._sheet.seen(self._number, column) if column is not None else None

    def _text(self, field: Field) -> str:
        cell = self._cell(field)
        return cell.text.strip() if cell else ""

    def _fault(self, field: Field, what: str, mend: str) -> None:
        column = self._layout.column(field)
        name = f"{column_letter(column)}（{LABELS[field]}）" if column else LABELS[field]
        self._problems.append(
            Problem(what, mend, sheet=self._sheet.name, row=self._number, column=name)
        )

    def _number_in(self, field: Field) -> Decimal | None:
        cell = self._cell(field)
        text = cell.text.strip() if cell else ""
        if cell is None or text in _BLANK:
            return None
        is_share = field is Field.GROWTH and text.endswith(("%", "％"))
        if isinstance(cell.value, bool) or cell.kind == "error":
            self._fault(field, f"“{text}”不是数字", "填数字；没有数就留空")
            return None
        if isinstance(cell.value, int | float):
            # A growth formatted as a percentage is stored as a fraction.
            scale = 100 if is_share else 1
            return (Decimal(repr(cell.value)) * scale).quantize(FOUR)
        try:
            value = Decimal(text.replace(",", "").replace("，", "").rstrip("%％"))
        except InvalidOperation:
            value = Decimal("NaN")
        if not value.is_finite():
            self._fault(field, f"“{text}”不是数字", "填数字；没有数就留空，说明写在备注列")
            return None
        return value.quantize(FOUR)

    def _period(self) -> Period | None:
        text = self._text(Field.PERIOD)
        if not text and self._layout.column(Field.YEAR) is not None:
            return self._year_and_month()
        if not text and self._layout.period is None:
            self._fault(Field.PERIOD, "没有时期", "加“时期”列，或在标题里写明，如“2024年1-5月”")
            return None
        if not text:
            return self._layout.period
        try:
            return parse_period(text)
        except BadInput as refusal:
            self._fault(Field.PERIOD, refusal.problems[0].what, refusal.problems[0].mend)
            return None

    def _year_and_month(self) -> Period | None:
        year = self._text(Field.YEAR).rstrip("年").removesuffix(".0")
        month = _MONTH.match(self._text(Field.MONTH).removesuffix(".0") or "12")
        if not re.fullmatch(r"(19|20)\d{2}", year):
            self._fault(Field.YEAR, f"年份“{year}”不对", "填四位年份，如2024")
            return None
        if month is None or not 1 <= int(month.group(2)) <= 12:
            self._fault(Field.MONTH, f"月份“{self._text(Field.MONTH)}”不对", "填1到12，或“1-5月”")
            return None
        return Period(int(year), int(month.group(2)), is_cumulative=True)

    def _confidence(self) -> str:
        text = self._text(Field.CONFIDENCE).upper()[:1]
        if text and text not in Confidence.values:
            self._fault(Field.CONFIDENCE, f"可信度“{text}”不对", "填 A、B 或 C")
            return Confidence.UNVERIFIED
        return text or Confidence.OFFICIAL

    def _date(self) -> date | None:
        cell = self._cell(Field.AS_OF)
        if cell is None or not cell.text.strip():
            return None
        if isinstance(cell.value, datetime):
            return cell.value.date()
        if isinstance(cell.value, date):
            return cell.value
        try:
            return date.fromisoformat(cell.text.strip().replace("/", "-"))
        except ValueError:
            self._fault(Field.AS_OF, f"“{cell.text}”不是日期", "写成 2024-06-20")
            return None


def merged_twice(rows: Sequence[ReadRow]) -> Mapping[int, Problem]:
    """Return rows that give the same period of an indicator and area again."""
    seen: dict[tuple[object, ...], int] = {}
    found = {}
    for row in rows:
        if row.period is None:
            continue
        months = (row.period.year, row.period.start_month, row.period.end_month)
        key = (row.indicator, row.area, *months, row.source, row.vintage)
        first = seen.setdefault(key, row.place)
        if first != row.place:
            what = f"“{row.indicator}”{row.period}给了两次（第{first}行也有）"
            found[row.place] = Problem(what, "只留一行；两个来源不同的数要写明各自来源")
    return found
