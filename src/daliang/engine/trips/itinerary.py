"""The plan on paper and in calendars: itinerary rows and .ics text."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta

from daliang.engine.trips.checker import clock
from daliang.engine.trips.plan import Plan, TeamDay

_FOLD = 73  # bytes of a calendar line before it must be folded (75 with the fold's blank)


@dataclass(frozen=True, slots=True)
class Row:
    """One line of an itinerary: times are local, as hours and minutes."""

    team: int
    on: date
    begin: str
    end: str
    kind: str
    what: str
    city: str


def itinerary_rows(plan: Plan, first_on: date) -> list[Row]:
    """Return the itinerary by team, day and time: journeys, meetings, hotels.

    Parameters
    ----------
    plan : Plan
    first_on : date
        The date of the first day.

    Examples
    --------
    >>> day = TeamDay(1, 0, "甲", (), (), "甲")
    >>> rows = itinerary_rows(Plan((day,), (), 0, 0, 0, 0, ""), date(2024, 5, 28))
    >>> rows[0].kind, rows[0].what
    ('住宿', '甲')
    """
    rows = []
    for day in sorted(plan.days, key=lambda d: (d.team, d.day)):
        rows += _day_rows(day, first_on + timedelta(days=day.day))
    return rows


def _day_rows(day: TeamDay, on: date) -> list[Row]:
    timed = [
        (leg.depart, leg.arrive, "路途", f"{leg.origin}—{leg.destination}", leg.destination)
        for leg in day.legs
    ]
    timed += [(s.arrival, s.departure, "拜访", s.visit, s.city) for s in day.stops]
    rows = [
        Row(day.team, on, clock(begin), clock(end), kind, what, city)
        for begin, end, kind, what, city in sorted(timed)
    ]
    return [*rows, Row(day.team, on, "", "", "住宿", day.hotel, day.hotel)]


def to_ics(plan: Plan, first_on: date, made_at: datetime, teams: Sequence[int] = ()) -> str:
    """Return the meetings and journeys as an iCalendar text (RFC 5545).

    Times are floating local times, since a city's clock is what the appointment means.

    Parameters
    ----------
    plan : Plan
    first_on : date
        The date of the first day.
    made_at : datetime
        When the calendar was made, in UTC.
    teams : sequence of int
        Only these teams; all by default.

    Examples
    --------
    >>> text = to_ics(Plan((), (), 0, 0, 0, 0, ""), date(2024, 5, 28), datetime(2024, 5, 1))
    >>> text.splitlines()[0]
    'BEGIN:VCALENDAR'
    """
    stamp = made_at.strftime("%Y%m%dT%H%M%SZ")
    lines = ["BEGIN:VCALENDAR", "VERSION:2.0", "PRODID:-//Daliang//trips//ZH", "CALSCALE:GREGORIAN"]
    for day in plan.days:
        if teams and day.team not in teams:
            continue
        on = first_on + timedelta(days=day.day)
        for number, stop in enumerate(day.stops):
            title = f"第{day.team}队：{stop.visit}"
            key = f"{day.team}-{day.day}-v{number}"
            lines += _event(key, stamp, on, (stop.arrival, stop.departure), title, stop.city)
        for number, leg in enumerate(day.legs):
            title = f"第{day.team}队：{leg.origin}—{leg.destination}"
            key = f"{day.team}-{day.day}-t{number}"
            lines += _event(key, stamp, on, (leg.depart, leg.arrive), title, leg.destination)
    lines.append("END:VCALENDAR")
    return "".join(f"{_folded(line)}\r\n" for line in lines)


def _event(
    key: str, stamp: str, on: date, minutes: tuple[float, float], title: str, city: str
) -> list[str]:
    begin, end = (_moment(on, value) for value in minutes)
    return [
        "BEGIN:VEVENT",
        f"UID:{on:%Y%m%d}-{key}@daliang",
        f"DTSTAMP:{stamp}",
        f"DTSTART:{begin}",
        f"DTEND:{end}",
        f"SUMMARY:{_escaped(title)}",
        f"LOCATION:{_escaped(city)}",
        "END:VEVENT",
    ]


def _moment(on: date, minutes: float) -> str:
    moment = datetime.combine(on, time()) + timedelta(minutes=round(minutes))
    return moment.strftime("%Y%m%dT%H%M%S")


def _escaped(text: str) -> str:
    for mark in ("\\", ";", ","):
        text = text.replace(mark, f"\\{mark}")
    return text.replace("\r", "").replace("\n", "\\n")


def _folded(line: str) -> str:
    parts, part = [], ""
    for letter in line:
        if len((part + letter).encode()) > _FOLD:
            parts.append(part)
            part = ""
        part += letter
    return "\r\n ".join([*parts, part])
