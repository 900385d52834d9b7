"""The lease alarm and the count, on plain values."""

from __future__ import annotations

from datetime import date, timedelta
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from daliang.programmes.assets import rules
from daliang.programmes.assets.choices import Outcome


@pytest.mark.parametrize(
    ("ends_on", "told_on"),
    [
        (date(2024, 7, 15), date(2024, 5, 15)),  # the plain case
        (date(2024, 1, 31), date(2023, 11, 30)),  # across the year's end, into a shorter month
        (date(2025, 2, 28), date(2024, 12, 28)),  # across the year's end, from February
        (date(2024, 2, 29), date(2023, 12, 29)),  # from a leap day
        (date(2024, 4, 29), date(2024, 2, 29)),  # onto a leap day
        (date(2024, 4, 30), date(2024, 2, 29)),  # February of a leap year is short
        (date(2023, 4, 30), date(2023, 2, 28)),  # and shorter otherwise
        (date(2024, 12, 31), date(2024, 10, 31)),  # long to long
        (date(2024, 8, 31), date(2024, 6, 30)),  # long to short
        (date(2024, 2, 1), date(2023, 12, 1)),
    ],
)
def test_a_lease_is_told_two_calendar_months_ahead(ends_on: date, told_on: date) -> None:
    assert rules.notice_on(ends_on) == told_on
    assert not rules.is_ending(ends_on, told_on - timedelta(days=1))
    assert rules.is_ending(ends_on, told_on)
    assert rules.is_ending(ends_on, ends_on)
    assert not rules.is_ending(ends_on, ends_on + timedelta(days=1))


@given(st.dates(min_value=date(1990, 1, 1), max_value=date(2090, 1, 1)))
def test_a_later_end_is_never_told_earlier(ends_on: date) -> None:
    first, second = rules.notice_on(ends_on), rules.notice_on(ends_on + timedelta(days=1))

    assert first <= second
    assert 59 <= (ends_on - first).days <= 62


def test_arrears_are_unknown_where_a_side_is_unknown_and_never_negative() -> None:
    assert rules.arrears(Decimal(5), Decimal(2)) == 3
    assert rules.arrears(Decimal(2), Decimal(5)) == 0
    assert rules.arrears(None, Decimal(5)) is None
    assert rules.rent_share(Decimal(5), Decimal(0)) is None


@pytest.mark.parametrize(
    ("seen", "said"),
    [
        (None, Outcome.TO_CHECK),  # nobody looked
        (rules.Seen(False, True, True), Outcome.SURPLUS),
        (rules.Seen(True, False, True), Outcome.MISSING),
        (rules.Seen(True, True, False), Outcome.TO_CHECK),
        (rules.Seen(True, True, True), Outcome.MATCHED),
    ],
)
def test_the_count_says_what_was_seen_against_the_books(
    seen: rules.Seen | None, said: Outcome
) -> None:
    assert rules.outcome(seen) is said


def test_whole_months_wait_for_the_day() -> None:
    assert rules.whole_months(date(2024, 1, 31), date(2024, 3, 30)) == 1
    assert rules.whole_months(date(2023, 12, 1), date(2024, 1, 1)) == 1
    assert rules.whole_months(None, date(2024, 1, 1)) is None
