"""The list of enterprises, and a firm's card with its figures over time."""

from __future__ import annotations

from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _

from daliang.base.access import may, require
from daliang.base.roles import Permission
from daliang.engine.drill import growth_pct
from daliang.parties import facts, queries
from daliang.parties.models import Enterprise
from daliang.parties.registers import ENTERPRISES
from daliang.ui import charts
from daliang.ui.parts import Crumb
from daliang.ui.register import build_page, matching, respond
from daliang.ui.workbook import workbook_response
from daliang.warehouse.catalogue import Catalogue, Measure, read_catalogue


@login_required
def enterprises(request: HttpRequest) -> HttpResponse:
    """List the enterprises in the user's scope."""
    require(request.user, Permission.READ)
    rows = queries.with_relations(queries.enterprises_for(request.user))
    can_export = may(request.user, Permission.EXPORT)
    if can_export and request.GET.get("export") == "xlsx":
        found = list(matching(ENTERPRISES, rows, request.GET))
        notes = [_("示例数据")] if any(row.is_synthetic for row in found) else []
        return workbook_response(ENTERPRISES, found, "企业.xlsx", notes=notes)
    page = build_page(ENTERPRISES, rows, request.GET, has_export=can_export)
    return respond(request, "parties/list.html", page, {"heading": _("企业")})


@login_required
def firm(request: HttpRequest, pk: int) -> HttpResponse:
    """Show one firm: who it is, and every measure over time."""
    require(request.user, Permission.READ)
    try:
        row = queries.enterprise_for(request.user, pk)
    except Enterprise.DoesNotExist:
        raise Http404 from None
    back = request.GET.get("back", "")
    context = {
        "heading": row.name,
        "row": row,
        "aliases": row.aliases.all(),
        "runs": _runs(row),
        "crumbs": _crumbs(row, back),
    }
    return render(request, "parties/firm.html", context)


def _crumbs(row: Enterprise, back: str) -> list[Crumb]:
    """The way back leads to the very drill one came from, if one came from it."""
    drill = [Crumb(_("返回穿透"), back)] if back.startswith("/diagnosis/") else []
    return [Crumb(_("企业"), reverse("parties:list")), *drill, Crumb(row.name)]


def _runs(row: Enterprise) -> list[dict[str, object]]:
    catalogue = read_catalogue(facts.folder())
    reducer = facts.reducer()
    return [
        run
        for measure in catalogue.measures
        if (run := _run(measure, reducer.series(measure.slug, row.pk), catalogue))
    ]


def _run(
    measure: Measure, series: dict[int, float], catalogue: Catalogue
) -> dict[str, object] | None:
    if not series:
        return None
    months = sorted(series)
    last = catalogue.current(measure.slug)[months[-1]]
    source = _("%(scope)s · %(source)s · 截至%(day)s") % {
        "scope": measure.scope,
        "source": measure.source,
        "day": last.loaded_on,
    }
    chart = charts.line_chart(
        measure.title,
        [f"{m // 100}-{m % 100:02d}" for m in months],
        [charts.Line(measure.title, [series[m] for m in months])],
        unit=measure.unit,
        source=source + (_("（示例数据）") if measure.is_synthetic else ""),
        digits=1,
    )
    return {"measure": measure, "chart": chart, "rows": _comparisons(series)}


def _comparisons(series: dict[int, float]) -> list[tuple[str, float, float | None, float | None]]:
    """The last months beside the same months of last year, newest first."""
    rows = []
    for month in sorted(series, reverse=True)[:6]:
        was = series.get(month - 100)
        growth = None if was is None else growth_pct(was, series[month])
        label = _("%(year)s年%(month)s月") % {"year": month // 100, "month": month % 100}
        rows.append((label, series[month], was, growth))
    return rows
