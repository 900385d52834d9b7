"""The layouts met in real task tables are found and mapped without help."""

from __future__ import annotations

from datetime import date

import pytest

from daliang.engine.spreadsheet import open_workbook
from daliang.engine.tasktable import Draft, Field, Proposal, TaskRow, apply, propose
from daliang.engine.tasktable.tests import books
from daliang.engine.tasktable.tests.books import book


def proposed(data: bytes) -> Proposal:
    """Return what is proposed for a workbook."""
    return propose(open_workbook(data, "任务.xlsx"))


def drafted(data: bytes) -> Draft:
    """Return the draft of a workbook, as proposed."""
    return apply(proposed(data), plan_year=2024)


def fields(data: bytes) -> list[str]:
    """Return the fields of the columns, from left to right."""
    return [use.field.value for use in proposed(data).tables[0].columns]


def steps(row: TaskRow) -> list[tuple[str, str]]:
    """Return the milestones of a task as text and day."""
    return [(step.text, str(step.due.norm)) for step in row.milestones]


@pytest.mark.parametrize(
    ("data", "expected"),
    [
        (books.LIVELIHOOD, "number task owner due"),
        (books.MERGED_PROJECTS, "project task due lead"),
        (books.LEADERS, "number task content leader lead co"),
        (books.TARGETS, "number task target lead co extra"),
        (books.PROGRESS, "number task target leader lead owner extra progress status remark"),
        (books.CIRCLED, "task owner schedule progress extra"),
        (books.GLUED_LEADERS, "number task leader lead owner"),
        (books.PHONE, "category task target owner leader progress extra extra"),
        (books.WHOLE_YEAR, "number task leader owner due"),
        (books.SUBROWS, "number task schedule owner"),
        (books.ABOVE_STATED, "project extra task owner"),
        (books.INVESTMENT, "number category task content extra milestone target owner"),
        (books.SECTIONS, "number task lead owner due remark"),
        (
            books.TWO_LEVELS,
            "number category task milestone milestone milestone milestone lead co due",
        ),
        (books.THREE_LEVELS, "number task milestone milestone milestone milestone owner"),
        (
            books.SUPERVISION,
            "code source task priority leader owner co due progress difficulty next_step remark",
        ),
        (
            books.FULL,
            "number task content leader lead owner person due progress difficulty next_step",
        ),
        (books.UNMERGED, "number task milestone target owner"),
    ],
)
def test_the_columns_of_a_real_layout_are_mapped(data: bytes, expected: str) -> None:
    assert fields(data) == expected.split()


def test_several_owners_in_a_cell_are_told_apart_and_the_first_leads() -> None:
    rows = drafted(books.LIVELIHOOD).rows

    assert (rows[0].lead, rows[0].co_units) == ("市教育局", ("各区县政府",))


def test_numbered_parts_with_their_own_dates_become_milestones() -> None:
    assert steps(drafted(books.LIVELIHOOD).rows[1]) == [
        ("改造老旧小区21个", "2024-09-30"),
        ("加装电梯40部", "2024-11-30"),
    ]


def test_dates_numbered_in_another_order_than_the_tasks_find_their_own() -> None:
    assert steps(drafted(books.MERGED_PROJECTS).rows[2]) == [
        ("主体封顶", "2024-06-30"),
        ("管网铺设", "2024-10-31"),
    ]


def test_a_row_under_a_merged_task_adds_its_owner_and_date_to_that_task() -> None:
    row = drafted(books.MERGED_PROJECTS).rows[1]

    assert (row.project, row.lead, row.co_units) == ("环湖绿道", "市住建局", ("市城投集团",))
    assert steps(row) == [("市城投集团", "2024-08-31")]


def test_a_row_with_owner_and_date_but_no_task_is_a_problem_unless_merged() -> None:
    data = book(
        [["工作任务", "时限", "牵头单位"], ["修桥", "6月", "市住建局"], [None, "8月", "市城投集团"]]
    )

    draft = drafted(data)

    assert len(draft.rows) == 1
    assert "没有任务文字" in draft.problems[0].what
    assert (draft.problems[0].row, draft.left_out[0].row) == (3, 3)


def test_the_latest_progress_column_counts_and_the_earlier_one_is_kept() -> None:
    row = drafted(books.PROGRESS).rows[0]

    assert row.progress == "已签约46个"
    assert row.extra == (("1-10月推进情况", "已签约41个"),)


def test_a_category_merged_down_counts_for_every_row() -> None:
    draft = drafted(books.PHONE)

    assert [row.category for row in draft.rows] == ["就业", "就业", "教育"]
    assert draft.rows[1].place_of(Field.CATEGORY) == "A2:A3"


def test_a_blank_cell_is_as_above_only_where_the_sheet_says_so() -> None:
    stated = drafted(books.ABOVE_STATED)
    unstated = drafted(
        book(
            [
                ["项目", "目标任务", "责任单位"],
                ["工业", "增长8%", "市经信局"],
                [None, "新增20家", None],
            ]
        )
    )

    assert [row.lead for row in stated.rows] == ["区经信局", "区经信局", "区发改局"]
    assert [row.lead for row in unstated.rows] == ["市经信局", ""]
    assert any("没有当作“同上”" in notice.mend for notice in unstated.notices)


def test_a_ditto_mark_is_as_above() -> None:
    data = book([["目标任务", "责任单位"], ["修桥", "市住建局"], ["铺路", "同上"], ["种树", "〃"]])

    assert [row.lead for row in drafted(data).rows] == ["市住建局"] * 3


def test_sections_are_kept_by_level_and_notes_are_left_out() -> None:
    draft = drafted(books.SECTIONS)

    assert [row.sections for row in draft.rows] == [
        ("一、扩大有效投资", "（一）项目建设"),
        ("二、办好民生实事",),
        ("二、办好民生实事",),
    ]
    assert [(left.row, left.kind.value) for left in draft.left_out] == [(9, "note")]


def test_a_day_that_does_not_exist_is_a_problem_with_its_cell() -> None:
    problem = drafted(books.SECTIONS).problems[0]

    assert problem.what == "没有2月30日这一天"
    assert (problem.sheet, problem.row, problem.column) == ("Sheet1", 8, "E（完成时限）")


def test_subtotals_are_no_tasks() -> None:
    draft = drafted(books.INVESTMENT)

    assert [row.task for row in draft.rows] == ["晶圆扩建", "储能基地", "城北医院"]
    assert [left.kind.value for left in draft.left_out] == ["subtotal", "subtotal"]
    assert proposed(books.INVESTMENT).tables[0].unit == "万元"


def test_every_quarter_column_is_a_milestone_with_its_own_date() -> None:
    rows = drafted(books.TWO_LEVELS).rows

    assert [day for _, day in steps(rows[0])] == [
        "2024-03-31",
        "2024-06-30",
        "2024-09-30",
        "2024-12-31",
    ]


def test_a_text_over_two_quarters_is_due_at_the_end_of_the_second() -> None:
    assert steps(drafted(books.TWO_LEVELS).rows[1])[0] == ("签约2个", "2024-06-30")


def test_headers_of_three_levels_are_joined() -> None:
    use = proposed(books.THREE_LEVELS).tables[0].columns[2]

    assert (use.head, use.period) == ("年度安排/上半年节点/3月底前", "3月底前")


def test_deadlines_without_a_day_keep_their_kind() -> None:
    kinds = [row.due.kind.value for row in drafted(books.WHOLE_YEAR).rows]

    assert kinds == ["open", "recurring"]


def test_title_issuing_body_and_year_are_found() -> None:
    table = proposed(books.PROGRESS).tables[0]

    assert table.title == "2024年重点工作进展情况表"
    assert (table.issuing_body, table.year) == ("崇湖区督查室", 2024)


def test_a_date_cell_a_day_count_and_a_written_date_mean_the_same() -> None:
    data = book(
        [["目标任务", "责任单位", "完成时限"]]
        + [["修桥", "市住建局", value] for value in (date(2024, 9, 30), 45565, 20240930, "9月底")]
    )

    assert {str(row.due.norm) for row in drafted(data).rows} == {"2024-09-30"}


def test_a_number_that_may_be_january_or_october_is_asked() -> None:
    data = book([["目标任务", "责任单位", "完成时限"], ["修桥", "市住建局", 2024.1]])

    assert "分不清" in drafted(data).problems[0].what


def test_a_formula_error_in_a_used_cell_is_a_problem() -> None:
    data = book([["目标任务", "责任单位", "完成时限"], ["修桥", "市住建局", "#REF!"]])

    draft = drafted(data)

    assert "错误值" in draft.problems[0].what
    assert draft.rows[0].task == "修桥"


def test_a_table_without_header_is_told_loudly() -> None:
    proposal = proposed(book([["修桥", "市住建局"], ["铺路", "市交通局"]]))

    assert "没有找到任务表" in proposal.problems[0].what


def test_a_hidden_row_is_read_and_flagged() -> None:
    data = book(
        [["目标任务", "责任单位"], ["修桥", "市住建局"], ["铺路", "市交通局"]], hidden_rows=[3]
    )

    assert [row.is_hidden for row in drafted(data).rows] == [False, True]


def test_a_second_table_in_the_same_sheet_is_read_with_its_own_header() -> None:
    data = book(
        [
            ["一、在建项目"],
            ["序号", "目标任务", "责任单位"],
            [1, "修桥", "市住建局"],
            [None],
            ["二、督办事项"],
            ["编号", "工作事项", "牵头部门", "完成时间"],
            ["A1", "铺路", "市交通局", "年底"],
        ]
    )

    proposal = proposed(data)

    assert [table.title for table in proposal.tables] == ["一、在建项目", "二、督办事项"]
    rows = apply(proposal, plan_year=2024).rows
    assert [(row.table, row.task) for row in rows] == [
        ("Sheet1", "修桥"),
        ("Sheet1（表2）", "铺路"),
    ]
    assert proposal.table("Sheet1", 2).first(Field.CODE) is not None


def test_a_header_repeated_on_every_page_and_a_row_of_column_numbers_are_no_tasks() -> None:
    head = ["序号", "目标任务", "责任单位", "完成时限"]
    data = book(
        [
            head,
            ["1", "2", "3", "4"],
            [1, "修桥", "市住建局", "年底"],
            head,
            [2, "铺路", "市交通局", "年底"],
        ]
    )

    assert [row.task for row in drafted(data).rows] == ["修桥", "铺路"]


def test_a_task_that_begins_with_a_total_is_still_a_task() -> None:
    data = book([["目标任务", "责任单位"], ["累计新增就业6000人", "市人社局"], ["合计", None]])

    assert [row.task for row in drafted(data).rows] == ["累计新增就业6000人"]


def test_notes_that_look_like_sections_below_the_last_task_are_notes() -> None:
    data = book(
        [["序号", "目标任务", "责任单位"], [1, "修桥", "市住建局"], ["说明："], ["1.按月报送"]],
        ["A3:C3", "A4:C4"],
    )

    assert [(left.row, left.kind.value) for left in drafted(data).left_out] == [
        (3, "note"),
        (4, "note"),
    ]


def test_a_unit_of_measure_is_not_taken_for_an_owner() -> None:
    data = book(
        [
            ["序号", "目标任务", "目标值", None, "责任单位"],
            [None, None, "数量", "单位", None],
            [1, "建桥", 3, "座", "市住建局"],
        ],
        ["A1:A2", "B1:B2", "C1:D1", "E1:E2"],
    )

    row = drafted(data).rows[0]

    assert (row.target, row.lead, row.extra) == ("3", "市住建局", (("目标值/单位", "座"),))


def test_a_month_that_does_not_exist_is_a_problem() -> None:
    data = book([["目标任务", "责任单位", "完成时限"], ["修桥", "市住建局", "13月底"]])

    assert drafted(data).problems[0].what == "没有13月"


@pytest.mark.slow
def test_an_essay_in_the_owner_or_deadline_cell_is_told_and_not_read() -> None:
    essay = ["修桥", "市住建局、" * 1000, "年底前" * 200]
    data = book([["目标任务", "责任单位", "完成时限"], essay])

    said = [problem.what for problem in drafted(data).problems]

    assert said == ["单位格里文字太多，没有读", "时限格里文字太多，没有读"]
