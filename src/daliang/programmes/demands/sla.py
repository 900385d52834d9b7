"""The clock of a demand: when an answer is due in work hours or workdays, pauses and extensions.

Pure: the calendar comes in as a function. Moments are aware and in the city's own time.

The conventions, each of which is a line of the table of cases in `tests/test_sla.py`:

- Workdays: the day of receipt does not count; the last day ends at close of work. A workday
  counts when the clock is running at its close of work, so a pause from Tuesday to Thursday
  noon costs Tuesday and Wednesday.
- Work hours: only time within the working hours of workdays, outside pauses, counts.
- Natural hours: every hour outside pauses counts, nights and holidays included.
- What comes in after close of work or on a day off counts as received at once, unless the
  pack says that it counts as received at the next opening.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from enum import StrEnum

IsWorkday = Callable[[date], bool]
_MOST_DAYS = 3660


class Unit(StrEnum):
    """What a limit is counted in."""

    WORKDAYS = "workdays"
    WORK_MINUTES = "work_minutes"
    NATURAL_MINUTES = "natural_minutes"


@dataclass(frozen=True, slots=True)
class Limit:
    """So many workdays or minutes."""

    amount: int
    unit: Unit

    def __str__(self) -> str:
        if self.unit is Unit.WORKDAYS:
            return f"{self.amount}个工作日"
        word = "工作" if self.unit is Unit.WORK_MINUTES else ""
        if self.amount % 60 == 0:
            return f"{self.amount // 60}{word or '自然'}小时"
        return f"{self.amount}{word}分钟"


@dataclass(frozen=True, slots=True)
class Hours:
    """Working hours of a day: spans in order, without overlap."""

    spans: tuple[tuple[time, time], ...] = (
        (time(9), time(12)),
        (time(13, 30), time(17, 30)),
    )

    @property
    def close(self) -> time:
        """The end of the working day."""
        return self.spans[-1][1]


@dataclass(frozen=True, slots=True)
class Pause:
    """A stretch in which the clock stands still; `end` is None while it lasts."""

    start: datetime
    end: datetime | None = None

    def covers(self, moment: datetime) -> bool:
        """Tell whether the clock stands still at a moment."""
        return self.start <= moment and (self.end is None or moment < self.end)


@dataclass(frozen=True, slots=True)
class Calendar:
    """What counts as working time."""

    is_workday: IsWorkday
    hours: Hours = Hours()
    is_received_at_next_opening: bool = False


def due_at(
    start: datetime, limit: Limit, calendar: Calendar, pauses: Sequence[Pause] = ()
) -> datetime | None:
    """Return the moment by which something is due; None while the clock stands still.

    Parameters
    ----------
    start : datetime
        Aware, in local time: the moment the clock starts.
    limit : Limit
    calendar : Calendar
    pauses : sequence of Pause
        They may overlap each other; parts before `start` cost nothing.
    """
    begun = _begin(start, calendar)
    lasting = [pause for pause in pauses if pause.end is None]
    if lasting:  # due before the clock stopped, or not known yet
        ended = [pause for pause in pauses if pause.end is not None]
        due = due_at(start, limit, calendar, ended)
        return None if due is None or min(p.start for p in lasting) < due else due
    if limit.unit is Unit.WORKDAYS:
        return _workdays_later(begun, limit.amount, calendar, pauses)
    return _minutes_later(_spans(begun, calendar, limit.unit), limit.amount, pauses)


def workdays_left(now: datetime, due: datetime, calendar: Calendar) -> int:
    """Return the workdays from now to a due moment: 0 on the last day, negative when late.

    Late within the last day itself is still −1: the day is over.
    """
    if now > due:
        return -max(_count(due.date(), now.date(), calendar), 1)
    return _count(now.date(), due.date(), calendar)


def _count(first: date, last: date, calendar: Calendar) -> int:
    days = (first + timedelta(days=n) for n in range(1, (last - first).days + 1))
    return sum(calendar.is_workday(day) for day in days)


def _begin(start: datetime, calendar: Calendar) -> datetime:
    """Return when the clock starts: at once, or at the next opening where the pack says so."""
    if not calendar.is_received_at_next_opening:
        return start
    close = _at(start, start.date(), calendar.hours.close)
    if calendar.is_workday(start.date()) and start < close:
        return start
    day = start.date()
    for _ in range(_MOST_DAYS):
        day += timedelta(days=1)
        if calendar.is_workday(day):
            return _at(start, day, calendar.hours.spans[0][0])
    raise ValueError(f"no workday within {_MOST_DAYS} days of {start}")


def _workdays_later(
    start: datetime, count: int, calendar: Calendar, pauses: Sequence[Pause]
) -> datetime | None:
    day, left = start.date(), count
    for _ in range(_MOST_DAYS):
        close = _at(start, day, calendar.hours.close)
        if left <= 0 and calendar.is_workday(day) and close >= start:
            return close
        day += timedelta(days=1)
        close = _at(start, day, calendar.hours.close)
        stands = any(pause.covers(close) for pause in pauses)
        left -= calendar.is_workday(day) and not stands
        if left == 0 and calendar.is_workday(day) and not stands:
            return close
    return None


def _minutes_later(
    spans: Iterator[tuple[datetime, datetime]], minutes: int, pauses: Sequence[Pause]
) -> datetime | None:
    left = timedelta(minutes=minutes)
    for first, last in spans:
        for begin, end in _outside(first, last, pauses):
            if end - begin >= left:
                return begin + left
            left -= end - begin
    return None


def _spans(start: datetime, calendar: Calendar, unit: Unit) -> Iterator[tuple[datetime, datetime]]:
    """Yield the stretches of counting time from `start` on."""
    day = start.date()
    if unit is Unit.NATURAL_MINUTES:
        yield start, start + timedelta(days=_MOST_DAYS)
        return
    for _ in range(_MOST_DAYS):
        if calendar.is_workday(day):
            for opening, closing in calendar.hours.spans:
                first = max(_at(start, day, opening), start)
                last = _at(start, day, closing)
                if first < last:
                    yield first, last
        day += timedelta(days=1)


def _outside(
    first: datetime, last: datetime, pauses: Sequence[Pause]
) -> Iterator[tuple[datetime, datetime]]:
    """Yield the parts of a stretch that no pause covers."""
    begin = first
    for pause in sorted(pauses, key=lambda p: p.start):
        if pause.start >= last:
            break
        if pause.start > begin:
            yield begin, pause.start
        begin = max(begin, pause.end or last)
    if begin < last:
        yield begin, last


def _at(like: datetime, day: date, at: time) -> datetime:
    return datetime.combine(day, at, tzinfo=like.tzinfo)
