"""Pages of the diagnosis: happy path, no right, wrong data, a fixed number of queries."""

from __future__ import annotations

from datetime import date
from io import BytesIO

import pytest
from django.test import Client
from django.urls import reverse
from docx import Document
from openpyxl import load_workbook

from daliang.base.models import User
from daliang.base.tests.world import World
from daliang.diagnosis.models import Finding
from daliang.diagnosis.periodic import watch
from daliang.parties.models import Enterprise

pytestmark = [pytest.mark.django_db, pytest.mark.slow]


def signed_in(user: User) -> Client:
    client = Client()
    client.force_login(user)
    return client


def page(user: User, url: str) -> str:
    answer = signed_in(user).get(url)
    assert answer.status_code == 200
    return answer.content.decode()


DRILL = "/diagnosis/output/"


def test_the_drill_page_says_why_in_few_queries_and_few_bytes(
    world: World, firms: list[Enterprise], django_assert_max_num_queries: object
) -> None:
    watch(date(2024, 4, 16))
    client = signed_in(world.head)
    client.get(DRILL)

    with django_assert_max_num_queries(16):
        answer = client.get(DRILL)

    text = answer.content.decode()
    assert len(answer.content) < 100 * 1024
    assert "东港区机械下降" in text
    assert "零散变动（未解释）" in text
    assert "示例数据" in text
    assert "起草攻坚方案" in text


def test_one_click_deeper_keeps_the_place_and_ends_at_the_firm(
    world: World, firms: list[Enterprise]
) -> None:
    deeper = page(world.head, f"{DRILL}?district=东港区&industry=机械")

    firm = Enterprise.objects.filter(district=world.east, industry__name="机械").first()
    assert f"/parties/{firm.pk}/?back=" in deeper
    assert "东港区" in deeper.split("</nav>")[-1]
    card = page(world.head, f"/parties/{firm.pk}/?back=/diagnosis/output/")
    assert 'href="/diagnosis/output/"' in card
    assert "2024年3月" in card


def test_a_district_finds_no_foreign_firm_and_a_bureau_none_at_all(
    world: World, firms: list[Enterprise]
) -> None:
    text = page(world.west_liaison, f"{DRILL}?table=enterprise")
    east = Enterprise.objects.filter(district=world.east).first()

    assert east.name not in text
    assert signed_in(world.west_liaison).get(f"/parties/{east.pk}/").status_code == 404
    assert signed_in(world.industry_liaison).get(DRILL).status_code == 403
    assert signed_in(world.system_officer).get(DRILL).status_code == 403


WRONG = [
    ("?to=202401&from=202403", "不是一段月份"),  # backwards
    ("?base_from=202201&base_to=202203", "202201"),  # no base there
    ("?district=没有的区", "没有可看的企业"),  # nowhere
]


@pytest.mark.parametrize(("query", "said"), WRONG)
def test_a_wrong_question_is_answered_with_a_sentence(
    world: World, firms: list[Enterprise], query: str, said: str
) -> None:
    answer = signed_in(world.head).get(DRILL + query)

    assert answer.status_code == 422
    assert said in answer.content.decode()


def test_an_unknown_measure_is_not_found(world: World, firms: list[Enterprise]) -> None:
    assert signed_in(world.head).get("/diagnosis/nothing/").status_code == 404


def test_an_indicator_leads_to_the_facts_behind_it(world: World, firms: list[Enterprise]) -> None:
    client = signed_in(world.head)

    assert client.get("/diagnosis/indicator/output/").url == DRILL
    assert client.get("/diagnosis/indicator/gdp/").url == reverse("diagnosis:list")


def test_the_overview_without_facts_says_what_to_do(
    world: World, settings: object, tmp_path: object
) -> None:
    settings.VAR = tmp_path

    assert "daliang import facts" in page(world.head, reverse("diagnosis:list"))


def test_a_cause_becomes_a_finding_that_is_followed(world: World, firms: list[Enterprise]) -> None:
    client = signed_in(world.analyst)
    where = "district=%E4%B8%9C%E6%B8%AF%E5%8C%BA&industry=%E6%9C%BA%E6%A2%B0"

    answer = client.post(f"{DRILL}adopt/", {"where": where})

    made = Finding.objects.get(where=where)
    assert answer.url == made.get_absolute_url()
    assert "东港区机械下降" in page(world.analyst, made.get_absolute_url())
    assert signed_in(world.clerk).post(f"{DRILL}adopt/", {"where": where}).status_code == 403


def test_the_workbook_and_the_sheet_carry_the_sample_mark(
    world: World, firms: list[Enterprise]
) -> None:
    client = signed_in(world.head)
    query = "?district=东港区&industry=机械"

    book = load_workbook(BytesIO(client.get(f"{DRILL}workbook/").content))
    paper = Document(BytesIO(client.get(f"{DRILL}paper/{query}").content))

    assert book.sheetnames[1:] == ["分板块", "分镇街", "分行业", "分企业"]
    assert "示例数据" in str([c.value for row in book.worksheets[0]["A1:B5"] for c in row])
    text = "\n".join(p.text for p in paper.paragraphs)
    assert "东港区机械工业总产值一业一策" in text
    assert "一企一策：示例机械" in text
    assert client.get(f"{DRILL}paper/?district=没有").status_code == 403
