"""Finding the task tables of a sheet by their headers of one to three levels."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass

from daliang.engine.spreadsheet import Sheet
from daliang.engine.tasktable.fields import OWNERS, Field
from daliang.engine.tasktable.heads import guess_head, is_known_head, plain_head

_SEARCHED_ROWS = 40
_MAX_DEPTH = 3
_LONGEST_HEAD = 30
_SHORT_HEAD = 12
_NEARLY = 0.6
_CAPTION = re.compile(r"[^：:]{2,10}[：:]\s*\S")
_CORE = {Field.TASK, Field.PROJECT, Field.CONTENT, Field.TARGET}
_NEEDED_SCORE = 1.8


@dataclass(frozen=True, slots=True)
class Header:
    """The header of a table: its rows and the levels of each column."""

    first_row: int
    last_row: int
    levels: Mapping[int, tuple[str, ...]]
    score: float


def find_headers(sheet: Sheet) -> tuple[Header, ...]:
    """Return the headers of a sheet from top to bottom; empty when no row looks like one.

    The first is the first row that is nearly as good as the best; below it only a row
    that is made of known headers, and other ones, begins a further table.
    """
    rows = sorted(sheet.rows)
    candidates = [header for row in rows[:_SEARCHED_ROWS] if (header := _header_at(sheet, row))]
    best = max((header.score for header in candidates), default=0.0)
    first = next((header for header in candidates if header.score >= _NEARLY * best), None)
    if first is None:
        return ()
    found = [first]
    for row in rows:
        if row <= found[-1].last_row or not _is_all_heads(sheet, row):
            continue
        header = _header_at(sheet, row)
        if header is not None and _heads(header) != _heads(found[-1]):
            found.append(header)
    return tuple(found)


def _header_at(sheet: Sheet, row: int) -> Header | None:
    if len(sheet.rows[row]) < 2:
        return None  # a title or a caption, however far its merge reaches
    if any(_CAPTION.search(cell.text) for cell in sheet.rows[row].values()):
        return None  # 填报单位：某局　2024年11月
    depth = _depth(sheet, row)
    levels = read_levels(sheet, row, row + depth - 1)
    score = _score(levels)
    return Header(row, row + depth - 1, levels, score) if score >= _NEEDED_SCORE else None


def _heads(header: Header) -> set[str]:
    return {plain_head(text) for texts in header.levels.values() for text in texts}


def _is_all_heads(sheet: Sheet, row: int) -> bool:
    """Tell quickly whether a row far down is made of known headers."""
    texts = [cell.text for cell in sheet.rows[row].values()]
    if len(texts) < 2 or any(len(text) > _SHORT_HEAD for text in texts):
        return False
    return sum(is_known_head(text) for text in texts) >= max(2.0, _NEARLY * len(texts))


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
    levels = {
        column: texts
        for column, texts in levels.items()
        if all(len(plain_head(text)) <= _LONGEST_HEAD for text in texts)
    }
    guesses = {column: guess_head(texts) for column, texts in levels.items()}
    if len({levels[column] for column in guesses}) < 2:
        return 0.0
    fields = {guess.field for guess in guesses.values()}
    has_core = fields & _CORE or any(g.field is Field.MILESTONE for g in guesses.values())
    # An unknown word for the task is common; owner and deadline together still say
    # "task table", and a person then names the task's column.
    if not has_core and not (fields & OWNERS and Field.DUE in fields):
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
    heads = [sheet.rows[row][column].text for column in upper]
    if sum(is_known_head(text) for text in heads) < 2 or not lower:
        return False
    gaps = {c for c in range(min(upper), max(upper | lower) + 1) if c not in upper}
    starts = {column - 1 for column in gaps} & upper
    return bool(gaps & lower) and lower <= gaps | starts and _is_head_row(sheet, row + 1)


def _is_head_row(sheet: Sheet, row: int) -> bool:
    cells = sheet.rows.get(row, {}).values()
    texts = [plain_head(cell.text) for cell in cells]
    return all(len(text) <= 15 and not text.replace(".", "").isdigit() for text in texts)
