"""The only writers of the delegations pack."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from datetime import date
from decimal import Decimal

from django.db import transaction
from django.utils.translation import gettext as _

from daliang.base import audit, clock
from daliang.base.access import may, require, scope_of
from daliang.base.calendar import add_workdays, today
from daliang.base.intake import changes_of
from daliang.base.models import Organisation, User
from daliang.base.refusal import NotAllowed
from daliang.base.roles import Permission
from daliang.engine.trips import plan_trip, quick_plan, write_plan
from daliang.ledger import actions as ledger
from daliang.programmes.delegations import planning, rules
from daliang.programmes.delegations.choices import Visit
from daliang.programmes.delegations.models import (
    Appointment,
    Deal,
    DealSigning,
    DealStep,
    Event,
    ExchangeRate,
    TripCity,
    TripPlan,
)

REPORT_WORKDAYS = 15


@transaction.atomic
def add_event(*, by: User, code: str, **values: object) -> Event:
    """Enter a trip, a conference or a signing."""
    require(by, Permission.DRAFT)
    event = Event.objects.create(code=code, **values)
    audit.record(by=by, verb="登记活动", on=event)
    return event


@transaction.atomic
def promise_report(*, by: User, event: Event) -> Event:
    """Make the report a commitment: due 15 workdays after return, led by the trip's unit."""
    require(by, Permission.DRAFT)
    row = Event.objects.select_for_update().get(pk=event.pk)
    if row.report_id is not None:
        raise NotAllowed(_("总结报告已立项。"))
    if row.lead is None:
        raise NotAllowed(_("先定团组的牵头单位。"))
    row.report = ledger.commit(
        by=by,
        draft=ledger.Draft(
            title=f"{row.name}：报送出访总结报告",
            programme="delegations",
            category="总结报告",
            content="逐一写明会见对象、会谈情况和下一步。",
            lead=row.lead,
            due_on=add_workdays(row.ends_on, REPORT_WORKDAYS),
            is_synthetic=row.is_synthetic,
        ),
    )
    row.save(update_fields=["report"])
    audit.record(by=by, verb="出访报告立项", on=row)
    return row


@transaction.atomic
def set_rate(*, by: User, currency: str, on: date, usd: Decimal, source: str = "") -> ExchangeRate:
    """Set the rate of a currency from a day on."""
    require(by, Permission.DRAFT)
    row, _made = ExchangeRate.objects.update_or_create(
        currency=currency, on=on, defaults={"usd": usd, "source": source}
    )
    audit.record(by=by, verb="登记汇率", on=row)
    return row


@transaction.atomic
def add_deal(*, by: User, code: str, **values: object) -> Deal:
    """Enter an outcome; it counts when it is signed."""
    require(by, Permission.DRAFT)
    deal = Deal.objects.create(code=code, **values)
    audit.record(by=by, verb="登记出访成果", on=deal)
    return deal


@transaction.atomic
def change_deal(
    *, by: User, deal: Deal, values: Mapping[str, object]
) -> tuple[tuple[str, str, str], ...]:
    """Change an outcome's own values; a new district takes it over with all it counts."""
    require(by, Permission.DRAFT)
    row = Deal.objects.select_for_update().get(pk=deal.pk)
    changes = changes_of(row, values)
    if changes:
        row.save()
        detail = {"changes": [list(change) for change in changes]}
        audit.record(by=by, verb="修改出访成果", on=row, detail=detail)
    return changes


@transaction.atomic
def sign(*, by: User, deal: Deal, event: Event, signed_on: date, **values: object) -> DealSigning:
    """Record that a deal was signed at an event; a second record of the same is refused."""
    require(by, Permission.DRAFT)
    if DealSigning.objects.filter(deal=deal, event=event).exists():
        raise NotAllowed(_("这项成果在本活动已登记签约，只计一次。"))
    if signed_on > today():
        raise NotAllowed(_("签约日期晚于今天。"))
    if deal.parent_id is not None:
        raise NotAllowed(_("子项不单独签约，请在整项上登记。"))
    row = DealSigning.objects.create(deal=deal, event=event, signed_on=signed_on, **values)
    audit.record(by=by, verb="登记签约", on=row, detail={"event": str(event)})
    return row


@transaction.atomic
def split(
    *, by: User, deal: Deal, parts: Sequence[tuple[str, Organisation | None, Decimal]]
) -> list[Deal]:
    """Split an outcome among districts by share; the deal still counts once."""
    require(by, Permission.DRAFT)
    there = list(deal.parts.values_list("share", flat=True))
    rules.require_shares([*there, *(share for _name, _district, share in parts)])
    made = [
        Deal.objects.create(
            code=f"{deal.code}-{number}",
            name=name,
            kind=deal.kind,
            partner=deal.partner,
            district=district,
            parent=deal,
            share=share,
            source=deal.source,
            is_synthetic=deal.is_synthetic,
        )
        for number, (name, district, share) in enumerate(parts, start=len(there) + 1)
    ]
    audit.record(by=by, verb="拆分出访成果", on=deal, detail={"parts": [p.code for p in made]})
    return made


@transaction.atomic
def reach(*, by: User, deal: Deal, stage: str, on: date) -> DealStep:
    """Record that a deal reached a stage; its district may say so itself."""
    _require_care(by, deal)
    reached = dict(deal.steps.values_list("stage", "on"))
    first = deal.signings.order_by("signed_on").first()
    rules.require_next_stage(
        stage, on, today=today(), reached=reached, signed_on=first.signed_on if first else None
    )
    step = DealStep.objects.create(deal=deal, stage=stage, on=on, noted_at=clock.now(), noted_by=by)
    audit.record(by=by, verb="登记转化", on=step)
    return step


@transaction.atomic
def assign_next(*, by: User, deal: Deal, text: str, unit: Organisation, due_on: date) -> Deal:
    """Give a deal's next step an owner and a date: a draft commitment."""
    require(by, Permission.DRAFT)
    row = Deal.objects.select_for_update().get(pk=deal.pk)
    if row.commitment_id is not None:
        raise NotAllowed(_("这项成果已有责任单位，请在任务台账里修改。"))
    if due_on < today():
        raise NotAllowed(_("时限不能早于今天。"))
    row.next_step = text.strip()
    row.commitment = ledger.commit(
        by=by,
        draft=ledger.Draft(
            title=f"{row.name}：{text.strip()}"[:300],
            programme="delegations",
            category=row.get_kind_display(),
            lead=unit,
            due_on=due_on,
            is_synthetic=row.is_synthetic,
        ),
    )
    row.save(update_fields=["next_step", "commitment"])
    audit.record(by=by, verb="落实成果责任", on=row)
    return row


@transaction.atomic
def add_appointments(
    *, by: User, event: Event, cities: Sequence[TripCity], appointments: Sequence[Appointment]
) -> int:
    """Enter cities and wishes of a trip that are not there yet; return how many were new."""
    require(by, Permission.DRAFT)
    for city in cities:
        TripCity.objects.get_or_create(
            event=event,
            name=city.name,
            defaults={"latitude": city.latitude, "longitude": city.longitude},
        )
    known = {city.name: city for city in event.cities.all()}
    there = set(event.appointments.values_list("partner", flat=True))
    fresh = [each for each in appointments if each.partner not in there]
    for each in fresh:
        each.event, each.city = event, known[each.city.name]
    Appointment.objects.bulk_create(fresh, batch_size=1000)
    audit.record(by=by, verb="登记拜访安排", on=event, detail={"count": len(fresh)})
    return len(fresh)


@transaction.atomic
def log_visit(
    *,
    by: User,
    appointment: Appointment,
    visited_on: date,
    people_met: str,
    result: str,
    next_step: str = "",
) -> Appointment:
    """Log a visit on the road: whom one met, what was said, what follows."""
    require(by, Permission.READ)
    event = appointment.event
    scope = scope_of(by)
    own = event.lead is not None and scope.acts_for(event.lead)
    if not may(by, Permission.DRAFT) and not (own and may(by, Permission.REPORT)):
        raise NotAllowed(_("只有团组牵头单位和办公室能记录拜访。"))
    if not event.starts_on <= visited_on <= event.ends_on:
        raise NotAllowed(_("拜访日期应在行程之内。"))
    if not result.strip():
        raise NotAllowed(_("请写会谈情况。"))
    row = Appointment.objects.select_for_update().get(pk=appointment.pk)
    row.state, row.visited_on = Visit.MADE, visited_on
    row.people_met, row.result, row.next_step = people_met, result.strip(), next_step
    row.save()
    audit.record(by=by, verb="记录拜访", on=row)
    return row


def plan(*, by: User, event: Event, teams: int, seconds: float | None = None) -> TripPlan:
    """Plan a trip: the quick answer, or with `seconds` a better one; every plan is kept.

    Searching takes seconds, so it happens before the transaction is opened.
    """
    require(by, Permission.DRAFT)
    trip = planning.trip_of(event, teams)
    made = plan_trip(trip, seconds) if seconds else quick_plan(trip)
    text = json.dumps(write_plan(trip, made), ensure_ascii=False)
    return _keep_plan(by, event, teams, text, made.method)


@transaction.atomic
def _keep_plan(by: User, event: Event, teams: int, text: str, method: str) -> TripPlan:
    row = TripPlan.objects.create(
        event=event, teams=teams, text=text, method=method, made_at=clock.now(), made_by=by
    )
    audit.record(by=by, verb="排定行程", on=event, detail={"teams": teams, "method": method})
    return row


def _require_care(by: User, deal: Deal) -> None:
    units = [deal.district, deal.commitment.lead if deal.commitment else None]
    scope = scope_of(by)
    own = any(unit is not None and scope.acts_for(unit) for unit in units)
    if not may(by, Permission.DRAFT) and not (own and may(by, Permission.REPORT)):
        raise NotAllowed(_("只有落户板块、责任单位和办公室能登记转化。"))
