"""The list of enterprises as data."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from daliang.base.choices import OrganisationKind
from daliang.base.models import Organisation
from daliang.parties.choices import Size
from daliang.parties.models import Chain, Enterprise, Industry
from daliang.ui.parts import Link
from daliang.ui.register import Column, Filter, Register


def _name(row: Enterprise) -> Link:
    return Link(row.name, row.get_absolute_url(), str(_("示例")) if row.is_synthetic else "")


def _districts() -> list[tuple[int, str]]:
    rows = Organisation.objects.filter(kind=OrganisationKind.DISTRICT)
    return list(rows.values_list("pk", "short_name"))


ENTERPRISES = Register(
    name="enterprises",
    title=_("企业"),
    columns=(
        Column("name", _("企业名称"), _name, sort=("name",), kind="long", width=40),
        Column("district", _("板块"), "district.short_name", sort=("district__position",)),
        Column("street", _("镇街"), "street", sort=("street",)),
        Column("industry", _("行业"), "industry.name", sort=("industry__code",), width=24),
        Column("chain", _("产业链"), "chain.name", sort=("chain__position",)),
        Column("scale", _("规模"), lambda row: row.get_size_display(), sort=("size",)),
        Column("uscc", _("统一社会信用代码"), "uscc", is_shown=False, width=22),
    ),
    filters=(
        Filter("district", _("板块"), "multi", field="district", choices=_districts),
        Filter(
            "industry",
            _("行业"),
            field="industry",
            choices=lambda: list(Industry.objects.values_list("pk", "name")),
        ),
        Filter(
            "chain",
            _("产业链"),
            field="chain",
            choices=lambda: list(Chain.objects.values_list("pk", "name")),
        ),
        Filter("scale", _("规模"), field="size", choices=Size.choices),
    ),
    search=("name", "uscc", "aliases__name"),
    search_hint=_("搜索企业名称、曾用名、信用代码"),
    default_sort="name",
    row_url=lambda row: row.get_absolute_url(),
    empty_title=_("还没有企业"),
    empty_hint=_("用 daliang import firms 导入企业名册；板块只看到本板块的企业。"),
)
