"""The rules of published figures: vintages, comparable basis, residuals, conflicts."""

from decimal import Decimal

import pytest

from daliang.engine.checks import BadInput
from daliang.engine.periods import parse_period
from daliang.engine.quantities import Published, compare, conflicts, parse_quantity, remainder


def figure(period="2024年", level="100亿元", growth=None, **more):
    return Published(
        more.pop("indicator", "社零"),
        parse_period(period),
        None if level is None else parse_quantity(level),
        None if growth is None else Decimal(growth),
        **more,
    )


def test_growth_is_not_computed_across_a_census():
    old = figure("2023年", "3567.55亿元", vintage="旧基数")
    new = figure("2024年", "4284.06亿元", vintage="新基数")

    with pytest.raises(BadInput, match="不是同一版本"):
        compare(new, old)


def test_within_one_vintage_the_ratio_stands_in_and_says_so():
    told = compare(figure("2024年", "105亿元"), figure("2023年", "100亿元"))

    assert told.growth_pct == 5
    assert not told.is_published


def test_published_growth_stands_and_its_residual_is_shown():
    told = compare(figure("2024年", "104亿元", "6.0"), figure("2023年", "100亿元"))

    assert told.growth_pct == 6
    assert told.is_published
    assert told.residual_pp == Decimal("2")
    assert round(told.link, 4) == Decimal("0.9811")


def test_units_of_two_years_are_reconciled_before_comparing():
    told = compare(figure("2024年", "105亿元"), figure("2023年", "1000000万元"))

    assert told.growth_pct == 5


def test_a_growth_only_figure_keeps_its_growth_without_a_base():
    told = compare(figure("2024年", None, "8.3"), figure("2023年", None, "9.1"))

    assert told.growth_pct == Decimal("8.3")
    assert told.comparable_base is None


@pytest.mark.parametrize(
    "before",
    [
        figure("2022年", "100亿元"),  # two years before
        figure("2023年上半年", "100亿元"),  # other months
        figure("2023年", "100亿元", scope="调度"),  # the other book
        figure("2023年", "100亿元", indicator="外贸"),  # another indicator
    ],
)
def test_only_the_same_figure_of_the_year_before_is_compared(before):
    with pytest.raises(BadInput):
        compare(figure("2024年", "105亿元"), before)


def test_two_sources_that_disagree_are_both_kept():
    first = figure("2023年上半年", "28.82亿美元", "34.05", source="甲")
    second = figure("2023年1-6月", "28.82亿美元", "5.1", source="乙")

    found = conflicts([first, second])

    assert [f.source for f in found[0].figures] == ["甲", "乙"]
    assert found[0].growths_differ
    assert not found[0].levels_differ


def test_two_vintages_and_two_units_of_one_value_are_no_conflict():
    assert conflicts([figure(level="1亿元"), figure(level="10000万元")]) == ()
    assert conflicts([figure(vintage="初步"), figure(level="101亿元", vintage="最终")]) == ()


def test_parts_that_do_not_sum_show_the_difference():
    told = remainder(
        parse_quantity("100亿元"), [parse_quantity("60亿元"), parse_quantity("409000万元")]
    )

    assert str(told.difference) == "-0.9亿元"
