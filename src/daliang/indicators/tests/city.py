"""A small city's figures: five years of one indicator, told month by month."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

from daliang.base.tests.world import World
from daliang.indicators.actions import TargetDraft, record_figures, set_target
from daliang.indicators.models import Indicator
from daliang.indicators.values import NewFigure

BUREAU = "江川市统计局月报（示例）"


def retail(world: World, **values: object) -> Indicator:
    """Return the indicator 社零, kept by commerce."""
    given = {"name": "社会消费品零售总额", "unit": "亿元", "aliases": "社零"} | values
    return Indicator.objects.create(code="retail", department=world.commerce, **given)


def figure(
    indicator: Indicator, area: object, year: int, month: int, **values: object
) -> NewFigure:
    """Return one cumulative figure; published in the middle of the following month."""
    told_on = date(year + month // 12, month % 12 + 1, 18)
    given = {
        "first_month": 1,
        "value": Decimal(100),
        "growth_pct": None,
        "unit": indicator.unit,
        "source": BUREAU,
        "as_of": told_on,
        "area_name": "",
    } | values
    return NewFigure(
        indicator_id=indicator.pk, area_id=area.pk, year=year, last_month=month, **given
    )


def years_of(indicator: Indicator, area: object, years: range, until: int = 12) -> list[NewFigure]:
    """Return even months, each year 5 % above the last; the last year ends with `until`."""
    rows = []
    for year in years:
        total = Decimal(1200) * Decimal("1.05") ** (year - years[0])
        for month in range(2, (until if year == years[-1] else 12) + 1):
            value = (total * month / 12).quantize(Decimal("0.01"))
            rows.append(figure(indicator, area, year, month, value=value, growth_pct=Decimal(5)))
    return rows


def told_until_may(world: World) -> Indicator:
    """Return 社零 with 2019 to May 2024 recorded and a target of 5 % for 2024."""
    indicator = retail(world)
    record_figures(by=None, figures=years_of(indicator, world.city, range(2019, 2025), until=5))
    draft = TargetDraft(
        indicator=indicator,
        area=world.city,
        year=2024,
        value=Decimal(5),
        is_growth=True,
        source="江川市政府工作报告（示例）",
        as_of=date(2024, 1, 20),
    )
    set_target(by=None, draft=draft)
    return indicator
