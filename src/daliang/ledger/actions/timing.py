"""Time and exceptions: extensions, exemptions, suspension, dropping, leaders' notes."""

from __future__ import annotations

from datetime import date

from django.db import transaction
from django.utils.translation import gettext as _

from daliang.base import clock
from daliang.base.calendar import today
from daliang.base.models import User
from daliang.base.refusal import NotAllowed
from daliang.ledger.actions import steps
from daliang.ledger.choices import Decision
from daliang.ledger.models import Commitment, Exemption, Extension
from daliang.ledger.rules import (
    Verb,
    require_extension_in_time,
    require_second_pair_of_eyes,
)


@transaction.atomic
def ask_extension(*, by: User, commitment: Commitment, new_due_on: date, reason: str) -> Extension:
    """Ask for a later date; only before the old one has passed, one request at a time."""
    row, state = steps.begin(commitment, Verb.ASK_EXTENSION, by=by, reason=reason)
    steps.acting_unit(row, by, lead_only=True)
    require_extension_in_time(today=today(), old=row.due_on, new=new_due_on)
    if row.extensions.filter(decision=Decision.ASKED).exists():
        raise NotAllowed(_("已有一份延期申请待批。"))
    asked = Extension.objects.create(
        commitment=row,
        old_due_on=row.due_on,
        new_due_on=new_due_on,
        reason=reason.strip(),
        asked_at=clock.now(),
        asked_by=by,
    )
    text = f"{row.due_on} → {new_due_on}：{reason.strip()}"
    steps.finish(row, Verb.ASK_EXTENSION, by=by, to_state=state, text=text)
    return asked


@transaction.atomic
def decide_extension(
    *, by: User, extension: Extension, is_granted: bool, remark: str = ""
) -> Extension:
    """Grant or refuse; a granted one moves the date and is counted."""
    verb = Verb.GRANT_EXTENSION if is_granted else Verb.REFUSE_EXTENSION
    row, state = steps.begin(extension.commitment, verb, by=by)
    extension = Extension.objects.select_for_update().get(pk=extension.pk)
    if extension.decision != Decision.ASKED:
        raise NotAllowed(_("这份延期申请已经批过。"))
    require_second_pair_of_eyes(by.pk, extension.asked_by_id)
    extension.decision = Decision.GRANTED if is_granted else Decision.REFUSED
    extension.decided_at, extension.decided_by, extension.remark = clock.now(), by, remark
    extension.save()
    if is_granted:
        row.due_on = extension.new_due_on
        row.moves += 1
    text = f"{extension.old_due_on} → {extension.new_due_on} {remark}".strip()
    steps.finish(row, verb, by=by, to_state=state, text=text)
    return extension


@transaction.atomic
def exempt(
    *, by: User, commitment: Commitment, reason: str, until_on: date, from_on: date | None = None
) -> Exemption:
    """Record a valid reason that keeps the light calm until a date."""
    row, state = steps.begin(commitment, Verb.EXEMPT, by=by, reason=reason)
    start = from_on or today()
    if until_on < start:
        raise NotAllowed(_("豁免的截止日期应不早于开始日期。"))
    made = Exemption.objects.create(
        commitment=row,
        reason=reason.strip(),
        from_on=start,
        until_on=until_on,
        approved_at=clock.now(),
        approved_by=by,
    )
    text = _("至 %(until)s：%(reason)s") % {"until": until_on, "reason": reason.strip()}
    steps.finish(row, Verb.EXEMPT, by=by, to_state=state, text=text)
    return made


@transaction.atomic
def suspend(*, by: User, commitment: Commitment, reason: str) -> Commitment:
    """Halt a commitment for a reason outside the owner's power."""
    row, state = steps.begin(commitment, Verb.SUSPEND, by=by, reason=reason)
    return steps.finish(row, Verb.SUSPEND, by=by, to_state=state, text=reason)


@transaction.atomic
def resume(*, by: User, commitment: Commitment) -> Commitment:
    """Take a suspended commitment up again."""
    row, state = steps.begin(commitment, Verb.RESUME, by=by)
    return steps.finish(row, Verb.RESUME, by=by, to_state=state)


@transaction.atomic
def drop(*, by: User, commitment: Commitment, reason: str) -> Commitment:
    """Take a commitment off the list; it stays readable, with the reason."""
    row, state = steps.begin(commitment, Verb.DROP, by=by, reason=reason)
    return steps.finish(row, Verb.DROP, by=by, to_state=state, text=reason)


@transaction.atomic
def note(*, by: User, commitment: Commitment, text: str) -> Commitment:
    """Write a leader's note (批示) on a commitment."""
    row, state = steps.begin(commitment, Verb.NOTE, by=by, reason=text)
    return steps.finish(row, Verb.NOTE, by=by, to_state=state, text=text)
