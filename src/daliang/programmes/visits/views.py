"""Pages of visits."""

from __future__ import annotations

from datetime import date

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from daliang.base import clock
from daliang.base.access import may, own_organisations, require
from daliang.base.models import Organisation
from daliang.base.refusal import NotAllowed
from daliang.base.roles import Permission
from daliang.parties.choices import Size
from daliang.parties.models import Enterprise
from daliang.parties.queries import enterprises_for
from daliang.programmes.visits import actions, queries, rules
from daliang.programmes.visits.choices import State
from daliang.programmes.visits.forms import PlanForm, RecordForm
from daliang.programmes.visits.models import Visit
from daliang.programmes.visits.registers import VISITS, state_badge
from daliang.ui.parts import Crumb
from daliang.ui.register import build_page, matching, respond
from daliang.ui.workbook import workbook_response

_PROPOSED = 20
_LISTED = 200
_A_DAY = 5


@login_required
def visit_list(request: HttpRequest) -> HttpResponse:
    """List the visits."""
    require(request.user, Permission.READ)
    rows = queries.visits_for(request.user)
    can_export = may(request.user, Permission.EXPORT)
    if can_export and request.GET.get("export") == "xlsx":
        found = list(matching(VISITS, rows, request.GET))
        notes = [_("调度数据，非统计发布。")]
        if any(row.is_synthetic for row in found):
            notes.append(_("含示例数据，不作工作依据。"))
        return workbook_response(VISITS, found, _("走访记录.xlsx"), notes=notes)
    page = build_page(VISITS, rows, request.GET, has_export=can_export)
    context = {"heading": VISITS.title, "can_visit": _can_visit(request)}
    return respond(request, "visits/list.html", page, context)


@login_required
def visit(request: HttpRequest, pk: int) -> HttpResponse:
    """Show one visit."""
    row = _get(request, pk)
    context = {
        "heading": row.enterprise.name,
        "crumbs": [Crumb(_("走访"), reverse("visits:list")), Crumb(str(row.planned_on))],
        "row": row,
        "state": state_badge(row),
        "can_cancel": row.state == State.PLANNED and _can_visit(request),
    }
    return render(request, "visits/visit.html", context)


@login_required
def proposals(request: HttpRequest) -> HttpResponse:
    """Propose whom to visit, show the coverage and who is visited too often."""
    require(request.user, Permission.READ)
    today = clock.today()
    candidates, blocked = queries.candidates_for(request.user, today)
    chosen = rules.propose(candidates, today=today, count=_PROPOSED, blocked=blocked)
    firms = Enterprise.objects.select_related("district", "chain").in_bulk(
        [c.pk for c, _why in chosen]
    )
    days = rules.days_by_place([(c.pk, c.district) for c, _why in chosen], a_day=_A_DAY)
    sizes = dict(Size.choices)
    since = date(today.year, 1, 1)
    context = {
        "heading": _("走访建议"),
        "crumbs": [Crumb(_("走访"), reverse("visits:list"))],
        "rows": [(firms[c.pk], why) for c, why in chosen],
        "days": [[firms[pk] for pk in day] for day in days],
        "by_size": [
            (sizes.get(v) or _("未分"), total, done, rules.coverage(done, total))
            for v, total, done in queries.coverage_rows(request.user, since, "size")
        ],
        "by_chain": [
            (v or _("未分"), total, done, rules.coverage(done, total))
            for v, total, done in queries.coverage_rows(request.user, since, "chain__name")
        ],
        "crowded": queries.crowded(request.user, today)[:20],
        "today": today,
        "can_visit": _can_visit(request),
    }
    return render(request, "visits/proposals.html", context)


@login_required
def plan(request: HttpRequest) -> HttpResponse:
    """Plan a visit."""
    _require_visitor(request)
    known = request.GET.get("firm", "")
    firms = enterprises_for(request.user)
    given = firms.filter(pk=known).first() if known.isdigit() else None
    units = _units(request)
    form = PlanForm(
        request.POST or None,
        firms=firms,
        units=units,
        initial={
            "enterprise": given.name if given else "",
            "organisation": units[0] if len(units) == 1 else None,
        },
    )
    if request.method == "POST" and form.is_valid():
        try:
            made = actions.plan(by=request.user, **form.cleaned_data)
        except NotAllowed as refusal:
            form.add_error(None, str(refusal))
        else:
            return redirect(made)
    return render(request, "parties/form.html", {"heading": _("安排走访"), "form": form})


@login_required
def field(request: HttpRequest) -> HttpResponse:
    """Show the record form; it works without network."""
    _require_visitor(request)
    known = request.GET.get("firm", "")
    firms = enterprises_for(request.user)
    given = firms.filter(pk=known).first() if known.isdigit() else None
    form = RecordForm(
        firms=firms,
        units=_units(request),
        initial={"enterprise": given.name if given else ""},
    )
    return render(request, "visits/field.html", _field_context(request, form))


@require_POST
@login_required
def record(request: HttpRequest) -> HttpResponse:
    """Keep one record; a phone's queue reads the answer as JSON, a plain form is sent on."""
    wants_json = request.headers.get("Accept") == "application/json"
    if wants_json and request.headers.get("X-Owner", "") != str(request.user.pk):
        # the device changed hands: its records wait until their owner signs in again
        return JsonResponse({"problems": [_("请用记录人的账号登录。")]}, status=401)
    _require_visitor(request)
    form = RecordForm(request.POST, firms=enterprises_for(request.user), units=_units(request))
    problems: list[str] = []
    made = None
    if form.is_valid():
        try:
            made = actions.record(by=request.user, **form.record())
        except NotAllowed as refusal:
            problems = [str(refusal)]
    else:
        problems = [f"{form.fields[n].label}：{''.join(e)}" for n, e in form.errors.items()]
    if wants_json:
        return JsonResponse({"problems": problems}, status=422 if problems else 200)
    if made is None:
        context = _field_context(request, form) | {"problems": problems}
        return render(request, "visits/field.html", context, status=422)
    messages.success(request, _("已登记，诉求%(n)s条进入诉求池。") % {"n": made.demand_count})
    return redirect(made)


@require_POST
@login_required
def cancel(request: HttpRequest, pk: int) -> HttpResponse:
    """Cancel a planned visit."""
    row = _get(request, pk)
    try:
        actions.cancel(by=request.user, visit=row)
    except NotAllowed as refusal:
        messages.error(request, str(refusal))
    return redirect(row)


def _field_context(request: HttpRequest, form: RecordForm) -> dict[str, object]:
    mine = queries.visits_for(request.user).filter(state=State.PLANNED)
    planned = [v.enterprise.name for v in mine.order_by("planned_on")[:_LISTED]]
    return {
        "heading": _("现场记录"),
        "form": form,
        "names": list(dict.fromkeys(planned)),
        "owner": request.user.pk,
    }


def _units(request: HttpRequest) -> object:
    if may(request.user, Permission.DRAFT):
        return Organisation.objects.filter(is_active=True)
    return own_organisations(request.user)


def _can_visit(request: HttpRequest) -> bool:
    return may(request.user, Permission.DRAFT) or may(request.user, Permission.REPORT)


def _require_visitor(request: HttpRequest) -> None:
    if not may(request.user, Permission.DRAFT):
        require(request.user, Permission.REPORT)


def _get(request: HttpRequest, pk: int) -> Visit:
    require(request.user, Permission.READ)
    row = queries.visits_for(request.user).filter(pk=pk).first()
    if row is None:
        raise Http404
    return row
