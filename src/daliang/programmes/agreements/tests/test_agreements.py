"""Rules, verbs, pages and tables of the pack."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, datetime
from decimal import Decimal

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from daliang.base import clock
from daliang.base.refusal import NotAllowed
from daliang.base.tests.world import World
from daliang.programmes.agreements import actions, rules
from daliang.programmes.agreements.models import Agreement, Item

pytestmark = pytest.mark.django_db
TODAY = date(2024, 6, 28)


@pytest.fixture(autouse=True)
def _june() -> Iterator[None]:
    with clock.pretend(timezone.make_aware(datetime(2024, 6, 28, 9))):
        yield


def agreement(world: World, code: str = "a1", **values: object) -> Agreement:
    given = {
        "title": f"市校合作{code}",
        "partner": "示例大学",
        "lead": world.commerce,
        "signed_on": date(2024, 1, 10),
        "ends_on": date(2027, 1, 9),
    } | values
    return actions.add_agreement(by=world.clerk, code=code, **given)


def item(world: World, row: Agreement, **values: object) -> Item:
    given = {
        "article": "共建研究基地。",
        "title": "基地挂牌",
        "goal": "年内挂牌",
        "unit": world.east,
        "due_on": date(2024, 12, 31),
    } | values
    return actions.add_item(by=world.clerk, agreement=row, **given)


def signed_in(user: object) -> Client:
    client = Client()
    client.force_login(user)
    return client


@pytest.mark.parametrize(
    ("ends_on", "hearings", "words"),
    [
        (date(2024, 6, 1), [], ["已于"]),  # over: renewal missed, no hearing wanted
        (date(2024, 8, 1), [date(2024, 5, 1)], ["还有 34 天"]),  # ends soon
        (date(2026, 1, 1), [date(2024, 3, 1)], ["本季度"]),  # heard last quarter only
        (None, [date(2024, 4, 2)], []),  # open-ended and heard
    ],
)
def test_an_agreement_reminds_of_renewal_and_hearing(
    ends_on: date | None, hearings: list[date], words: list[str]
) -> None:
    found = rules.notices(
        today=TODAY, signed_on=date(2024, 1, 10), ends_on=ends_on, hearings=hearings
    )

    assert len(found) == len(words)
    assert all(word in notice.text for word, notice in zip(words, found, strict=True))


def test_an_article_becomes_items_with_an_owner_and_a_measurable_result(world: World) -> None:
    row = agreement(world)

    first, second = item(world, row), item(world, row, title="首批课题")

    assert first.article == second.article
    assert first.commitment.lead == world.east
    with pytest.raises(NotAllowed, match="可考核"):
        item(world, row, goal=" ")


def test_an_agreement_cannot_end_before_it_begins(world: World) -> None:
    with pytest.raises(NotAllowed):
        agreement(world, ends_on=date(2023, 1, 1))


def test_only_the_lead_unit_and_the_office_note_funds_and_hearings(world: World) -> None:
    row = agreement(world, lead=world.east)
    amounts = {"promised_wan": Decimal(500), "paid_wan": Decimal(100)}

    actions.set_fund(by=world.east_liaison, agreement=row, name="奖学基金", **amounts)
    with pytest.raises(NotAllowed):
        actions.set_fund(by=world.west_liaison, agreement=row, name="奖学基金", **amounts)
    with pytest.raises(NotAllowed, match="晚于今天"):
        actions.hold_hearing(by=world.clerk, agreement=row, held_on=date(2024, 7, 1), text="议定")


def test_a_unit_sees_agreements_it_leads_or_works_on_once_the_item_is_there(world: World) -> None:
    mine, other = agreement(world), agreement(world, "a2")
    item(world, mine)
    client = signed_in(world.east_liaison)

    assert client.get(mine.get_absolute_url()).status_code == 200
    assert client.get(other.get_absolute_url()).status_code == 404


def test_the_list_makes_a_fixed_number_of_queries_and_refuses_strangers(world: World) -> None:
    address, client, counts = reverse("agreements:list"), signed_in(world.head), []
    for number in range(5):
        item(world, agreement(world, f"a{number}"))
        with CaptureQueriesContext(connection) as made:
            assert client.get(address).status_code == 200
        counts.append(len(made))

    assert counts[-1] == counts[1]
    assert Client().get(address).status_code == 302
    assert signed_in(world.system_officer).get(address).status_code == 403


def test_a_verb_from_the_page_is_written_or_says_why_not(world: World) -> None:
    row = agreement(world)
    address = reverse("agreements:verb", args=[row.code, "hearing"])
    client = signed_in(world.clerk)

    client.post(address, {"held_on": "2024-06-20", "text": "核对时限"})
    page = client.post(address, {"held_on": "2024-09-20", "text": "核对时限"}, follow=True)

    assert row.hearings.count() == 1
    assert "晚于今天" in page.content.decode()


def test_items_given_out_come_in_again_without_a_change(world: World) -> None:
    item(world, agreement(world))
    client = signed_in(world.clerk)
    out = client.get(reverse("agreements:items-file")).content

    page = client.post(reverse("agreements:import"), {"file": SimpleUploadedFile("表.xlsx", out)})

    assert "未变 1 项" in page.content.decode()
    assert Item.objects.count() == 1
