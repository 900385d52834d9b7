"""From what the reader found to the lines of the desk. Pure: values in, values out."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date
from decimal import Decimal

from daliang.dispatch.documents.choices import LineKind
from daliang.dispatch.documents.sections import (
    Span,
    flat,
    heading_over,
    headings_of,
    reports_of,
    title_span,
)
from daliang.engine.reading import Block, Draft, Due, Measure, MeasureKind, Responsible, Signed
from daliang.ledger.choices import DueKind

_TRIP = re.compile(r"率.{0,14}团|代表团|出访|考察之行|经贸(?:交流|考察)|赴.{1,12}(?:招商|访问)")
_OPEN_ENDED = re.compile(r"长期|持续|常态")
_RECURRING = re.compile(r"每(?:周|月|季|半年|年)")
_OWNERS = {"lead": 0, "resp": 1, "subject": 2}
TITLE_LIMIT = 300


@dataclass(frozen=True, slots=True)
class Words:
    """Words the deployment taught: what begins a heading, what marks an exhortation, whose name."""

    headings: tuple[str, ...] = ()
    exhortations: tuple[str, ...] = ()
    names: tuple[tuple[str, str], ...] = ()  # a unit's other name, its key


@dataclass(frozen=True, slots=True)
class Proposal:
    """A line as the reader proposes it; organisations by their keys in the register."""

    kind: LineKind
    start: int
    end: int
    title: str
    place: str = ""
    content: str = ""
    category: str = ""
    lead_id: str = ""
    support_ids: tuple[str, ...] = ()
    owner_text: str = ""
    due_kind: str = DueKind.MISSING
    due_on: date | None = None
    due_text: str = ""
    parties: str = ""
    amount: Decimal | None = None
    amount_unit: str = ""
    trip_at: int | None = None  # start of the trip's line


def proposals_of(draft: Draft, words: Words) -> list[Proposal]:
    """Return the lines of a document in the order of its text.

    Measures become tasks or exhortations, what was signed becomes deals; the deals
    of a report about a journey hang on one line for that journey.
    """
    headings = headings_of(draft.text, draft.blocks)
    found = [
        Proposal(LineKind.HEADING, h.start, h.end, h.text[:TITLE_LIMIT], _place(draft, h.start))
        for h in headings
    ]
    for measure in draft.measures:
        line = _of_measure(draft, measure)
        found.append(replace(line, category=heading_over(headings, measure.start)))
    for report in reports_of(draft.text, draft.blocks):
        found += _signed(draft, report)
    taught = [_taught(line, words) for line in found]
    return sorted(_once(taught), key=lambda line: (line.start, line.end))


def _of_measure(draft: Draft, measure: Measure) -> Proposal:
    kind = LineKind.EXHORTATION if measure.kind is MeasureKind.SOFT else LineKind.TASK
    owners = sorted((b for b in measure.bodies if b.role in _OWNERS), key=lambda b: _OWNERS[b.role])
    linked = [body for body in owners if body.body_id]
    lead = linked[0].body_id if linked else ""
    others = [b.body_id for b in (*linked[1:], *_supports(measure)) if b.body_id != lead]
    text = flat(measure.text)
    due = _due(measure.deadlines)
    return Proposal(
        kind,
        measure.start,
        measure.end,
        text[:TITLE_LIMIT],
        _place(draft, measure.start),
        content=text if len(text) > TITLE_LIMIT else "",
        lead_id=lead,
        support_ids=tuple(dict.fromkeys(others)),
        owner_text="、".join(_said(body) for body in measure.bodies)[:120],
        **due,
    )


def _supports(measure: Measure) -> list[Responsible]:
    return [b for b in measure.bodies if b.role not in _OWNERS and b.body_id]


def _said(body: Responsible) -> str:
    role = {"lead": "牵头", "support": "配合", "resp": "责任"}.get(body.role, "")
    return f"{flat(body.name)}（{role}）" if role else flat(body.name)


def _due(deadlines: Sequence[Due]) -> dict[str, object]:
    if not deadlines:
        return {}
    first = deadlines[0]
    text = flat(first.text)[:60]
    try:
        return {
            "due_kind": DueKind.DATE,
            "due_on": date.fromisoformat(first.norm),
            "due_text": text,
        }
    except ValueError:
        pass
    kind = DueKind.MISSING
    if _RECURRING.search(text):
        kind = DueKind.RECURRING
    elif _OPEN_ENDED.search(text):
        kind = DueKind.OPEN_ENDED
    return {"due_kind": kind, "due_text": text}


def _signed(draft: Draft, report: Span) -> list[Proposal]:
    start, end = title_span(draft.text, draft.blocks, report)
    # a headline repeats what the report tells; it names no deal of its own
    inside = [s for s in draft.signed if end <= s.start < report.end]
    if not inside:
        return []
    trip: list[Proposal] = []
    if end > start and _TRIP.search(draft.text[start : min(start + 400, report.end)]):
        place = _place(draft, start)
        trip = [Proposal(LineKind.TRIP, start, end, report.text[:TITLE_LIMIT], place)]
    at = trip[0].start if trip else None
    deals = {flat(s.name): _of_signed(draft, s, at) for s in reversed(inside)}
    return [*trip, *deals.values()]


def _of_signed(draft: Draft, signed: Signed, trip_at: int | None) -> Proposal:
    name = flat(signed.name)
    facts = (
        ("签约方", "、".join(flat(p) for p in signed.parties)),
        ("金额", flat(signed.amount.text) if signed.amount else ""),
        ("落户", signed.place),
        ("产业集群", signed.cluster),
    )
    return Proposal(
        LineKind.DEAL,
        signed.start,
        signed.end,
        name[:TITLE_LIMIT],
        _place(draft, signed.start),
        content="；".join(f"{title}：{value}" for title, value in facts if value),
        category=signed.cluster[:80],
        parties=facts[0][1][:200],
        amount=_money(signed),
        amount_unit=signed.amount.unit[:10] if signed.amount else "",
        trip_at=trip_at,
    )


def _money(signed: Signed) -> Decimal | None:
    if signed.amount is None:
        return None
    return Decimal(str(signed.amount.value)).quantize(Decimal("0.01"))


def _taught(line: Proposal, words: Words) -> Proposal:
    """Let the office's own words decide; they know their papers better."""
    if line.kind is not LineKind.TASK:
        return line
    if any(line.title.startswith(word) for word in words.headings):
        return replace(line, kind=LineKind.HEADING)
    if any(word in line.title for word in words.exhortations):
        return replace(line, kind=LineKind.EXHORTATION)
    if line.lead_id:
        return line
    # a taught name that does not look like a body is not found by the grammar
    named = [(line.title.find(name), key) for name, key in words.names if name in line.title]
    return replace(line, lead_id=min(named)[1]) if named else line


def _once(lines: Sequence[Proposal]) -> list[Proposal]:
    """Drop a line whose place another line of the same kind already has."""
    return list({(line.start, line.end, line.kind): line for line in lines}.values())


def _place(draft: Draft, at: int) -> str:
    """Say where a line stands: sheet and cell, page, or which paragraph."""
    for number, block in enumerate(draft.blocks, start=1):
        if block.start <= at < block.end:
            return _words_of(block, number)
    return ""


def _words_of(block: Block, number: int) -> str:
    place = block.place
    parts = [place.sheet, place.merged or place.cell]
    parts.append(f"第{place.page}页" if place.page else "")
    said = " ".join(part for part in parts if part)
    return said or f"第{number}段"
