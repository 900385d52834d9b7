"""What of a text was turned into something, and what was not. Pure."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

_SENTENCE = re.compile(r"[^。；;！!？?\n]+[。；;！!？?]?")
_LETTER = re.compile(r"[\w\u4e00-\u9fff]")
_SHORTEST = 6


@dataclass(frozen=True, slots=True)
class Loose:
    """A sentence that nothing was made of; `has_facts` when it holds figures or names."""

    start: int
    end: int
    text: str
    has_facts: bool


@dataclass(frozen=True, slots=True)
class Coverage:
    """How the characters of a text are spoken for."""

    total: int
    lines: int
    facts: int
    loose: tuple[Loose, ...]

    @property
    def line_percent(self) -> int:
        """Percent of the text that became lines."""
        return round(100 * self.lines / self.total) if self.total else 100

    @property
    def fact_percent(self) -> int:
        """Percent that holds only figures and names."""
        return round(100 * self.facts / self.total) if self.total else 0

    @property
    def loose_percent(self) -> int:
        """Percent that nothing was read from."""
        return max(100 - self.line_percent - self.fact_percent, 0)


def coverage(
    text: str, lines: Sequence[tuple[int, int]], facts: Sequence[tuple[int, int]]
) -> Coverage:
    """Return what the lines cover, sentence by sentence.

    Examples
    --------
    >>> said = "六月六日召开会议。市住建局新建泵站3座。大家精神饱满地参加。"
    >>> found = coverage(said, [(9, 19)], [(0, 4)])
    >>> [(l.text, l.has_facts) for l in found.loose]
    [('六月六日召开会议。', True), ('大家精神饱满地参加。', False)]
    """
    loose, counts = [], {"total": 0, "lines": 0, "facts": 0}
    for match in _SENTENCE.finditer(text):
        start, end = match.span()
        weight = len(_LETTER.findall(match[0]))
        counts["total"] += weight
        if _meets(lines, start, end):
            counts["lines"] += weight
            continue
        has_facts = _meets(facts, start, end)
        counts["facts"] += weight if has_facts else 0
        if weight >= _SHORTEST:
            loose.append(_trimmed(text, start, end, has_facts))
    return Coverage(counts["total"], counts["lines"], counts["facts"], tuple(loose))


def _meets(spans: Sequence[tuple[int, int]], start: int, end: int) -> bool:
    return any(a < end and start < b for a, b in spans)


def _trimmed(text: str, start: int, end: int, has_facts: bool) -> Loose:
    words = text[start:end]
    start += len(words) - len(words.lstrip())
    words = words.strip()
    return Loose(start, start + len(words), words, has_facts)
