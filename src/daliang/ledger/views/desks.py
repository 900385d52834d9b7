"""The desks: a liaison's own items, and what waits for the office."""

from __future__ import annotations

from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _

from daliang.base.access import require, scope_of
from daliang.base.roles import Permission
from daliang.ledger import queries
from daliang.ledger.choices import State
from daliang.ledger.forms import ReportForm
from daliang.ledger.models import Commitment
from daliang.ledger.registers import light, state_badge
from daliang.ui.parts import Progress, Tab

_MOST = 100


@login_required
def mine(request: HttpRequest) -> HttpResponse:
    """Show everything the user's units must sign for, report or mend; pre-filled."""
    require(request.user, Permission.READ)
    rows = list(queries.my_items(request.user)[:_MOST])
    groups = [
        (_("待签收"), [r for r in rows if _unsigned(request, r)]),
        (
            _("要报进展"),
            [r for r in rows if r.state == State.IN_PROGRESS and not _unsigned(request, r)],
        ),
        (_("等待审核"), [r for r in rows if r.state in {State.REPORTED_DONE, State.IN_REVIEW}]),
    ]
    context = {
        "heading": _("我的事项"),
        "groups": [(t, [_card(request, r) for r in members]) for t, members in groups if members],
        "is_cut": len(rows) == _MOST,
        "here": reverse("ledger:mine"),
    }
    return render(request, "ledger/mine.html", context)


@login_required
def review(request: HttpRequest) -> HttpResponse:
    """Show what waits for the office: approval, issue, review, extensions."""
    require(request.user, Permission.REVIEW)
    rows = list(queries.review_queue(request.user)[:500])
    wanted = request.GET.get("state", "")
    tabs = [Tab(_("全部"), "?", not wanted, len(rows))]
    for state in (
        State.SUBMITTED,
        State.APPROVED,
        State.RETURNED,
        State.REPORTED_DONE,
        State.IN_REVIEW,
    ):
        count = sum(row.state == state for row in rows)
        if count:
            tabs.append(Tab(state.label, f"?state={state}", wanted == state, count))
    shown = [row for row in rows if not wanted or row.state == wanted]
    context = {
        "heading": _("审核"),
        "tabs": tabs,
        "rows": [(row, state_badge(row), light(row), row.transitions_text) for row in _last(shown)],
        "extensions": queries.open_extensions(request.user),
    }
    return render(request, "ledger/review.html", context)


def _unsigned(request: HttpRequest, row: Commitment) -> bool:
    scope = scope_of(request.user)
    return any(
        a.signed_at is None and scope.acts_for(a.organisation) for a in row.assignments.all()
    )


def _card(request: HttpRequest, row: Commitment) -> dict[str, object]:
    is_working = row.state == State.IN_PROGRESS and not _unsigned(request, row)
    return {
        "row": row,
        "light": light(row),
        "state": state_badge(row),
        "progress": Progress(row.progress),
        "form": ReportForm(row, auto_id=f"r{row.pk}_%s") if is_working else None,
        "can_sign": _unsigned(request, row),
    }


def _last(rows: list[Commitment]) -> list[Commitment]:
    """Attach each row's last word in one query."""
    last = queries.last_transitions([row.pk for row in rows])
    for row in rows:
        row.transitions_text = last.get(row.pk)
    return rows
