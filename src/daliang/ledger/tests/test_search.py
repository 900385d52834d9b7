"""Words are found by pairs of signs, in text, number and lead unit, within the scope."""

from __future__ import annotations

import pytest
from django.test import Client
from django.urls import reverse

from daliang.base.tests.world import World
from daliang.ledger import actions
from daliang.ledger.models import Commitment
from daliang.ledger.queries import commitments_for
from daliang.ledger.search import matching, pairs_of
from daliang.ledger.tests import chain

pytestmark = pytest.mark.django_db


def found(user: object, phrase: str) -> set[str]:
    return {row.title for row in matching(commitments_for(user), phrase)}


@pytest.fixture
def rows(world: World) -> list[Commitment]:
    return [
        chain.issued(world, title="集成电路产业园开工", lead=world.east),
        chain.issued(world, title="电路检修", content="集中成片改造", lead=world.west),
        chain.issued(world, title="ＡＩ算力中心A1期", lead=world.industry),
    ]


@pytest.mark.parametrize(
    ("phrase", "titles"),
    [
        ("集成", {"集成电路产业园开工"}),  # two characters
        ("电路", {"集成电路产业园开工", "电路检修"}),
        ("集成电路", {"集成电路产业园开工"}),
        ("成片改造", {"电路检修"}),  # in the content
        ("电路 改造", {"电路检修"}),  # every word
        ("检", {"电路检修"}),  # a single character
        ("a1", {"ＡＩ算力中心A1期"}),  # capitals
        ("AI", {"ＡＩ算力中心A1期"}),  # full width
        ("西塘", {"电路检修"}),  # the lead unit
        ("园工", set()),  # both signs are there, not side by side
        ("路产园开", set()),  # pairs that stand apart
        ("%", set()),  # no wildcard
        ("it's", set()),
        ("\x00电路", {"集成电路产业园开工", "电路检修"}),
    ],
)
def test_words_find_what_holds_them(
    world: World, rows: object, phrase: str, titles: set[str]
) -> None:
    assert found(world.clerk, phrase) == titles


def test_a_number_is_found(world: World, rows: list[Commitment]) -> None:
    assert found(world.clerk, rows[1].number) == {"电路检修"}


def test_a_unit_finds_only_its_own(world: World, rows: object) -> None:
    assert found(world.west_liaison, "电路") == {"电路检修"}


def test_an_edited_title_is_found_and_the_old_one_is_not(world: World) -> None:
    row = chain.draft(world, title="老旧小区改造")

    actions.edit(by=world.clerk, commitment=row, version=row.version, changes={"title": "加装电梯"})

    assert found(world.clerk, "电梯") == {"加装电梯"}
    assert found(world.clerk, "小区") == set()


def test_the_search_page_and_the_register_use_it(world: World, rows: object) -> None:
    client = Client()
    client.force_login(world.clerk)

    for name in ("ledger:search", "ledger:list"):
        text = client.get(reverse(name), {"q": "集成"}).content.decode()
        assert "集成电路产业园开工" in text
        assert "电路检修" not in text


def test_pairs_of_a_long_text_stand_once() -> None:
    assert pairs_of("按月" * 500) == "按月 月按"
