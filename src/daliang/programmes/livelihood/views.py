"""Pages of livelihood items; the planners' pages are in `planner_views`."""

from __future__ import annotations

from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from daliang.base import clock
from daliang.base.access import may
from daliang.base.intake import intake_page
from daliang.base.pages import attempt, register_page, say_errors, show
from daliang.base.roles import Permission
from daliang.ledger.registers import light, state_badge
from daliang.programmes.livelihood import actions, queries, rules
from daliang.programmes.livelihood.forms import OrderForm, PublishForm, VoteForm
from daliang.programmes.livelihood.models import Item
from daliang.programmes.livelihood.registers import (
    ITEM_TABLE,
    ITEMS,
    PUBLIC,
    pace_badge,
    share,
    verdict_badge,
)
from daliang.ui.board import Board, Button, Panel, Table
from daliang.ui.parts import Crumb, Link, Progress


@login_required
def items(request: HttpRequest) -> HttpResponse:
    """Show the register of items."""
    buttons = [
        Button(_("公示清单"), reverse("livelihood:public"), icon="eye"),
        Button(_("助餐点选址"), reverse("livelihood:meals"), icon="map-pin"),
        Button(_("定制公交"), reverse("livelihood:buses"), icon="bus"),
    ]
    if may(request.user, Permission.DRAFT):
        buttons.append(Button(_("导入项目"), reverse("livelihood:import"), icon="table-import"))
    board = Board(heading=ITEMS.title, buttons=buttons)
    return register_page(request, ITEMS, queries.items_for(request.user), board)


@login_required
def public(request: HttpRequest) -> HttpResponse:
    """Show what is on the public list, with nothing that names a person."""
    rows = queries.items_for(request.user).exclude(published_on=None)
    board = Board(
        heading=PUBLIC.title,
        hint=_("公示期 7 天，异议由督查室受理。"),
        crumbs=_crumbs(str(PUBLIC.title)),
    )
    return register_page(request, PUBLIC, rows, board)


@login_required
def import_items(request: HttpRequest) -> HttpResponse:
    """Take in a year's list: upload, preview, confirm."""
    return intake_page(request, ITEM_TABLE)


@login_required
def item(request: HttpRequest, pk: int) -> HttpResponse:
    """Show one item: quantity, money, pace, votes."""
    row = _item(request, pk)
    done = share(row)
    required = rules.year_passed(row.year, row.as_of) if row.as_of else None
    facts = [
        (_("地区"), row.area.name),
        (_("类别"), row.category),
        (_("目标量"), f"{row.target.normalize():f}{row.unit}" if row.target is not None else None),
        (_("完成量"), f"{row.done.normalize():f}{row.unit}" if row.done is not None else None),
        (_("完成"), Progress(done, required)),
        (_("总投资（万元）"), row.total_wan),
        (_("年计划投资（万元）"), row.year_plan_wan),
        (_("完成投资（万元）"), row.invested_wan),
        (_("截至"), row.as_of),
        (_("出处"), f"{row.source}（{row.get_confidence_display()}）" if row.source else None),
    ]
    if row.commitment:
        facts.append((_("任务"), Link(row.commitment.number, row.commitment.get_absolute_url())))
    marks = [pace_badge(row), verdict_badge(row)]
    if row.commitment:
        marks += [state_badge(row.commitment), light(row.commitment)]
    votes = Table(
        _("满意度测评"),
        (_("日期"), _("满意"), _("基本满意"), _("不满意"), _("弃权"), _("结论")),
        [
            (v.held_on, v.satisfied, v.mostly, v.unsatisfied, v.abstained, _said(v))
            for v in row.votes.all()
        ],
        note=_("满意票过半为满意；满意和基本满意合计过半为基本满意；其余（含刚好一半）为不满意。"),
        empty=_("还没有测评。"),
    )
    board = Board(
        heading=row.title,
        crumbs=_crumbs(row.title),
        marks=[mark for mark in marks if mark],
        is_synthetic_row=row.is_synthetic,
        facts=facts,
        tables=(votes,),
        panels=_panels(request, row),
    )
    return show(request, board)


_FORMS = {"order": OrderForm, "vote": VoteForm, "publish": PublishForm}


@require_POST
@login_required
def perform(request: HttpRequest, pk: int) -> HttpResponse:
    """Order an item, record a vote, or put it on the public list."""
    row = _item(request, pk)
    verb = request.POST.get("verb", "")
    if verb not in _FORMS:
        raise Http404
    form = _FORMS[verb](request.POST)
    if not form.is_valid():
        say_errors(request, form)
        return redirect(row)

    def do() -> object:
        if verb == "vote":
            return actions.record_vote(by=request.user, item=row, ballots=form.ballots())
        if verb == "publish":
            return actions.publish(by=request.user, items=[row], **form.cleaned_data)
        return actions.order(by=request.user, item=row, **form.cleaned_data)

    return attempt(request, do, _("已完成。"), row.get_absolute_url())


def _panels(request: HttpRequest, row: Item) -> list[Panel]:
    url, today = reverse("livelihood:perform", args=[row.pk]), clock.today()
    panels = []
    if row.commitment is None and may(request.user, Permission.DRAFT):
        panels.append(Panel(_("立项交办"), url, OrderForm(), name="order", is_main=True))
    if may(request.user, Permission.REVIEW):
        panels.append(Panel(_("登记测评"), url, VoteForm(initial={"held_on": today}), name="vote"))
    if row.published_on is None and may(request.user, Permission.ISSUE):
        form = PublishForm(initial={"published_on": today})
        panels.append(Panel(_("公示"), url, form, name="publish"))
    return panels


def _said(vote: object) -> object:
    said = rules.verdict(rules.Votes(vote.satisfied, vote.mostly, vote.unsatisfied, vote.abstained))
    return said.label if said else None


def _item(request: HttpRequest, pk: int) -> Item:
    row = queries.items_for(request.user).filter(pk=pk).first()
    if row is None:
        raise Http404
    return row


def _crumbs(last: str) -> list[Crumb]:
    return [Crumb(_("民生实事"), reverse("livelihood:items")), Crumb(last)]
