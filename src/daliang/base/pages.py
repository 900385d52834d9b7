"""What the ordinary pages of every pack do alike: show a register, perform a verb, scope rows."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from django.contrib import messages
from django.db.models import Q, QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _

from daliang.base import queries
from daliang.base.access import may, require, scope_of
from daliang.base.models import User
from daliang.base.refusal import NotAllowed
from daliang.base.roles import Permission
from daliang.engine.checks import BadInput
from daliang.ui.board import Board
from daliang.ui.register import Register, SavedView, build_page, matching, respond
from daliang.ui.workbook import workbook_response


def visible(user: User, rows: QuerySet, *fields: str) -> QuerySet:
    """Return the rows a user may see: the city's roles all, a unit those with its name in a field.

    `fields` are paths to organisations; without any, only the city's roles see rows.
    """
    scope = scope_of(user)
    if Permission.READ not in scope.permissions:
        return rows.none()
    if scope.is_city:
        return rows
    condition = Q(pk__in=[])
    for field in fields:
        condition |= scope.own_units(field)
    return rows.filter(condition)


def register_page(
    request: HttpRequest,
    register: Register,
    rows: QuerySet,
    board: Board,
    *,
    template: str = "ui/board.html",
    notes: Sequence[str] = (),
) -> HttpResponse:
    """Show a register on a board, or answer with its workbook; sample rows are said to be so."""
    require(request.user, Permission.READ)
    if request.GET.get("export") == "xlsx":
        require(request.user, Permission.EXPORT)
        said = [_("调度数据，非统计发布。"), *notes]
        if rows.filter(is_synthetic=True).exists():
            said.append(_("含示例数据，不作工作依据。"))
        found = matching(register, rows, request.GET)
        return workbook_response(register, found, f"{register.title}.xlsx", notes=said)
    page = build_page(
        register,
        rows,
        request.GET,
        has_export=may(request.user, Permission.EXPORT),
        saved_views=[
            SavedView(v.name, v.query, reverse("base:delete-view", args=[v.pk]))
            for v in queries.views_of(request.user, register.name)
        ],
        save_url=reverse("base:save-view", args=[register.name]),
    )
    return respond(request, template, page, board.context())


def show(request: HttpRequest, board: Board, *, status: int = 200) -> HttpResponse:
    """Show a board without a register."""
    return render(request, "ui/board.html", board.context(), status=status)


def attempt(request: HttpRequest, verb: Callable[[], object], done: str, back: str) -> HttpResponse:
    """Perform a verb; whatever comes of it is said on the page the user returns to."""
    try:
        verb()
    except NotAllowed as refusal:
        messages.error(request, str(refusal))
    except BadInput as refusal:
        for problem in refusal.problems[:10]:
            messages.error(request, str(problem))
    else:
        messages.success(request, done)
    return redirect(back)


def say_errors(request: HttpRequest, form: object) -> None:
    """Say what is wrong with a form, field by field."""
    for name, errors in form.errors.items():
        label = form.fields[name].label if name in form.fields else ""
        messages.error(request, f"{label}：{''.join(errors)}" if label else "".join(errors))
