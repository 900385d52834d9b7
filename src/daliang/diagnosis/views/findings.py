"""What the drills found, followed from month to month."""

from __future__ import annotations

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from daliang.base.access import may, require
from daliang.base.roles import Permission
from daliang.diagnosis import actions, queries
from daliang.diagnosis.choices import OPEN_STATES, FindingState
from daliang.diagnosis.models import Finding
from daliang.diagnosis.tiles import finding_badge, run_tile
from daliang.parties.facts import folder
from daliang.ui.parts import Crumb, Tab
from daliang.warehouse.catalogue import read_catalogue

_MOST = 60


@login_required
def overview(request: HttpRequest) -> HttpResponse:
    """Show every measure with facts, and what the watch found."""
    require(request.user, Permission.READ)
    rows = list(queries.findings_for(request.user).order_by("pull_pp", "pk")[:_MOST])
    wanted = request.GET.get("state", "open")
    catalogue = read_catalogue(folder())
    runs = {run.measure: run for run in queries.latest_runs(request.user)}
    context = {
        "heading": _("穿透分析"),
        "tiles": [run_tile(run) for run in runs.values()],
        "measures": [(m, runs.get(m.slug)) for m in catalogue.measures],
        "tabs": _tabs(rows, wanted),
        "rows": [(row, finding_badge(row)) for row in rows if _is_wanted(row, wanted)],
        "may_see": queries.districts_of(request.user) != [],
    }
    return render(request, "diagnosis/overview.html", context)


@login_required
def finding(request: HttpRequest, pk: int) -> HttpResponse:
    """Show one finding: where, how much, since when, on which data, and what was done."""
    require(request.user, Permission.READ)
    row = _finding(request, pk)
    can_diagnose = may(request.user, Permission.DIAGNOSE)
    context = {
        "heading": f"{row.run.title}：{row.place}",
        "row": row,
        "state": finding_badge(row),
        "sightings": row.sightings.select_related("run"),
        "plans": queries.plans_for(request.user).filter(finding=row),
        "can_diagnose": can_diagnose,
        "can_plan": can_diagnose and may(request.user, Permission.DRAFT),
        "can_export": may(request.user, Permission.EXPORT),
        "paper_url": row.drill_url.replace("?", "paper/?", 1),
        "crumbs": [Crumb(_("穿透分析"), reverse("diagnosis:list")), Crumb(row.place)],
    }
    return render(request, "diagnosis/finding.html", context)


@require_POST
@login_required
def dismiss(request: HttpRequest, pk: int) -> HttpResponse:
    """Put a finding aside with a reason."""
    row = _finding(request, pk)
    actions.dismiss(by=request.user, finding=row, reason=request.POST.get("reason", ""))
    messages.success(request, _("已标为不处理；仍会按月复测。"))
    return redirect(row)


@require_POST
@login_required
def take_up(request: HttpRequest, pk: int) -> HttpResponse:
    """Take a finding up again."""
    row = actions.take_up(by=request.user, finding=_finding(request, pk))
    return redirect(row)


def _finding(request: HttpRequest, pk: int) -> Finding:
    try:
        return queries.finding_for(request.user, pk)
    except Finding.DoesNotExist:
        raise Http404 from None


def _is_wanted(row: Finding, wanted: str) -> bool:
    if wanted == "dismissed":
        return row.dismissed_at is not None
    if wanted == "gone":
        return row.state == FindingState.GONE
    is_open = row.state in OPEN_STATES and row.dismissed_at is None
    return is_open and (row.impact >= 0) == (wanted == "up")


def _tabs(rows: list[Finding], wanted: str) -> list[Tab]:
    titles = (
        ("open", _("下拉")),
        ("up", _("上拉")),
        ("gone", _("已消除")),
        ("dismissed", _("不处理")),
    )
    return [
        Tab(title, f"?state={key}", key == wanted, sum(_is_wanted(row, key) for row in rows))
        for key, title in titles
    ]
