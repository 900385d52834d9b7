"""The confirmed list: accepted lines become drafts of the ledger, under one source."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from django.db import transaction
from django.utils.translation import gettext as _

from daliang.base import audit
from daliang.base.access import require
from daliang.base.models import User
from daliang.base.refusal import NotAllowed
from daliang.base.roles import Permission
from daliang.dispatch.documents.choices import WORK, LineKind, LineState, Twin
from daliang.dispatch.documents.models import Document, DraftLine
from daliang.dispatch.documents.sums import Reconciled, plain
from daliang.ledger import actions as ledger
from daliang.ledger.choices import DueKind
from daliang.ledger.models import Commitment, Source

# Journeys and what was signed on them have their own lines of work; a plain task
# stays in the document's.
PROGRAMMES = {LineKind.TRIP: "delegations", LineKind.DEAL: "agreements"}


@dataclass(frozen=True, slots=True)
class Confirmed:
    """What came of it."""

    source: Source
    made: int
    renewed: int


@transaction.atomic
def confirm(*, by: User, document: Document, checks: Sequence[Reconciled] = ()) -> Confirmed:
    """Write the accepted lines into the ledger: all in one transaction, or nothing.

    A gap stays a gap there: a draft without owner or date cannot be submitted.
    """
    require(by, Permission.DRAFT)
    document = Document.objects.select_for_update().get(pk=document.pk)
    lines = list(
        document.lines.filter(state=LineState.ACCEPTED, kind__in=WORK)
        .select_related("lead", "leader", "twin", "trip__commitment")
        .prefetch_related("supports")
    )
    _require_decided(lines)
    source = document.source or _source(by, document)
    made = _write_new(by, document, source, lines, checks)
    renewed = [line for line in lines if line.twin_decision == Twin.REVISION]
    for line in renewed:
        _renew(by, document, line)
        line.commitment = line.twin
    for line in lines:
        line.state = LineState.CONFIRMED
    DraftLine.objects.bulk_update(lines, ["state", "commitment"], batch_size=200)
    if document.source_id is None:
        document.source = source
        document.save(update_fields=["source"])
    detail = {"made": made, "renewed": len(renewed)}
    audit.record(by=by, verb="确认清单", on=document, detail=detail)
    return Confirmed(source, made, len(renewed))


def _require_decided(lines: Sequence[DraftLine]) -> None:
    if not lines:
        raise NotAllowed(_("还没有采用的条目。先在右边逐条采用，再确认入台账。"))
    open_twins = [line for line in lines if line.twin_decision == Twin.UNDECIDED]
    if open_twins:
        raise NotAllowed(
            _("有 %(n)s 条与台账任务相近，请先判断是更新原任务还是另一项：%(first)s")
            % {"n": len(open_twins), "first": open_twins[0].title[:40]}
        )


def _source(by: User, document: Document) -> Source:
    return ledger.make_source(
        by=by,
        kind=document.kind,
        title=document.title,
        issued_by=document.issued_by,
        document_number=document.document_number,
        dated_on=document.dated_on,
        plan_year=document.plan_year,
        file=document.file,
        is_synthetic=document.is_synthetic,
    )


def _write_new(
    by: User,
    document: Document,
    source: Source,
    lines: Sequence[DraftLine],
    checks: Sequence[Reconciled],
) -> int:
    """Write journeys first: their deals hang on them."""
    new = [line for line in lines if line.twin_decision != Twin.REVISION]
    trips = [line for line in new if line.kind == LineKind.TRIP]
    others = [line for line in new if line.kind != LineKind.TRIP]
    note = f"《{document.title}》"
    rows = ledger.commit_many(
        by=by,
        drafts=[_draft(line, source, None, _sums(line, checks)) for line in trips],
        note=note,
    )
    for line, row in zip(trips, rows, strict=True):
        line.commitment = row
    parents = {line.pk: line.commitment for line in trips}
    drafts = [_draft(line, source, _parent(line, parents), {}) for line in others]
    for line, row in zip(others, ledger.commit_many(by=by, drafts=drafts, note=note), strict=True):
        line.commitment = row
    return len(new)


def _parent(line: DraftLine, parents: dict[int, Commitment | None]) -> Commitment | None:
    if line.trip_id is None:
        return None
    return parents.get(line.trip_id) or line.trip.commitment


def _draft(
    line: DraftLine, source: Source, parent: Commitment | None, sums: dict[str, object]
) -> ledger.Draft:
    document = line.document
    extra = {"原文": line.quote[:600], "出处": f"《{document.title}》{line.place}"} | sums
    gaps = {
        "牵头单位依据": line.lead_reason,
        "时限依据": line.due_reason,
        "原文责任主体": "" if line.lead_id else line.owner_text,
    }
    kind = DueKind(line.due_kind)
    if kind is DueKind.DATE and line.due_on is None:
        kind = DueKind.MISSING
    return ledger.Draft(
        title=line.title,
        programme=PROGRAMMES.get(LineKind(line.kind), document.programme),
        source=source,
        parent=parent,
        category=line.category,
        content=line.content,
        lead=line.lead,
        supports=tuple(line.supports.all()),
        leader=line.leader,
        due_kind=kind,
        due_on=line.due_on,
        due_text=line.due_text,
        import_key=f"document-{document.pk}-{line.pk}",
        is_synthetic=document.is_synthetic,
        extra=extra | {title: value for title, value in gaps.items() if value},
    )


def _sums(line: DraftLine, checks: Sequence[Reconciled]) -> dict[str, object]:
    """Keep what the paper counted beside what it named, on the journey itself."""
    total = next((c for c in checks if c.aggregate.is_total), None)
    if total is None:
        return {}
    said: dict[str, object] = {
        "文中签约总数": f"{total.aggregate.count}个",
        "点名项目": f"{total.named}个，未点名{total.rest}个",
    }
    if total.aggregate.amount is not None:
        said["文中总金额"] = f"{plain(total.aggregate.amount)}{total.aggregate.unit}"
    return said


def _renew(by: User, document: Document, line: DraftLine) -> None:
    """Bring a known task up to date with what the new paper says; nothing else of it changes."""
    row = line.twin
    changes: dict[str, object] = {}
    if line.title != row.title:
        changes["title"] = line.title
    if line.due_on and line.due_on != row.due_on:
        changes |= {"due_on": line.due_on, "due_kind": DueKind.DATE, "due_text": line.due_text}
    if line.lead_id and not row.lead_id:
        changes["lead"] = line.lead
    if changes:
        ledger.edit(
            by=by,
            commitment=row,
            version=row.version,
            changes=changes,
            reason=f"《{document.title}》（{document.dated_on}）{line.place}",
        )
