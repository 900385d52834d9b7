"""The front door, and the pages that say what went wrong and what to do next."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.template import loader
from django.templatetags.static import static
from django.views.decorators.http import require_safe

from daliang.site.navigation import first_address


@require_safe
def home(request: HttpRequest) -> HttpResponse:
    """Send each user to the first page that his roles open."""
    return HttpResponseRedirect(first_address(request.user))


@require_safe
def seal(request: HttpRequest) -> HttpResponse:
    """Give pages that name no icon (the admin, a download) the product's seal."""
    return HttpResponseRedirect(static("ui/seal.svg"))


def refused(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    """Say why an action was refused; the sentence comes from the rule that refused."""
    reason = str(exception) if exception and str(exception) else ""
    return render(request, "base/403.html", {"reason": reason}, status=403)


def not_found(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    """Say that there is no such page, or none for this user."""
    return render(request, "base/404.html", status=404)


def broken(request: HttpRequest) -> HttpResponse:
    """Answer without database or session: they may be what broke."""
    return HttpResponse(loader.render_to_string("base/500.html"), status=500)


def expired(request: HttpRequest, reason: str = "") -> HttpResponse:
    """Answer a form whose token does not hold: an old page, or a foreign one."""
    return render(request, "base/csrf.html", status=403)
