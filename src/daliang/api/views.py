"""The pages of the interface: its keys, and what can be called."""

from __future__ import annotations

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from daliang.api import keys
from daliang.api.forms import KeyForm
from daliang.api.service import api
from daliang.base.access import require
from daliang.base.refusal import NotAllowed
from daliang.base.roles import Permission


@login_required
def key_list(request: HttpRequest) -> HttpResponse:
    """List the keys and make one; its secret is shown on this answer alone."""
    require(request.user, Permission.MANAGE_PEOPLE)
    form, secret = KeyForm(request.POST or None), ""
    if request.method == "POST" and form.is_valid():
        try:
            _key, secret = keys.create_key(by=request.user, **form.cleaned_data)
            form = KeyForm()
        except NotAllowed as refusal:
            form.add_error(None, str(refusal))
    context = {
        "heading": _("接口密钥"),
        "form": form,
        "rows": keys.keys_for(request.user),
        "secret": secret,
    }
    answer = render(request, "api/keys.html", context)
    answer.headers["Cache-Control"] = "no-store"
    return answer


@require_POST
@login_required
def revoke(request: HttpRequest, pk: int) -> HttpResponse:
    """End a key."""
    key = next((row for row in keys.keys_for(request.user) if row.pk == pk), None)
    if key is None:
        raise Http404
    keys.revoke_key(by=request.user, key=key)
    messages.success(request, _("密钥已停用。"))
    return redirect("api:keys")


@require_safe
@login_required
def reference(request: HttpRequest) -> HttpResponse:
    """List what can be called, from the description itself; nothing is fetched from elsewhere."""
    calls = [
        (method.upper(), path, call.get("description", ""), call.get("parameters", []))
        for path, methods in _schema()["paths"].items()
        for method, call in methods.items()
    ]
    return render(request, "api/reference.html", {"heading": _("接口说明"), "calls": calls})


@require_safe
def description(request: HttpRequest) -> JsonResponse:
    """Answer with the OpenAPI description; it holds no data."""
    return JsonResponse(_schema(), json_dumps_params={"ensure_ascii": False})


def _schema() -> dict[str, object]:
    return api.get_openapi_schema(path_prefix="/api/v1/")
