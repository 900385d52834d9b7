"""Policies seen from firms: the sheet of one firm, the work list, the curve, payouts."""

from __future__ import annotations

from collections import Counter

from django import forms
from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_POST

from daliang.base import clock
from daliang.base.access import require, scope_of
from daliang.base.refusal import NotAllowed
from daliang.base.roles import Permission
from daliang.engine.policy import is_adjustable, near_misses, threshold_curve
from daliang.parties.firm_queries import firm_of
from daliang.parties.models import Enterprise
from daliang.parties.queries import enterprise_for
from daliang.programmes.policy import actions, matching, queries
from daliang.programmes.policy.choices import Outcome
from daliang.programmes.policy.models import PolicyText
from daliang.programmes.policy.registers import newest
from daliang.programmes.policy.sections import money
from daliang.ui import charts
from daliang.ui.parts import Badge, Crumb

_TONES = {Outcome.ELIGIBLE: "green", Outcome.SHORT: "amber", Outcome.UNDECIDED: "blue"}
_POINTS = 41


class ThresholdForm(forms.Form):
    """Another threshold."""

    threshold = forms.FloatField(label=gettext_lazy("门槛改为"))


@login_required
def firm(request: HttpRequest, pk: int) -> HttpResponse:
    """Show every policy for one firm, each with its trace: the sheet for the visit."""
    require(request.user, Permission.READ)
    try:
        row = enterprise_for(request.user, pk)
    except Enterprise.DoesNotExist:
        raise Http404 from None
    answers = matching.answers_for(row, clock.today())
    context = {
        "heading": _("一企一策：%(n)s") % {"n": row.name},
        "crumbs": [
            Crumb(_("企业"), reverse("parties:list")),
            Crumb(row.name, row.get_absolute_url()),
        ],
        "row": row,
        "answers": [
            (a, Badge(str(a.outcome.label), _TONES.get(a.outcome, "grey")), money(a))
            for a in answers
            if a.outcome is not Outcome.EXCLUDED
        ],
        "excluded": [a.version.text.title for a in answers if a.outcome is Outcome.EXCLUDED],
        "as_of": clock.today(),
    }
    return render(request, "policy/firm.html", context)


@login_required
def own(request: HttpRequest, pk: int) -> HttpResponse:
    """Show a firm why a policy is for it, or what it lacks."""
    require(request.user, Permission.OWN_FIRM)
    answers = matching.answers_for(firm_of(request.user), clock.today())
    found = next((a for a in answers if a.version.text_id == pk), None)
    if found is None:
        raise Http404
    context = {
        "heading": found.version.text.title,
        "answer": found,
        "row": found.version.text,
        "mark": Badge(str(found.outcome.label), _TONES.get(found.outcome, "grey")),
        "money": money(found),
    }
    return render(request, "policy/own.html", context)


@login_required
def worklist(request: HttpRequest) -> HttpResponse:
    """Show which facts hold up the most pairs: what to collect first."""
    require(request.user, Permission.READ)
    run = queries.last_run()
    counts: Counter[str] = Counter()
    firms: dict[str, list[object]] = {}
    if run:
        rows = run.rows.filter(outcome=Outcome.UNDECIDED).select_related("enterprise")
        for row in rows.filter(scope_of(request.user).organisations("enterprise__district")):
            for name in row.reason.removeprefix("缺：").split("、"):
                counts[name] += 1
                known = firms.setdefault(name, [])
                if len(known) < 5 and row.enterprise not in known:
                    known.append(row.enterprise)
    context = {
        "heading": _("待采集的事实"),
        "crumbs": [Crumb(_("惠企政策"), reverse("policy:list"))],
        "rows": [(name, n, firms[name]) for name, n in counts.most_common(40)],
        "can_import": Permission.FIGURES in scope_of(request.user).permissions,
    }
    return render(request, "policy/worklist.html", context)


@login_required
def curve(request: HttpRequest, pk: int, number: int) -> HttpResponse:
    """Show what another threshold of one condition costs: firms and money, as a curve."""
    require(request.user, Permission.DIAGNOSE)
    row = _text(request, pk)
    version = newest(row)
    if version is None:
        raise Http404
    firms = list(Enterprise.objects.filter(is_active=True).values_list("pk", flat=True))
    field = matching.evaluate([version], firms)
    policy = field.compiled.policies[0]
    if number >= len(policy.conditions) or not is_adjustable(policy.conditions[number]):
        raise Http404
    found = _curve(field, number)
    form = ThresholdForm(request.GET or None, initial={"threshold": found.leaf.value})
    change = found.change(form.cleaned_data["threshold"]) if form.is_valid() else None
    context = {
        "heading": _("改一个门槛要多少钱"),
        "crumbs": [Crumb(row.title, row.get_absolute_url())],
        "row": row,
        "leaf": found.leaf,
        "name": matching.labels().get(found.leaf.field, found.leaf.field),
        "now": found.at(found.leaf.value),
        "form": form,
        "change": change,
        "chart": _chart(row, found) if len(found.values) else None,
    }
    return render(request, "policy/curve.html", context)


@require_POST
@login_required
def list_payouts(request: HttpRequest, pk: int) -> HttpResponse:
    """Put those who qualify on the list."""
    row, run = _text(request, pk), queries.last_run()
    if run is None:
        raise Http404
    try:
        n = actions.list_payouts(by=request.user, run=run, text=row)
        messages.success(request, _("列入%(n)s家。") % {"n": n})
    except NotAllowed as refusal:
        messages.error(request, str(refusal))
    return redirect(row)


@require_POST
@login_required
def settle(request: HttpRequest, pk: int) -> HttpResponse:
    """Move a payout on."""
    require(request.user, Permission.READ)
    payout = queries.payouts_for(request.user).filter(pk=pk).first()
    state = request.POST.get("state", "")
    if payout is None or state not in {"confirmed", "paid", "refused"}:
        raise Http404
    try:
        actions.settle_payout(by=request.user, payout=payout, state=state)
    except NotAllowed as refusal:
        messages.error(request, str(refusal))
    return redirect(payout.version.text)


def _curve(field: matching.Field, number: int) -> object:
    near = near_misses(field.compiled, field.outcomes)
    return threshold_curve(field.compiled, field.outcomes, near, policy=0, condition=number)


def _chart(row: PolicyText, found: object) -> object:
    values = sorted(set(found.values.tolist()))
    step = max(len(values) // _POINTS, 1)
    points = values[::step]
    name = matching.labels().get(found.leaf.field, found.leaf.field)
    money = [round(found.at(p)[1], 2) for p in points]
    source = _("测算数 · 企业事实 · 截至%(d)s") % {"d": clock.today()}
    return charts.line_chart(
        row.title,
        [f"{p:g}" for p in points],
        [charts.Line(_("金额（万元），横轴为%(n)s") % {"n": name}, money)],
        unit=_("万元"),
        source=source,
        digits=1,
    )


def _text(request: HttpRequest, pk: int) -> PolicyText:
    require(request.user, Permission.READ)
    row = queries.policies_for(request.user).filter(pk=pk).first()
    if row is None:
        raise Http404
    return row
