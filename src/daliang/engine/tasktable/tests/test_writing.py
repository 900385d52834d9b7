"""An export read again changes nothing; a copy of the sheet carries its faults."""

from __future__ import annotations

import datetime as dt
import io
from dataclasses import replace

import openpyxl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from daliang.engine.checks import Problem
from daliang.engine.spreadsheet import open_workbook
from daliang.engine.tasktable import (
    Deadline,
    DeadlineKind,
    Draft,
    Field,
    Milestone,
    Role,
    TableLayout,
    TaskRow,
    Unit,
    apply,
    city_layout,
    propose,
    write_errors,
    write_table,
)
from daliang.engine.tasktable.tests import books
from daliang.engine.tasktable.tests.books import book, saved

NOTE = "示例数据，非真实任务"


def reread(data: bytes, layout: TableLayout | None = None) -> Draft:
    """Return the draft of an export, with the mapping remembered if there is one."""
    memories = {layout.fingerprint: layout.to_memory()} if layout else {}
    return apply(propose(open_workbook(data, "导出.xlsx"), remembered=memories), plan_year=2024)


@pytest.mark.slow
@pytest.mark.parametrize("name", sorted(books.LAYOUTS))
def test_reading_an_export_again_changes_nothing(name: str) -> None:
    proposal = propose(open_workbook(books.LAYOUTS[name], name))
    layout = proposal.tables[0]
    draft = apply(proposal, plan_year=2024)

    exported = write_table(layout, draft.rows, note=NOTE)
    again = reread(exported, layout)

    assert [row.digest for row in again.rows] == [row.digest for row in draft.rows]
    found = propose(open_workbook(exported, name)).tables[0]
    assert (found.title, found.fingerprint) == (layout.title, layout.fingerprint)
    assert NOTE in found.captions


@pytest.mark.slow
def test_an_export_of_an_export_is_the_same_table() -> None:
    proposal = propose(open_workbook(books.TWO_LEVELS, "a"))
    rows = apply(proposal, plan_year=2024).rows

    once = write_table(proposal.tables[0], rows, note=NOTE)
    table = propose(open_workbook(once, "b")).tables[0]
    twice = write_table(table, reread(once).rows, note=NOTE)

    values = [
        [[cell.value for cell in row] for row in openpyxl.load_workbook(io.BytesIO(data)).active]
        for data in (once, twice)
    ]
    assert values[0] == values[1]


def test_an_export_looks_like_the_sheet_it_came_from() -> None:
    proposal = propose(open_workbook(books.TWO_LEVELS, "a"))
    data = write_table(proposal.tables[0], apply(proposal, plan_year=2024).rows)

    sheet = openpyxl.load_workbook(io.BytesIO(data)).active

    merges = {str(merge) for merge in sheet.merged_cells.ranges}
    assert {"A1:J1", "A2:A3", "D2:G2", "H2:I2", "B4:B5"} <= merges
    assert sheet["H3"].value == "牵头单位"
    assert sheet["K3"].value is None
    assert sheet["K2"].value == "大梁编号"
    assert sheet.column_dimensions["K"].hidden


def test_steps_that_the_layout_cannot_hold_get_a_column() -> None:
    layout = propose(open_workbook(books.SECTIONS, "a")).tables[0]
    step = Milestone("完成招标；签合同", Deadline(dt.date(2024, 5, 20), DeadlineKind.DAY, ""))
    row = TaskRow("t1", "修桥", units=(Unit("市住建局", Role.LEAD),), milestones=(step,))

    again = reread(write_table(layout, [row])).rows[0]

    assert again.digest == row.digest
    assert again.key == "t1"


def test_a_changed_step_overrules_the_old_wording_of_the_schedule() -> None:
    proposal = propose(open_workbook(books.CIRCLED, "a"))
    row = apply(proposal, plan_year=2024).rows[0]
    moved = Deadline(dt.date(2024, 4, 15), DeadlineKind.DAY, "")
    changed = replace(row, milestones=(replace(row.milestones[0], due=moved), *row.milestones[1:]))

    again = reread(write_table(proposal.tables[0], [changed])).rows[0]

    assert str(again.milestones[0].due.norm) == "2024-04-15"
    assert again.digest == changed.digest


def test_no_text_of_an_export_becomes_a_formula() -> None:
    row = TaskRow("=key", "=HYPERLINK(1)", remark="＝1+1", progress="@SUM(A1)")
    data = write_table(city_layout("=标题"), [row])

    cells = [c for line in openpyxl.load_workbook(io.BytesIO(data)).active for c in line]

    assert not [cell.coordinate for cell in cells if cell.data_type == "f"]
    assert reread(data).rows[0].task == "=HYPERLINK(1)"


def test_faults_are_written_where_they_are() -> None:
    draft = apply(propose(open_workbook(books.SECTIONS, "a")), plan_year=2024)
    more = [
        Problem("登记册里没有“区财政局”", "改名称", row=5, column="责任单位"),
        Problem("缺公章"),
    ]

    marked = write_errors(books.SECTIONS, [*draft.problems, *more], name="a.xlsx")

    sheet = openpyxl.load_workbook(io.BytesIO(marked)).active
    assert sheet["E8"].fill.fgColor.rgb == "00FFC7CE"
    assert "没有2月30日" in sheet["E8"].comment.text
    assert "没有“区财政局”" in sheet["D5"].comment.text
    assert sheet["G2"].value == "导入问题"
    assert sheet["G8"].value.startswith("E（完成时限）：没有2月30日这一天")
    assert sheet["H2"].value == "缺公章"
    assert "A3:F3" in {str(merge) for merge in sheet.merged_cells.ranges}


def test_the_marked_copy_can_be_mended_and_imported_as_it_is() -> None:
    draft = apply(propose(open_workbook(books.SECTIONS, "a")), plan_year=2024)
    marked = openpyxl.load_workbook(io.BytesIO(write_errors(books.SECTIONS, draft.problems)))
    marked.active["E8"].value = "9月底"

    again = reread(saved(marked))

    assert not again.problems
    assert [row.key for row in again.rows] == [row.key for row in draft.rows]
    assert again.rows[0].digest == draft.rows[0].digest


def test_the_marked_copy_holds_values_instead_of_formulas() -> None:
    data = book([["目标任务", "责任单位"], ["修桥", "=1+1"], ["=cmd", "市住建局"]])

    marked = write_errors(data, [Problem("错", sheet="Sheet1", row=2, column="B")])

    cells = [cell for row in openpyxl.load_workbook(io.BytesIO(marked)).active for cell in row]
    assert not [cell.coordinate for cell in cells if cell.data_type == "f"]


_WORDS = st.text(
    st.sampled_from("新建改造桥梁老旧小区完成率增长和的12家%（一）"), min_size=2, max_size=12
).map(lambda text: "推进" + text)
_CELL = st.one_of(st.just(""), st.just("=1+1"), st.just("0012"), st.just("85%"), _WORDS)
_DAY = st.dates(dt.date(2024, 1, 1), dt.date(2025, 12, 31))
_DUE = st.one_of(
    st.just(Deadline(None, DeadlineKind.NONE, "")),
    st.just(Deadline(None, DeadlineKind.OPEN, "长期坚持")),
    st.just(Deadline(None, DeadlineKind.RECURRING, "每月25日前")),
    st.just(Deadline(dt.date(2024, 9, 30), DeadlineKind.PERIOD, "9月底前")),
    _DAY.map(lambda day: Deadline(day, DeadlineKind.DAY, "")),
)
_NAMES = st.lists(
    st.sampled_from(["市住建局", "市交通局", "江南县政府", "市城投集团", "各县（市、区）"]),
    unique=True,
)


@st.composite
def tasks(draw: st.DrawFn) -> TaskRow:
    """Draw a task as the application may hold it."""
    names = draw(_NAMES)
    roles = [Role.LEAD, *(draw(st.sampled_from([Role.RESP, Role.SUPPORT])) for _ in names[1:])]
    steps = draw(st.lists(st.tuples(_WORDS, _DAY), max_size=3))
    return TaskRow(
        key="",
        task=draw(_WORDS),
        units=tuple(Unit(n, r) for n, r in zip(names, roles, strict=False)),
        category=draw(st.sampled_from(["", "产业", "民生"])),
        sections=draw(st.sampled_from([(), ("一、产业",), ("一、产业", "（一）项目")])),
        due=draw(_DUE),
        leaders=draw(st.sampled_from([(), ("副市长甲", "副市长乙")])),
        milestones=tuple(
            Milestone(text, Deadline(day, DeadlineKind.DAY, "")) for text, day in steps
        ),
        content=draw(_CELL),
        target=draw(_CELL),
        progress=draw(_CELL),
        remark=draw(_CELL),
    )


@pytest.mark.slow
@settings(max_examples=40, deadline=None)
@given(
    st.lists(tasks(), min_size=1, max_size=6),
    st.sampled_from(["TWO_LEVELS", "FULL", "SECTIONS", "SUPERVISION"]),
)
def test_whatever_the_application_exports_comes_back_unchanged(
    drawn: list[TaskRow], name: str
) -> None:
    layout = propose(open_workbook(books.LAYOUTS[name], name)).tables[0]
    held = {use.field for use in layout.columns}
    rows = [_fitting(row, held, f"k{n}") for n, row in enumerate(drawn)]
    rows.sort(key=lambda row: row.sections)

    again = reread(write_table(layout, rows), layout).rows

    assert {row.key: row.substance for row in again} == {row.key: row.substance for row in rows}


def _fitting(row: TaskRow, held: set[Field], key: str) -> TaskRow:
    """Blank what the layout has no column for, as the application's export would."""
    kept = {
        name: getattr(row, name) if Field(name) in held else ""
        for name in ("category", "content", "target", "progress", "remark")
    }
    return replace(
        row,
        key=key,
        category=kept["category"],
        content=kept["content"],
        target=kept["target"],
        progress=kept["progress"],
        remark=kept["remark"],
        leaders=row.leaders if Field.LEADER in held else (),
    )
