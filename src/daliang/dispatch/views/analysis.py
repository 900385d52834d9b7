"""The monthly analysis, and the work hung on an indicator with what came of it."""

from __future__ import annotations

from django import forms
from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.http import content_disposition_header
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from daliang.base.access import may, require
from daliang.base.clock import now, today
from daliang.base.models import Organisation
from daliang.base.roles import Permission
from daliang.dispatch.analysis import compose, work_of
from daliang.engine.effect import NO_PROOF
from daliang.indicators import queries
from daliang.indicators.models import Indicator
from daliang.ledger import actions as ledger
from daliang.ledger.queries import commitments_for
from daliang.ledger.registers import light, state_badge
from daliang.ui import charts
from daliang.ui.papers import to_docx
from daliang.ui.parts import Crumb

DOCX = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"


class LinkForm(forms.Form):
    """A commitment by its number, and what it is expected to add."""

    number = forms.CharField(max_length=24, label=gettext_lazy("任务编号"))
    expected = forms.DecimalField(
        max_digits=20,
        decimal_places=4,
        required=False,
        label=gettext_lazy("预计贡献"),
        help_text=gettext_lazy("按指标的单位；说不清就留空"),
    )
    basis = forms.CharField(max_length=200, required=False, label=gettext_lazy("测算依据"))


@login_required
def analysis(request: HttpRequest) -> HttpResponse:
    """Hand out the month's analysis as a .docx."""
    require(request.user, Permission.EXPORT)
    area = _area(request)
    paper = compose(request.user, area, today(), now())
    response = HttpResponse(to_docx(paper), content_type=DOCX)
    name = f"{area}主要经济指标分析{today():%Y%m}.docx"
    response.headers["Content-Disposition"] = content_disposition_header(True, name)
    return response


@login_required
def indicator_work(request: HttpRequest, code: str) -> HttpResponse:
    """Show the commitments hung on an indicator; hang another one on it."""
    require(request.user, Permission.READ)
    indicator = queries.indicators_for(request.user).filter(code=code).first()
    if indicator is None:
        raise Http404
    form = LinkForm(request.POST or None)
    if request.method == "POST" and form.is_valid() and _link(request, form, indicator):
        return redirect("dispatch:indicator-work", code)
    area = _area(request)
    work = work_of(request.user, indicator, area, today())
    context = {
        "heading": _("%(name)s：任务和成效") % {"name": indicator.name},
        "crumbs": [
            Crumb(_("指标总表"), reverse("indicators:list")),
            Crumb(indicator.name, indicator.get_absolute_url()),
            Crumb(_("任务和成效")),
        ],
        "indicator": indicator,
        "work": work,
        "rows": [(x, state_badge(x.commitment), light(x.commitment)) for x in work.links],
        "effects": [(m, _picture(m, indicator)) for m in work.effects.values()],
        "warning": NO_PROOF,
        "form": form if may(request.user, Permission.DRAFT) else None,
        "day": today(),
    }
    return render(request, "dispatch/indicator_work.html", context)


def _link(request: HttpRequest, form: LinkForm, indicator: Indicator) -> bool:
    values = form.cleaned_data
    row = commitments_for(request.user).filter(number=values["number"].strip()).first()
    if row is None:
        form.add_error("number", _("没有这个编号的任务；编号在任务页标题上方。"))
        return False
    ledger.link_indicator(
        by=request.user,
        commitment=row,
        indicator=indicator,
        expected=values["expected"],
        basis=values["basis"],
    )
    messages.success(request, _("已挂接：%(title)s") % {"title": row.title})
    return True


def _picture(one: object, indicator: Indicator) -> charts.Chart:
    points = one.effect.points
    return charts.line_chart(
        _("后来的数和事前的预测"),
        [f"{point.month}月" for point in points],
        [charts.Line(_("后来的数"), [point.came for point in points])],
        unit=indicator.unit,
        source=_("统计 · 预测作于%(made)s，数据到%(m)s月")
        % {
            "made": one.forecast.made_on,
            "m": one.forecast.month,
        },
        fan=charts.Fan(
            [p.p10 for p in points], [p.expected for p in points], [p.p90 for p in points]
        ),
        digits=indicator.digits,
    )


def _area(request: HttpRequest) -> Organisation:
    areas = queries.areas_for(request.user)
    wanted = request.GET.get("area", "")
    found = [a for a in areas if (str(a.pk) == wanted if wanted else True)]
    if not found:
        raise Http404
    return found[0]
