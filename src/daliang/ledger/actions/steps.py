"""The one way a commitment moves: locked, checked, saved, and leaving its traces."""

from __future__ import annotations

from datetime import datetime

from django.db.models import prefetch_related_objects
from django.utils.translation import gettext as _

from daliang.base import audit, clock
from daliang.base.access import Scope, require, scope_of
from daliang.base.calendar import today
from daliang.base.models import Organisation, User
from daliang.base.refusal import NotAllowed
from daliang.ledger import lights, search, snapshots
from daliang.ledger.models import Assignment, Commitment, Report, Revision, Transition
from daliang.ledger.rules import MOVES, VERB_TITLES, Verb, next_state

RELATED = ("lead", "leader", "source")
PREFETCHED = ("assignments__organisation", "milestones", "exemptions")


class Stale(NotAllowed):
    """Somebody else changed the row in the meantime."""


def locked(commitment: Commitment, *, version: int | None = None) -> Commitment:
    """Return the row as it stands now, locked until the transaction ends."""
    row = Commitment.objects.select_for_update().get(pk=commitment.pk)
    if version is not None and row.version != version:
        raise Stale(_("这项任务刚被别人改过，请核对后再保存。"))
    return row


def begin(
    commitment: Commitment, verb: Verb, *, by: User, reason: str = "", version: int | None = None
) -> tuple[Commitment, str]:
    """Lock, check right and state; return the row and the state it will have."""
    require(by, MOVES[verb].permission)
    row = locked(commitment, version=version)
    return row, next_state(row.state, verb, reason)


def finish(
    row: Commitment,
    verb: Verb,
    *,
    by: User,
    to_state: str,
    text: str = "",
    report: Report | None = None,
    at: datetime | None = None,
) -> Commitment:
    """Save the row in its new state with transition, revision, light and audit entry."""
    at = at or clock.now()
    from_state, row.state = row.state, to_state
    row.version += 1
    fresh = _with_relations(row)
    light = lights.lights_of([fresh], today())[row.pk]
    fresh.light_tone, fresh.light_label = light.tone, light.label
    fresh.light_reason = light.reason[:300]
    search.refresh(fresh)
    fresh.save()
    Transition.objects.create(
        commitment=fresh,
        verb=verb,
        from_state=from_state,
        to_state=to_state,
        text=text,
        at=at,
        by=by,
        report=report,
    )
    Revision.objects.create(
        commitment=fresh, at=at, by_name=str(by), verb=verb, snapshot=snapshots.plain(fresh)
    )
    audit.record(
        by=by, verb=VERB_TITLES[verb], on=fresh, detail={"to": to_state, "text": text}, at=at
    )
    return fresh


def acting_unit(row: Commitment, by: User, *, lead_only: bool = False) -> Assignment:
    """Return the assignment of the unit the user acts for, or refuse."""
    scope: Scope = scope_of(by)
    for assignment in row.assignments.select_related("organisation"):
        own = scope.acts_for(assignment.organisation)
        if own and (assignment.part == "lead" or not lead_only):
            return assignment
    if lead_only:
        raise NotAllowed(_("只有牵头单位能做这一步。"))
    raise NotAllowed(_("这项任务没有分给您的单位。"))


def belongs_to(user: User, organisation: Organisation | None) -> bool:
    """Tell whether a user acts for an organisation (not merely may read it)."""
    return organisation is not None and scope_of(user).acts_for(organisation)


def _with_relations(row: Commitment) -> Commitment:
    """Attach fresh relations to the changed row so that its snapshot is complete."""
    row._prefetched_objects_cache = {}
    prefetch_related_objects([row], *PREFETCHED)
    return row
