"""What a user may do and whose rows he sees, from his grants."""

from __future__ import annotations

from dataclasses import dataclass

from django.contrib.auth.models import AnonymousUser
from django.db.models import Q, QuerySet
from django.utils.translation import gettext as _

from daliang.base.models import Organisation, User
from daliang.base.refusal import NotAllowed
from daliang.base.roles import ROLES, Permission, Reach

__all__ = [
    "NotAllowed",
    "Scope",
    "forget_scope",
    "may",
    "organisations_for",
    "own_organisations",
    "require",
    "scope_of",
]


@dataclass(frozen=True, slots=True)
class Scope:
    """The rows a user sees: the whole city, or the subtrees of his organisations."""

    is_city: bool
    paths: tuple[str, ...]
    permissions: frozenset[Permission]

    @property
    def is_empty(self) -> bool:
        """Whether the user sees no business row at all."""
        return not self.is_city and not self.paths

    def organisations(self, field: str = "") -> Q:
        """Return a filter on the organisation behind `field` ('' for Organisation itself)."""
        return Q() if self.is_city else self.own_units(field)

    def own_units(self, field: str = "") -> Q:
        """Return a filter on the units the user acts for and those below them."""
        name = f"{field}__path__startswith" if field else "path__startswith"
        condition = Q(pk__in=[])
        for path in self.paths:
            condition |= Q(**{name: path})
        return condition

    def covers(self, organisation: Organisation) -> bool:
        """Tell whether an organisation lies within the scope."""
        return self.is_city or self.acts_for(organisation)

    def acts_for(self, organisation: Organisation) -> bool:
        """Tell whether the user acts for an organisation, not merely may read it."""
        return any(organisation.path.startswith(path) for path in self.paths)


def scope_of(user: User | AnonymousUser) -> Scope:
    """Return the user's scope; grants are read once per request and kept on the user object."""
    if not user.is_authenticated or not user.is_active:
        return Scope(False, (), frozenset())
    kept = getattr(user, "_scope", None)
    if kept is None:
        kept = user._scope = _read_scope(user)
    return kept


def _read_scope(user: User) -> Scope:
    is_city, paths, permissions = False, [], set()
    for grant in user.grants.select_related("organisation"):
        role = ROLES[grant.role]
        permissions |= role.permissions
        is_city |= role.reach is Reach.CITY
        if role.reach is Reach.SUBTREE:
            paths.append(grant.organisation.path)
    return Scope(is_city, tuple(sorted(set(paths))), frozenset(permissions))


def forget_scope(user: User) -> None:
    """Drop the scope kept on a user object after his grants changed."""
    user.__dict__.pop("_scope", None)


def may(user: User | AnonymousUser, permission: Permission) -> bool:
    """Tell whether one of the user's roles carries a permission."""
    return permission in scope_of(user).permissions


def require(user: User | AnonymousUser, permission: Permission) -> None:
    """Refuse with a sentence when the user lacks a permission."""
    if not may(user, permission):
        raise NotAllowed(_("您的角色没有这项权限，请联系管理员授权。"))


def organisations_for(user: User | AnonymousUser) -> QuerySet[Organisation]:
    """Return the active organisations within the user's scope."""
    scope = scope_of(user)
    return Organisation.objects.filter(scope.organisations(), is_active=True)


def own_organisations(user: User) -> QuerySet[Organisation]:
    """Return the organisations the user acts for (those named in his grants)."""
    return Organisation.objects.filter(grants__user=user).distinct()
