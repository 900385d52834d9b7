"""Set and replace an indicator's targets; the table of targets in and out."""

from __future__ import annotations

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _

from daliang.base.access import require
from daliang.base.clock import today
from daliang.base.intake import intake_page
from daliang.base.refusal import NotAllowed
from daliang.base.roles import Permission
from daliang.indicators import actions, queries, rules, target_points
from daliang.indicators.actions import TargetDraft
from daliang.indicators.forms import TargetForm
from daliang.indicators.models import Indicator, Target
from daliang.indicators.target_preview import own_series, preview
from daliang.indicators.target_table import TARGETS, sheet_of
from daliang.indicators.views.table import answer, chosen_area
from daliang.ui.parts import Crumb
from daliang.ui.workbook import workbook_bytes

_FIELDS = (
    *("year", "point", "line", "operator", "value", "is_growth", "curve", "text", "source"),
    *("confidence", "as_of", "is_synthetic"),
)


@login_required
def targets(request: HttpRequest, code: str) -> HttpResponse:
    """Show an indicator's targets, old ones too; look at a new one's curve, then set it."""
    require(request.user, Permission.FIGURES)
    indicator = queries.indicators_for(request.user).filter(code=code).first()
    if indicator is None:
        raise Http404
    areas = queries.areas_for(request.user)
    area = chosen_area(request, areas)
    rows = list(
        queries.all_targets_for(request.user)
        .filter(indicator=indicator, area=area)
        .select_related("indicator", "set_by", "replaced_by")
        .prefetch_related("points")
        .order_by("-year", "point", "line", "-set_at")
    )
    form = TargetForm(request.POST or None, initial=_initial(request, rows, indicator))
    told = None
    if request.method == "POST" and form.is_valid():
        draft = TargetDraft(indicator=indicator, area=area, **form.cleaned_data)
        if "confirm" in request.POST and (done := _set(request, draft)):
            return done
        told = preview(draft, own_series(request.user, indicator, area, today()), _old(rows, draft))
    context = {
        "heading": _("目标：%(name)s") % {"name": indicator.name},
        "crumbs": [
            Crumb(_("指标总表"), reverse("indicators:list")),
            Crumb(indicator.name, f"{indicator.get_absolute_url()}?area={area.pk}"),
            Crumb(_("目标")),
        ],
        "indicator": indicator,
        "area": area,
        "areas": areas,
        "form": form,
        "told": told,
        "rows": [(row, _written(row)) for row in rows],
    }
    return render(request, "indicators/targets.html", context)


@login_required
def import_targets(request: HttpRequest) -> HttpResponse:
    """Take in a table of targets."""
    return intake_page(request, TARGETS)


@login_required
def export_targets(request: HttpRequest) -> HttpResponse:
    """Give out the targets in force, one row each, in the form the import reads."""
    require(request.user, Permission.EXPORT)
    rows = queries.targets_for(request.user, today())
    return answer(workbook_bytes(sheet_of(rows)), "指标目标.xlsx")


def _set(request: HttpRequest, draft: TargetDraft) -> HttpResponse | None:
    try:
        target = actions.set_target(by=request.user, draft=draft)
    except NotAllowed as refusal:
        messages.error(request, str(refusal))
        return None
    messages.success(request, _("已设定：%(target)s") % {"target": target})
    return redirect(f"{request.path}?area={draft.area.pk}")


def _old(rows: list[Target], draft: TargetDraft) -> Target | None:
    key = (draft.year, draft.point, draft.line)
    held = (row for row in rows if row.replaced_at is None)
    return next((row for row in held if (row.year, row.point, row.line) == key), None)


def _initial(request: HttpRequest, rows: list[Target], indicator: Indicator) -> dict[str, object]:
    wanted = request.GET.get("target", "")
    row = next((row for row in rows if str(row.pk) == wanted), None)
    if row is None:
        is_lower = indicator.direction == "lower"
        return {
            "year": today().year,
            "point": "full",
            "line": "must",
            "as_of": today(),
            "curve": "last_year",
            "operator": "<=" if is_lower else ">=",
        }
    values = {name: getattr(row, name) for name in _FIELDS}
    return values | {"points": _written(row), "value": rules.plain(row.value)}


def _written(row: Target) -> str:
    return target_points.written((p.month, p.amount) for p in row.points.all())
