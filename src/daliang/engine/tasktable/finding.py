"""Finding the table in a sheet: title lines, header of one to three levels, kinds of rows."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum

from daliang.engine.reading.normal import canonical
from daliang.engine.spreadsheet import Cell, Sheet
from daliang.engine.tasktable.fields import Field
from daliang.engine.tasktable.heads import guess_head, plain_head

_SEARCHED_ROWS = 40
_MAX_DEPTH = 3
_LONGEST_HEAD = 30
_CORE = {Field.TASK, Field.PROJECT, Field.CONTENT, Field.TARGET}
_NEEDED_SCORE = 1.8


class RowKind(StrEnum):
    """What a row below the header is."""

    BLANK = "blank"
    SECTION = "section"
    SUBTOTAL = "subtotal"
    NOTE = "note"
    HEADER = "header"
    DATA = "data"


@dataclass(frozen=True, slots=True)
class Header:
    """The header of a table: its rows and the levels of each column."""

    first_row: int
    last_row: int
    levels: Mapping[int, tuple[str, ...]]
    score: float


def find_header(sheet: Sheet) -> Header | None:
    """Return the most likely header of a sheet, None when no row looks like one."""
    best: Header | None = None
    for row in sorted(sheet.rows)[:_SEARCHED_ROWS]:
        if len(sheet.rows[row]) < 2:
            continue  # a title or a caption, however far its merge reaches
        depth = _depth(sheet, row)
        levels = read_levels(sheet, row, row + depth - 1)
        score = _score(levels)
        if score >= _NEEDED_SCORE and (best is None or score > best.score):
            best = Header(row, row + depth - 1, levels, score)
    return best


def read_levels(sheet: Sheet, first: int, last: int) -> dict[int, tuple[str, ...]]:
    """Return the header levels of every column between two rows; merged heads count for all."""
    levels: dict[int, tuple[str, ...]] = {}
    upper: dict[int, str] = {}
    for column in range(1, sheet.last_column + 1):
        texts: list[str] = []
        for row in range(first, last + 1):
            cell = sheet.seen(row, column)
            text = _one_line(cell.text) if cell else ""
            if not text and row < last and _has_below(sheet, row, last, column):
                # Without merges a group head stands only over its first column.
                text = upper.get(row, "")
            if text and (not texts or texts[-1] != text):
                texts.append(text)
            if cell:
                upper[row] = text
        if texts:
            levels[column] = tuple(texts)
    return levels


def _has_below(sheet: Sheet, row: int, last: int, column: int) -> bool:
    return any(sheet.cell(below, column) for below in range(row + 1, last + 1))


def _one_line(text: str) -> str:
    return re.sub(r"\s+", "", text)


def _score(levels: Mapping[int, tuple[str, ...]]) -> float:
    if any(len(text) > _LONGEST_HEAD for texts in levels.values() for text in texts):
        levels = {c: t for c, t in levels.items() if all(len(x) <= _LONGEST_HEAD for x in t)}
    guesses = {column: guess_head(texts) for column, texts in levels.items()}
    if len({levels[column] for column in guesses}) < 2:
        return 0.0
    fields = {guess.field for guess in guesses.values()}
    if not fields & _CORE and not any(g.field is Field.MILESTONE for g in guesses.values()):
        return 0.0
    distinct: dict[Field, float] = {}
    for guess in guesses.values():
        distinct[guess.field] = max(distinct.get(guess.field, 0.0), guess.confidence)
    return sum(distinct.values())


def _depth(sheet: Sheet, row: int) -> int:
    """Return how many rows the header takes if it begins at `row`."""
    merges = [sheet.merge_at(row, column) for column in range(1, sheet.last_column + 1)]
    heights = [merge.height for merge in merges if merge and merge.first_row == row]
    depth = min(max(heights, default=1), _MAX_DEPTH)
    while depth < _MAX_DEPTH and _has_group(sheet, row + depth - 1):
        depth += 1
    return 2 if depth == 1 and _fills_gaps(sheet, row) else depth


def _has_group(sheet: Sheet, row: int) -> bool:
    """Tell whether a merged head of this row has sub-heads in the next one."""
    columns = range(1, sheet.last_column + 1) if len(sheet.rows.get(row, {})) > 1 else ()
    for column in columns:
        merge = sheet.merge_at(row, column)
        is_group = merge and merge.height == 1 and 1 < merge.width < sheet.last_column
        if (
            merge
            and is_group
            and _splits_below(sheet, row + 1, merge.first_column, merge.last_column)
        ):
            return True
    return False


def _splits_below(sheet: Sheet, row: int, first: int, last: int) -> bool:
    below = [sheet.cell(row, column) for column in range(first, last + 1)]
    texts = [cell.text for cell in below if cell]
    return len(texts) >= 2 and all(len(text) <= 15 for text in texts) and _is_head_row(sheet, row)


def _fills_gaps(sheet: Sheet, row: int) -> bool:
    """Tell whether the next row holds sub-heads under the blanks of this one (no merges)."""
    upper = {c for c, cell in sheet.rows.get(row, {}).items() if cell.text}
    lower = set(sheet.rows.get(row + 1, {}))
    if len(upper) < 2 or not lower:
        return False
    gaps = {c for c in range(min(upper), max(upper | lower) + 1) if c not in upper}
    starts = {column - 1 for column in gaps} & upper
    return bool(gaps & lower) and lower <= gaps | starts and _is_head_row(sheet, row + 1)


def _is_head_row(sheet: Sheet, row: int) -> bool:
    cells = sheet.rows.get(row, {}).values()
    texts = [plain_head(cell.text) for cell in cells]
    return all(len(text) <= 15 and not text.replace(".", "").isdigit() for text in texts)


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
_SUBTOTAL = re.compile(r"(?:小计|合计|总计|累计|共计|总数)(?:[：:（]|$)|.{0,8}(?:小计|合计)$")
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
