"""The public-safe figure pack: on screen, as .xlsx and as .docx."""

from __future__ import annotations

from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _

from daliang.base.access import may, require
from daliang.base.clock import now, today
from daliang.base.roles import Permission
from daliang.indicators import public, queries
from daliang.indicators.views.table import answer, chosen_area, tabs
from daliang.ui.papers import to_docx
from daliang.ui.workbook import workbook_bytes

DOCX = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"


@login_required
def pack(request: HttpRequest) -> HttpResponse:
    """Show what may be quoted outside."""
    require(request.user, Permission.READ)
    areas = queries.areas_for(request.user)
    area = chosen_area(request, areas)
    context = {
        "heading": _("公开数据包"),
        "tabs": tabs("pack"),
        "areas": areas,
        "area": area,
        "pack": public.pack(request.user, area, today()),
        "may_export": may(request.user, Permission.EXPORT),
    }
    return render(request, "indicators/pack.html", context)


@login_required
def download(request: HttpRequest, kind: str) -> HttpResponse:
    """Hand the pack out as a workbook or a paper."""
    require(request.user, Permission.EXPORT)
    area = chosen_area(request, queries.areas_for(request.user))
    told = public.pack(request.user, area, today())
    name = f"{area}公开数据{today():%Y%m%d}"
    if kind == "xlsx":
        return answer(workbook_bytes(public.sheet(told)), f"{name}.xlsx")
    if kind == "docx":
        data = to_docx(public.paper(told, author=str(request.user), made_at=now()))
        return answer(data, f"{name}.docx", DOCX)
    raise Http404
