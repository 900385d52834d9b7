"""Pages of asks."""

from __future__ import annotations

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
from daliang.base.access import may, require, scope_of
from daliang.base.refusal import NotAllowed
from daliang.base.roles import Permission
from daliang.programmes.asks import actions, queries
from daliang.programmes.asks.forms import AskForm, ContactForm, ReachForm, ResultForm
from daliang.programmes.asks.models import Ask
from daliang.programmes.asks.registers import ASKS, result_badge, window_badge
from daliang.ui.parts import Crumb, Figure, Tile
from daliang.ui.register import build_page, matching, respond
from daliang.ui.workbook import workbook_response

_VERBS = {
    "contact": (gettext_lazy("登记对接"), ContactForm, actions.note_contact),
    "reach": (gettext_lazy("层级推进"), ReachForm, actions.reach),
    "settle": (gettext_lazy("材料和结果"), ResultForm, actions.settle),
}


@login_required
def ask_list(request: HttpRequest) -> HttpResponse:
    """List the asks; the export is the monthly list."""
    require(request.user, Permission.READ)
    rows = queries.asks_for(request.user)
    can_export = may(request.user, Permission.EXPORT)
    if can_export and request.GET.get("export") == "xlsx":
        found = list(matching(ASKS, rows, request.GET))
        notes = [_("调度数据，非统计发布。截至%(d)s") % {"d": clock.today()}]
        if any(row.commitment.is_synthetic for row in found):
            notes.append(_("含示例数据，不作工作依据。"))
        return workbook_response(ASKS, found, _("向上争取月度清单.xlsx"), notes=notes)
    page = build_page(ASKS, rows, request.GET, has_export=can_export)
    context = {
        "heading": ASKS.title,
        "can_draft": may(request.user, Permission.DRAFT),
        "tiles": _tiles(request),
    }
    return respond(request, "asks/list.html", page, context)


@login_required
def ask(request: HttpRequest, pk: int) -> HttpResponse:
    """Show one ask: window, levels, contacts, result."""
    row = _get(request, pk)
    context = {
        "heading": row.commitment.title,
        "crumbs": [Crumb(ASKS.title, reverse("asks:list")), Crumb(row.commitment.number)],
        "row": row,
        "window": window_badge(row),
        "result": result_badge(row),
        "contacts": row.contacts.select_related("noted_by"),
        "reached": row.reached.all(),
        "verbs": [
            (title, reverse("asks:verb", args=[row.pk, name]), _form(name, row))
            for name, (title, _f, _a) in _VERBS.items()
        ]
        if _may_write(request, row)
        else [],
    }
    return render(request, "asks/ask.html", context)


@login_required
def new(request: HttpRequest) -> HttpResponse:
    """Register an ask."""
    require(request.user, Permission.DRAFT)
    form = AskForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        values = dict(form.cleaned_data)
        try:
            made = actions.raise_ask(
                by=request.user, title=values.pop("title"), lead=values.pop("lead"), values=values
            )
        except NotAllowed as refusal:
            form.add_error(None, str(refusal))
        else:
            messages.success(request, _("草稿已建立，在任务页提交审批后交办。"))
            return redirect(made)
    return render(request, "parties/form.html", {"heading": _("登记争取事项"), "form": form})


@require_POST
@login_required
def verb(request: HttpRequest, pk: int, name: str) -> HttpResponse:
    """Perform a verb on an ask."""
    row = _get(request, pk)
    if name not in _VERBS:
        raise Http404
    form = _VERBS[name][1](request.POST)
    if not form.is_valid():
        for field, errors in form.errors.items():
            messages.error(request, f"{form.fields[field].label}：{'；'.join(errors)}")
        return redirect(row)
    try:
        _VERBS[name][2](by=request.user, ask=row, **form.cleaned_data)
        messages.success(request, _("已登记。"))
    except NotAllowed as refusal:
        messages.error(request, str(refusal))
    return redirect(row)


def _form(name: str, row: Ask) -> forms.Form:
    initial: dict[str, object] = {"on": clock.today()}
    if name == "settle":
        names = ("material", "result", "clause", "amount_wan", "failure")
        initial = {n: getattr(row, n) for n in names}
    return _VERBS[name][1](initial=initial, auto_id=f"{name}_%s")


def _may_write(request: HttpRequest, row: Ask) -> bool:
    if may(request.user, Permission.DRAFT):
        return True
    units = row.commitment.assignments.select_related("organisation")
    own = any(scope_of(request.user).acts_for(a.organisation) for a in units)
    return own and may(request.user, Permission.REPORT)


def _tiles(request: HttpRequest) -> list[Tile]:
    found, day = queries.totals(request.user), clock.today()
    source = _("争取台账")
    return [
        Tile(_("争取事项"), Figure(found["count"], _("件"), _("调度数"), source, day, 0)),
        Tile(_("写入文件"), Figure(found["clauses"], _("件"), _("调度数"), source, day, 0)),
        Tile(_("到位资金"), Figure(found["money"], _("万元"), _("调度数"), source, day, 1)),
    ]


def _get(request: HttpRequest, pk: int) -> Ask:
    require(request.user, Permission.READ)
    row = queries.asks_for(request.user).filter(pk=pk).first()
    if row is None:
        raise Http404
    return row
