"""Who answers for which investment, and districts scored by a method in use."""

from __future__ import annotations

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _

from daliang.base.access import may, require
from daliang.base.clock import today
from daliang.base.refusal import NotAllowed
from daliang.base.roles import Permission
from daliang.engine.standing import METHODS
from daliang.indicators import actions, queries
from daliang.indicators.choices import Subject
from daliang.indicators.forms import OwnerForm
from daliang.indicators.models import Responsibility
from daliang.indicators.scoring import measures, table
from daliang.indicators.views.table import answer, tabs
from daliang.ui.parts import Crumb, Light, Progress
from daliang.ui.workbook import Sheet, SheetColumn, workbook_bytes


@login_required
def responsibility(request: HttpRequest) -> HttpResponse:
    """Show each industry, district and company with its investment target and its owner."""
    require(request.user, Permission.READ)
    day = today()
    rows = list(queries.responsibilities_for(request.user, day.year))
    if request.GET.get("export") == "xlsx":
        require(request.user, Permission.EXPORT)
        return answer(workbook_bytes(_sheet(rows)), "投资责任清单.xlsx")
    groups = [
        (
            subject.label,
            [(row, _light(row), _progress(row)) for row in rows if row.subject == subject],
        )
        for subject in Subject
    ]
    context = {
        "heading": _("投资责任"),
        "tabs": tabs("responsibility"),
        "groups": [group for group in groups if group[1]],
        "unowned": sum(row.owner is None for row in rows),
        "day": day,
        "month": day.month - 1,
        "may_assign": may(request.user, Permission.FIGURES),
        "may_export": may(request.user, Permission.EXPORT),
        "has_synthetic": any(row.is_synthetic for row in rows),
        "sources": sorted({row.source for row in rows}),
    }
    return render(request, "indicators/responsibility.html", context)


@login_required
def assign(request: HttpRequest, pk: int) -> HttpResponse:
    """Say who answers."""
    require(request.user, Permission.FIGURES)
    rows = queries.responsibilities_for(request.user, today().year)
    row = rows.filter(pk=pk).first()
    if row is None:
        raise Http404
    initial = {"owner": row.owner, "post": row.post, "person": row.person}
    form = OwnerForm(request.POST or None, initial=initial)
    if request.method == "POST" and form.is_valid():
        try:
            actions.assign_responsibility(by=request.user, responsibility=row, **form.cleaned_data)
        except NotAllowed as refusal:
            messages.error(request, str(refusal))
        else:
            messages.success(request, _("已落实：%(name)s") % {"name": row.name})
        return redirect("indicators:responsibility")
    context = {
        "heading": _("落实责任：%(name)s") % {"name": row.name},
        "crumbs": [Crumb(_("投资责任"), reverse("indicators:responsibility")), Crumb(row.name)],
        "form": form,
    }
    return render(request, "indicators/assign.html", context)


@login_required
def scoring(request: HttpRequest) -> HttpResponse:
    """Score the districts by a method in use; the method's text stands beside."""
    require(request.user, Permission.READ)
    found = measures(request.user, today())
    wanted, method = request.GET.get("measure", ""), request.GET.get("method", "")
    measure = next((m for m in found if m.key == wanted), found[0] if found else None)
    method = method if method in METHODS else next(iter(METHODS))
    told = table(measure, method) if measure else None
    context = {
        "heading": _("板块计分"),
        "tabs": tabs("scoring"),
        "measures": found,
        "measure": measure,
        "methods": list(METHODS),
        "method": method,
        "text": METHODS[method].source,
        "told": told,
        "rows": _scored(measure, told) if measure and told else [],
        "day": today(),
    }
    return render(request, "indicators/scoring.html", context)


def _scored(measure: object, told: object) -> list[tuple[object, float, object]]:
    return [(row, measure.values[row.member], measure.targets.get(row.member)) for row in told.rows]


def _light(row: Responsibility) -> Light:
    if row.owner is None:
        return Light("red", _("未落实"), _("没有责任单位，投资目标无人负责"))
    if row.post is None and row.subject == Subject.INDUSTRY:
        return Light("amber", _("缺领导"), _("已有责任单位，没有牵头领导"))
    return Light("green", _("已落实"))


def _progress(row: Responsibility) -> Progress | None:
    if not row.target_yi or row.done_yi is None:
        return None
    due = 100 * row.done_as_of.month / 12
    return Progress(round(100 * float(row.done_yi / row.target_yi), 1), round(due, 1))


def _sheet(rows: list[Responsibility]) -> Sheet:
    columns = [
        SheetColumn(_("类别"), 10),
        SheetColumn(_("名称"), 22),
        SheetColumn(_("投资目标（亿元）"), 14, digits=2, is_right=True),
        SheetColumn(_("已完成（亿元）"), 14, digits=2, is_right=True),
        SheetColumn(_("截至"), 12),
        SheetColumn(_("责任单位"), 18),
        SheetColumn(_("牵头领导"), 18),
        SheetColumn(_("责任岗位"), 18),
        SheetColumn(_("状态"), 24),
        SheetColumn(_("来源"), 18),
    ]
    values = [
        [
            *(row.get_subject_display(), row.name, row.target_yi, row.done_yi, row.done_as_of),
            *(str(row.owner or ""), str(row.post or ""), row.person, _light(row), row.source),
        ]
        for row in rows
    ]
    notes = [_("调度数据，非统计发布。")]
    if any(row.is_synthetic for row in rows):
        notes.append(_("含示例数据，不作工作依据。"))
    return Sheet(_("投资责任清单"), columns, values, notes)
