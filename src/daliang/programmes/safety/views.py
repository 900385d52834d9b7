"""Pages of the safety campaign."""

from __future__ import annotations

from uuid import uuid4

from django import forms
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_POST

from daliang.base import clock
from daliang.base.access import may, require
from daliang.base.intake import intake_page
from daliang.base.pages import attempt, register_page, say_errors, show
from daliang.base.refusal import NotAllowed
from daliang.base.roles import Permission
from daliang.ledger.registers import light, state_badge
from daliang.programmes.safety import actions, board, queries
from daliang.programmes.safety.choices import Level
from daliang.programmes.safety.forms import (
    DelistingForm,
    DrawForm,
    InspectionForm,
    ListingForm,
    OrderForm,
    RecheckForm,
    RectificationForm,
)
from daliang.programmes.safety.models import Hazard
from daliang.programmes.safety.registers import (
    HAZARDS,
    SITE_TABLE,
    SITES,
    level_badge,
    risk_badge,
)
from daliang.ui.board import Board, Button, Panel, Table
from daliang.ui.parts import Badge, Crumb, Event, Link


@login_required
def overview(request: HttpRequest) -> HttpResponse:
    """Show the stock of major hazards, who finds what, what comes back, and this month's plan."""
    require(request.user, Permission.READ)
    today = clock.today()
    findings = queries.findings_for(request.user)
    planned = queries.plan_for(request.user, today.replace(day=1))[:50]
    rows = [
        (
            Link(p.site.name, p.site.get_absolute_url()),
            p.site.organisation,
            p.reason,
            _seen(p, today),
        )
        for p in planned
    ]
    panels = []
    if may(request.user, Permission.DRAFT):
        form = DrawForm(initial={"month_on": today})
        panels = [Panel(_("抽取检查对象"), reverse("safety:draw"), form, is_main=True)]
    buttons = [
        Button(_("场所"), reverse("safety:sites"), icon="building-factory-2"),
        Button(_("隐患清单"), reverse("safety:hazards"), icon="alert-triangle"),
    ]
    if may(request.user, Permission.REPORT) or may(request.user, Permission.DRAFT):
        field = reverse("safety:field")
        buttons.append(Button(_("现场登记"), field, icon="device-mobile", is_main=True))
    return show(
        request,
        Board(
            heading=_("安全生产"),
            buttons=buttons,
            tiles=board.tiles(request.user, today),
            charts=(board.stock_chart(findings, today), board.origin_chart(findings, today)),
            tables=(
                Table(
                    _("本月检查对象"),
                    (_("场所"), _("责任单位"), _("抽取原因"), _("检查")),
                    rows,
                    empty=_(
                        "本月还没有抽取。抽取按风险等级和距上次检查的时间排序，同样的数据抽出同样的结果。"
                    ),
                ),
                board.repeat_table(findings),
            ),
            panels=panels,
        ),
    )


@login_required
def sites(request: HttpRequest) -> HttpResponse:
    """Show the register of sites."""
    buttons = []
    if may(request.user, Permission.DRAFT):
        buttons = [Button(_("导入场所"), reverse("safety:import-sites"), icon="table-import")]
    page = Board(heading=SITES.title, buttons=buttons, crumbs=_crumbs(str(SITES.title)))
    return register_page(request, SITES, queries.sites_for(request.user), page)


@login_required
def import_sites(request: HttpRequest) -> HttpResponse:
    """Take in a table of sites: upload, preview, confirm."""
    return intake_page(request, SITE_TABLE)


@login_required
def hazards(request: HttpRequest) -> HttpResponse:
    """Show the one list of hazards of all bureaux."""
    page = Board(heading=HAZARDS.title, crumbs=_crumbs(str(HAZARDS.title)))
    return register_page(request, HAZARDS, queries.hazards_for(request.user), page)


@login_required
def site(request: HttpRequest, pk: int) -> HttpResponse:
    """Show one site: what was seen there, and what was found."""
    row = queries.sites_for(request.user).filter(pk=pk).first()
    if row is None:
        raise Http404
    found = queries.hazards_for(request.user).filter(site=row)[:50]
    visits = queries.inspections_for(request.user).filter(site=row)[:30]
    return show(
        request,
        Board(
            heading=row.name,
            crumbs=_crumbs(row.name),
            marks=(risk_badge(row),),
            is_synthetic_row=row.is_synthetic,
            facts=(
                (_("行业领域"), row.get_field_display()),
                (_("责任单位"), row.organisation.name),
                (_("行业主管部门"), row.supervisor),
                (_("地址"), row.address),
                (_("安全责任岗位"), row.duty_post),
                (_("最近检查"), row.last_inspected_on),
            ),
            tables=(
                Table(
                    _("隐患"),
                    (_("隐患"), _("等级"), _("排查日期"), _("状态")),
                    [
                        (
                            Link(h.name, h.get_absolute_url(), h.place),
                            level_badge(h),
                            h.found_on,
                            _stage(h),
                        )
                        for h in found
                    ],
                    empty=_("没有查出隐患。"),
                ),
                Table(
                    _("检查记录"),
                    (_("日期"), _("方式"), _("检查人"), _("情况")),
                    [
                        (v.inspected_on, v.get_origin_display(), v.received_by, v.text)
                        for v in visits
                    ],
                    empty=_("还没有检查过。"),
                ),
            ),
        ),
    )


@login_required
def hazard(request: HttpRequest, pk: int) -> HttpResponse:
    """Show one hazard: the five, the second look, and what comes next."""
    row = _hazard(request, pk)
    item = row.commitment
    looks = row.rechecks.select_related("rechecked_by")
    facts = [
        (_("场所"), Link(row.site.name, row.site.get_absolute_url())),
        (_("部位"), row.place),
        (_("责任单位"), row.site.organisation.name),
        (_("来源"), f"{row.get_origin_display()} · {row.found_on} · {row.found_by}"),
        (_("措施"), row.measure),
        (_("资金（万元）"), row.amount_wan if row.amount_wan != 0 else _("0（不需要）")),
        (_("期限"), item.due_on if item else ""),
        (_("责任人"), row.person),
        (_("应急预案"), row.emergency_plan),
    ]
    if row.listing:
        off = f" → {row.delisted_on}" if row.delisted_on else ""
        facts.append((_("挂牌"), f"{row.get_listing_display()} {row.listed_on}{off}"))
    if item:
        facts.append((_("任务"), Link(item.number, item.get_absolute_url())))
    shown_light = light(item) if item else None
    return show(
        request,
        Board(
            heading=row.name,
            crumbs=[
                *_crumbs()[:1],
                Crumb(str(HAZARDS.title), reverse("safety:hazards")),
                Crumb(row.place),
            ],
            marks=[m for m in (level_badge(row), _stage(row), shown_light) if m],
            is_synthetic_row=row.is_synthetic,
            facts=facts,
            events=[
                Event(
                    look.rechecked_at,
                    _("复查通过") if look.is_passed else _("复查不通过"),
                    str(look.rechecked_by),
                    look.text,
                    "green" if look.is_passed else "red",
                )
                for look in looks
            ],
            panels=_panels(request, row),
        ),
    )


# The verbs of a hazard's page: name, title, form, permission that shows it, and what to do.
_VERBS: dict[str, tuple[object, type[forms.Form], object]] = {
    "order": (gettext_lazy("立单整改"), OrderForm, actions.order),
    "describe": (
        gettext_lazy("填写五到位"),
        RectificationForm,
        lambda *, by, hazard, **values: actions.describe(
            by=by, hazard=hazard, plan=actions.Rectification(**values)
        ),
    ),
    "recheck": (gettext_lazy("复查"), RecheckForm, actions.recheck),
    "list": (gettext_lazy("挂牌督办"), ListingForm, actions.put_on_list),
    "delist": (gettext_lazy("摘牌"), DelistingForm, actions.take_off_list),
}


@require_POST
@login_required
def perform(request: HttpRequest, pk: int) -> HttpResponse:
    """Perform one verb on one hazard."""
    row = _hazard(request, pk)
    if (name := request.POST.get("verb", "")) not in _VERBS:
        raise Http404
    _title, form_class, action = _VERBS[name]
    form = form_class(request.POST)
    if not form.is_valid():
        say_errors(request, form)
        return redirect(row)
    return attempt(
        request,
        lambda: action(by=request.user, hazard=row, **form.cleaned_data),
        _("已完成。"),
        row.get_absolute_url(),
    )


@require_POST
@login_required
def draw(request: HttpRequest) -> HttpResponse:
    """Draw the sites to be inspected in a month."""
    require(request.user, Permission.DRAFT)
    form = DrawForm(request.POST)
    if not form.is_valid():
        say_errors(request, form)
        return redirect("safety:overview")
    month_on = form.cleaned_data["month_on"].replace(day=1)
    return attempt(
        request,
        lambda: actions.draw_plan(
            by=request.user, month_on=month_on, count=form.cleaned_data["count"]
        ),
        _("已抽取。"),
        reverse("safety:overview"),
    )


@login_required
def field(request: HttpRequest) -> HttpResponse:
    """Show the page for the phone: it opens and takes records without network."""
    _require_inspector(request)
    known = queries.sites_for(request.user).filter(is_active=True)
    context = {
        "heading": _("现场登记"),
        "form": InspectionForm(sites=known, initial={"key": uuid4().hex}),
        "crumbs": _crumbs(_("现场登记")),
    }
    return render(request, "safety/field.html", context)


@require_POST
@login_required
def record(request: HttpRequest) -> HttpResponse:
    """Keep one record; the phone's queue reads the answer as JSON, a plain form is sent back."""
    wants_json = request.headers.get("Accept") == "application/json"
    owner = request.headers.get("X-Owner", "")
    if wants_json and owner != str(request.user.pk):
        # the device changed hands: its records wait until their owner signs in again
        return JsonResponse({"problems": [_("请用记录人的账号登录。")]}, status=401)
    _require_inspector(request)
    known = queries.sites_for(request.user).filter(is_active=True)
    form = InspectionForm(request.POST, sites=known)
    problems: list[str] = []
    if form.is_valid():
        try:
            actions.record_inspection(by=request.user, note=form.note())
        except NotAllowed as refusal:
            problems = [str(refusal)]
    else:
        problems = [f"{form.fields[n].label}：{''.join(e)}" for n, e in form.errors.items()]
    if wants_json:
        return JsonResponse({"problems": problems}, status=422 if problems else 200)
    if problems:
        context = {"heading": _("现场登记"), "form": form, "crumbs": _crumbs(_("现场登记"))}
        return render(request, "safety/field.html", context | {"problems": problems}, status=422)
    return attempt(request, lambda: None, _("已登记。"), reverse("safety:field"))


def _require_inspector(request: HttpRequest) -> None:
    if not may(request.user, Permission.DRAFT):
        require(request.user, Permission.REPORT)


def _hazard(request: HttpRequest, pk: int) -> Hazard:
    row = queries.hazards_for(request.user).filter(pk=pk).first()
    if row is None:
        raise Http404
    return row


def _panels(request: HttpRequest, row: Hazard) -> list[Panel]:
    user, today = request.user, clock.today()
    is_open = not (row.commitment and row.commitment.closed_at)
    is_office, may_review = may(user, Permission.DRAFT), may(user, Permission.REVIEW)
    names = []
    if is_office and row.commitment is None:
        names.append("order")
    if is_open and (
        is_office or (may(user, Permission.REPORT) and queries.may_inspect(user, row.site))
    ):
        names.append("describe")
    if is_open and row.commitment and (may_review or may(user, Permission.REPORT)):
        names.append("recheck")
    if may_review and row.level == Level.MAJOR and not row.listing:
        names.append("list")
    if may_review and row.listing and not row.delisted_on:
        names.append("delist")
    initial = {
        "measure": row.measure,
        "amount_wan": row.amount_wan,
        "person": row.person,
        "emergency_plan": row.emergency_plan,
        "rechecked_on": today,
        "listed_on": today,
        "delisted_on": today,
    }
    url = reverse("safety:perform", args=[row.pk])
    return [
        Panel(_VERBS[name][0], url, _VERBS[name][1](initial=initial), name=name, is_main=n == 0)
        for n, name in enumerate(names)
    ]


def _stage(row: Hazard) -> object:
    return state_badge(row.commitment) if row.commitment else Badge(_("未立单"), "red")


def _seen(planned: object, today: object) -> object:
    last = planned.site.last_inspected_on
    if last and last >= planned.month_on:
        return Badge(_("已查 %(day)s") % {"day": f"{last:%m-%d}"}, "green")
    return Badge(_("未查"), "amber")


def _crumbs(last: str = "") -> list[Crumb]:
    return [Crumb(_("安全生产"), reverse("safety:overview")), Crumb(last)]
