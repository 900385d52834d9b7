"""What the cells of an honest workbook mean."""

from __future__ import annotations

import datetime as dt
import io

import openpyxl
import pytest
from hypothesis import given
from hypothesis import strategies as st

from daliang.engine.spreadsheet import Kind, open_workbook, put_value, values_only_copy
from daliang.engine.spreadsheet.tests.packages import (
    packed,
    parts,
    sheet_xml,
    small_book,
    workbook_xml,
)
from daliang.engine.tasktable.tests.books import book, saved

_STYLES = (
    '<numFmts><numFmt numFmtId="176" formatCode="yyyy&quot;年&quot;m&quot;月&quot;"/>'
    '<numFmt numFmtId="177" formatCode="0&quot;家&quot;"/>'
    '<numFmt numFmtId="178" formatCode="[$-804]m/d;@"/>'
    '<numFmt numFmtId="179" formatCode="#,##0.00_ "/></numFmts>'
    "<cellXfs>"
    + "".join(f'<xf numFmtId="{n}"/>' for n in (0, 14, 9, 10, 176, 177, 178, 31, 20, 179, 22))
    + "</cellXfs>"
)


def _one(style: int, value: str, *, is_1904: bool = False) -> tuple[Kind, str, object]:
    cell = f'<row r="1"><c r="A1" s="{style}"><v>{value}</v></c></row>'
    properties = '<workbookPr date1904="1"/>' if is_1904 else ""
    data = packed(
        parts(sheet_xml(cell), workbook=workbook_xml(properties=properties), styles=_STYLES)
    )
    found = open_workbook(data, "a.xlsx").sheets[0].rows[1][1]
    return found.kind, found.text, found.value


@pytest.mark.parametrize(
    ("style", "value", "kind", "text"),
    [
        (0, "12", Kind.NUMBER, "12"),
        (0, "0.30000000000000004", Kind.NUMBER, "0.3"),  # binary noise is not shown
        (0, "1234567890123", Kind.NUMBER, "1234567890123"),  # no exponent in a long number
        (0, "1e999", Kind.ERROR, "1e999"),  # not a finite number
        (0, "NaN", Kind.ERROR, "NaN"),
        (1, "45473", Kind.DATE, "2024-06-30"),  # built-in date
        (1, "59", Kind.DATE, "1900-02-28"),  # before the day that never was
        (1, "61", Kind.DATE, "1900-03-01"),  # and after it
        (1, "-3", Kind.NUMBER, "-3"),  # outside the calendar
        (2, "0.5", Kind.NUMBER, "50%"),
        (3, "0.855", Kind.NUMBER, "85.5%"),
        (4, "45444", Kind.DATE, "2024年6月"),  # no day is shown, none is invented
        (5, "12", Kind.NUMBER, "12家"),  # the unit stands in the format
        (6, "45473", Kind.DATE, "2024-06-30"),  # month and day shown, the year is in the value
        (7, "45473", Kind.DATE, "2024-06-30"),  # built-in Chinese date
        (8, "0.5", Kind.DATE, "12:00"),
        (9, "1234.5", Kind.NUMBER, "1234.5"),  # thousands separator is not a date
        (10, "45473.75", Kind.DATE, "2024-06-30 18:00"),
    ],
)
def test_a_number_is_read_as_its_format_means_it(
    style: int, value: str, kind: Kind, text: str
) -> None:
    found = _one(style, value)

    assert found[:2] == (kind, text)


def test_the_1904_calendar_gives_the_same_day() -> None:
    assert _one(1, "44011", is_1904=True)[2] == dt.date(2024, 6, 30)


def test_merges_hidden_parts_and_comments_are_known() -> None:
    data = book(
        [["标题", None], ["序号", "任务"], [1, "修桥"]],
        ["A1:B1"],
        hidden_rows=[3],
        hidden_columns=["B"],
        comments={"B3": "请核对"},
    )

    workbook = open_workbook(data, "a.xlsx")

    sheet = workbook.sheets[0]
    covering = sheet.seen(1, 2)
    assert covering is not None
    assert covering.text == "标题"
    assert str(sheet.merge_at(1, 2)) == "A1:B1"
    assert sheet.hidden_rows == {3}
    assert sheet.hidden_columns == {2}
    assert sheet.comments == {(3, 2): "请核对"}
    said = "".join(notice.what for notice in workbook.notices)
    assert all(word in said for word in ("隐藏行", "隐藏列", "1 格带批注（B3）"))


def test_a_formula_counts_with_its_stored_value_and_is_said() -> None:
    rows = (
        '<row r="1"><c r="A1"><f>SUM(B1:B2)</f><v>12</v></c>'
        '<c r="B1" t="str"><f>[1]表1!A1</f><v>外部</v></c><c r="C1"><f>NOW()</f></c></row>'
    )

    workbook = open_workbook(small_book(rows), "a.xlsx")

    cell = workbook.sheets[0].rows[1][1]
    assert (cell.value, cell.formula) == (12, "=SUM(B1:B2)")
    said = "".join(notice.what for notice in workbook.notices)
    assert "2 格是公式（A1、B1）" in said
    assert "引用别的工作簿" in said
    assert "没有存值（C1）" in said


def test_unseen_characters_are_removed_and_said() -> None:
    rows = (
        '<row r="1"><c r="A1" t="inlineStr"><is><t>市\u200b住建\u202e局_x000D_</t></is></c></row>'
    )

    workbook = open_workbook(small_book(rows), "a.xlsx")

    assert workbook.sheets[0].rows[1][1].text == "市住建局\n"
    assert "看不见的字符（A1）" in workbook.notices[0].what


def test_rich_text_is_joined_and_pronunciation_left_out() -> None:
    texts = (
        '<sst xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"><si><r><t>新建</t>'
        "</r><r><t>桥梁</t></r><rPh><t>qiao</t></rPh></si></sst>"
    )
    data = packed(parts(sheet_xml('<row r="1"><c r="A1" t="s"><v>0</v></c></row>'), texts=texts))

    assert open_workbook(data, "a.xlsx").sheets[0].rows[1][1].text == "新建桥梁"


def test_prefixed_elements_and_cells_without_place_are_read() -> None:
    main = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
    sheet = (
        f'<x:worksheet xmlns:x="{main}"><x:sheetData><x:row><x:c><x:v>1</x:v></x:c>'
        "<x:c><x:v>2</x:v></x:c></x:row></x:sheetData></x:worksheet>"
    )

    rows = open_workbook(packed(parts(sheet)), "a.xlsx").sheets[0].rows

    assert [cell.place for cell in rows[1].values()] == ["A1", "B1"]


@pytest.mark.parametrize(
    "text",
    [
        "=1+1",  # a formula
        "+1+1",  # read as a formula by Excel
        "-2+3+cmd|' /C calc'!A0",  # a command through DDE
        "@SUM(A1)",  # the old form of a function
        "\t=1+1",  # hidden behind a tab
        "＝1+1",  # full width, turned into = by input methods
        "＠SUM(1)",
    ],
)
def test_a_text_that_looks_like_a_formula_is_written_as_text(text: str) -> None:
    workbook = openpyxl.Workbook()
    put_value(workbook.active["A1"], text)

    cell = openpyxl.load_workbook(io.BytesIO(saved(workbook))).active["A1"]

    assert (cell.value, cell.data_type, cell.quotePrefix) == (text, "s", True)


def test_a_copy_holds_values_and_looks_but_nothing_that_runs() -> None:
    workbook = openpyxl.Workbook()
    sheet = workbook.active
    sheet["A1"] = "=1+1"
    sheet["A2"] = "链接"
    sheet["A2"].hyperlink = "http://example.invalid/"
    sheet.column_dimensions["A"].width = 33
    sheet.merge_cells("A2:B2")
    data = saved(workbook)

    copy = values_only_copy(data, open_workbook(data, "a.xlsx"))

    copied = openpyxl.load_workbook(io.BytesIO(saved(copy))).active
    assert copied["A1"].value is None
    assert copied["A2"].hyperlink is None
    assert copied.column_dimensions["A"].width == 33
    assert [str(merge) for merge in copied.merged_cells.ranges] == ["A2:B2"]


_TEXTS = st.text(
    st.characters(
        exclude_categories=["Cs", "Cc", "Cf", "Cn", "Co"], exclude_characters="\ufffe\uffff"
    ),
    min_size=1,
    max_size=30,
).filter(lambda text: text.strip() != "")


@pytest.mark.slow
@given(st.lists(_TEXTS, min_size=1, max_size=5))
def test_every_text_written_is_read_back_to_the_letter(texts: list[str]) -> None:
    workbook = openpyxl.Workbook()
    for number, text in enumerate(texts, 1):
        put_value(workbook.active.cell(number, 1), text)

    sheet = open_workbook(saved(workbook), "a.xlsx").sheets[0]

    assert [sheet.rows[n][1].text for n in range(1, len(texts) + 1)] == texts
