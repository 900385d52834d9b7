"""Writes of visits: planned, recorded once, demands handed on."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from django.db import transaction
from django.utils.translation import gettext as _

from daliang.base import audit, clock
from daliang.base.access import may, require, scope_of
from daliang.base.models import Organisation, Post, User
from daliang.base.refusal import NotAllowed
from daliang.base.roles import Permission
from daliang.parties.hearing import HeardDemand, hand_in
from daliang.parties.models import Enterprise
from daliang.programmes.visits import queries, rules
from daliang.programmes.visits.choices import State
from daliang.programmes.visits.models import Visit


@dataclass(frozen=True, slots=True)
class SpotDemand:
    """A demand heard on the spot."""

    title: str
    kind: str


@transaction.atomic
def plan(
    *,
    by: User,
    enterprise: Enterprise,
    organisation: Organisation,
    planned_on: date,
    post: Post | None = None,
    purpose: str = "",
    exception: str = "",
    is_synthetic: bool = False,
) -> Visit:
    """Plan a visit; the same firm is not called on by every bureau in a month."""
    _require_may_visit(by, organisation)
    units = queries.units_in_month(enterprise, planned_on)
    if organisation.short_name not in units:  # the same bureau again is no further one
        rules.require_not_crowded(others=units, exception=exception)
    made = Visit.objects.create(
        enterprise=enterprise,
        organisation=organisation,
        planned_on=planned_on,
        post=post,
        purpose=purpose.strip()[:200],
        exception=exception.strip()[:200],
        planned_by=by,
        is_synthetic=is_synthetic,
    )
    audit.record(by=by, verb="安排走访", on=made)
    return made


@transaction.atomic
def record(
    *,
    by: User,
    key: str,
    enterprise: Enterprise,
    organisation: Organisation,
    visited_at: datetime,
    values: Mapping[str, object],
    demands: Sequence[SpotDemand] = (),
    post: Post | None = None,
) -> Visit:
    """Keep what was seen and heard; the same key a second time changes nothing.

    The planned visit of that unit to that firm nearest in the month becomes done; without one,
    the record is a visit of its own. What has happened is never refused for being too much.
    """
    if earlier := Visit.objects.filter(key=key).first():
        if earlier.recorded_by_id != by.pk:
            raise NotAllowed(_("这条记录的标识已被使用，请刷新后重填。"))
        return earlier
    _require_may_visit(by, organisation)
    if visited_at > clock.now():
        raise NotAllowed(_("走访时间不能晚于现在。"))
    day = visited_at.astimezone().date()
    visit = _planned(enterprise, organisation, day) or Visit(
        enterprise=enterprise,
        organisation=organisation,
        planned_on=day,
        planned_by=by,
    )
    for name, value in values.items():
        setattr(visit, name, value)
    visit.key, visit.state, visit.visited_at = key, State.DONE, visited_at
    visit.post = post or visit.post
    visit.recorded_at, visit.recorded_by = clock.now(), by
    visit.demand_count = len(demands)
    visit.save()
    for number, demand in enumerate(demands, start=1):
        heard = HeardDemand(
            enterprise=enterprise,
            title=demand.title,
            content=visit.findings,
            kind=demand.kind,
            channel="visit",
            key=f"{key[:56]}-{number}",
            is_synthetic=visit.is_synthetic,
        )
        hand_in(by=by, heard=heard)
    audit.record(by=by, verb="走访记录", on=visit, detail={"demands": len(demands)})
    return visit


@transaction.atomic
def cancel(*, by: User, visit: Visit) -> Visit:
    """Cancel a planned visit; a visit that took place stays."""
    visit = (
        Visit.objects.select_for_update(of=("self",))
        .select_related("organisation")
        .get(pk=visit.pk)
    )
    _require_may_visit(by, visit.organisation)
    if visit.state != State.PLANNED:
        raise NotAllowed(_("只有已安排、未走访的可以取消。"))
    visit.state = State.CANCELLED
    visit.save(update_fields=["state"])
    audit.record(by=by, verb="取消走访", on=visit)
    return visit


def _planned(enterprise: Enterprise, organisation: Organisation, day: date) -> Visit | None:
    rows = Visit.objects.select_for_update().filter(
        enterprise=enterprise,
        organisation=organisation,
        state=State.PLANNED,
        planned_on__year=day.year,
        planned_on__month=day.month,
    )
    return min(rows, key=lambda v: abs((v.planned_on - day).days), default=None)


def _require_may_visit(by: User, organisation: Organisation) -> None:
    """The office plans for everybody; a unit for itself."""
    if may(by, Permission.DRAFT):
        return
    require(by, Permission.REPORT)
    if not scope_of(by).acts_for(organisation):
        raise NotAllowed(_("只能登记本单位的走访。"))
