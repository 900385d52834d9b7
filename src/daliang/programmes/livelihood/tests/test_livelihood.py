"""Items, votes, the public list, and the planners by their pages."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from io import BytesIO

import openpyxl
import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse

from daliang.base import clock
from daliang.base.refusal import NotAllowed
from daliang.base.tests.world import World
from daliang.engine.checks import BadInput
from daliang.ledger import actions as ledger
from daliang.programmes.livelihood import actions, queries
from daliang.programmes.livelihood.models import Call, Item, Plan
from daliang.programmes.livelihood.rules import Votes

pytestmark = pytest.mark.django_db


def lifts(world: World, title: str = "加装电梯", **values: object) -> Item:
    given = {
        "area": world.east,
        "year": clock.today().year,
        "category": "宜居",
        "target": Decimal(40),
        "unit": "部",
    } | values
    return Item.objects.create(title=title, **given)


def signed_in(user: object) -> Client:
    client = Client()
    client.force_login(user)
    return client


def book(**sheets: list[list[object]]) -> SimpleUploadedFile:
    made = openpyxl.Workbook()
    made.remove(made.active)
    for name, rows in sheets.items():
        sheet = made.create_sheet(name)
        for row in rows:
            sheet.append(row)
    data = BytesIO()
    made.save(data)
    return SimpleUploadedFile("点位.xlsx", data.getvalue())


HOMES = [
    ["名称", "人数", "纬度", "经度"],
    ["甲里", 30, 31.570, 120.300],
    ["乙里", 70, 31.590, 120.300],
]
SITES = [
    ["名称", "费用（万元）", "纬度", "经度", "现有"],
    ["甲站", 10, 31.571, 120.300, "是"],
    ["乙站", 10, 31.591, 120.300, "否"],
]


def meal_plan(world: World) -> Plan:
    plan = Plan(kind=Plan.MEALS, title="选址", area=world.east, budget_wan=Decimal(10))
    data = book(居民点=HOMES, 候选点=SITES).read()
    return actions.take_town(by=world.clerk, plan=plan, data=data, name="点位.xlsx")


def bus_plan(world: World) -> Plan:
    plan = Plan(
        kind=Plan.BUSES, title="公交", area=world.east, destination="园区", latitude=31.5,
        longitude=120.3, vehicles=2, capacity=60, arrive_from=460, arrive_to=475, max_ride=60,
    )  # fmt: skip
    data = book(站点=HOMES).read()
    return actions.take_town(by=world.clerk, plan=plan, data=data, name="点位.xlsx")


def test_an_ordered_item_carries_its_quantity_and_closes_only_when_reached(world: World) -> None:
    row = lifts(world)
    due_on = date(row.year, 12, 31)
    item = actions.order(by=world.clerk, item=row, lead=world.housing, due_on=due_on)

    assert (item.planned_quantity, item.unit, item.goal) == (40, "部", "40部")
    assert "完成量未报，目标40部" in ledger.closing_hindrances(item)
    with pytest.raises(NotAllowed, match="已经立项"):
        actions.order(by=world.clerk, item=row, lead=world.housing, due_on=due_on)
    with pytest.raises(NotAllowed, match="年内"):
        actions.order(
            by=world.clerk, item=lifts(world, "x"), lead=world.housing, due_on=date(1999, 1, 1)
        )


def test_an_unsatisfied_vote_keeps_an_item_open(world: World) -> None:
    row = lifts(world)
    item = actions.order(
        by=world.clerk, item=row, lead=world.housing, due_on=date(row.year, 12, 31)
    )
    tie = actions.Ballots(clock.today(), Votes(50, 0, 50))

    actions.record_vote(by=world.clerk, item=row, ballots=tie)

    assert any("不满意" in said for said in ledger.closing_hindrances(item))
    page = signed_in(world.clerk).get(row.get_absolute_url()).content.decode()
    assert "不满意" in page


def test_a_vote_needs_ballots_and_the_right_to_review(world: World) -> None:
    row = lifts(world)

    with pytest.raises(NotAllowed, match="大于 0"):
        actions.record_vote(
            by=world.clerk, item=row, ballots=actions.Ballots(clock.today(), Votes(0, 0, 0))
        )
    with pytest.raises(NotAllowed):
        actions.record_vote(
            by=world.east_liaison, item=row, ballots=actions.Ballots(clock.today(), Votes(1, 0, 0))
        )


def test_only_published_items_are_on_the_public_list(world: World) -> None:
    row, other = lifts(world), lifts(world, "助餐点")
    actions.publish(by=world.clerk, items=[row], published_on=clock.today())

    text = signed_in(world.leader).get(reverse("livelihood:public")).content.decode()

    assert row.title in text
    assert other.title not in text


@pytest.mark.slow
def test_meal_sites_are_proposed_edited_and_compared(world: World) -> None:
    plan = meal_plan(world)
    client = signed_in(world.clerk)

    client.post(plan.get_absolute_url(), {"verb": "solve"})
    chosen = plan.places.get(is_chosen=True)
    page = client.get(plan.get_absolute_url())

    assert chosen.name == "乙站"  # seventy people instead of today's thirty
    assert "70.0%" in page.content.decode()
    today = plan.places.get(is_today=True)
    client.post(plan.get_absolute_url(), {"verb": "edit", "place": [today.pk, chosen.pk]})
    page = client.get(plan.get_absolute_url()).content.decode()
    assert plan.places.filter(is_chosen=True).count() == 2
    assert "超出预算" in page
    assert "100.0%" in page


@pytest.mark.slow
def test_bus_lines_are_proposed_and_edited_within_limits(world: World) -> None:
    plan = bus_plan(world)
    client = signed_in(world.clerk)

    client.post(plan.get_absolute_url(), {"verb": "solve"})
    assert plan.calls.filter(version=Call.EDITED).exists()
    answer = client.post(plan.get_absolute_url(), {"verb": "edit", "text": "乙里 20 → 甲里 30"})
    assert answer.status_code == 302
    crowded = client.post(plan.get_absolute_url(), {"verb": "edit", "text": "乙里 61"})
    unknown = client.post(plan.get_absolute_url(), {"verb": "edit", "text": "丙里 3"})
    client.post(plan.get_absolute_url(), {"verb": "today", "text": "甲里 5"})

    assert (crowded.status_code, unknown.status_code) == (422, 422)
    assert "超过60座" in crowded.content.decode()
    edited = plan.calls.filter(version=Call.EDITED).values_list("place__name", "boarding")
    assert list(edited) == [("乙里", 20), ("甲里", 30)]
    assert plan.calls.filter(version=Call.TODAY).count() == 1


def test_a_workbook_with_faults_makes_no_plan(world: World) -> None:
    bad = [HOMES[0], ["甲里", -3, 31.57, 120.3], ["乙里", 5, 120.3, 31.57]]
    plan = Plan(kind=Plan.MEALS, title="选址", area=world.east, budget_wan=Decimal(10))

    with pytest.raises(BadInput) as refusal:
        actions.take_town(
            by=world.clerk, plan=plan, data=book(a=bad, b=SITES).read(), name="点位.xlsx"
        )

    assert len(refusal.value.problems) == 2
    assert not Plan.objects.exists()


def test_plans_are_made_by_the_page(world: World) -> None:
    client = signed_in(world.clerk)
    meal = {"title": "选址", "area": world.east.pk, "walk_metres": 800, "budget_wan": 10}
    bus = {
        "title": "公交", "area": world.east.pk, "destination": "园区", "latitude": 31.5,
        "longitude": 120.3, "vehicles": 2, "capacity": 40, "max_ride": 60, "speed_kmh": 25,
        "arrive_from": "07:40", "arrive_to": "07:55",
    }  # fmt: skip

    one = client.post(reverse("livelihood:meals-new"), meal | {"file": book(a=HOMES, b=SITES)})
    two = client.post(reverse("livelihood:buses-new"), bus | {"file": book(a=HOMES)})
    wrong = client.post(reverse("livelihood:meals-new"), meal | {"file": book(a=HOMES)})

    assert (one.status_code, two.status_code, wrong.status_code) == (302, 302, 422)
    assert client.get(one.url).status_code == client.get(two.url).status_code == 200
    assert Plan.objects.get(kind=Plan.BUSES).arrive_to == 475


@pytest.mark.parametrize("count", [1, 30])
def test_lists_open_with_a_fixed_number_of_queries(
    world: World, count: int, django_assert_max_num_queries: object
) -> None:
    for n in range(count):
        lifts(world, f"项目{n}", published_on=clock.today())
    client = signed_in(world.clerk)

    for name in ("items", "public", "meals", "buses"):
        with django_assert_max_num_queries(20):
            page = client.get(reverse(f"livelihood:{name}"))
        assert page.status_code == 200
        assert len(page.content) < 100 * 1024
    assert signed_in(world.stranger).get(reverse("livelihood:meals")).status_code == 403


def test_a_unit_sees_its_area_and_what_it_leads(world: World) -> None:
    row = lifts(world)
    plan = meal_plan(world)

    assert list(queries.items_for(world.east_liaison)) == [row]
    assert not queries.items_for(world.west_liaison)
    assert signed_in(world.west_liaison).get(plan.get_absolute_url()).status_code == 404
    assert signed_in(world.east_liaison).get(plan.get_absolute_url()).status_code == 200
    blind = signed_in(world.system_officer).get(plan.get_absolute_url())
    assert blind.status_code == 403


def test_items_go_out_and_come_back_without_a_change(world: World) -> None:
    lifts(world, done=Decimal("12.50"), as_of=clock.today())
    client = signed_in(world.clerk)
    data = client.get(reverse("livelihood:items") + "?export=xlsx").content

    answer = client.post(
        reverse("livelihood:import"), {"file": SimpleUploadedFile("表.xlsx", data)}
    )

    assert answer.context["counts"] == {"new": 0, "changed": 0, "same": 1}
