"""All writes of `base`: keyword-only, one transaction, one trace in the audit trail.

`by=None` is the system itself: set-up, the sample city, periodic work.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date

from django.contrib.auth.password_validation import validate_password
from django.core.files.base import ContentFile
from django.core.files.uploadedfile import UploadedFile
from django.db import transaction
from django.db.models import Value
from django.db.models.functions import Concat, Substr
from django.utils.translation import gettext as _

from daliang.base import audit, clock, files, rules
from daliang.base.access import NotAllowed, forget_scope, may, require
from daliang.base.choices import OrganisationKind
from daliang.base.models import (
    CalendarDay,
    Notification,
    Organisation,
    OrganisationAlias,
    RoleGrant,
    SavedView,
    StoredFile,
    User,
)
from daliang.base.roles import ROLES, Permission


@transaction.atomic
def create_organisation(
    *,
    by: User | None,
    name: str,
    kind: OrganisationKind,
    parent: Organisation | None = None,
    short_name: str = "",
    position: int = 100,
    duties: str = "",
    aliases: Iterable[str] = (),
) -> Organisation:
    """Add a body to the tree, with the other names that papers give it."""
    _require(by, Permission.MANAGE_SYSTEM)
    organisation = Organisation.objects.create(
        name=name,
        short_name=short_name or name,
        kind=kind,
        parent=parent,
        position=position,
        duties=duties,
    )
    organisation.path = f"{parent.path if parent else '/'}{organisation.pk}/"
    organisation.save(update_fields=["path"])
    OrganisationAlias.objects.bulk_create(
        OrganisationAlias(organisation=organisation, name=alias) for alias in sorted(set(aliases))
    )
    audit.record(by=by, verb="新建单位", on=organisation, detail={"name": name, "kind": kind})
    return organisation


@transaction.atomic
def rename_organisation(
    *, by: User | None, organisation: Organisation, name: str, short_name: str = ""
) -> Organisation:
    """Rename a body; the old names stay as aliases, so old papers still find it."""
    _require(by, Permission.MANAGE_SYSTEM)
    old = {organisation.name, organisation.short_name}
    organisation.name, organisation.short_name = name, short_name or name
    organisation.save(update_fields=["name", "short_name"])
    kept = old - {organisation.name, organisation.short_name}
    for alias in sorted(kept):
        OrganisationAlias.objects.get_or_create(name=alias, defaults={"organisation": organisation})
    audit.record(by=by, verb="单位更名", on=organisation, detail={"from": sorted(old), "to": name})
    return organisation


@transaction.atomic
def move_organisation(
    *, by: User | None, organisation: Organisation, parent: Organisation | None
) -> Organisation:
    """Hang a body, with everything below it, under another parent."""
    _require(by, Permission.MANAGE_SYSTEM)
    parent_path = parent.path if parent else "/"
    rules.require_no_circle(organisation.path, parent_path)
    old, new = organisation.path, f"{parent_path}{organisation.pk}/"
    Organisation.objects.filter(path__startswith=old).update(
        path=Concat(Value(new), Substr("path", len(old) + 1))
    )
    organisation.parent, organisation.path = parent, new
    organisation.save(update_fields=["parent"])
    audit.record(by=by, verb="调整隶属", on=organisation, detail={"from": old, "to": new})
    return organisation


@transaction.atomic
def set_organisation_active(
    *, by: User | None, organisation: Organisation, is_active: bool
) -> Organisation:
    """Take a body out of use, or back; its past work stays readable."""
    _require(by, Permission.MANAGE_SYSTEM)
    organisation.is_active = is_active
    organisation.save(update_fields=["is_active"])
    audit.record(by=by, verb="启用单位" if is_active else "停用单位", on=organisation)
    return organisation


@transaction.atomic
def add_alias(*, by: User | None, organisation: Organisation, name: str) -> OrganisationAlias:
    """Remember another name of a body; a name taken by another body is refused."""
    _require(by, Permission.MANAGE_SYSTEM, Permission.DRAFT)
    alias, is_new = OrganisationAlias.objects.get_or_create(
        name=name, defaults={"organisation": organisation}
    )
    if alias.organisation_id != organisation.pk:
        raise NotAllowed(
            _("“%(name)s”已是%(other)s的别名，请先核对。")
            % {"name": name, "other": alias.organisation}
        )
    if is_new:
        audit.record(by=by, verb="添加单位别名", on=organisation, detail={"alias": name})
    return alias


@transaction.atomic
def create_user(
    *,
    by: User | None,
    username: str,
    display_name: str = "",
    password: str | None = None,
    phone: str = "",
    same_as: User | None = None,
) -> User:
    """Open an account without any role; no password means it cannot sign in yet.

    `same_as` gives it another account's password without hashing it anew: for
    sample accounts, which are made by the dozen and share one.
    """
    _require(by, Permission.MANAGE_PEOPLE)
    user = User(username=username, display_name=display_name, phone=phone)
    if password is not None:
        validate_password(password, user)
    if same_as is None:
        user.set_password(password)
    else:
        user.password = same_as.password
    user.full_clean(exclude=["password"])
    user.save(force_insert=True)
    audit.record(by=by, verb="新建账号", on=user, detail={"username": username})
    return user


@transaction.atomic
def set_password(*, by: User | None, user: User, password: str) -> User:
    """Set a password: one's own, or as security officer somebody's."""
    if by is None or by.pk != user.pk:
        _require(by, Permission.MANAGE_PEOPLE)
    validate_password(password, user)
    user.set_password(password)
    user.save(update_fields=["password"])
    audit.record(by=by, verb="修改密码", on=user)
    return user


@transaction.atomic
def update_profile(*, by: User, display_name: str, phone: str) -> User:
    """Change one's own name on screen and telephone."""
    by.display_name, by.phone = display_name, phone
    by.save(update_fields=["display_name", "phone"])
    audit.record(by=by, verb="修改个人资料", on=by)
    return by


@transaction.atomic
def set_user_active(*, by: User | None, user: User, is_active: bool) -> User:
    """Lock an account out, or let it in again; nobody locks himself out."""
    _require(by, Permission.MANAGE_PEOPLE)
    rules.require_someone_else(by.pk if by else None, user.pk)
    user.is_active = is_active
    user.save(update_fields=["is_active"])
    audit.record(by=by, verb="启用账号" if is_active else "停用账号", on=user)
    return user


@transaction.atomic
def grant_role(*, by: User | None, user: User, role: str, organisation: Organisation) -> RoleGrant:
    """Give a role for an organisation; giving it twice counts once."""
    _require(by, Permission.MANAGE_PEOPLE)
    if role not in ROLES:
        raise NotAllowed(_("没有“%(role)s”这个角色。") % {"role": role})
    rules.require_someone_else(by.pk if by else None, user.pk)
    rules.require_officers_apart(set(user.grants.values_list("role", flat=True)), role)
    grant, is_new = RoleGrant.objects.get_or_create(user=user, role=role, organisation=organisation)
    if is_new:
        detail = {"role": role, "organisation": organisation.pk}
        audit.record(by=by, verb="授予角色", on=user, detail=detail)
    forget_scope(user)
    return grant


@transaction.atomic
def revoke_role(*, by: User | None, grant: RoleGrant) -> None:
    """Take a role back; the next request of that user is judged without it."""
    _require(by, Permission.MANAGE_PEOPLE)
    rules.require_someone_else(by.pk if by else None, grant.user_id)
    detail = {"role": grant.role, "organisation": grant.organisation_id}
    audit.record(by=by, verb="收回角色", on=grant.user, detail=detail)
    forget_scope(grant.user)
    grant.delete()


@transaction.atomic
def set_calendar_day(
    *, by: User | None, day: date, is_workday: bool, note: str = ""
) -> CalendarDay:
    """State that offices work or rest on a day, whatever the calendar package says."""
    _require(by, Permission.MANAGE_SYSTEM)
    row, _is_new = CalendarDay.objects.update_or_create(
        day=day, defaults={"is_workday": is_workday, "note": note}
    )
    detail = {"day": day, "is_workday": is_workday}
    audit.record(by=by, verb="设定工作日", on=row, detail=detail)
    return row


@transaction.atomic
def store_file(*, by: User, upload: UploadedFile) -> StoredFile:
    """Keep an upload that passes the checks, under its own digest."""
    checked = files.check(upload)
    row = StoredFile(
        sha256=checked.sha256,
        name=checked.name,
        content_type=checked.content_type,
        size=len(checked.content),
        taken_at=checked.photograph.taken_at,
        latitude=checked.photograph.latitude,
        longitude=checked.photograph.longitude,
        added_at=clock.now(),
        added_by=by,
    )
    path = f"by-digest/{checked.sha256[:2]}/{checked.sha256}"
    storage = row.file.storage
    # The same bytes from two hands are stored once; the rows stay two.
    row.file.name = (
        path if storage.exists(path) else storage.save(path, ContentFile(checked.content))
    )
    row.save(force_insert=True)
    audit.record(by=by, verb="上传文件", on=row, detail={"sha256": row.sha256, "size": row.size})
    return row


@transaction.atomic
def notify(
    *, users: Iterable[User], key: str, text: str, url: str = "", by: User | None = None
) -> int:
    """Put a line into inboxes, once per user and key; return how many were new."""
    rules.require_local_link(url)
    receivers = {user.pk: user for user in users}
    told = set(
        Notification.objects.filter(key=key, user_id__in=receivers).values_list(
            "user_id", flat=True
        )
    )
    now = clock.now()
    rows = [
        Notification(user_id=pk, key=key, text=text[:300], url=url, created_at=now)
        for pk in receivers
        if pk not in told
    ]
    # ignore_conflicts: a second worker may tell the same line in the same second
    Notification.objects.bulk_create(rows, ignore_conflicts=True)
    if rows:
        audit.record(by=by, verb="发送通知", detail={"key": key, "users": len(rows)})
    return len(rows)


def mark_read(*, by: User, notifications: Iterable[int] | None = None) -> int:
    """Mark the user's own lines as read (all without a list). Leaves no trace: his own desk."""
    rows = Notification.objects.filter(user=by, read_at=None)
    if notifications is not None:
        rows = rows.filter(pk__in=notifications)
    return rows.update(read_at=clock.now())


def save_view(*, by: User, register: str, name: str, query: str) -> SavedView:
    """Keep a register's filters under a name; the same name is replaced. His own desk, no trace."""
    view, _is_new = SavedView.objects.update_or_create(
        user=by, register=register, name=name, defaults={"query": query.lstrip("?")}
    )
    return view


def delete_view(*, by: User, view: SavedView) -> None:
    """Drop one's own saved view."""
    if view.user_id != by.pk:
        raise NotAllowed(_("只能删除自己保存的视图。"))
    view.delete()


def _require(by: User | None, *permissions: Permission) -> None:
    """Refuse unless the system itself acts or the user has one of the permissions."""
    if by is not None and not any(may(by, permission) for permission in permissions):
        require(by, permissions[0])
