"""The cockpit, the bulletins and their letters."""

from __future__ import annotations

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.http import content_disposition_header
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from daliang.base.access import may, require
from daliang.base.calendar import today
from daliang.base.roles import Permission
from daliang.dispatch import issuing, queries
from daliang.dispatch.cockpit import cockpit as read_cockpit
from daliang.ledger.queries import freezes_for
from daliang.ledger.registers import light


@login_required
def cockpit(request: HttpRequest) -> HttpResponse:
    """Show the first screen: where it is red, why, and who is on it."""
    require(request.user, Permission.READ)
    view = read_cockpit(request.user, today())
    context = {
        "heading": _("驾驶舱"),
        "view": view,
        "day": today(),
        "reds": [(row, light(row)) for row in view.reds],
        "soon": [(row, light(row)) for row in view.soon],
    }
    return render(request, "dispatch/cockpit.html", context)


@login_required
def bulletins(request: HttpRequest) -> HttpResponse:
    """List the bulletins, and the frozen months one can be made from."""
    require(request.user, Permission.READ)
    context = {
        "heading": _("通报"),
        "rows": queries.bulletins_for(request.user),
        "freezes": freezes_for(request.user),
        "can_make": may(request.user, Permission.FREEZE),
    }
    return render(request, "dispatch/bulletins.html", context)


@require_POST
@login_required
def make_bulletin(request: HttpRequest, pk: int) -> HttpResponse:
    """Make the next edition of a frozen month's bulletin."""
    freeze = freezes_for(request.user).filter(pk=pk).first()
    if freeze is None:
        raise Http404
    made = issuing.issue_bulletin(by=request.user, freeze=freeze)
    messages.success(request, _("已生成：%(title)s") % {"title": made})
    return redirect("dispatch:bulletins")


@login_required
def letters(request: HttpRequest, pk: int) -> HttpResponse:
    """Download a 督办函 for each unit with a red light, in one archive."""
    require(request.user, Permission.FREEZE)
    freeze = freezes_for(request.user).filter(pk=pk).first()
    if freeze is None:
        raise Http404
    response = HttpResponse(issuing.letters_archive(freeze), content_type="application/zip")
    name = f"督办函-{freeze.title}.zip"
    response.headers["Content-Disposition"] = content_disposition_header(True, name)
    return response
