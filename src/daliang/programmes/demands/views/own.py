"""A firm's own demands: it asks, reads the clock and the answer, and judges."""

from __future__ import annotations

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from daliang.base.access import require
from daliang.base.refusal import NotAllowed
from daliang.base.roles import Permission
from daliang.parties.firm_queries import firm_of
from daliang.parties.hearing import HeardDemand
from daliang.programmes.demands import actions, queries
from daliang.programmes.demands.choices import Channel
from daliang.programmes.demands.forms import OwnDemandForm, RatingForm
from daliang.programmes.demands.models import Demand
from daliang.programmes.demands.packs import packs
from daliang.programmes.demands.registers import clock_of, stage_badge, time_light


@login_required
def own(request: HttpRequest, pk: int) -> HttpResponse:
    """Show a firm one of its own demands."""
    row = _own(request, pk)
    is_rated = row.ratings.filter(round=row.reopened + 1, is_call_back=False).exists()
    context = {
        "heading": row.title,
        "row": row,
        "clock": clock_of(row),
        "stage": stage_badge(row),
        "light": time_light(row),
        "pack": packs()[row.pack],
        "ratings": row.ratings.all(),
        "form": RatingForm() if row.answered_at and not is_rated else None,
    }
    return render(request, "demands/own.html", context)


@login_required
def own_new(request: HttpRequest) -> HttpResponse:
    """Let a firm ask."""
    require(request.user, Permission.OWN_FIRM)
    form = OwnDemandForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        heard = HeardDemand(
            enterprise=firm_of(request.user), channel=Channel.PORTAL, **form.cleaned_data
        )
        try:
            row = actions.take_in(by=request.user, heard=heard)
        except NotAllowed as refusal:
            form.add_error(None, str(refusal))
        else:
            messages.success(request, _("已收到，编号 %(n)s。") % {"n": row.number})
            return redirect("demands:own", row.pk)
    return render(request, "demands/form.html", {"heading": _("提出诉求"), "form": form})


@require_POST
@login_required
def own_rate(request: HttpRequest, pk: int) -> HttpResponse:
    """Take the firm's judgement."""
    row = _own(request, pk)
    form = RatingForm(request.POST)
    if form.is_valid():
        try:
            actions.rate(by=request.user, demand=row, **form.cleaned_data)
            messages.success(request, _("谢谢，评价已记录。"))
        except NotAllowed as refusal:
            messages.error(request, str(refusal))
    else:
        messages.error(request, _("请选择一项评价。"))
    return redirect("demands:own", row.pk)


def _own(request: HttpRequest, pk: int) -> Demand:
    require(request.user, Permission.OWN_FIRM)
    row = queries.demands_of(firm_of(request.user)).filter(pk=pk).first()
    if row is None:
        raise Http404
    return row
