"""One page of the desk: a part of the text with its marks, and the lines beside it."""

from __future__ import annotations

import itertools
import re
from collections.abc import Sequence
from dataclasses import dataclass, field

from daliang.base.models import User
from daliang.dispatch.documents import facts, suggestions
from daliang.dispatch.documents.choices import WORK, LineKind, LineState, Twin
from daliang.dispatch.documents.coverage import Coverage, Loose, coverage
from daliang.dispatch.documents.models import Document, DraftLine, Reading
from daliang.dispatch.documents.queries import lines_of
from daliang.dispatch.documents.suggestions import Suggestion
from daliang.dispatch.documents.sums import Named, Reconciled

_CUTS = re.compile(r"[。；;，,、]")
_MOST_LOOSE = 60


@dataclass(frozen=True)
class Piece:
    """A run of the text; `line` is the line it belongs to, `is_first` where that begins."""

    text: str
    start: int
    line: DraftLine | None = None
    is_first: bool = False


@dataclass(frozen=True)
class Card:
    """A line as the desk shows it."""

    line: DraftLine
    leads: list[Suggestion] = field(default_factory=list)
    dues: list[Suggestion] = field(default_factory=list)
    cuts: list[tuple[int, str, str]] = field(default_factory=list)

    @property
    def is_work(self) -> bool:
        """Whether it can become a task."""
        return self.line.kind in WORK

    @property
    def is_open(self) -> bool:
        """Whether a person may still change it."""
        return self.line.state != LineState.CONFIRMED

    @property
    def lacks_lead(self) -> bool:
        """Whether nobody is named for it."""
        return self.is_work and self.line.lead_id is None

    @property
    def lacks_due(self) -> bool:
        """Whether it has no date."""
        return self.is_work and suggestions.has_due_gap(self.line)

    @property
    def is_twin_open(self) -> bool:
        """Whether a person must still say if it renews a task."""
        return self.line.twin_decision == Twin.UNDECIDED


@dataclass(frozen=True)
class Desk:
    """What the page shows."""

    document: Document
    reading: Reading | None
    part: int
    parts: int
    pieces: list[Piece]
    cards: list[Card]
    current: Card | None
    counts: dict[str, int]
    coverage: Coverage
    loose: list[Loose]
    checks: list[Reconciled]


def desk_for(user: User, document: Document, *, part: int, line: int | None) -> Desk:
    """Return a page of the desk; ten queries, whatever the number of lines."""
    reading = document.readings.last()
    known_facts = facts.from_plain(reading.facts if reading else {})
    lines = list(lines_of(document))
    spans = known_facts.parts or ((0, len(document.text)),)
    chosen = next((row for row in lines if row.pk == line), None)
    if chosen is not None:
        part = next((i for i, (a, b) in enumerate(spans) if a <= chosen.start < b), part)
    part = min(max(part, 0), len(spans) - 1)
    begin, end = spans[part]
    here = [row for row in lines if begin <= row.start < end]
    known = suggestions.known_for(user)
    cards = [_card(row, document, known) for row in here]
    seen = [(row.start, row.end) for row in lines]
    covered = coverage(document.text, seen, known_facts.spans)
    return Desk(
        document=document,
        reading=reading,
        part=part,
        parts=len(spans),
        pieces=pieces(document.text, here, begin, end),
        cards=cards,
        current=next((card for card in cards if chosen and card.line.pk == chosen.pk), None),
        counts=_counts(lines),
        coverage=covered,
        loose=[item for item in covered.loose if begin <= item.start < end][:_MOST_LOOSE],
        checks=known_facts.checks(named_deals(lines)),
    )


def checks_of(document: Document) -> list[Reconciled]:
    """Return the stated sums against the deals that stand on the desk now."""
    reading = document.readings.last()
    known = facts.from_plain(reading.facts if reading else {})
    return known.checks(named_deals(list(document.lines.all())))


def named_deals(lines: Sequence[DraftLine]) -> list[Named]:
    """Return the deals among the lines that were not set aside."""
    return [
        Named(row.start, row.amount, row.amount_unit)
        for row in lines
        if row.kind == LineKind.DEAL and row.state != LineState.SET_ASIDE
    ]


def pieces(text: str, lines: Sequence[DraftLine], begin: int, end: int) -> list[Piece]:
    """Cut a part of the text at the lines' edges; where lines overlap the shortest wins."""
    edges = {begin, end}
    for row in lines:
        edges |= {min(max(row.start, begin), end), min(max(row.end, begin), end)}
    found: list[Piece] = []
    begun: set[int] = set()
    ordered = sorted(edges)
    for a, b in itertools.pairwise(ordered):
        over = [row for row in lines if row.start <= a and b <= row.end]
        row = min(over, key=lambda r: r.end - r.start, default=None)
        is_first = row is not None and row.pk not in begun
        if row is not None:
            begun.add(row.pk)
        found.append(Piece(text[a:b], a, row, is_first))
    return found


def cuts_of(line: DraftLine) -> list[tuple[int, str, str]]:
    """Return where a line can be cut in two: the place, the words before and behind it."""
    text = line.document.text
    found = []
    for match in _CUTS.finditer(text, line.start + 2, line.end - 2):
        at = match.end()
        found.append((at, text[max(line.start, at - 14) : at], text[at : at + 14]))
    return found


def _card(row: DraftLine, document: Document, known: suggestions.Known) -> Card:
    card = Card(row, cuts=[])
    if not card.is_work or row.state in {LineState.CONFIRMED, LineState.SET_ASIDE}:
        return card
    return Card(
        row,
        leads=suggestions.leads_for(row, known, document) if card.lacks_lead else [],
        dues=suggestions.dues_for(row, known, document) if card.lacks_due else [],
    )


def _counts(lines: Sequence[DraftLine]) -> dict[str, int]:
    work = [row for row in lines if row.kind in WORK]
    at_hand = [row for row in work if row.state in {LineState.PENDING, LineState.ACCEPTED}]
    return {
        "pending": sum(row.state == LineState.PENDING for row in work),
        "accepted": sum(row.state == LineState.ACCEPTED for row in work),
        "confirmed": sum(row.state == LineState.CONFIRMED for row in work),
        "aside": sum(row.state == LineState.SET_ASIDE for row in work),
        "no_lead": sum(row.lead_id is None for row in at_hand),
        "no_due": sum(suggestions.has_due_gap(row) for row in at_hand),
        "twins": sum(row.twin_decision == Twin.UNDECIDED for row in at_hand),
        "headings": sum(row.kind == LineKind.HEADING for row in lines),
        "exhortations": sum(row.kind == LineKind.EXHORTATION for row in lines),
    }
