"""How the forecasts came out."""

from __future__ import annotations

from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _

from daliang.base.access import require
from daliang.base.clock import today
from daliang.base.roles import Permission
from daliang.indicators.record import Record, record
from daliang.indicators.views.table import tabs
from daliang.ui import charts

_SHOWN = 60


@login_required
def score(request: HttpRequest) -> HttpResponse:
    """Show Brier score, reliability and coverage of the logged forecasts."""
    require(request.user, Permission.READ)
    told = record(request.user, today())
    context = {
        "heading": _("预测成绩"),
        "tabs": tabs("score"),
        "t": told,
        "chart": _chart(told),
        "logs": [(log, _must(log), _is_inside(log)) for log in told.logs[:_SHOWN]],
        "more": max(len(told.logs) - _SHOWN, 0),
        "day": today(),
        "has_synthetic": any(log.is_synthetic for log in told.logs),
    }
    return render(request, "indicators/score.html", context)


def _chart(told: Record) -> charts.Chart | None:
    if len(told.bins) < 2:
        return None
    labels = [f"{round(100 * b.low)}–{round(100 * b.high)}%" for b in told.bins]
    return charts.line_chart(
        _("说的概率和实际达成的比例"),
        labels,
        [
            charts.Line(_("实际达成"), [100 * b.happened for b in told.bins]),
            charts.Line(_("说的概率"), [100 * b.said for b in told.bins]),
        ],
        unit="%",
        source=_("预测记录 · 截至%(d)s · 每一目标线一条") % {"d": today()},
        digits=0,
    )


def _must(log: object) -> object:
    rows = list(log.odds.all())
    return next((o for o in rows if o.line == "must"), rows[0] if rows else None)


def _is_inside(log: object) -> bool | None:
    if log.came is None or log.p10 is None:
        return None
    return log.p10 <= log.came <= log.p90
