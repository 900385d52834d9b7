"""Reads of the agreements pack."""

from __future__ import annotations

from django.db.models import QuerySet

from daliang.base.access import scope_of
from daliang.base.models import User
from daliang.base.roles import Permission
from daliang.programmes.agreements.models import Agreement, Item


def agreements_for(user: User) -> QuerySet[Agreement]:
    """Return the agreements: for the city's roles all, for a unit those it leads or works on."""
    scope = scope_of(user)
    if Permission.READ not in scope.permissions:
        return Agreement.objects.none()
    if scope.is_city:
        return Agreement.objects.all()
    works = Item.objects.filter(scope.own_units("commitment__assignments__organisation"))
    own = scope.own_units("lead")
    return Agreement.objects.filter(own) | Agreement.objects.filter(
        pk__in=works.values("article__agreement")
    )
