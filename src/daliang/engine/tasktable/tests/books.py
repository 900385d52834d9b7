"""Workbooks built for tests: the layouts met in real task tables, with invented content."""

from __future__ import annotations

import io
from collections.abc import Sequence
from typing import Any

import openpyxl
from openpyxl.comments import Comment


def book(
    rows: Sequence[Sequence[Any]],
    merges: Sequence[str] = (),
    *,
    title: str = "Sheet1",
    hidden_rows: Sequence[int] = (),
    hidden_columns: Sequence[str] = (),
    comments: dict[str, str] | None = None,
    formats: dict[str, str] | None = None,
) -> bytes:
    """Return an .xlsx of one sheet; None leaves a cell blank."""
    workbook = openpyxl.Workbook()
    sheet = workbook.active
    sheet.title = title
    for number, values in enumerate(rows, 1):
        for column, value in enumerate(values, 1):
            if value is not None:
                sheet.cell(number, column).value = value
    for merge in merges:
        sheet.merge_cells(merge)
    for row in hidden_rows:
        sheet.row_dimensions[row].hidden = True
    for letter in hidden_columns:
        sheet.column_dimensions[letter].hidden = True
    for place, text in (comments or {}).items():
        sheet[place].comment = Comment(text, "督查室")
    for place, code in (formats or {}).items():
        sheet[place].number_format = code
    return saved(workbook)


def saved(workbook: Any) -> bytes:
    """Return the bytes of an openpyxl workbook."""
    stream = io.BytesIO()
    workbook.save(stream)
    return stream.getvalue()


_: None = None  # a blank cell

LIVELIHOOD = book(  # layout 1: several bodies in a cell one per line, two deadlines in a row
    [
        ["临江市2024年民生实事项目责任分解表"],
        ["序号", "民生实事", "责任单位", "完成时限"],
        [1, "新增公办幼儿园学位1200个", "市教育局\n各区县政府", "8月底"],
        [2, "①改造老旧小区21个；②加装电梯40部", "市住建局\n市城管局", "①9月底②11月底"],
        [3, "新建助老食堂8家", "市民政局", "年内"],
    ],
    ["A1:D1"],
)
MERGED_PROJECTS = book(  # layout 2: project merged down, follow-up row, times numbered otherwise
    [
        ["项目名称", "工作任务", "计划完成时间", "牵头单位"],
        ["环湖绿道", "完成方案设计", "2024.3", "市资规局"],
        [_, "全线开工", "2024.6", "市住建局"],
        [_, _, "2024.8", "市城投集团"],
        ["城东水厂", "①主体封顶；②管网铺设", "②10月底①6月底", "市水务局"],
    ],
    ["A2:A4", "B3:B4"],
)
LEADERS = book(  # layout 3
    [
        ["2024年重点城建项目责任分解表"],
        ["序号", "项目名称", "主要内容", "分管领导", "牵头单位", "配合单位"],
        [
            1,
            "运河公园",
            "建设运河公园二期，面积3.2公顷",
            "副区长甲",
            "区住建局",
            "区城管局、区水利局",
        ],
        [2, "文体中心", "完成主体施工", "副区长乙", "区文旅局", "区住建局"],
    ],
    ["A1:F1"],
)
TARGETS = book(  # layout 4: the measure is two cells, a footnote below
    [
        ["序号", "任务名称", "指标要求", "牵头", "配合", "目标类型"],
        [1, "招引亿元以上项目", "12个", "区投促局", "各街道", "A"],
        [2, "规上工业增加值", "增长7%", "区经信局", "区统计局", "B"],
        ["注：A为约束性目标，B为预期性目标，C为创新性目标"],
    ],
    ["A4:F4"],
)
PROGRESS = book(  # layout 7: progress columns of two months
    [
        ["2024年重点工作进展情况表"],
        ["填报单位：崇湖区督查室", _, _, _, _, "2024年11月"],
        ["序号", "重点工作", "全年目标", "分管领导", "牵头单位", "责任主体与协同", "1-10月推进情况",
         "1-11月推进情况", "是否达序", "说明"],
        [1, "新签约项目", "50个", "副区长甲", "区商务局", "各街道", "已签约41个", "已签约46个",
         "是", _],
        [2, "技改投资", "20亿元", "副区长乙", "区工信局", "区发改委", "15.2亿元", "16.1亿元", "否",
         "两家推迟"],
    ],
    ["A1:J1"],
)  # fmt: skip
CIRCLED = book(  # layout 8: milestones inside a cell, progress matched by circled number
    [
        ["工作事项", "责任单位", "进度安排", "进展情况", "完成情况"],
        [
            "数字乡村平台",
            "县农业农村局",
            "①3月底前完成招标；②6月底前上线；③12月底前验收",
            "①已完成②推进中",
            "正常",
        ],
        ["应急广播", "县融媒体中心、县文旅局", "①一季度立项；②三季度建成", "①已立项", "正常"],
    ]
)
GLUED_LEADERS = book(  # layout 10: two leaders run together
    [
        ["序号", "目标与任务", "分管县领导", "牵头责任单位", "责任单位"],
        [1, "粮食总产稳定在32万吨", "甲 明乙 悦", "县农业农村局", "各镇"],
        [2, "创成省级园林县城", "丙 远", "县住建局", "县城管局"],
    ]
)
PHONE = book(  # layout 11: category merged down, progress, a column nobody knows
    [
        ["类别", "事项", "年度目标", "责任单位", "分管市领导", "1-9月完成", "成效", "监督电话"],
        [
            "就业",
            "城镇新增就业",
            "6000人",
            "市人社局",
            "副市长甲",
            "5200人",
            "良好",
            "0000-1234567",
        ],
        [
            _,
            "技能培训",
            "3000人次",
            "市人社局、市总工会",
            "副市长甲",
            "2800人次",
            "良好",
            "0000-1234567",
        ],
        ["教育", "新建学校", "2所", "市教育局", "副市长乙", "1所", "一般", "0000-7654321"],
    ],
    ["A2:A3"],
)
WHOLE_YEAR = book(  # layout 12: 完成时限 = 全年
    [
        ["序号", "重点工作", "责任领导", "责任单位", "完成时限"],
        [1, "常态化开展企业走访", "副县长甲", "县工信局、县商务局", "全年"],
        [2, "每月调度重大项目", "副县长乙", "县发改委", "每月25日前"],
    ]
)
SUBROWS = book(  # layout 13: owner merged over rows, dated steps in the text
    [
        ["序号", "项目内容", "工作举措及实施计划", "责任单位"],
        [1, "新建便民服务点", "3月底前新建2家;6月底前新建4家;9月底前全部运行", "区民政局"],
        [2, "适老化改造", "6月底前完成100户;11月底前完成300户", _],
    ],
    ["D2:D3"],
)
ABOVE_STATED = book(  # layout 15: blank cells mean "as above", and the sheet says so
    [
        ["项目", "分值", "目标任务", "监考单位"],
        ["工业经济", 10, "规上工业产值增长8%", "区经信局"],
        [_, 5, "新增规上企业20家", _],
        ["项目建设", 10, "开工亿元项目15个", "区发改局"],
        ["注：空白处表示同上。"],
    ]
)
INVESTMENT = book(  # layout 16: row heads of two levels, subtotals, unit in the caption
    [
        ["2024年重点项目投资计划表"],
        ["单位：万元"],
        ["序号", "类别", "项目名称", "建设内容", "总投资", "计划投资", _, "责任单位"],
        [_, _, _, _, _, "上半年", "全年", _],
        [_, "合计", _, _, 53000, 21000, 43000, _],
        [1, "产业", "晶圆扩建", "新建厂房3万平方米", 30000, 12000, 25000, "高新区管委会"],
        [2, _, "储能基地", "建设储能产线", 20000, 8000, 15500, "高新区管委会"],
        [_, "小计", _, _, 50000, 20000, 40500, _],
        [3, "民生", "城北医院", "扩建住院楼", 3000, 1000, 2500, "市卫健委"],
    ],
    ["A1:H1", "A2:H2", "A3:A4", "B3:B4", "C3:C4", "D3:D4", "E3:E4", "F3:G3", "H3:H4", "B6:B7",
     "B8:D8", "B5:D5"],
)  # fmt: skip
SECTIONS = book(  # layout 17: section rows across all columns, numbering with gaps
    [
        ["谯山区2024年政府工作报告任务分解（区住建局）"],
        ["序号", "工作任务", "牵头单位", "责任单位", "完成时限", "备注"],
        ["一、扩大有效投资"],
        ["（一）项目建设"],
        [3, "完成保障房1200套", "区住建局", "区财政局", "10月底", _],
        ["二、办好民生实事"],
        [68, "改造老旧小区12个", "区住建局", "各街道", "11月底前", "约束性"],
        [69, "新增停车位800个", "区住建局", "区城管局", "2月30日", _],
        ["填表人：　　审核人："],
    ],
    ["A1:F1", "A3:F3", "A4:F4", "A6:F6", "A9:F9"],
)
TWO_LEVELS = book(  # header of two levels with milestone columns, text over two quarters
    [
        ["临江市2024年重点任务分解表"],
        ["序号", "大类", "目标任务", "阶段目标", _, _, _, "责任分工", _, "完成时限"],
        [_, _, _, "一季度", "二季度", "三季度", "四季度", "牵头单位", "配合单位", _],
        [
            1,
            "产业",
            "建成智能工厂5家",
            "排出名单",
            "完成2家",
            "完成4家",
            "全部建成",
            "市工信局",
            "市科技局",
            "年底",
        ],
        [2, _, "引进外资项目8个", "签约2个", _, "签约6个", "全部签约", "市商务局", _, "12月20日前"],
        [
            3,
            "民生",
            "新建口袋公园10个",
            "完成选址",
            "全部开工",
            "/",
            "建成开放",
            "市城管局",
            "市住建局",
            "年内",
        ],
    ],
    ["A1:J1", "A2:A3", "B2:B3", "C2:C3", "D2:G2", "H2:I2", "J2:J3", "B4:B5", "D5:E5"],
)
THREE_LEVELS = book(
    [
        ["序号", "目标任务", "年度安排", _, _, _, "责任单位"],
        [_, _, "上半年节点", _, "下半年节点", _, _],
        [_, _, "3月底前", "6月底前", "9月底前", "12月底前", _],
        [1, "打通断头路6条", "设计", "开工", "完成3条", "全部通车", "市交通局、市住建局"],
    ],
    ["A1:A3", "B1:B3", "C1:F1", "C2:D2", "E2:F2", "G1:G3"],
)
SUPERVISION = book(  # 督办单: the office's own number, source, priority
    [
        ["临江市人民政府办公室督办事项清单"],
        ["督办编号", "任务来源", "督办事项", "紧急程度", "牵头领导", "承办单位", "协办单位",
         "办结时限",
         "办理情况", "存在问题", "下步措施", "备注"],
        ["督〔2024〕12号", "市长批示", "解决晶澄公司用电扩容", "急办", "常务副市长", "市供电公司",
         "市工信局",
         "2024-06-20", "已现场会商", "通道未定", "6月15日前定线", _],
        ["督〔2024〕13号", "常务会议", "清理闲置厂房", "一般", "副市长甲", "市国资委、各区政府", _,
         "2024年9月", _, _, _, "每月报"],
    ],
    ["A1:L1"],
)  # fmt: skip
FULL = book(  # HANDBOOK 1.3, all columns
    [
        ["临江市2024年目标任务分解表"],
        ["序号", "目标任务", "具体内容", "牵头市领导", "牵头单位", "责任（配合）单位", "具体责任人",
         "完成时限",
         "进展", "存在问题", "下步措施"],
        [1, "开行定制公交", "新开线路12条，覆盖6个园区", "副市长甲", "市交通局",
         "市公交集团、各区政府", "科长甲",
         "三季度末", "已开5条", "车辆不足", "7月到车"],
        [2, "惠老助餐", "新建助餐点50个", "副市长乙", "市民政局", "各区政府", "科长乙", "长期坚持",
         _, _, _],
    ],
    ["A1:K1"],
)  # fmt: skip
UNMERGED = book(  # two levels typed without merging, group head over its first column only
    [
        ["序号", "工作任务", "节点目标", _, "责任单位"],
        [_, _, "上半年", "全年", _],
        ["一", "产业强市", _, _, _],
        [1, "净增高企100家", "50家", "100家", "市科技局"],
    ]
)

LAYOUTS = {
    name: data
    for name, data in list(globals().items())
    if name.isupper() and isinstance(data, bytes)
}
