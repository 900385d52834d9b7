"""Owners and dates for lines that have none: proposed with a reason, never filled in silently."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from rapidfuzz import fuzz, process

from daliang.base.models import Organisation, Post, User
from daliang.dispatch.documents.choices import LineKind
from daliang.dispatch.documents.doubles import skeleton
from daliang.dispatch.documents.models import Document, DraftLine
from daliang.ledger.choices import DueKind
from daliang.ledger.queries import commitments_for

_SPLIT = re.compile(r"[、，,；;\s]+")
_MOST = 3
_LIKE = 62
_PAST = 3000


@dataclass(frozen=True, slots=True)
class Suggestion:
    """A value for a gap, and the sentence that says why."""

    value: str
    shown: str
    reason: str


@dataclass(frozen=True)
class Known:
    """What suggestions are drawn from, read once for a page."""

    units: Sequence[Organisation]
    portfolios: Sequence[tuple[Post, Sequence[Organisation]]]
    past: Mapping[int, str]
    past_rows: Mapping[int, tuple[str, int | None, str, date | None]]


def known_for(user: User) -> Known:
    """Read duties, portfolios and past tasks: four queries."""
    rows = (
        commitments_for(user)
        .exclude(lead=None)
        .order_by("-id")
        .values_list("pk", "number", "title", "lead_id", "lead__short_name", "due_on")[:_PAST]
    )
    past = {pk: (number, lead, name, due) for pk, number, _t, lead, name, due in rows}
    return Known(
        units=list(Organisation.objects.filter(is_active=True).exclude(duties="")),
        portfolios=[
            (post, list(post.portfolio.all()))
            for post in Post.objects.prefetch_related("portfolio")
        ],
        past={pk: skeleton(title) for pk, _n, title, *_rest in rows},
        past_rows=past,
    )


def leads_for(line: DraftLine, known: Known, document: Document) -> list[Suggestion]:
    """Return up to three units for a line without one, the best reason first."""
    text = f"{line.category}{line.title}{line.content}"
    found: dict[int, Suggestion] = {}
    for unit, words in _by_duty(text, known.units):
        reason = f"职能关键词“{'、'.join(words)}”"
        found.setdefault(unit.pk, Suggestion(str(unit.pk), unit.short_name, reason))
    for number, pk, name in _by_past(line, known):
        found.setdefault(pk, Suggestion(str(pk), name, f"以往相近任务{number}由其牵头"))
    context = document.text[max(0, line.start - 60) : line.end]
    for post, units in known.portfolios:
        if post.title in context:
            for unit in units:
                reason = f"文中提到{post.title}，由其分管联系"
                found.setdefault(unit.pk, Suggestion(str(unit.pk), unit.short_name, reason))
    return list(found.values())[:_MOST]


def dues_for(line: DraftLine, known: Known, document: Document) -> list[Suggestion]:
    """Return up to three dates for a line without one."""
    found: dict[date, Suggestion] = {}
    for number, due in _past_dues(line, known, document.plan_year):
        found.setdefault(due, _day(due, f"以往相近任务{number}的时限，换到{document.plan_year}年"))
    if line.kind == LineKind.DEAL and line.trip and line.trip.due_on:
        found.setdefault(line.trip.due_on, _day(line.trip.due_on, "与所属出访的时限一致"))
    end = date(document.plan_year, 12, 31)
    if end > document.dated_on:
        found.setdefault(end, _day(end, f"计划年度{document.plan_year}年年底"))
    return list(found.values())[:_MOST]


def has_due_gap(line: DraftLine) -> bool:
    """Whether a line still lacks a date: open-ended and recurring ones do not."""
    return line.due_on is None and line.due_kind in {DueKind.DATE, DueKind.MISSING}


def _by_duty(text: str, units: Sequence[Organisation]) -> list[tuple[Organisation, list[str]]]:
    scored = []
    for unit in units:
        words = [w for w in _SPLIT.split(unit.duties) if len(w) >= 2 and w in text]
        if words:
            scored.append((sum(map(len, words)), -unit.position, unit, words))
    scored.sort(key=lambda s: (-s[0], -s[1]))
    return [(unit, words) for _score, _position, unit, words in scored[:_MOST]]


def _matches(line: DraftLine, known: Known) -> list[int]:
    own = skeleton(line.title)
    hits = process.extract(own, known.past, scorer=fuzz.ratio, score_cutoff=_LIKE, limit=_MOST)
    return [pk for _text, _score, pk in hits]


def _by_past(line: DraftLine, known: Known) -> list[tuple[str, int, str]]:
    rows = (known.past_rows[pk] for pk in _matches(line, known))
    return [(number, lead, name) for number, lead, name, _due in rows if lead]


def _past_dues(line: DraftLine, known: Known, year: int) -> list[tuple[str, date]]:
    found = []
    for pk in _matches(line, known):
        number, _lead, _name, due = known.past_rows[pk]
        if due:
            day = 28 if (due.month, due.day) == (2, 29) else due.day
            found.append((number, date(year, due.month, day)))
    return found


def _day(day: date, reason: str) -> Suggestion:
    return Suggestion(day.isoformat(), day.isoformat(), reason)
