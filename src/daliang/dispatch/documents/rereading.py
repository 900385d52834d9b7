"""A new reading of an old document: shown as a difference; what a person did is never touched."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from django.db import transaction

from daliang.base import audit, clock
from daliang.base.access import require
from daliang.base.actions import add_alias
from daliang.base.models import Organisation, User
from daliang.base.refusal import NotAllowed
from daliang.base.roles import Permission
from daliang.dispatch.documents import intake, reader
from daliang.dispatch.documents.choices import LineState, WordKind
from daliang.dispatch.documents.models import Document, DraftLine, TaughtWord
from daliang.dispatch.documents.proposals import Proposal
from daliang.dispatch.documents.reader import Dictionary, Read

_TRIED = 10  # documents a new word is tried on


@dataclass(frozen=True, slots=True)
class Change:
    """One difference of a new reading; `kept` says why it is not taken over."""

    sign: str  # new, gone, changed
    line: DraftLine | None
    proposal: Proposal | None
    differences: tuple[tuple[str, str, str], ...] = ()
    kept: str = ""

    @property
    def title(self) -> str:
        """The words it is about."""
        return self.proposal.title if self.proposal else str(self.line)


@dataclass(frozen=True)
class Rereading:
    """A document read again: what would change."""

    document: Document
    found: Read
    told: Dictionary
    changes: tuple[Change, ...]

    @property
    def is_same(self) -> bool:
        """Whether nothing would change."""
        return not any(not change.kept for change in self.changes)


def reread(document: Document, extra: Iterable[TaughtWord] = ()) -> Rereading:
    """Read a document with today's rules and dictionary; writes nothing.

    Raises
    ------
    BadInput
        When today's reader gets another text out of the file.
    """
    told = reader.dictionary(extra)
    found = reader.read(document, told)
    lines = list(document.lines.select_related("lead"))
    names = {str(pk): name for pk, name in Organisation.objects.values_list("pk", "short_name")}
    return Rereading(document, found, told, tuple(_changes(lines, found.lines, names)))


@transaction.atomic
def adopt(*, by: User, document: Document) -> int:
    """Take over a new reading: new lines come in, untouched ones follow, all others stay."""
    require(by, Permission.DRAFT)
    again = reread(document)
    open_changes = [change for change in again.changes if not change.kept]
    run = intake.record_reading(by=by, document=document, found=again.found, told=again.told)
    gone = [c.line.pk for c in open_changes if c.sign in {"gone", "changed"} and c.line]
    DraftLine.objects.filter(trip__in=gone).update(trip=None)
    # untouched drafts of a machine: nothing a person did is lost, and the trail names the run
    DraftLine.objects.filter(pk__in=gone, touched_at=None).delete()
    fresh = [c.proposal for c in open_changes if c.proposal]
    intake.write_lines(by=by, document=document, run=run, lines=fresh)
    audit.record(by=by, verb="重读文件", on=document, detail={"changes": len(open_changes)})
    return len(open_changes)


def try_word(
    *, by: User, kind: str, word: str, organisation: Organisation | None
) -> list[Rereading]:
    """Return what a word would change in the newest documents that still have open lines."""
    require(by, Permission.DRAFT)
    tried = TaughtWord(kind=kind, word=word, organisation=organisation)
    rows = Document.objects.filter(lines__state=LineState.PENDING, text__contains=word)
    found = []
    for document in rows.distinct().select_related("file")[:_TRIED]:
        now = {_key(c) for c in reread(document).changes}
        then = reread(document, [tried])
        only = tuple(c for c in then.changes if _key(c) not in now)
        if only:
            found.append(Rereading(document, then.found, then.told, only))
    return found


@transaction.atomic
def teach(
    *, by: User, kind: str, word: str, organisation: Organisation | None = None
) -> TaughtWord:
    """Put a word into the office's dictionary; an alias is known to tables as well."""
    require(by, Permission.DRAFT)
    word = word.strip()
    if len(word) < 2:
        raise NotAllowed("词太短，至少两个字。")
    if (kind == WordKind.ALIAS) != (organisation is not None):
        raise NotAllowed("单位别名要选单位，标题词和倡导词不用。")
    row, is_new = TaughtWord.objects.get_or_create(
        kind=kind,
        word=word,
        defaults={"organisation": organisation, "taught_at": clock.now(), "taught_by": by},
    )
    if row.organisation != organisation:
        raise NotAllowed(f"“{word}”已记为{row.organisation}的别名，请先核对。")
    if organisation is not None:
        add_alias(by=by, organisation=organisation, name=word)
    if is_new:
        audit.record(by=by, verb="读文词典", on=row, detail={"word": word, "kind": kind})
    return row


def _changes(
    lines: Sequence[DraftLine], fresh: Sequence[Proposal], names: dict[str, str]
) -> Iterable[Change]:
    by_place = {(line.start, line.end): line for line in lines if line.reading_id}
    spoken_for = [(line.start, line.end) for line in lines if line.touched_at or line.commitment_id]
    seen = set()
    for proposal in fresh:
        line = by_place.get((proposal.start, proposal.end))
        if line is None:
            met = any(a < proposal.end and proposal.start < b for a, b in spoken_for)
            yield Change("new", None, proposal, (), "人工已处理这段文字" if met else "")
            continue
        seen.add(line.pk)
        differences = _differences(line, proposal, names)
        if differences:
            yield Change("changed", line, proposal, differences, _kept(line))
    for line in by_place.values():
        if line.pk not in seen:
            yield Change("gone", line, None, (), _kept(line))


def _kept(line: DraftLine) -> str:
    if line.state == LineState.CONFIRMED:
        return "已入台账"
    return "人工已核对" if line.touched_at else ""


def _differences(
    line: DraftLine, proposal: Proposal, names: dict[str, str]
) -> tuple[tuple[str, str, str], ...]:
    pairs = (
        ("性质", line.get_kind_display(), str(proposal.kind.label)),
        ("牵头单位", str(line.lead or ""), names.get(proposal.lead_id, "")),
        ("时限", str(line.due_on or ""), str(proposal.due_on or "")),
    )
    return tuple((title, old, new) for title, old, new in pairs if old != new)


def _key(change: Change) -> tuple[object, ...]:
    at = change.proposal or change.line
    return (change.sign, at.start, at.end, change.differences)  # type: ignore[union-attr]
