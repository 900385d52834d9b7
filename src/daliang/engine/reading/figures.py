"""Figures: numbers with units, multiplied out; ranges, rough values, units in table heads."""

from __future__ import annotations

import re
from collections.abc import Iterable
from decimal import Decimal, InvalidOperation

from daliang.engine.reading.body_words import word_list
from daliang.engine.reading.dates import Calendar, find_dates
from daliang.engine.reading.drafts import Figure
from daliang.engine.reading.normal import Mapped
from daliang.engine.reading.numerals import chinese_number
from daliang.engine.reading.page import Page
from daliang.engine.reading.records import Record

_UNITS = word_list("""
个百分点 百分点 % ‰ 美元 欧元 港元 港币 日元 英镑 元 人民币 卢布 新元 澳元 韩元 平方公里
平方千米 平方米 平米 ㎡ 立方米 公里 千米 厘米 毫米 海里 米 公顷 亩
亿千瓦时 千瓦时 千瓦 兆瓦时 兆瓦 吉瓦 度电 千伏安 兆伏安 千伏 吨标准煤 吨 公斤 千克 克 升 标箱
标准箱 TEU 人次 人份 人日 车次 架次 班次 场次 家次 台次 户次 件次 列次 批次 个月 个
名 人 位 户 家 所 座 条 台（套） 套（台） 台套 台 套 辆 艘 架 件 宗 项 处 场 次 只 株 棵 盏 幢
栋 间 张 床 片 支 组 篇 部 块 根 口 眼 孔 班 列 单 笔 岁 年 天 小时 分钟 秒 周 星期 国 种 类 层
倍 成 折 分
页 头 羽 尾 例 起 份 门 道 册 桶 瓶 把 对 届次 枚 面 盒 箱 袋 车 艘次 尊 樘 扇 顶 杆 桩 枪 泊位
工位 席 室 厅 院 村 镇 街道 城 亩地 机架 机柜 核 公吨 毫克 微克 微米 纳米 摄氏度 分贝 兆 款 支队
班组 点位 岗位 学位 床位 车位 卡 幅 味 局 环 轮 本 题 页纸 期 圈 节 段 斤 P ℃ 摄氏度 GW MW kW
GWh MWh kWh MWp GWp
""")
_UNIT = "|".join(sorted({re.escape(u) for u in _UNITS}, key=len, reverse=True))
_ARABIC = r"\d{1,3}(?:,\d{3})+(?:\.\d+)?|\d+(?:\.\d+)?"
_CHINESE = "[一二两三四五六七八九十百千零〇]+"
_TIMES = "万亿|千亿|百亿|十亿|千万|百万|十万|亿(?!千瓦)|万|千(?![瓦伏米克])|百"
_FIGURE = re.compile(
    rf"(?P<pre>单笔|接近|将近|超过|不低于|不少于|不超过|不高于|至少|最多|大约|约|近|超|逾|达|仅|上|过)?"
    rf"(?P<num>{_ARABIC}|百分之{_CHINESE}|{_CHINESE})(?P<more>余|多|来)?(?P<times>{_TIMES})?(?P<more2>余|多)?"
    rf"(?:(?P<unit1>%|个百分点|元|美元|欧元|亩|吨|人|家|个|天|年|米)?(?:至|到|-|～)(?P<num2>{_ARABIC}|{_CHINESE})(?P<times2>{_TIMES})?(?=(?:{_UNIT})))?"
    rf"(?P<unit>{_UNIT})?(?P<both>（[台套]）)?(?P<post>以上|左右|以下|以内|上下|之内)?"
)
_MULTIPLIER = {
    "百": 10**2,
    "千": 10**3,
    "十万": 10**5,
    "万": 10**4,
    "百万": 10**6,
    "千万": 10**7,
    "亿": 10**8,
    "十亿": 10**9,
    "百亿": 10**10,
    "千亿": 10**11,
    "万亿": 10**12,
}
# A Chinese numeral with one of these is a way of speaking (一张、两条、三个方面), not a count.
_SLOGAN_UNITS = set(
    word_list(
        "条 张 类 种 点 页 面 级 批 期 届 次 把 道 块 份 本 层 段 节 组 片 支 口 环 轮 "
        "局 味 分 门 部 单 题 室 厅 院 卡 页纸 折 项 圈 起 根 款 头 车 镇 村 城 街道 兆"
    )
)
_NOT_AFTER = re.compile(
    r"方面|层面|维度|一(?:批|律|样|定)|“|到位|确保|必须|坚持|转变|结合|统一|阶段|全面|环节|课题|关键|有利于|清单|台阶|能力|体系|步骤|篇章|聚焦|突出|不(?:准|得)|重点|专项|特色"
)
_NOT_YEAR = re.compile(r"行动|计划|规划|方案|攻坚|来|前|后|期|级|度|初|末|底|间")
_CN_UNIT_COUNT = re.compile(r"第$|前$|头$|每$|[A-Za-z]$|[\d.]$|同$|统$|唯$|某$|任$|哪$|专$|之$|老$")
_AFTER_CHENG = re.compile(r"为|立|果|本|员|长|功|熟|效|都|绩|品|套|交|份")
_PROTECTED = {
    Calendar.DAY,
    Calendar.RANGE,
    Calendar.MONTH,
    Calendar.PART,
    Calendar.QUARTER,
    Calendar.HALF,
    Calendar.YEAR,
    Calendar.RECURRING,
}
_BARE = re.compile(rf"(?P<pre>约|近|超)?(?P<num>{_ARABIC})")
_NOUN_STOP = re.compile(
    r"[，。；、：（）“”！？\s]|以上|左右|的|和|与|及|将|为|以|在|从|由|并|已|分别|同比|全部|新增|一次|办理|接入"
)
_VERB = re.compile(
    r"^(?:完成|新建|新增|改造|达到|达|实现|建成|举办|开展|引进|总|签约|为|对|组织|增长|下降|完善|推进|有|共|计|超|约|近|设立|建设)+"
)


def _number(text: str) -> Decimal | None:
    if text.startswith("百分之"):
        text = text[3:]
    if re.fullmatch(_CHINESE, text):
        value = chinese_number(text)
        return None if value is None else Decimal(value)
    try:
        return Decimal(text.replace(",", ""))
    except InvalidOperation:
        return None


def _is_count(match: re.Match[str], text: str, unit: str) -> bool:
    """Reject ordinals, periods and ways of speaking."""
    before, after = text[: match.start()][-1:], text[match.end() : match.end() + 4]
    if match["pre"] in ("上", "过"):
        before = match["pre"]
    number = match["num"]
    is_chinese = bool(re.fullmatch(_CHINESE, number))
    if unit == "P" and re.match(r"[A-Za-z]", after):
        return False
    if before == "第" or (re.match(r"[A-Za-z.]", before) and before.isascii()):
        return False
    if unit == "个月" and (before in "前头" or after.startswith(("来", "以来"))):
        return False
    if unit == "年":
        return not _NOT_YEAR.match(after) and (len(number) <= 2)
    if unit == "分" and after.startswith(("之", "钟", "别", "会", "局")):
        return False
    if unit == "人" and after.startswith(("民", "大", "工")):
        return False
    return not is_chinese or _is_chinese_count(match, text, unit, after)


def _is_chinese_count(match: re.Match[str], text: str, unit: str, after: str) -> bool:
    value = chinese_number(match["num"])
    if value is None or (value < 2 and unit != "成") or re.fullmatch("[零〇]+.*", match["num"]):
        return False
    if match["num"] in ("百", "千") and not match["more"]:
        return False
    if (value == 2 and unit == "个") or re.match(r"(?:民生|惠民)?(?:实事|大事|好事)", after):
        return False
    if _CN_UNIT_COUNT.search(text[: match.start()]) or _NOT_AFTER.match(after):
        return False
    if unit == "成":
        return not _AFTER_CHENG.match(after) and value < 10
    if unit == "国":
        return bool(re.match(r"[，。、之考]|$", after))
    if (
        unit in ("家", "人", "天", "年", "所", "位")
        and re.match(r"(?:家|人|所|年)[一-龥]?", unit + after)
        and unit + after[:1] in {"人大", "家庭", "天下", "所有"}
    ):
        return False
    return unit not in _SLOGAN_UNITS or value >= 20


def _figure(page: Page, piece: Mapped, match: re.Match[str]) -> Figure | None:
    unit = match["unit"] or ""
    if match["num"].startswith("百分之"):
        unit, match_times = "%", None
    else:
        match_times = match["times"]
    first = _number(match["num"])
    if not unit or first is None or not _is_count(match, piece.text, unit):
        return None
    second = _number(match["num2"]) if match["num2"] else None
    times = Decimal(
        _MULTIPLIER.get(match_times or (match["times2"] or "" if second is not None else ""), 1)
    )
    times2 = Decimal(_MULTIPLIER.get(match["times2"] or match_times or "", 1))
    if unit == "成":
        unit, times, times2 = "%", Decimal(10), Decimal(10)
    if unit == "百分点":
        unit = "个百分点"
    unit += "(" + match["both"][1] + ")" if match["both"] else ""
    start = match.start("num")
    a, b = piece.span(start, match.end())
    what = _what(piece.text, match.start(), match.end())
    at = piece.text.find(what, max(0, match.start() - 14)) if what else -1
    what = page.printed(piece, at, at + len(what)) if at >= 0 else what
    top = float(second * times2) if second is not None else None
    approx = match["post"] or match["more"] or match["more2"] or match["pre"] or ""
    return Figure(
        a,
        b,
        page.source[a:b],
        float(first * times),
        top,
        unit.replace("（", "(").replace("）", ")"),
        approx,
        what,
    )


def _what(text: str, start: int, end: int) -> str:
    """Return the noun that the figure counts: behind the unit, else before the number."""
    after = _NOUN_STOP.split(text[end : end + 14])[0]
    before = re.split(r"[，。；、：（）“”！？\s]", text[max(0, start - 14) : start])[-1]
    before = _VERB.sub("", before)
    return after if len(after) >= 2 else before


def figures_in(page: Page, piece: Mapped) -> list[Figure]:
    """Return the figures of a piece of text.

    Examples
    --------
    >>> from datetime import date
    >>> page = Page("新增约1.2万平方米", "新增约1.2万平方米", date(2025, 1, 1), 2025)
    >>> [(f.value, f.unit, f.approx) for f in figures_in(page, page.mapped(0, 10))]
    [(12000.0, '平方米', '约')]
    """
    taken = [
        (m.start, m.end)
        for m in find_dates(piece.text, page.today, page.plan_year)
        if m.kind in _PROTECTED and not re.fullmatch(r"每\S{0,2}", piece.text[m.start : m.end])
    ]
    found = []
    for match in _FIGURE.finditer(piece.text):
        place = match.start("num")
        if any(a < match.end() and place < b for a, b in taken):
            continue
        figure = _figure(page, piece, match)
        if figure:
            found.append(figure)
    return found


def bare_figures(page: Page, records: Iterable[Record]) -> list[Figure]:
    """Return the numbers of cells whose unit stands in the head or caption of the table."""
    found = []
    for record in records:
        name = next((p.text.strip() for _, _, p in record.fields if len(p.text.strip()) > 3), "")
        for number, (_, head, piece) in enumerate(record.fields):
            unit = record.units[number] if number < len(record.units) else ""
            match = _BARE.fullmatch(piece.text.strip()) if unit else None
            if match:
                found.append(_bare(page, piece, unit, name + head.split("/")[-1].split("（")[0]))
    return found


def _bare(page: Page, piece: Mapped, unit: str, what: str) -> Figure:
    lead = len(piece.text) - len(piece.text.lstrip())
    stop = len(piece.text.rstrip())
    a, b = piece.span(lead, stop)
    times, base = re.fullmatch(rf"({_TIMES})?(.*)", unit).groups()  # type: ignore[union-attr]
    value = _number(re.sub(r"^[约近超]", "", piece.text.strip())) or Decimal(0)
    return Figure(
        a, b, page.source[a:b], float(value * _MULTIPLIER.get(times or "", 1)), None, base, "", what
    )
