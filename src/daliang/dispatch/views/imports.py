"""Task tables in: upload, mapping, preview, import; and out in the same layout."""

from __future__ import annotations

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.http import content_disposition_header
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_POST

from daliang.base.access import require
from daliang.base.refusal import NotAllowed
from daliang.base.roles import Permission
from daliang.dispatch import actions, planning, queries
from daliang.dispatch.forms import MappingForm, UploadForm
from daliang.dispatch.models import TableImport
from daliang.dispatch.rows import row_of
from daliang.engine.checks import BadInput
from daliang.engine.tasktable import city_layout, write_errors, write_table
from daliang.ledger import queries as ledger_queries
from daliang.ledger.models import Commitment
from daliang.ledger.registers import ITEMS
from daliang.ui.parts import Crumb
from daliang.ui.register import matching

XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
_SHOWN = 100
_LABELS = {f.name: f.verbose_name for f in Commitment._meta.fields} | {
    "supports": gettext_lazy("配合单位"),
    "milestones": gettext_lazy("节点"),
}


@login_required
def upload(request: HttpRequest) -> HttpResponse:
    """Take a table; what was handed in before stands below."""
    require(request.user, Permission.DRAFT)
    form = UploadForm(request.POST or None, request.FILES or None)
    if request.method == "POST" and form.is_valid():
        values = dict(form.cleaned_data)
        try:
            job = actions.take_table(by=request.user, upload=values.pop("file"), **values)
        except BadInput as refusal:
            for problem in refusal.problems:
                form.add_error("file", str(problem))
        else:
            return redirect("dispatch:mapping", job.pk)
    context = {
        "heading": _("导入任务表"),
        "form": form,
        "rows": queries.imports_for(request.user)[:20],
    }
    return render(request, "dispatch/upload.html", context)


@login_required
def mapping(request: HttpRequest, pk: int) -> HttpResponse:
    """Show how each column was read; the person corrects it, and it is remembered."""
    job = _job(request, pk)
    try:
        proposal = planning.proposal_of(job)
    except BadInput as refusal:
        return _refused(request, job, refusal)
    forms = [
        MappingForm(layout, i, request.POST or None) for i, layout in enumerate(proposal.tables)
    ]
    if request.method == "POST" and forms and all(form.is_valid() for form in forms):
        layouts = {form.layout.place: form.corrected() for form in forms}
        try:
            actions.correct_mapping(by=request.user, job=job, layouts=layouts)
        except NotAllowed as refusal:
            messages.error(request, str(refusal))
        return redirect("dispatch:preview", job.pk)
    context = {
        "heading": _("核对列"),
        "crumbs": _crumbs(job),
        "job": job,
        "forms": forms,
        "problems": proposal.problems,
        "notices": proposal.notices,
    }
    return render(request, "dispatch/mapping.html", context)


@login_required
def preview(request: HttpRequest, pk: int) -> HttpResponse:
    """Show what would be new, changed, unchanged or faulty, before anything is written."""
    job = _job(request, pk)
    try:
        plan = planning.plan_of(job)
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
        "entries": [(e, _changes(e)) for e in shown[:_SHOWN]],
        "more": max(len(shown) - _SHOWN, 0),
        "loose": [p for p in plan.problems if p.row is None],
    }
    return render(request, "dispatch/preview.html", context)


@require_POST
@login_required
def confirm(request: HttpRequest, pk: int) -> HttpResponse:
    """Import: everything in one transaction."""
    job = _job(request, pk)
    try:
        plan = actions.run_import(
            by=request.user, job=job, skip_faulty=bool(request.POST.get("skip_faulty"))
        )
    except (NotAllowed, BadInput) as refusal:
        messages.error(request, str(refusal))
        return redirect("dispatch:preview", job.pk)
    counts = plan.counts
    messages.success(
        request,
        _("新增 %(new)s 项，更新 %(changed)s 项，未变 %(same)s 项；有问题未导入 %(faulty)s 项。")
        % counts,
    )
    job.refresh_from_db()
    return redirect(f"{reverse('ledger:list')}?source={job.source_id}")


@login_required
def faults(request: HttpRequest, pk: int) -> HttpResponse:
    """Hand back a copy of the sheet itself with its faults marked in their cells."""
    job = _job(request, pk)
    with job.file.file.open("rb") as stored:
        data = stored.read()
    try:
        problems = planning.plan_of(job).problems
    except BadInput as refusal:
        problems = refusal.problems
    return workbook(write_errors(data, problems, name=job.file.name), f"问题标注-{job.file.name}")


@login_required
def table(request: HttpRequest) -> HttpResponse:
    """Export the chosen commitments as a 任务分解表 that imports again without a change."""
    require(request.user, Permission.EXPORT)
    rows = ledger_queries.with_relations(ledger_queries.commitments_for(request.user))
    found = list(matching(ITEMS, rows, request.GET))
    note = _("调度数据，非统计发布。")
    if any(row.is_synthetic for row in found):
        note += _("含示例数据，不作工作依据。")
    layout = city_layout(_("任务分解表"))
    return workbook(
        write_table(layout, [row_of(row) for row in found], note=note), "任务分解表.xlsx"
    )


def _changes(entry: planning.Entry) -> list[tuple[object, str, str]]:
    return [(_LABELS[name], _words(old), _words(new)) for name, old, new in entry.changes]


def _words(value: object) -> str:
    if isinstance(value, tuple):
        return "、".join(
            f"{getattr(v, 'due_on', None) or ''} {getattr(v, 'title', v)}".strip()
            if not isinstance(v, tuple)
            else f"{v[1] or ''} {v[0]}".strip()
            for v in value
        )
    return "" if value is None else str(value)


def _refused(request: HttpRequest, job: TableImport, refusal: BadInput) -> HttpResponse:
    context = {"heading": _("读不出任务"), "job": job, "problems": refusal.problems}
    return render(request, "dispatch/refused.html", context | {"crumbs": _crumbs(job)}, status=422)


def _job(request: HttpRequest, pk: int) -> TableImport:
    require(request.user, Permission.DRAFT)
    job = queries.imports_for(request.user).filter(pk=pk).first()
    if job is None:
        raise Http404
    return job


def _crumbs(job: TableImport) -> list[Crumb]:
    return [Crumb(_("导入任务表"), reverse("dispatch:import")), Crumb(job.file.name)]


def workbook(data: bytes, name: str) -> HttpResponse:
    response = HttpResponse(data, content_type=XLSX)
    response.headers["Content-Disposition"] = content_disposition_header(True, name)
    return response
