"""Offers matched with reasons, places that do not run over, orders counted once."""

from __future__ import annotations

from datetime import timedelta
from decimal import Decimal
from io import BytesIO

import openpyxl
import pytest
from django.test import Client
from django.urls import reverse

from daliang.base import clock
from daliang.base.models import User
from daliang.base.refusal import NotAllowed
from daliang.base.tests.world import World
from daliang.engine.checks import BadInput
from daliang.parties.models import Enterprise
from daliang.parties.table_in import read_bytes
from daliang.programmes.orders import actions, queries, tables
from daliang.programmes.orders.models import Event, Offer, Order
from daliang.programmes.orders.rules import Goods, matches

pytestmark = pytest.mark.django_db


def firm(world: World, name: str = "甲公司", **values: object) -> Enterprise:
    return Enterprise.objects.create(name=name, **{"district": world.east} | values)


def order(world: World, seller: Enterprise, **values: object) -> Order:
    given = {
        "by": world.clerk,
        "contract": "HT-1",
        "product": "精密齿轮",
        "signed_on": clock.today(),
        "amount_wan": Decimal(100),
        "buyer_name": "外地某厂",
    } | values
    return actions.report_order(seller=seller, **given)


def signed_in(user: User) -> Client:
    client = Client()
    client.force_login(user)
    return client


def goods(pk: int, product: str, **values: object) -> Goods:
    return Goods(pk, pk, **{"district": "东", "product": product} | values)


def test_a_match_says_why_and_what_is_missing() -> None:
    want = goods(
        1, "精密齿轮", code="3453", certificates=frozenset({"IATF16949"}), quantity=Decimal(200),
        unit="万件",
    )  # fmt: skip
    best = goods(2, "精密齿轮", code="3453", certificates=frozenset({"IATF16949"}),
                 quantity=Decimal(300), unit="万件")  # fmt: skip
    lesser = goods(3, "精密齿轮箱", code="3451", district="西", quantity=Decimal(50), unit="万件")
    other = goods(4, "涤纶面料", code="1751")

    found = matches([want], [lesser, best, other])

    assert [m.sells.pk for m in found] == [2, 3]
    assert found[0].reasons == ("产品相同", "行业代码前4位一致", "资质齐全", "产能够", "同一板块")
    assert found[1].gaps == ("缺资质：IATF16949", "产能只够25%")


def test_a_firm_is_not_its_own_supplier() -> None:
    want = goods(1, "精密齿轮")
    own = Goods(2, 1, "东", "精密齿轮")

    assert matches([want], [own]) == []


def test_both_sides_report_one_order_and_it_counts_once(world: World) -> None:
    seller, buyer = firm(world), firm(world, "乙公司", district=world.west)
    order(world, seller, buyer=buyer, buyer_name="", by=world.east_liaison)
    again = order(world, seller, buyer=buyer, buyer_name="", by=world.west_liaison)

    assert again.reports == 2
    assert queries.totals(world.clerk) == (1, Decimal(100), Decimal(100))
    with pytest.raises(NotAllowed, match="金额不一致"):
        order(world, seller, buyer=buyer, buyer_name="", amount_wan=Decimal(120))


BAD = [
    {"contract": " "},  # nothing to count it by
    {"amount_wan": Decimal(0)},
    {"buyer_name": ""},
    {"signed_on": clock.today() + timedelta(days=2)},  # not signed yet
]


@pytest.mark.parametrize("change", BAD)
def test_an_incomplete_order_is_refused(world: World, change: dict) -> None:
    with pytest.raises(NotAllowed):
        order(world, firm(world), **change)


def test_a_firm_sells_nothing_to_itself(world: World) -> None:
    known = firm(world)
    with pytest.raises(NotAllowed, match="同一家"):
        order(world, known, buyer=known, buyer_name="")


def test_places_do_not_run_over_and_no_firm_has_two(world: World) -> None:
    event = actions.hold_event(
        by=world.clerk, title="展会", kind="fair", held_on=clock.today(), place="", seats=1
    )
    one, two = firm(world), firm(world, "乙公司")
    actions.give_seat(by=world.east_liaison, event=event, enterprise=one)
    with pytest.raises(NotAllowed, match="已有名额"):
        actions.give_seat(by=world.clerk, event=event, enterprise=one)
    with pytest.raises(NotAllowed, match="名额已满"):
        actions.give_seat(by=world.clerk, event=event, enterprise=two)
    with pytest.raises(NotAllowed, match="同名"):
        actions.hold_event(
            by=world.clerk, title="展会", kind="fair", held_on=clock.today(), place="", seats=1
        )


@pytest.mark.parametrize("who", ["west_liaison", "leader", "auditor", "stranger"])
def test_who_does_not_act_for_the_firm_writes_nothing(world: World, who: str) -> None:
    known = firm(world)
    with pytest.raises(NotAllowed):
        order(world, known, by=getattr(world, who))
    with pytest.raises(NotAllowed):
        actions.set_offer(
            by=getattr(world, who), enterprise=known, side="sells", product="x", values={}
        )


def test_a_district_sees_the_orders_its_firms_have_a_part_in(world: World) -> None:
    row = order(world, firm(world))

    assert row in queries.orders_for(world.east_liaison)
    assert row not in queries.orders_for(world.west_liaison)


@pytest.mark.parametrize("name", ["list", "matches", "events", "orders", "report"])
def test_pages_open_for_the_office_and_refuse_who_reads_nothing(world: World, name: str) -> None:
    known = firm(world)
    for side, other in (("sells", known), ("buys", firm(world, "乙公司"))):
        actions.set_offer(
            by=world.clerk, enterprise=other, side=side, product="精密齿轮", values={}
        )
    assert signed_in(world.clerk).get(reverse(f"orders:{name}")).status_code == 200
    assert signed_in(world.system_officer).get(reverse(f"orders:{name}")).status_code == 403


def test_an_order_and_an_event_are_written_by_clicking(world: World) -> None:
    known = firm(world)
    client = signed_in(world.clerk)
    today = clock.today().isoformat()
    client.post(
        reverse("orders:events"),
        {"title": "对接会", "kind": "matching", "held_on": today, "seats": 5, "place": ""},
    )
    event = Event.objects.get()
    client.post(reverse("orders:event", args=[event.pk]), {"enterprise": known.name})
    form = {"seller": known.name, "buyer": "外地某厂", "contract": "HT-9", "product": "齿轮"}
    form |= {"signed_on": today, "amount_wan": "88.5", "event": event.pk}
    page = client.post(reverse("orders:report"), form, follow=True)

    assert "88.5" in page.content.decode()
    assert event.taken.count() == 1
    again = client.post(reverse("orders:report"), form, follow=True)
    assert "只计一次" in again.content.decode()
    bad = client.post(reverse("orders:report"), form | {"seller": "无"})
    assert "名册里没有" in bad.content.decode()


def test_the_list_of_goods_comes_from_excel_and_leaves_the_same(world: World) -> None:
    known = firm(world)
    book = openpyxl.Workbook()
    book.active.append(("企业名称", "方向", "产品", "年产能或年需求"))
    book.active.append((known.name, "可供", "精密齿轮", 120))
    data = BytesIO()
    book.save(data)
    rows = read_bytes(data.getvalue(), "供需.xlsx", tables.FIELDS)

    assert tables.apply(by=world.clerk, rows=rows, name="x") == {"new": 1}
    assert tables.apply(by=world.clerk, rows=rows, name="x") == {"same": 1}
    answer = signed_in(world.clerk).get(reverse("orders:list"), {"export": "xlsx"})
    back = read_bytes(answer.content, "出.xlsx", tables.FIELDS)
    assert tables.apply(by=world.clerk, rows=back, name="x") == {"same": 1}
    Offer.objects.all().delete()
    Enterprise.objects.all().delete()
    with pytest.raises(BadInput, match="名册里没有"):
        tables.plan(world.clerk, rows)
