"""The 18 layouts in which offices hand out task tables: every owner and date is kept.

All names and figures are invented (示例数据).
"""

from __future__ import annotations

from datetime import date

import pytest

from daliang.engine.reading import Draft, read_bytes, read_source
from daliang.engine.reading.tests.office import word, workbook

pytestmark = pytest.mark.slow
DAY = date(2025, 2, 20)
Expected = dict[str, tuple[str, str]]


def read(data: bytes, name: str, plan_year: int | None = None) -> Draft:
    return read_source(read_bytes(data, name), DAY, plan_year)


def found(draft: Draft) -> Expected:
    """Return each measure with its owners and its dates, as one line each."""
    return {
        m.text: (
            " ".join(f"{b.name}:{b.role}" for b in m.bodies),
            " ".join(d.norm or d.text for d in m.deadlines),
        )
        for m in draft.measures
    }


def in_both(
    rows: list[list[str]], merges: list[tuple[int, int, int, int]] | None = None
) -> list[Draft]:
    """Read the same table from a workbook and from a Word document."""
    merges = merges or []
    letters = "ABCDEFGHIJKLMN"
    ranges = [f"{letters[b]}{a + 1}:{letters[d]}{c + 1}" for a, b, c, d in merges]
    return [
        read(workbook(rows, ranges), "表.xlsx"),
        read(word(rows, merges), "表.docx"),
    ]


def test_01_several_bodies_a_line_each_and_two_dates_for_one_number() -> None:
    rows = [
        ["序号", "民生实事", "责任单位", "完成时限"],
        ["1", "新建公厕12座", "县住建局\n县城管局", "6月底"],
        ["", "改造公厕30座", "县城管局", "11月底"],
    ]
    for draft in in_both(rows, [(1, 0, 2, 0)]):
        assert found(draft) == {
            "新建公厕12座": ("县住建局:resp 县城管局:resp", "2025-06-30"),
            "改造公厕30座": ("县城管局:resp", "2025-11-30"),
        }


def test_02_project_merged_down_and_a_follow_up_row_with_second_owner_and_date() -> None:
    rows = [
        ["项目名称", "工作任务", "计划完成时间", "牵头单位"],
        ["古城更新", "完成风貌修缮;铺设三线入地管沟", "2025.8", "城投集团"],
        ["", "开放游客中心", "2025.11", "文旅集团"],
    ]
    for draft in in_both(rows, [(1, 0, 2, 0)]):
        assert found(draft) == {
            "完成风貌修缮": ("城投集团:lead", "2025-08-31"),
            "铺设三线入地管沟": ("城投集团:lead", "2025-08-31"),
            "开放游客中心": ("文旅集团:lead", "2025-11-30"),
        }


def test_02_times_numbered_in_another_order_go_to_their_tasks() -> None:
    rows = [
        ["项目名称", "工作任务", "计划完成时间", "牵头单位"],
        [
            "水厂扩建",
            "1.完成招标；2.主体封顶；3.通水运行",
            "2.9月底；1.3月底；3.12月底",
            "水务集团",
        ],
    ]
    for draft in in_both(rows):
        assert found(draft) == {
            "完成招标": ("水务集团:lead", "2025-03-31"),
            "主体封顶": ("水务集团:lead", "2025-09-30"),
            "通水运行": ("水务集团:lead", "2025-12-31"),
        }


def test_03_leader_lead_and_support_columns() -> None:
    rows = [
        ["序号", "项目名称", "主要内容", "分管领导", "牵头单位", "配合单位"],
        ["1", "老街改造", "年内改造立面1.2万平方米", "黎望舒", "区住建局", "区城管局、河埠街道"],
    ]
    for draft in in_both(rows):
        assert found(draft) == {
            "年内改造立面1.2万平方米": (
                "区住建局:lead 区城管局:support 河埠街道:support",
                "2025-12-31",
            )
        }
        assert [(p.name, p.role) for p in draft.persons] == [("黎望舒", "分管领导")]


def test_04_indicator_beside_its_name_with_a_target_type() -> None:
    rows = [
        ["序号", "任务名称", "指标要求", "牵头", "配合", "目标类型"],
        ["1", "招商引资", "引进亿元项目20个", "区投促局", "各街道", "A"],
    ]
    for draft in in_both(rows):
        assert found(draft) == {"引进亿元项目20个": ("区投促局:lead 各街道:support", "")}


def test_05_clause_then_lines_with_owner_and_time() -> None:
    lines = [
        "关于优化营商环境的任务分工",
        "1.推行一窗受理，压减材料三成。",
        "责任单位：区政务办、区税务局",
        "时限要求：5月底前",
    ]
    draft = read(word([], before=lines), "通知.docx")

    assert found(draft) == {
        "推行一窗受理，压减材料三成": ("区政务办:resp 区税务局:resp", "2025-05-31")
    }


def test_06_trailing_brackets_with_the_level_left_out() -> None:
    lines = [
        "2025年重点工作安排",
        "1.推进政务服务事项集成。（责任单位：市行政审批局、住建局、司法局）",
        "2.建设充电桩600个。（牵头单位：市发改委；责任单位：城管局，6月底完成）",
        "3.建立联审机制。（市工信局牵头负责）",
        "4.整治占道经营。（区市场局、区大数据中心）",
    ]
    assert found(read(word([], before=lines), "安排.docx")) == {
        "推进政务服务事项集成": ("市行政审批局:resp 住建局:resp 司法局:resp", ""),
        "建设充电桩600个": ("市发改委:lead 城管局:resp", "2025-06-30"),
        "建立联审机制": ("市工信局:lead", ""),
        "整治占道经营": ("区市场局:resp 区大数据中心:resp", ""),
    }


def test_07_progress_columns_are_not_measures() -> None:
    rows = [
        [
            "序号",
            "任务",
            "全年目标",
            "分管领导",
            "牵头",
            "责任主体与协同",
            "1-10月",
            "1-11月",
            "是否达序",
            "说明",
        ],
        [
            "1",
            "技改",
            "完成技改投资18亿元",
            "骆清和",
            "区工信局",
            "各园区",
            "完成12亿元",
            "完成15亿元",
            "是",
            "",
        ],
    ]
    for draft in in_both(rows):
        assert "完成技改投资18亿元" in found(draft)
        assert found(draft)["完成技改投资18亿元"] == ("区工信局:lead 各园区:support", "")
        assert not any("12亿元" in text or "15亿元" in text for text in found(draft))


def test_08_milestones_numbered_in_a_cell_and_progress_beside() -> None:
    rows = [
        ["工作事项", "进度安排", "进展情况", "责任单位"],
        [
            "数字乡村",
            "①4月底前完成选点；②9月底前上线平台",
            "①已完成选点12个；②正在测试",
            "县数据局",
        ],
    ]
    for draft in in_both(rows):
        assert found(draft)["4月底前完成选点"] == ("县数据局:resp", "2025-04-30")
        assert found(draft)["9月底前上线平台"] == ("县数据局:resp", "2025-09-30")
        assert not any("12个" in text for text in found(draft))


def test_09_web_card_with_quarters() -> None:
    page = (
        "<html><body><p>重点工作：江岸整治</p><p>牵头单位：区水务局</p><p>年度阶段性工作目标：</p>"
        "<p>第一季度：完成勘测。</p><p>第三季度：拆除旧码头5座。</p><p>进展：已完成勘测。</p></body></html>"
    )
    assert found(read(page.encode(), "卡片.html")) == {
        "完成勘测": ("区水务局:lead", "2025-03-31"),
        "拆除旧码头5座": ("区水务局:lead", "2025-09-30"),
    }


def test_10_two_leaders_run_together() -> None:
    rows = [
        ["序号", "目标与任务", "分管县领导", "牵头责任单位", "责任单位"],
        ["1", "新增规上企业9家", "陆 明\n俞 悦", "县工信局", "各镇"],
    ]
    for draft in in_both(rows):
        assert found(draft) == {"新增规上企业9家": ("县工信局:lead 各镇:resp", "")}
        assert {p.name for p in draft.persons} == {"陆明", "俞悦"}


def test_11_phone_and_completed_columns_are_left_out() -> None:
    rows = [
        ["类别", "事项", "年度目标", "责任单位", "分管市领导", "1-9月完成", "成效", "监督电话"],
        [
            "教育",
            "扩充学位",
            "新增学位1500个",
            "市教育局",
            "伏清扬",
            "新增1200个",
            "良好",
            "0000-1234",
        ],
    ]
    for draft in in_both(rows):
        assert found(draft)["新增学位1500个"] == ("市教育局:resp", "")
        assert not any("1200" in text or "0000" in text for text in found(draft))


def test_12_a_whole_year_has_words_but_no_day() -> None:
    rows = [
        ["序号", "重点工作", "责任领导", "责任单位", "完成时限"],
        ["1", "开展全民健身活动60场", "冉冬青", "县文旅局", "全年"],
    ]
    for draft in in_both(rows):
        assert found(draft) == {"开展全民健身活动60场": ("县文旅局:resp", "全年")}


def test_13_owner_merged_over_sub_rows_and_staged_goals() -> None:
    rows = [
        ["序号", "项目内容", "工作举措及实施计划", "责任单位"],
        ["1", "养老驿站", "3月底前新建2家;9月底前新建5家", "区民政局"],
        ["2", "助餐点", "6月底前开设8处", ""],
    ]
    for draft in in_both(rows, [(1, 3, 2, 3)]):
        assert found(draft) == {
            "3月底前新建2家": ("区民政局:resp", "2025-03-31"),
            "9月底前新建5家": ("区民政局:resp", "2025-09-30"),
            "6月底前开设8处": ("区民政局:resp", "2025-06-30"),
        }


def test_14_one_time_limit_for_all_rows() -> None:
    rows = [
        ["序号", "整治内容", "责任单位", "完成时限"],
        ["1", "清理河道垃圾", "县水利局", "年内见成效"],
        ["2", "关停小造纸厂3家", "县环保局", ""],
    ]
    for draft in in_both(rows, [(1, 3, 2, 3)]):
        assert [dates for _, dates in found(draft).values()] == ["2025-12-31", "2025-12-31"]


def test_15_score_table_with_empty_cells_as_above() -> None:
    rows = [
        ["项目", "分值", "目标任务", "监考单位", "责任单位"],
        ["工业", "10", "新建厂房8万平方米", "区统计局", "区工信局"],
        ["", "5", "完成技改30户", "", ""],
    ]
    for draft in in_both(rows):
        assert found(draft) == {
            "新建厂房8万平方米": ("区工信局:resp", ""),
            "完成技改30户": ("区工信局:resp", ""),
        }


def test_16_investment_table_with_sums_and_the_unit_in_the_caption() -> None:
    rows = [
        ["2025年重点项目计划（单位：万元）", "", "", "", "", ""],
        ["类别", "项目名称", "建设内容", "建设单位", "总投资", "竣工时间"],
        ["交通", "环湖路", "新建道路9公里", "市交投集团", "56000", "2025.12"],
        ["", "小计", "", "", "56000", ""],
    ]
    draft = read(workbook(rows, ["A1:F1", "A3:A4"]), "计划.xlsx")

    assert found(draft) == {"新建道路9公里": ("市交投集团:resp", "2025-12-31")}
    assert (560_000_000.0, "元") in {(f.value, f.unit) for f in draft.figures}


def test_17_section_rows_and_numbers_with_gaps() -> None:
    rows = [
        ["序号", "任务", "责任单位", "完成时限"],
        ["一、稳增长", "", "", ""],
        ["3", "兑现奖补资金2000万元", "区财政局", "3月底前"],
        ["二、惠民生", "", "", ""],
        ["68", "改造危房45户", "区住建局", "10月底前"],
    ]
    for draft in in_both(rows, [(1, 0, 1, 3), (3, 0, 3, 3)]):
        assert found(draft) == {
            "兑现奖补资金2000万元": ("区财政局:resp", "2025-03-31"),
            "改造危房45户": ("区住建局:resp", "2025-10-31"),
        }


def test_18_two_level_heads_join_and_half_years_are_deadlines() -> None:
    rows = [
        ["序号", "工作内容", "工作目标", "", "责任单位"],
        ["", "", "上半年", "下半年", ""],
        ["1", "港区扩建", "完成围堰", "码头主体完工", "市港航中心"],
    ]
    merges = [(0, 0, 1, 0), (0, 1, 1, 1), (0, 2, 0, 3), (0, 4, 1, 4)]
    for draft in in_both(rows, merges):
        assert found(draft)["完成围堰"] == ("市港航中心:resp", "2025-06-30")
        assert found(draft)["码头主体完工"] == ("市港航中心:resp", "2025-12-31")


def test_a_merged_range_is_kept_as_the_place_of_the_owner() -> None:
    rows = [
        ["序号", "任务", "责任单位"],
        ["1", "新建泵站3座", "县水利局"],
        ["2", "清淤河道8公里", ""],
    ]
    draft = read(workbook(rows, ["C2:C3"]), "表.xlsx")

    places = {b.place.cell: b.place for b in draft.blocks if b.place.cell}
    assert places["C2"].merged == "C2:C3"
    assert [m.bodies[0].name for m in draft.measures] == ["县水利局", "县水利局"]


def test_the_plan_year_overrides_the_year_of_the_document() -> None:
    rows = [["序号", "任务", "责任单位", "完成时限"], ["1", "新建泵站3座", "县水利局", "9月底"]]
    draft = read(workbook(rows), "表.xlsx", plan_year=2024)

    assert draft.measures[0].deadlines[0].norm == "2024-09-30"
