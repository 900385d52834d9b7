"""Keys made, ended and recognised; what a key may do is never more than its user may."""

from __future__ import annotations

import hashlib
import secrets
from collections.abc import Sequence
from datetime import date, timedelta

from django.db import transaction
from django.utils.translation import gettext as _

from daliang.api.models import ApiKey
from daliang.base import audit, clock
from daliang.base.access import Scope, require, scope_of
from daliang.base.models import Organisation, User
from daliang.base.refusal import NotAllowed
from daliang.base.roles import Permission

PREFIX = "dlk_"
MOST_DAYS = 366
# What a program may be given: business alone, never people, system or the trail.
GIVEN = (
    *(Permission.READ, Permission.EXPORT, Permission.DRAFT, Permission.REPORT),
    *(Permission.FIGURES,),
)


@transaction.atomic
def create_key(
    *,
    by: User,
    name: str,
    user: User,
    permissions: Sequence[str],
    expires_on: date,
    organisation: Organisation | None = None,
) -> tuple[ApiKey, str]:
    """Make a key and return it with its secret, which is never shown again."""
    require(by, Permission.MANAGE_PEOPLE)
    day = clock.today()
    if by.pk == user.pk:
        raise NotAllowed(_("不能给自己建密钥。"))
    if not day < expires_on <= day + timedelta(days=MOST_DAYS):
        raise NotAllowed(_("有效期应在明天到一年之内。"))
    if not permissions or set(permissions) - set(GIVEN):
        raise NotAllowed(_("请选择至少一项可授予接口的权限。"))
    if organisation is not None and not scope_of(user).covers(organisation):
        raise NotAllowed(_("这个单位不在代表账号的范围内。"))
    secret = PREFIX + secrets.token_urlsafe(32)
    key = ApiKey.objects.create(
        name=name,
        user=user,
        organisation=organisation,
        permissions=sorted(permissions),
        digest=_digest(secret),
        expires_on=expires_on,
        made_at=clock.now(),
        made_by=by,
    )
    detail = {"user": user.username, "permissions": key.permissions, "until": expires_on}
    audit.record(by=by, verb="建立接口密钥", on=key, detail=detail)
    return key, secret


@transaction.atomic
def revoke_key(*, by: User, key: ApiKey) -> ApiKey:
    """End a key at once."""
    require(by, Permission.MANAGE_PEOPLE)
    key.revoked_at = key.revoked_at or clock.now()
    key.save(update_fields=["revoked_at"])
    audit.record(by=by, verb="停用接口密钥", on=key)
    return key


def keys_for(user: User) -> list[ApiKey]:
    """Return every key, for those who keep people."""
    require(user, Permission.MANAGE_PEOPLE)
    return list(ApiKey.objects.select_related("user", "organisation"))


def recognise(secret: str) -> ApiKey | None:
    """Return the live key behind a secret; None for a wrong, ended or expired one."""
    rows = ApiKey.objects.select_related("user", "organisation")
    key = rows.filter(digest=_digest(secret), revoked_at=None).first()
    if key is None or key.expires_on < clock.today() or not key.user.is_active:
        return None
    return key


def user_of(key: ApiKey) -> User:
    """Return the key's user with the rights of the key: both must allow."""
    user = key.user
    own = scope_of(user)
    is_city, paths = own.is_city, own.paths
    if key.organisation is not None:
        is_city = False
        paths = (key.organisation.path,) if own.covers(key.organisation) else ()
    allowed = own.permissions & frozenset(map(Permission, key.permissions))
    user._scope = Scope(is_city, paths, allowed)
    return user


def note_use(key: ApiKey, method: str, path: str) -> None:
    """Write a call into the audit trail."""
    audit.record(by=key.user, verb="接口调用", on=key, detail={"call": f"{method} {path[:200]}"})


def _digest(secret: str) -> str:
    # a random key of 256 bits needs no slow hash
    return hashlib.sha256(secret.encode("utf-8", "replace")).hexdigest()
