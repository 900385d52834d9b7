"""Reads of asks: those whose commitment a user may see."""

from __future__ import annotations

from decimal import Decimal

from django.db.models import Count, Exists, OuterRef, QuerySet, Sum

from daliang.base.models import User
from daliang.ledger.queries import commitments_for
from daliang.programmes.asks.choices import Result
from daliang.programmes.asks.models import Ask


def asks_for(user: User) -> QuerySet[Ask]:
    """Return the asks a user may see."""
    own = commitments_for(user).filter(pk=OuterRef("commitment"))
    return (
        Ask.objects.filter(Exists(own))
        .select_related("commitment__lead")
        .prefetch_related("reached")
        .annotate(contact_count=Count("contacts"))
    )


def totals(user: User) -> dict[str, object]:
    """Return how many asks there are, how many succeeded, and the money."""
    rows = Ask.objects.filter(pk__in=asks_for(user).values("pk"))
    return {
        "count": rows.count(),
        "clauses": rows.filter(result=Result.CLAUSE).count(),
        "money": rows.aggregate(sum=Sum("amount_wan"))["sum"] or Decimal(0),
    }
