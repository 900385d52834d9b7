"""Pages of state assets."""

from __future__ import annotations

from collections import Counter
from uuid import uuid4

from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from daliang.base import clock
from daliang.base.access import may, organisations_for, require
from daliang.base.intake import intake_page
from daliang.base.models import Organisation
from daliang.base.pages import attempt, register_page, say_errors, show
from daliang.base.refusal import NotAllowed
from daliang.base.roles import Permission
from daliang.programmes.assets import actions, queries
from daliang.programmes.assets.choices import Outcome, Use
from daliang.programmes.assets.forms import CountForm, RevivalForm, SettleForm, StepForm
from daliang.programmes.assets.models import Asset, RolloutStep
from daliang.programmes.assets.registers import (
    ASSETS,
    LEASES,
    TABLES,
    TARGETS,
    lease_light,
    outcome_badge,
    use_badge,
)
from daliang.ui import charts
from daliang.ui.board import Board, Button, Panel, Table
from daliang.ui.parts import Badge, Crumb, Figure, Light, Link, Tile

_MOST = 100


@login_required
def asset_list(request: HttpRequest) -> HttpResponse:
    """Show the register of assets."""
    rows = queries.assets_for(request.user)
    return register_page(request, ASSETS, rows, _board(request, ASSETS, "assets"))


@login_required
def leases(request: HttpRequest) -> HttpResponse:
    """Show the leases with arrears, rents and ends."""
    rows = queries.leases_for(request.user)
    return register_page(request, LEASES, rows, _board(request, LEASES, "leases"))


@login_required
def targets(request: HttpRequest) -> HttpResponse:
    """Show what each enterprise is to invest and to guarantee."""
    rows = queries.targets_for(request.user)
    return register_page(request, TARGETS, rows, _board(request, TARGETS, "targets"))


@login_required
def import_table(request: HttpRequest, name: str) -> HttpResponse:
    """Take in one of the tables: upload, preview, confirm."""
    if name not in TABLES:
        raise Http404
    return intake_page(request, TABLES[name])


@login_required
def overview(request: HttpRequest) -> HttpResponse:
    """Show the alarms, the count and how assets are used."""
    require(request.user, Permission.READ)
    today, rows = clock.today(), list(queries.assets_for(request.user))
    found = queries.alarms(rows, today)
    wanted = request.GET.get("check", "")
    struck = Counter(alarm.check.slug for alarm in found)
    tiles = [
        Tile(check.title, _figure(struck[check.slug], today), url=f"?check={check.slug}")
        for check in queries.checks()
    ]
    shown = [a for a in found if wanted in {"", a.check.slug}]
    table = Table(
        _("预警清单"),
        (_("预警"), _("资产"), _("权属单位"), _("承租人")),
        [
            (
                Light(a.light.tone, a.check.title, a.light.reason),
                Link(a.asset.name, a.asset.get_absolute_url(), a.asset.number),
                a.asset.organisation,
                a.lease.tenant if a.lease else "",
            )
            for a in shown[:_MOST]
        ],
        note=_("比对规则是数据（checks.json），附出处；只列前 %(n)s 条。") % {"n": _MOST},
        empty=_("没有预警。"),
    )
    board = Board(
        heading=_("国有资产"),
        buttons=_links(),
        tiles=tiles,
        charts=[_use_chart(rows, today)] if rows else (),
        tables=(table,),
    )
    return show(request, board)


@login_required
def asset(request: HttpRequest, pk: int) -> HttpResponse:
    """Show one asset: what the books say, who rents it, what the count saw, what is planned."""
    row = _asset(request, pk)
    today = clock.today()
    alarms = queries.alarms([row], today)
    plan = row.revivals.select_related("commitment").first()
    names = [c for c in ASSETS.columns if c.key not in {"name", "use"}]
    facts = [(column.title, column.read(row)) for column in names]
    if plan:
        item = plan.commitment
        facts.append(
            (
                _("盘活方案"),
                Link(f"{plan.get_way_display()} {item.number}", item.get_absolute_url()),
            )
        )
        facts.append((_("盘活结果"), plan.result))
    lines = row.counts.select_related("counted_by")[:10]
    board = Board(
        heading=row.name,
        crumbs=_crumbs(row.name),
        marks=[
            use_badge(row),
            *(Light(a.light.tone, a.check.title, a.light.reason) for a in alarms),
        ],
        is_synthetic_row=row.is_synthetic,
        facts=facts,
        tables=(
            Table(
                _("租约"),
                (_("承租人"), _("起止"), _("年租金（万元）"), _("评估租金（万元）"), _("提醒")),
                [
                    (
                        x.tenant,
                        f"{x.starts_on} — {x.ends_on}",
                        x.annual_rent_wan,
                        x.market_rent_wan,
                        lease_light(x),
                    )
                    for x in row.leases.all()
                ],
                empty=_("没有租约。"),
            ),
            Table(
                _("盘点"),
                (_("年度"), _("结果"), _("盘点人"), _("说明")),
                [(x.year, outcome_badge(x), x.counted_by, x.note) for x in lines],
                empty=_("还没有盘点，按待核计。"),
            ),
        ),
        panels=_panels(request, row),
    )
    return show(request, board)


@require_POST
@login_required
def perform(request: HttpRequest, pk: int) -> HttpResponse:
    """Plan an idle asset's way back, or record what became of it."""
    row = _asset(request, pk)
    verb = request.POST.get("verb")
    if verb not in {"plan", "settle"}:
        raise Http404
    form = (RevivalForm if verb == "plan" else SettleForm)(request.POST)
    plan = row.revivals.first()
    if not form.is_valid():
        say_errors(request, form)
        return redirect(row)
    if verb == "settle" and plan is None:
        raise Http404

    def do() -> object:
        values = form.cleaned_data
        if verb == "plan":
            return actions.plan_revival(by=request.user, asset=row, **values)
        return actions.settle_revival(by=request.user, revival=plan, **values)

    return attempt(request, do, _("已完成。"), row.get_absolute_url())


@login_required
def count(request: HttpRequest) -> HttpResponse:
    """Show this year's count against the books, and the page that takes it without network."""
    require(request.user, Permission.READ)
    today = clock.today()
    books = queries.assets_for(request.user)
    seen = queries.last_counts(request.user, today.year)
    surplus = queries.counts_for(request.user, today.year).filter(asset=None)
    results = Counter(line.outcome for line in seen.values())
    results[Outcome.SURPLUS] = surplus.count()
    results[Outcome.TO_CHECK] += books.count() - len(seen)
    context = {
        "heading": _("%(year)s年盘点") % {"year": today.year},
        "crumbs": _crumbs(_("盘点")),
        "tiles": [
            Tile(
                str(one.label),
                _figure(
                    results[one], today, note=_("未盘的按待核计") if one == Outcome.TO_CHECK else ""
                ),
            )
            for one in Outcome
        ],
        "lines": [(line, outcome_badge(line)) for line in surplus[:20]]
        + [
            (line, outcome_badge(line))
            for line in list(seen.values())
            if line.outcome in {Outcome.MISSING, Outcome.TO_CHECK}
        ][:50],
        "form": _count_form(request) if _may_count(request) else None,
    }
    return render(request, "assets/count.html", context)


@require_POST
@login_required
def record(request: HttpRequest) -> HttpResponse:
    """Keep one look; the phone's queue reads the answer as JSON."""
    wants_json = request.headers.get("Accept") == "application/json"
    if wants_json and request.headers.get("X-Owner", "") != str(request.user.pk):
        return JsonResponse({"problems": [_("请用记录人的账号登录。")]}, status=401)
    form = _count_form(request, request.POST)
    problems: list[str] = []
    if form.is_valid():
        try:
            actions.count(by=request.user, note=form.count_note())
        except NotAllowed as refusal:
            problems = [str(refusal)]
    else:
        problems = [f"{form.fields[n].label}：{''.join(e)}" for n, e in form.errors.items()]
    if wants_json:
        return JsonResponse({"problems": problems}, status=422 if problems else 200)
    if problems:
        say_errors(request, form)
        return redirect("assets:count")
    return attempt(request, lambda: None, _("已登记。"), reverse("assets:count"))


@login_required
def rollout(request: HttpRequest) -> HttpResponse:
    """Show the pilot's roll-out: districts against steps; take a district's word."""
    require(request.user, Permission.READ)
    steps = list(RolloutStep.objects.all())
    units = list(queries.districts(request.user))
    form = StepForm(
        request.POST or None,
        steps=RolloutStep.objects.all(),
        districts=queries.districts(request.user),
    )
    if request.method == "POST":
        if form.is_valid():
            return attempt(
                request,
                lambda: actions.mark_step(by=request.user, **form.cleaned_data),
                _("已登记。"),
                request.path,
            )
        say_errors(request, form)
        return redirect(request.path)
    cells = {(c.organisation_id, c.step_id): c for c in queries.cells_for(request.user)}
    today = clock.today()
    rows = [
        (u.short_name, *(_cell(cells.get((u.pk, s.pk)), s, today) for s in steps)) for u in units
    ]
    may_write = may(request.user, Permission.DRAFT) or may(request.user, Permission.REPORT)
    board = Board(
        heading=_("试点推广"),
        crumbs=_crumbs(_("试点推广")),
        hint=_("江阴国有资产清查利用专项监督试点向各板块推开：一行一个板块，一列一个步骤。"),
        tables=(
            Table(
                "",
                (_("板块"), *(s.title for s in steps)),
                rows if steps else (),
                note=_("来源：各板块登记；口径：调度数；截至%(day)s") % {"day": today},
                empty=_("还没有设定步骤。"),
            ),
        ),
        panels=[Panel(_("登记进度"), request.path, form, is_main=True)]
        if may_write and steps
        else (),
    )
    return show(request, board)


def _cell(cell: object, step: RolloutStep, today: object) -> object:
    if cell and cell.done_on:
        return Badge(f"{cell.done_on:%m-%d}", "green")
    if step.due_on and step.due_on < today:
        return Badge(_("逾期"), "red")
    return Badge(cell.note[:8], "blue") if cell and cell.note else None


def _figure(value: int, today: object, note: str = "") -> Figure:
    return Figure(value, _("项"), _("调度数"), _("资产台账"), today, note=note, is_compact=True)


def _use_chart(rows: list[Asset], today: object) -> charts.Chart:
    units = sorted({row.organisation for row in rows}, key=lambda u: u.position)[:20]
    counted = Counter((row.organisation_id, row.use) for row in rows)
    return charts.stacked_bars(
        _("使用状况"),
        [unit.short_name for unit in units],
        [charts.Stack(str(use.label), [counted[unit.pk, use] for unit in units]) for use in Use],
        unit=_("项"),
        source=_("调度数 · 资产台账 · 截至%(day)s") % {"day": today},
    )


def _board(request: HttpRequest, register: object, name: str) -> Board:
    buttons = _links()
    if may(request.user, Permission.DRAFT):
        title, url = TABLES[name].title, reverse("assets:import", args=[name])
        buttons = [Button(title, url, icon="table-import", is_main=True), *buttons]
    return Board(heading=register.title, crumbs=_crumbs(str(register.title)), buttons=buttons)


def _links() -> list[Button]:
    return [
        Button(_("台账"), reverse("assets:list"), icon="list-details"),
        Button(_("租约"), reverse("assets:leases"), icon="file-text"),
        Button(_("盘点"), reverse("assets:count"), icon="device-mobile"),
        Button(_("试点推广"), reverse("assets:rollout"), icon="table"),
        Button(_("国企目标"), reverse("assets:targets"), icon="target"),
    ]


def _panels(request: HttpRequest, row: Asset) -> list[Panel]:
    url = reverse("assets:perform", args=[row.pk])
    plan = row.revivals.select_related("commitment").first()
    is_open = plan is not None and plan.commitment.closed_at is None
    if row.use == Use.IDLE and not is_open and may(request.user, Permission.DRAFT):
        return [Panel(_("立盘活方案"), url, RevivalForm(), name="plan", is_main=True)]
    if is_open and (may(request.user, Permission.DRAFT) or may(request.user, Permission.REPORT)):
        return [Panel(_("登记盘活结果"), url, SettleForm(), name="settle", is_main=True)]
    return []


def _may_count(request: HttpRequest) -> bool:
    return may(request.user, Permission.DRAFT) or may(request.user, Permission.REPORT)


def _count_form(request: HttpRequest, data: object = None) -> CountForm:
    units: object = organisations_for(request.user)
    if not may(request.user, Permission.READ):
        units = Organisation.objects.none()
    initial = {"key": uuid4().hex, "organisation": units.first()}
    return CountForm(data, assets=queries.assets_for(request.user), units=units, initial=initial)


def _asset(request: HttpRequest, pk: int) -> Asset:
    row = queries.assets_for(request.user).filter(pk=pk).first()
    if row is None:
        raise Http404
    return row


def _crumbs(last: str) -> list[Crumb]:
    return [Crumb(_("国有资产"), reverse("assets:overview")), Crumb(last)]
