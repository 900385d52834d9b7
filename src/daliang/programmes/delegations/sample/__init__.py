"""The sample's trips: the published facts of June 2024 with their sources; the rest are examples.

What was published of the trip stands on the event: 34 deals, 1.237 billion
dollars, 113 visits, 15 cities. Nine deals are named in the reports, and one
more was first signed in February; no amount of a named deal of June was
published. The appointments are made up, and say so.
"""

from __future__ import annotations

import csv
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from datetime import date, datetime, time
from decimal import Decimal
from pathlib import Path

from django.utils import timezone

from daliang.base import clock
from daliang.base.models import Organisation, User
from daliang.programmes.delegations import actions
from daliang.programmes.delegations.choices import Currency, EventKind, Stage
from daliang.programmes.delegations.models import Appointment, Deal, Event, TripCity

_FILE = Path(__file__).parent / "deals.csv"
_CITIES = (
    ("法兰克福", 50.11, 8.68),
    ("巴黎", 48.86, 2.35),
    ("里昂", 45.76, 4.84),
    ("图卢兹", 43.60, 1.44),
    ("里尔", 50.63, 3.06),
    ("布鲁塞尔", 50.85, 4.35),
    ("安特卫普", 51.22, 4.40),
    ("根特", 51.05, 3.72),
    ("慕尼黑", 48.14, 11.58),
    ("斯图加特", 48.78, 9.18),
    ("杜塞尔多夫", 51.23, 6.78),
    ("汉堡", 53.55, 9.99),
    ("柏林", 52.52, 13.40),
    ("海登海姆", 48.68, 10.15),
    ("达姆施塔特", 49.87, 8.65),
)
_VISITS = 113
_TEAMS = 2


def load(
    *, say: Callable[[str], None], people: Mapping[str, User], bodies: Mapping[str, Organisation]
) -> None:
    """Fill the pack: events, rates, deals with their signatures, appointments and a plan."""
    say("装入出访成果……")
    clerk = people["clerk"]
    with _at(date(2024, 5, 10)):
        events = _events(clerk, bodies)
        _rates(clerk)
        _appointments(clerk, events["europe-2024"])
        actions.plan(by=clerk, event=events["europe-2024"], teams=_TEAMS)
    with _at(date(2024, 6, 27)):
        with _FILE.open(encoding="utf-8", newline="") as lines:
            for row in csv.DictReader(lines):
                _deal(clerk, row, events, bodies)
        _visits(clerk, events["europe-2024"])


@contextmanager
def _at(day: date) -> Iterator[None]:
    with clock.pretend(timezone.make_aware(datetime.combine(day, time(9)))):
        yield


def _events(clerk: User, bodies: Mapping[str, Organisation]) -> dict[str, Event]:
    office = bodies["市外办"]
    trip = actions.add_event(
        by=clerk,
        code="europe-2024",
        name="2024年5月无锡代表团出访法国、比利时、德国",
        starts_on=date(2024, 5, 28),
        ends_on=date(2024, 6, 5),
        countries="法国、比利时、德国",
        lead=office,
        published_deals=34,
        published_usd_wan=Decimal(123_700),
        published_visits=113,
        published_cities=15,
        source="无锡日报 2024-06-07；起止日期见新闻报道",
    )
    munich = actions.add_event(
        by=clerk,
        code="munich-2024-06",
        name="2024无锡—慕尼黑产业合作交流会",
        kind=EventKind.CONFERENCE,
        parent=trip,
        starts_on=date(2024, 6, 3),
        ends_on=date(2024, 6, 3),
        countries="德国",
        published_deals=9,
        source="无锡日报 2024-06-07",
    )
    earlier = actions.add_event(
        by=clerk,
        code="voith-2024-02",
        name="2024年2月战略合作协议签署",
        kind=EventKind.SIGNING,
        starts_on=date(2024, 2, 22),
        ends_on=date(2024, 2, 22),
        countries="德国",
        source="新华网德文 2024-02-24",
    )
    asia = actions.add_event(
        by=clerk,
        code="asia-2023",
        name="示例：2023年11月经贸团组",
        starts_on=date(2023, 11, 13),
        ends_on=date(2023, 11, 19),
        countries="日本、新加坡",
        lead=bodies["市商务局"],
        source="示例数据",
        confidence="C",
        is_synthetic=True,
    )
    return {event.code: event for event in (trip, munich, earlier, asia)}


def _rates(clerk: User) -> None:
    rates = ((Currency.EUR, "2024-02-22", "1.08"), (Currency.JPY, "2023-11-16", "0.0066"))
    for currency, on, usd in rates:
        actions.set_rate(
            by=clerk,
            currency=currency,
            on=date.fromisoformat(on),
            usd=Decimal(usd),
            source="示例汇率",
        )


def _appointments(clerk: User, trip: Event) -> None:
    cities = [TripCity(name=name, latitude=lat, longitude=lon) for name, lat, lon in _CITIES]
    wishes = []
    for number in range(_VISITS):
        city = cities[number * 7 % len(cities)]
        is_fixed = number % 19 == 0
        wishes.append(
            Appointment(
                partner=f"示例机构{number + 1:03d}",
                city=city,
                topic=("产业合作", "投资推介", "联合研发")[number % 3],
                minutes=(45, 60, 90)[number % 3],
                priority=1 + number * 5 % 6,
                day=2 + number * 3 % 7 if is_fixed else None,
                opens=time(9),
                closes=time(18),
                is_fixed=is_fixed,
                is_synthetic=True,
            )
        )
    actions.add_appointments(by=clerk, event=trip, cities=cities, appointments=wishes)


def _deal(
    clerk: User,
    row: Mapping[str, str],
    events: Mapping[str, Event],
    bodies: Mapping[str, Organisation],
) -> None:
    deal = Deal.objects.filter(code=row["code"]).first()
    if deal is None:
        deal = actions.add_deal(
            by=clerk,
            code=row["code"],
            name=row["name"],
            kind=row["kind"],
            partner=row["partner"],
            local_party=row["local_party"],
            district=bodies.get(row["district"]),
            source=row["source"],
            confidence=row["confidence"],
            is_synthetic=row["is_real"] == "0",
        )
    actions.sign(
        by=clerk,
        deal=deal,
        event=events[row["event"]],
        signed_on=date.fromisoformat(row["signed_on"]),
        form=row["form"],
        amount_wan=Decimal(row["amount_wan"]) if row["amount_wan"] else None,
        currency=row["currency"],
    )
    if row["next_step"]:
        actions.assign_next(
            by=clerk,
            deal=deal,
            text=row["next_step"],
            unit=bodies[row["unit"]],
            due_on=date.fromisoformat(row["due_on"]),
        )
    if row["registered_on"]:
        on = date.fromisoformat(row["registered_on"])
        actions.reach(by=clerk, deal=deal, stage=Stage.REGISTERED, on=on)


def _visits(clerk: User, trip: Event) -> None:
    for number, appointment in enumerate(trip.appointments.all()[:6]):
        actions.log_visit(
            by=clerk,
            appointment=appointment,
            visited_on=date(2024, 5, 29 + number % 3),
            people_met="对方负责人（示例）",
            result="介绍产业基础和配套，对方愿派人来访（示例）。",
            next_step="两周内寄送场地资料（示例）",
        )
