"""The office's verdict: review by somebody else, close, rework, reopen."""

from __future__ import annotations

from django.db import transaction

from daliang.base import clock
from daliang.base.actions import notify
from daliang.base.models import User
from daliang.base.refusal import NotAllowed
from daliang.ledger.actions import steps
from daliang.ledger.models import Commitment
from daliang.ledger.programme import programme
from daliang.ledger.queries import liaisons_of
from daliang.ledger.rules import Verb, require_second_pair_of_eyes


@transaction.atomic
def take_review(*, by: User, commitment: Commitment) -> Commitment:
    """Take a reported item up for review."""
    row, state = steps.begin(commitment, Verb.TAKE_REVIEW, by=by)
    _require_other_person(row, by)
    return steps.finish(row, Verb.TAKE_REVIEW, by=by, to_state=state)


@transaction.atomic
def close(*, by: User, commitment: Commitment, remark: str = "") -> Commitment:
    """Close an item: evidence seen, by somebody other than its owner, every closing check met."""
    row, state = steps.begin(commitment, Verb.CLOSE, by=by)
    _require_other_person(row, by)
    if hindrances := closing_hindrances(row):
        raise NotAllowed("；".join(hindrances))
    row.closed_at, row.closed_by = clock.now(), by
    row.progress = 100
    row = steps.finish(row, Verb.CLOSE, by=by, to_state=state, text=remark, at=row.closed_at)
    _tell_units(row, f"已销号：{row.title}")
    return row


@transaction.atomic
def rework(*, by: User, commitment: Commitment, reason: str) -> Commitment:
    """Send a reported item back for rework; the return is counted."""
    row, state = steps.begin(commitment, Verb.REWORK, by=by, reason=reason)
    _require_other_person(row, by)
    row.returns += 1
    row = steps.finish(row, Verb.REWORK, by=by, to_state=state, text=reason)
    _tell_units(row, f"退回重办：{row.title}（{reason}）")
    return row


@transaction.atomic
def reopen(*, by: User, commitment: Commitment, reason: str) -> Commitment:
    """Open a closed item again."""
    row, state = steps.begin(commitment, Verb.REOPEN, by=by, reason=reason)
    row.closed_at = row.closed_by = None
    row = steps.finish(row, Verb.REOPEN, by=by, to_state=state, text=reason)
    _tell_units(row, f"重新办理：{row.title}（{reason}）")
    return row


def closing_hindrances(commitment: Commitment) -> list[str]:
    """Return every sentence that forbids closing; empty when it may be closed."""
    hindrances = []
    undone = commitment.milestones.filter(done_on=None)
    if undone:
        names = "、".join(m.title for m in undone[:3])
        hindrances.append(f"还有{len(undone)}个节点未完成：{names}")
    for check in programme(commitment.programme).closing_checks:
        hindrances += check(commitment)
    return hindrances


def _require_other_person(row: Commitment, by: User) -> None:
    last = row.reports.filter(is_final=True).first()
    require_second_pair_of_eyes(by.pk, last.reported_by_id if last else None)
    if steps.belongs_to(by, row.lead):
        raise NotAllowed("审核人不能来自牵头单位。")


def _tell_units(row: Commitment, text: str) -> None:
    notify(
        users=liaisons_of([a.organisation_id for a in row.assignments.all()]),
        key=f"review-{row.pk}-{row.version}",
        text=text,
        url=row.get_absolute_url(),
    )
