"""The time machine: the list as known on a date, two dates compared, months frozen."""

from __future__ import annotations

from datetime import date, datetime, time

from django import forms
from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_POST

from daliang.base.access import may, require
from daliang.base.calendar import today
from daliang.base.refusal import NotAllowed
from daliang.base.roles import Permission
from daliang.ledger import actions, queries, snapshots
from daliang.ledger.choices import State
from daliang.ledger.comparison import Change, differences
from daliang.ledger.forms import Day
from daliang.ledger.lights import light_of, packs, packs_in_force
from daliang.ledger.programme import programme
from daliang.ui.parts import Badge, Light, Progress

CHANGE_TITLES = {
    Change.GONE: gettext_lazy("撤下"),
    Change.MOVED: gettext_lazy("时限变动"),
    Change.REWORDED: gettext_lazy("措辞变动"),
    Change.OWNER: gettext_lazy("责任单位变动"),
    Change.STATE: gettext_lazy("状态变动"),
    Change.PROGRESS: gettext_lazy("进度变动"),
    Change.ADDED: gettext_lazy("新增"),
}
_MOST = 500


class DatesForm(forms.Form):
    """One date, or two to compare."""

    on = forms.DateField(label=gettext_lazy("当时"), widget=Day())
    to = forms.DateField(label=gettext_lazy("对比到（可空）"), widget=Day(), required=False)


@login_required
def known(request: HttpRequest) -> HttpResponse:
    """Show the list as it was known at the end of a day, or what changed until another."""
    require(request.user, Permission.READ)
    form = DatesForm(request.GET or None, initial={"on": today()})
    context: dict[str, object] = {"form": form, "heading": _("时间回看")}
    if form.is_valid():
        on, to = form.cleaned_data["on"], form.cleaned_data["to"]
        before = _at(request, on)
        if to:
            found = differences(before, _at(request, to))
            context["changes"] = [(CHANGE_TITLES[d.change], d) for d in found[:_MOST]]
            context["counts"] = _counts(found)
            context["is_cut"] = len(found) > _MOST
        else:
            context["rows"] = _rows(before, on)[:_MOST]
            context["is_cut"] = len(before) > _MOST
    return render(request, "ledger/known.html", context)


@login_required
def freezes(request: HttpRequest) -> HttpResponse:
    """List the frozen months, and offer to freeze the one that ended."""
    require(request.user, Permission.READ)
    context = {
        "heading": _("月度封存"),
        "rows": queries.freezes_for(request.user),
        "can_freeze": may(request.user, Permission.FREEZE),
        "month": today().replace(day=1),
    }
    return render(request, "ledger/freezes.html", context)


@require_POST
@login_required
def freeze(request: HttpRequest) -> HttpResponse:
    """Freeze the month of the posted day."""
    try:
        month = date.fromisoformat(request.POST.get("month", "")).replace(day=1)
    except ValueError:
        raise Http404 from None
    try:
        made = actions.freeze_month(by=request.user, month_on=month, day=today())
    except NotAllowed as refusal:
        messages.error(request, str(refusal))
    else:
        messages.success(
            request, _("%(month)s 已封存 %(n)s 项。") % {"month": made.title, "n": made.count}
        )
    return redirect("ledger:freezes")


@login_required
def frozen(request: HttpRequest, pk: int) -> HttpResponse:
    """Show a frozen month; a unit sees its own rows of it."""
    made = queries.freezes_for(request.user).filter(pk=pk).first()
    if made is None:
        raise Http404
    rows = queries.frozen_rows(request.user, made)
    context = {
        "heading": made.title,
        "freeze": made,
        "rows": [
            (row, Light(row.colour, row.label, row.reason) if row.colour else None)
            for row in rows[:_MOST]
        ],
    }
    return render(request, "ledger/frozen.html", context)


def _at(request: HttpRequest, day: date) -> dict[int, dict[str, object]]:
    moment = timezone.make_aware(datetime.combine(day, time.max))
    rows = queries.known_at(request.user, moment)
    return {row.commitment_id: row.snapshot for row in rows}


def _rows(values: dict[int, dict[str, object]], day: date) -> list[dict[str, object]]:
    known, chosen, own = packs(), packs_in_force(), snapshots.rhythms()
    rows = []
    for shot in values.values():
        slug = str(shot["programme"])
        pack = known[chosen.get(slug, programme(slug).light_pack)]
        light = light_of(snapshots.read(shot, own.get(slug, "")), day, pack)
        rows.append(
            {
                "url": reverse("ledger:item", args=[shot["number"]]),
                "values": shot,
                "light": Light(light.tone, light.label, light.reason),
                "progress": Progress(shot["progress"]),
                "state": Badge(str(State(shot["state"]).label)),
            }
        )
    return rows


def _counts(found: list[object]) -> list[tuple[object, int]]:
    return [
        (title, count)
        for change, title in CHANGE_TITLES.items()
        if (count := sum(d.change is change for d in found))
    ]
