"""Heads of columns and labels of cards: what a field holds, from closed words, not whole heads."""

from __future__ import annotations

import re
from datetime import date
from enum import StrEnum
from functools import lru_cache

from daliang.engine.reading.bodies import Role, role_of
from daliang.engine.reading.dates import Calendar, find_dates


class Field(StrEnum):
    """What a column or a labelled line holds."""

    NUMBER = "number"
    TASK = "task"
    PROJECT = "project"
    CATEGORY = "category"
    BODIES = "bodies"
    LEADER = "leader"
    DEADLINE = "deadline"
    START = "start"
    PERIOD = "period"  # a quarter or half-year: the head is the deadline of its cells
    PROGRESS = "progress"
    SKIP = "skip"
    AMOUNT = "amount"
    PARTY = "party"
    SITE = "site"
    CLUSTER = "cluster"
    DATE = "date"


# First match wins; the words are the parts that tell, whatever stands around them.
_RULES: tuple[tuple[Field, str], ...] = (
    (Field.SKIP, r"^(?:计量)?单位$"),
    (Field.NUMBER, r"^(?:序|号|序号|编号|项次|No\.?|NO\.?|项目编号|任务编号)$"),
    (
        Field.SKIP,
        r"得分|分值|评分|是否|备注|说明|电话|联系方式|联系人|邮箱|传真|附件|抄送|主送|分送|监督|来源|依据|网址|年份|地址|考核方式|亮灯|红黄绿|约束性|目标类型|类型$|性质|页码|记者|编辑|监考|列席|出席|参会|缺席|请假|记录|地点$|议题",
    ),
    (
        Field.PROGRESS,
        r"进展|完成情况|推进情况|落实情况|办理情况|开展情况|动态|状态|已完成|目前|现状|累计完成|截至|成效|完成率|存在问题|问题描述|困难|工作情况|本期|上期|当前形象|实际|完成数|(?:^|累计)1[-～至](?:\d|1[0-2])月(?:份)?(?:完成|进度|推进|情况|累计|数)*$|^完成$|反馈|结果|评价|满意",
    ),
    (
        Field.LEADER,
        r"领导|责任人|负责人|包保|包联|挂帅|挂点|联系人|分管|市长$|县长$|区长$|书记$|主持|组长",
    ),
    (
        Field.PARTY,
        r"签约方|签约单位|签约主体|合作方|合作单位|投资方|投资主体|投资企业|投资商|甲方|乙方|丙方|双方|引进方|外方|中方|签约企业|企业名称|项目方|对方",
    ),
    (
        Field.AMOUNT,
        r"投资额|总投资|投资总额|计划投资|年度投资|投资计划|完成投资|金额|资金|预算|概算|投资$|投入|年度计划$|授信|产值|税收|规模（|(?:万|亿)(?:元|美元|欧元)）?$",
    ),
    (Field.DATE, r"^(?:签约|签署|签订|会议|发布|印发|召开|成文|访问|走访|活动)?(?:日期|时间)$"),
    (Field.START, r"(?:开工|启动|起始|开始|动工|实施)(?:时间|日期|年月|节点)?$"),
    (
        Field.DEADLINE,
        r"时限|期限|节点|(?:完成|办结|竣工|完工|投产|交付|建成|计划|要求|截止|限定|目标|销号|整改|推进|进度)(?:时间|日期|年月|时点)|何时|^(?:竣工|完工|时间|完成|办结|截止|时间要求|进度要求|何时|完成于|时效|时间安排|进度)$",
    ),
    (Field.SITE, r"落户|落地|选址|所在地|建设地|所在|属地|地点|区域$"),
    (Field.CLUSTER, r"产业|行业|集群|赛道|领域"),
    (Field.CATEGORY, r"类别|分类|板块$|方面|章节|一级|大类|条线|类型"),
    (
        Field.BODIES,
        r"单位|部门|牵头|责任主体|配合|协同|协办|主办|承办|主责|责任方|责任|主体|谁来|由谁|负责$|归口|业主|实施主体|机构",
    ),
    (
        Field.PROJECT,
        r"项目名称|工程名称|任务名称|事项名称|名称$|项目$|工程$|重点工作$|重点任务$|指标名称|指标$",
    ),
    (
        Field.TASK,
        r"任务|内容|事项|举措|措施|目标|要求|工作|实事|计划|安排|做什么|行动|部署|问题|清单|建设规模|规模|打算|责任书|议定|意见|办法|怎么干|干什么",
    ),
)
_COMPILED = tuple((field, re.compile(words)) for field, words in _RULES)
_PERIOD = {Calendar.QUARTER, Calendar.HALF, Calendar.MONTH, Calendar.PART}
_MAX_LABEL = 14
_ANY_DAY = date(2025, 1, 1)  # only the kind of period is asked, not its year


@lru_cache(maxsize=8192)  # the grammars ask about the same words again and again
def classify(label: str) -> Field | None:
    """Return what a head or label announces, or None when it is no label.

    Parameters
    ----------
    label : str
        Canonical text, without the colon.

    Examples
    --------
    >>> classify("牵头单位"), classify("第一季度"), classify("1-10月完成情况")
    (<Field.BODIES: 'bodies'>, <Field.PERIOD: 'period'>, <Field.PROGRESS: 'progress'>)
    >>> classify("银杏湖环湖绿道全线贯通") is None
    True
    """
    words = re.sub(r"\s|[（(][^）)]*[）)]$|[：:]$", "", label)
    if not words or len(words) > _MAX_LABEL or re.search(r"[，。；、！？“]", words):
        return None
    if is_period(words):
        return Field.PERIOD
    for field, pattern in _COMPILED:
        if pattern.search(words):
            return field
    return None


def is_period(words: str) -> bool:
    """Say whether the head is a quarter, half-year or month and nothing else."""
    if re.fullmatch(r"1[-～至]\d{1,2}月(?:份)?", words):
        return False
    rest = re.sub(
        r"目标|计划|任务|安排|进度|节点|底前|末|底|前|工作|阶段|（[^）]*）|形象|推进|年度",
        "",
        words,
    )
    if not rest:
        return False
    day = next(find_dates(rest, _ANY_DAY), None)
    return bool(day and day.kind in _PERIOD and (day.start, day.end) == (0, len(rest)))


def label_role(label: str) -> Role:
    """Return the role that a head such as 配合单位 gives to the bodies under it.

    Examples
    --------
    >>> [label_role(head).value for head in ("牵头单位", "责任主体与协同", "建设单位")]
    ['lead', 'support', 'resp']
    """
    if re.search(r"协同|配合|协办|参与|协助", label):
        return Role.SUPPORT
    return role_of(label) or Role.RESP


def unit_in(label: str) -> str:
    """Return the unit that a head or caption carries: 总投资（万元） gives 万元.

    Examples
    --------
    >>> unit_in("总投资（亿元）"), unit_in("单位：万元"), unit_in("项目名称")
    ('亿元', '万元', '')
    """
    found = re.search(
        r"(?:单位：|（|\()\s*((?:百|千)?(?:万|亿)?(?:元|美元|欧元|亩|吨|平方米|公里|人|户|个|家|%|套|千瓦|立方米|万))[）)]?",
        label,
    )
    return found[1] if found else ""
