"""Verbs, pages and tables of the pack."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, datetime, time
from decimal import Decimal
from io import BytesIO

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone
from openpyxl import Workbook

from daliang.base import clock
from daliang.base.refusal import NotAllowed
from daliang.base.tests.world import World
from daliang.programmes.delegations import actions, queries, rules
from daliang.programmes.delegations.models import Appointment, Deal, Event, TripCity

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _june() -> Iterator[None]:
    with clock.pretend(timezone.make_aware(datetime(2024, 6, 28, 9))):
        yield


def trip(world: World, code: str = "europe", **values: object) -> Event:
    given = {
        "name": "出访团组",
        "starts_on": date(2024, 5, 28),
        "ends_on": date(2024, 6, 5),
        "lead": world.commerce,
    } | values
    return actions.add_event(by=world.clerk, code=code, **given)


def deal(world: World, code: str = "D1", **values: object) -> Deal:
    given = {"name": "合资工厂", "kind": "venture", "district": world.east} | values
    return actions.add_deal(by=world.clerk, code=code, **given)


def signed(world: World, row: Deal, event: Event, **values: object) -> None:
    given = {"signed_on": date(2024, 6, 3), "form": "3_contract", "amount_wan": Decimal(500)}
    actions.sign(by=world.clerk, deal=row, event=event, **given | values)


def signed_in(user: object) -> Client:
    client = Client()
    client.force_login(user)
    return client


def test_one_deal_at_two_events_counts_once(world: World) -> None:
    event, munich, row = trip(world), trip(world, "munich", name="交流会"), deal(world)
    signed(world, row, munich)
    signed(world, row, event, signed_on=date(2024, 6, 4))

    whole = rules.totals(queries.counted())

    assert (whole.deals, whole.usd_wan, whole.repeats) == (1, Decimal(500), 1)


def test_the_same_event_twice_is_refused(world: World) -> None:
    event, row = trip(world), deal(world)
    signed(world, row, event)

    with pytest.raises(NotAllowed, match="只计一次"):
        signed(world, row, event)


def test_the_report_is_due_fifteen_workdays_after_return(world: World) -> None:
    event = actions.promise_report(by=world.clerk, event=trip(world))

    assert event.report.due_on == date(2024, 6, 27)  # the tenth of June was a holiday
    with pytest.raises(NotAllowed):
        actions.promise_report(by=world.clerk, event=event)


def test_a_split_deal_counts_once_and_its_parts_share_it(world: World) -> None:
    event, row = trip(world), deal(world)
    signed(world, row, event)
    shares = [("甲", world.east, Decimal("0.6")), ("乙", world.west, Decimal("0.4"))]

    actions.split(by=world.clerk, deal=row, parts=shares)

    assert rules.totals(queries.counted()).deals == 1
    with pytest.raises(NotAllowed):
        actions.split(by=world.clerk, deal=row, parts=[("丙", None, Decimal("0.1"))])


def test_a_district_records_the_conversion_of_its_own_deal(world: World) -> None:
    event, row = trip(world), deal(world)
    signed(world, row, event)

    actions.reach(by=world.east_liaison, deal=row, stage="2_registered", on=date(2024, 6, 20))

    cohort = queries.cohorts(queries.counted())[event.pk]
    assert rules.conversion(cohort, date(2024, 8, 1))[0] == rules.Conversion(30, 1, 1)
    with pytest.raises(NotAllowed):
        actions.reach(by=world.west_liaison, deal=row, stage="3_funded", on=date(2024, 6, 21))


def test_the_next_step_gets_an_owner_and_a_date(world: World) -> None:
    row = actions.assign_next(
        by=world.clerk, deal=deal(world), text="选址", unit=world.east, due_on=date(2024, 8, 1)
    )

    assert row.commitment.lead == world.east


def planned(world: World) -> Event:
    event = trip(world)
    cities = [
        TripCity(name="巴黎", latitude=48.86, longitude=2.35),
        TripCity(name="慕尼黑", latitude=48.14, longitude=11.58),
    ]
    wishes = [
        Appointment(partner=f"机构{n}", city=cities[n % 2], opens=time(9), closes=time(18))
        for n in range(6)
    ]
    actions.add_appointments(by=world.clerk, event=event, cities=cities, appointments=wishes)
    actions.plan(by=world.clerk, event=event, teams=1)
    return event


@pytest.mark.slow
def test_a_trip_is_planned_shown_and_handed_out(world: World) -> None:
    event = planned(world)
    client = signed_in(world.clerk)

    page = client.get(reverse("delegations:plan", args=[event.code]))
    paper = client.get(reverse("delegations:docx", args=[event.code]))
    calendar = client.get(reverse("delegations:ics", args=[event.code])).content.decode()

    assert "机构5" in page.content.decode()
    assert paper.content[:2] == b"PK"
    assert calendar.count("第1队：机构") == 6


@pytest.mark.slow
def test_a_visit_is_logged_on_the_road_within_the_trip(world: World) -> None:
    event = planned(world)
    appointment = event.appointments.first()
    address = reverse("delegations:visit", args=[event.code, appointment.pk])
    form = {"visited_on": "2024-05-30", "result": "愿意来访"}

    signed_in(world.clerk).post(address, form)
    late = signed_in(world.clerk).post(address, form | {"visited_on": "2024-07-01"}, follow=True)

    appointment.refresh_from_db()
    assert appointment.state == "made"
    assert "行程之内" in late.content.decode()


def test_a_trip_without_wishes_cannot_be_planned(world: World) -> None:
    with pytest.raises(NotAllowed, match="先登记城市"):
        actions.plan(by=world.clerk, event=trip(world), teams=1)


def test_a_unit_sees_its_own_deals_and_their_trip_only(world: World) -> None:
    event = trip(world)
    signed(world, deal(world), event)
    deal(world, "D2", district=world.west)
    client = signed_in(world.east_liaison)

    assert list(queries.deals_for(world.east_liaison).values_list("code", flat=True)) == ["D1"]
    assert client.get(event.get_absolute_url()).status_code == 200
    assert client.get(reverse("delegations:deal", args=["D2"])).status_code == 404


@pytest.mark.parametrize("name", ["events", "deals"])
def test_pages_refuse_strangers_and_make_a_fixed_number_of_queries(world: World, name: str) -> None:
    address, client = reverse(f"delegations:{name}"), signed_in(world.head)
    counts = []
    for number in range(6):
        signed(world, deal(world, f"D{number}"), trip(world, f"t{number}", name=f"团{number}"))
        with CaptureQueriesContext(connection) as made:
            assert client.get(address).status_code == 200
        counts.append(len(made))

    assert counts[-1] == counts[1]
    assert Client().get(address).status_code == 302
    assert signed_in(world.system_officer).get(address).status_code == 403


def test_the_event_page_reconciles_with_what_was_published(world: World) -> None:
    event = trip(world, published_deals=34, published_usd_wan=Decimal(123_700))
    signed(world, deal(world), event)

    text = signed_in(world.head).get(event.get_absolute_url()).content.decode()

    assert "列名加其余等于公布数" in text
    assert ">33<" in text


def test_outcomes_come_in_once_however_often_the_table_is_handed_in(world: World) -> None:
    trip(world)
    book = Workbook()
    book.active.append(
        ["编号", "项目", "类型", "落户板块", "签约活动", "形式", "金额（万）", "币种"]
    )
    book.active.append(["D1", "合资工厂", "合资", "东港区", "出访团组", "正式合同", 500, "美元"])
    data = BytesIO()
    book.save(data)
    client, address = signed_in(world.clerk), reverse("delegations:import")

    for _time in range(2):
        page = client.post(address, {"file": SimpleUploadedFile("表.xlsx", data.getvalue())})
        client.post(address, {"stored": page.context["stored"].pk, "confirm": "1"})

    assert rules.totals(queries.counted()).usd_wan == Decimal(500)
    assert Deal.objects.count() == 1
