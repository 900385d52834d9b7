"""The list of policies as data."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace

from django.utils.translation import gettext_lazy as _

from daliang.programmes.policy.choices import Reading, Way
from daliang.programmes.policy.models import PolicyCount, PolicyText
from daliang.ui.parts import Badge, Link
from daliang.ui.register import Column, Filter, Register


def newest(row: PolicyText) -> object | None:
    """Return the newest version; they come ordered."""
    versions = list(row.versions.all())
    return versions[0] if versions else None


def reading_badge(row: PolicyText) -> Badge:
    """Return whose reading the rules are."""
    version = newest(row)
    if version is None:
        return Badge(str(_("未写条件")), "red")
    tone = "green" if version.reading == Reading.OFFICE else "amber"
    return Badge(version.get_reading_display(), tone)


POLICIES = Register(
    name="policies",
    title=_("惠企政策"),
    columns=(
        Column("code", _("编号"), "code", sort=("code",), width=8),
        Column(
            "title",
            _("政策名称"),
            lambda r: Link(r.title, r.get_absolute_url(), f"{r.issuer} {r.document_number}"),
            sort=("title",),
            kind="long",
            width=50,
        ),
        Column("topic", _("主题"), "topic", sort=("topic",)),
        Column("way", _("办理类型"), lambda r: r.get_way_display(), sort=("way",)),
        Column("reading", _("条件"), reading_badge, width=16),
        Column("eligible", _("符合（家）"), lambda r: None, kind="number"),
        Column("short", _("差一条"), lambda r: None, kind="number"),
        Column("undecided", _("缺数待定"), lambda r: None, kind="number"),
        Column("amount", _("测算（万元）"), lambda r: None, kind="number", digits=1),
        Column("advice", _("建议"), lambda r: None),
        Column("level", _("层级"), "level", is_shown=False),
        Column("conditions", _("条件原文摘要"), "conditions_text", kind="long", is_shown=False),
        Column("amount_text", _("标准原文摘要"), "amount_text", kind="long", is_shown=False),
        Column("source", _("出处"), "source", kind="long", is_shown=False),
        Column("confidence", _("可信度"), "confidence", is_shown=False),
    ),
    filters=(
        Filter("way", _("办理类型"), choices=Way.choices),
        Filter(
            "topic",
            _("主题"),
            choices=lambda: [
                (t, t)
                for t in PolicyText.objects.order_by("topic")
                .values_list("topic", flat=True)
                .distinct()
                if t
            ],
        ),
    ),
    search=("title", "code", "conditions_text", "issuer"),
    search_hint=_("搜索政策、条件、发文单位"),
    default_sort="code",
    row_url=lambda row: row.get_absolute_url(),
    empty_title=_("还没有政策"),
    empty_hint=_("从“导入条件表”开始：一行一个条件，附条款原文。"),
)


def counted_register(counts: Mapping[int, PolicyCount]) -> Register:
    """Return the register with the counts of a run; without any, a dash."""

    def value(name: str) -> object:
        return lambda row: getattr(counts[row.pk], name) if row.pk in counts else None

    names = {
        "eligible": "eligible",
        "short": "short",
        "undecided": "undecided",
        "amount": "amount_wan",
        "advice": "way",
    }
    columns = [
        replace(c, value=value(names[c.key])) if c.key in names else c for c in POLICIES.columns
    ]
    return replace(POLICIES, columns=columns)
