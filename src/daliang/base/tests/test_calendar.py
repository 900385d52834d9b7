"""The work calendar: public holidays, make-up days, unknown years."""

from __future__ import annotations

from datetime import date

import pytest

from daliang.base import calendar
from daliang.base.models import CalendarDay

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize(
    ("day", "is_workday"),
    [
        (date(2024, 6, 10), False),  # Dragon Boat festival, a Monday
        (date(2024, 5, 11), True),  # a make-up Saturday
        (date(2024, 6, 8), False),  # a plain Saturday
        (date(2024, 2, 29), True),  # leap day, a Thursday
    ],
)
def test_workdays_follow_the_state_councils_calendar(day: date, is_workday: bool) -> None:
    assert calendar.is_workday(day) == is_workday


def test_an_unknown_year_falls_back_to_monday_to_friday_and_says_so() -> None:
    assert not calendar.knows(2090)
    assert calendar.is_workday(date(2090, 1, 2))  # a Monday
    assert not calendar.is_workday(date(2090, 1, 1))  # a Sunday


def test_a_year_with_own_days_is_known() -> None:
    CalendarDay.objects.create(day=date(2090, 10, 2), is_workday=False)

    assert calendar.knows(2090)
    assert not calendar.is_workday(date(2090, 10, 2))


@pytest.mark.parametrize(
    ("start", "count", "end"),
    [
        (date(2024, 6, 7), 1, date(2024, 6, 11)),  # Friday, over weekend and festival
        (date(2024, 6, 11), -1, date(2024, 6, 7)),  # and back
        (date(2024, 6, 8), 0, date(2024, 6, 11)),  # zero: the next workday
        (date(2024, 12, 31), 1, date(2025, 1, 2)),  # over the year's end
    ],
)
def test_workdays_are_counted_on(start: date, count: int, end: date) -> None:
    assert calendar.add_workdays(start, count) == end


def test_counting_on_and_counting_between_agree() -> None:
    start = date(2024, 9, 20)
    for count in range(1, 40):
        assert calendar.workdays_between(start, calendar.add_workdays(start, count)) == count
