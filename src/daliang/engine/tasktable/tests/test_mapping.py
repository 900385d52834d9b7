"""A mapping is corrected by a person, remembered, and recognised next month."""

from __future__ import annotations

from dataclasses import replace

import pytest

from daliang.engine.checks import BadInput
from daliang.engine.spreadsheet import open_workbook
from daliang.engine.tasktable import Field, apply, propose
from daliang.engine.tasktable.heads import guess_head
from daliang.engine.tasktable.tests.books import book


def test_a_missing_task_column_names_the_columns_there_are() -> None:
    data = book([["序号", "目标值", "牵头单位", "二季度"], [1, "增长5%", "市统计局", "4%"]])
    proposal = propose(open_workbook(data, "a.xlsx"))

    table = proposal.tables[0].with_column(2, Field.EXTRA)
    with pytest.raises(BadInput, match=r"没有认出“目标任务”列.*目标值"):
        apply(proposal.with_table(table), plan_year=2024)


def test_two_columns_for_one_field_are_refused() -> None:
    data = book([["目标任务", "说法", "责任单位"], ["修桥", "架桥", "市住建局"]])
    proposal = propose(open_workbook(data, "a.xlsx")).with_column("Sheet1", 2, Field.TASK)

    with pytest.raises(BadInput, match="2 列都对应“目标任务”"):
        apply(proposal, plan_year=2024)


def test_a_column_that_is_not_there_cannot_be_corrected() -> None:
    data = book([["目标任务", "责任单位"], ["修桥", "市住建局"]])

    proposal = propose(open_workbook(data, "a.xlsx"))

    with pytest.raises(BadInput, match="没有 Z 列"):
        proposal.with_column("Sheet1", 26, Field.DUE)
    with pytest.raises(BadInput, match="没有找到任务表"):
        proposal.table("别的表")


def test_a_corrected_mapping_is_remembered_for_the_same_form_next_month() -> None:
    first = book(
        [["县督查表"], ["序号", "目标任务", "谁来办", "1-5月怎样"], [1, "修桥", "住建口", "开工"]]
    )
    second = book(
        [["县督查表"], ["序号", "目标任务", "谁来办", "1-6月怎样"], [1, "修桥", "住建口", "过半"]]
    )
    table = propose(open_workbook(first, "5月.xlsx")).tables[0]
    corrected = table.with_column(3, Field.OWNER).with_column(4, Field.PROGRESS)
    corrected = replace(corrected, is_split=True, blank_is_above=frozenset({Field.OWNER}))

    memories = {corrected.fingerprint: corrected.to_memory()}
    recalled = propose(open_workbook(second, "6月.xlsx"), remembered=memories)

    assert [use.field for use in recalled.tables[0].columns] == [
        Field.NUMBER,
        Field.TASK,
        Field.OWNER,
        Field.PROGRESS,
    ]
    assert recalled.tables[0].is_split
    assert recalled.tables[0].blank_is_above == {Field.OWNER}
    assert apply(recalled, plan_year=2024).rows[0].progress == "过半"


def test_a_form_of_another_body_has_another_fingerprint() -> None:
    rows = [["目标任务", "责任单位"], ["修桥", "住建局"]]
    one = book([["任务表"], ["填报单位：甲县督查室"], *rows])
    two = book([["任务表"], ["填报单位：乙县督查室"], *rows])

    prints = {propose(open_workbook(data, "a")).tables[0].fingerprint for data in (one, two)}

    assert len(prints) == 2


def test_an_unknown_name_is_a_problem_with_the_nearest_registered_one() -> None:
    data = book([["目标任务", "责任单位"], ["修桥", "市住建局、市交通局\n市城建局"]])
    register = {
        "市住建局": "市住房和城乡建设局",
        "市交通局": "市交通运输局",
        "市城管局": "市城市管理局",
    }

    draft = apply(propose(open_workbook(data, "a.xlsx")), plan_year=2024, bodies=register)

    assert draft.rows[0].lead == "市住房和城乡建设局"
    assert len(draft.problems) == 1
    assert draft.problems[0].what == "登记册里没有“市城建局”"
    assert "是不是“市城管局”" in draft.problems[0].mend or "市住建局" in draft.problems[0].mend


def test_numbered_parts_become_tasks_of_their_own_when_asked() -> None:
    data = book(
        [["目标任务", "责任单位", "完成时限"], ["①修桥；②铺路", "市住建局", "①6月底②9月底"]]
    )
    proposal = propose(open_workbook(data, "a.xlsx"))
    split = proposal.with_table(replace(proposal.tables[0], is_split=True))

    kept = apply(proposal, plan_year=2024).rows
    tasks = apply(split, plan_year=2024).rows

    assert len(kept) == 1
    assert [(row.task, str(row.due.norm)) for row in tasks] == [
        ("修桥", "2024-06-30"),
        ("铺路", "2024-09-30"),
    ]
    assert len({row.key for row in tasks}) == 2


def test_a_table_left_out_gives_no_tasks() -> None:
    data = book([["目标任务", "责任单位"], ["修桥", "市住建局"]])
    proposal = propose(open_workbook(data, "a.xlsx"))

    with pytest.raises(BadInput, match="没有选中任何表"):
        apply(proposal.with_table(replace(proposal.tables[0], is_taken=False)), plan_year=2024)


def test_the_same_task_twice_is_said_and_numbered() -> None:
    data = book([["目标任务", "责任单位"], ["修桥", "市住建局"], ["修 桥。", "市住建局"]])

    draft = apply(propose(open_workbook(data, "a.xlsx")), plan_year=2024)

    assert "与第2行是同一条任务" in draft.problems[0].what
    assert draft.rows[1].key == draft.rows[0].key + "~2"


def test_next_months_sheet_gives_the_same_keys_and_another_digest() -> None:
    head = ["序号", "目标任务", "责任单位", "进展情况"]
    may = book([head, [1, "修桥", "市住建局", "开工"]])
    june = book([head, [3, "修桥。", "市住建局", "过半"]])

    first, second = (
        apply(propose(open_workbook(data, "a")), plan_year=2024).rows[0] for data in (may, june)
    )

    assert first.key == second.key
    assert first.digest != second.digest


@pytest.mark.parametrize(
    ("levels", "field", "period"),
    [
        (("责任\n单位",), "owner", ""),  # a line break inside the head
        (("完成时限（年月日）",), "due", ""),  # a bracket
        (("2024年度目标任务",), "task", ""),  # a year
        (("序　号",), "number", ""),  # a wide space
        (("阶段目标", "第一季度"), "milestone", "第一季度"),
        (("形象进度", "6月底前"), "milestone", "6月底前"),
        (("一季度", "目标"), "milestone", "一季度"),  # the period stands above
        (("一季度", "完成情况"), "progress", ""),
        (("截至6月底进展",), "progress", ""),
        (("工作目标", "全年"), "target", ""),
        (("Q1",), "milestone", "Q1"),
        (("9月",), "milestone", "9月"),
        (("1-9月",), "progress", ""),
        (("牵头单位（第一位为主）",), "lead", ""),
        (("责任分工", "市级牵头部门"), "lead", ""),
        (("目前存在的困难问题",), "difficulty", ""),
        (("天气",), "extra", ""),
    ],
)
def test_a_header_is_understood_as_offices_write_it(
    levels: tuple[str, ...], field: str, period: str
) -> None:
    guess = guess_head(levels)

    assert (guess.field.value, guess.period) == (field, period)
