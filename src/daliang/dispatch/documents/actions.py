"""What a person does with the lines of a document."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date

from django.db import transaction
from django.db.models import Q
from django.utils.translation import gettext as _

from daliang.base import audit, clock
from daliang.base.access import require
from daliang.base.models import Organisation, User
from daliang.base.refusal import NotAllowed
from daliang.base.roles import Permission
from daliang.dispatch.documents.choices import WORK, LineKind, LineState, Twin
from daliang.dispatch.documents.models import Document, DraftLine
from daliang.dispatch.documents.sections import flat
from daliang.ledger.choices import DueKind

_TITLE = 300


@transaction.atomic
def decide(*, by: User, document: Document, lines: Iterable[int], state: str) -> int:
    """Accept lines, set them aside, or take them up again; what is in the ledger stays."""
    require(by, Permission.DRAFT)
    if state not in {LineState.PENDING, LineState.ACCEPTED, LineState.SET_ASIDE}:
        raise NotAllowed(_("没有这个操作。"))
    rows = _open_lines(document).filter(pk__in=list(lines))
    if state == LineState.ACCEPTED:
        rows = rows.filter(kind__in=WORK)
    changed = rows.update(state=state, touched_at=clock.now(), touched_by=by)
    if changed:
        verb = str(LineState(state).label)
        audit.record(by=by, verb=f"草稿：{verb}", on=document, detail={"count": changed})
    return changed


@transaction.atomic
def accept_rest(*, by: User, document: Document, only_complete: bool) -> int:
    """Accept every pending line of work; or only those with an owner and a date."""
    rows = _open_lines(document).filter(state=LineState.PENDING, kind__in=WORK)
    if only_complete:
        dated = Q(due_on__isnull=False) | ~Q(due_kind__in=[DueKind.DATE, DueKind.MISSING])
        rows = rows.filter(dated, lead__isnull=False)
    ids = list(rows.values_list("pk", flat=True))
    return decide(by=by, document=document, lines=ids, state=LineState.ACCEPTED)


@transaction.atomic
def set_kind(*, by: User, line: DraftLine, kind: str) -> DraftLine:
    """Say what a line is: a heading names the category of the lines below it."""
    require(by, Permission.DRAFT)
    row = _locked(line)
    if kind not in LineKind.values:
        raise NotAllowed(_("没有这个操作。"))
    row.kind = LineKind(kind)
    row.state = LineState.PENDING if row.kind in WORK else LineState.SET_ASIDE
    _save(by, row)
    if row.kind == LineKind.HEADING:
        _name_category(row)
    audit.record(by=by, verb="草稿：改性质", on=row.document, detail={"line": row.pk, "kind": kind})
    return row


@transaction.atomic
def edit(
    *,
    by: User,
    line: DraftLine,
    changes: Mapping[str, object],
    supports: Iterable[Organisation] | None = None,
) -> DraftLine:
    """Change a line's values; the quote and its place stay."""
    require(by, Permission.DRAFT)
    row = _locked(line)
    for name, value in changes.items():
        setattr(row, name, value)
    if "due_on" in changes:
        row.due_kind = DueKind.DATE if row.due_on else _without_day(row)
    _save(by, row)
    if supports is not None:
        row.supports.set([unit for unit in supports if unit.pk != row.lead_id])
    detail = {"line": row.pk, "changes": {k: str(v) for k, v in changes.items()}}
    audit.record(by=by, verb="草稿：修改", on=row.document, detail=detail)
    return row


def take_lead(*, by: User, line: DraftLine, unit: Organisation, reason: str) -> DraftLine:
    """Take a suggested owner, with its reason."""
    changes = {"lead": unit, "lead_reason": f"采用建议：{reason}"[:200]}
    return edit(by=by, line=line, changes=changes)


def take_due(*, by: User, line: DraftLine, due_on: date, reason: str) -> DraftLine:
    """Take a suggested date, with its reason."""
    changes = {"due_on": due_on, "due_reason": f"采用建议：{reason}"[:200]}
    return edit(by=by, line=line, changes=changes)


@transaction.atomic
def split(*, by: User, line: DraftLine, at: int) -> tuple[DraftLine, DraftLine]:
    """Cut a line in two at a place of the text; both keep owner and date."""
    require(by, Permission.DRAFT)
    row = _locked(line)
    text = row.document.text
    left, right = _trim(text, row.start, at), _trim(text, at, row.end)
    if not row.start < at < row.end or left[0] >= left[1] or right[0] >= right[1]:
        raise NotAllowed(_("请在这一条文字中间选择分开的位置。"))
    supports = list(row.supports.all())
    first = _set_span(row, *left)
    _save(by, first)
    second = DraftLine.objects.get(pk=first.pk)
    second.pk = None
    _set_span(second, *right)
    second.twin, second.twin_decision = None, ""
    second.save(force_insert=True)
    second.supports.set(supports)
    audit.record(by=by, verb="草稿：分开", on=row.document, detail={"line": row.pk, "at": at})
    return first, second


@transaction.atomic
def join(*, by: User, line: DraftLine) -> DraftLine:
    """Join a line with the one before it: one line over both places."""
    require(by, Permission.DRAFT)
    row = _locked(line)
    before = (
        _open_lines(row.document)
        .filter(Q(start__lt=row.start) | Q(start=row.start, pk__lt=row.pk), kind__in=WORK)
        .last()
    )
    if before is None:
        raise NotAllowed(_("前面没有可以合并的草稿。"))
    _set_span(before, before.start, max(before.end, row.end))
    before.lead = before.lead or row.lead
    before.due_on = before.due_on or row.due_on
    before.due_kind = DueKind.DATE if before.due_on else before.due_kind
    _save(by, before)
    before.supports.add(*row.supports.all())
    row.deals.update(trip=None)
    detail = {"lines": [before.pk, row.pk], "text": row.title}
    row.delete()  # a draft, not a record: its words live on in the joined line and in the trail
    audit.record(by=by, verb="草稿：合并", on=before.document, detail=detail)
    return before


@transaction.atomic
def add(*, by: User, document: Document, start: int, end: int, kind: str) -> DraftLine:
    """Make a line of a stretch that the reader left."""
    require(by, Permission.DRAFT)
    start, end = _trim(document.text, max(start, 0), min(end, len(document.text)))
    if start >= end or kind not in LineKind.values:
        raise NotAllowed(_("请选择一段文字。"))
    title = flat(document.text[start:end])
    row = DraftLine.objects.create(
        document=document,
        kind=kind,
        state=LineState.PENDING if kind in WORK else LineState.SET_ASIDE,
        start=start,
        end=end,
        title=title[:_TITLE],
        content=title if len(title) > _TITLE else "",
        place=_("人工选取"),
        touched_at=clock.now(),
        touched_by=by,
    )
    audit.record(by=by, verb="草稿：补充", on=document, detail={"line": row.pk, "text": title[:80]})
    return row


@transaction.atomic
def decide_twin(*, by: User, line: DraftLine, decision: str) -> DraftLine:
    """Say whether a line renews a task of the ledger or is another one."""
    require(by, Permission.DRAFT)
    row = _locked(line)
    if row.twin_id is None or decision not in {Twin.REVISION, Twin.ANOTHER}:
        raise NotAllowed(_("这一条没有相近的任务。"))
    row.twin_decision = decision
    _save(by, row)
    detail = {"line": row.pk, "task": row.twin_id, "decision": decision}
    audit.record(by=by, verb="草稿：相近判断", on=row.document, detail=detail)
    return row


def _open_lines(document: Document) -> object:
    return document.lines.exclude(state=LineState.CONFIRMED)


def _locked(line: DraftLine) -> DraftLine:
    # "of": the relations may be empty, and PostgreSQL locks no outer join
    row = DraftLine.objects.select_for_update(of=("self",)).get(pk=line.pk)
    if row.state == LineState.CONFIRMED:
        raise NotAllowed(_("这一条已入台账，请到任务页修改。"))
    return row


def _save(by: User, row: DraftLine) -> None:
    row.touched_at, row.touched_by = clock.now(), by
    row.save()


def _without_day(row: DraftLine) -> str:
    return DueKind.MISSING if row.due_kind == DueKind.DATE else row.due_kind


def _name_category(heading: DraftLine) -> None:
    """The lines below a heading, down to the next one, stand under it."""
    later = heading.document.lines.filter(start__gte=heading.end).exclude(pk=heading.pk)
    following = later.filter(kind=LineKind.HEADING).order_by("start").first()
    below = later.exclude(state=LineState.CONFIRMED)
    if following is not None:
        below = below.filter(start__lt=following.start)
    below.update(category=heading.title[:80])


def _set_span(row: DraftLine, start: int, end: int) -> DraftLine:
    text = flat(row.document.text[start:end])
    row.start, row.end, row.title = start, end, text[:_TITLE]
    row.content = text if len(text) > _TITLE else ""
    return row


def _trim(text: str, start: int, end: int) -> tuple[int, int]:
    words = text[start:end]
    start += len(words) - len(words.lstrip(" \n\t　，,；;。、"))
    return start, max(start, start + len(text[start:end].rstrip(" \n\t　，,；;、")))
