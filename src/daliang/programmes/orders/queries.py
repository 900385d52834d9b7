"""Reads of offers, events and orders, by the firms a user may see."""

from __future__ import annotations

import re
from decimal import Decimal

from django.db.models import Count, Q, QuerySet, Sum

from daliang.base.access import scope_of
from daliang.base.models import User
from daliang.base.roles import Permission
from daliang.parties.queries import enterprises_for
from daliang.programmes.orders.choices import Side
from daliang.programmes.orders.models import Event, Offer, Order
from daliang.programmes.orders.rules import Goods, Match, matches

_SEPARATORS = re.compile(r"[、,，;；\s]+")


def offers_for(user: User) -> QuerySet[Offer]:
    """Return the offers of the firms a user may see."""
    return Offer.objects.filter(enterprise__in=enterprises_for(user)).select_related(
        "enterprise__district"
    )


def orders_for(user: User) -> QuerySet[Order]:
    """Return the orders in which a firm has a part that the user may see."""
    own = enterprises_for(user)
    rows = Order.objects.filter(Q(seller__in=own) | Q(buyer__in=own))
    return rows.select_related("seller__district", "buyer", "event")


def events_for(user: User) -> QuerySet[Event]:
    """Return the events; whoever reads business rows sees them all."""
    if Permission.READ not in scope_of(user).permissions:
        return Event.objects.none()
    return Event.objects.annotate(count=Count("taken"))


def totals(user: User) -> tuple[int, Decimal, Decimal]:
    """Return how many orders, their money, and that between local firms; each order once."""
    rows = orders_for(user)
    found = rows.aggregate(
        n=Count("pk"), all=Sum("amount_wan"), local=Sum("amount_wan", filter=Q(buyer__isnull=False))
    )
    return found["n"], found["all"] or Decimal(0), found["local"] or Decimal(0)


def matches_for(user: User) -> list[tuple[Match, Offer, Offer]]:
    """Return explained matches between the firms a user may see."""
    rows = {row.pk: row for row in offers_for(user).filter(is_open=True)}
    goods = {pk: _goods(row) for pk, row in rows.items()}
    buys = [g for pk, g in goods.items() if rows[pk].side == Side.BUYS]
    sells = [g for pk, g in goods.items() if rows[pk].side == Side.SELLS]
    return [(m, rows[m.buys.pk], rows[m.sells.pk]) for m in matches(buys, sells)]


def _goods(row: Offer) -> Goods:
    district = row.enterprise.district
    return Goods(
        row.pk,
        row.enterprise_id,
        district.short_name if district else "",
        row.product,
        row.industry_code,
        frozenset(filter(None, _SEPARATORS.split(row.certificates))),
        row.quantity,
        row.unit,
    )
