"""The lists and tables of the exam guarantee as data."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from daliang.base.flat_rows import FlatRows
from daliang.base.intake import Intake
from daliang.engine.rowtable import Field
from daliang.programmes.exams.models import ExamSite
from daliang.ui.register import Column, Register

SITES = Register(
    name="exam-sites",
    title=_("考点"),
    columns=(
        Column("name", _("考点"), sort=("name",), width=30),
        Column(
            "organisation", _("板块"), "organisation.short_name", sort=("organisation__position",)
        ),
        Column("candidates", _("考生数"), kind="number", sort=("candidates",)),
        Column("latitude", _("纬度"), is_shown=False),
        Column("longitude", _("经度"), is_shown=False),
    ),
    search=("name",),
    default_sort="name",
    empty_title=_("还没有考点"),
    empty_hint=_("用“导入考点”交上考点表。"),
)

SITE_TABLE = Intake(
    title=_("导入考点"),
    fields=(
        Field("name", "考点", is_required=True),
        Field("organisation", "板块", is_required=True),
        Field("candidates", "考生数", "number"),
        Field("latitude", "纬度", "number"),
        Field("longitude", "经度", "number"),
    ),
    write=FlatRows(ExamSite, ("exam", "name"), units=frozenset({"organisation"})).write,
    back="exams:list",
)
