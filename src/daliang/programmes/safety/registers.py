"""The safety campaign's lists, and the table of sites, as data."""

from __future__ import annotations

from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from daliang.base.flat_rows import FlatRows, words_of
from daliang.base.intake import Intake
from daliang.base.models import Organisation
from daliang.engine.rowtable import Field as Column_
from daliang.ledger.choices import State
from daliang.ledger.registers import light, state_badge
from daliang.programmes.safety.choices import (
    LEVEL_TONES,
    RISK_TONES,
    Field,
    Level,
    Listing,
    Origin,
    Risk,
)
from daliang.programmes.safety.models import Hazard, Site
from daliang.programmes.safety.rules import recheck_until
from daliang.ui.parts import Badge, Link
from daliang.ui.register import Column, Filter, Register


def _units() -> list[tuple[int, str]]:
    rows = Organisation.objects.filter(safety_sites__isnull=False).distinct()
    return list(rows.values_list("pk", "short_name"))


def risk_badge(row: Site) -> Badge:
    """Return a site's risk class as a badge."""
    return Badge(row.get_risk_display(), RISK_TONES[Risk(row.risk)])


def level_badge(row: Hazard) -> Badge:
    """Return a hazard's grade as a badge."""
    return Badge(row.get_level_display(), LEVEL_TONES[Level(row.level)])


def _stage(row: Hazard) -> object:
    return state_badge(row.commitment) if row.commitment else Badge(_("未立单"), "red")


def _recheck(row: Hazard) -> object:
    if row.passed_on:
        return row.passed_on
    if row.commitment and row.commitment.due_on:
        return Link(
            _("未复查"), note=_("应于 %(day)s 前") % {"day": recheck_until(row.commitment.due_on)}
        )
    return None


SITES = Register(
    name="safety-sites",
    title=_("重点场所"),
    columns=(
        Column("name", _("场所名称"), sort=("name",), kind="long", width=32),
        Column("field", _("行业领域"), lambda r: r.get_field_display(), sort=("field",)),
        Column("risk", _("风险等级"), risk_badge, sort=("risk",)),
        Column(
            "organisation",
            _("属地或责任单位"),
            "organisation.short_name",
            sort=("organisation__position",),
            width=18,
        ),
        Column("supervisor", _("行业主管部门"), "supervisor.short_name", width=18),
        Column("last_inspected_on", _("最近检查"), sort=("last_inspected_on",), kind="date"),
        Column("address", _("地址"), kind="long", is_shown=False, width=30),
        Column("duty_post", _("安全责任岗位"), is_shown=False),
        Column("is_active", _("在管"), is_shown=False),
    ),
    filters=(
        Filter("risk", _("风险等级"), "multi", choices=Risk.choices),
        Filter("field", _("行业领域"), "multi", choices=Field.choices),
        Filter("unit", _("责任单位"), "multi", field="organisation", choices=_units),
        Filter("last", _("最近检查"), "dates", field="last_inspected_on"),
    ),
    search=("name", "address", "organisation__short_name"),
    default_sort="risk",
    row_url=lambda row: row.get_absolute_url(),
    empty_title=_("还没有登记场所"),
    empty_hint=_("从“导入场所”开始：把现有的重点场所清单交上来即可。"),
)

_STAGES = {
    "unordered": Q(commitment=None),
    "open": Q(commitment__isnull=False) & ~Q(commitment__state=State.CLOSED),
    "closed": Q(commitment__state=State.CLOSED),
    "listed": ~Q(listing="") & Q(delisted_on=None),
}

HAZARDS = Register(
    name="safety-hazards",
    title=_("隐患清单"),
    columns=(
        Column("name", _("隐患名称"), "name", kind="long", width=36),
        Column(
            "site",
            _("场所"),
            lambda r: Link(r.site.name, note=r.place),
            sort=("site__name",),
            export=lambda r: r.site.name,
            width=26,
        ),
        Column("place", _("隐患部位"), is_shown=False, width=18),
        Column("level", _("隐患等级"), level_badge, sort=("level",)),
        Column("kind", _("隐患类别"), lambda r: r.get_kind_display(), sort=("kind",)),
        Column(
            "light",
            _("亮灯"),
            lambda r: light(r.commitment) if r.commitment else None,
            sort=("commitment__light_tone",),
            width=28,
        ),
        Column("stage", _("状态"), _stage, sort=("commitment__state",)),
        Column(
            "organisation",
            _("责任单位"),
            "site.organisation.short_name",
            sort=("site__organisation__position",),
            width=16,
        ),
        Column(
            "due_on", _("整改期限"), "commitment.due_on", sort=("commitment__due_on",), kind="date"
        ),
        Column("recheck", _("复查"), _recheck, export=lambda r: r.passed_on, width=14),
        Column("found_on", _("排查日期"), sort=("found_on",), kind="date"),
        Column("origin", _("来源"), lambda r: r.get_origin_display(), is_shown=False),
        Column("found_by", _("排查人"), lambda r: str(r.found_by), is_shown=False),
        Column("measure", _("治理措施"), kind="long", is_shown=False, width=30),
        Column("amount_wan", _("资金（万元）"), kind="number", digits=2, is_shown=False),
        Column("person", _("责任人"), is_shown=False),
        Column("emergency_plan", _("应急预案"), kind="long", is_shown=False, width=24),
        Column("listing", _("挂牌"), lambda r: r.get_listing_display(), is_shown=False),
        Column("listed_on", _("挂牌日期"), kind="date", is_shown=False),
        Column("delisted_on", _("摘牌日期"), kind="date", is_shown=False),
    ),
    filters=(
        Filter("level", _("等级"), "multi", choices=Level.choices),
        Filter("kind", _("类别"), "multi", choices=Field.choices),
        Filter("unit", _("责任单位"), "multi", field="site__organisation", choices=_units),
        Filter(
            "bureau",
            _("主管部门"),
            "multi",
            field="site__supervisor",
            choices=lambda: list(
                Organisation.objects.filter(supervised_sites__isnull=False)
                .distinct()
                .values_list("pk", "short_name")
            ),
        ),
        Filter("origin", _("来源"), choices=Origin.choices),
        Filter("listing", _("挂牌"), choices=Listing.choices),
        Filter(
            "stage",
            _("只看"),
            choices=[
                ("unordered", _("未立单")),
                ("open", _("整改中")),
                ("closed", _("已销号")),
                ("listed", _("挂牌中")),
            ],
            apply=lambda rows, values: rows.filter(_STAGES.get(values[0], Q())),
        ),
        Filter("found", _("排查"), "dates", field="found_on"),
    ),
    search=("name", "place", "site__name"),
    default_sort="-found_on",
    row_url=lambda row: row.get_absolute_url(),
    empty_title=_("没有隐患"),
    empty_hint=_("检查时在“现场登记”里记下的隐患会出现在这里。"),
)


SITE_TABLE = Intake(
    title=_("导入场所"),
    fields=(
        Column_("name", "场所名称", is_required=True),
        Column_("organisation", "属地或责任单位", is_required=True),
        Column_("field", "行业领域", "choice", is_required=True, choices=words_of(Field)),
        Column_("risk", "风险等级", "choice", is_required=True, choices=words_of(Risk)),
        Column_("supervisor", "行业主管部门"),
        Column_("address", "地址"),
        Column_("duty_post", "安全责任岗位"),
        Column_("is_active", "在管", "flag"),
    ),
    write=FlatRows(
        Site, ("name", "organisation"), units=frozenset({"organisation", "supervisor"})
    ).write,
    back="safety:sites",
)
