"""Reads of `base`: each takes the user and returns what he may see."""

from __future__ import annotations

from django.db.models import Count, Q, QuerySet

from daliang.base.access import require, scope_of
from daliang.base.files import may_open
from daliang.base.models import (
    AuditEntry,
    Notification,
    Organisation,
    RoleGrant,
    SavedView,
    StoredFile,
    User,
)
from daliang.base.roles import Permission


def notifications_of(user: User) -> QuerySet[Notification]:
    """Return the user's inbox, newest first."""
    return Notification.objects.filter(user=user)


def unread_count(user: User) -> int:
    """Count the unread lines of the user's inbox."""
    return Notification.objects.filter(user=user, read_at=None).count()


def views_of(user: User, register: str | None = None) -> QuerySet[SavedView]:
    """Return the user's saved views, of one register or of all."""
    views = SavedView.objects.filter(user=user)
    return views if register is None else views.filter(register=register)


def file_for(user: User, pk: int) -> StoredFile | None:
    """Return a file the user may open; None when there is none or it is not his to see."""
    file = StoredFile.objects.filter(pk=pk).first()
    return file if file and may_open(user, file) else None


def tree_for(user: User) -> list[Organisation]:
    """Return the organisations in the user's scope as a tree in reading order, with `indent`.

    Who keeps people or the system sees the whole tree: it carries no business rows.
    """
    scope = scope_of(user)
    keeps = {Permission.MANAGE_PEOPLE, Permission.MANAGE_SYSTEM} & scope.permissions
    wanted = Q() if keeps else scope.organisations()
    rows = Organisation.objects.filter(wanted).annotate(
        people=Count("grants__user", distinct=True, filter=Q(grants__user__is_active=True))
    )
    below: dict[int | None, list[Organisation]] = {}
    known = {row.pk for row in rows}
    for row in rows:
        below.setdefault(row.parent_id if row.parent_id in known else None, []).append(row)
    return _in_reading_order(below)


def _in_reading_order(below: dict[int | None, list[Organisation]]) -> list[Organisation]:
    found, stack = [], [(row, 0) for row in reversed(below.get(None, []))]
    while stack:
        row, depth = stack.pop()
        row.indent = "\u3000" * depth
        found.append(row)
        stack += [(child, depth + 1) for child in reversed(below.get(row.pk, []))]
    return found


def audit_entries(user: User) -> QuerySet[AuditEntry]:
    """Return the audit trail, for the auditor alone."""
    require(user, Permission.READ_AUDIT)
    return AuditEntry.objects.all()


def grants_of(user: User) -> QuerySet[RoleGrant]:
    """Return the roles a user holds, with their organisations."""
    return user.grants.select_related("organisation")


def people_of(organisation: Organisation, *roles: str) -> QuerySet[User]:
    """Return the active users who hold one of the roles (any, without) for an organisation."""
    grants = Q(grants__organisation=organisation)
    if roles:
        grants &= Q(grants__role__in=roles)
    return User.objects.filter(grants, is_active=True).distinct()
