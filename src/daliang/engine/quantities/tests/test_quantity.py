"""Units convert inside one kind; nothing is guessed and no digit is lost."""

from datetime import date
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from daliang.engine.checks import BadInput
from daliang.engine.quantities import ExchangeRate, Quantity, convert, parse_quantity, unit_of

RATE = ExchangeRate("美元", "人民币", Decimal("7.1"), date(2024, 6, 7), "示例数据")


@pytest.mark.parametrize(
    ("text", "to", "value"),
    [
        ("15456.19亿元", "万元", "154561900"),
        ("1万人", "人", "10000"),
        ("3.5亿千瓦时", "万千瓦时", "35000"),
        ("250TEU", "万标箱", "0.025"),
        ("-12.5万元", "元", "-125000"),
    ],
)
def test_units_of_one_kind_convert_exactly(text, to, value):
    assert convert(parse_quantity(text), to).value == Decimal(value)


def test_dollars_become_yuan_only_at_a_dated_rate_and_back():
    dollars = parse_quantity("12.37亿美元")

    yuan = convert(dollars, "亿元", RATE)

    assert yuan.value == Decimal("87.827")
    assert convert(yuan, "亿美元", RATE).value == Decimal("12.37")


@pytest.mark.parametrize(
    ("text", "to", "rate"),
    [
        ("2亿美元", "亿元", None),  # money of another country without its rate
        ("2亿元", "万人", None),  # another kind of quantity
        ("5%", "百分点", None),  # a rate is not a difference of rates
        ("2亿欧元", "亿元", RATE),  # the rate of another money
        ("2个单位", "个", None),  # unit not known
    ],
)
def test_what_would_have_to_be_guessed_is_refused(text, to, rate):
    with pytest.raises(BadInput):
        convert(parse_quantity(text), to, rate)


@pytest.mark.parametrize(
    "text",
    [
        "1560.65",  # no unit
        "N/A",  # no number
        "约100亿元",  # a word before the number
        "",  # empty cell
    ],
)
def test_text_that_is_no_quantity_is_refused(text):
    with pytest.raises(BadInput):
        parse_quantity(text)


def test_adding_keeps_the_first_unit():
    assert str(parse_quantity("1亿元") + parse_quantity("2500万元")) == "1.25亿元"


@given(
    st.decimals(-(10**9), 10**9, places=4),
    st.sampled_from(["元", "千元", "万元", "百万元", "亿元"]),
    st.sampled_from(["元", "千元", "万元", "百万元", "亿元"]),
)
def test_a_conversion_there_and_back_returns_the_same_value(value, unit, other):
    quantity = Quantity(value, unit_of(unit))

    assert convert(convert(quantity, other), unit).value == value
