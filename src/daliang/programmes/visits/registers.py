"""Visits as data."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from daliang.base.models import Organisation
from daliang.programmes.visits.choices import State
from daliang.programmes.visits.models import Visit
from daliang.ui.parts import Badge, Link
from daliang.ui.register import Column, Filter, Register

_TONES = {State.PLANNED: "blue", State.DONE: "green"}


def state_badge(row: Visit) -> Badge:
    """Return where a visit stands."""
    return Badge(row.get_state_display(), _TONES.get(State(row.state), "grey"))


def _firm(row: Visit) -> Link:
    district = str(row.enterprise.district or "")
    note = f"{district}（示例）" if row.is_synthetic else district
    return Link(row.enterprise.name, row.get_absolute_url(), note)


VISITS = Register(
    name="visits",
    title=_("走访"),
    columns=(
        Column("firm", _("企业"), _firm, sort=("enterprise__name",), kind="long", width=40),
        Column("planned", _("日期"), "planned_on", sort=("planned_on",), kind="date"),
        Column("state", _("状态"), state_badge, sort=("state",)),
        Column("unit", _("走访单位"), "organisation.short_name"),
        Column("post", _("带队领导"), "post.title", width=18),
        Column("demands", _("诉求数"), "demand_count", kind="number"),
        Column("findings", _("情况"), "findings", kind="long", is_shown=False, width=50),
        Column("answered", _("现场答复"), "answered", kind="long", is_shown=False, width=30),
        Column("promised", _("承诺"), "promised", kind="long", is_shown=False, width=30),
        Column("output", _("产值（万元）"), "output_wan", kind="number", is_shown=False),
        Column("orders", _("在手订单（万元）"), "orders_wan", kind="number", is_shown=False),
        Column("capacity", _("产能利用率%"), "capacity_percent", kind="number", is_shown=False),
        Column("staff", _("用工"), "staff", kind="number", is_shown=False),
        Column("purpose", _("目的"), "purpose", is_shown=False),
        Column("exception", _("超频理由"), "exception", is_shown=False),
    ),
    filters=(
        Filter("state", _("状态"), choices=State.choices),
        Filter(
            "unit",
            _("单位"),
            "multi",
            field="organisation",
            choices=lambda: list(
                Organisation.objects.filter(is_active=True).values_list("pk", "short_name")
            ),
        ),
        Filter("day", _("日期"), "dates", field="planned_on"),
    ),
    search=("enterprise__name", "findings", "purpose"),
    search_hint=_("搜索企业、情况"),
    default_sort="-planned",
    row_url=lambda row: row.get_absolute_url(),
    empty_title=_("还没有走访"),
    empty_hint=_("先看“走访建议”安排，或到企业后用“现场记录”登记。"),
)
