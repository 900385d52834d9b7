"""Papers are opened again and measured."""

from __future__ import annotations

import datetime as dt
import io
import zipfile

import openpyxl
import pytest
from docx import Document
from docx.oxml.ns import qn
from PIL import Image

from daliang.engine.checks import BadInput
from daliang.ui.papers import (
    Addressee,
    Attachments,
    Heading,
    Note,
    PageBreak,
    Paper,
    Paragraph,
    Picture,
    RedHead,
    SignOff,
    Table,
    TableColumn,
    Title,
    choose_fonts,
    to_docx,
    to_pdf,
    to_xlsx,
)

AT = dt.datetime(2024, 7, 3, 9, tzinfo=dt.timezone(dt.timedelta(hours=8)))
TABLE = Table(
    [
        TableColumn("序号", 0.6, "center"),
        TableColumn("单位", 2, group="责任"),
        TableColumn("完成率", 1, "right", group="责任"),
    ],
    [[1, "甲单位", "62.5%"], [2, "乙单位", "=1+1"]],
    caption="滞后清单",
    note="调度数 · 督查室 · 截至2024-06-30",
)


def _png() -> bytes:
    out = io.BytesIO()
    Image.new("RGB", (8, 8), "white").save(out, "PNG")
    return out.getvalue()


def _paper(*blocks: object, **settings: object) -> Paper:
    given = blocks or (
        Title("关于重点工作\n推进情况的通报"),
        Addressee("各单位："),
        Heading("一、总体情况"),
        Paragraph("全部任务60项。"),
        Heading("（一）分类情况", 2),
        Heading("1.问题", 3),
        TABLE,
        Picture(_png(), "示意图", 60),
        Note("说明"),
        Attachments(["清单", "排名"]),
        SignOff("示例市督查室", dt.date(2024, 7, 3)),
        PageBreak(),
    )
    return Paper(given, "通报", "示例市督查室", AT, **settings)  # type: ignore[arg-type]


def _opened(paper: Paper) -> Document:
    return Document(io.BytesIO(to_docx(paper)))


def _east_asian(element: object) -> str:
    return element.find(".//" + qn("w:rFonts")).get(qn("w:eastAsia"))  # type: ignore[attr-defined]


def test_the_page_has_the_margins_and_the_grid_of_the_standard() -> None:
    section = _opened(_paper()).sections[0]

    assert [round(side.mm) for side in (section.page_width, section.page_height)] == [210, 297]
    assert [round(side.mm) for side in (section.top_margin, section.left_margin)] == [37, 28]
    assert [round(side.mm) for side in (section.bottom_margin, section.right_margin)] == [35, 26]
    grid = section._sectPr.find(qn("w:docGrid"))
    assert grid.get(qn("w:type")) == "linesAndChars"
    assert 22 * int(grid.get(qn("w:linePitch"))) / 20 == pytest.approx(225 / 25.4 * 72, abs=1)
    pitch = 16 + int(grid.get(qn("w:charSpace"))) / 4096
    assert 28 * pitch == pytest.approx(156 / 25.4 * 72, abs=0.1)


def test_each_part_names_its_typeface_for_chinese() -> None:
    document = _opened(_paper())
    by_text = {p.text: p for p in document.paragraphs}

    assert _east_asian(document.styles["Normal"].element) == "仿宋_GB2312"
    assert document.styles["Normal"].font.size.pt == 16
    title = by_text["关于重点工作\n推进情况的通报"]
    assert _east_asian(title.runs[0]._r) == "方正小标宋简体"
    assert title.runs[0].font.size.pt == 22
    for text, font in (
        ("一、总体情况", "黑体"),
        ("（一）分类情况", "楷体_GB2312"),
        ("1.问题", "仿宋_GB2312"),
    ):
        style = by_text[text].style
        assert _east_asian(style.element) == font
        fonts = style.element.find(".//" + qn("w:rFonts"))
        assert not [name for name in fonts.attrib if "Theme" in name]


def test_page_numbers_stand_right_on_odd_and_left_on_even_pages() -> None:
    document = _opened(_paper())
    section = document.sections[0]

    assert document.settings.odd_and_even_pages_header_footer
    odd, even = section.footer.paragraphs[0], section.even_page_footer.paragraphs[0]
    assert (odd.alignment, even.alignment) == (2, 0)
    for footer in (odd, even):
        codes = [e.text.strip() for e in footer._p.iter(qn("w:instrText"))]
        assert codes == ["PAGE"]
        assert footer.text.startswith("— ")
        assert footer.text.endswith(" —")
        assert {_east_asian(run._r) for run in footer.runs} == {"宋体"}
        assert {run.font.size.pt for run in footer.runs} == {14}


def test_every_row_of_a_header_repeats_and_groups_are_merged() -> None:
    table = _opened(_paper()).tables[0]

    repeated = [row._tr.find(".//" + qn("w:tblHeader")) is not None for row in table.rows]
    assert repeated == [True, True, False, False]
    assert table.cell(0, 1).text == table.cell(0, 2).text == "责任"
    assert table.cell(1, 0).text == "序号"
    assert [cell.text for cell in table.rows[2].cells] == ["1", "甲单位", "62.5%"]


def test_the_date_stands_four_characters_in_and_the_body_is_centred_on_it() -> None:
    paragraphs = _opened(_paper()).paragraphs
    body = next(p for p in paragraphs if p.text == "示例市督查室")
    date = next(p for p in paragraphs if p.text == "2024年7月3日")

    assert date.paragraph_format.right_indent.pt == 4 * 16
    # six characters against six: half widths count half
    assert body.paragraph_format.right_indent.pt == pytest.approx(4 * 16, abs=4)


def test_sample_data_say_so_on_every_page() -> None:
    section = _opened(_paper(is_synthetic=True, mark="调度数据，非统计发布")).sections[0]

    for footer in (section.footer, section.even_page_footer):
        assert footer.paragraphs[-1].text == "示例数据，不作工作依据　调度数据，非统计发布"
    plain = _opened(_paper()).sections[0]
    assert len(plain.footer.paragraphs) == 1


def test_the_red_head_has_issuer_number_and_line() -> None:
    document = _opened(
        _paper(red_head=RedHead("示例市人民政府办公室文件", "示例政办发〔2024〕1号"))
    )
    issuer, number = document.paragraphs[0], document.paragraphs[3]

    assert str(issuer.runs[0].font.color.rgb) == "E60012"
    assert number.text == "示例政办发〔2024〕1号"
    assert number._p.find(".//" + qn("w:pBdr")) is not None


def test_properties_are_set_and_the_same_paper_gives_the_same_text() -> None:
    core = _opened(_paper()).core_properties

    assert (core.title, core.author) == ("通报", "示例市督查室")
    assert core.created.replace(tzinfo=None) == dt.datetime(2024, 7, 3, 1)
    first, second = (zipfile.ZipFile(io.BytesIO(to_docx(_paper()))) for _ in range(2))
    assert first.read("word/document.xml") == second.read("word/document.xml")


def test_control_characters_do_not_break_a_paper() -> None:
    text = _opened(_paper(Paragraph("一\x00二\x0b三\ud800"))).paragraphs[0].text

    assert text == "一二三"


def test_the_annex_keeps_merged_headers_and_texts_stay_texts() -> None:
    sheet = openpyxl.load_workbook(io.BytesIO(to_xlsx(_paper(is_synthetic=True)))).active

    assert sheet.title == "滞后清单"
    assert "B4:C4" in {str(merged) for merged in sheet.merged_cells.ranges}
    assert [sheet.cell(3, 1).value, sheet["C7"].value, sheet["C7"].data_type] == [
        "示例数据，不作工作依据",
        "=1+1",
        "s",
    ]


def test_a_paper_without_tables_has_no_annex() -> None:
    with pytest.raises(ValueError, match="no annex"):
        to_xlsx(_paper(Title("通报")))


def test_a_row_of_the_wrong_length_is_refused() -> None:
    with pytest.raises(ValueError, match="do not have 2 cells"):
        Table([TableColumn("甲"), TableColumn("乙")], [["只有一格"]])


def test_a_machine_without_chinese_typefaces_is_told_so() -> None:
    with pytest.raises(BadInput) as caught:
        choose_fonts({}, frozenset({"DejaVu Sans"}))

    assert len(caught.value.problems) == 5
    assert "fonts-noto-cjk" in str(caught.value)


@pytest.mark.slow
def test_the_pdf_is_set_with_chinese_letters_inside_and_no_markup_is_read() -> None:
    try:
        choose_fonts()
    except BadInput:
        pytest.skip("no Chinese typeface on this machine")
    paper = _paper(
        Title("*通报*"),
        Paragraph('#panic("no") $x$ \\ "引号" @a <b>', lead="重点。"),
        TABLE,
        Picture(_png(), "图"),
        Attachments(["甲"]),
        SignOff("示例市督查室", dt.date(2024, 7, 3)),
        PageBreak(),
        Heading("一、下一步"),
        red_head=RedHead("示例市文件", "1号"),
        is_synthetic=True,
    )

    pdf = to_pdf(paper)

    assert pdf.startswith(b"%PDF-")
    assert b"FontFile" in pdf
    assert to_pdf(paper) == pdf
