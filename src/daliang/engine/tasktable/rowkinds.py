"""Telling the rows below a header apart: tasks, sections, subtotals, notes, repeated headers."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum

from daliang.engine.reading.normal import canonical
from daliang.engine.spreadsheet import Cell, Sheet
from daliang.engine.tasktable.fields import Field
from daliang.engine.tasktable.heads import plain_head


class RowKind(StrEnum):
    """What a row below the header is."""

    BLANK = "blank"
    SECTION = "section"
    SUBTOTAL = "subtotal"
    NOTE = "note"
    HEADER = "header"
    DATA = "data"


_ORDINALS = (
    re.compile(r"第[一二三四五六七八九十百\d]+(?:部分|篇|章|类|项)"),
    re.compile(r"[一二三四五六七八九十]{1,3}(?:、|\.|．|$)|[A-Z]、"),
    re.compile(r"（[一二三四五六七八九十]{1,3}）"),
    re.compile(r"\d{1,3}(?:、|\.(?!\d))"),
)
_UNMARKED = 1
_NOTE = re.compile(r"[（*※]*(?:注|备注|说明|填表说明|填报说明|附注)\d*[：:、]|[*※]")
_SIGNATURES = re.compile(
    r"(?:填表人|填报人|审核人?|制表人?|联系人|联系电话|单位负责人|分管领导)[：:]"
)
_SUBTOTAL = re.compile(
    r"（?(?:小计|合计|总计|累计|共计|总数)(?:[：:（）\d]|$)|.{0,8}(?:小计|合计)$"
)
_ABOVE = re.compile(r"同上|〃|″|'',?|\"")


def is_above_mark(text: str) -> bool:
    """Tell whether a cell says "as above" in words or ditto marks."""
    return bool(_ABOVE.fullmatch(text.strip()))


def section_rank(text: str) -> int:
    """Return the level of a section heading by its ordinal, 0 the highest.

    Examples
    --------
    >>> section_rank("一、稳增长"), section_rank("(二)项目建设"), section_rank("民生")
    (1, 2, 1)
    """
    plain = canonical(text).strip()
    for rank, pattern in enumerate(_ORDINALS):
        if pattern.match(plain):
            return rank
    return _UNMARKED


def own_cells(sheet: Sheet, row: int, columns: Sequence[int]) -> list[Cell]:
    """Return the cells that a row holds itself, without those merged down from above."""
    cells = sheet.rows.get(row, {})
    found = []
    for column in columns:
        cell = cells.get(column)
        merge = sheet.merge_at(row, column)
        is_anchor = merge is None or (merge.first_row, merge.first_column) == (row, column)
        if cell is not None and is_anchor and cell.text.strip():
            found.append(cell)
    return found


@dataclass(frozen=True, slots=True)
class Ruler:
    """Tells the rows of one table apart, knowing what its columns hold."""

    sheet: Sheet
    columns: tuple[int, ...]
    heads: Mapping[int, str]
    fields: Mapping[int, Field]

    def kind(self, row: int) -> RowKind:
        """Return what a row below the header is."""
        cells = own_cells(self.sheet, row, self.columns)
        if not cells:
            return RowKind.BLANK
        first = canonical(cells[0].text).strip()
        if _SIGNATURES.match(first) or (_NOTE.match(first) and len(cells) <= 2):
            return RowKind.NOTE
        if self._is_subtotal(cells):
            return RowKind.SUBTOTAL
        if self._is_header(cells):
            return RowKind.HEADER
        return RowKind.SECTION if self._is_section(cells) else RowKind.DATA

    def kinds(self, rows: Sequence[int]) -> list[tuple[int, RowKind]]:
        """Return the kind of each row; headings with nothing below them are notes."""
        found = [(row, self.kind(row)) for row in rows]
        last = max((i for i, (_, kind) in enumerate(found) if kind is RowKind.DATA), default=-1)
        return [
            (row, RowKind.NOTE if kind is RowKind.SECTION and index > last else kind)
            for index, (row, kind) in enumerate(found)
        ]

    def section_text(self, row: int) -> str:
        """Return the heading of a section row; an ordinal in a cell of its own is joined."""
        cells = own_cells(self.sheet, row, self.columns)
        texts = [cell.text.strip() for cell in cells if not _is_number(cell.text)]
        if len(texts) > 1 and re.fullmatch(r"[一二三四五六七八九十]{1,3}", texts[0]):
            return f"{texts[0]}、{texts[1]}"
        return "".join(texts[:2]) if len(texts[0]) <= 4 and len(texts) > 1 else texts[0]

    def _is_subtotal(self, cells: Sequence[Cell]) -> bool:
        heads = {Field.NUMBER, Field.CATEGORY, Field.PROJECT, Field.TASK}
        return any(
            _SUBTOTAL.match("".join(canonical(cell.text).split()))
            for cell in cells[:3]
            if self.fields.get(cell.column) in heads or cell is cells[0]
        )

    def _is_header(self, cells: Sequence[Cell]) -> bool:
        same = sum(plain_head(c.text) in self.heads.get(c.column, "").split("/") for c in cells)
        is_repeat = len(cells) >= 2 and same >= 0.6 * len(cells)
        marks = ["".join(canonical(cell.text).split()).strip("（）") for cell in cells]
        counted = [str(i + 1) for i in range(len(marks))]
        is_index = len(marks) >= 3 and (marks == counted or marks[:2] == ["甲", "乙"])
        return is_repeat or is_index

    def _is_section(self, cells: Sequence[Cell]) -> bool:
        words = [cell for cell in cells if not _is_number(cell.text)]
        if not words or any(self.fields.get(c.column) in _OWNED for c in words[1:]):
            return False
        head = words[0]
        plain = canonical(head.text).strip()
        merge = self.sheet.merge_at(head.row, head.column)
        width = merge.width if merge else 1
        if len(cells) == 1 and width >= max(2, len(self.columns) // 2):
            return True
        is_marked = any(pattern.match(plain) for pattern in _ORDINALS[:3])
        field = self.fields.get(head.column)
        if len(words) == 1:
            return is_marked or (len(cells) == 1 and field is Field.NUMBER)
        ordinal = re.fullmatch(r"（?[一二三四五六七八九十]{1,3}）?", plain)
        return field is Field.NUMBER and bool(ordinal) and len(words) == 2


_OWNED = {Field.LEAD, Field.OWNER, Field.CO, Field.DUE, Field.PERSON}


def _is_number(text: str) -> bool:
    return bool(re.fullmatch(r"[\d.,，%]+", text.strip()))
