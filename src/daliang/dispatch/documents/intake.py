"""Takes a document in: one text, kept with its file, its digest and its first reading."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import PurePath

from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import transaction

from daliang.base import audit, clock
from daliang.base.access import require
from daliang.base.actions import store_file
from daliang.base.models import User
from daliang.base.roles import Permission
from daliang.dispatch.documents import doubles, reader
from daliang.dispatch.documents.choices import Secrecy, Twin
from daliang.dispatch.documents.facts import facts_of
from daliang.dispatch.documents.models import Document, DraftLine, Reading
from daliang.dispatch.documents.old_office import converted
from daliang.dispatch.documents.proposals import Proposal
from daliang.dispatch.documents.reader import Dictionary, Read
from daliang.engine.checks import BadInput, Problem
from daliang.engine.reading import OLD_OFFICE, read_bytes

_KEPT_AS_THEY_ARE = {".docx", ".xlsx", ".pdf", ".txt"}
_LONGEST = 400_000


@dataclass(frozen=True, slots=True)
class Paper:
    """What is handed in, with what its text does not say itself."""

    name: str
    data: bytes
    title: str
    kind: str
    dated_on: date
    plan_year: int
    programme: str
    issued_by: str = ""
    document_number: str = ""
    secrecy: str = Secrecy.INTERNAL
    is_synthetic: bool = False


@dataclass(frozen=True, slots=True)
class Taken:
    """The document, whether it is new, and an older one with the same words."""

    document: Document
    is_new: bool
    same_words: Document | None = None


@transaction.atomic
def take(*, by: User, paper: Paper) -> Taken:
    """Keep a document and read it; the same bytes again give the document that is there.

    Raises
    ------
    BadInput
        When the file is refused; the sentence says why.
    """
    require(by, Permission.DRAFT)
    digest = hashlib.sha256(paper.data).hexdigest()
    known = Document.objects.filter(sha256=digest).first()
    if known is not None:
        return Taken(known, False)
    name, data = _storable(paper)
    text = read_bytes(data, name).text
    _require_readable(text, paper.name)
    words = hashlib.sha256("".join(text.split()).encode()).hexdigest()
    same = Document.objects.filter(text_sha256=words).first()
    document = Document.objects.create(
        title=paper.title[:200],
        kind=paper.kind,
        issued_by=paper.issued_by,
        document_number=paper.document_number,
        dated_on=paper.dated_on,
        plan_year=paper.plan_year,
        programme=paper.programme,
        secrecy=paper.secrecy,
        sha256=digest,
        text_sha256=words,
        text=text,
        file=store_file(by=by, upload=SimpleUploadedFile(name, data)),
        replaces=same,
        is_synthetic=paper.is_synthetic,
        made_at=clock.now(),
        made_by=by,
    )
    told = reader.dictionary()
    found = reader.read(document, told)
    run = record_reading(by=by, document=document, found=found, told=told)
    write_lines(by=by, document=document, run=run, lines=found.lines)
    audit.record(by=by, verb="收文", on=document, detail={"sha256": digest, **run.counts})
    return Taken(document, True, same)


def record_reading(*, by: User, document: Document, found: Read, told: Dictionary) -> Reading:
    """Note a run of the reader: which rules and which dictionary read which document."""
    kinds = [line.kind.value for line in found.lines]
    return Reading.objects.create(
        document=document,
        number=document.readings.count() + 1,
        rules=reader.rules_version(),
        dictionary=told.version,
        counts={kind: kinds.count(kind) for kind in sorted(set(kinds))},
        warnings=list(found.draft.warnings),
        facts=facts_of(found.draft).plain(),
        made_at=clock.now(),
        made_by=by,
    )


def write_lines(
    *, by: User, document: Document, run: Reading, lines: Sequence[Proposal]
) -> list[DraftLine]:
    """Write proposals as pending lines, with the tasks of the ledger that read alike."""
    rows = [row_of(line, document, run) for line in lines]
    DraftLine.objects.bulk_create(rows)
    through = DraftLine.supports.through
    through.objects.bulk_create(
        through(draftline_id=row.pk, organisation_id=int(pk))
        for row, line in zip(rows, lines, strict=True)
        for pk in line.support_ids
    )
    trips = {row.start: row for row in document.lines.filter(kind="trip")}
    for row, line in zip(rows, lines, strict=True):
        if line.trip_at is not None:
            row.trip = trips.get(line.trip_at)
    _find_twins(by, rows)
    DraftLine.objects.bulk_update(rows, ["trip", "twin", "twin_decision"], batch_size=200)
    return rows


def row_of(line: Proposal, document: Document, run: Reading) -> DraftLine:
    """Return an unsaved line from a proposal."""
    is_linked = bool(line.lead_id)
    return DraftLine(
        document=document,
        reading=run,
        kind=line.kind,
        start=line.start,
        end=line.end,
        place=line.place[:80],
        title=line.title,
        content=line.content,
        category=line.category,
        lead_id=int(line.lead_id) if is_linked else None,
        owner_text=line.owner_text,
        lead_reason="原文写明" if is_linked else "",
        due_kind=line.due_kind,
        due_on=line.due_on,
        due_text=line.due_text,
        due_reason="原文写明" if line.due_on else "",
        parties=line.parties,
        amount=line.amount,
        amount_unit=line.amount_unit,
    )


def _find_twins(by: User, rows: Sequence[DraftLine]) -> None:
    titles = {row.pk: row.title for row in rows if row.kind in {"task", "deal", "trip"}}
    for pk, alike in doubles.twins(titles, doubles.known_titles(by)).items():
        row = next(row for row in rows if row.pk == pk)
        row.twin_id, row.twin_decision = alike.commitment_id, Twin.UNDECIDED


def _storable(paper: Paper) -> tuple[str, bytes]:
    """Return the file as it can be kept: old office files converted, web pages as their text."""
    name, data = paper.name, paper.data
    if data.startswith(OLD_OFFICE):
        data, name = converted(data, name)
    if PurePath(name).suffix.lower() in _KEPT_AS_THEY_ARE and not _is_page(data):
        return name, data
    # a browser could run a stored page; its text, with the digest of the page, is kept instead
    return f"{PurePath(name).stem}.txt", read_bytes(data, name).text.encode()


def _is_page(data: bytes) -> bool:
    return data[:200].lstrip().lower().startswith((b"<!doctype", b"<html"))


def _require_readable(text: str, name: str) -> None:
    if not text.strip():
        mend = "换有文字层的文件，或粘贴文字"
        raise BadInput(Problem("文件里读不出文字，可能是扫描件", mend, file=name))
    if len(text) > _LONGEST:
        raise BadInput(Problem(f"全文{len(text)}字，超过{_LONGEST}字", "分成几份再传", file=name))
