"""The clock, proven by a table of cases across weekends, holidays, make-up days and pauses.

2024: 1 May (Wed) to 5 May off, Sunday 28 April and Saturday 11 May are make-up workdays;
8 to 10 June (Sat to Mon) is the Dragon Boat holiday. These are the published days.
"""

from __future__ import annotations

from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

import chinese_calendar
import pytest
from hypothesis import given
from hypothesis import strategies as st

from daliang.engine.checks import BadInput
from daliang.programmes.demands.packs import packs, parse_pack
from daliang.programmes.demands.sla import Calendar, Limit, Pause, Unit, due_at, workdays_left

CITY = ZoneInfo("Asia/Shanghai")
OPEN = Calendar(chinese_calendar.is_workday)
NEXT = Calendar(chinese_calendar.is_workday, is_received_at_next_opening=True)
D, W, N = Unit.WORKDAYS, Unit.WORK_MINUTES, Unit.NATURAL_MINUTES


def at(text: str) -> datetime:
    return datetime.strptime(f"2024-{text}", "%Y-%m-%d %H:%M").replace(tzinfo=CITY)


CASES = [
    # workdays, plain
    ("day of receipt does not count", "06-03 10:00", 1, D, OPEN, (), "06-04 17:30"),
    ("received just before midnight", "06-03 23:59", 1, D, OPEN, (), "06-04 17:30"),
    ("across a weekend", "06-13 10:00", 3, D, OPEN, (), "06-18 17:30"),
    ("seven workdays over one weekend", "06-17 09:00", 7, D, OPEN, (), "06-26 17:30"),
    ("received on Saturday", "06-15 10:00", 1, D, OPEN, (), "06-17 17:30"),
    ("zero days ends today", "06-03 10:00", 0, D, OPEN, (), "06-03 17:30"),
    ("zero days after close ends tomorrow", "06-03 18:00", 0, D, OPEN, (), "06-04 17:30"),
    # holidays and make-up days
    ("across the Dragon Boat holiday", "06-06 10:00", 2, D, OPEN, (), "06-11 17:30"),
    ("a make-up Sunday counts", "04-26 10:00", 1, D, OPEN, (), "04-28 17:30"),
    ("over the May holiday", "04-29 10:00", 2, D, OPEN, (), "05-06 17:30"),
    ("a make-up Saturday counts", "05-10 10:00", 1, D, OPEN, (), "05-11 17:30"),
    ("seven over May, both make-up days in it", "04-26 10:00", 7, D, OPEN, (), "05-09 17:30"),
    ("received in the holiday", "05-02 10:00", 1, D, OPEN, (), "05-06 17:30"),
    # the next opening
    ("after close counts as tomorrow", "06-03 18:00", 1, D, NEXT, (), "06-05 17:30"),
    ("exactly at close counts as tomorrow", "06-03 17:30", 1, D, NEXT, (), "06-05 17:30"),
    ("Saturday counts as Monday", "06-15 10:00", 1, D, NEXT, (), "06-18 17:30"),
    ("holiday counts as first day back", "05-02 10:00", 1, D, NEXT, (), "05-07 17:30"),
    ("before opening counts today", "06-03 07:00", 60, W, NEXT, (), "06-03 10:00"),
    # work hours
    ("an hour in the morning", "06-03 10:00", 60, W, OPEN, (), "06-03 11:00"),
    ("over the lunch break", "06-03 11:30", 60, W, OPEN, (), "06-03 14:00"),
    ("received in the lunch break", "06-03 12:15", 60, W, OPEN, (), "06-03 14:30"),
    ("over the night", "06-03 17:00", 60, W, OPEN, (), "06-04 09:30"),
    ("over a weekend", "06-14 17:00", 60, W, OPEN, (), "06-17 09:30"),
    ("over the holiday", "06-07 17:15", 60, W, OPEN, (), "06-11 09:45"),
    ("into a make-up Sunday", "04-26 17:15", 60, W, OPEN, (), "04-28 09:45"),
    ("a whole day of seven hours", "06-03 09:00", 420, W, OPEN, (), "06-03 17:30"),
    ("a minute more is tomorrow", "06-03 09:00", 421, W, OPEN, (), "06-04 09:01"),
    # natural hours
    ("24 hours over Saturday", "06-14 16:00", 1440, N, OPEN, (), "06-15 16:00"),
    ("24 hours in the holiday", "05-02 08:00", 1440, N, OPEN, (), "05-03 08:00"),
    # pauses
    (
        "a pause over two closes costs two days",
        "06-17 10:00", 3, D, OPEN, (("06-18 10:00", "06-20 15:00"),), "06-24 17:30",
    ),
    (
        "a pause within a day costs nothing in days",
        "06-17 10:00", 1, D, OPEN, (("06-18 10:00", "06-18 15:00"),), "06-18 17:30",
    ),
    (
        "a pause over the weekend only costs Friday",
        "06-13 10:00", 2, D, OPEN, (("06-14 10:00", "06-17 08:00"),), "06-18 17:30",
    ),
    (
        "a pause over a holiday costs no holiday",
        "06-06 10:00", 2, D, OPEN, (("06-08 00:00", "06-11 08:00"),), "06-11 17:30",
    ),
    (
        "a pause before the start costs nothing",
        "06-17 10:00", 1, D, OPEN, (("06-10 10:00", "06-17 09:00"),), "06-18 17:30",
    ),
    (
        "two pauses that overlap count once",
        "06-17 10:00", 2, D, OPEN,
        (("06-18 10:00", "06-19 18:00"), ("06-18 12:00", "06-19 12:00")), "06-21 17:30",
    ),
    (
        "half an hour of pause in work hours",
        "06-03 10:00", 60, W, OPEN, (("06-03 10:15", "06-03 10:45"),), "06-03 11:30",
    ),
    (
        "a pause over lunch costs only its working part",
        "06-03 11:30", 60, W, OPEN, (("06-03 11:45", "06-03 13:45"),), "06-03 14:30",
    ),
    (
        "a pause in natural hours",
        "06-14 16:00", 1440, N, OPEN, (("06-14 20:00", "06-15 08:00"),), "06-16 04:00",
    ),
    ("a lasting pause stops it", "06-17 10:00", 2, D, OPEN, (("06-18 09:00", None),), None),
    (
        "a pause that began after the due moment does not",
        "06-17 10:00", 1, D, OPEN, (("06-19 09:00", None),), "06-18 17:30",
    ),
    # extensions are more of the same limit: seven and three are ten
    ("seven and three granted", "06-03 10:00", 10, D, OPEN, (), "06-18 17:30"),
    (
        "an extension and a pause add up",
        "06-03 10:00", 10, D, OPEN, (("06-05 09:00", "06-06 18:00"),), "06-20 17:30",
    ),
]  # fmt: skip


@pytest.mark.parametrize("case", CASES, ids=lambda case: case[0])
def test_the_clock_strikes_as_the_table_says(case: tuple) -> None:
    _name, start, amount, unit, calendar, pauses, expected = case
    stood = [Pause(at(a), at(b) if b else None) for a, b in pauses]

    due = due_at(at(start), Limit(amount, unit), calendar, stood)

    assert due == (at(expected) if expected else None)


LEFT = [
    ("on the last day", "06-18 09:00", "06-18 17:30", 0),
    ("a weekend does not count", "06-14 09:00", "06-17 17:30", 1),
    ("an hour late is one day late", "06-18 18:30", "06-18 17:30", -1),
    ("late over a weekend", "06-17 09:00", "06-14 17:30", -1),
    ("two workdays late", "06-18 09:00", "06-14 17:30", -2),
]


@pytest.mark.parametrize("case", LEFT, ids=lambda case: case[0])
def test_what_is_left_is_counted_in_workdays(case: tuple) -> None:
    _name, now, due, expected = case

    assert workdays_left(at(now), at(due), OPEN) == expected


moments = st.integers(0, 200 * 24 * 60).map(
    lambda minutes: datetime(2024, 2, 20, tzinfo=CITY) + timedelta(minutes=minutes)
)
limits = st.one_of(
    st.builds(Limit, st.integers(1, 30), st.just(D)),
    st.builds(Limit, st.integers(1, 4000), st.sampled_from([W, N])),
)


@given(moments, limits)
def test_a_due_moment_lies_after_the_start_and_in_working_time(
    start: datetime, limit: Limit
) -> None:
    due = due_at(start, limit, OPEN)

    assert due is not None
    assert due > start
    if limit.unit is not N:
        assert chinese_calendar.is_workday(due.date())


@given(moments, limits, st.integers(0, 5000), st.integers(1, 5000))
def test_a_pause_never_makes_an_answer_due_earlier(
    start: datetime, limit: Limit, after: int, length: int
) -> None:
    begin = start + timedelta(minutes=after)
    pause = Pause(begin, begin + timedelta(minutes=length))

    assert due_at(start, limit, OPEN, [pause]) >= due_at(start, limit, OPEN)


@given(moments, limits)
def test_what_waits_for_the_opening_is_never_due_earlier(start: datetime, limit: Limit) -> None:
    assert due_at(start, limit, NEXT) >= due_at(start, limit, OPEN)


def test_four_cities_packs_are_shipped_with_their_source() -> None:
    assert set(packs()) == {"quanzhou", "zhuhai", "jiangmen", "zaozhuang"}
    assert all("引用前核对原件" in pack.source for pack in packs().values())
    assert str(packs()["zhuhai"].answer("consulting")) == "2个工作日"
    assert str(packs()["zhuhai"].answer("land")) == "4个工作日"
    assert str(packs()["jiangmen"].limits["plan"]) == "24自然小时"
    assert str(packs()["jiangmen"].limits["response"]) == "1工作小时"


BAD_PACKS = [
    {"slug": "x", "title": "x", "limits": {}},  # no source
    {"slug": "x", "title": "x", "source": "s", "limits": {"answer": {"land": [1, "workdays"]}}},
    {"slug": "x", "title": "x", "source": "s", "limits": {"nap": [1, "workdays"]}},  # unknown
]


@pytest.mark.parametrize("document", BAD_PACKS)
def test_a_bad_pack_is_refused(document: dict) -> None:
    with pytest.raises(BadInput):
        parse_pack(document, file="x.json")


def test_an_office_may_state_its_own_days() -> None:
    own = Calendar(lambda day: day != date(2024, 6, 4) and chinese_calendar.is_workday(day))

    assert due_at(at("06-03 10:00"), Limit(1, D), own) == at("06-05 17:30")
