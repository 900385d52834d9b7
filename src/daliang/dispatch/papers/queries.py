"""Reads of the papers: what was issued speaks of the city and is the office's."""

from __future__ import annotations

from django.db.models import Q, QuerySet

from daliang.base.access import may, scope_of
from daliang.base.models import StoredFile, User
from daliang.base.roles import Permission
from daliang.dispatch.papers.models import IssuedPaper, OfficeTemplate


def papers_for(user: User) -> QuerySet[IssuedPaper]:
    """Return the issued papers for the city's roles; a unit gets its letters by hand."""
    rows = IssuedPaper.objects.select_related("docx", "pdf", "xlsx", "made_by", "template")
    is_city = scope_of(user).is_city and may(user, Permission.READ)
    return rows if is_city else rows.none()


def templates_for(user: User) -> QuerySet[OfficeTemplate]:
    """Return the office's own layouts in use."""
    rows = OfficeTemplate.objects.filter(is_active=True).select_related("file", "added_by")
    return rows if may(user, Permission.DRAFT) else rows.none()


def may_open_paper(user: User, file: StoredFile) -> bool:
    """Tell whether a file is a paper or a layout the user may read; a gate of base.files."""
    of_paper = Q(docx=file) | Q(pdf=file) | Q(xlsx=file)
    if papers_for(user).filter(of_paper).exists():
        return True
    return templates_for(user).filter(file=file).exists()
