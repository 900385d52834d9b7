"""The bulletin of a frozen month: its words, its papers, its letters."""

from __future__ import annotations

import zipfile
from io import BytesIO

import docx
import openpyxl
import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from daliang.base.models import Notification, StoredFile
from daliang.base.tests.world import World
from daliang.dispatch import issuing
from daliang.dispatch.models import Bulletin
from daliang.ledger import actions
from daliang.ledger.models import Commitment, Freeze
from daliang.ledger.tests import chain
from daliang.ledger.tests.test_pages import signed_in

pytestmark = pytest.mark.django_db


def frozen(world: World) -> Freeze:
    late = chain.in_progress(world, due_on=chain.days(-3), title="完成征收")
    chain.report(world.east_liaison, late, key="l", percent=40, problem="两户未签约")
    chain.in_progress(world, title="正常推进")
    actions.close(by=world.clerk, commitment=chain.reported_done(world, title="已完成的事"))
    day = chain.days(0)
    return actions.freeze_month(by=world.clerk, month_on=day.replace(day=1), day=day)


def content(file: StoredFile) -> bytes:
    with file.file.open("rb") as stored:
        return stored.read()


def words(data: bytes) -> str:
    document = docx.Document(BytesIO(data))
    cells = (c.text for t in document.tables for row in t.rows for c in row.cells)
    return "\n".join([*(p.text for p in document.paragraphs), *cells])


def test_the_bulletin_says_overall_then_programme_district_laggards_and_next_steps(
    world: World,
) -> None:
    made = issuing.issue_bulletin(by=world.clerk, freeze=frozen(world))

    text = words(content(made.paper))
    order = ["一、总体情况", "二、分专项情况", "三、板块排名", "四、滞后任务", "五、下步要求"]
    assert sorted(order, key=text.index) == order
    assert "本月在册重点任务3项，已销号1项，在办2项" in text
    assert "完成征收" in text
    assert "两户未签约" in text
    assert "正常推进" not in text.split("四、滞后任务")[1].split("五、")[0]


def test_the_annex_lists_every_task_with_its_light_and_reason(world: World) -> None:
    made = issuing.issue_bulletin(by=world.clerk, freeze=frozen(world))

    book = openpyxl.load_workbook(BytesIO(content(made.annex)))
    text = " ".join(
        str(c.value) for sheet in book for row in sheet.iter_rows() for c in row if c.value
    )
    assert all(t in text for t in ("完成征收", "正常推进", "已完成的事", "逾期3天"))


def test_a_second_edition_leaves_the_first_as_it_is(world: World) -> None:
    freeze = frozen(world)
    first = issuing.issue_bulletin(by=world.clerk, freeze=freeze)
    second = issuing.issue_bulletin(by=world.clerk, freeze=freeze)

    assert (first.edition, second.edition) == (1, 2)
    assert Bulletin.objects.get(pk=first.pk).paper_id == first.paper_id


def test_each_red_unit_gets_one_letter(world: World) -> None:
    archive = zipfile.ZipFile(BytesIO(issuing.letters_archive(frozen(world))))

    assert archive.namelist() == ["督办函-东港区.docx"]
    assert "完成征收" in words(archive.read("督办函-东港区.docx"))


def test_the_bulletin_is_made_and_downloaded_by_clicking(world: World) -> None:
    freeze = frozen(world)
    client = signed_in(world.clerk)

    client.post(reverse("dispatch:make-bulletin", args=[freeze.pk]))
    made = Bulletin.objects.get()

    reader = signed_in(world.leader)
    answer = reader.get(reverse("base:download", args=[made.paper_id]))
    data = b"".join(answer.streaming_content)
    assert docx.Document(BytesIO(data)).paragraphs
    stranger = signed_in(world.stranger)
    assert stranger.get(reverse("base:download", args=[made.paper_id])).status_code == 404


def test_the_cockpit_counts_within_the_scope(world: World) -> None:
    frozen(world)

    city = signed_in(world.leader).get(reverse("dispatch:cockpit"))
    west = signed_in(world.west_liaison).get(reverse("dispatch:cockpit"))

    assert "完成征收" in city.content.decode()
    assert "完成征收" not in west.content.decode()


def test_the_cockpit_makes_as_many_queries_for_many_items_as_for_few(world: World) -> None:
    frozen(world)
    client = signed_in(world.leader)
    client.get(reverse("dispatch:cockpit"))  # what is read once per process
    with CaptureQueriesContext(connection) as few:
        client.get(reverse("dispatch:cockpit"))

    for number in range(6):
        chain.in_progress(world, due_on=chain.days(-number - 1), title=f"滞后任务{number}")
    with CaptureQueriesContext(connection) as many:
        client.get(reverse("dispatch:cockpit"))

    assert len(many) == len(few)


def test_a_leaders_words_become_a_draft_with_gaps_the_office_sees(world: World) -> None:
    client = signed_in(world.leader)

    client.post(reverse("dispatch:instructions"), {"text": "请把充电桩缺口摸清，一周内报我"})

    row = Commitment.objects.get()
    assert (row.source.kind, row.source.post, row.state) == ("note", world.vice_mayor, "drafted")
    assert row.title == "请把充电桩缺口摸清，一周内报我"
    assert Notification.objects.filter(user=world.clerk, key=f"instruct-{row.pk}").exists()
    assert "充电桩" in signed_in(world.clerk).get(reverse("dispatch:instructions")).content.decode()


def test_who_is_no_leader_writes_no_instruction(world: World) -> None:
    signed_in(world.east_liaison).post(reverse("dispatch:instructions"), {"text": "冒名"})

    assert not Commitment.objects.exists()
