"""What is asked is counted, twins are found, and one table is handed off."""

from __future__ import annotations

from datetime import date
from io import BytesIO

import openpyxl
import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse

from daliang.base import clock
from daliang.base.tests.world import World
from daliang.programmes.burden import rules
from daliang.programmes.burden.models import Ask

JUNE = date(2024, 6, 1)


def question(
    text: str, form: str, *, unit: str = "东港区", is_filled: bool = False
) -> rules.Question:
    return rules.Question(unit, "市发改委", JUNE, form, text, is_filled)


def ask(world: World, text: str, form: str, **values: object) -> Ask:
    given = {"unit": world.east, "asker": world.industry, "month_on": clock.today().replace(day=1)}
    return Ask.objects.create(question=text, form=form, **given | values)


def signed_in(user: object) -> Client:
    client = Client()
    client.force_login(user)
    return client


def test_a_load_counts_forms_questions_and_what_filled_itself() -> None:
    asked = [question("甲", "月报", is_filled=True), question("乙", "月报"), question("丙", "周报")]

    assert rules.loads(asked) == [rules.Load("东港区", JUNE, 2, 3, 1)]
    assert rules.loads(asked)[0].filled_share == 33.3


@pytest.mark.parametrize(
    ("first", "second", "is_twin"),
    [
        ("规上企业数（家）", "规上企业数 家", True),
        ("本单位隐患情况", "隐患", True),
        ("隐患数", "检查数", False),
    ],
)
def test_twins_meet_whatever_forms_put_around_them(first: str, second: str, is_twin: bool) -> None:
    found = rules.asked_twice([question(first, "月报"), question(second, "周报")])

    assert bool(found) is is_twin


def test_the_same_question_of_two_units_or_in_one_form_is_no_twin() -> None:
    asked = [question("甲", "月报"), question("甲", "月报"), question("甲", "周报", unit="西塘区")]

    assert rules.asked_twice(asked) == []


@pytest.mark.django_db
def test_one_table_merges_twins_and_fills_in_what_is_known(world: World) -> None:
    ask(world, "规上企业数（家）", "月报")
    ask(world, "规上企业数 家", "周报", answer="31", answer_source="企业库")

    data = signed_in(world.clerk).get(reverse("burden:hand-off")).content
    rows = list(openpyxl.load_workbook(BytesIO(data)).active.iter_rows(values_only=True))

    last = [str(value) for value in rows[-1]]
    assert "31" in last
    assert "月报；周报" in last
    assert sum("规上企业数" in str(row) for row in rows) == 1


@pytest.mark.django_db
def test_the_pages_show_and_hide_and_take_back_what_they_gave_out(
    world: World, django_assert_max_num_queries: object
) -> None:
    ask(world, "规上企业数", "月报")
    ask(world, "规上企业数", "周报")
    client = signed_in(world.clerk)
    with django_assert_max_num_queries(12):
        page = client.get(reverse("burden:meter"))
    data = client.get(reverse("burden:asks") + "?export=xlsx").content
    answer = client.post(reverse("burden:import"), {"file": SimpleUploadedFile("a.xlsx", data)})

    assert "周报（市工信局）；月报（市工信局）" in page.content.decode()
    assert answer.context["counts"] == {"new": 0, "changed": 0, "same": 2}
    assert "规上企业数" in signed_in(world.east_liaison).get(reverse("burden:meter")).text
    assert "规上企业数" not in signed_in(world.west_liaison).get(reverse("burden:meter")).text
    assert signed_in(world.stranger).get(reverse("burden:meter")).status_code == 403
