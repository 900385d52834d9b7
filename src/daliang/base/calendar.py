"""The work calendar: workdays with Chinese make-up days.

Order of trust: the office's own table, then the public holiday package, then
Monday to Friday. `knows(year)` tells which; screens show the fallback.
"""

from __future__ import annotations

from datetime import date, timedelta
from functools import lru_cache

import chinese_calendar

from daliang.base.clock import today
from daliang.base.models import CalendarDay

__all__ = ["add_workdays", "is_workday", "knows", "today", "workdays", "workdays_between"]
_MAX_STEPS = 3660


@lru_cache(maxsize=1)
def _known_years() -> range:
    years = {day.year for day in chinese_calendar.constants.holidays}
    return range(min(years), max(years) + 1)


def knows(year: int) -> bool:
    """Tell whether public holidays of a year are known; if not, Monday to Friday is assumed."""
    return year in _known_years() or CalendarDay.objects.filter(day__year=year).exists()


def is_workday(day: date, overrides: dict[date, bool] | None = None) -> bool:
    """Tell whether offices work on a day."""
    own = _overrides(day, day) if overrides is None else overrides
    if day in own:
        return own[day]
    if day.year in _known_years():
        return chinese_calendar.is_workday(day)
    return day.weekday() < 5


def workdays(first: date, last: date) -> set[date]:
    """Return the workdays of a span of days, both ends included."""
    overrides = _overrides(first, last)
    days = (first + timedelta(days=i) for i in range((last - first).days + 1))
    return {day for day in days if is_workday(day, overrides)}


def add_workdays(start: date, count: int) -> date:
    """Return the date `count` workdays after (before, when negative) `start`.

    The start day itself does not count; zero gives the start day if it is a
    workday and otherwise the next one.
    """
    step = timedelta(days=-1 if count < 0 else 1)
    reach = timedelta(days=abs(count) * 3 + 30)
    overrides = _overrides(start - reach, start + reach)
    day, left = start, abs(count)
    if not left:
        while not is_workday(day, overrides):
            day += step
        return day
    for _ in range(_MAX_STEPS):
        day += step
        left -= is_workday(day, overrides)
        if not left:
            return day
    raise ValueError(f"no {count} workdays within {_MAX_STEPS} days of {start}")


def workdays_between(start: date, end: date) -> int:
    """Count the workdays after `start` up to and including `end`; negative when end is earlier."""
    if end < start:
        return -workdays_between(end, start)
    overrides = _overrides(start, end)
    days = (end - start).days
    return sum(is_workday(start + timedelta(days=i), overrides) for i in range(1, days + 1))


def _overrides(first: date, last: date) -> dict[date, bool]:
    rows = CalendarDay.objects.filter(day__range=(first, last))
    return dict(rows.values_list("day", "is_workday"))
