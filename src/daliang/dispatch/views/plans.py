"""Attack plans: drafted from a finding, shown with their commitments."""

from __future__ import annotations

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from daliang.base.access import require
from daliang.base.roles import Permission
from daliang.diagnosis.models import AttackPlan, Finding
from daliang.diagnosis.queries import finding_for, plans_for
from daliang.dispatch.plans import commitments_of, draft_plan
from daliang.ledger.queries import commitments_for
from daliang.ledger.registers import state_badge
from daliang.ui.parts import Crumb


@require_POST
@login_required
def draft(request: HttpRequest, pk: int) -> HttpResponse:
    """Draft the attack plan against a finding."""
    try:
        finding = finding_for(request.user, pk)
    except Finding.DoesNotExist:
        raise Http404 from None
    plan = draft_plan(by=request.user, finding=finding)
    messages.success(request, _("已起草攻坚方案，任务在草稿里；改好后提交审批。"))
    return redirect("dispatch:plan", plan.pk)


@login_required
def plan(request: HttpRequest, pk: int) -> HttpResponse:
    """Show a plan: weak indicator, gap, causes, steps with firms, commitments, proof."""
    require(request.user, Permission.READ)
    try:
        row = plans_for(request.user).get(pk=pk)
    except AttackPlan.DoesNotExist:
        raise Http404 from None
    parent, parts = commitments_of(row)
    seen = set(
        commitments_for(request.user)
        .filter(pk__in=[c.pk for c in [parent, *parts] if c])
        .values_list("pk", flat=True)
    )
    context = {
        "heading": row.title,
        "row": row,
        "steps": row.steps.select_related("enterprise"),
        "parent": parent if parent and parent.pk in seen else None,
        "parts": [(c, state_badge(c)) for c in parts if c.pk in seen],
        "crumbs": [
            Crumb(_("穿透分析"), reverse("diagnosis:list")),
            Crumb(row.finding.place, row.finding.get_absolute_url()),
            Crumb(_("攻坚方案")),
        ],
    }
    return render(request, "dispatch/plan.html", context)
