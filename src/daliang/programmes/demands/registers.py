"""The pool of demands as data."""

from __future__ import annotations

from dataclasses import replace

from django.db.models import Q, QuerySet
from django.utils.timezone import localtime
from django.utils.translation import gettext as _t
from django.utils.translation import gettext_lazy as _

from daliang.base.models import Organisation
from daliang.programmes.demands.choices import Channel, Kind, Level, Outcome, Stage
from daliang.programmes.demands.models import Demand
from daliang.programmes.demands.queries import Clock, clocks, reckoner
from daliang.ui.parts import Badge, Light, Link
from daliang.ui.register import Column, Filter, Register

_STAGE_TONES = {
    Stage.POOLED: "amber",
    Stage.ROUTED: "amber",
    Stage.RETURNED: "red",
    Stage.UNHAPPY: "red",
    Stage.PAUSED: "grey",
    Stage.CLOSED: "green",
    Stage.ANSWERED: "blue",
}


def clock_of(row: Demand) -> Clock:
    """Return the row's clock, reckoned once."""
    kept = getattr(row, "_clock", None)
    if kept is None:
        kept = row._clock = clocks([row])[row.pk]
    return kept


def attach_clocks(rows: list[Demand]) -> list[Demand]:
    """Reckon many clocks together."""
    found = clocks(rows)
    for row in rows:
        row._clock = found[row.pk]
    return rows


def stage_badge(row: Demand) -> Badge:
    """Return where the demand stands."""
    stage = clock_of(row).stage
    return Badge(str(stage.label), _STAGE_TONES.get(stage, "blue"))


def time_light(row: Demand) -> Light | None:
    """Return the clock as a light with its reason."""
    found = clock_of(row)
    if row.answered_at:
        day = f"{localtime(row.answered_at):%m-%d %H:%M}"
        if found.is_late:
            return Light("red", _t("超期答复"), _t("%(d)s 答复") % {"d": day})
        return Light("green", _t("按期答复"), _t("%(d)s 答复") % {"d": day})
    if found.stage is Stage.PAUSED:
        return Light("grey", _t("暂停"), _t("等待期间不计时"))
    if found.due is None:
        if row.responded_at:
            return Light("blue", _t("已响应"), _t("交办后开始计时"))
        due = f"{found.response_due:%m-%d %H:%M}" if found.response_due else ""
        tone = "red" if found.is_response_late else "blue"
        return Light(tone, _t("待响应"), _t("%(d)s 前响应") % {"d": due})
    due = f"{found.due:%m-%d %H:%M}"
    if found.is_late:
        reason = _t("应于%(d)s答复，超%(n)s个工作日")
        return Light("red", _t("超期"), reason % {"d": due, "n": -(found.days_left or 0)})
    if (found.days_left or 0) <= 1:
        return Light("amber", _t("临期"), _t("%(d)s 到期") % {"d": due})
    reason = _t("%(d)s 到期，还有%(n)s个工作日")
    return Light("blue", _t("计时中"), reason % {"d": due, "n": found.days_left})


def verdict_badge(row: Demand) -> Badge | None:
    """Return the firm's last judgement."""
    ratings = list(row.ratings.all())
    if not ratings:
        return None
    tones = {"satisfied": "green", "fair": "blue", "unsatisfied": "red"}
    return Badge(ratings[0].get_verdict_display(), tones[ratings[0].verdict])


def _title(row: Demand) -> Link:
    note = f"{row.enterprise}{'（示例）' if row.is_synthetic else ''}"
    return Link(row.title, row.get_absolute_url(), note)


def _only(rows: QuerySet[Demand], values: object) -> QuerySet[Demand]:
    conditions = {
        "pool": Q(commitment=None),
        "approve": Q(commitment__state="submitted"),
        "open": Q(answered_at=None),
        "returned": Q(commitment__state="returned"),
        "unhappy": Q(is_reopening_due=True),
        "unrated": Q(answered_at__isnull=False, ratings=None),
        "raised": Q(reopened__gt=0),
    }
    return rows.filter(conditions.get(values[0], Q()))  # type: ignore[index]


DEMANDS = Register(
    name="demands",
    title=_("企业诉求"),
    columns=(
        Column("title", _("诉求"), _title, sort=("title",), kind="long", width=44),
        Column("stage", _("状态"), stage_badge, width=14),
        Column("clock", _("时限"), time_light, width=26),
        Column("lead", _("主办单位"), "commitment.lead.short_name", width=14),
        Column("kind", _("类别"), lambda r: r.get_kind_display(), sort=("kind",), width=8),
        Column("channel", _("来源"), lambda r: r.get_channel_display(), width=8),
        Column(
            "heard",
            _("提出时间"),
            lambda r: f"{localtime(r.heard_at):%Y-%m-%d}",
            sort=("heard_at",),
            width=12,
        ),
        Column("verdict", _("企业评价"), verdict_badge, width=10),
        Column("outcome", _("化解情况"), lambda r: r.get_outcome_display(), width=12),
        Column("number", _("编号"), "number", is_shown=False),
        Column("firm", _("企业名称"), "enterprise.name", is_shown=False, width=36),
        Column("content", _("内容"), "content", kind="long", is_shown=False, width=50),
        Column("answer", _("结果"), "answer", kind="long", is_shown=False, width=50),
        Column("level", _("办理层级"), lambda r: r.get_level_display(), is_shown=False),
        Column("reopened", _("重办次数"), "reopened", kind="number", is_shown=False),
    ),
    filters=(
        Filter(
            "with",
            _("只看"),
            choices=[
                ("pool", _("待分办")),
                ("approve", _("待批准交办")),
                ("open", _("未答复")),
                ("returned", _("有异议")),
                ("unrated", _("待评价")),
                ("unhappy", _("不满意")),
                ("raised", _("重办过")),
            ],
            apply=_only,
        ),
        Filter("kind", _("类别"), "multi", choices=Kind.choices),
        Filter("channel", _("来源"), choices=Channel.choices),
        Filter("outcome", _("化解"), choices=Outcome.choices),
        Filter("level", _("层级"), choices=Level.choices),
        Filter(
            "lead",
            _("主办"),
            "multi",
            field="commitment__lead",
            choices=lambda: list(
                Organisation.objects.filter(is_active=True).values_list("pk", "short_name")
            ),
        ),
        Filter("heard", _("提出"), "dates", field="heard_at__date"),
    ),
    search=("title", "content", "enterprise__name"),
    search_hint=_("搜索诉求、企业"),
    default_sort="-heard",
    row_url=lambda row: row.get_absolute_url(),
    empty_title=_("还没有诉求"),
    empty_hint=_("走访、热线、座谈和企业平台提出的诉求都汇到这里；可以导入台账，或登记一条。"),
)


def reckoned_register() -> Register:
    """Return the register whose clocks share one reading of the calendar."""
    reckon = reckoner()

    def ready(row: Demand) -> Demand:
        if not hasattr(row, "_clock"):
            row._clock = reckon(row)
        return row

    values = {
        "stage": lambda row: stage_badge(ready(row)),
        "clock": lambda row: time_light(ready(row)),
    }
    columns = [
        replace(column, value=values[column.key]) if column.key in values else column
        for column in DEMANDS.columns
    ]
    return replace(DEMANDS, columns=columns)
