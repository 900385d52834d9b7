"""Assets: the cross-checks, the count, plans for idle ones, and the pages."""

from __future__ import annotations

from datetime import date, timedelta
from decimal import Decimal

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse

from daliang.base import clock
from daliang.base.models import Notification
from daliang.base.refusal import NotAllowed
from daliang.base.tests.world import World
from daliang.ledger import actions as ledger
from daliang.ledger.tests import chain
from daliang.programmes.assets import actions, periodic, queries
from daliang.programmes.assets.choices import Kind, Outcome, Use, Way
from daliang.programmes.assets.models import Asset, CountLine, Lease, RolloutStep

pytestmark = pytest.mark.django_db


def shop(world: World, number: str = "ZC-1", **values: object) -> Asset:
    given = {
        "name": "沿街商铺",
        "kind": Kind.SHOP,
        "address": "东港路1号",
        "organisation": world.east,
        "use": Use.LET,
    } | values
    return Asset.objects.create(number=number, **given)


def let(asset: Asset, number: str = "ZL-1", **values: object) -> Lease:
    given = {
        "tenant": "某超市",
        "starts_on": date(2020, 1, 1),
        "ends_on": date(2040, 1, 1),
        "annual_rent_wan": Decimal(20),
        "market_rent_wan": Decimal(20),
        "due_wan": Decimal(20),
        "paid_wan": Decimal(20),
        "is_tendered": True,
        "is_on_exchange": True,
    } | values
    return Lease.objects.create(asset=asset, number=number, **given)


def struck(world: World) -> list[tuple[str, str]]:
    found = queries.alarms(queries.assets_for(world.clerk), clock.today())
    return [(alarm.check.title, alarm.light.tone) for alarm in found]


def signed_in(user: object) -> Client:
    client = Client()
    client.force_login(user)
    return client


@pytest.mark.parametrize(
    ("values", "title", "tone"),
    [
        ({"paid_wan": Decimal(8)}, "应收未收", "red"),  # 60 % of a year's rent
        ({"paid_wan": Decimal(19)}, "应收未收", "blue"),
        ({"is_tendered": False}, "应招未招", "amber"),
        ({"is_on_exchange": False}, "应进未进", "amber"),
        ({"market_rent_wan": Decimal(40)}, "低于评估租金", "red"),
        ({"ends_on": date(2021, 1, 1)}, "合同到期", "red"),  # over, still let
    ],
)
def test_each_check_strikes_alone(
    world: World, values: dict[str, object], title: str, tone: str
) -> None:
    let(shop(world), **values)

    assert struck(world) == [(title, tone)]


def test_what_is_not_known_strikes_nothing(world: World) -> None:
    let(shop(world), paid_wan=None, is_tendered=None, is_on_exchange=None, market_rent_wan=None)

    assert struck(world) == []


def test_an_idle_asset_without_a_plan_strikes_until_it_has_one(world: World) -> None:
    today = clock.today()
    row = shop(world, use=Use.IDLE, idle_since_on=today - timedelta(days=500))
    assert struck(world) == [("应招未招", "amber")]

    actions.plan_revival(
        by=world.clerk, asset=row, way=Way.LET, due_on=today + timedelta(days=90), content="招租"
    )

    assert struck(world) == []
    with pytest.raises(NotAllowed, match="已有"):
        actions.plan_revival(
            by=world.clerk, asset=row, way=Way.LET, due_on=today + timedelta(days=9), content="x"
        )


def test_a_plan_closes_only_when_the_asset_is_in_use_again(world: World) -> None:
    today = clock.today()
    row = shop(world, use=Use.IDLE, idle_since_on=today)
    plan = actions.plan_revival(
        by=world.clerk, asset=row, way=Way.LET, due_on=today + timedelta(days=90), content="招租"
    )
    assert "还没有登记盘活结果" in ledger.closing_hindrances(plan.commitment)

    actions.settle_revival(
        by=world.east_liaison, revival=plan, use=Use.LET, income_wan=Decimal(6), result="已签约"
    )

    row.refresh_from_db()
    assert row.use == Use.LET
    assert not [h for h in ledger.closing_hindrances(plan.commitment) if "节点" not in h]
    with pytest.raises(NotAllowed):
        actions.settle_revival(
            by=world.west_liaison, revival=plan, use=Use.LET, income_wan=None, result="x"
        )


def test_a_lease_is_told_once_and_again_when_renewed(world: World) -> None:
    lease = let(shop(world), ends_on=date(2024, 4, 30))

    assert periodic.alarm_leases(date(2024, 2, 28)) == ""
    assert periodic.alarm_leases(date(2024, 2, 29)) != ""
    assert periodic.alarm_leases(date(2024, 3, 1)) == ""
    Lease.objects.filter(pk=lease.pk).update(ends_on=date(2025, 1, 31))
    assert periodic.alarm_leases(date(2024, 11, 30)) != ""

    receivers = set(Notification.objects.values_list("user__username", flat=True))
    assert receivers == {"east_liaison", "east_head"}


def test_the_count_keeps_every_look_once(world: World) -> None:
    row = shop(world)
    note = actions.CountNote("k", world.east, asset=row, is_found=False)

    first = actions.count(by=world.east_liaison, note=note)
    again = actions.count(by=world.east_liaison, note=note)
    later = actions.CountNote("k2", world.east, asset=row)
    actions.count(by=world.east_liaison, note=later)

    assert first == again
    assert first.outcome == Outcome.MISSING
    last = queries.last_counts(world.clerk, clock.today().year)
    assert last[row.pk].outcome == Outcome.MATCHED
    with pytest.raises(NotAllowed):
        actions.count(by=world.west_liaison, note=actions.CountNote("k3", world.west, asset=row))


def test_a_surplus_needs_a_name(world: World) -> None:
    with pytest.raises(NotAllowed, match="现场名称"):
        actions.count(by=world.east_liaison, note=actions.CountNote("k", world.east))

    made = actions.count(
        by=world.east_liaison, note=actions.CountNote("k", world.east, found_name="门面")
    )

    assert made.outcome == Outcome.SURPLUS


def test_a_district_marks_its_own_steps_only(world: World) -> None:
    step = RolloutStep.objects.create(position=1, title="方案印发")

    actions.mark_step(
        by=world.east_liaison, step=step, organisation=world.east, done_on=clock.today()
    )

    with pytest.raises(NotAllowed):
        actions.mark_step(
            by=world.east_liaison, step=step, organisation=world.west, done_on=clock.today()
        )
    text = signed_in(world.east_liaison).get(reverse("assets:rollout")).content.decode()
    assert "东港区" in text
    assert "西塘区" not in text


@pytest.mark.parametrize("count", [1, 30])
def test_pages_open_with_a_fixed_number_of_queries(
    world: World, count: int, django_assert_max_num_queries: object
) -> None:
    RolloutStep.objects.create(position=1, title="方案印发")
    for n in range(count):
        let(shop(world, f"ZC-{n}"), f"ZL-{n}", is_tendered=False)
    client = signed_in(world.clerk)

    for name in ("overview", "list", "leases", "targets", "count", "rollout"):
        with django_assert_max_num_queries(24):
            page = client.get(reverse(f"assets:{name}"))
        assert page.status_code == 200
        assert len(page.content) < 100 * 1024
    assert signed_in(world.stranger).get(reverse("assets:overview")).status_code == 403


def test_a_foreign_asset_does_not_exist(world: World) -> None:
    row = shop(world)

    assert signed_in(world.west_liaison).get(row.get_absolute_url()).status_code == 404
    assert signed_in(world.east_liaison).get(row.get_absolute_url()).status_code == 200


def test_assets_and_leases_go_out_and_come_back_without_a_change(world: World) -> None:
    let(shop(world))
    client = signed_in(world.clerk)

    for page, name in (("assets:list", "assets"), ("assets:leases", "leases")):
        data = client.get(reverse(page) + "?export=xlsx").content
        answer = client.post(
            reverse("assets:import", args=[name]), {"file": SimpleUploadedFile("表.xlsx", data)}
        )
        assert answer.context["counts"] == {"new": 0, "changed": 0, "same": 1}


def test_the_page_plans_settles_and_counts(world: World) -> None:
    row = shop(world, use=Use.IDLE, idle_since_on=clock.today())
    client = signed_in(world.clerk)
    url = reverse("assets:perform", args=[row.pk])

    client.post(url, {"verb": "plan", "way": "let", "due_on": chain.days(60), "content": "招租"})
    client.post(url, {"verb": "settle", "use": "let", "result": "已签约"})
    unit = signed_in(world.east_liaison)
    page = unit.get(reverse("assets:count"))
    answer = unit.post(
        reverse("assets:record"),
        {"key": "k", "asset": row.pk, "seen": "differs", "organisation": world.east.pk},
    )
    wrong = unit.post(
        reverse("assets:record"),
        {"key": "k9", "seen": "as", "organisation": world.east.pk},
        headers={"Accept": "application/json", "X-Owner": str(world.east_liaison.pk)},
    )

    row.refresh_from_db()
    assert row.use == Use.LET
    assert page.status_code == 200
    assert answer.status_code == 302
    assert CountLine.objects.get().outcome == Outcome.TO_CHECK
    assert wrong.status_code == 422
