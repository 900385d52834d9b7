"""The lists and tables of state assets as data."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from daliang.base import clock
from daliang.base.flat_rows import FlatRows, words_of
from daliang.base.intake import Intake
from daliang.base.models import Organisation
from daliang.engine.rowtable import Field
from daliang.programmes.assets import rules
from daliang.programmes.assets.choices import OUTCOME_TONES, USE_TONES, Duty, Kind, Outcome, Use
from daliang.programmes.assets.models import Asset, CountLine, Lease, OwnerTarget
from daliang.ui.parts import Badge, Light, Link, Progress
from daliang.ui.register import Column, Filter, Register


def _units() -> list[tuple[int, str]]:
    rows = Organisation.objects.filter(assets__isnull=False).distinct()
    return list(rows.values_list("pk", "short_name"))


def use_badge(row: Asset) -> Badge:
    """Return an asset's use as a badge."""
    return Badge(row.get_use_display(), USE_TONES[Use(row.use)])


def outcome_badge(row: CountLine) -> Badge:
    """Return a count's outcome as a badge."""
    return Badge(row.get_outcome_display(), OUTCOME_TONES[Outcome(row.outcome)])


def lease_light(row: Lease) -> Light | None:
    """Return the alarm of a lease's end."""
    today = clock.today()
    if row.ends_on < today:
        return Light("red", str(_("已到期")), str(row.ends_on))
    if rules.is_ending(row.ends_on, today):
        return Light(
            "blue", str(_("将到期")), str(_("%(n)s天") % {"n": (row.ends_on - today).days})
        )
    return None


def _owed(row: Lease) -> object:
    return rules.arrears(row.due_wan, row.paid_wan)


def _done(row: OwnerTarget) -> Progress:
    share = None if row.done is None or not row.target else 100 * row.done / row.target
    return Progress(None if share is None else float(round(share, 1)))


def _number(key: str, title: object, is_shown: bool = False) -> Column:
    return Column(key, title, kind="number", digits=2, sort=(key,), is_shown=is_shown)


ASSETS = Register(
    name="assets",
    title=_("资产台账"),
    columns=(
        Column("name", _("资产名称"), sort=("name",), kind="long", width=30),
        Column("number", _("资产编号"), sort=("number",), width=16),
        Column("kind", _("资产类别"), lambda r: r.get_kind_display(), sort=("kind",)),
        Column("use", _("使用状况"), use_badge, sort=("use",)),
        Column("organisation", _("权属单位"), "organisation.short_name", width=18),
        Column("address", _("坐落"), kind="long", width=30),
        _number("floor_area", _("建筑面积（平方米）"), is_shown=True),
        _number("land_area", _("土地面积（平方米）")),
        _number("original_wan", _("原值（万元）")),
        _number("net_wan", _("净值（万元）"), is_shown=True),
        Column("title_number", _("权证号"), is_shown=False),
        Column("no_title_reason", _("无证原因"), is_shown=False),
        Column("land_nature", _("土地性质"), is_shown=False),
        Column("user_name", _("使用人"), is_shown=False),
        Column("idle_since_on", _("闲置起始"), kind="date", sort=("idle_since_on",)),
        Column("idle_reason", _("闲置原因"), kind="long", is_shown=False),
    ),
    filters=(
        Filter("use", _("使用状况"), "multi", choices=Use.choices),
        Filter("kind", _("类别"), "multi", choices=Kind.choices),
        Filter("unit", _("权属单位"), "multi", field="organisation", choices=_units),
    ),
    search=("name", "number", "address"),
    default_sort="number",
    row_url=lambda row: row.get_absolute_url(),
    empty_title=_("还没有资产"),
    empty_hint=_("用“导入资产”交上清查表；没有的列可以不填。"),
)

LEASES = Register(
    name="leases",
    title=_("租约台账"),
    columns=(
        Column("number", _("合同编号"), sort=("number",)),
        Column(
            "asset",
            _("资产编号"),
            lambda r: Link(r.asset.name, r.asset.get_absolute_url()),
            export=lambda r: r.asset.number,
            width=24,
        ),
        Column("tenant", _("承租人"), sort=("tenant",), width=20),
        Column("organisation", _("权属单位"), "asset.organisation.short_name"),
        Column("starts_on", _("合同起"), kind="date", is_shown=False),
        Column("ends_on", _("合同止"), kind="date", sort=("ends_on",)),
        Column("alarm", _("到期提醒"), lease_light, width=18),
        _number("annual_rent_wan", _("年租金（万元）"), is_shown=True),
        _number("market_rent_wan", _("评估租金（万元）"), is_shown=True),
        Column(
            "share",
            _("占评估租金%"),
            lambda r: rules.rent_share(r.annual_rent_wan, r.market_rent_wan),
            kind="number",
            digits=1,
        ),
        _number("due_wan", _("应收（万元）")),
        _number("paid_wan", _("实收（万元）")),
        Column("owed", _("欠租（万元）"), _owed, kind="number", digits=2),
        Column("settled_on", _("收租核对日"), kind="date", is_shown=False),
        Column("is_tendered", _("公开招租"), is_shown=False),
        Column("is_on_exchange", _("进场交易"), is_shown=False),
    ),
    filters=(
        Filter("unit", _("权属单位"), "multi", field="asset__organisation", choices=_units),
        Filter("end", _("到期"), "dates", field="ends_on"),
    ),
    search=("number", "tenant", "asset__name"),
    default_sort="ends_on",
    row_url=lambda row: row.asset.get_absolute_url(),
    empty_title=_("还没有租约"),
    empty_hint=_("先导入资产，再导入租约；租约按资产编号对应。"),
)

TARGETS = Register(
    name="owner-targets",
    title=_("国企目标"),
    columns=(
        Column("title", _("目标或任务"), kind="long", width=30),
        Column(
            "organisation",
            _("企业"),
            "organisation.short_name",
            sort=("organisation__position",),
            width=18,
        ),
        Column("year", _("年度"), sort=("year",), kind="number", digits=0),
        Column("kind", _("类型"), lambda r: r.get_kind_display()),
        _number("target", _("目标值"), is_shown=True),
        _number("done", _("完成值"), is_shown=True),
        Column("unit", _("单位")),
        Column("share", _("完成"), _done, export=lambda r: _done(r).percent),
        Column("as_of", _("截至"), kind="date"),
        Column("source", _("出处"), is_shown=False),
    ),
    filters=(Filter("kind", _("类型"), choices=Duty.choices),),
    search=("title", "organisation__short_name"),
    default_sort="-year",
    empty_title=_("还没有目标"),
    empty_hint=_("用“导入目标”交上各企业的投资目标和保障任务。"),
)

_WAN = "number"
ASSET_TABLE = Intake(
    title=_("导入资产"),
    fields=(
        Field("number", "资产编号", is_required=True),
        Field("name", "资产名称", is_required=True),
        Field("kind", "资产类别", "choice", is_required=True, choices=words_of(Kind)),
        Field("address", "坐落", is_required=True),
        Field("organisation", "权属单位", is_required=True),
        Field("use", "使用状况", "choice", is_required=True, choices=words_of(Use)),
        Field("title_number", "权证号"),
        Field("no_title_reason", "无证原因"),
        Field("land_nature", "土地性质"),
        Field("floor_area", "建筑面积（平方米）", "number"),
        Field("land_area", "土地面积（平方米）", "number"),
        Field("original_wan", "原值（万元）", _WAN),
        Field("net_wan", "净值（万元）", _WAN),
        Field("user_name", "使用人"),
        Field("idle_since_on", "闲置起始", "date"),
        Field("idle_reason", "闲置原因"),
    ),
    write=FlatRows(Asset, ("number",), units=frozenset({"organisation"})).write,
    back="assets:list",
)


def _ends_after_start(row: object, values: object) -> list[object]:
    if (
        values.get("starts_on")
        and values.get("ends_on")
        and values["ends_on"] < values["starts_on"]
    ):
        return [row.fault("合同止", "早于合同起", "核对两个日期")]
    return []


LEASE_TABLE = Intake(
    title=_("导入租约"),
    fields=(
        Field("number", "合同编号", is_required=True),
        Field("asset", "资产编号", is_required=True),
        Field("tenant", "承租人", is_required=True),
        Field("starts_on", "合同起", "date", is_required=True),
        Field("ends_on", "合同止", "date", is_required=True),
        Field("annual_rent_wan", "年租金（万元）", _WAN),
        Field("market_rent_wan", "评估租金（万元）", _WAN),
        Field("due_wan", "应收（万元）", _WAN),
        Field("paid_wan", "实收（万元）", _WAN),
        Field("settled_on", "收租核对日", "date"),
        Field("is_tendered", "公开招租", "flag"),
        Field("is_on_exchange", "进场交易", "flag"),
    ),
    write=FlatRows(
        Lease,
        ("number",),
        links={"asset": lambda words: Asset.objects.filter(number=words).first()},
        check=_ends_after_start,
    ).write,
    back="assets:leases",
)

TARGET_TABLE = Intake(
    title=_("导入目标"),
    fields=(
        Field("organisation", "企业", is_required=True),
        Field("year", "年度", "number", is_required=True),
        Field("title", "目标或任务", is_required=True),
        Field("kind", "类型", "choice", is_required=True, choices=words_of(Duty)),
        Field("target", "目标值", "number", is_required=True),
        Field("unit", "单位", is_required=True),
        Field("done", "完成值", "number"),
        Field("as_of", "截至", "date"),
        Field("source", "出处"),
    ),
    write=FlatRows(
        OwnerTarget, ("organisation", "year", "title"), units=frozenset({"organisation"})
    ).write,
    back="assets:targets",
)
TABLES = {"assets": ASSET_TABLE, "leases": LEASE_TABLE, "targets": TARGET_TABLE}
