"""A trip's wishes as the planner's values, and its plans read back; the itinerary as a paper."""

from __future__ import annotations

import json
from datetime import datetime, time

from django.utils.translation import gettext as _

from daliang.base.refusal import NotAllowed
from daliang.engine.trips import (
    City,
    Plan,
    Trip,
    Window,
    estimate_travel,
    itinerary_rows,
    read_plan,
)
from daliang.engine.trips import Visit as Wish
from daliang.programmes.delegations.choices import Visit
from daliang.programmes.delegations.models import Appointment, Event, TripPlan
from daliang.ui.papers import Heading, Paper, Table, TableColumn, Title

HOURS = (8 * 60.0, 21 * 60.0)


def trip_of(event: Event, teams: int) -> Trip:
    """Return a trip for the planner from its cities and wishes."""
    cities = [City(row.name, row.latitude, row.longitude) for row in event.cities.all()]
    rows = list(event.appointments.exclude(state=Visit.CANCELLED).select_related("city"))
    if not cities or not rows:
        raise NotAllowed(_("先登记城市和拜访对象，再排行程。"))
    days = (event.ends_on - event.starts_on).days + 1
    return Trip(
        days=days,
        teams=teams,
        hours=HOURS,
        home=cities[0].name,
        cities=cities,
        travel=estimate_travel(cities),
        visits=[_wish(row, days) for row in rows],
        is_travel_estimated=True,
    )


def _wish(row: Appointment, days: int) -> Wish:
    windows: tuple[Window, ...] = ()
    opens = _minutes(row.opens) if row.opens else HOURS[0]
    closes = _minutes(row.closes) if row.closes else HOURS[1]
    if row.day is not None:
        windows = (Window(row.day - 1, opens, closes),)
    elif row.opens or row.closes:
        windows = tuple(Window(day, opens, closes) for day in range(days))
    return Wish(row.partner, row.city.name, row.minutes, row.priority, windows, row.is_fixed)


def _minutes(moment: time) -> float:
    return moment.hour * 60.0 + moment.minute


def plan_of(row: TripPlan) -> Plan:
    """Return a kept plan as the engine's values."""
    return read_plan(trip_of(row.event, row.teams), json.loads(row.text))


def unvisited_of(row: TripPlan) -> list[tuple[str, str]]:
    """Return who could not be met, with the planner's sentence why."""
    return [(each["id"], each["detail"]) for each in json.loads(row.text)["unvisited"]]


def itinerary(row: TripPlan, *, made_at: datetime) -> Paper:
    """Return the itinerary as a paper: a table for each team, then who could not be met and why."""
    event, plan = row.event, plan_of(row)
    rows = itinerary_rows(plan, event.starts_on)
    columns = [
        TableColumn("日期", 6, "center"),
        TableColumn("时间", 7, "center"),
        TableColumn("事项", 4, "center"),
        TableColumn("内容", 18),
        TableColumn("城市", 8),
    ]
    blocks: list[object] = [Title(f"{event.name}行程安排")]
    for team in sorted({each.team for each in rows}):
        lines = [
            (f"{r.on:%m-%d}", f"{r.begin}—{r.end}" if r.begin else "", r.kind, r.what, r.city)
            for r in rows
            if r.team == team
        ]
        blocks += [Heading(f"第{team}小分队"), Table(columns, lines, note="时间为当地时间。")]
    if left := unvisited_of(row):
        reasons = [TableColumn("拜访对象", 12), TableColumn("未排入的原因", 24)]
        blocks += [Heading("未能排入"), Table(reasons, left)]
    return Paper(
        blocks,
        title=f"{event.name}行程安排",
        author=str(event.lead or ""),
        created_at=made_at,
        is_synthetic=event.appointments.filter(is_synthetic=True).exists(),
    )
