"""The pool, a demand's page, and the figures."""

from __future__ import annotations

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from daliang.base import clock
from daliang.base.access import may, require
from daliang.base.refusal import NotAllowed
from daliang.base.roles import Permission
from daliang.ledger.timeline import events_of
from daliang.parties.hearing import HeardDemand
from daliang.parties.queries import enterprises_for
from daliang.programmes.demands import actions, queries
from daliang.programmes.demands.forms import DemandForm, DutyForm, PolicyItemForm
from daliang.programmes.demands.models import Demand, Duty
from daliang.programmes.demands.packs import packs
from daliang.programmes.demands.queries import Rates
from daliang.programmes.demands.registers import (
    DEMANDS,
    attach_clocks,
    clock_of,
    reckoned_register,
    stage_badge,
    time_light,
    verdict_badge,
)
from daliang.programmes.demands.verbs import buttons, perform, verb_form
from daliang.ui.parts import Crumb, Figure, Tile
from daliang.ui.register import build_page, matching, respond
from daliang.ui.workbook import workbook_response


@login_required
def demand_list(request: HttpRequest) -> HttpResponse:
    """Show the pool."""
    require(request.user, Permission.READ)
    rows = queries.with_relations(queries.demands_for(request.user))
    can_export = may(request.user, Permission.EXPORT)
    if can_export and request.GET.get("export") == "xlsx":
        found = attach_clocks(list(matching(DEMANDS, rows, request.GET)))
        notes = [_("调度数据，非统计发布。")]
        if any(row.is_synthetic for row in found):
            notes.append(_("含示例数据，不作工作依据。"))
        return workbook_response(DEMANDS, found, _("企业诉求台账.xlsx"), notes=notes)
    page = build_page(reckoned_register(), rows, request.GET, has_export=can_export)
    context = {
        "heading": DEMANDS.title,
        "can_hear": may(request.user, Permission.DRAFT) or may(request.user, Permission.REPORT),
        "can_import": may(request.user, Permission.DRAFT),
    }
    return respond(request, "demands/list.html", page, context)


@login_required
def demand(request: HttpRequest, pk: int) -> HttpResponse:
    """Show one demand: what was asked, whose it is, its clock, what happened."""
    row = _get(request, pk)
    pack = packs()[row.pack]
    context = {
        "heading": row.title,
        "crumbs": [Crumb(_("企业诉求"), reverse("demands:list")), Crumb(row.number)],
        "row": row,
        "clock": clock_of(row),
        "stage": stage_badge(row),
        "light": time_light(row),
        "verdict": verdict_badge(row),
        "pack": pack,
        "ratings": row.ratings.all(),
        "stops": row.stops.all(),
        "supports": row.commitment.assignments.select_related("organisation")
        if row.commitment
        else (),
        "events": events_of(row.commitment) if row.commitment else (),
        "buttons": buttons(request.user, row),
        "proposal": queries.proposed_lead(row)[2] if row.commitment is None else "",
    }
    return render(request, "demands/demand.html", context)


@login_required
def new(request: HttpRequest) -> HttpResponse:
    """Put a demand into the pool."""
    if not may(request.user, Permission.REPORT):
        require(request.user, Permission.DRAFT)
    firms = enterprises_for(request.user)
    known = request.GET.get("firm", "")
    given = firms.filter(pk=known).first() if known.isdigit() else None
    form = DemandForm(
        request.POST or None, firms=firms, initial={"enterprise": given.name if given else ""}
    )
    if request.method == "POST" and form.is_valid():
        try:
            row = actions.take_in(by=request.user, heard=HeardDemand(**form.cleaned_data))
        except NotAllowed as refusal:
            form.add_error(None, str(refusal))
        else:
            messages.success(request, _("已登记 %(n)s。") % {"n": row.number})
            return redirect(row)
    return render(request, "demands/form.html", {"heading": _("登记诉求"), "form": form})


@require_POST
@login_required
def verb(request: HttpRequest, pk: int, name: str) -> HttpResponse:
    """Perform a verb on a demand."""
    row = _get(request, pk)
    found = verb_form(name, row, request.POST, request.FILES)
    if found is None:
        raise Http404
    form = found
    if not form.is_valid():
        for field, errors in form.errors.items():
            label = form.fields[field].label if field in form.fields else ""
            messages.error(request, f"{label}：{'；'.join(errors)}")
        return redirect(row)
    try:
        perform(request.user, row, name, form.cleaned_data)
    except NotAllowed as refusal:
        messages.error(request, str(refusal))
    else:
        messages.success(request, _("已办理。"))
    return redirect(row)


@login_required
def board(request: HttpRequest) -> HttpResponse:
    """Show the figures and what several firms ask alike."""
    require(request.user, Permission.READ)
    found = queries.rates(request.user)
    groups = queries.common_proposals(request.user)
    context = {
        "heading": _("诉求分析"),
        "tiles": _tiles(found),
        "rates": found,
        "groups": [
            (number, group, len({d.enterprise_id for d in group}))
            for number, group in enumerate(groups)
        ],
        "can_propose": may(request.user, Permission.DRAFT),
    }
    return render(request, "demands/board.html", context)


@login_required
def propose(request: HttpRequest, number: int) -> HttpResponse:
    """Turn a group of like demands into a policy item."""
    require(request.user, Permission.DRAFT)
    groups = queries.common_proposals(request.user)
    if number >= len(groups):
        raise Http404
    group = groups[number]
    # The group is named by its members: should another demand have come in, it shows again.
    form = PolicyItemForm(request.POST or None, initial={"title": group[0].title})
    if request.method == "POST" and form.is_valid():
        try:
            made = actions.propose_policy(by=request.user, demands=group, **form.cleaned_data)
        except NotAllowed as refusal:
            form.add_error(None, str(refusal))
        else:
            return redirect(made.commitment)
    context = {"heading": _("转为政策事项"), "form": form, "group": group}
    return render(request, "demands/form.html", context)


@login_required
def limits(request: HttpRequest) -> HttpResponse:
    """Show every city's limits with their source, and which are in force."""
    require(request.user, Permission.READ)
    if request.method == "POST":
        actions.set_pack(by=request.user, slug=request.POST.get("pack", ""))
        return redirect("demands:limits")
    context = {
        "heading": _("时限规则"),
        "packs": [(p, p.limits.items(), p.answers.items()) for p in packs().values()],
        "in_force": queries.pack_in_force(),
        "can_set": may(request.user, Permission.GRANT),
    }
    return render(request, "demands/limits.html", context)


@login_required
def duties(request: HttpRequest) -> HttpResponse:
    """Show the duty table, and take a row."""
    require(request.user, Permission.READ)
    form = DutyForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        actions.set_duty(by=request.user, **form.cleaned_data)
        return redirect("demands:duties")
    context = {
        "heading": _("诉求职责表"),
        "rows": Duty.objects.select_related("organisation").prefetch_related("supports"),
        "form": form if may(request.user, Permission.ISSUE) else None,
    }
    return render(request, "demands/duties.html", context)


def _tiles(found: Rates) -> list[Tile]:
    source, day = _("诉求台账"), clock.today()
    shares = (
        (_("响应及时率"), found.responded_in_time, found.heard),
        (_("按期答复率"), found.in_time, found.due),
        (_("办结率"), found.answered, found.heard),
        (_("化解率"), found.solved, found.heard),
        (_("满意率"), found.satisfied, found.rated),
        (_("重复率"), found.repeated, found.heard),
    )
    return [
        Tile(title, Figure(share, "%", _("调度数"), source, day, 1))
        for title, part, whole in shares
        if (share := Rates.share(part, whole)) is not None
    ]


def _get(request: HttpRequest, pk: int) -> Demand:
    rows = queries.with_relations(queries.demands_for(request.user))
    row = rows.filter(pk=pk).first()
    if row is None:
        raise Http404
    return row
