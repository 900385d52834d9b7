"""The indicator table (指标总表): on screen, printed, and as a workbook."""

from __future__ import annotations

from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import NoReverseMatch, reverse
from django.utils.http import content_disposition_header
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from daliang.base.access import may, require
from daliang.base.clock import today
from daliang.base.models import Organisation
from daliang.base.roles import Permission
from daliang.indicators import queries
from daliang.indicators.cells import cells, sheet
from daliang.indicators.overview import Row, counts, overview
from daliang.ui.parts import Tab
from daliang.ui.workbook import XLSX, workbook_bytes

PAGE = 40
TABS = (
    ("list", gettext_lazy("指标总表")),
    ("responsibility", gettext_lazy("投资责任")),
    ("scoring", gettext_lazy("板块计分")),
    ("score", gettext_lazy("预测成绩")),
    ("pack", gettext_lazy("公开数据包")),
)
LIGHTS = (
    ("red", gettext_lazy("红")),
    ("amber", gettext_lazy("黄")),
    ("green", gettext_lazy("绿")),
    ("grey", gettext_lazy("不评")),
)


@login_required
def table(request: HttpRequest) -> HttpResponse:
    """Show an area's indicators with pace, probability, gap, standing and light."""
    require(request.user, Permission.READ)
    areas = queries.areas_for(request.user)
    area = chosen_area(request, areas)
    rows = overview(request.user, area, today())
    told = counts(rows)
    found = [row for row in rows if _is_wanted(row, request)]
    if request.GET.get("export") == "xlsx":
        require(request.user, Permission.EXPORT)
        return _workbook(found, area)
    number = max(1, int(page)) if (page := request.GET.get("page", "1")).isdigit() else 1
    shown = found[(number - 1) * PAGE : number * PAGE]
    context = {
        "heading": _("指标总表"),
        "tabs": tabs("list"),
        "rows": [cells(row, _depth(row)) for row in shown],
        "total": len(found),
        "pages": range(1, -(-len(found) // PAGE) + 1),
        "number": number,
        "areas": areas,
        "area": area,
        "lights": [(tone, word, told.get(tone, 0)) for tone, word in LIGHTS],
        "wanted": request.GET.get("light", ""),
        "q": request.GET.get("q", ""),
        "query": _query(request),
        "day": today(),
        "has_synthetic": any(row.is_synthetic for row in found),
        "may_export": may(request.user, Permission.EXPORT),
        "analysis": page_above("dispatch:analysis"),
        "may_import": may(request.user, Permission.FIGURES),
    }
    return render(request, "indicators/table.html", context)


def tabs(here: str) -> list[Tab]:
    """Return the pages of the indicators as tabs."""
    return [
        Tab(str(title), reverse(f"indicators:{name}"), is_active=name == here)
        for name, title in TABS
    ]


def chosen_area(request: HttpRequest, areas: list[Organisation]) -> Organisation:
    """Return the area asked for, the first one without a wish; a foreign one is 404."""
    wanted = request.GET.get("area", "")
    found = [area for area in areas if not wanted or str(area.pk) == wanted]
    if not found:
        raise Http404
    return found[0]


def page_above(name: str, *arguments: str) -> str:
    """Return the address of a page of a part above this one, empty where there is none."""
    try:
        return reverse(name, args=arguments)
    except NoReverseMatch:
        return ""


def answer(data: bytes, name: str, content_type: str = XLSX) -> HttpResponse:
    """Return a file as a download."""
    response = HttpResponse(data, content_type=content_type)
    response.headers["Content-Disposition"] = content_disposition_header(True, name)
    return response


def _is_wanted(row: Row, request: HttpRequest) -> bool:
    tone, words = request.GET.get("light", ""), request.GET.get("q", "").strip()
    text = f"{row.indicator.name} {row.indicator.aliases} {row.indicator.department or ''}"
    return (not tone or row.light.tone == tone) and all(w in text for w in words.split())


def _depth(row: Row) -> int:
    return 1 if row.indicator.parent_id else 0


def _query(request: HttpRequest) -> str:
    kept = request.GET.copy()
    kept.pop("page", None)
    kept.pop("export", None)
    return kept.urlencode()


def _workbook(rows: list[Row], area: Organisation) -> HttpResponse:
    notes = [
        _("截至%(day)s已公布；概率、缺口为测算，非统计发布。") % {"day": today()},
        _("增速为公布数，不由两个总量相除；不同基数版本之间不作计算。"),
    ]
    if any(row.is_synthetic for row in rows):
        notes.append(_("含示例数据，不作工作依据。"))
    title = _("%(area)s指标总表") % {"area": area}
    return answer(workbook_bytes(sheet(rows, title, notes)), f"{title}.xlsx")
