"""Reads of the delegations pack: each takes the user and returns what he may see."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date

from django.db.models import Q, QuerySet

from daliang.base.access import scope_of
from daliang.base.models import User
from daliang.base.roles import Permission
from daliang.programmes.delegations import rules
from daliang.programmes.delegations.choices import Stage
from daliang.programmes.delegations.models import Deal, DealSigning, Event, ExchangeRate


def events_for(user: User) -> QuerySet[Event]:
    """Return the events: for the city's roles all, for a unit those it leads or won a deal at."""
    scope = scope_of(user)
    if Permission.READ not in scope.permissions:
        return Event.objects.none()
    if scope.is_city:
        return Event.objects.all()
    won = DealSigning.objects.filter(deal__in=deals_for(user))
    own = scope.own_units("lead") | Q(pk__in=won.values("event"))
    return Event.objects.filter(own | Q(pk__in=won.values("event__parent")))


def deals_for(user: User) -> QuerySet[Deal]:
    """Return the deals: for the city's roles all, for a unit those of its district or care."""
    scope = scope_of(user)
    if Permission.READ not in scope.permissions:
        return Deal.objects.none()
    if scope.is_city:
        return Deal.objects.all()
    return Deal.objects.filter(scope.own_units("district") | scope.own_units("commitment__lead"))


def family_of(event: Event) -> list[int]:
    """Return an event with the conferences that belong to it."""
    return [event.pk, *event.parts.values_list("pk", flat=True)]


def counted() -> list[rules.Counted]:
    """Return every signature of every event as counted: the whole history decides what is first."""
    rates = [
        rules.Rate(row.currency, row.on, row.usd) for row in ExchangeRate.objects.order_by("on")
    ]
    signings = [
        rules.Signing(
            row.pk,
            row.deal_id,
            row.event_id,
            row.signed_on,
            row.form,
            row.amount_wan,
            row.currency,
            row.is_increase,
        )
        for row in DealSigning.objects.all()
    ]
    return rules.count(signings, rates)


def cohorts(counts: Iterable[rules.Counted]) -> dict[int, list[rules.Followed]]:
    """Return by event the deals first signed there, and when each was registered: three queries."""
    keys = [c.key for c in counts if c.effect is rules.Effect.FIRST]
    found: dict[int, list[rules.Followed]] = {}
    for row in DealSigning.objects.filter(pk__in=keys).prefetch_related("deal__steps"):
        followed = rules.Followed(row.signed_on, _reached(row.deal))
        found.setdefault(row.event_id, []).append(followed)
    return found


def _reached(deal: Deal) -> date | None:
    days = [step.on for step in deal.steps.all() if step.stage >= Stage.REGISTERED]
    return min(days, default=None)


def effects_of(counts: Iterable[rules.Counted]) -> Mapping[int, rules.Counted]:
    """Return the counted signature by its key."""
    return {row.key: row for row in counts}
