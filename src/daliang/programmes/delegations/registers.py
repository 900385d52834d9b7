"""The table of outcomes as data."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from daliang.programmes.delegations.choices import DealKind, Stage
from daliang.programmes.delegations.models import Deal, Event
from daliang.ui.parts import Badge, Link
from daliang.ui.register import Column, Filter, Register


def name(row: Deal) -> Link:
    """Return the outcome with its partner beneath."""
    note = "；".join(part for part in (row.partner, "示例" if row.is_synthetic else "") if part)
    return Link(row.name, f"/delegations/deals/{row.code}/", note)


def first(row: Deal) -> object:
    """Return the event at which it counts."""
    signed = next(iter(row.signings.all()), None)
    return Link(signed.event.name, signed.event.get_absolute_url()) if signed else None


def stage(row: Deal) -> Badge | None:
    """Return the furthest stage."""
    steps = [step.stage for step in row.steps.all()]
    furthest = max(steps, default=Stage.SIGNED if row.signings.all() else None)
    return Badge(Stage(furthest).label, "blue") if furthest else None


DEALS = Register(
    name="deals",
    title=_("出访成果"),
    columns=(
        Column("code", _("编号"), sort=("code",), is_shown=False),
        Column("name", _("项目"), name, sort=("name",), kind="long", width=36),
        Column("kind", _("类型"), lambda r: Badge(r.get_kind_display()), sort=("kind",)),
        Column("event", _("首次签约活动"), first, width=28),
        Column("stage", _("阶段"), stage),
        Column("district", _("落户板块"), "district.short_name", sort=("district__position",)),
        Column("partner", _("外方"), is_shown=False, width=24),
        Column("local_party", _("本地主体"), is_shown=False, width=20),
        Column("lead", _("责任单位"), "commitment.lead.short_name"),
        Column("next_step", _("下一步"), kind="long", width=30),
        Column("due_on", _("时限"), "commitment.due_on", kind="date"),
        Column("project_code", _("项目代码"), is_shown=False),
        Column("source", _("来源"), is_shown=False, width=30),
        Column("confidence", _("可信度"), is_shown=False),
    ),
    filters=(
        Filter("kind", _("类型"), "multi", choices=DealKind.choices),
        Filter(
            "event",
            _("活动"),
            field="signings__event",
            choices=lambda: list(Event.objects.values_list("pk", "name")),
        ),
    ),
    search=("name", "partner", "local_party"),
    search_hint=_("搜索项目、外方、本地主体"),
    default_sort="code",
    empty_title=_("还没有成果"),
    empty_hint=_("导入出访成果表，或在活动页登记签约。"),
)
