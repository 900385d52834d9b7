"""One project: its page, and one address for each verb."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass

from django import forms
from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_POST

from daliang.base.access import may, require, scope_of
from daliang.base.actions import store_file
from daliang.base.calendar import today
from daliang.base.models import User
from daliang.base.refusal import NotAllowed
from daliang.base.roles import Permission
from daliang.engine.checks import BadInput
from daliang.ledger.registers import light as ledger_light
from daliang.programmes.projects import actions, queries
from daliang.programmes.projects import forms as pack_forms
from daliang.programmes.projects.choices import GATE_PROOFS, STAGES, Book, Stage
from daliang.programmes.projects.models import Project
from daliang.programmes.projects.rules import missing_proofs, percent, planned_to
from daliang.ui.charts import Line, line_chart
from daliang.ui.parts import Crumb, Event, Progress


@dataclass(frozen=True, slots=True)
class GateRow:
    """A gate as the page shows it."""

    stage: Stage
    planned_on: object
    first_planned_on: object
    done_on: object
    proofs: list[object]
    missing: list[str]
    is_late: bool


@login_required
def project(request: HttpRequest, code: str) -> HttpResponse:
    """Show one project: gates, plan and figures, volume, blockers, and how its dates drifted."""
    row = _get(request, code)
    gates = {gate.stage: gate for gate in row.gates.all()}
    passed = {stage for stage, gate in gates.items() if gate.done_on}
    plan = next((p for p in row.plans.all() if p.year == today().year), None)
    figures = list(
        queries.figures_for(request.user).filter(project=row, month_on__year=today().year)
    )
    office = may(request.user, Permission.DRAFT)
    works = office or _carries(request.user, row)
    context = {
        "heading": row.name,
        "crumbs": [Crumb(_("重大项目"), reverse("projects:board")), Crumb(row.code)],
        "row": row,
        "gates": [_gate_row(stage, gates.get(stage)) for stage in STAGES],
        "plan": plan,
        "light": ledger_light(plan.commitment) if plan else None,
        "progress": _progress(plan, figures),
        "chart": _chart(row, plan, figures),
        "figures": figures,
        "moves": _moves(row),
        "as_of": today(),
        "pass_form": pack_forms.PassForm(passed=passed) if works else None,
        "proof_form": pack_forms.ProofForm(passed=passed) if works else None,
        "figure_form": pack_forms.FigureForm() if works else None,
        "volume_form": pack_forms.VolumeForm() if works else None,
        "plan_gate_form": pack_forms.PlanGateForm() if office else None,
        "blocker_form": pack_forms.BlockerForm() if office else None,
        "split_form": pack_forms.SplitForm() if office and row.parent_id is None else None,
        "can_draft": office,
    }
    return render(request, "projects/project.html", context)


def _gate_row(stage: Stage, gate: object | None) -> GateRow:
    proofs = list(gate.proofs.all()) if gate else []
    done = gate.done_on if gate else None
    planned = gate.planned_on if gate else None
    missing = (
        []
        if done or not GATE_PROOFS.get(stage)
        else missing_proofs(stage, [p.kind for p in proofs])
    )
    late = done is None and planned is not None and planned < today()
    return GateRow(
        stage, planned, gate.first_planned_on if gate else None, done, proofs, missing, late
    )


def _progress(plan: object | None, figures: list[object]) -> Progress | None:
    own = [f for f in figures if f.book == Book.DISPATCH]
    if plan is None or not own:
        return None
    months = {m.month: m.planned_wan for m in plan.months.all()}
    due = planned_to([months.get(m, 0) for m in range(1, 13)], own[-1].month_on.month)
    return Progress(percent(own[-1].total_wan, plan.plan_wan), percent(due, plan.plan_wan))


def _chart(row: Project, plan: object | None, figures: list[object]) -> object | None:
    if plan is None:
        return None
    months = {m.month: m.planned_wan for m in plan.months.all()}
    planned, running = [], 0
    for month in range(1, 13):
        running += months.get(month, 0)
        planned.append(float(running) / 10_000)
    lines = [Line(_("计划累计"), planned, is_ahead=True)]
    for book in Book:
        values = {f.month_on.month: float(f.total_wan) / 10_000 for f in figures if f.book == book}
        if values:
            lines.append(Line(str(book.label), [values.get(m) for m in range(1, 13)]))
    source = _("调度数、统计数、财务数分列 · 项目台账 · 截至%(day)s") % {"day": today()}
    axis = [_("%(m)s月") % {"m": m} for m in range(1, 13)]
    return line_chart(_("计划与三本账累计"), axis, lines, unit=_("亿元"), source=source, digits=2)


def _moves(row: Project) -> list[Event]:
    found = [
        Event(
            at=move.moved_at,
            title=_("%(gate)s：%(old)s → %(new)s")
            % {
                "gate": Stage(gate.stage).label,
                "old": move.old_on or "—",
                "new": move.new_on or "—",
            },
            by=str(move.moved_by),
            text=move.reason,
            tone="amber" if move.old_on and move.new_on and move.new_on > move.old_on else "grey",
        )
        for gate in row.gates.all()
        for move in gate.moves.all()
    ]
    return sorted(found, key=lambda event: event.at, reverse=True)


@login_required
def of_commitment(request: HttpRequest, number: str) -> HttpResponse:
    """Lead from a commitment to its project."""
    rows = queries.projects_for(request.user)
    row = rows.filter(plans__commitment__number=number).first()
    row = row or rows.filter(blockers__commitment__number=number).first()
    if row is None:
        raise Http404
    return redirect(row)


@login_required
def new(request: HttpRequest) -> HttpResponse:
    """Enter a project."""
    require(request.user, Permission.DRAFT)
    form = pack_forms.ProjectForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        if Project.objects.filter(code=form.cleaned_data["code"]).exists():
            form.add_error("code", _("这个项目代码已登记，请核对。"))
        else:
            row = actions.add_project(by=request.user, **form.cleaned_data)
            messages.success(request, _("已登记，从“线索”开始。"))
            return redirect(row)
    context = {"heading": _("新增项目"), "form": form, "back": reverse("projects:list")}
    return render(request, "projects/edit.html", context, status=422 if form.errors else 200)


@login_required
def edit(request: HttpRequest, code: str) -> HttpResponse:
    """Change a project's own values."""
    require(request.user, Permission.DRAFT)
    row = _get(request, code)
    names = list(pack_forms.ProjectForm.base_fields)
    initial = {name: getattr(row, name) for name in names}
    form = pack_forms.ProjectForm(request.POST or None, initial=initial)
    form.fields["code"].disabled = True
    if request.method == "POST" and form.is_valid():
        values = {k: v for k, v in form.cleaned_data.items() if k != "code"}
        try:
            actions.change_project(by=request.user, project=row, values=values)
            return redirect(row)
        except NotAllowed as refusal:
            form.add_error(None, str(refusal))
    context = {"heading": _("修改项目"), "form": form, "back": row.get_absolute_url()}
    return render(request, "projects/edit.html", context, status=422 if form.errors else 200)


def _pass(by: User, project: Project, values: Mapping[str, object]) -> None:
    actions.pass_gate(by=by, project=project, **values)


def _proof(by: User, project: Project, values: Mapping[str, object]) -> None:
    file = store_file(by=by, upload=values["file"]) if values["file"] else None
    proof = actions.Proof(values["kind"], values["number"], file)
    actions.give_proof(by=by, project=project, stage=values["stage"], proof=proof)


def _figure(by: User, project: Project, values: Mapping[str, object]) -> None:
    actions.record_figures(by=by, figures=[actions.FigureDraft(project=project, **values)])


def _volume(by: User, project: Project, values: Mapping[str, object]) -> None:
    given = dict(values)
    photo = given.pop("photo")
    stored = store_file(by=by, upload=photo) if photo else None
    actions.record_volume(by=by, project=project, photo=stored, **given)


def _plan_gate(by: User, project: Project, values: Mapping[str, object]) -> None:
    actions.plan_gate(by=by, project=project, **values)


def _blocker(by: User, project: Project, values: Mapping[str, object]) -> None:
    actions.raise_blocker(by=by, project=project, **values)


def _split(by: User, project: Project, values: Mapping[str, object]) -> None:
    part = (values["name"], values["district"], values["total_wan"])
    actions.split(by=by, project=project, parts=[part])


@dataclass(frozen=True, slots=True)
class Handling:
    """How a verb is handled: its form, its action, what is said afterwards."""

    form: type[forms.Form]
    act: Callable[[User, Project, Mapping[str, object]], None]
    said: object


HANDLINGS = {
    "pass": Handling(pack_forms.PassForm, _pass, gettext_lazy("关口已通过。")),
    "proof": Handling(pack_forms.ProofForm, _proof, gettext_lazy("材料已提交。")),
    "figure": Handling(pack_forms.FigureForm, _figure, gettext_lazy("数据已登记。")),
    "volume": Handling(pack_forms.VolumeForm, _volume, gettext_lazy("实物量已登记。")),
    "plan": Handling(pack_forms.PlanGateForm, _plan_gate, gettext_lazy("计划日期已保存。")),
    "blocker": Handling(
        pack_forms.BlockerForm,
        _blocker,
        gettext_lazy("已生成要素保障任务草稿，审批后交办。"),
    ),
    "split": Handling(pack_forms.SplitForm, _split, gettext_lazy("已拆出子项目。")),
}


@require_POST
@login_required
def verb(request: HttpRequest, code: str, name: str) -> HttpResponse:
    """Perform one verb on one project."""
    row = _get(request, code)
    if name not in HANDLINGS:
        raise Http404
    handling = HANDLINGS[name]
    form = handling.form(request.POST, request.FILES)
    if not form.is_valid():
        for field, errors in form.errors.items():
            messages.error(request, f"{form.fields[field].label}：{''.join(errors)}")
        return redirect(row)
    try:
        handling.act(request.user, row, form.cleaned_data)
    except (NotAllowed, BadInput) as refusal:
        messages.error(request, str(refusal))
        return redirect(row)
    messages.success(request, str(handling.said))
    return redirect(row)


def _carries(user: User, row: Project) -> bool:
    scope = scope_of(user)
    units = [unit for unit in (row.lead, row.district) if unit]
    return Permission.REPORT in scope.permissions and any(map(scope.acts_for, units))


def _get(request: HttpRequest, code: str) -> Project:
    try:
        return queries.project_for(request.user, code)
    except Project.DoesNotExist:
        raise Http404 from None
