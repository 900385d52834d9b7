"""Text outside tables: headings, items, labelled lines, paragraphs, and who owns what."""

from __future__ import annotations

import itertools
import re
from collections.abc import Container
from dataclasses import dataclass
from enum import StrEnum

from daliang.engine.reading.attribution import labels_in
from daliang.engine.reading.clauses import MARK, strip_mark
from daliang.engine.reading.labels import Field, classify
from daliang.engine.reading.lines import Line, is_bodies
from daliang.engine.reading.normal import Mapped, is_spaced_out
from daliang.engine.reading.page import Page


class Segment(StrEnum):
    """What a stretch of prose is."""

    HEADING = "heading"
    ITEM = "item"
    FIELD = "field"
    PARAGRAPH = "paragraph"


@dataclass(slots=True)
class Stretch:
    """A logical paragraph: wrapped lines joined.

    Parameters
    ----------
    kind : Segment
        What it is.
    piece : Mapped
        Its text with places.
    field, label : Field or None, str
        For a labelled line, what it announces.
    is_after_blank : bool
        A blank line stands before it.
    depth : int
        Depth of its mark: 一、 is 1, （一） is 2, 1. is 3, （1） is 4; 0 without mark.
    """

    kind: Segment
    piece: Mapped
    field: Field | None = None
    label: str = ""
    is_after_blank: bool = False
    depth: int = 0


_DEPTHS = (
    (1, re.compile(r"[一二三四五六七八九十]{1,3}[、.．]|第[一二三四五六七八九十百\d]+[章节部]")),
    (2, re.compile(r"（[一二三四五六七八九十]{1,3}）")),
    (
        3,
        re.compile(
            r"\d{1,3}(?:、|[.．](?!\d)|[.．](?=\d{1,2}月)|）)|第[一二三四五六七八九十百\d]+条|0\d(?=[\s一-龥])"
        ),
    ),
    (4, re.compile(r"（\d{1,3}）|[①-⑳⑴-⒇]|\d\.\d|[●■◆▪•○◇□★※▲·▶►➤✓✔√◎▷►☆]|-{1,2}(?=[一-龥“])")),
)
_HEAD = re.compile(r"【(?P<name>[^】]{2,20})】")
_OWNER = re.compile(r"(?P<name>[一-龥（）、]{2,24})：")


def mark_depth(text: str) -> int:
    """Return the depth of the mark that begins a text, 0 when there is none.

    Examples
    --------
    >>> [mark_depth(text) for text in ("一、优化审批", "（二）强化融资", "3.建成驿站", "要")]
    [1, 2, 3, 0]
    """
    plain = text.lstrip()
    return next((depth for depth, pattern in _DEPTHS if pattern.match(plain)), 0)


def _closed_up(text: str) -> str:
    """Return a line without the gaps that a scanner leaves between characters."""
    return re.sub(r"(?<=\S) (?=\S)", "", text) if is_spaced_out(text) else text


def _joins(line: Line, after: Line, is_gap: bool, wrap: int) -> bool:
    """Say whether a line runs on in the next: hard-wrapped, or a column break of a scan."""
    text, next_text = _closed_up(line.text).rstrip(), _closed_up(after.text).strip()
    if not text or not next_text or text[-1] in "。！？；：" or MARK.match(_closed_up(after.text)):
        return False
    if (next_text[0] in "【[（" and text[-1] != "，") or re.match(r"[一-龥]{2,8}：", next_text):
        return False
    if is_gap:
        runs_on = len(text) >= 40 and len(next_text) >= 10 and text[-1] not in "）】"
        return runs_on and bool(re.search(r"[，。；]", text))
    if (
        len(text) >= 20
        and MARK.match(line.text)
        and next_text[-1] in "。；"
        and len(next_text) < len(text)
    ):
        return True
    return len(text) >= max(20, wrap - 6) or (text[-1] in "，、" and len(text) > 12)


def _logical(lines: list[Line], spaced: Container[int] = ()) -> list[tuple[list[Line], bool]]:
    """Join wrapped lines; each group comes with whether a blank line stands before it."""
    written = [line for line in lines if not line.is_blank]
    lengths = sorted(len(_closed_up(line.text)) for line in written)
    wrap = lengths[int(len(lengths) * 0.8)] if lengths else 0
    groups: list[tuple[list[Line], bool]] = []
    is_gap = False
    for line in lines:
        if line.is_blank:
            is_gap = True
            continue
        if re.fullmatch(r"\s*-+\s*\d{1,3}\s*-+\s*|\s*第\s*\d+\s*页.{0,8}", line.text):
            continue
        if groups and line.start not in spaced and _joins(groups[-1][0][-1], line, is_gap, wrap):
            groups[-1][0].append(line)
        else:
            groups.append(([line], is_gap))
        is_gap = False
    return groups


# In running text a field ends where the next numbered item begins.
_NEXT_ITEM = re.compile(
    r"[。；](?=\s*(?:（[一二三四五六七八九十\d]{1,2}）|[①-⑳]|\d{1,2}[.、][一-龥]))"
)
_PAGE_NUMBER = re.compile(r"[-·\s]*(?:第)?\s*\d{1,3}\s*(?:页|/\s*\d+|[-·\s]*)(?:共\d+页)?")
_SPACED_LABEL = re.compile(r"\s*(?P<label>[一-龥]{2,8})[ \t]+(?=\S)")


@dataclass(frozen=True, slots=True)
class _SpacedField:
    """A value behind a label and a space: its span in the text and what it holds."""

    start: int
    end: int
    label: str
    field: Field


def _labelled_by_space(lines: list[Line]) -> dict[int, list[_SpacedField]]:
    """Return the fields of lines that begin with a label and a space, where cards are made so."""
    found: dict[int, list[_SpacedField]] = {}
    for line in lines:
        fields = _spaced_fields(line)
        if fields:
            found[line.start] = fields
    kinds = {field.field for fields in found.values() for field in fields}
    return found if len(kinds) >= 2 and kinds & {Field.BODIES, Field.DEADLINE} else {}


def _spaced_fields(line: Line) -> list[_SpacedField]:
    if not _SPACED_LABEL.match(line.text) or is_spaced_out(line.text):
        return []
    words = list(re.finditer(r"\S+", line.text))
    labels = [(n, f) for n, w in enumerate(words[:-1]) if len(w[0]) <= 6 and (f := classify(w[0]))]
    if not labels or labels[0][0] != 0:
        return []
    stops = [words[n].start() for n, _ in labels[1:]] + [len(line.text)]
    return [
        _SpacedField(line.start + words[n + 1].start(), line.start + stop, words[n][0], field)
        for (n, field), stop in zip(labels, stops, strict=True)
        if words[n + 1].start() < stop
    ]


def stretches(page: Page, lines: list[Line]) -> list[Stretch]:
    """Return the logical paragraphs of a run of lines, labelled parts cut apart."""
    found: list[Stretch] = []
    spaced = _labelled_by_space(lines)
    for group, is_gap in _logical(lines, spaced):
        if group[0].start in spaced:
            fields = spaced[group[0].start]
            ends = [f.end for f in fields[:-1]] + [group[-1].end]
            for field, end in zip(fields, ends, strict=True):
                value = page.mapped(field.start, end)
                found.append(
                    Stretch(
                        Segment.FIELD,
                        value,
                        field.field,
                        field.label,
                        is_gap and field is fields[0],
                    )
                )
            continue
        piece = page.mapped(group[0].start, group[-1].end)
        if not piece.text.strip() or _PAGE_NUMBER.fullmatch(piece.text.strip()):
            continue
        parts = _cut_at_labels(piece)
        for part in parts:
            part.is_after_blank = is_gap and part is parts[0]
        found += parts
    return found


def _cut_at_labels(piece: Mapped) -> list[Stretch]:
    """Cut a line such as 承办单位：… 分管领导：… into its fields."""
    labels = [x for x in labels_in(piece) if not _in_brackets(piece.text, x[0])]
    start = strip_mark(piece.text, 0, len(piece.text))
    if labels and labels[0][0] > start and labels[0][0] - start <= 1:
        start = labels[0][0]
    if not labels or (labels[0][0] > start and not _is_field_line(piece.text, labels)):
        return _cut_at_heads(piece)
    parts: list[Stretch] = []
    if labels[0][0] > start:
        parts += _cut_at_heads(piece.part(0, labels[0][0]))
    stops = [label[0] for label in labels[1:]] + [len(piece.text)]
    for (_, after, words, what), stop in zip(labels, stops, strict=True):
        next_item = _NEXT_ITEM.search(piece.text, after, stop)
        end = next_item.end() if next_item else stop
        parts.append(Stretch(Segment.FIELD, piece.part(after, end), what, words))
        if end < stop:
            parts += _cut_at_heads(piece.part(end, stop))
    return parts


def _is_field_line(text: str, labels: list[tuple[int, int, str, Field]]) -> bool:
    before = text[: labels[0][0]].rstrip()
    strong = any(field in (Field.BODIES, Field.DEADLINE) for *_, field in labels)
    return strong and (before.endswith(("。", "；")) or len(before) < 60)


def _in_brackets(text: str, place: int) -> bool:
    return text.count("（", 0, place) > text.count("）", 0, place) or text[place] == "（"


def _cut_at_heads(piece: Mapped) -> list[Stretch]:
    """Cut at 【…】 heads inside a paragraph; each head stays with the text behind it."""
    starts = [m.start() for m in _HEAD.finditer(piece.text)]
    cuts = [*sorted({0, *starts}), len(piece.text)]
    out = []
    for a, b in itertools.pairwise(cuts):
        part = piece.part(a, b)
        if part.text.strip():
            out.append(_plain(part))
    return out


def _plain(piece: Mapped) -> Stretch:
    depth = mark_depth(piece.text)
    text = piece.text.strip()
    if _HEAD.fullmatch(text) or (
        depth in (1, 2) and len(text) <= 30 and not re.search(r"[。；，]", text)
    ):
        return Stretch(Segment.HEADING, piece, depth=depth or 1)
    return Stretch(Segment.ITEM if depth else Segment.PARAGRAPH, piece, depth=depth)


def owner_head(stretch: Stretch) -> tuple[int, int, int] | None:
    """Return (start, end, rest) of a body that heads a stretch: 三、区人社局 or 【市水利局】."""
    text = stretch.piece.text
    start = strip_mark(text, 0, len(text))
    head = _HEAD.match(text, start)
    if head and is_bodies(head["name"]):
        return head.start("name"), head.end("name"), head.end()
    owner = _OWNER.match(text, start)
    if owner and is_bodies(owner["name"]) and "总投资" not in text:
        return owner.start("name"), owner.end("name"), owner.end()
    name = re.sub(r"（(?:共)?\d+[项件条]）$", "", text[start:].rstrip(" ："))
    if (
        stretch.kind is not Segment.FIELD
        and len(name) <= 20
        and is_bodies(name)
        and not re.search(r"[。；]", text)
    ):
        return start, start + len(name), len(text)
    return None


def head_length(text: str) -> int:
    """Return where a 【…】 head that begins a text ends; 0 when there is none."""
    found = _HEAD.match(text)
    return found.end() if found else 0
