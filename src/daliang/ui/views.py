"""The kit's sample page, and the worker that lets a page open without network."""

from __future__ import annotations

from pathlib import Path

from django.contrib.auth.models import Group
from django.http import HttpRequest, HttpResponse
from django.views.decorators.http import require_GET

from daliang.ui import sample
from daliang.ui.register import build_page, matching, respond
from daliang.ui.workbook import workbook_response


@require_GET
def kit(request: HttpRequest) -> HttpResponse:
    """Show every part of the kit."""
    rows = Group.objects.all()
    if request.GET.get("export") == "xlsx":
        found = matching(sample.REGISTER, rows, request.GET)
        return workbook_response(sample.REGISTER, found, "样例.xlsx", notes=["示例数据"])
    page = build_page(
        sample.REGISTER,
        rows,
        request.GET,
        saved_views=sample.SAVED_VIEWS,
        save_url=request.path,
        has_export=True,
    )
    return respond(request, "ui/kit.html", page, sample.context())


@require_GET
def offline_worker(request: HttpRequest) -> HttpResponse:
    """Give the service worker; served beside a page, it may keep that page and no other.

    A pack adds `path("field/worker.js", offline_worker, name="worker")` beside its page.
    """
    script = Path(__file__).parent / "static" / "ui" / "worker.js"
    response = HttpResponse(script.read_bytes(), content_type="text/javascript; charset=utf-8")
    response.headers["Cache-Control"] = "no-cache"
    return response
