"""The shape of a paper: its reports, its headings, the folds of a speech (一要、二要)."""

from __future__ import annotations

import itertools
import re
from collections.abc import Sequence
from dataclasses import dataclass

from daliang.engine.reading import Block, BlockKind

_DATELINE = re.compile(r"\s*(?:本报讯|本网讯|【?.{0,8}讯】?[\s（(])")
_ENDS = re.compile(r"[。；;！!？?：:，,]\s*$")
_NUMBERED = re.compile(
    r"\s*(?:[一二三四五六七八九十]{1,3}、|[（(][一二三四五六七八九十]{1,3}[）)])"
)
_FOLD = re.compile(
    r"(?:^|(?<=[。；;！\n：:，,]))\s*(?P<head>[一二三四五六七八九十]{1,2}(?:要|是)[^。；;：:\n]{2,30})[。；;：:]"
)
_LONGEST_HEADING = 40
_LONGEST_TITLE = 120


@dataclass(frozen=True, slots=True)
class Span:
    """A stretch of the text with its words."""

    start: int
    end: int
    text: str


@dataclass(frozen=True, slots=True)
class Heading(Span):
    """A heading and where its reach ends."""

    reach: int = 0


def reports_of(text: str, blocks: Sequence[Block]) -> list[Span]:
    """Return the reports of a newspaper page (title to the next title), else the whole text.

    A title is a short block without an ending sign whose next block opens with a dateline.
    `text` of a report is its title.
    """
    titles = [
        block
        for block, following in itertools.pairwise(blocks)
        if following.kind is not BlockKind.CELL
        and _DATELINE.match(text, following.start)
        and _is_title(text[block.start : block.end])
    ]
    if not titles:
        return [Span(0, len(text), _first_line(text, blocks))]
    ends = [block.start for block in titles[1:]] + [len(text)]
    return [
        Span(block.start, end, flat(text[block.start : block.end]))
        for block, end in zip(titles, ends, strict=True)
    ]


def title_span(text: str, blocks: Sequence[Block], report: Span) -> tuple[int, int]:
    """Return where the title of a report stands; nowhere when its first block is no title."""
    first = next((b for b in blocks if b.start >= report.start), None)
    if first is None or not _is_title(text[first.start : first.end]):
        return (report.start, report.start)
    return (first.start, first.end)


def headings_of(text: str, blocks: Sequence[Block]) -> list[Heading]:
    """Return numbered headings on lines of their own, and the folds inside a paragraph.

    A fold reaches to the end of its block, a heading to the next heading.

    Examples
    --------
    >>> said = "会议强调，一要稳住目标。摸清底数。二要补齐短板。逐项攻坚。"
    >>> [h.text for h in headings_of(said, [Block(BlockKind.PARAGRAPH, 0, len(said))])]
    ['一要稳住目标', '二要补齐短板']
    """
    found: list[Heading] = []
    for block in blocks:
        words = text[block.start : block.end]
        is_line = block.kind is not BlockKind.CELL and len(words.strip()) <= _LONGEST_HEADING
        if is_line and _NUMBERED.match(words) and not _ENDS.search(words):
            found.append(Heading(block.start, block.end, flat(words), len(text)))
            continue
        folds = list(_FOLD.finditer(words))
        if len(folds) >= 2:
            found += [
                Heading(
                    block.start + m.start("head"),
                    block.start + m.end("head"),
                    flat(m["head"]),
                    block.end,
                )
                for m in folds
            ]
    return sorted(found, key=lambda h: h.start)


def heading_over(headings: Sequence[Heading], at: int) -> str:
    """Return the heading that a place stands under, "" when none."""
    above = [h for h in headings if h.start <= at < h.reach]
    return above[-1].text[:80] if above else ""


def flat(text: str) -> str:
    """Return a text on one line, without the breaks a page put into its words.

    Examples
    --------
    >>> flat("相关新型基\\n\\n础设施 建设")
    '相关新型基础设施 建设'
    """
    joined = re.sub(r"\s*\n\s*", "", text)
    return re.sub(r"\s+", " ", joined).strip()


def _first_line(text: str, blocks: Sequence[Block]) -> str:
    first = next((b for b in blocks if b.kind is not BlockKind.CELL), None)
    return flat(text[first.start : first.end])[:_LONGEST_TITLE] if first else ""


def _is_title(words: str) -> bool:
    text = words.strip()
    return 6 <= len(text) <= _LONGEST_TITLE and "。" not in text and not _ENDS.search(text)
