"""Reads of dispatch."""

from __future__ import annotations

from django.db.models import Q, QuerySet

from daliang.base.access import may
from daliang.base.models import StoredFile, User
from daliang.base.roles import Permission
from daliang.dispatch.models import Bulletin, TableImport
from daliang.ledger.models import Source
from daliang.ledger.queries import instructions_for


def imports_for(user: User) -> QuerySet[TableImport]:
    """Return the tables handed in; only for those who write drafts."""
    rows = TableImport.objects.select_related("file", "made_by", "done_by", "source")
    return rows if may(user, Permission.DRAFT) else rows.none()


def bulletins_for(user: User) -> QuerySet[Bulletin]:
    """Return the issued bulletins; a bulletin speaks of the whole city."""
    rows = Bulletin.objects.select_related("freeze", "made_by", "paper", "annex")
    return rows if may(user, Permission.READ) else rows.none()


def may_open_bulletin(user: User, file: StoredFile) -> bool:
    """Tell whether a file is a bulletin the user may read; a gate of base.files."""
    return bulletins_for(user).filter(Q(paper=file) | Q(annex=file)).exists()


def latest_instructions(user: User) -> QuerySet[Source]:
    """Return the newest written instructions the user may see."""
    return instructions_for(user)[:100]
