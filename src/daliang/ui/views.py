"""The kit's sample page: every part with neutral content, to look at and to copy from."""

from __future__ import annotations

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
