"""The firms' sign-in and front page."""

from __future__ import annotations

from django.contrib.auth import login
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _

from daliang.base.access import require
from daliang.base.roles import Permission
from daliang.parties.cards import own_sections
from daliang.parties.firm_queries import firm_of
from daliang.programmes.portal.forms import FirmSignInForm


def sign_in(request: HttpRequest) -> HttpResponse:
    """Let a firm in."""
    form = FirmSignInForm(request.POST or None, request=request)
    if request.method == "POST" and form.is_valid():
        login(request, form.user)
        return redirect("portal:home")
    status = 422 if form.errors else 200
    context = {"heading": _("企业登录"), "form": form}
    return render(request, "portal/sign_in.html", context, status=status)


@login_required(login_url="portal:sign-in")
def home(request: HttpRequest) -> HttpResponse:
    """Show a firm what concerns it: its demands and their clock, its policies and why."""
    require(request.user, Permission.OWN_FIRM)
    firm = firm_of(request.user)
    context = {"heading": firm.name, "firm": firm, "sections": own_sections(firm)}
    return render(request, "portal/home.html", context)
