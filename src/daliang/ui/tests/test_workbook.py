"""Workbooks are opened again: nothing runs, nothing changes."""

from __future__ import annotations

import datetime as dt
import io
from decimal import Decimal

import openpyxl
import pytest
from django.contrib.auth.models import Group
from openpyxl.worksheet.worksheet import Worksheet

from daliang.ui import sample
from daliang.ui.parts import Light, Progress
from daliang.ui.workbook import (
    Sheet,
    SheetColumn,
    csv_safe,
    tab_name,
    workbook_bytes,
    workbook_response,
)

FORMULAS = [
    "=1+1",
    "+1+1",
    "-2+3",
    "@SUM(A1)",
    "\t=1",
    "＝1+1",
    "＋1",
    "－1-1",
    "＠x",
    " =1",
    "=cmd|' /C calc'!A0",
]


def _sheet(*rows: list[object], **settings: object) -> Worksheet:
    columns = [SheetColumn(f"列{n}") for n in range(len(rows[0]))]
    content = workbook_bytes(Sheet("表", columns, rows, **settings))  # type: ignore[arg-type]
    return openpyxl.load_workbook(io.BytesIO(content)).active


@pytest.mark.parametrize("text", FORMULAS)
def test_a_text_like_a_formula_is_kept_as_text_and_marked(text: str) -> None:
    cell = _sheet([text])["A3"]

    assert (cell.value, cell.data_type, cell.quotePrefix) == (text, "s", True)
    assert csv_safe(text) == f"'{text}"


@pytest.mark.parametrize("text", ["-12.5%", "-3", "+8", "完成=是", "一、推进"])
def test_an_ordinary_text_is_left_alone(text: str) -> None:
    cell = _sheet([text])["A3"]

    assert (cell.value, cell.quotePrefix) == (text, False)
    assert csv_safe(text) == text


def test_values_keep_their_kinds() -> None:
    zone = dt.timezone(dt.timedelta(hours=8))
    row = [Decimal("1.50"), 3, dt.date(2024, 6, 30), dt.datetime(2024, 6, 30, 9, tzinfo=zone), True]

    cells = next(_sheet(row).iter_rows(min_row=3, values_only=True))

    assert cells == (1.5, 3, dt.datetime(2024, 6, 30), dt.datetime(2024, 6, 30, 9), "是")


@pytest.mark.parametrize("value", [None, float("nan"), float("inf"), Decimal("NaN")])
def test_what_is_no_number_stays_empty(value: object) -> None:
    assert _sheet([value, 1])["A3"].value is None


def test_parts_are_said_in_words() -> None:
    cells = next(
        _sheet([Light("red", "逾期", "九天"), Progress(40, 50)]).iter_rows(
            min_row=3, values_only=True
        )
    )

    assert cells == ("逾期：九天", 40)


def test_control_characters_and_endless_texts_do_not_break_the_file() -> None:
    sheet = _sheet(["甲\x00\x1b乙\ud800", "长" * 40_000])

    assert sheet["A3"].value == "甲乙"
    assert len(sheet["B3"].value) == 32_767


def test_notes_stand_above_keys_hide_and_the_header_stays_in_sight() -> None:
    sheet = _sheet(["甲"], ["乙"], notes=["示例数据", "调度数 · 截至2024-06-30"], keys=["k1", "k2"])

    assert [sheet["B1"].value, sheet["B2"].value, sheet["B4"].value] == ["表", "示例数据", "列0"]
    assert [sheet["A4"].value, sheet["A5"].value, sheet["A6"].value] == ["_key", "k1", "k2"]
    assert sheet.column_dimensions["A"].hidden
    assert sheet.freeze_panes == "C5"
    assert sheet.auto_filter.ref == "B4:B4"


def test_tab_names_are_what_excel_accepts() -> None:
    assert tab_name("一/二[三]") == "一 二 三"
    assert tab_name("长" * 40) == "长" * 31
    assert tab_name("表", ["表", "表 (2)"]) == "表 (3)"
    assert tab_name("///") == "Sheet"


@pytest.mark.django_db
def test_a_register_is_answered_as_a_file_with_every_column() -> None:
    Group.objects.create(name="=甲")

    answer = workbook_response(sample.REGISTER, Group.objects.all(), "六月台账.xlsx", ["示例数据"])

    assert "UTF-8''%E5%85%AD" in answer["Content-Disposition"]
    sheet = openpyxl.load_workbook(io.BytesIO(answer.content)).active
    header = [cell.value for cell in sheet[3]]
    assert header == ["_key", *(column.title for column in sample.REGISTER.columns)]
    assert sheet["B4"].value == "=甲"
    assert sheet["B4"].data_type == "s"
