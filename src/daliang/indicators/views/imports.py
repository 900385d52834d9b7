"""Figures in: upload, columns, preview, record."""

from __future__ import annotations

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from daliang.base.access import require
from daliang.base.refusal import NotAllowed
from daliang.base.roles import Permission
from daliang.engine.checks import BadInput
from daliang.engine.tasktable import write_errors
from daliang.indicators import actions, queries
from daliang.indicators.forms import MappingForm, UploadForm
from daliang.indicators.grid import LABELS
from daliang.indicators.models import FigureImport
from daliang.indicators.views.table import answer
from daliang.ui.parts import Crumb

_SHOWN = 200
_CHOICES = [(field.value, label) for field, label in LABELS.items()]


@login_required
def upload(request: HttpRequest) -> HttpResponse:
    """Take a table; what was handed in before stands below."""
    require(request.user, Permission.FIGURES)
    form = UploadForm(request.POST or None, request.FILES or None)
    if request.method == "POST" and form.is_valid():
        values = dict(form.cleaned_data)
        try:
            job = actions.take_figures(by=request.user, upload=values.pop("file"), **values)
        except BadInput as refusal:
            for problem in refusal.problems:
                form.add_error("file", str(problem))
        else:
            return redirect("indicators:mapping", job.pk)
    context = {
        "heading": _("导入指标数据"),
        "crumbs": [Crumb(_("指标总表"), reverse("indicators:list")), Crumb(_("导入数据"))],
        "form": form,
        "rows": queries.imports_for(request.user)[:20],
    }
    return render(request, "indicators/upload.html", context)


@login_required
def mapping(request: HttpRequest, pk: int) -> HttpResponse:
    """Show what each column was taken for; the person corrects it, and it is remembered."""
    job = _job(request, pk)
    try:
        _workbook, layout, _data = actions.opened(job)
    except BadInput as refusal:
        return _refused(request, job, refusal)
    columns = [(c, layout.heads[c], layout.fields[c].value) for c in sorted(layout.heads)]
    form = MappingForm(columns, _CHOICES, request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            actions.correct_columns(
                by=request.user, job=job, layout=layout, fields=form.corrected()
            )
        except NotAllowed as refusal:
            messages.error(request, str(refusal))
        return redirect("indicators:preview", job.pk)
    context = {
        "heading": _("核对列"),
        "crumbs": _crumbs(job),
        "job": job,
        "form": form,
        "layout": layout,
    }
    return render(request, "indicators/mapping.html", context)


@login_required
def preview(request: HttpRequest, pk: int) -> HttpResponse:
    """Show what would be new, corrected, known or faulty, before anything is recorded."""
    job = _job(request, pk)
    try:
        plan = actions.plan_for(job)
    except BadInput as refusal:
        return _refused(request, job, refusal)
    wanted = request.GET.get("kind", "")
    shown = [e for e in plan.entries if not wanted or e.kind == wanted]
    context = {
        "heading": _("预览"),
        "crumbs": _crumbs(job),
        "job": job,
        "plan": plan,
        "counts": plan.counts,
        "wanted": wanted,
        "entries": shown[:_SHOWN],
        "more": max(len(shown) - _SHOWN, 0),
    }
    return render(request, "indicators/preview.html", context)


@require_POST
@login_required
def confirm(request: HttpRequest, pk: int) -> HttpResponse:
    """Record everything in one transaction."""
    job = _job(request, pk)
    try:
        plan = actions.run_import(
            by=request.user,
            job=job,
            skip_faulty=bool(request.POST.get("skip_faulty")),
            accept_corrections=bool(request.POST.get("accept_corrections")),
        )
    except (NotAllowed, BadInput) as refusal:
        messages.error(request, str(refusal))
        return redirect("indicators:preview", job.pk)
    said = _(
        "新增 %(new)s 个数，更正 %(correction)s 个，已有 %(same)s 个，有问题未导入 %(faulty)s 个。"
    )
    messages.success(request, said % plan.counts)
    return redirect("indicators:list")


@login_required
def faults(request: HttpRequest, pk: int) -> HttpResponse:
    """Hand back a copy of the sheet with its faults marked in their cells."""
    job = _job(request, pk)
    _workbook, _layout, data = actions.opened(job)
    try:
        problems = actions.plan_for(job).problems
    except BadInput as refusal:
        problems = list(refusal.problems)
    name = job.file.name.rsplit(".", 1)[0]
    return answer(write_errors(data, problems, name=f"{name}.xlsx"), f"问题标注-{name}.xlsx")


def _job(request: HttpRequest, pk: int) -> FigureImport:
    require(request.user, Permission.FIGURES)
    job = queries.imports_for(request.user).filter(pk=pk).first()
    if job is None:
        raise Http404
    return job


def _refused(request: HttpRequest, job: FigureImport, refusal: BadInput) -> HttpResponse:
    context = {"heading": _("读不出数据"), "crumbs": _crumbs(job), "problems": refusal.problems}
    return render(request, "indicators/refused.html", context, status=422)


def _crumbs(job: FigureImport) -> list[Crumb]:
    return [Crumb(_("导入数据"), reverse("indicators:import")), Crumb(job.file.name)]
