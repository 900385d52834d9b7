"""The two planners: meal sites and bus lines; solved, edited by hand, compared with today."""

from __future__ import annotations

from collections.abc import Sequence

from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.html import format_html, format_html_join
from django.utils.safestring import mark_safe
from django.utils.translation import gettext as _

from daliang.base.access import may, organisations_for, require
from daliang.base.pages import attempt, say_errors, show
from daliang.base.refusal import NotAllowed
from daliang.base.roles import Permission
from daliang.engine.buslines import Service, evaluate_lines
from daliang.engine.checks import BadInput
from daliang.engine.siting import Report, evaluate_sites
from daliang.programmes.livelihood import actions, planning, queries
from daliang.programmes.livelihood.forms import BusForm, LinesForm, MealForm
from daliang.programmes.livelihood.models import Call, Place, Plan
from daliang.ui import charts
from daliang.ui.board import Board, Button, Table
from daliang.ui.parts import Crumb, Link, number

_FORMS = {Plan.MEALS: MealForm, Plan.BUSES: BusForm}
_MOST_DOTS = 400


@login_required
def plans(request: HttpRequest, kind: str) -> HttpResponse:
    """List the plans of a kind."""
    require(request.user, Permission.READ)
    title = _title(kind)
    buttons = []
    if may(request.user, Permission.DRAFT):
        buttons = [
            Button(_("新建方案"), reverse(f"livelihood:{kind}-new"), icon="plus", is_main=True)
        ]
    rows = [
        (
            Link(p.title, p.get_absolute_url()),
            p.area,
            p.solved_at and p.solved_at.date(),
            p.method,
            _("示例") if p.is_synthetic else "",
        )
        for p in queries.plans_for(request.user, kind)[:100]
    ]
    table = Table(
        "",
        (_("方案"), _("地区"), _("求解日期"), _("方法"), _("说明")),
        rows,
        empty=_("还没有方案。准备一份点位表，点“新建方案”。"),
    )
    return show(
        request, Board(heading=title, crumbs=_crumbs(title), buttons=buttons, tables=(table,))
    )


@login_required
def new(request: HttpRequest, kind: str) -> HttpResponse:
    """Make a plan from a workbook of points."""
    require(request.user, Permission.DRAFT)
    areas = organisations_for(request.user)
    form = _FORMS[kind](request.POST or None, request.FILES or None, areas=areas)
    if request.method == "POST" and form.is_valid():
        upload = form.cleaned_data["file"]
        try:
            plan = actions.take_town(
                by=request.user, plan=form.plan(), data=upload.read(), name=upload.name
            )
        except BadInput as refusal:
            for problem in refusal.problems[:50]:
                form.add_error("file", str(problem))
        else:
            return redirect(plan)
    context = {"heading": _("新建方案"), "form": form, "crumbs": _crumbs(_title(kind))}
    status = 422 if form.errors else 200
    return render(request, "livelihood/new_plan.html", context, status=status)


@login_required
def meals(request: HttpRequest, pk: int) -> HttpResponse:
    """Show today's, the proposed and the adopted sites side by side; solve or edit."""
    plan = _plan(request, Plan.MEALS, pk)
    if request.method == "POST":
        return _post(request, plan)
    town = planning.town_of(plan)
    city = town.city(plan)
    versions = ((_("现有"), "is_today"), (_("方案"), "is_proposed"), (_("采用"), "is_chosen"))
    reports = [(title, evaluate_sites(city, town.numbers(name))) for title, name in versions]
    adopted = reports[-1][1]
    load = dict(zip(adopted.sites, adopted.load, strict=True))
    context = _context(request, plan) | {
        "compare": _sites_table(reports),
        "over_budget": plan.budget_wan is not None and adopted.cost > float(plan.budget_wan) + 1e-9,
        "candidates": [
            (p, number(load[i], 0) if i in load else "") for i, p in enumerate(town.candidates)
        ],
        "picture": _map(plan, town.homes, town.candidates),
    }
    return render(request, "livelihood/meals.html", context)


@login_required
def buses(request: HttpRequest, pk: int) -> HttpResponse:
    """Show today's, the proposed and the adopted lines side by side; solve or edit."""
    plan = _plan(request, Plan.BUSES, pk)
    context = _context(request, plan)
    if request.method == "POST":
        verb = request.POST.get("verb")
        if verb == "solve":
            return _post(request, plan)
        form = LinesForm(request.POST)
        if form.is_valid():
            version = Call.TODAY if verb == "today" else Call.EDITED
            try:
                text = form.cleaned_data["text"]
                actions.edit_lines(by=request.user, plan=plan, text=text, version=version)
            except BadInput as refusal:
                context |= {"problems": refusal.problems, "typed": text}
            else:
                return redirect(plan)
        else:
            say_errors(request, form)
            return redirect(plan)
    stops = planning.town_of(plan).homes
    demand, calls = planning.demand_of(plan, stops), list(plan.calls.select_related("place"))
    lines = {
        v: planning.lines_of(plan, stops, v, calls)
        for v in (Call.TODAY, Call.PROPOSED, Call.EDITED)
    }
    titles = ((_("现有"), Call.TODAY), (_("方案"), Call.PROPOSED), (_("采用"), Call.EDITED))
    services = [(title, evaluate_lines(demand, lines[version])) for title, version in titles]
    unserved = services[-1][1].unserved
    context |= {
        "compare": _lines_table(services),
        "form": LinesForm(
            initial={"text": context.get("typed") or planning.text_of(lines[Call.EDITED], stops)}
        ),
        "today_form": LinesForm(
            initial={"text": planning.text_of(lines[Call.TODAY], stops)}, auto_id="today_%s"
        ),
        "lines": [planning.text_of([line], stops) for line in lines[Call.EDITED]],
        "unserved": [(stops[stop].name, count) for stop, count in unserved[:50]],
        "stops": stops[:200],
    }
    return render(
        request, "livelihood/buses.html", context, status=422 if "problems" in context else 200
    )


def _post(request: HttpRequest, plan: Plan) -> HttpResponse:
    if request.POST.get("verb") == "solve":
        solve = actions.solve_meals if plan.kind == Plan.MEALS else actions.solve_buses
        done = _("已求解，方案即为采用，可再手工调整。")
        return attempt(
            request, lambda: solve(by=request.user, plan=plan), done, plan.get_absolute_url()
        )
    ticked = [int(pk) for pk in request.POST.getlist("place") if pk.isdigit()]
    return attempt(
        request,
        lambda: actions.choose_sites(by=request.user, plan=plan, places=ticked),
        _("已保存调整。"),
        plan.get_absolute_url(),
    )


def _context(request: HttpRequest, plan: Plan) -> dict[str, object]:
    return {
        "heading": plan.title,
        "crumbs": [
            *_crumbs(_title(plan.kind))[:1],
            Crumb(_title(plan.kind), reverse(f"livelihood:{plan.kind}")),
            Crumb(plan.title),
        ],
        "plan": plan,
        "can_edit": may(request.user, Permission.DRAFT),
        "arrive": [f"{m // 60:02d}:{m % 60:02d}" for m in (plan.arrive_from, plan.arrive_to)],
    }


def _sites_table(reports: Sequence[tuple[str, Report]]) -> Table:
    rows = [
        (
            title,
            len(report.sites),
            number(report.cost, 1),
            number(report.people_covered, 0),
            f"{report.coverage:.1%}",
            number(report.mean_metres, 0) if report.sites else "—",
            number(report.farthest_metres, 0) if report.sites else "—",
        )
        for title, report in reports
    ]
    header = (
        _("版本"),
        _("点数"),
        _("费用（万元）"),
        _("覆盖人数"),
        _("覆盖率"),
        _("平均步行（米）"),
        _("最远（米）"),
    )
    return Table(
        _("与现有比较"),
        header,
        rows,
        note=_("口径：测算数；步行距离按直线×1.3；三个版本用同一算法量算。"),
    )


def _lines_table(services: Sequence[tuple[str, Service]]) -> Table:
    rows = [
        (
            title,
            s.lines,
            s.served,
            f"{s.share:.1%}",
            number(s.bus_minutes, 0),
            number(s.mean_ride, 1),
            number(s.longest_ride, 1),
        )
        for title, s in services
    ]
    header = (
        _("版本"),
        _("线路"),
        _("可乘人数"),
        _("满足率"),
        _("车分钟"),
        _("平均乘车（分）"),
        _("最长乘车（分）"),
    )
    return Table(
        _("与现有比较"),
        header,
        rows,
        note=_("口径：测算数；行车时间按直线×1.4和平均车速；三个版本用同一算法量算。"),
    )


def _map(plan: Plan, homes: Sequence[Place], candidates: Sequence[Place]) -> charts.Drawing:
    """Draw the largest demand points and every candidate; no map of the city is needed."""
    shown = sorted(homes, key=lambda p: -(p.people or 0))[:_MOST_DOTS]
    points = [*shown, *candidates]
    south, west = min(p.latitude for p in points), min(p.longitude for p in points)
    height = max(max(p.latitude for p in points) - south, 1e-6)
    width = max(max(p.longitude for p in points) - west, 1e-6)
    most = max((p.people or 0 for p in shown), default=1) or 1

    def at(place: Place) -> tuple[str, str]:
        x, y = (place.longitude - west) / width, 1 - (place.latitude - south) / height
        return f"{10 + 620 * x:.1f}", f"{10 + 380 * y:.1f}"

    dots = format_html_join(
        "",
        '<circle cx="{}" cy="{}" r="{}" fill="#9db3cc" fill-opacity="0.5"/>',
        ((*at(p), f"{2 + 6 * ((p.people or 0) / most) ** 0.5:.1f}") for p in shown),
    )
    marks = format_html_join(
        "",
        '<rect x="{}" y="{}" width="8" height="8" fill="{}" stroke="#152a45">'
        "<title>{}</title></rect>",
        ((*at(p), "#c0392b" if p.is_chosen else "#ffffff", p.name) for p in candidates),
    )
    svg = format_html(
        '<svg viewBox="0 0 650 410" width="650" height="410" role="img" aria-label="{}">{}{}</svg>',
        plan.title,
        dots,
        mark_safe(marks),
    )
    rows = [(p.name, str(p.cost_wan)) for p in candidates if p.is_chosen][:60]
    return charts.Drawing(
        _("点位示意"),
        svg,
        (_("采用的点"), _("费用（万元）")),
        rows,
        source=_("测算数 · 点位表 · 圆为居民点（大小为人数），方块为候选点，红色为采用"),
    )


def _plan(request: HttpRequest, kind: str, pk: int) -> Plan:
    if not may(request.user, Permission.READ):
        raise NotAllowed(_("您的角色没有这项权限，请联系管理员授权。"))
    plan = queries.plans_for(request.user, kind).filter(pk=pk).first()
    if plan is None:
        raise Http404
    return plan


def _title(kind: str) -> str:
    return _("助餐点选址") if kind == Plan.MEALS else _("定制公交")


def _crumbs(last: str) -> list[Crumb]:
    return [Crumb(_("民生实事"), reverse("livelihood:items")), Crumb(last)]
