"""The fields of a task table and the headers that offices write for them. Data, not code."""

from __future__ import annotations

from collections.abc import Mapping
from enum import StrEnum


class Field(StrEnum):
    """What a column of a task table holds."""

    NUMBER = "number"
    CODE = "code"
    CATEGORY = "category"
    PROJECT = "project"
    TASK = "task"
    CONTENT = "content"
    TARGET = "target"
    LEADER = "leader"
    LEAD = "lead"
    OWNER = "owner"
    CO = "co"
    PERSON = "person"
    START = "start"
    DUE = "due"
    MILESTONE = "milestone"
    SCHEDULE = "schedule"
    PROGRESS = "progress"
    STATUS = "status"
    DIFFICULTY = "difficulty"
    NEXT_STEP = "next_step"
    PRIORITY = "priority"
    SOURCE = "source"
    REMARK = "remark"
    KEY = "key"
    EXTRA = "extra"
    SKIP = "skip"

    @property
    def label(self) -> str:
        """The Chinese name shown to users."""
        return LABELS[self]


LABELS: Mapping[Field, str] = {
    Field.NUMBER: "序号",
    Field.CODE: "编号",
    Field.CATEGORY: "大类",
    Field.PROJECT: "项目",
    Field.TASK: "目标任务",
    Field.CONTENT: "具体内容",
    Field.TARGET: "目标值",
    Field.LEADER: "牵头市领导",
    Field.LEAD: "牵头单位",
    Field.OWNER: "责任单位",
    Field.CO: "配合单位",
    Field.PERSON: "责任人",
    Field.START: "开始时间",
    Field.DUE: "完成时限",
    Field.MILESTONE: "节点（每列一个）",
    Field.SCHEDULE: "阶段节点（一格多个）",
    Field.PROGRESS: "进展情况",
    Field.STATUS: "完成状态",
    Field.DIFFICULTY: "存在问题",
    Field.NEXT_STEP: "下步措施",
    Field.PRIORITY: "优先级",
    Field.SOURCE: "任务来源",
    Field.REMARK: "备注",
    Field.KEY: "系统编号",
    Field.EXTRA: "其他（原样保留）",
    Field.SKIP: "不导入",
}

KEY_HEADER = "大梁编号"
PROBLEM_HEADER = "导入问题"
SCHEDULE_HEADER = "阶段节点"

# Exact headers, after width, spaces, brackets and years are taken off.
SYNONYMS: Mapping[Field, tuple[str, ...]] = {
    Field.NUMBER: ("序号", "序", "号", "行号", "顺序", "no", "任务序号", "项目序号"),
    Field.CODE: (
        "编号", "督办编号", "任务编号", "事项编号", "督办号", "项目代码", "项目编号", "文号",
        "立项编号", "任务编码", "代码",
    ),
    Field.CATEGORY: (
        "大类", "类别", "领域", "板块", "分类", "任务类别", "工作类别", "项目类别", "一级任务",
        "工作领域", "重点领域", "专项", "专题", "任务分类", "事项类别", "专班", "工作板块",
    ),
    Field.PROJECT: (
        "项目名称", "项目", "工程名称", "重点项目", "一级项目", "工作项目", "民生项目",
        "实事项目", "项目名",
    ),
    Field.TASK: (
        "目标任务", "任务", "工作任务", "任务名称", "重点工作", "重点任务", "工作事项", "事项",
        "主要任务", "任务内容", "督办事项", "督查事项", "交办事项", "民生实事", "实事内容",
        "工作内容", "目标与任务", "任务事项", "事项名称", "工作要点", "工作名称", "二级任务",
        "任务分解", "具体任务", "项目内容", "工作目标任务", "任务及目标", "目标任务内容",
        "重点工作任务", "年度任务", "督办内容", "工作举措", "会议议定事项", "批示事项",
    ),
    Field.CONTENT: (
        "具体内容", "主要内容", "建设内容", "阶段目标", "工作措施", "具体措施", "任务要求",
        "内容", "建设内容及规模", "内容规模", "推进措施", "主要举措", "具体举措", "工作要求",
        "主要建设内容", "任务说明", "具体内容及要求", "工作标准", "细化措施", "内容及规模",
    ),
    Field.TARGET: (
        "目标值", "年度目标", "全年目标", "指标要求", "目标", "工作目标", "任务目标", "目标要求",
        "年度目标任务", "全年目标任务", "年度工作目标", "量化指标", "目标量", "预期成果",
        "预期目标", "建设目标", "计划目标", "绩效目标", "指标值", "年度目标值",
    ),
    Field.LEADER: (
        "牵头市领导", "牵头领导", "分管领导", "分管市领导", "责任领导", "市领导", "分管县领导",
        "县领导", "区领导", "牵头县领导", "牵头区领导", "分管区领导", "包联领导", "挂钩领导",
        "挂钩市领导", "联系领导", "联系市领导", "市分管领导", "挂帅领导", "包保领导", "领衔领导",
    ),
    Field.LEAD: (
        "牵头单位", "牵头部门", "主办单位", "牵头责任单位", "第一责任单位", "主责单位", "主办",
        "牵头", "主责部门", "牵头责任部门", "主管部门", "主管单位", "市级牵头部门", "总牵头单位",
    ),
    Field.OWNER: (
        "责任单位", "责任部门", "承办单位", "实施单位", "落实单位", "责任主体", "单位", "部门",
        "建设单位", "业主单位", "承办部门", "责任单位及部门", "具体责任单位", "主要责任单位",
        "责任主体与协同", "责任主体及协同", "实施主体", "完成单位", "办理单位", "任务单位",
    ),
    Field.CO: (
        "配合单位", "协办单位", "配合部门", "协同单位", "参与单位", "协办部门", "配合责任单位",
        "责任配合单位", "协作单位", "协助单位", "协同部门", "配合", "协办", "参加单位",
    ),
    Field.PERSON: (
        "责任人", "具体责任人", "负责人", "联系人", "经办人", "直接责任人", "责任人员", "承办人",
        "主要负责人", "项目负责人", "联络员", "单位责任人", "工作责任人",
    ),
    Field.START: (
        "开始时间", "起始时间", "启动时间", "开工时间", "计划开工", "计划开工时间", "交办时间",
        "交办日期", "立项时间", "下达时间", "开始日期",
    ),
    Field.DUE: (
        "完成时限", "完成时间", "时限", "计划完成时间", "办结时限", "时间节点", "截止时间",
        "截止日期", "完成日期", "要求完成时间", "时限要求", "完成期限", "办理时限", "时间要求",
        "计划完成", "预计完成时间", "办结时间", "整改时限", "反馈时限", "进度要求", "期限",
        "目标完成时间", "计划竣工", "计划竣工时间", "竣工时间", "建成时间", "到期日",
        "完成时间节点",
    ),
    Field.SCHEDULE: (
        "进度安排", "阶段节点", "节点安排", "时间安排", "推进计划", "实施计划", "工作安排",
        "阶段安排", "进度计划", "工作举措及实施计划", "工作计划", "节点计划", "里程碑",
        "阶段性目标", "年度阶段性工作目标", "形象进度安排", "分阶段目标", "推进安排", "时序安排",
        "节点",
    ),
    Field.PROGRESS: (
        "进展情况", "进展", "工作进展", "推进情况", "目前进展", "当前进展", "完成情况",
        "落实情况", "进展成效", "办理情况", "最新进展", "工作推进情况", "任务进展", "本月进展",
        "工作进展情况", "推进落实情况", "当前形象进度", "形象进度", "贯彻落实情况",
    ),
    Field.STATUS: (
        "是否达序", "是否完成", "完成状态", "状态", "办理状态", "是否达序时", "是否达到序时进度",
        "是否办结", "办结情况", "进度状态", "红黄绿灯", "亮灯", "亮灯情况",
    ),
    Field.DIFFICULTY: (
        "存在问题", "问题", "困难问题", "问题困难", "存在的问题", "堵点", "难点", "主要问题",
        "存在困难", "堵点难点", "存在问题及原因", "需协调解决问题", "需协调事项", "问题及困难",
        "存在困难和问题", "未完成原因",
    ),
    Field.NEXT_STEP: (
        "下步措施", "下一步措施", "下步打算", "下一步打算", "下一步工作", "下步工作", "下步计划",
        "下一步计划", "下一步工作计划", "下一步工作打算", "下一步举措", "下阶段安排", "下步举措",
    ),
    Field.PRIORITY: ("优先级", "紧急程度", "缓急", "重要程度", "级别", "优先等级", "急缓程度"),
    Field.SOURCE: (
        "任务来源", "来源", "事项来源", "交办来源", "依据", "文件依据", "任务出处", "来源说明",
        "政策依据", "出处", "会议名称",
    ),
    Field.REMARK: ("备注", "说明", "附注", "备考", "其他", "其它", "备注说明"),
    Field.KEY: (KEY_HEADER,),
    Field.SKIP: (PROBLEM_HEADER,),
}  # fmt: skip

# Words inside a longer header, strongest first; the first hit decides.
CUES: tuple[tuple[str, Field], ...] = (
    ("存在问题", Field.DIFFICULTY),
    ("困难", Field.DIFFICULTY),
    ("下一步", Field.NEXT_STEP),
    ("下步", Field.NEXT_STEP),
    ("责任人", Field.PERSON),
    ("负责人", Field.PERSON),
    ("联系人", Field.PERSON),
    ("领导", Field.LEADER),
    ("配合单位", Field.CO),
    ("协办", Field.CO),
    ("配合部门", Field.CO),
    ("牵头", Field.LEAD),
    ("主办单位", Field.LEAD),
    ("责任单位", Field.OWNER),
    ("责任部门", Field.OWNER),
    ("承办", Field.OWNER),
    ("时限", Field.DUE),
    ("完成时间", Field.DUE),
    ("截止", Field.DUE),
    ("进展", Field.PROGRESS),
    ("推进情况", Field.PROGRESS),
    ("完成情况", Field.PROGRESS),
    ("完成进度", Field.PROGRESS),
    ("是否", Field.STATUS),
    ("阶段", Field.SCHEDULE),
    ("进度安排", Field.SCHEDULE),
    ("年度目标", Field.TARGET),
    ("全年目标", Field.TARGET),
    ("目标值", Field.TARGET),
    ("目标任务", Field.TASK),
    ("工作任务", Field.TASK),
    ("重点任务", Field.TASK),
    ("任务名称", Field.TASK),
    ("事项", Field.TASK),
    ("建设内容", Field.CONTENT),
    ("主要内容", Field.CONTENT),
    ("具体内容", Field.CONTENT),
    ("来源", Field.SOURCE),
    ("备注", Field.REMARK),
)

PLAN_WORDS = (
    "目标", "计划", "安排", "节点", "要求", "任务", "形象进度", "阶段", "时序", "时限", "举措",
)  # fmt: skip
DONE_WORDS = (
    "完成",
    "进展",
    "推进",
    "落实",
    "实际",
    "累计",
    "达序",
    "情况",
    "成效",
    "同比",
    "占比",
)

# Fields of which a table has one column; a second one is kept as it is, and said.
SINGLE: frozenset[Field] = frozenset(Field) - {Field.MILESTONE, Field.EXTRA, Field.SKIP}
OWNERS: frozenset[Field] = frozenset({Field.LEAD, Field.OWNER, Field.CO})
# A field that may stand in for a missing task column, best first.
STAND_INS: tuple[Field, ...] = (Field.PROJECT, Field.CONTENT, Field.TARGET)
