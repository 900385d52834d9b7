"""The three books side by side for a month: gaps by age with cause and missing documents."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from daliang.base.models import User
from daliang.programmes.projects import queries
from daliang.programmes.projects.book_rules import Entry, Gap, gap_of, identity_faults
from daliang.programmes.projects.choices import Book, Stage
from daliang.programmes.projects.models import BookFigure, GapNote, Project
from daliang.programmes.projects.rules import ZERO, missing_proofs


@dataclass(frozen=True)
class BookLine:
    """One project in the three books."""

    project: Project
    totals: dict[str, Decimal | None]
    statistics_gap: Gap | None
    finance_gap: Gap | None
    faults: tuple[str, ...]
    missing: tuple[str, ...]
    note: GapNote | None

    @property
    def dispatch(self) -> Decimal | None:
        """调度数."""
        return self.totals[Book.DISPATCH]

    @property
    def statistics(self) -> Decimal | None:
        """统计数."""
        return self.totals[Book.STATISTICS]

    @property
    def finance(self) -> Decimal | None:
        """财务数."""
        return self.totals[Book.FINANCE]


def book_lines(user: User, month_on: date) -> list[BookLine]:
    """Return the projects with a figure in the year up to a month, the oldest gaps first."""
    figures = queries.figures_for(user).filter(month_on__year=month_on.year, month_on__lte=month_on)
    by_project: dict[int, list[BookFigure]] = {}
    for figure in figures:
        by_project.setdefault(figure.project_id, []).append(figure)
    projects = (
        queries.projects_for(user)
        .filter(pk__in=by_project)
        .select_related("district")
        .prefetch_related("gates__proofs")
    )
    notes = {n.project_id: n for n in GapNote.objects.filter(project__in=by_project).order_by("id")}
    lines = [_line(row, by_project[row.pk], month_on, notes.get(row.pk)) for row in projects]
    return sorted(lines, key=_order)


def _order(line: BookLine) -> tuple[int, Decimal]:
    gap = line.statistics_gap
    return (-(gap.months if gap else 0), -abs(gap.amount) if gap else ZERO)


def _line(
    project: Project, figures: Sequence[BookFigure], month_on: date, note: GapNote | None
) -> BookLine:
    books = {
        book: {f.month_on: f.total_wan for f in figures if f.book == book} for book in Book.values
    }
    faults = [
        f"{Book(book).label} {fault}"
        for book in Book.values
        for fault in identity_faults([_entry(f) for f in figures if f.book == book])
    ]
    statistics = gap_of(books[Book.DISPATCH], books[Book.STATISTICS], month_on)
    return BookLine(
        project=project,
        totals={book: values.get(month_on) for book, values in books.items()},
        statistics_gap=statistics,
        finance_gap=gap_of(books[Book.DISPATCH], books[Book.FINANCE], month_on),
        faults=tuple(faults),
        missing=tuple(_missing(project)) if statistics else (),
        note=note,
    )


def _entry(figure: BookFigure) -> Entry:
    return Entry(
        figure.month_on,
        figure.before_wan,
        figure.month_wan,
        figure.total_wan,
        (
            figure.construction_wan,
            figure.installation_wan,
            figure.equipment_wan,
            figure.other_wan,
        ),
    )


def _missing(project: Project) -> list[str]:
    """The documents without which the statistics office does not enter a project."""
    gate = next((g for g in project.gates.all() if g.stage == Stage.ENTERED), None)
    if gate is not None and gate.done_on:
        return []
    return missing_proofs(Stage.ENTERED, [p.kind for p in gate.proofs.all()] if gate else [])
