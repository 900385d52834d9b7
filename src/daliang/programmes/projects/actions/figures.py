"""Figures of the three books, and the notes that explain their gaps."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from django.db import transaction

from daliang.base import audit, clock
from daliang.base.access import may
from daliang.base.intake import changes_of
from daliang.base.models import User
from daliang.base.refusal import NotAllowed
from daliang.base.roles import Permission
from daliang.programmes.projects.actions.rights import rejudge, require_work_on
from daliang.programmes.projects.choices import Book
from daliang.programmes.projects.models import BookFigure, GapNote, Project

Changes = tuple[tuple[str, str, str], ...]


@dataclass(frozen=True, slots=True)
class FigureDraft:
    """A project's figure of a month in one book; money in 万元, None where not said."""

    project: Project
    book: str
    month_on: date
    total_wan: Decimal
    before_wan: Decimal | None = None
    month_wan: Decimal | None = None
    construction_wan: Decimal | None = None
    installation_wan: Decimal | None = None
    equipment_wan: Decimal | None = None
    other_wan: Decimal | None = None
    source: str = ""
    is_synthetic: bool = False


_VALUES = (
    "before_wan",
    "month_wan",
    "total_wan",
    "construction_wan",
    "installation_wan",
    "equipment_wan",
    "other_wan",
    "source",
    "is_synthetic",
)


@transaction.atomic
def record_figures(*, by: User, figures: Sequence[FigureDraft]) -> list[tuple[str, Changes]]:
    """Enter figures; the same again changes nothing, a correction leaves the old in the trail.

    A unit enters the dispatch figures of its own projects; the books of
    statistics and finance come from the office.
    """
    found = []
    for figure in figures:
        _require_book(by, figure)
        key = {
            "project": figure.project,
            "book": figure.book,
            "month_on": figure.month_on.replace(day=1),
        }
        row = BookFigure.objects.filter(**key).first()
        kind = "changed" if row else "new"
        row = row or BookFigure(**key)
        changes = changes_of(row, {name: getattr(figure, name) for name in _VALUES})
        if not changes:
            found.append(("same", ()))
            continue
        row.taken_at, row.taken_by = clock.now(), by
        row.save()
        if kind == "changed":
            detail = {"changes": [list(change) for change in changes]}
            audit.record(by=by, verb="更正项目数据", on=row, detail=detail)
        found.append((kind, changes if kind == "changed" else ()))
    audit.record(by=by, verb="录入项目数据", detail={"count": len(figures)})
    rejudge([figure.project for figure in figures])
    return found


def _require_book(by: User, figure: FigureDraft) -> None:
    if figure.book == Book.DISPATCH:
        require_work_on(by, figure.project)
    elif not may(by, Permission.DRAFT):
        raise NotAllowed("统计数和财务数由办公室导入，单位只报调度数。")


@transaction.atomic
def note_gap(
    *, by: User, project: Project, month_on: date, cause: str, missing: str = "", text: str = ""
) -> GapNote:
    """Say why a project's books differ and which document is missing."""
    require_work_on(by, project)
    note = GapNote.objects.create(
        project=project,
        month_on=month_on.replace(day=1),
        cause=cause,
        missing=missing.strip(),
        text=text.strip(),
        noted_at=clock.now(),
        noted_by=by,
    )
    audit.record(by=by, verb="说明数据差额", on=note, detail={"cause": cause, "missing": missing})
    return note
