"""The ledger's pages: happy path, no right, wrong data, and a fixed number of queries."""

from __future__ import annotations

from io import BytesIO

import openpyxl
import pytest
from django.test import Client
from django.urls import reverse

from daliang.base.tests.world import World
from daliang.ledger import actions
from daliang.ledger.models import Commitment
from daliang.ledger.tests import chain

pytestmark = pytest.mark.django_db


def signed_in(user: object) -> Client:
    client = Client()
    client.force_login(user)
    return client


def many(world: World, count: int) -> None:
    drafts = [
        actions.Draft(
            title=f"任务{i}",
            programme="tasks",
            lead=world.east,
            supports=(world.industry,),
            due_on=chain.days(i),
            milestones=(actions.MilestoneDraft("一", chain.days(3)),),
        )
        for i in range(count)
    ]
    actions.commit_many(by=world.clerk, drafts=drafts)


@pytest.mark.parametrize("count", [1, 60])
def test_the_register_makes_a_fixed_number_of_queries(
    world: World, count: int, django_assert_max_num_queries: object
) -> None:
    many(world, count)
    client = signed_in(world.head)

    with django_assert_max_num_queries(20):
        page = client.get(reverse("ledger:list"))

    assert page.status_code == 200
    assert len(page.content) < 100 * 1024


def test_a_unit_does_not_see_the_bulk_buttons_and_finds_only_its_rows(world: World) -> None:
    row = chain.issued(world)
    chain.issued(world, title="别人的事", lead=world.west)

    text = signed_in(world.east_liaison).get(reverse("ledger:list")).content.decode()

    assert row.title in text
    assert "别人的事" not in text
    assert "审批通过" not in text


def test_a_foreign_item_does_not_exist_for_a_unit(world: World) -> None:
    row = chain.issued(world, lead=world.west)

    assert signed_in(world.east_liaison).get(row.get_absolute_url()).status_code == 404


def test_the_item_page_offers_the_next_step_to_the_right_person(world: World) -> None:
    row = chain.issued(world)

    assert (
        "/sign_for/" in signed_in(world.east_liaison).get(row.get_absolute_url()).content.decode()
    )
    assert "/sign_for/" not in signed_in(world.head).get(row.get_absolute_url()).content.decode()


def test_a_unit_signs_and_reports_from_its_own_page(world: World) -> None:
    row = chain.issued(world)
    client = signed_in(world.east_liaison)
    client.post(reverse("ledger:verb", args=[row.number, "sign_for"]))

    page = client.get(reverse("ledger:mine")).content.decode()
    client.post(
        reverse("ledger:report", args=[row.number]),
        {"key": "k", "percent": 30, "text": "开工4个", "files": []},
    )

    row.refresh_from_db()
    assert "报送进展" in page
    assert (row.progress, row.latest) == (30, "开工4个")


def test_a_report_without_text_says_what_is_missing_and_keeps_what_was_typed(world: World) -> None:
    row = chain.in_progress(world)

    answer = signed_in(world.east_liaison).post(
        reverse("ledger:report", args=[row.number]),
        {"key": "k", "percent": 30, "text": "", "problem": "缺地"},
    )

    assert answer.status_code == 422
    assert "缺地" in answer.content.decode()
    assert row.reports.count() == 0


def test_a_stale_edit_shows_both_versions(world: World) -> None:
    row = chain.draft(world)
    client = signed_in(world.clerk)
    form = {
        "title": row.title,
        "programme": "tasks",
        "due_kind": "date",
        "priority": "1_normal",
        "due_on": row.due_on.isoformat(),
        "lead": world.east.pk,
        "goal": "我的",
        "version": 1,
    }
    actions.edit(by=world.head, commitment=row, version=row.version, changes={"goal": "他的"})

    page = client.post(reverse("ledger:edit", args=[row.number]), form).content.decode()

    assert "他的" in page
    assert "我的" in page
    assert Commitment.objects.get(pk=row.pk).goal == "他的"


def test_bulk_approval_names_each_refusal(world: World) -> None:
    good, bad = chain.draft(world), chain.draft(world, title="未提交")
    actions.submit(by=world.clerk, commitment=good)

    answer = signed_in(world.head).post(
        reverse("ledger:bulk", args=["approve"]), {"pk": [good.pk, bad.pk]}, follow=True
    )

    good.refresh_from_db()
    assert good.state == "approved"
    assert bad.number in answer.content.decode()


@pytest.mark.parametrize(
    "name",
    [
        "list",
        "new",
        "mine",
        "review",
        "new-source",
        "search",
        "calendar",
        "scoreboard",
        "lights",
        "known",
        "freezes",
    ],
)
def test_pages_refuse_strangers_and_open_for_the_office(world: World, name: str) -> None:
    assert Client().get(reverse(f"ledger:{name}")).status_code == 302
    assert signed_in(world.head).get(reverse(f"ledger:{name}")).status_code == 200
    assert signed_in(world.system_officer).get(reverse(f"ledger:{name}")).status_code in {200, 403}


def test_two_dates_compared_show_moved_reworded_and_dropped(world: World) -> None:
    row, gone = chain.in_progress(world), chain.in_progress(world, title="要撤的")
    actions.edit(
        by=world.clerk,
        commitment=row,
        version=row.version,
        reason="纪要",
        changes={"due_on": chain.days(200), "title": "新开工项目15个"},
    )
    actions.drop(by=world.head, commitment=gone, reason="合并办理")
    day = chain.days(0).isoformat()

    page = signed_in(world.head).get(
        reverse("ledger:known"), {"on": chain.days(-1).isoformat(), "to": day}
    )

    assert page.status_code == 200
    assert "新增" in page.content.decode()


def test_a_rule_is_tried_on_past_months_without_changing_a_light(world: World) -> None:
    row = chain.in_progress(world, due_on=chain.days(-2))
    before = row.light_reason

    page = signed_in(world.head).get(reverse("ledger:try-lights", args=["average"]))

    row.refresh_from_db()
    assert page.status_code == 200
    assert row.light_reason == before


def test_the_search_finds_two_characters_and_only_what_may_be_seen(world: World) -> None:
    chain.issued(world)
    chain.issued(world, title="开工检查", lead=world.west)

    page = signed_in(world.east_liaison).get(reverse("ledger:search"), {"q": "开工"})

    text = page.content.decode()
    assert "新开工项目12个" in text
    assert "开工检查" not in text


def test_the_register_is_exported_as_a_workbook_with_its_words(world: World) -> None:
    row = chain.in_progress(world)

    answer = signed_in(world.head).get(reverse("ledger:list"), {"export": "xlsx"})

    book = openpyxl.load_workbook(BytesIO(b"".join(answer) if answer.streaming else answer.content))
    cells = [str(c.value) for line in book.active.iter_rows() for c in line if c.value]
    assert row.title in cells
    assert "目标任务" in cells
    assert any("调度数据，非统计发布" in text for text in cells)
