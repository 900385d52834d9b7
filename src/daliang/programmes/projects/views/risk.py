"""Pages of schedule risk: all open projects, and one project's network."""

from __future__ import annotations

from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _

from daliang.base.access import require
from daliang.base.calendar import today
from daliang.base.roles import Permission
from daliang.engine.schedule import Light as EngineLight
from daliang.programmes.projects import queries
from daliang.programmes.projects import risk as outlooks
from daliang.programmes.projects.choices import Stage
from daliang.programmes.projects.models import Project, RiskLog
from daliang.programmes.projects.views.board import tabs
from daliang.ui.parts import Crumb, Light

_TONES = {"red": "red", "yellow": "amber", "green": "green", "none": "grey"}
_WORDS = {"red": _("红灯"), "yellow": _("黄灯"), "green": _("绿灯"), "none": _("不计")}


def _shown(light: EngineLight) -> Light:
    return Light(_TONES[light.colour], _WORDS[light.colour], light.reason)


def _outlook(request: HttpRequest) -> outlooks.Outlook:
    rows = queries.projects_for(request.user).select_related("district").prefetch_related("gates")
    return outlooks.outlook(list(rows), today())


@login_required
def risk(request: HttpRequest) -> HttpResponse:
    """Show the chance of every open project, the least likely first, and past forecasts' score."""
    require(request.user, Permission.READ)
    found = _outlook(request)
    rows = sorted(
        found.forecast.projects if found.forecast else (),
        key=lambda each: 1.0 if each.probability is None else each.probability,
    )
    logs = RiskLog.objects.filter(gate__project__in=list(found.projects.values()))
    context = {
        "heading": _("工期风险"),
        "tabs": tabs("risk"),
        "rows": [(found.projects[each.id], each, _shown(each.light)) for each in rows],
        "on_time": found.forecast.on_time if found.forecast else None,
        "learned": [Stage(stage).label for stage in found.learned],
        "score": outlooks.score(list(logs.select_related("gate")), today()),
        "as_of": today(),
    }
    return render(request, "projects/risk.html", context)


@login_required
def project_risk(request: HttpRequest, code: str) -> HttpResponse:
    """Show one project's gates: chance, dates, criticality, drift, earned value."""
    try:
        row = queries.project_for(request.user, code)
    except Project.DoesNotExist:
        raise Http404 from None
    found = _outlook(request)
    own = found.of(code)
    plan = next((p for p in row.plans.all() if p.year == today().year), None)
    context = {
        "heading": _("工期风险：%(name)s") % {"name": row.name},
        "crumbs": [
            Crumb(_("工期风险"), reverse("projects:risk")),
            Crumb(row.name, row.get_absolute_url()),
        ],
        "row": row,
        "own": own,
        "light": _shown(own.light) if own else None,
        "drifts": outlooks.drifts_of(row),
        "earned": outlooks.earned_of(request.user, plan) if plan else None,
        "learned": [Stage(stage).label for stage in found.learned],
        "as_of": today(),
    }
    return render(request, "projects/project_risk.html", context)
