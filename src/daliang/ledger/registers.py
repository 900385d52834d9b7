"""The ledger's lists as data: what a column shows, what may be filtered."""

from __future__ import annotations

from dataclasses import replace

from django.db.models import Q, QuerySet
from django.urls import reverse_lazy
from django.utils.translation import gettext_lazy as _

from daliang.base.choices import OrganisationKind
from daliang.base.models import Organisation, Post
from daliang.ledger import search
from daliang.ledger.choices import BEFORE_ISSUE, OPEN, Part, Priority, State
from daliang.ledger.models import Commitment, Source
from daliang.ledger.programme import programme, programmes
from daliang.ui.parts import Badge, Light, Link, Progress, Words
from daliang.ui.register import BulkAction, Column, Filter, Register

_TONE_WORDS = [
    ("red", _("红")),
    ("amber", _("黄")),
    ("blue", _("蓝")),
    ("green", _("绿")),
    ("grey", _("不计")),
]
_STATE_TONES = {
    State.CLOSED: "green",
    State.IN_PROGRESS: "blue",
    State.ISSUED: "amber",
    State.RETURNED: "red",
    State.REPORTED_DONE: "amber",
    State.IN_REVIEW: "amber",
}


def state_badge(row: Commitment) -> Badge:
    """Return a commitment's state as a badge."""
    return Badge(row.get_state_display(), _STATE_TONES.get(State(row.state), "grey"))


def light(row: Commitment) -> Light | None:
    """Return a commitment's light as last judged; a draft has none."""
    if not row.light_tone or State(row.state) in BEFORE_ISSUE:
        return None
    return Light(row.light_tone, row.light_label, row.light_reason)


def title(row: Commitment) -> Link:
    """Return the task with its source beneath."""
    note = str(row.source) if row.source else ""
    if row.is_synthetic:
        note = str(_("%(note)s（示例）") % {"note": note} if note else _("示例"))
    return Link(row.title, row.get_absolute_url(), note)


def supports(row: Commitment) -> str:
    """Return the supporting units by short name."""
    units = (a.organisation.short_name for a in row.assignments.all() if a.part == Part.SUPPORT)
    return "、".join(units)


def due(row: Commitment) -> object:
    """Return the deadline; how often it was moved stands beside it."""
    day = row.due_on.isoformat() if row.due_on else row.due_text or row.get_due_kind_display()
    if not row.moves:
        return day
    return Words((Link(day), Badge(_("延%(n)s次") % {"n": row.moves}, "amber")))


def _units() -> list[tuple[int, str]]:
    kinds = [OrganisationKind.TOWN]
    rows = Organisation.objects.filter(is_active=True).exclude(kind__in=kinds)
    return list(rows.values_list("pk", "short_name"))


def _due_state(rows: QuerySet[Commitment], values: object) -> QuerySet[Commitment]:
    conditions = {
        "overdue": Q(light_reason__contains="逾期", state__in=OPEN),
        "moved": Q(moves__gt=0),
        "returned": Q(returns__gt=0),
        "open": Q(state__in=OPEN),
        "waiting": Q(state__in=[State.REPORTED_DONE, State.IN_REVIEW]),
        "unsigned": Q(state=State.ISSUED),
    }
    return rows.filter(conditions.get(values[0], Q()))  # type: ignore[index]


ITEMS = Register(
    name="items",
    title=_("任务台账"),
    columns=(
        Column("number", _("编号"), sort=("number",), width=12, is_shown=False),
        Column("title", _("目标任务"), title, sort=("title",), kind="long", width=44),
        Column("light", _("亮灯"), light, sort=("light_tone",), width=26),
        Column("lead", _("牵头单位"), "lead.short_name", sort=("lead__position",), width=14),
        Column("supports", _("配合单位"), supports, width=20, is_shown=False),
        Column(
            "due",
            _("完成时限"),
            due,
            sort=("due_on",),
            kind="date",
            export=lambda row: row.due_on,
            width=12,
        ),
        Column("progress", _("进度"), lambda r: Progress(r.progress), sort=("progress",), width=8),
        Column("state", _("状态"), state_badge, sort=("state",), width=10),
        Column(
            "reported", _("最近报送"), "reported_on", sort=("reported_on",), kind="date", width=12
        ),
        Column("category", _("类别"), "category", sort=("category",), is_shown=False),
        Column("programme", _("工作专项"), lambda r: programme(r.programme).title, is_shown=False),
        Column("leader", _("牵头领导"), "leader.title", is_shown=False, width=16),
        Column("person", _("责任人"), "person", is_shown=False),
        Column("goal", _("目标要求"), "goal", kind="long", is_shown=False, width=30),
        Column("latest", _("最新进展"), "latest", kind="long", is_shown=False, width=40),
        Column("problem", _("存在问题"), "problem", kind="long", is_shown=False, width=30),
        Column("moves", _("延期次数"), "moves", kind="number", sort=("moves",), is_shown=False),
        Column(
            "returns", _("退办次数"), "returns", kind="number", sort=("returns",), is_shown=False
        ),
    ),
    filters=(
        Filter("light", _("亮灯"), "multi", field="light_tone", choices=_TONE_WORDS),
        Filter("state", _("状态"), "multi", choices=State.choices),
        Filter("lead", _("牵头单位"), "multi", field="lead", choices=_units),
        Filter("programme", _("专项"), choices=lambda: [(p.slug, p.title) for p in programmes()]),
        Filter(
            "leader",
            _("牵头领导"),
            field="leader",
            choices=lambda: list(Post.objects.values_list("pk", "title")),
        ),
        Filter(
            "source",
            _("来源"),
            field="source",
            choices=lambda: list(Source.objects.values_list("pk", "title")[:50]),
        ),
        Filter("due", _("时限"), "dates", field="due_on"),
        Filter(
            "with",
            _("只看"),
            choices=[
                ("open", _("未办结")),
                ("overdue", _("已逾期")),
                ("unsigned", _("未签收")),
                ("waiting", _("待审核")),
                ("moved", _("延过期")),
                ("returned", _("被退办")),
            ],
            apply=_due_state,
        ),
        Filter("priority", _("紧急程度"), choices=Priority.choices),
    ),
    search=search.matching,
    search_hint=_("搜索任务、编号、单位"),
    default_sort="due",
    row_url=lambda row: row.get_absolute_url(),
    empty_title=_("还没有任务"),
    empty_hint=_("从“导入任务表”开始，或新建一项。分给本单位的任务交办后会出现在这里。"),
)

OFFICE_ITEMS = replace(
    ITEMS,
    bulk=(
        BulkAction(_("提交审批"), reverse_lazy("ledger:bulk", args=["submit"])),
        BulkAction(_("审批通过"), reverse_lazy("ledger:bulk", args=["approve"])),
        BulkAction(_("交办"), reverse_lazy("ledger:bulk", args=["issue"])),
        BulkAction(_("批量修改…"), reverse_lazy("ledger:bulk-edit")),
    ),
)
