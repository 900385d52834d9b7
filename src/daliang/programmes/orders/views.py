"""Pages of offers, matches, events and orders."""

from __future__ import annotations

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _

from daliang.base import clock
from daliang.base.access import may, require
from daliang.base.refusal import NotAllowed
from daliang.base.roles import Permission
from daliang.parties.queries import enterprises_for
from daliang.programmes.orders import actions, queries
from daliang.programmes.orders.forms import EventForm, OrderForm, SeatForm
from daliang.programmes.orders.registers import OFFERS, ORDERS
from daliang.ui.parts import Crumb, Figure, Tile
from daliang.ui.register import Register, build_page, matching, respond
from daliang.ui.workbook import workbook_response

_MOST = 60


@login_required
def offer_list(request: HttpRequest) -> HttpResponse:
    """List what firms sell and buy."""
    return _list(request, OFFERS, queries.offers_for(request.user), "orders/list.html")


@login_required
def order_list(request: HttpRequest) -> HttpResponse:
    """List the orders with their sum, each once."""
    return _list(request, ORDERS, queries.orders_for(request.user), "orders/orders.html")


@login_required
def match_list(request: HttpRequest) -> HttpResponse:
    """Show who could buy from whom, and why."""
    require(request.user, Permission.READ)
    found = queries.matches_for(request.user)
    context = {
        "heading": _("可以对接"),
        "crumbs": [Crumb(OFFERS.title, reverse("orders:list"))],
        "rows": found[:_MOST],
        "more": max(len(found) - _MOST, 0),
        "as_of": clock.today(),
    }
    return render(request, "orders/matches.html", context)


@login_required
def event_list(request: HttpRequest) -> HttpResponse:
    """List the events; the office announces one."""
    require(request.user, Permission.READ)
    form = EventForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            made = actions.hold_event(by=request.user, **form.cleaned_data)
        except NotAllowed as refusal:
            form.add_error(None, str(refusal))
        else:
            return redirect("orders:event", made.pk)
    context = {
        "heading": _("活动和名额"),
        "crumbs": [Crumb(OFFERS.title, reverse("orders:list"))],
        "rows": queries.events_for(request.user),
        "form": form if may(request.user, Permission.DRAFT) else None,
    }
    return render(request, "orders/events.html", context)


@login_required
def event(request: HttpRequest, pk: int) -> HttpResponse:
    """Show an event, its places and its orders; give a place."""
    require(request.user, Permission.READ)
    row = queries.events_for(request.user).filter(pk=pk).first()
    if row is None:
        raise Http404
    firms = enterprises_for(request.user)
    form = SeatForm(request.POST or None, firms=firms)
    if request.method == "POST" and form.is_valid():
        try:
            actions.give_seat(by=request.user, event=row, **form.cleaned_data)
        except NotAllowed as refusal:
            form.add_error(None, str(refusal))
        else:
            return redirect("orders:event", pk)
    context = {
        "heading": row.title,
        "crumbs": [Crumb(_("活动和名额"), reverse("orders:events"))],
        "row": row,
        "seats": row.taken.filter(enterprise__in=firms).select_related("enterprise"),
        "orders": queries.orders_for(request.user).filter(event=row),
        "form": form if _can_write(request) else None,
    }
    return render(request, "orders/event.html", context)


@login_required
def report(request: HttpRequest) -> HttpResponse:
    """Report an order back."""
    if not may(request.user, Permission.REPORT):
        require(request.user, Permission.DRAFT)
    form = OrderForm(request.POST or None, firms=enterprises_for(request.user))
    if request.method == "POST" and form.is_valid():
        try:
            made = actions.report_order(by=request.user, **form.order())
        except NotAllowed as refusal:
            form.add_error(None, str(refusal))
        else:
            words = _("已记录。") if made.reports == 1 else _("这份合同已上报过，只计一次。")
            messages.success(request, words)
            return redirect("orders:orders")
    return render(request, "parties/form.html", {"heading": _("回填订单"), "form": form})


def _list(request: HttpRequest, register: Register, rows: object, template: str) -> HttpResponse:
    require(request.user, Permission.READ)
    can_export = may(request.user, Permission.EXPORT)
    if can_export and request.GET.get("export") == "xlsx":
        found = list(matching(register, rows, request.GET))
        notes = [_("调度数据，非统计发布。")]
        if any(row.is_synthetic for row in found):
            notes.append(_("含示例数据，不作工作依据。"))
        return workbook_response(register, found, f"{register.title}.xlsx", notes=notes)
    page = build_page(register, rows, request.GET, has_export=can_export)
    context = {
        "heading": register.title,
        "can_write": _can_write(request),
        "can_import": may(request.user, Permission.DRAFT),
        "tiles": _tiles(request) if register is ORDERS else [],
    }
    return respond(request, template, page, context)


def _tiles(request: HttpRequest) -> list[Tile]:
    count, money, local = queries.totals(request.user)
    source, day = _("订单回填"), clock.today()
    return [
        Tile(_("订单"), Figure(count, _("份"), _("调度数"), source, day, 0)),
        Tile(_("金额"), Figure(money, _("万元"), _("调度数"), source, day, 1)),
        Tile(_("其中本地配套"), Figure(local, _("万元"), _("调度数"), source, day, 1)),
    ]


def _can_write(request: HttpRequest) -> bool:
    return may(request.user, Permission.DRAFT) or may(request.user, Permission.REPORT)
