"""The training plan as a register and a table."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from daliang.base.flat_rows import FlatRows
from daliang.base.intake import Intake
from daliang.engine.rowtable import Field
from daliang.ledger.registers import light, state_badge
from daliang.programmes.training.models import Course
from daliang.ui.parts import Link
from daliang.ui.register import Column, Filter, Register


def _title(row: Course) -> object:
    if row.commitment is None:
        return row.title
    return Link(row.title, row.commitment.get_absolute_url(), row.commitment.number)


COURSES = Register(
    name="courses",
    title=_("培训计划"),
    columns=(
        Column("title", _("培训班"), _title, sort=("title",), kind="long", width=34),
        Column("organisation", _("主办单位"), "organisation.short_name"),
        Column("topic", _("专题"), sort=("topic",)),
        Column("due_on", _("计划日期"), sort=("due_on",), kind="date"),
        Column("hours", _("学时"), kind="number"),
        Column("planned_people", _("计划人数"), kind="number"),
        Column("attended_people", _("实到人数"), kind="number"),
        Column("held_on", _("举办日期"), kind="date", sort=("held_on",)),
        Column("light", _("亮灯"), lambda r: light(r.commitment) if r.commitment else None),
        Column("state", _("状态"), lambda r: state_badge(r.commitment) if r.commitment else None),
    ),
    filters=(Filter("due", _("计划日期"), "dates", field="due_on"),),
    search=("title", "topic"),
    default_sort="due_on",
    empty_title=_("还没有培训计划"),
    empty_hint=_("用“导入计划”交上年度培训计划表。"),
)

COURSE_TABLE = Intake(
    title=_("导入计划"),
    fields=(
        Field("title", "培训班", is_required=True),
        Field("organisation", "主办单位", is_required=True),
        Field("topic", "专题", is_required=True),
        Field("due_on", "计划日期", "date", is_required=True),
        Field("hours", "学时", "number", is_required=True),
        Field("planned_people", "计划人数", "number", is_required=True),
        Field("attended_people", "实到人数", "number"),
        Field("held_on", "举办日期", "date"),
    ),
    write=FlatRows(
        Course,
        ("title", "due_on"),
        units=frozenset({"organisation"}),
        check=lambda row, values: (
            []
            if (values.get("held_on") is None) == (values.get("attended_people") is None)
            else [row.fault("举办日期", "举办日期和实到人数要一起填", "补上另一格，或都空着")]
        ),
    ).write,
    back="training:courses",
)
