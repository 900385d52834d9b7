"""Tables in plain text: drawn with rules, separated by bars, tabs, commas or wide gaps."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass

from daliang.engine.reading.blocks import Cell, Table
from daliang.engine.reading.labels import classify
from daliang.engine.reading.lines import Line, is_bodies, is_deadline, is_number

_BARS = "│┃║|｜"
_RULE = re.compile(r"[\s│┃║|┌┬┐├┼┤└┴┘╔╦╗╠╬╣╚╩╝╒╤╕╞╪╡╘╧╛─━┄┅═+\-=:：]*")
_RULE_INK = re.compile(r"[─━┄┅═┼┬┴┌├└╔╠╚╒╞╘]|-{2,}|={2,}|\+-")


@dataclass(frozen=True, slots=True)
class Found:
    """A table and the lines it takes: `first` up to but without `last`."""

    first: int
    last: int
    table: Table


_Pieces = list[tuple[int, int]]
_Cutter = Callable[[Line, str], _Pieces]


def is_rule(text: str) -> bool:
    """Say whether a line is drawn, not written."""
    return bool(_RULE.fullmatch(text) and _RULE_INK.search(text))


def _cut(line: Line, pattern: str, source: str) -> _Pieces:
    raw = source[line.start : line.end]
    pieces, place = [], 0
    for found in re.finditer(pattern, raw):
        pieces.append((place, found.start()))
        place = found.end()
    pieces.append((place, len(raw)))
    return [(line.start + a, line.start + b) for a, b in pieces]


def _trimmed(pieces: _Pieces, source: str) -> _Pieces:
    out = []
    for start, end in pieces:
        text = source[start:end]
        lead = len(text) - len(text.lstrip())
        out.append((start + lead, max(start + lead, end - (len(text) - len(text.rstrip())))))
    return out


def _by_bars(line: Line, source: str) -> _Pieces:
    pieces = _cut(line, f"[{_BARS}]", source)
    if (
        len(pieces) > 1
        and not source[slice(*pieces[0])].strip()
        and line.text[:2].lstrip()[:1] in _BARS
    ):
        pieces = pieces[1:]
    if len(pieces) > 1 and not source[slice(*pieces[-1])].strip():
        pieces = pieces[:-1]
    return pieces


def _by_tabs(line: Line, source: str) -> _Pieces:
    return _cut(line, "\t", source)


def _by_gaps(line: Line, source: str) -> _Pieces:
    text = source[line.start : line.end]
    lead = len(text) - len(text.lstrip())
    inner = Line(line.start + lead, line.start + len(text.rstrip()), line.text.strip())
    return _cut(inner, r"[ \u3000\u00a0]{2,}|\u3000|\t", source)


def _by_spaces(line: Line, source: str) -> _Pieces:
    text = source[line.start : line.end]
    lead = len(text) - len(text.lstrip())
    inner = Line(line.start + lead, line.start + len(text.rstrip()), line.text.strip())
    return _cut(inner, r"[ \u3000\t]+", source)


def _by_commas(line: Line, source: str) -> _Pieces:
    return _cut(line, r'[,，](?=(?:[^"]*"[^"]*")*[^"]*$)', source)


def _by_slashes(line: Line, source: str) -> _Pieces:
    return _cut(line, r"[/／]", source)


def _by_semicolons(line: Line, source: str) -> _Pieces:
    return _cut(line, r"[;；]", source)


def _head_score(pieces: _Pieces, canon: str) -> int:
    """Count the labels of a head row; 0 when any piece is too long for a head."""
    texts = [canon[a:b].strip() for a, b in pieces]
    if any(len(text) > 16 or text.endswith("。") for text in texts):
        return 0
    kinds = [classify(text) for text in texts if text]
    known = sum(kind is not None for kind in kinds)
    return known if known * 2 > len(kinds) else 0


def find_table(lines: list[Line], at: int, canon: str, source: str) -> Found | None:
    """Return the drawn or separated table that begins at a line, or None.

    Parameters
    ----------
    lines : list of Line
        All lines of the canonical text.
    at : int
        Index of the line to begin at.
    canon, source : str
        The canonical and the original text, of the same length.
    """
    line = lines[at]
    if is_rule(line.text) and at + 1 < len(lines) and _has_bar(lines[at + 1].text):
        return _drawn(lines, at, canon, source)
    if _has_bar(line.text):
        return _drawn(lines, at, canon, source)
    for cutter, least in (
        (_by_tabs, 2),
        (_by_gaps, 3),
        (_by_commas, 4),
        (_by_spaces, 3),
        (_by_semicolons, 4),
        (_by_slashes, 4),
    ):
        found = _separated(lines, at, canon, source, cutter, least)
        if found:
            return found
    return None


def _has_bar(text: str) -> bool:
    return any(bar in text for bar in _BARS) and not is_rule(text)


def _drawn(lines: list[Line], at: int, canon: str, source: str) -> Found | None:
    """Read a table with bars; rules between rows mean that lines inside a row are wrapped."""
    groups: list[list[Line]] = [[]]
    last = at
    rules = 0
    while last < len(lines):
        line = lines[last]
        if is_rule(line.text):
            rules += 1
            groups.append([])
        elif _has_bar(line.text):
            groups[-1].append(line)
        elif not _goes_on(lines, last):
            break
        elif not line.is_blank:
            groups.append([line])
            groups.append([])
        last += 1
    groups = [group for group in groups if group]
    if not groups or max(len(_by_bars(line, source)) for group in groups for line in group) < 2:
        return None
    is_ruled = rules >= 3 and rules >= len(groups) - 1
    rows = []
    for number, group in enumerate(groups):
        if (is_ruled or (number == 0 and rules)) and _is_one_row(group, canon, source):
            rows.append(_merge(group, canon, source))
        else:
            rows += [_row(_by_bars(line, source), canon) for line in group]
    return Found(at, last, _table(rows, lines, at, canon))


def _is_one_row(group: list[Line], canon: str, source: str) -> bool:
    """Lines between two rules are one wrapped row unless several of them are numbered or full."""
    first = [canon[slice(*_by_bars(line, source)[0])].strip() for line in group]
    if sum(is_number(text) for text in first) > 1:
        return False
    if any(not text for text in first) or len(group) == 1:
        return True
    filled = [all(canon[a:b].strip() for a, b in _by_bars(line, source)) for line in group]
    return not all(filled)


def _goes_on(lines: list[Line], at: int) -> bool:
    """A blank or section line inside a barred table: the next written line has bars again."""
    if len(lines[at].text) > 40:
        return False
    for line in lines[at + 1 : at + 3]:
        if not line.is_blank:
            return _has_bar(line.text) or is_rule(line.text)
    return False


def _merge(group: list[Line], canon: str, source: str) -> tuple[Cell, ...]:
    """Join the lines between two rules, cell by cell."""
    split = [_by_bars(line, source) for line in group]
    width = max(map(len, split))
    cells = []
    for column in range(width):
        parts = [pieces[column] for pieces in split if column < len(pieces)]
        cells.append(Cell(tuple(p for p in _trimmed(parts, canon) if p[0] < p[1])))
    return tuple(cells)


def _row(pieces: _Pieces, canon: str) -> tuple[Cell, ...]:
    return tuple(Cell((piece,) if piece[0] < piece[1] else ()) for piece in _trimmed(pieces, canon))


def _table(rows: list[tuple[Cell, ...]], lines: list[Line], at: int, canon: str) -> Table:
    return Table(tuple(rows), head_rows_of(rows, canon), caption_before(lines, at))


def head_rows_of(rows: Sequence[tuple[Cell, ...]], canon: str) -> int:
    """Return how many of the first rows are heads: labels only, no numbers, no bodies."""
    heads = 0
    for row in rows[:3]:
        pieces = list(dict.fromkeys(part for cell in row for part in cell.parts))
        if heads == 0 and len(pieces) < 2:
            break
        if _head_score(pieces, canon) < 1 or any(_is_content(canon[a:b]) for a, b in pieces):
            break
        heads += 1
    return heads


def _is_content(text: str) -> bool:
    plain = text.strip()
    return is_number(plain) or is_bodies(plain) or (is_deadline(plain) and classify(plain) is None)


def caption_before(lines: list[Line], at: int) -> str:
    """Return the two written lines above a table; a unit or a year may stand there."""
    above = [line.text for line in lines[:at] if not line.is_blank]
    return " ".join(above[-2:])


def _separated(
    lines: list[Line], at: int, canon: str, source: str, cutter: _Cutter, least: int
) -> Found | None:
    head = cutter(lines[at], source)
    if len(head) < least or _head_score(head, canon) < min(3, len(head)):
        return None
    if len({canon[a:b].strip() for a, b in head}) < len(head) - 1:
        return None
    rows = [_row(head, canon)]
    last = at + 1
    while last < len(lines):
        pieces = cutter(lines[last], source)
        if lines[last].is_blank or not _fits(pieces, len(head), lines[last]):
            if not _resumes(lines, last, len(head), source, cutter):
                break
            rows += (
                [_row([(lines[last].start, lines[last].end)], canon)]
                if not lines[last].is_blank
                else []
            )
        else:
            rows.append(_row(pieces, canon))
        last += 1
    if len(rows) < 2:
        return None
    table = _table(rows, lines, at, canon)
    return Found(at, last, table) if table.head_rows else None


def _fits(pieces: _Pieces, width: int, line: Line) -> bool:
    return (
        len(pieces) >= 2
        and len(pieces) >= width // 2
        and len(pieces) <= width + 1
        and bool(line.text)
    )


def _resumes(lines: list[Line], at: int, width: int, source: str, cutter: _Cutter) -> bool:
    if len(lines[at].text.strip()) > 24:
        return False
    for line in lines[at + 1 : at + 3]:
        if not line.is_blank:
            return len(cutter(line, source)) >= max(3, width - 1)
    return False
