"""Drafts: made one by one or by the table, edited, submitted, approved."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from decimal import Decimal

from django.db import transaction
from django.utils.translation import gettext as _

from daliang.base import audit, clock
from daliang.base.access import require
from daliang.base.calendar import today
from daliang.base.models import Organisation, Post, User
from daliang.base.refusal import NotAllowed
from daliang.base.roles import Permission
from daliang.ledger import search, snapshots
from daliang.ledger.actions import steps
from daliang.ledger.choices import BEFORE_ISSUE, DueKind, Part, Priority, SourceKind
from daliang.ledger.models import (
    Assignment,
    Commitment,
    Milestone,
    NumberSeries,
    Revision,
    Source,
    Transition,
)
from daliang.ledger.rules import (
    VERB_TITLES,
    Verb,
    require_ready_to_submit,
    require_second_pair_of_eyes,
)

_CHUNK = 1000


@dataclass(frozen=True, slots=True)
class MilestoneDraft:
    """A milestone to be."""

    title: str
    due_on: date | None = None
    weight: int = 1


@dataclass(frozen=True, slots=True)
class Draft:
    """The values of a commitment to be; names as in the model."""

    title: str
    programme: str
    source: Source | None = None
    parent: Commitment | None = None
    category: str = ""
    content: str = ""
    goal: str = ""
    priority: str = Priority.NORMAL
    lead: Organisation | None = None
    supports: tuple[Organisation, ...] = ()
    leader: Post | None = None
    person: str = ""
    starts_on: date | None = None
    due_kind: str = DueKind.DATE
    due_on: date | None = None
    due_text: str = ""
    milestones: tuple[MilestoneDraft, ...] = ()
    planned_quantity: Decimal | None = None
    unit: str = ""
    import_key: str | None = None
    is_synthetic: bool = False
    extra: Mapping[str, object] = field(default_factory=dict)


@transaction.atomic
def make_source(*, by: User, **values: object) -> Source:
    """Create the paper or meeting that work comes from."""
    require(by, Permission.DRAFT)
    source = Source.objects.create(**values)
    audit.record(by=by, verb="建立任务来源", on=source)
    return source


@transaction.atomic
def commit(*, by: User, draft: Draft) -> Commitment:
    """Create one draft commitment with its units and milestones."""
    return commit_many(by=by, drafts=[draft])[0]


@transaction.atomic
def commit_many(*, by: User, drafts: Sequence[Draft], note: str = "") -> list[Commitment]:
    """Create many drafts at once: all or none, in a fixed number of statements per thousand."""
    require(by, Permission.DRAFT)
    return _write(by, drafts, note)


@transaction.atomic
def instruct(
    *,
    by: User,
    text: str,
    programme: str,
    lead: Organisation | None = None,
    due_on: date | None = None,
) -> Commitment:
    """Turn a leader's written instruction (批示) into a draft that the office completes.

    The words are kept as they were written; who leads and by when may be left
    to the office, which sees them as gaps.
    """
    require(by, Permission.NOTE)
    words = " ".join(text.split())
    if not words:
        raise NotAllowed(_("请写明批示内容。"))
    post = by.posts.first()
    day = today()
    source = Source.objects.create(
        kind=SourceKind.NOTE,
        title=_("%(who)s批示：%(words)s") % {"who": post or by, "words": words[:60]},
        issued_by=str(post or by),
        dated_on=day,
        plan_year=day.year,
        text=text.strip(),
        post=post,
    )
    draft = Draft(
        title=words[:300],
        content=text.strip() if len(words) > 300 else "",
        programme=programme,
        source=source,
        lead=lead,
        leader=post,
        priority=Priority.URGENT,
        due_kind=DueKind.DATE if due_on else DueKind.MISSING,
        due_on=due_on,
    )
    return _write(by, [draft], words[:200])[0]


def _write(by: User, drafts: Sequence[Draft], note: str) -> list[Commitment]:
    if not drafts:
        return []
    at = clock.now()
    numbers = take_numbers(f"{today().year}-", len(drafts))
    rows = [_row(draft, number, by, at) for draft, number in zip(drafts, numbers, strict=True)]
    Commitment.objects.bulk_create(rows, batch_size=_CHUNK)
    units = [_units(row, draft) for row, draft in zip(rows, drafts, strict=True)]
    steps_of = [_milestones(row, draft) for row, draft in zip(rows, drafts, strict=True)]
    Assignment.objects.bulk_create((u for each in units for u in each), batch_size=_CHUNK)
    Milestone.objects.bulk_create((m for each in steps_of for m in each), batch_size=_CHUNK)
    _leave_traces(rows, units, steps_of, by, at, note)
    return rows


@transaction.atomic
def edit(
    *,
    by: User,
    commitment: Commitment,
    version: int,
    changes: Mapping[str, object],
    supports: Sequence[Organisation] | None = None,
    milestones: Sequence[MilestoneDraft] | None = None,
    reason: str = "",
) -> Commitment:
    """Change a commitment's values. After issue a reason is due, and a moved date is counted."""
    row, state = steps.begin(commitment, Verb.EDIT, by=by, reason=reason, version=version)
    is_issued = row.state not in BEFORE_ISSUE
    if is_issued and not reason.strip():
        raise NotAllowed(_("任务已交办，修改须写明原因。"))
    old_due = row.due_on
    for name, value in changes.items():
        setattr(row, name, value)
    if is_issued and row.due_on != old_due:
        row.moves += 1
    elif not is_issued:
        row.first_due_on = row.due_on
    _write_units(row, supports)
    if milestones is not None:
        _write_milestones(row, milestones)
    return steps.finish(row, Verb.EDIT, by=by, to_state=state, text=reason)


@transaction.atomic
def submit(*, by: User, commitment: Commitment) -> Commitment:
    """Hand a complete draft in for approval."""
    row, state = steps.begin(commitment, Verb.SUBMIT, by=by)
    require_ready_to_submit(title=row.title, has_lead=bool(row.lead_id), due_kind=row.due_kind)
    return steps.finish(row, Verb.SUBMIT, by=by, to_state=state)


@transaction.atomic
def approve(*, by: User, commitment: Commitment) -> Commitment:
    """Approve a draft that somebody else submitted."""
    row, state = steps.begin(commitment, Verb.APPROVE, by=by)
    last = row.transitions.filter(verb=Verb.SUBMIT).first()
    require_second_pair_of_eyes(by.pk, last.by_id if last else None)
    return steps.finish(row, Verb.APPROVE, by=by, to_state=state)


@transaction.atomic
def reject(*, by: User, commitment: Commitment, reason: str) -> Commitment:
    """Send a submitted draft back to its author."""
    row, state = steps.begin(commitment, Verb.REJECT, by=by, reason=reason)
    return steps.finish(row, Verb.REJECT, by=by, to_state=state, text=reason)


def take_numbers(prefix: str, count: int) -> list[str]:
    """Reserve `count` consecutive numbers; the series is locked until the transaction ends."""
    series, _made = NumberSeries.objects.select_for_update().get_or_create(prefix=prefix)
    first = series.last + 1
    series.last += count
    series.save(update_fields=["last"])
    return [f"{prefix}{number:04d}" for number in range(first, first + count)]


def _row(draft: Draft, number: str, by: User, at: object) -> Commitment:
    return Commitment(
        number=number,
        programme=draft.programme,
        source=draft.source,
        parent=draft.parent,
        category=draft.category,
        title=draft.title,
        content=draft.content,
        goal=draft.goal,
        priority=draft.priority,
        lead=draft.lead,
        leader=draft.leader,
        person=draft.person,
        starts_on=draft.starts_on,
        due_kind=draft.due_kind,
        due_on=draft.due_on,
        due_text=draft.due_text,
        first_due_on=draft.due_on,
        planned_quantity=draft.planned_quantity,
        unit=draft.unit,
        import_key=draft.import_key,
        is_synthetic=draft.is_synthetic,
        extra=dict(draft.extra),
        created_at=at,
        created_by=by,
        search_words=search.pairs_of(number, draft.title, draft.content),
    )


def _units(row: Commitment, draft: Draft) -> list[Assignment]:
    units = []
    if draft.lead:
        units.append(Assignment(commitment=row, organisation=draft.lead, part=Part.LEAD))
    others = dict.fromkeys(unit for unit in draft.supports if unit != draft.lead)
    units += [Assignment(commitment=row, organisation=u, part=Part.SUPPORT) for u in others]
    return units


def _write_units(row: Commitment, supports: Sequence[Organisation] | None) -> None:
    """Bring the assignments in line with the lead and, when given, the supporting units."""
    kept = {a.organisation_id: a for a in row.assignments.all()}
    wanted = {} if supports is None else {u.pk: Part.SUPPORT for u in supports}
    if supports is None:
        wanted = {pk: a.part for pk, a in kept.items() if a.part == Part.SUPPORT}
    wanted.pop(row.lead_id, None)
    if row.lead_id:
        wanted[row.lead_id] = Part.LEAD
    row.assignments.exclude(organisation_id__in=wanted).delete()
    # the old lead steps down before the new one is written: one lead at any moment
    for pk, part in sorted(wanted.items(), key=lambda item: item[1] == Part.LEAD):
        row.assignments.update_or_create(organisation_id=pk, defaults={"part": part})


def _write_milestones(row: Commitment, milestones: Sequence[MilestoneDraft]) -> None:
    """Replace the milestones, keeping what is known of those at the same position and title."""
    old = {(m.position, m.title): m for m in row.milestones.all()}
    kept = []
    for position, draft in enumerate(milestones, start=1):
        milestone = old.get((position, draft.title))
        if milestone is None:
            row.milestones.filter(position=position).delete()
            milestone = Milestone(
                commitment=row, position=position, title=draft.title, first_due_on=draft.due_on
            )
        milestone.due_on, milestone.weight = draft.due_on, draft.weight
        milestone.save()
        kept.append(milestone.pk)
    row.milestones.exclude(pk__in=kept).delete()


def _milestones(row: Commitment, draft: Draft) -> list[Milestone]:
    return [
        Milestone(
            commitment=row,
            position=position,
            title=m.title,
            due_on=m.due_on,
            first_due_on=m.due_on,
            weight=m.weight,
        )
        for position, m in enumerate(draft.milestones, start=1)
    ]


def _leave_traces(
    rows: Sequence[Commitment],
    units: Sequence[list[Assignment]],
    milestones: Sequence[list[Milestone]],
    by: User,
    at: datetime,
    note: str,
) -> None:
    """Write transition and revision of many new rows, and one audit entry for all.

    What was just written is handed to the snapshot instead of being read again.
    A draft has no light yet: the first is judged when it is submitted.
    """
    revisions = []
    for row, own_units, own_steps in zip(rows, units, milestones, strict=True):
        row._prefetched_objects_cache = {
            "assignments": own_units,
            "milestones": own_steps,
            "exemptions": [],
        }
        snapshot = snapshots.plain(row)
        revisions.append(
            Revision(commitment=row, at=at, by_name=str(by), verb=Verb.CREATE, snapshot=snapshot)
        )
        row._prefetched_objects_cache = {}
    Revision.objects.bulk_create(revisions, batch_size=_CHUNK)
    Transition.objects.bulk_create(
        (
            Transition(
                commitment=row, verb=Verb.CREATE, to_state=row.state, text=note, at=at, by=by
            )
            for row in rows
        ),
        batch_size=_CHUNK,
    )
    audit.record(
        by=by,
        verb=VERB_TITLES[Verb.CREATE],
        on=rows[0] if len(rows) == 1 else None,
        detail={"numbers": [rows[0].number, rows[-1].number], "count": len(rows), "note": note},
    )
