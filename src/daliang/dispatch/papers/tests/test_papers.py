"""Papers from the ledger: every kind, every figure with its rows, editions that never change."""

from __future__ import annotations

import io
from datetime import timedelta

import docx
import openpyxl
import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse

from daliang.base.calendar import today
from daliang.base.refusal import NotAllowed
from daliang.base.tests.world import World
from daliang.dispatch.papers import issuing, matters, office_template, pictures
from daliang.dispatch.papers.composers import compose
from daliang.dispatch.papers.figures import Figures, Row
from daliang.dispatch.papers.matters import Indicator, Matter
from daliang.dispatch.papers.models import IssuedPaper, PaperKind
from daliang.engine.checks import BadInput
from daliang.ledger.models import Commitment
from daliang.ledger.tests import chain
from daliang.ui import charts
from daliang.ui.papers import Paragraph, Picture, Table

pytestmark = [pytest.mark.django_db, pytest.mark.slow]


def words(blocks: object) -> str:
    return "\n".join(f"{b.lead}{b.text}" for b in blocks if isinstance(b, Paragraph))


def red(world: World, **values: object) -> Commitment:
    """An issued task that is overdue."""
    row = chain.issued(world, due_on=chain.days(1), **values)
    Commitment.objects.filter(pk=row.pk).update(
        due_on=today() - timedelta(days=12),
        light_tone="red",
        light_label="红灯",
        light_reason="超过时限12天",
        problem="用地未批",
    )
    row.refresh_from_db()
    return row


def matter_for(world: World, kind: PaperKind) -> Matter:
    row = red(world)
    chain.issued(world, title="盘活厂房3处")
    if kind in {PaperKind.SLIP, PaperKind.ATTACK, PaperKind.JOURNEY}:
        return matters.of_task(world.clerk, row.number, today())
    if kind in {PaperKind.LETTER, PaperKind.REMINDER}:
        return matters.of_unit(world.clerk, world.east, today())
    if kind is PaperKind.OPERATION:
        return Matter("month:2024-06", "2024年6月", indicators=(growth(), growth(name="投资")))
    return matters.of_programme(world.clerk, "tasks", today())


def growth(**values: object) -> Indicator:
    given = {
        "name": "规上工业增加值",
        "period": "1-5月",
        "value": "",
        "growth": 7.4,
        "target": 8.0,
        "light": "黄灯",
        "source": "市统计局",
        "as_of": today(),
        "is_synthetic": True,
    } | values
    return Indicator(**given)


@pytest.mark.parametrize("kind", list(PaperKind))
def test_every_kind_is_issued_as_word_pdf_and_workbook(world: World, kind: PaperKind) -> None:
    row = issuing.issue(by=world.clerk, kind=kind, matter=matter_for(world, kind))

    with row.docx.file.open("rb") as stored:
        text = "\n".join(p.text for p in docx.Document(stored).paragraphs)
    assert "督查室" in text
    assert row.pdf_id
    assert row.xlsx_id
    assert row.edition == 1


@pytest.mark.parametrize("kind", list(PaperKind))
def test_every_figure_of_a_paper_names_its_rows(world: World, kind: PaperKind) -> None:
    made = issuing.proof(kind, matter_for(world, kind))

    traced = [t for t in made.paper.tables if t.caption == "数字来源"]
    assert bool(made.figures.found) == bool(traced)
    text = words(made.paper.blocks) + str([t.rows for t in made.paper.tables])
    assert all(figure.text in text for figure in made.figures.found)


def test_the_letter_counts_the_reds_and_says_why(world: World) -> None:
    made = issuing.proof("letter", matter_for(world, PaperKind.LETTER))

    text = words(made.paper.blocks)
    assert "下列1项任务亮红灯" in text
    assert "超过时限12天。单位说明：用地未批。" in text


def test_a_unit_without_reds_gets_no_empty_letter(world: World) -> None:
    made = issuing.proof("letter", matters.of_unit(world.clerk, world.west, today()))

    assert "目前没有红灯" in words(made.paper.blocks)


def test_the_special_report_adds_up(world: World) -> None:
    made = issuing.proof("special", matter_for(world, PaperKind.SPECIAL))

    counts = {f.meaning: f for f in made.figures.found}
    assert len(counts["在册任务"].rows) == 2
    assert counts["在办红灯"].rows[0].key == Commitment.objects.get(light_tone="red").number


def test_the_journey_says_what_is_named_and_what_is_not(world: World) -> None:
    trip = chain.draft(world, title="出访三国", programme="delegations")
    Commitment.objects.filter(pk=trip.pk).update(
        extra={"文中签约总数": "34个", "文中总金额": "12.37亿美元"}
    )
    for name in ("高压储氢合资项目", "农业机器人总部"):
        chain.draft(world, title=name, parent=trip, programme="agreements")

    made = issuing.proof("journey", matters.of_task(world.clerk, trip.number, today()))

    text = words(made.paper.blocks)
    assert "签约34个，总金额12.37亿美元，点名签约项目2个。其余32个尚无清单。" in text


def test_the_analysis_words_follow_the_thresholds(world: World) -> None:
    rows = (
        growth(),
        growth(name="外贸", growth=-3.2, target=None),
        growth(name="投资", growth=9.0),
    )

    paper, _figures = compose("operation", Matter("m", "6月", indicators=rows), issuing.heads())

    text = words(paper.blocks)
    assert "规上工业增加值：1-5月同比增长7.4%，略低于目标8%。" in text
    assert "外贸：1-5月同比变动−3.2%。" in text
    assert "1．规上工业增加值。低于目标0.6个百分点" in text
    assert paper.is_synthetic


def test_the_same_words_and_figures_are_not_issued_twice(world: World) -> None:
    matter = matter_for(world, PaperKind.SPECIAL)
    issuing.issue(by=world.clerk, kind="special", matter=matter)

    with pytest.raises(NotAllowed, match="第1版"):
        issuing.issue(by=world.clerk, kind="special", matter=matter)


def test_a_new_edition_leaves_the_old_one_as_it_was(world: World) -> None:
    first = issuing.issue(
        by=world.clerk, kind="special", matter=matter_for(world, PaperKind.SPECIAL)
    )
    old = first.docx.sha256
    chain.issued(world, title="新增一项")

    second = issuing.issue(
        by=world.clerk,
        kind="special",
        matter=matters.of_programme(world.clerk, "tasks", today()),
    )

    assert (first.edition, second.edition) == (1, 2)
    assert IssuedPaper.objects.get(pk=first.pk).docx.sha256 == old != second.docx.sha256


def test_the_workbook_lists_each_figure_with_each_row(world: World) -> None:
    row = issuing.issue(by=world.clerk, kind="special", matter=matter_for(world, PaperKind.SPECIAL))

    with row.xlsx.file.open("rb") as stored:
        book = openpyxl.load_workbook(io.BytesIO(stored.read()))
    told = [str(v) for line in book["数字来源明细"].iter_rows(values_only=True) for v in line]
    assert Commitment.objects.first().number in told


def test_a_figure_without_rows_says_so() -> None:
    figures = Figures("任务台账")

    said = figures.count([], "红灯任务")

    assert said == "0项"
    assert figures.found[0].origin == "任务台账：没有符合的行"


def test_a_figure_names_the_first_rows_and_how_many() -> None:
    figures = Figures("任务台账")
    figures.count([Row(f"2024-{n:04d}", "任务") for n in range(9)], "任务")

    assert figures.found[0].origin.endswith("2024-0005等9行")


def test_a_chart_becomes_a_picture_or_its_numbers() -> None:
    bars = [charts.Bar("规上工业", 7.4), charts.Bar("投资", -1.2)]
    chart = charts.ranked_bars("增速", bars, unit="%", source="统计数 · 市统计局 · 2024-06")

    blocks = pictures.blocks_of(chart)

    assert isinstance(blocks[0], Picture | Table)
    if isinstance(blocks[0], Picture):
        assert blocks[0].content.startswith(b"\x89PNG")


def template(*lines: str) -> SimpleUploadedFile:
    document = docx.Document()
    for line in lines:
        document.add_paragraph(line)
    out = io.BytesIO()
    document.save(out)
    return SimpleUploadedFile("本单位版式.docx", out.getvalue())


def test_an_office_template_lays_the_paper_out(world: World) -> None:
    upload = template("{{ title }}", "{% for p in paragraphs %}{{ p }}{% endfor %}", "{{ office }}")
    issuing.keep_template(by=world.clerk, kind="letter", upload=upload)

    row = issuing.issue(by=world.clerk, kind="letter", matter=matter_for(world, PaperKind.LETTER))

    with row.docx.file.open("rb") as stored:
        text = [p.text for p in docx.Document(stored).paragraphs]
    assert text[0].startswith("督办函")
    assert "用地未批" in text[1]
    assert row.template is not None


def test_a_dropped_template_gives_the_shipped_layout_back(world: World) -> None:
    issuing.keep_template(by=world.clerk, kind="letter", upload=template("{{ title }}"))

    assert issuing.drop_template(by=world.clerk, kind="letter") == 1

    row = issuing.issue(by=world.clerk, kind="letter", matter=matter_for(world, PaperKind.LETTER))
    assert row.template is None


@pytest.mark.parametrize(
    "line",
    [
        "没有填空",  # nothing to fill in
        "{{ secret }}",  # no such field
        "{{ title }",  # not closed
        "{{ title.__class__.__mro__ }}",  # out of the sandbox
        "{{ ''.__class__ }}{{ title }}",  # the same, beside an honest field
        "{% for i in range(10 ** 9) %}{{ title }}{% endfor %}",  # a bomb
    ],
)
def test_a_template_that_asks_for_more_is_refused(world: World, line: str) -> None:
    with pytest.raises(BadInput):
        office_template.check(template(line).read(), "a.docx")


def test_a_file_that_is_no_document_is_refused() -> None:
    with pytest.raises(BadInput):
        office_template.check(b"{{ title }}", "a.docx")


def signed_in(user: object) -> Client:
    client = Client()
    client.force_login(user)
    return client


def test_the_pages_show_then_issue(world: World) -> None:
    matter_for(world, PaperKind.LETTER)
    client = signed_in(world.clerk)
    page = reverse("dispatch:paper", args=["letter"])

    empty = client.get(page)
    shown = client.get(page, {"about": world.east.pk, "look": "1"}).content.decode()
    client.post(page, {"about": world.east.pk})
    listed = client.get(reverse("dispatch:papers")).content.decode()

    assert empty.status_code == 200
    assert "超过时限12天" in shown
    assert "数字来源" in shown
    assert "督办函（东港区）（第1版）" in listed


@pytest.mark.parametrize(("kind", "about"), [("slip", "2024-9999"), ("special", "source:0")])
def test_a_subject_that_is_not_there_is_said(world: World, kind: str, about: str) -> None:
    answer = signed_in(world.clerk).get(
        reverse("dispatch:paper", args=[kind]), {"about": about, "look": "1"}
    )

    assert "field-error" in answer.content.decode()


def test_a_unit_sees_no_papers_and_an_unknown_kind_does_not_exist(world: World) -> None:
    matter = matter_for(world, PaperKind.LETTER)
    row = issuing.issue(by=world.clerk, kind="letter", matter=matter)
    unit = signed_in(world.east_liaison)

    assert row.title not in unit.get(reverse("dispatch:papers")).content.decode()
    assert unit.get(reverse("base:download", args=[row.docx_id])).status_code == 404
    assert unit.get(reverse("dispatch:paper", args=["letter"])).status_code == 403
    clerk = signed_in(world.clerk)
    assert clerk.get(reverse("dispatch:paper", args=["poem"])).status_code == 404
    with pytest.raises(NotAllowed):
        issuing.issue(by=world.east_liaison, kind="letter", matter=matter)


@pytest.mark.parametrize("count", [1, 3])
def test_the_list_of_papers_makes_a_fixed_number_of_queries(
    world: World, count: int, django_assert_max_num_queries: object
) -> None:
    for place in range(count):
        chain.issued(world, title=f"任务{place}")
        matter = matters.of_programme(world.clerk, "tasks", today())
        issuing.issue(by=world.clerk, kind="breakdown", matter=matter)

    with django_assert_max_num_queries(26):
        page = signed_in(world.clerk).get(reverse("dispatch:papers"))

    assert page.content.decode().count(">docx<") == count
