"""One page per indicator."""

from __future__ import annotations

from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _

from daliang.base.access import may, require
from daliang.base.clock import today
from daliang.base.models import Organisation, User
from daliang.base.roles import Permission
from daliang.indicators import pictures, queries
from daliang.indicators.cells import POSITIONS, gap_words, moved, reached_words, years_words
from daliang.indicators.detail import Detail, LinePace, detail
from daliang.indicators.models import ForecastLog, Indicator, Target
from daliang.indicators.views.table import chosen_area, page_above
from daliang.ui.parts import Badge, Crumb, Figure, Light

_SHOWN = 18


@login_required
def item(request: HttpRequest, code: str) -> HttpResponse:
    """Show an indicator's series, pace, standing and forecasts."""
    require(request.user, Permission.READ)
    found = queries.indicators_for(request.user).select_related("department", "post", "parent")
    indicator = found.filter(code=code).first()
    if indicator is None:
        raise Http404
    areas = queries.areas_for(request.user)
    area = chosen_area(request, areas)
    told = detail(request.user, indicator, area, today())
    shown_all = bool(request.GET.get("all"))
    figures = told.all_figures if shown_all else told.all_figures[:_SHOWN]
    context = {
        "heading": indicator.name,
        "crumbs": [Crumb(_("指标总表"), reverse("indicators:list")), Crumb(indicator.name)],
        "t": told,
        "areas": areas,
        "light": Light(told.light.tone, told.light.word, told.light.reason),
        "figure": _figure(indicator, told.figure),
        "lines": [(line, gap_words(line.view, indicator), _reached(line)) for line in told.lines],
        "path": pictures.path_chart(told),
        "growth": pictures.growth_chart(told),
        "because": pictures.because_chart(told.log, pictures.source_of(told))
        if told.figure
        else None,
        "figures": figures,
        "more": len(told.all_figures) - len(figures),
        "forecasts": [_forecast_line(log) for log in told.logs[:24]],
        "position": _position(told.place),
        "rank_change": moved(told.place.rank_change) if told.place else "",
        "day": today(),
        "links": linked_pages(indicator),
        "may_target": may(request.user, Permission.FIGURES),
        "replaced": _replaced(request.user, indicator, area, told),
    }
    return render(request, "indicators/item.html", context)


def linked_pages(indicator: Indicator) -> list[tuple[str, str]]:
    """Return pages of the parts above that know more of an indicator; none is not an error."""
    address = page_above("dispatch:indicator-work", indicator.code)
    return [(_("任务和成效"), address)] if address else []


def _replaced(user: User, indicator: Indicator, area: Organisation, told: Detail) -> list[Target]:
    """Return the targets of the year shown that were replaced."""
    year = told.figure.year if told.figure else today().year
    rows = queries.all_targets_for(user).filter(
        indicator=indicator, area=area, year=year, replaced_at__isnull=False
    )
    return list(rows.select_related("indicator", "set_by").order_by("-replaced_at")[:_SHOWN])


def _reached(line: LinePace) -> str:
    if line.half is None:
        return reached_words(line.view.odds)
    history = line.half.needed_was_reached_in
    return years_words(*history) if history else ""


def _figure(indicator: Indicator, figure: object) -> Figure | None:
    if figure is None:
        return None
    return Figure(
        figure.value,
        indicator.unit if figure.value is not None else "",
        _("统计"),
        figure.source,
        figure.as_of,
        digits=indicator.digits,
        note=_("可信度%(c)s") % {"c": figure.confidence},
    )


def _position(place: object) -> Badge | None:
    if place is None:
        return None
    word, tone = POSITIONS[(place.growth or place.level).position]
    return Badge(str(word), tone)


def _forecast_line(log: ForecastLog) -> tuple[ForecastLog, object, str]:
    """A logged forecast, its must line, and whether the outcome fell inside the band."""
    odds = list(log.odds.all())
    must = next((o for o in odds if o.line == "must"), odds[0] if odds else None)
    if log.came is None or log.p10 is None:
        return log, must, ""
    inside = log.p10 <= log.came <= log.p90
    return log, must, _("在区间内") if inside else _("在区间外")
