"""Reads of livelihood, scoped to the user."""

from __future__ import annotations

from django.db.models import Prefetch, QuerySet

from daliang.base.models import User
from daliang.base.pages import visible
from daliang.programmes.livelihood.models import Item, Plan, Vote


def items_for(user: User) -> QuerySet[Item]:
    """Return the items of the user's areas, and those his units lead."""
    rows = visible(user, Item.objects.all(), "area", "commitment__lead")
    votes = Prefetch("votes", Vote.objects.order_by("-held_on", "-id"))
    return rows.select_related("area", "commitment__lead").prefetch_related(votes)


def plans_for(user: User, kind: str) -> QuerySet[Plan]:
    """Return the planners' towns of the user's areas."""
    rows = visible(user, Plan.objects.filter(kind=kind), "area")
    return rows.select_related("area", "made_by")
