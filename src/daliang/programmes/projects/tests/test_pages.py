"""The pack's pages and tables: happy path, no right, wrong data, a fixed number of queries."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, datetime
from decimal import Decimal
from io import BytesIO

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.http import HttpResponse
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from openpyxl import Workbook

from daliang.base import clock
from daliang.base.tests.world import World
from daliang.programmes.projects import actions
from daliang.programmes.projects.choices import Stage
from daliang.programmes.projects.models import BookFigure, Project, YearPlan
from daliang.programmes.projects.tests import chain

pytestmark = pytest.mark.django_db
PAGES = ["board", "list", "lists", "districts", "gantt", "lights", "books", "risk", "bulletin"]


@pytest.fixture(autouse=True)
def _june() -> Iterator[None]:
    with clock.pretend(timezone.make_aware(datetime(2024, 6, 20, 9))):
        yield


def signed_in(user: object) -> Client:
    client = Client()
    client.force_login(user)
    return client


def many(world: World, count: int) -> None:
    for number in range(count):
        row = chain.project(world, f"P{number}", name=f"项目{number}")
        row = chain.walked(world, row, Stage.REGISTERED)
        chain.planned(world, row)
        actions.plan_gate(
            by=world.clerk, project=row, stage=Stage.STARTED, planned_on=date(2024, 5, 1)
        )
        figures = [chain.figure(row, "dispatch", 5, 4000), chain.figure(row, "statistics", 5, 3000)]
        actions.record_figures(by=world.clerk, figures=figures)


@pytest.mark.slow
@pytest.mark.parametrize("name", PAGES)
def test_every_page_makes_a_fixed_number_of_queries(
    world: World, name: str, django_assert_max_num_queries: object
) -> None:
    many(world, 8)
    client = signed_in(world.head)

    # two rule packs judge every project: each reads plans, figures, gates and settings once
    with django_assert_max_num_queries(40 if name == "lights" else 28):
        page = client.get(reverse(f"projects:{name}"))

    assert page.status_code == 200
    assert len(page.content) < 100 * 1024


@pytest.mark.parametrize("name", PAGES)
def test_pages_refuse_strangers_and_say_what_to_do_when_empty(world: World, name: str) -> None:
    assert Client().get(reverse(f"projects:{name}")).status_code == 302
    assert signed_in(world.system_officer).get(reverse(f"projects:{name}")).status_code == 403
    assert signed_in(world.head).get(reverse(f"projects:{name}")).status_code == 200


def test_a_project_page_shows_what_is_missing_and_how_dates_moved(world: World) -> None:
    many(world, 1)
    row = Project.objects.get()

    text = signed_in(world.east_liaison).get(row.get_absolute_url()).content.decode()

    assert "备案证或批复" in text
    assert "节点变动" in text


def test_a_foreign_project_does_not_exist_for_a_unit(world: World) -> None:
    row = chain.project(world, district=world.west)

    assert signed_in(world.east_liaison).get(row.get_absolute_url()).status_code == 404


def test_a_verb_refused_says_why(world: World) -> None:
    row = chain.project(world)

    page = signed_in(world.clerk).post(
        reverse("projects:verb", args=[row.code, "pass"]),
        {"stage": "started", "done_on": "2024-06-01"},
        follow=True,
    )

    assert "先通过：供地备案" in page.content.decode()


def test_a_new_project_is_entered_and_a_second_with_its_code_is_not(world: World) -> None:
    client = signed_in(world.clerk)
    form = {"code": "N1", "name": "新项目", "line": "industry", "size": "plain", "nature": "new"}
    made = client.post(reverse("projects:new"), form)
    again = client.post(reverse("projects:new"), form)

    assert made.status_code == 302
    assert again.status_code == 422


def sheet(*rows: list[object]) -> SimpleUploadedFile:
    book = Workbook()
    for row in rows:
        book.active.append(row)
    data = BytesIO()
    book.save(data)
    return SimpleUploadedFile("表.xlsx", data.getvalue())


def hand_in(client: Client, name: str, upload: SimpleUploadedFile) -> HttpResponse:
    """Upload, and confirm when the preview offers it."""
    address = reverse(f"projects:{name}")
    page = client.post(address, {"file": upload})
    if page.status_code != 200:
        return page
    stored = page.context["stored"].pk
    return client.post(address, {"stored": stored, "confirm": "1"}, follow=True)


def test_a_list_is_previewed_written_and_changes_nothing_the_second_time(world: World) -> None:
    client = signed_in(world.clerk)
    rows = [
        ["重大项目清单"],
        ["项目代码", "项目名称", "级别", "板块", "总投资（亿元）", "计划开工"],
        ["X1", "东港电池", "省重大", "东港区", 3.5, date(2024, 5, 1)],
    ]
    preview = client.post(reverse("projects:import"), {"file": sheet(*rows)})
    assert Project.objects.count() == 0

    first = hand_in(client, "import", sheet(*rows))
    second = hand_in(client, "import", sheet(*rows))

    assert "将新增 1 项" in preview.content.decode()
    assert Project.objects.get().total_wan == Decimal(35_000)
    assert "新增 1 项" in first.content.decode()
    assert "未变 1 项" in second.content.decode()


def test_every_fault_of_a_list_is_named_with_row_column_and_mend(world: World) -> None:
    rows = [
        ["项目代码", "项目名称", "级别", "板块", "总投资（万元）"],
        ["X1", "甲", "省级重大", "东港区", 10],  # a word that is not in the list
        ["X2", "乙", "省重大", "东港区", "约三亿"],  # words where a number belongs
        ["X3", "", "省重大", "东港区", 5],  # no name
    ]

    page = hand_in(signed_in(world.clerk), "import", sheet(*rows))

    text = page.content.decode()
    assert page.status_code == 422
    assert all(word in text for word in ("第2行", "第3行", "第4行", "填：省重大", "空着"))
    assert Project.objects.count() == 0


def test_an_unknown_unit_is_named(world: World) -> None:
    rows = [["项目代码", "项目名称", "板块"], ["X1", "甲", "南山区"]]

    page = hand_in(signed_in(world.clerk), "import", sheet(*rows))

    assert "没有单位“南山区”" in page.content.decode()


def test_the_list_given_out_comes_in_again_without_a_change(world: World) -> None:
    many(world, 2)
    client = signed_in(world.clerk)
    out = client.get(reverse("projects:list"), {"export": "xlsx"}).content

    page = hand_in(client, "import", SimpleUploadedFile("清单.xlsx", out))

    assert "未变 2 项" in page.content.decode()


def test_plans_and_figures_given_out_come_in_again_without_a_change(world: World) -> None:
    many(world, 2)
    client = signed_in(world.clerk)
    plans = client.get(reverse("projects:plans-file")).content
    figures = client.get(reverse("projects:books-file"), {"month": "2024-05"}).content

    first = hand_in(client, "import-plans", SimpleUploadedFile("计划.xlsx", plans))
    second = hand_in(client, "import-figures", SimpleUploadedFile("数据.xlsx", figures))

    assert "未变 2 项" in first.content.decode()
    assert "未变 4 项" in second.content.decode()


def test_a_plan_without_months_is_spread_evenly(world: World) -> None:
    chain.project(world)
    rows = [["项目代码", "年度", "年度计划（万元）"], ["P1", 2024, 1000]]

    hand_in(signed_in(world.clerk), "import-plans", sheet(*rows))

    plan = YearPlan.objects.get()
    assert sum(m.planned_wan for m in plan.months.all()) == Decimal(1000)


def test_a_figure_of_an_unknown_project_is_refused(world: World) -> None:
    rows = [["项目代码", "口径", "月份", "年初累计（万元）"], ["??", "统计数", date(2024, 5, 1), 9]]

    page = hand_in(signed_in(world.clerk), "import-figures", sheet(*rows))

    assert "先导入项目清单" in page.content.decode()
    assert not BookFigure.objects.exists()


def test_the_books_list_gaps_with_cause_and_missing_papers(world: World) -> None:
    many(world, 1)
    row = Project.objects.get()
    client = signed_in(world.clerk)

    client.post(
        reverse("projects:gap", args=[row.code]) + "?month=2024-05",
        {"cause": "no_invoice", "missing": "5月设备发票"},
    )
    text = client.get(reverse("projects:books"), {"month": "2024-05"}).content.decode()

    assert all(w in text for w in ("1000", "缺发票或付款凭证", "5月设备发票", "入库还缺"))


def test_a_liaison_may_not_import(world: World) -> None:
    assert signed_in(world.east_liaison).get(reverse("projects:import")).status_code == 403
