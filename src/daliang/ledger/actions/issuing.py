"""From the office to the units: issue, sign for, send back."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import timedelta

from django.db import transaction
from django.utils import timezone

from daliang.base import clock
from daliang.base.actions import notify
from daliang.base.models import User
from daliang.ledger.actions import steps
from daliang.ledger.models import Commitment, Milestone
from daliang.ledger.programme import programme
from daliang.ledger.queries import liaisons_of
from daliang.ledger.rules import Verb


@transaction.atomic
def issue(*, by: User, commitment: Commitment) -> Commitment:
    """Hand an approved commitment to its units; the programme's standard steps are added."""
    row, state = steps.begin(commitment, Verb.ISSUE, by=by)
    now = clock.now()
    row.issued_at, row.issued_by = now, by
    row.starts_on = row.starts_on or timezone.localdate(now)
    row.assignments.update(signed_at=None, signed_by=None)
    if not row.milestones.exists():
        _add_standard_steps(row)
    row = steps.finish(row, Verb.ISSUE, by=by, to_state=state, at=now)
    notify(
        users=liaisons_of([a.organisation_id for a in row.assignments.all()]),
        key=f"issue-{row.pk}-{row.version}",
        text=f"新交办：{row.title}",
        url=row.get_absolute_url(),
    )
    return row


@transaction.atomic
def issue_many(*, by: User, commitments: Sequence[Commitment]) -> list[Commitment]:
    """Issue several; all or none."""
    return [issue(by=by, commitment=commitment) for commitment in commitments]


@transaction.atomic
def sign_for(*, by: User, commitment: Commitment) -> Commitment:
    """Sign for a commitment on behalf of the user's unit; the lead's signature starts the work."""
    row, _working = steps.begin(commitment, Verb.SIGN_FOR, by=by)
    assignment = steps.acting_unit(row, by)
    if assignment.signed_at:
        return row
    assignment.signed_at, assignment.signed_by = clock.now(), by
    assignment.save(update_fields=["signed_at", "signed_by"])
    state = _working if assignment.part == "lead" else row.state
    return steps.finish(
        row, Verb.SIGN_FOR, by=by, to_state=state, text=assignment.organisation.short_name
    )


@transaction.atomic
def send_back(*, by: User, commitment: Commitment, reason: str) -> Commitment:
    """Return an issued commitment that is not the unit's business, with the reason."""
    row, state = steps.begin(commitment, Verb.SEND_BACK, by=by, reason=reason)
    steps.acting_unit(row, by, lead_only=True)
    return steps.finish(row, Verb.SEND_BACK, by=by, to_state=state, text=reason)


def _add_standard_steps(row: Commitment) -> None:
    start = row.starts_on
    Milestone.objects.bulk_create(
        Milestone(
            commitment=row,
            position=position,
            title=step.title,
            due_on=start + timedelta(days=step.days),
            first_due_on=start + timedelta(days=step.days),
            weight=step.weight,
        )
        for position, step in enumerate(programme(row.programme).steps, start=1)
    )
