"""The lists and tables of livelihood as data."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from daliang.base.flat_rows import FlatRows, words_of
from daliang.base.intake import Intake
from daliang.base.models import Organisation
from daliang.engine.rowtable import Field
from daliang.ledger.registers import light, state_badge
from daliang.programmes.livelihood import rules
from daliang.programmes.livelihood.choices import (
    PACE_TONES,
    VERDICT_TONES,
    Confidence,
    Verdict,
)
from daliang.programmes.livelihood.models import Item
from daliang.ui.parts import Badge, Link, Progress
from daliang.ui.register import Column, Filter, Register


def _areas() -> list[tuple[int, str]]:
    rows = Organisation.objects.filter(livelihood_items__isnull=False).distinct()
    return list(rows.values_list("pk", "short_name"))


def _years() -> list[tuple[int, int]]:
    years = Item.objects.order_by("-year").values_list("year", flat=True).distinct()
    return [(year, year) for year in years]


def share(row: Item) -> float | None:
    """Return percent of the target reached."""
    return rules.share_done(row.done, row.target)


def pace_badge(row: Item) -> Badge:
    """Return how an item goes as a badge."""
    word = rules.pace(share(row), row.year, row.as_of)
    return Badge(str(word.label), PACE_TONES[word])


def verdict_of(row: Item) -> Verdict | None:
    """Return the verdict of the last vote."""
    last = next(iter(row.votes.all()), None)
    if last is None:
        return None
    return rules.verdict(rules.Votes(last.satisfied, last.mostly, last.unsatisfied, last.abstained))


def verdict_badge(row: Item) -> Badge | None:
    """Return the verdict as a badge."""
    said = verdict_of(row)
    return Badge(str(said.label), VERDICT_TONES[said]) if said else None


def _bar(row: Item) -> Progress:
    required = rules.year_passed(row.year, row.as_of) if row.as_of else None
    return Progress(share(row), required)


def _number(key: str, title: object, is_shown: bool = False) -> Column:
    def read(row: Item) -> object:
        value = getattr(row, key)
        return None if value is None else value.normalize()  # 78, not 78.00

    return Column(key, title, read, kind="number", sort=(key,), is_shown=is_shown)


_COLUMNS = (
    Column(
        "title",
        _("项目"),
        lambda r: Link(r.title, r.get_absolute_url()),
        sort=("title",),
        kind="long",
        width=34,
    ),
    Column("area", _("地区"), "area.short_name", sort=("area__position",)),
    Column("year", _("年度"), sort=("year",)),
    Column("category", _("类别"), sort=("category",), is_shown=False),
    _number("target", _("目标量"), is_shown=True),
    _number("done", _("完成量"), is_shown=True),
    Column("unit", _("计量单位"), width=10),
    Column("share", _("完成%"), _bar, export=share),
    Column("pace", _("进度"), pace_badge),
)

ITEMS = Register(
    name="livelihood",
    title=_("民生实事"),
    columns=(
        *_COLUMNS,
        Column("verdict", _("满意度"), verdict_badge),
        Column("lead", _("责任单位"), "commitment.lead.short_name"),
        Column(
            "light",
            _("亮灯"),
            lambda r: light(r.commitment) if r.commitment else None,
            is_shown=False,
        ),
        Column("state", _("状态"), lambda r: state_badge(r.commitment) if r.commitment else None),
        _number("total_wan", _("总投资（万元）")),
        _number("year_plan_wan", _("年计划投资（万元）")),
        _number("invested_wan", _("完成投资（万元）")),
        Column("as_of", _("截至"), kind="date", sort=("as_of",), is_shown=False),
        Column("confidence", _("可信度"), lambda r: r.get_confidence_display(), is_shown=False),
        Column("source", _("出处"), kind="long", is_shown=False, width=40),
        Column("published_on", _("公示日期"), kind="date", is_shown=False),
    ),
    filters=(
        Filter("year", _("年度"), choices=_years),
        Filter("area", _("地区"), "multi", choices=_areas),
        Filter("confidence", _("可信度"), choices=Confidence.choices),
    ),
    search=("title", "category"),
    default_sort="-year",
    row_url=lambda row: row.get_absolute_url(),
    empty_title=_("还没有项目"),
    empty_hint=_("用“导入项目”交上年度清单。"),
)

PUBLIC = Register(
    name="livelihood-public",
    title=_("为民办实事公示清单"),
    columns=(
        *_COLUMNS,
        Column("as_of", _("截至"), kind="date"),
        Column("source", _("出处"), kind="long", is_shown=False, width=40),
        Column("published_on", _("公示日期"), kind="date", sort=("published_on",)),
        Column(
            "until", _("异议期至"), lambda r: rules.objections_until(r.published_on), kind="date"
        ),
    ),
    filters=(
        Filter("year", _("年度"), choices=_years),
        Filter("area", _("地区"), "multi", choices=_areas),
    ),
    search=("title",),
    default_sort="-published_on",
    empty_title=_("还没有公示的项目"),
    empty_hint=_("在项目页点“公示”后出现在这里；公示期7天。"),
)


ITEM_TABLE = Intake(
    title=_("导入项目"),
    fields=(
        Field("area", "地区", is_required=True),
        Field("year", "年度", "number", is_required=True),
        Field("category", "类别", is_required=True),
        Field("title", "项目", is_required=True),
        Field("target", "目标量", "number"),
        Field("unit", "计量单位", is_required=True),
        Field("done", "完成量", "number"),
        Field("total_wan", "总投资（万元）", "number"),
        Field("year_plan_wan", "年计划投资（万元）", "number"),
        Field("invested_wan", "完成投资（万元）", "number"),
        Field("as_of", "截至", "date"),
        Field("confidence", "可信度", "choice", choices=words_of(Confidence)),
        Field("source", "出处"),
    ),
    write=FlatRows(Item, ("area", "year", "title"), units=frozenset({"area"})).write,
    back="livelihood:items",
)
