"""Reads of the parties: firm rows for the city's roles, and for a district its own."""

from __future__ import annotations

from collections.abc import Iterable

from django.db.models import QuerySet

from daliang.base.access import scope_of
from daliang.base.models import User
from daliang.base.roles import Permission
from daliang.parties.firm_models import Merge
from daliang.parties.models import Enterprise


def enterprises_for(user: User) -> QuerySet[Enterprise]:
    """Return the enterprises a user may see."""
    scope = scope_of(user)
    rows = Enterprise.objects.exclude(pk__in=Merge.objects.filter(undone_at=None).values("gone"))
    if Permission.READ not in scope.permissions:
        return rows.none()
    return rows.filter(scope.organisations("district"))


def with_relations(rows: QuerySet[Enterprise]) -> QuerySet[Enterprise]:
    """Add what lists and cards read."""
    return rows.select_related("district", "industry", "chain")


def enterprise_for(user: User, pk: int) -> Enterprise:
    """Return one enterprise; what the user may not see does not exist for him."""
    return with_relations(enterprises_for(user)).get(pk=pk)


def keys_by_name(user: User, names: Iterable[str]) -> dict[str, int]:
    """Return the keys of the enterprises of some names, in one query."""
    return dict(enterprises_for(user).filter(name__in=list(names)).values_list("name", "pk"))
