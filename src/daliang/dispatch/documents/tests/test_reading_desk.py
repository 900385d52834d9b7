"""A newspaper page becomes a confirmed list: intake, desk, confirmation, no doubles."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from decimal import Decimal
from pathlib import Path

import pytest
from django.test import Client
from django.urls import reverse

from daliang.base.models import AuditEntry
from daliang.base.refusal import NotAllowed
from daliang.base.tests.world import World
from daliang.dispatch.documents import actions, confirming, doubles, intake, rereading, suggestions
from daliang.dispatch.documents.choices import LineKind, LineState, Twin, WordKind
from daliang.dispatch.documents.desk import checks_of, desk_for
from daliang.dispatch.documents.intake import Paper
from daliang.dispatch.documents.models import Document, DraftLine
from daliang.engine.checks import BadInput
from daliang.ledger.models import Commitment
from daliang.ledger.tests import chain

pytestmark = [pytest.mark.django_db, pytest.mark.slow]
PAGE = (Path(__file__).parent / "page.txt").read_text(encoding="utf-8")


def paper(text: str = PAGE, **values: object) -> Paper:
    given = Paper(
        name="版面.txt",
        data=text.encode(),
        title="6月7日版面",
        kind="meeting",
        dated_on=date(2024, 6, 7),
        plan_year=2024,
        programme="tasks",
    )
    return replace(given, **values)


def taken(world: World, text: str = PAGE) -> Document:
    return intake.take(by=world.clerk, paper=paper(text)).document


def line(document: Document, words: str) -> DraftLine:
    return document.lines.get(title__contains=words)


def signed_in(user: object) -> Client:
    client = Client()
    client.force_login(user)
    return client


def test_every_line_quotes_the_text_at_its_exact_place(world: World) -> None:
    document = taken(world)

    rows = list(document.lines.filter(kind=LineKind.TASK))

    assert len(rows) >= 10
    for row in rows:
        assert row.title == "".join(document.text[row.start : row.end].split("\n"))


def test_the_five_folds_of_the_speech_are_items_under_their_headings(world: World) -> None:
    document = taken(world)

    folds = document.lines.filter(kind=LineKind.TASK, category__regex="^[一二三四五]要")

    assert {row.category[0] for row in folds} == set("一二三四五")


def test_named_deals_are_deals_of_one_trip_and_the_agreement_at_home_is_not(world: World) -> None:
    document = taken(world)

    trip = document.lines.get(kind=LineKind.TRIP)

    assert "出访" in trip.title
    assert trip.deals.filter(title="高压储氢合资项目").exists()
    assert line(document, "合作办学协议").trip is None


def test_the_stated_sums_stand_against_the_named_deals(world: World) -> None:
    document = taken(world)

    total = next(check for check in checks_of(document) if check.aggregate.is_total)

    trip = document.lines.get(kind=LineKind.TRIP)
    assert (total.aggregate.count, total.aggregate.amount) == (34, Decimal("1237000000.00"))
    assert total.named == trip.deals.count()
    assert total.rest == 34 - total.named
    assert not total.is_contradiction


def test_naming_more_deals_than_are_counted_is_a_contradiction(world: World) -> None:
    text = PAGE.replace("34个合作项目", "2个合作项目")

    checks = checks_of(taken(world, text))

    assert any(check.is_contradiction for check in checks if check.aggregate.is_total)


def test_owners_and_dates_come_from_the_text_or_stay_gaps(world: World) -> None:
    document = taken(world)

    named, gap = line(document, "摸清下滑原因"), line(document, "招引一批")

    assert (named.lead, named.due_on) == (world.industry, date(2024, 7, 31))
    assert named.lead_reason
    assert (gap.lead, gap.due_on) == (None, None)


def test_suggestions_say_why_and_fill_nothing(world: World) -> None:
    document = taken(world)
    row = line(document, "数据资源和人工智能")

    offered = suggestions.leads_for(row, suggestions.known_for(world.clerk), document)

    assert next((s.shown, "人工智能" in s.reason) for s in offered) == ("市工信局", True)
    row.refresh_from_db()
    assert row.lead is None


def test_a_past_task_suggests_its_unit_and_its_date_in_the_plan_year(world: World) -> None:
    chain.draft(world, title="试行国有资产清查监督办法", due_on=date(2023, 10, 31))
    text = "会议要求，加快试行国有资产清查监督工作办法。"
    document = taken(world, text)
    row = document.lines.get()
    known = suggestions.known_for(world.clerk)

    leads = suggestions.leads_for(row, known, document)
    dues = suggestions.dues_for(row, known, document)

    assert any("以往相近任务" in s.reason for s in leads)
    assert "2024-10-31" in [s.value for s in dues]


def test_the_same_document_again_is_told_and_kept_once(world: World) -> None:
    first = taken(world)

    again = intake.take(by=world.clerk, paper=paper())
    other_file = intake.take(by=world.clerk, paper=paper(PAGE + "\n\n"))

    assert (again.document, again.is_new) == (first, False)
    assert other_file.same_words == first


def test_the_run_names_document_rules_and_dictionary(world: World) -> None:
    run = taken(world).readings.get()

    assert len(run.rules) == len(run.dictionary) == 12
    assert run.counts["task"] >= 10


def test_confirming_writes_drafts_under_one_source_with_the_file(world: World) -> None:
    document = taken(world)
    actions.accept_rest(by=world.clerk, document=document, only_complete=False)

    done = confirming.confirm(by=world.clerk, document=document, checks=checks_of(document))

    rows = Commitment.objects.filter(source=done.source)
    trip = rows.get(programme="delegations")
    assert done.source.file == document.file
    assert trip.parts.count() == document.lines.filter(trip__isnull=False).count()
    assert trip.extra["文中签约总数"] == "34个"
    assert trip.extra["文中总金额"] == "12.37亿美元"
    assert all(row.extra["原文"] in PAGE for row in rows)
    assert set(rows.values_list("state", flat=True)) == {"drafted"}


def test_confirming_twice_adds_nothing_and_says_so(world: World) -> None:
    document = taken(world)
    actions.accept_rest(by=world.clerk, document=document, only_complete=True)
    confirming.confirm(by=world.clerk, document=document)
    count = Commitment.objects.count()

    with pytest.raises(NotAllowed):
        confirming.confirm(by=world.clerk, document=document)

    assert Commitment.objects.count() == count


def test_a_confirmed_line_is_not_changed_at_the_desk(world: World) -> None:
    document = taken(world)
    row = line(document, "摸清下滑原因")
    actions.decide(by=world.clerk, document=document, lines=[row.pk], state=LineState.ACCEPTED)
    confirming.confirm(by=world.clerk, document=document)

    with pytest.raises(NotAllowed, match="已入台账"):
        actions.edit(by=world.clerk, line=row, changes={"title": "别的"})


def test_next_months_paper_proposes_a_revision_and_merges_only_when_told(world: World) -> None:
    known = chain.draft(world, title="市住建局年底前完成加装电梯150台")
    document = taken(world)
    row = line(document, "加装电梯")
    assert (row.twin, row.twin_decision) == (known, Twin.UNDECIDED)
    actions.decide(by=world.clerk, document=document, lines=[row.pk], state=LineState.ACCEPTED)
    with pytest.raises(NotAllowed, match="相近"):
        confirming.confirm(by=world.clerk, document=document)

    actions.decide_twin(by=world.clerk, line=row, decision=Twin.REVISION)
    done = confirming.confirm(by=world.clerk, document=document)

    known.refresh_from_db()
    assert (done.made, done.renewed) == (0, 1)
    assert "200台" in known.title
    assert Commitment.objects.count() == 1


def test_texts_that_differ_only_in_the_number_are_alike_and_said_to_differ() -> None:
    found = doubles.twins({1: "完成加装电梯200台"}, {7: "完成加装电梯150台", 8: "修缮校舍5所"})

    assert (found[1].commitment_id, found[1].has_other_numbers) == (7, True)


def test_a_line_is_split_at_a_place_of_the_text_and_joined_again(world: World) -> None:
    document = taken(world)
    row = line(document, "招引一批")
    at = document.text.index("加快省级")

    first, second = actions.split(by=world.clerk, line=row, at=at)
    joined = actions.join(by=world.clerk, line=second)

    assert second.title == "加快省级重大项目开工"
    assert first.title == "招引一批投资额高的大项目和成长快的小项目"
    assert joined.title == row.title
    assert document.lines.filter(pk=second.pk).count() == 0


def test_splitting_outside_the_line_is_refused(world: World) -> None:
    row = line(taken(world), "招引一批")

    with pytest.raises(NotAllowed):
        actions.split(by=world.clerk, line=row, at=row.end + 5)


def test_a_heading_names_the_category_of_the_lines_below_it(world: World) -> None:
    document = taken(world)
    row = line(document, "夏季安全大检查")

    actions.set_kind(by=world.clerk, line=row, kind=LineKind.HEADING)

    assert "夏季安全大检查" in line(document, "加装电梯").category


def test_a_sentence_the_reader_left_is_listed_and_can_become_a_task(world: World) -> None:
    document = taken(world)
    view = desk_for(world.clerk, document, part=0, line=None)
    left = next(item for item in view.loose if "小分队" in item.text)

    made = actions.add(
        by=world.clerk, document=document, start=left.start, end=left.end, kind=LineKind.TASK
    )

    assert "小分队" in made.title
    again = desk_for(world.clerk, document, part=0, line=None)
    assert again.coverage.line_percent > view.coverage.line_percent


def test_a_taught_alias_is_previewed_and_a_rereading_leaves_confirmed_lines(world: World) -> None:
    text = "会议要求，市数字办要建成公共数据平台。市数字办要在10月底前归集数据300项。"
    document = taken(world, text)
    first, second = document.lines.filter(kind=LineKind.TASK)
    actions.decide(by=world.clerk, document=document, lines=[first.pk], state=LineState.ACCEPTED)
    confirming.confirm(by=world.clerk, document=document)

    values = {"kind": WordKind.ALIAS, "word": "市数字办", "organisation": world.industry}
    tried = rereading.try_word(by=world.clerk, **values)
    rereading.teach(by=world.clerk, **values)
    again = rereading.reread(document)
    rereading.adopt(by=world.clerk, document=document)

    assert [r.document for r in tried] == [document]
    kept = {change.title: change.kept for change in again.changes}
    assert kept[first.title] == "已入台账"
    first.refresh_from_db()
    assert first.lead is None
    assert line(document, "归集数据").lead == world.industry
    assert document.readings.count() == 2
    assert document.readings.last().dictionary != document.readings.first().dictionary
    assert not document.lines.filter(pk=second.pk).exists()


def test_rereading_without_a_change_says_so(world: World) -> None:
    document = taken(world)

    assert rereading.reread(document).is_same


def test_a_touched_line_is_never_taken_by_a_rereading(world: World) -> None:
    document = taken(world)
    row = line(document, "招引一批")
    actions.edit(by=world.clerk, line=row, changes={"lead": world.commerce})
    rereading.teach(by=world.clerk, kind=WordKind.EXHORTATION, word="招引一批")

    rereading.adopt(by=world.clerk, document=document)

    row.refresh_from_db()
    assert (row.kind, row.lead) == (LineKind.TASK, world.commerce)


def test_an_alias_of_another_unit_is_refused(world: World) -> None:
    rereading.teach(by=world.clerk, kind=WordKind.ALIAS, word="数字办", organisation=world.industry)

    with pytest.raises(NotAllowed, match="别名"):
        rereading.teach(
            by=world.clerk, kind=WordKind.ALIAS, word="数字办", organisation=world.commerce
        )


@pytest.mark.parametrize(
    ("data", "name"),
    [
        (b"", "a.txt"),  # nothing in it
        (b"PK\x03\x04 broken", "a.docx"),  # no office file
        (b"\xff\xfe\x00\xd8", "a.txt"),  # no text in any encoding
        ("　\n\n".encode(), "a.txt"),  # only blanks
    ],
)
def test_a_file_that_cannot_be_read_is_refused_with_a_sentence(
    world: World, data: bytes, name: str
) -> None:
    with pytest.raises(BadInput):
        intake.take(by=world.clerk, paper=paper(data=data, name=name))

    assert not Document.objects.exists()


def test_a_web_page_is_kept_as_its_text(world: World) -> None:
    page = "<!doctype html><html><body><p>市住建局年底前新建泵站3座。</p></body></html>"

    document = intake.take(
        by=world.clerk, paper=paper(data=page.encode(), name="网页.html")
    ).document

    assert document.file.name.endswith(".txt")
    assert line(document, "新建泵站").lead == world.housing


def test_a_unit_sees_no_document_and_may_take_none(world: World) -> None:
    document = taken(world)

    assert signed_in(world.east_liaison).get(reverse("dispatch:documents")).status_code == 403
    address = reverse("dispatch:desk", args=[document.pk])
    assert signed_in(world.east_liaison).get(address).status_code == 403
    with pytest.raises(NotAllowed):
        intake.take(by=world.east_liaison, paper=paper("市住建局年底前新建泵站3座。"))


def test_the_desk_makes_a_fixed_number_of_queries_and_stays_small(
    world: World, django_assert_max_num_queries: object
) -> None:
    document = taken(world, PAGE * 12)
    client = signed_in(world.clerk)

    with django_assert_max_num_queries(24):
        page = client.get(reverse("dispatch:desk", args=[document.pk]) + "?part=2")

    assert page.status_code == 200
    assert len(page.content) < 160 * 1024


def test_the_desk_works_by_plain_forms(world: World) -> None:
    document = taken(world)
    client = signed_in(world.clerk)
    row = line(document, "招引一批")
    do = reverse("dispatch:desk-do", args=[document.pk])

    client.post(do, {"do": f"due:{row.pk}:2024-12-31", "part": "1"})
    edit = reverse("dispatch:desk-edit", args=[document.pk, row.pk])
    wrong = client.post(edit, {"title": row.title, "lead": "没有这个局"})
    client.post(
        edit,
        {"title": row.title, "lead": "商务局", "supports": "市发改委、东港区", "accept": "1"}
        | {"due_on": "2024-12-31"},
    )
    answer = client.post(reverse("dispatch:desk-confirm", args=[document.pk]))

    assert wrong.status_code == 422
    made = Commitment.objects.get()
    assert answer.url.endswith(f"?source={made.source_id}")
    assert (made.lead, str(made.due_on)) == (world.commerce, "2024-12-31")
    assert made.extra["时限依据"].startswith("采用建议：")
    assert {a.organisation for a in made.assignments.all()} == {
        world.commerce,
        world.development,
        world.east,
    }
    assert AuditEntry.objects.filter(verb="确认清单").exists()


@pytest.mark.parametrize("do", ["", "accept", "accept:x", "drop:1", "cut:1:2:3", "accept:999999"])
def test_a_made_up_verb_does_not_exist(world: World, do: str) -> None:
    document = taken(world)

    answer = signed_in(world.clerk).post(
        reverse("dispatch:desk-do", args=[document.pk]), {"do": do}
    )

    assert answer.status_code == 404


def test_the_pages_open_and_take_a_pasted_text(world: World) -> None:
    client = signed_in(world.clerk)
    form = {
        "text": PAGE,
        "kind": "meeting",
        "dated_on": "2024-06-07",
        "plan_year": "2024",
        "programme": "tasks",
        "secrecy": "internal",
    }

    empty = client.get(reverse("dispatch:documents"))
    both = client.post(reverse("dispatch:documents"), form | {"text": ""})
    answer = client.post(reverse("dispatch:documents"), form)
    again = client.post(reverse("dispatch:documents"), form, follow=True)

    document = Document.objects.get()
    assert "还没有收过文件" in empty.content.decode()
    assert both.status_code == 422
    assert answer.url == reverse("dispatch:desk", args=[document.pk])
    assert "没有重复收" in again.content.decode()
    for name in ("dispatch:desk", "dispatch:reread"):
        assert client.get(reverse(name, args=[document.pk])).status_code == 200
    words = client.post(reverse("dispatch:words"), {"kind": "heading", "word": "招引", "try": "1"})
    assert "招引一批" in words.content.decode()
