"""A table of figures as handed in: where its header is, and what each column means."""

from __future__ import annotations

import csv
import hashlib
import io
import re
from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum

import openpyxl

from daliang.engine.checks import BadInput, Problem
from daliang.engine.periods import Period, parse_period
from daliang.engine.spreadsheet import Sheet, Workbook, open_workbook, put_value

LOOK_DOWN = 12  # rows in which a header is looked for


class Field(StrEnum):
    """What a column may mean."""

    IGNORE = "ignore"
    INDICATOR = "indicator"
    AREA = "area"
    PERIOD = "period"
    YEAR = "year"
    MONTH = "month"
    UNIT = "unit"
    YTD = "ytd"
    OF_MONTH = "of_month"
    GROWTH = "growth"
    BASIS = "basis"
    RANK = "rank"
    SOURCE = "source"
    CONFIDENCE = "confidence"
    AS_OF = "as_of"
    VINTAGE = "vintage"
    NOTE = "note"


LABELS = {
    Field.IGNORE: "不导入",
    Field.INDICATOR: "指标",
    Field.AREA: "地区",
    Field.PERIOD: "时期",
    Field.YEAR: "年",
    Field.MONTH: "月",
    Field.UNIT: "单位",
    Field.YTD: "累计数",
    Field.OF_MONTH: "本月数",
    Field.GROWTH: "累计增速",
    Field.BASIS: "增速口径",
    Field.RANK: "位次",
    Field.SOURCE: "来源",
    Field.CONFIDENCE: "可信度",
    Field.AS_OF: "公布日期",
    Field.VINTAGE: "基数版本",
    Field.NOTE: "说明",
}
# First match wins; heads are compared without blanks, brackets kept.
_HEADS: tuple[tuple[Field, re.Pattern[str]], ...] = (
    (Field.IGNORE, re.compile(r"^导入问题|^_key$|序号")),
    (Field.RANK, re.compile(r"位次|排名|名次")),
    (Field.BASIS, re.compile(r"增速口径|growth_basis")),
    (Field.UNIT, re.compile(r"^(计量)?单位$|^unit$", re.I)),
    (Field.CONFIDENCE, re.compile(r"可信度|confidence", re.I)),
    (Field.AS_OF, re.compile(r"公布日期|发布日期|as_of", re.I)),
    (Field.VINTAGE, re.compile(r"基数版本|^版本|vintage", re.I)),
    (Field.SOURCE, re.compile(r"来源|source", re.I)),
    (Field.NOTE, re.compile(r"^(备注|说明|note)$", re.I)),
    # growth of the single month is not the cumulative growth
    (Field.IGNORE, re.compile(r"(本月|当月).*(同比|增长|增速|[±%％])")),
    (Field.GROWTH, re.compile(r"同比|增长|增速|±|growth", re.I)),
    (Field.OF_MONTH, re.compile(r"^(本月|当月)|本月止当月")),
    (Field.YTD, re.compile(r"累计|数值|总量|绝对|绝对量|^value$|ytd|1[-—~至]\d{1,2}月", re.I)),
    (Field.PERIOD, re.compile(r"^(时期|期间|报告期|period)$", re.I)),
    (Field.YEAR, re.compile(r"^(年|年份|year)$", re.I)),
    (Field.MONTH, re.compile(r"^(月|月份|month|last_month)$", re.I)),
    (Field.AREA, re.compile(r"^(地区|区域|板块|城市|市（县）区|area)$", re.I)),
    (Field.INDICATOR, re.compile(r"^(指标|指标名称|项目|indicator|series)$", re.I)),
)
_IN_TITLE = re.compile(
    r"(?:19|20)\d{2}\s*年\s*(?:1\s*[-—–~至]\s*)?\d{1,2}\s*月|(?:19|20)\d{2}\s*年\s*(?:上半年|前?[一二三四]季度|前三季度)"
)
_UNIT_IN_TITLE = re.compile(r"单位[:：]\s*([^\s，,；;）)]+)")


@dataclass(frozen=True, slots=True)
class Layout:
    """Where the table stands and what its columns mean."""

    sheet: str
    first_row: int
    last_header_row: int
    heads: Mapping[int, str]
    fields: Mapping[int, Field]
    period: Period | None
    unit: str

    @property
    def fingerprint(self) -> str:
        """The form of the table: its heads without numbers, so that next month is the same."""
        words = "|".join(re.sub(r"\d+", "#", head) for _column, head in sorted(self.heads.items()))
        return hashlib.sha256(words.encode()).hexdigest()

    def column(self, field: Field) -> int | None:
        """Return the first column with a meaning."""
        return next((c for c, f in sorted(self.fields.items()) if f is field), None)


def workbook_of(data: bytes, name: str) -> tuple[Workbook, bytes]:
    """Open an .xlsx or .csv; a .csv becomes a workbook, so that faults can be marked in it."""
    if not name.lower().endswith(".csv"):
        return open_workbook(data, name), data
    book = openpyxl.Workbook()
    sheet = book.active
    sheet.title = "CSV"
    rows = list(csv.reader(io.StringIO(_text(data, name))))
    for number, values in enumerate(rows, start=1):
        for column, value in enumerate(values, start=1):
            if value.strip():
                put_value(sheet.cell(number, column), value.strip())
    stream = io.BytesIO()
    book.save(stream)
    return open_workbook(stream.getvalue(), name), stream.getvalue()


def _text(data: bytes, name: str) -> str:
    for encoding in ("utf-8-sig", "gb18030"):
        try:
            return data.decode(encoding)
        except UnicodeDecodeError:
            continue
    raise BadInput(Problem("读不出文字编码", "用“CSV UTF-8”格式另存", file=name))


def layout_of(workbook: Workbook, remembered: Mapping[str, Mapping[str, str]]) -> Layout:
    """Find the header and propose what each column means; a remembered form wins.

    Raises
    ------
    BadInput
        When no sheet has a header with the indicator's name.
    """
    for sheet in workbook.sheets:
        if sheet.is_hidden:
            continue
        found = _layout(sheet)
        if found is None:
            continue
        held = remembered.get(found.fingerprint, {})
        fields = {c: Field(held.get(str(c), f)) for c, f in found.fields.items()}
        return with_fields(found, fields)
    mend = "表头要有“指标”（或“指标名称”“项目”）和“累计”或“增速”列"
    raise BadInput(Problem("没有找到表头", mend, file=workbook.name))


def with_fields(layout: Layout, fields: Mapping[int, Field]) -> Layout:
    """Return the layout with other meanings."""
    return Layout(
        layout.sheet,
        layout.first_row,
        layout.last_header_row,
        layout.heads,
        dict(fields),
        layout.period,
        layout.unit,
    )


def _layout(sheet: Sheet) -> Layout | None:
    for row in range(1, min(sheet.last_row, LOOK_DOWN) + 1):
        columns = range(1, sheet.last_column + 1)
        named = [c for c in columns if meaning(_head(sheet, row, c)) is Field.INDICATOR]
        if not named:
            continue
        last = _last_header_row(sheet, row, named[0])
        heads = {
            c: text
            for c in columns
            if (text := "".join(dict.fromkeys(_head(sheet, r, c) for r in range(row, last + 1))))
        }
        above = [c.text for c in sheet.cells() if c.row < row] + list(heads.values())
        return Layout(
            sheet.name,
            row,
            last,
            heads,
            _each_once({c: meaning(text) for c, text in heads.items()}),
            _period_in(above),
            _unit_in(above),
        )
    return None


def _each_once(fields: Mapping[int, Field]) -> dict[int, Field]:
    """A meaning is given to its first column; further ones are left out until a person says so."""
    taken: set[Field] = set()
    told = {}
    for column, field in sorted(fields.items()):
        told[column] = Field.IGNORE if field in taken else field
        taken.add(field)
    return told


def _head(sheet: Sheet, row: int, column: int) -> str:
    cell = sheet.seen(row, column)
    return re.sub(r"\s+", "", cell.text) if cell else ""


def _last_header_row(sheet: Sheet, row: int, column: int) -> int:
    merge = sheet.merge_at(row, column)
    return merge.last_row if merge else row


def meaning(head: str) -> Field:
    """Return what a header probably means.

    Examples
    --------
    >>> [meaning(h).value for h in ("指标名称", "1-5月累计", "累计同比(±%)", "本月同比", "备 注")]
    ['indicator', 'ytd', 'growth', 'ignore', 'ignore']
    """
    return next((field for field, form in _HEADS if form.search(head)), Field.IGNORE)


def _period_in(texts: list[str]) -> Period | None:
    for text in texts:
        found = _IN_TITLE.search(text)
        if found is None:
            continue
        try:
            return parse_period(re.sub(r"\s", "", found.group()))
        except BadInput:
            continue
    return None


def _unit_in(texts: list[str]) -> str:
    return next((m.group(1) for text in texts if (m := _UNIT_IN_TITLE.search(text))), "")
