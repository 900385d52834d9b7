"""Periods are read from the forms in use and mean the same months however written."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from daliang.engine.checks import BadInput
from daliang.engine.periods import Kind, Period, cumulative_months, parse_period


@pytest.mark.parametrize(
    ("text", "start", "end", "is_cumulative"),
    [
        ("2024年1-2月", 1, 2, True),
        ("2024年1—11月", 1, 11, True),
        ("2024年6月份", 6, 6, False),
        ("2024-06", 6, 6, False),
        ("2024年一季度", 1, 3, False),
        ("2024年第3季度", 7, 9, False),
        ("2024年前三季度", 1, 9, True),
        ("2024H1", 1, 6, False),
        ("2024年下半年", 7, 12, False),
        ("2024年", 1, 12, True),
        ("2024-FY", 1, 12, True),
    ],
)
def test_a_period_covers_the_months_it_names(text, start, end, is_cumulative):
    period = parse_period(text)

    assert (period.start_month, period.end_month) == (start, end)
    assert period.is_cumulative is is_cumulative


@pytest.mark.parametrize(
    "text",
    [
        "2024年13月",  # no such month
        "2024年1-0月",  # ends before it starts
        "今年上半年",  # no year
        "见说明",  # not a period
        "2024年5季度",  # four quarters a year
        "",  # empty cell
    ],
)
def test_what_is_no_period_is_refused_with_a_mend(text):
    with pytest.raises(BadInput) as told:
        parse_period(text)

    assert told.value.problems[0].mend


def test_a_year_has_eleven_cumulative_months_and_the_first_ends_in_february():
    periods = cumulative_months(2024)

    assert len(periods) == 11
    assert str(periods[0]) == "2024年1-2月"


def test_a_first_quarter_and_january_to_march_are_the_same_months():
    assert parse_period("2024年一季度").covers_same_months(parse_period("2024年1-3月"))
    assert not parse_period("2024年二季度").covers_same_months(parse_period("2024年1-6月"))


def test_the_year_before_keeps_the_months():
    assert str(parse_period("2024年1-5月").year_before()) == "2023年1-5月"


def test_a_quarter_cannot_end_in_april():
    with pytest.raises(BadInput):
        Period(2024, 4, Kind.QUARTER)


@given(
    st.integers(1990, 2090),
    st.sampled_from(
        [(m, Kind.MONTH, c) for m in range(1, 13) for c in (False, True) if m > 1 or not c]
        + [(m, Kind.QUARTER, c) for m in (3, 6, 9, 12) for c in (False, True)]
        + [(m, Kind.HALF, False) for m in (6, 12)]
    ),
)
def test_a_period_written_out_reads_back_as_the_same_months(year, form):
    period = Period(year, form[0], form[1], form[2])

    assert parse_period(str(period)).covers_same_months(period)
