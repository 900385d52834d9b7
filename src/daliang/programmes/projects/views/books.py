"""Pages of the three books."""

from __future__ import annotations

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from daliang.base.access import may, require
from daliang.base.refusal import NotAllowed
from daliang.base.roles import Permission
from daliang.programmes.projects import actions, queries
from daliang.programmes.projects.books import BookLine, book_lines
from daliang.programmes.projects.choices import Book
from daliang.programmes.projects.forms import GapForm
from daliang.programmes.projects.intakes import FIGURE_FIELDS
from daliang.programmes.projects.models import Project
from daliang.programmes.projects.rules import ZERO
from daliang.programmes.projects.views.board import month_of, tabs
from daliang.ui.workbook import XLSX, Sheet, SheetColumn, file_response, workbook_bytes


@login_required
def books(request: HttpRequest) -> HttpResponse:
    """Show the three books of a month: agreement, gaps by age, what is missing."""
    require(request.user, Permission.READ)
    month_on = month_of(request.GET.get("month", ""))
    lines = book_lines(request.user, month_on)
    context = {
        "heading": _("三本账对账"),
        "tabs": tabs("books"),
        "month_on": month_on,
        "lines": [(line, GapForm(auto_id=f"gap{line.project.pk}_%s")) for line in lines],
        "totals": {b: sum((x.totals[b] or ZERO for x in lines), ZERO) for b in Book.values},
        "gaps": sum(line.statistics_gap is not None for line in lines),
        "faults": sum(bool(line.faults) for line in lines),
        "can_draft": may(request.user, Permission.DRAFT),
        "can_export": may(request.user, Permission.EXPORT),
    }
    return render(request, "projects/books.html", context)


@login_required
def books_file(request: HttpRequest) -> HttpResponse:
    """Answer with the figures of a year as a table that imports again, and the gap list."""
    require(request.user, Permission.EXPORT)
    month_on = month_of(request.GET.get("month", ""))
    lines = book_lines(request.user, month_on)
    figures = list(queries.figures_for(request.user).filter(month_on__year=month_on.year))
    notes = [_("三种口径分列，调度数据非统计发布；金额单位万元。")]
    if any(figure.is_synthetic for figure in figures):
        notes.append(_("含示例数据，不作工作依据。"))
    content = workbook_bytes(_figure_sheet(figures, notes), _gap_sheet(lines, notes))
    return file_response(content, _("三本账.xlsx"), XLSX)


def _figure_sheet(figures: list[object], notes: list[str]) -> Sheet:
    columns = [SheetColumn(field.title, 14) for field in FIGURE_FIELDS]
    rows = [
        [
            figure.project.code,
            figure.get_book_display(),
            figure.month_on,
            *(getattr(figure, field.key) for field in FIGURE_FIELDS[3:]),
        ]
        for figure in figures
    ]
    return Sheet(_("数据"), columns, rows, notes=notes)


def _gap_sheet(lines: list[BookLine], notes: list[str]) -> Sheet:
    titles = (
        _("项目"),
        _("调度数"),
        _("统计数"),
        _("财务数"),
        _("调度比统计"),
        _("持续月数"),
        _("原因"),
        _("所缺材料"),
        _("勾稽问题"),
    )
    rows = [
        [
            line.project.name,
            line.dispatch,
            line.statistics,
            line.finance,
            line.statistics_gap.amount if line.statistics_gap else None,
            line.statistics_gap.months if line.statistics_gap else None,
            line.note.get_cause_display() if line.note else "",
            "、".join([*line.missing, *([line.note.missing] if line.note else [])]),
            "；".join(line.faults),
        ]
        for line in lines
    ]
    return Sheet(_("差额清单"), [SheetColumn(title, 16) for title in titles], rows, notes=notes)


@require_POST
@login_required
def gap(request: HttpRequest, code: str) -> HttpResponse:
    """Note why a project's books differ."""
    project = queries.projects_for(request.user).filter(code=code).first()
    if project is None:
        raise Http404
    month_on = month_of(request.GET.get("month", ""))
    _note(request, project, month_on)
    return redirect(f"{reverse('projects:books')}?month={month_on:%Y-%m}")


def _note(request: HttpRequest, project: Project, month_on: object) -> None:
    form = GapForm(request.POST)
    if not form.is_valid():
        messages.error(request, _("请选一个原因。"))
        return
    try:
        actions.note_gap(by=request.user, project=project, month_on=month_on, **form.cleaned_data)
    except NotAllowed as refusal:
        messages.error(request, str(refusal))
        return
    messages.success(request, _("差额原因已记下。"))
