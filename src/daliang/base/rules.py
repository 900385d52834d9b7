"""Decisions about people and organisations, on plain values."""

from __future__ import annotations

from collections.abc import Collection

from django.utils.translation import gettext as _

from daliang.base.refusal import NotAllowed

# 等保 level 3: system, security and audit are three persons.
OFFICERS_APART = frozenset({"system_officer", "security_officer", "auditor"})


def require_someone_else(by_id: int | None, user_id: int) -> None:
    """Refuse that a person grants or revokes his own roles."""
    if by_id is not None and by_id == user_id:
        raise NotAllowed(_("不能给自己授权或收回自己的角色，请由另一位安全管理员办理。"))


def require_officers_apart(held: Collection[str], role: str) -> None:
    """Refuse a second of the three officers' roles for one person."""
    others = (OFFICERS_APART & set(held)) - {role}
    if role in OFFICERS_APART and others:
        raise NotAllowed(_("系统管理员、安全管理员、审计员必须由三个人分别担任，请换一个账号。"))


def require_no_circle(path: str, parent_path: str) -> None:
    """Refuse to hang an organisation below itself."""
    if parent_path.startswith(path):
        raise NotAllowed(_("不能把单位移到它自己或它的下级之下，请另选上级单位。"))


def require_local_link(url: str) -> None:
    """Refuse a notification that leads out of the system."""
    if url and (not url.startswith("/") or url.startswith("//") or "\\" in url):
        raise NotAllowed(_("通知里的链接只能指向本系统的页面。"))
