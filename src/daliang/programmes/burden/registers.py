"""What is asked, as a register and a table."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from daliang.base.flat_rows import FlatRows
from daliang.base.intake import Intake
from daliang.base.models import Organisation
from daliang.engine.rowtable import Field
from daliang.programmes.burden.models import Ask
from daliang.ui.register import Column, Filter, Register


def _units() -> list[tuple[int, str]]:
    rows = Organisation.objects.filter(asked__isnull=False).distinct()
    return list(rows.values_list("pk", "short_name"))


ASKS = Register(
    name="asks",
    title=_("填报要求"),
    columns=(
        Column("question", _("填报项"), sort=("question",), kind="long", width=34),
        Column("form", _("报表"), sort=("form",), width=26),
        Column("unit", _("填报单位"), "unit.short_name", sort=("unit__position",)),
        Column("asker", _("要求单位"), "asker.short_name", sort=("asker__position",)),
        Column("month_on", _("月份"), kind="date", sort=("month_on",)),
        Column("answer", _("预填值")),
        Column("answer_source", _("预填出处"), width=24),
    ),
    filters=(
        Filter("unit", _("填报单位"), "multi", choices=_units),
        Filter("month", _("月份"), "dates", field="month_on"),
    ),
    search=("question", "form"),
    default_sort="-month_on",
    empty_title=_("还没有登记填报要求"),
    empty_hint=_("用“导入要求”交上各部门要基层填的表，一行一个填报项。"),
)


def _first_of_month(row: object, values: object) -> list[object]:
    if values["month_on"].day != 1:
        return [row.fault("月份", f"{values['month_on']}不是月初", "写该月1日，如2024-06-01")]
    if values.get("answer") and not values.get("answer_source"):
        return [row.fault("预填出处", "有预填值却没有出处", "写数据从哪来")]
    return []


ASK_TABLE = Intake(
    title=_("导入要求"),
    fields=(
        Field("unit", "填报单位", is_required=True),
        Field("asker", "要求单位", is_required=True),
        Field("month_on", "月份", "date", is_required=True),
        Field("form", "报表", is_required=True),
        Field("question", "填报项", is_required=True),
        Field("answer", "预填值"),
        Field("answer_source", "预填出处"),
    ),
    write=FlatRows(
        Ask,
        ("unit", "asker", "month_on", "form", "question"),
        units=frozenset({"unit", "asker"}),
        check=_first_of_month,
    ).write,
    back="burden:asks",
)
