"""Reads of the reading desk: documents are the office's own until they are confirmed."""

from __future__ import annotations

from django.db.models import Count, Q, QuerySet

from daliang.base.access import may, scope_of
from daliang.base.models import StoredFile, User
from daliang.base.roles import Permission
from daliang.dispatch.documents.choices import WORK, LineState
from daliang.dispatch.documents.models import Document, DraftLine, TaughtWord


def documents_for(user: User) -> QuerySet[Document]:
    """Return the documents; only for the city's roles that write drafts."""
    rows = Document.objects.select_related("file", "made_by", "source", "replaces")
    return rows if scope_of(user).is_city and may(user, Permission.DRAFT) else rows.none()


def with_counts(rows: QuerySet[Document]) -> QuerySet[Document]:
    """Add how many lines of work wait, are accepted, and stand in the ledger."""
    work = Q(lines__kind__in=WORK)
    return rows.annotate(
        pending=Count("lines", filter=work & Q(lines__state=LineState.PENDING)),
        accepted=Count("lines", filter=work & Q(lines__state=LineState.ACCEPTED)),
        confirmed=Count("lines", filter=Q(lines__state=LineState.CONFIRMED)),
    )


def lines_of(document: Document) -> QuerySet[DraftLine]:
    """Return a document's lines with what the desk shows of them."""
    return document.lines.select_related(
        "lead", "leader", "twin__lead", "trip", "commitment", "touched_by"
    ).prefetch_related("supports")


def words_for(user: User) -> QuerySet[TaughtWord]:
    """Return the office's dictionary."""
    rows = TaughtWord.objects.select_related("organisation", "taught_by")
    return rows if may(user, Permission.DRAFT) else rows.none()


def may_open_document(user: User, file: StoredFile) -> bool:
    """Tell whether a file is a document the user may read; a gate of base.files."""
    return documents_for(user).filter(file=file).exists()
