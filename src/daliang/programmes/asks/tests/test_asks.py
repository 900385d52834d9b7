"""Asks: level by level, every result with its proof, nothing closed without one."""

from __future__ import annotations

from datetime import date, timedelta
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
from daliang.ledger import actions as ledger
from daliang.ledger.actions import closing_hindrances
from daliang.parties.table_in import read_bytes
from daliang.programmes.asks import actions, queries, rules, tables
from daliang.programmes.asks.models import Ask

pytestmark = pytest.mark.django_db


def ask(world: World, **values: object) -> Ask:
    given = {
        "document": "省实施方案",
        "target": "2_province",
        "window_until": clock.today() + timedelta(days=30),
    } | values
    return actions.raise_ask(by=world.clerk, title="列入培育名单", lead=world.east, values=given)


def issued(world: World) -> Ask:
    row = ask(world)
    ledger.submit(by=world.clerk, commitment=row.commitment)
    ledger.approve(by=world.head, commitment=row.commitment)
    ledger.issue(by=world.clerk, commitment=row.commitment)
    return row


def signed_in(user: User) -> Client:
    client = Client()
    client.force_login(user)
    return client


def test_an_ask_is_a_promise_due_when_its_window_closes(world: World) -> None:
    row = ask(world)

    assert row.commitment.programme == "asks"
    assert row.commitment.due_on == row.window_until
    with pytest.raises(NotAllowed, match="不早于"):
        ask(world, window_from=clock.today() + timedelta(days=40))


def test_levels_are_reached_in_turn(world: World) -> None:
    row = issued(world)
    today = clock.today()
    with pytest.raises(NotAllowed, match="下一级是：市级"):
        actions.reach(by=world.east_liaison, ask=row, level="2_province", on=today)
    actions.reach(by=world.east_liaison, ask=row, level="1_city", on=today)
    with pytest.raises(NotAllowed, match="上一级之后"):
        actions.reach(
            by=world.east_liaison, ask=row, level="2_province", on=today - timedelta(days=1)
        )
    actions.reach(by=world.east_liaison, ask=row, level="2_province", on=today)
    actions.reach(by=world.clerk, ask=row, level="3_nation", on=today)
    with pytest.raises(NotAllowed, match="下一级是：无"):
        actions.reach(by=world.clerk, ask=row, level="3_nation", on=today)


NO_PROOF = [
    ("clause", "摘录条款"),
    ("money", "到位金额"),
    ("failed", "写明原因"),
]


@pytest.mark.parametrize(("result", "words"), NO_PROOF)
def test_a_result_has_its_proof(world: World, result: str, words: str) -> None:
    with pytest.raises(NotAllowed, match=words):
        actions.settle(by=world.clerk, ask=ask(world), material="ready", result=result)


def test_an_ask_without_result_is_not_closed(world: World) -> None:
    row = issued(world)
    assert "还没有登记争取结果" in closing_hindrances(row.commitment)
    actions.settle(
        by=world.east_liaison, ask=row, material="handed_in", result="money",
        amount_wan=Decimal(300),
    )  # fmt: skip
    assert closing_hindrances(row.commitment) == []
    assert queries.totals(world.clerk)["money"] == 300


def test_contacts_are_noted_by_who_carries_the_ask(world: World) -> None:
    row = issued(world)
    actions.note_contact(
        by=world.east_liaison, ask=row, on=clock.today(), office="某处", text="汇报"
    )
    with pytest.raises(NotAllowed, match="没有分给"):
        actions.note_contact(
            by=world.west_liaison, ask=row, on=clock.today(), office="某处", text="x"
        )
    with pytest.raises(NotAllowed, match="晚于今天"):
        actions.note_contact(
            by=world.clerk, ask=row, on=clock.today() + timedelta(days=1), office="某处", text="x"
        )
    with pytest.raises(NotAllowed):
        actions.note_contact(by=world.leader, ask=row, on=clock.today(), office="某处", text="x")


WINDOWS = [
    (date(2024, 6, 10), "grey", "5天后开窗"),
    (date(2024, 6, 15), "blue", "剩46天"),
    (date(2024, 7, 20), "amber", "剩11天"),
    (date(2024, 8, 2), "red", "已过2天"),
]


@pytest.mark.parametrize(("today", "tone", "words"), WINDOWS)
def test_a_window_says_how_long_it_is_open(today: date, tone: str, words: str) -> None:
    found = rules.window_words(today, date(2024, 6, 15), date(2024, 7, 31))

    assert found[0] == tone
    assert words in found[1]


def test_a_unit_sees_its_own_asks_once_issued(world: World) -> None:
    row = issued(world)

    assert row in queries.asks_for(world.east_liaison)
    assert row not in queries.asks_for(world.west_liaison)
    assert signed_in(world.west_liaison).get(row.get_absolute_url()).status_code == 404
    assert ask(world) not in queries.asks_for(world.east_liaison)


@pytest.mark.parametrize("name", ["list", "new"])
def test_pages_open_for_the_office_and_refuse_who_reads_nothing(world: World, name: str) -> None:
    ask(world)
    assert signed_in(world.clerk).get(reverse(f"asks:{name}")).status_code == 200
    assert signed_in(world.system_officer).get(reverse(f"asks:{name}")).status_code == 403


def test_an_ask_is_worked_by_clicking_and_the_monthly_list_leaves(
    world: World, django_assert_max_num_queries: object
) -> None:
    client = signed_in(world.clerk)
    until = (clock.today() + timedelta(days=20)).isoformat()
    form = {"title": "试点写入方案", "lead": world.east.pk, "document": "方案"}
    client.post(reverse("asks:new"), form | {"target": "2_province", "window_until": until})
    row = Ask.objects.get()
    today = clock.today().isoformat()
    url = reverse("asks:verb", args=[row.pk, "contact"])
    client.post(url, {"on": today, "office": "某处", "text": "汇报情况"})
    bad = client.post(url, {"on": today, "office": "", "text": ""}, follow=True)
    client.post(reverse("asks:verb", args=[row.pk, "reach"]), {"level": "1_city", "on": today})

    page = client.get(row.get_absolute_url()).content.decode()
    assert "汇报情况" in page
    assert "对接处室：" in bad.content.decode()
    with django_assert_max_num_queries(16):
        client.get(reverse("asks:list"))
    answer = client.get(reverse("asks:list"), {"export": "xlsx"})
    sheet = openpyxl.load_workbook(BytesIO(answer.content)).active
    assert "试点写入方案" in [cell.value for line in sheet for cell in line]


def test_the_offices_list_comes_in_once_and_an_unknown_unit_is_named(world: World) -> None:
    def rows(unit: str) -> list:
        book = openpyxl.Workbook()
        book.active.append(("争取事项", "责任单位", "上级文件", "争取层级", "窗口期止"))
        book.active.append(("列入名单", unit, "方案", "省级", "2030-06-30"))
        data = BytesIO()
        book.save(data)
        return read_bytes(data.getvalue(), "清单.xlsx", tables.FIELDS)

    assert tables.apply(by=world.clerk, rows=rows("工信局"), name="x") == {"new": 1}
    assert tables.apply(by=world.clerk, rows=rows("工信局"), name="x") == {"same": 1}
    assert Ask.objects.get().commitment.lead == world.industry
    with pytest.raises(BadInput, match="没有“无此局”"):
        tables.plan(world.clerk, rows("无此局"))
