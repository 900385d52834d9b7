"""Neutral content for the kit's sample page."""

from __future__ import annotations

import datetime as dt
from typing import Any

from daliang.ui import charts
from daliang.ui.parts import (
    Badge,
    Crumb,
    Event,
    Figure,
    Light,
    Link,
    NavGroup,
    NavItem,
    Progress,
    Tab,
    Tile,
    Words,
)
from daliang.ui.register import BulkAction, Column, Filter, Register, SavedView

DAY = dt.date(2024, 6, 30)
SOURCE = "示例数据 · 样例来源 · 截至2024-06-30"
LIGHTS = (
    Light("green", "正常", "达到应有进度"),
    Light("amber", "滞后", "低于应有进度12.0个百分点"),
    Light("red", "逾期", "超过时限9天，未申请延期"),
    Light("blue", "临近", "还有3天到期"),
    Light("grey", "未到时间", ""),
)
UNITS = ("甲单位", "乙单位", "丙单位", "丁单位")
MONTHS = [f"{month}月" for month in range(2, 13)]
DISTRICTS = ("江南区", "江北区", "湖东区", "湖西区", "山前区", "山后区", "新城区")


def _light(row: Any) -> Light:
    return LIGHTS[row.pk % len(LIGHTS)]


REGISTER = Register(
    name="sample",
    title="样例台账",
    columns=[
        Column("name", "事项", sort=("name",), kind="long", width=36),
        Column("unit", "牵头单位", lambda row: UNITS[row.pk % 4]),
        Column("kind", "类别", lambda row: Badge("重点", "blue") if row.pk % 3 else Badge("一般")),
        Column("due", "完成时限", lambda row: DAY + dt.timedelta(days=row.pk * 3), kind="date"),
        Column("amount", "金额（万元）", lambda row: row.pk * 137.5, kind="number", digits=1),
        Column("done", "进度", lambda row: Progress(row.pk * 7 % 101, 50)),
        Column("light", "亮灯", _light),
        Column("number", "编号", "pk", sort=("pk",), kind="number", is_shown=False),
    ],
    filters=[
        Filter("name", "事项含", "text"),
        Filter("id", "编号", "multi", choices=[(n, f"第{n}号") for n in range(1, 13)]),
        Filter("due", "时限", "dates", apply=lambda rows, values: rows),
    ],
    search=("name",),
    search_hint="搜索事项",
    default_sort="name",
    page_size=20,
    row_url=lambda row: f"#{row.pk}",
    empty_title="还没有事项",
    empty_hint="从一张已有的表导入，或新建一项。",
    bulk=[BulkAction("批量改时限", "#"), BulkAction("批量撤下", "#", is_danger=True)],
)
SAVED_VIEWS = (SavedView("含“二”的事项", "name=%E4%BA%8C"), SavedView("倒序", "sort=-name"))


def context() -> dict[str, object]:
    """Return everything that the sample page shows."""
    return {
        "heading": "界面样例",
        "crumbs": [Crumb("大梁", "/"), Crumb("界面样例")],
        "nav": _navigation(),
        "user_note": "样例用户",
        "is_synthetic": True,
        "place": "示例市",
        "search_url": "/",
        "notifications_url": "/",
        "notifications_count": 7,
        "tabs": [Tab("概况", "#", True), Tab("节点", "#", count=6), Tab("记录", "#", count=0)],
        "tiles": _tiles(),
        "lights": LIGHTS,
        "badges": Words([Badge("草稿"), Badge("已交办", "blue"), Badge("已办结", "green")]),
        "bars": [Progress(72, 50), Progress(31, 50), Progress(108, 100), Progress(None)],
        "figure": Figure(7437.39, "亿元", "统计数", "样例来源", DAY, 2),
        "compact": Figure(12.5, "%", "调度数", "样例来源", DAY, 1, is_compact=True),
        "events": _events(),
        "before": "6月底前完成方案，投资不少于3000万元",
        "after": "9月底前完成方案并报审，投资不少于3500万元",
        "charts": _charts(),
        "drawings": [_gantt(), _map()],
    }


def _navigation() -> list[NavGroup]:
    return [
        NavGroup(
            "工作",
            [
                NavItem("驾驶舱", "#", icon="gauge"),
                NavItem("我的事项", "#", icon="checklist", count=12),
                NavItem("界面样例", "#", icon="layout", is_active=True),
            ],
        ),
        NavGroup(
            "资料", [NavItem("文件", "#", icon="files"), NavItem("日历", "#", icon="calendar")]
        ),
    ]


def _tiles() -> list[Tile]:
    path = charts.sparkline([3, 4, 4.5, 4.2, 5, 5.9], "近六个月")
    return [
        Tile("总量", Figure(7437.39, "亿元", "统计数", "样例来源", DAY, 2), LIGHTS[0], "#", path),
        Tile("完成率", Figure(61.2, "%", "调度数", "样例来源", DAY, 1), LIGHTS[1], "#"),
        Tile("逾期事项", Figure(4, "项", "调度数", "样例来源", DAY), LIGHTS[2], "#"),
        Tile("未报", Figure(None, "家", "调度数", "样例来源", DAY, note="三家尚未报送"), None, "#"),
    ]


def _events() -> list[Event]:
    zone = dt.timezone(dt.timedelta(hours=8))
    return [
        Event(dt.date(2024, 9, 30), "竣工", text="计划节点", is_ahead=True),
        Event(
            dt.datetime(2024, 6, 20, 15, 4, tzinfo=zone),
            "申请延期",
            "甲单位",
            "材料供应推迟，已与供应方约定新的到货日期。",
            "amber",
            [("完成时限", "2024年6月30日", "2024年9月30日")],
            [Link("到货说明.pdf", "#")],
        ),
        Event(dt.datetime(2024, 6, 3, 9, 30, tzinfo=zone), "签收", "甲单位", tone="green"),
        Event(dt.datetime(2024, 6, 1, 17, 12, tzinfo=zone), "交办", "督查室", tone="blue"),
    ]


def _charts() -> list[charts.Chart]:
    gone = [6.1, 6.3, 6.0, 5.8, 5.9, None, None, None, None, None, None]
    ahead = [None, None, None, None, 5.9, 5.95, 6.0, 6.05, 6.1, 6.1, 6.15]
    return [
        charts.line_chart(
            "累计增速与目标",
            MONTHS,
            [charts.Line("实际", gone), charts.Line("上年", [5.2 + i * 0.05 for i in range(11)])],
            unit="%",
            source=SOURCE,
            targets=[charts.TargetLine("确保", 6), charts.TargetLine("力争", 6.5)],
            fan=charts.Fan(
                [None] * 4 + [5.9 - 0.08 * i for i in range(7)],
                ahead,
                [None] * 4 + [5.9 + 0.13 * i for i in range(7)],
            ),
            digits=1,
        ),
        charts.waterfall(
            "增速由哪些板块拉动",
            ("上年", 5.2),
            [("江南", 0.9), ("江北", 0.4), ("湖东", -0.6), ("湖西", 0.3), ("其余", -0.1)],
            "本期",
            unit="百分点",
            source=SOURCE,
            digits=1,
        ),
        charts.heat_map(
            "各板块各月增速",
            MONTHS[:6],
            DISTRICTS[:5],
            [[(i * 7 + j * 3) % 11 - 3.5 for j in range(6)] for i in range(4)] + [[None] * 6],
            unit="%",
            source=SOURCE,
            digits=1,
            middle=0,
        ),
        charts.ranked_bars(
            "十个城市增速",
            [charts.Bar(f"城市{n}", 7.2 - n * 0.27, is_own=n == 4) for n in range(1, 10)]
            + [charts.Bar("城市10", None, note="未公布")],
            unit="%",
            source=SOURCE,
            digits=1,
            reference=("全省", 5.8),
        ),
        charts.stacked_bars(
            "各板块事项状态",
            DISTRICTS,
            [
                charts.Stack("正常", [12, 9, 14, 7, 10, 8, 11], "green"),
                charts.Stack("滞后", [3, 4, 2, 5, 1, 2, 2], "amber"),
                charts.Stack("逾期", [1, 0, 2, 3, 0, 1, 0], "red"),
            ],
            unit="项",
            source=SOURCE,
        ),
    ]


def _gantt() -> charts.Drawing:
    mark, bar = charts.GanttMark, charts.GanttBar
    return charts.gantt(
        "节点进度",
        [
            bar("前期手续", dt.date(2024, 2, 10), dt.date(2024, 4, 30), 100, "green"),
            bar(
                "主体施工与设备采购安装调试",
                dt.date(2024, 4, 15),
                dt.date(2024, 9, 20),
                40,
                "amber",
                [mark(dt.date(2024, 5, 31), "出正负零", True), mark(dt.date(2024, 8, 31), "封顶")],
            ),
            bar("竣工验收", dt.date(2024, 9, 21), dt.date(2024, 12, 10), 0, "grey"),
        ],
        today=DAY,
        source=SOURCE,
    )


def _map() -> charts.Drawing:
    places = [(0, 1), (0, 2), (1, 0), (1, 1), (1, 2), (2, 1), (2, 2)]
    values = [6.4, 5.1, 7.2, 4.4, 5.9, None, 6.8]
    return charts.tile_map(
        "各板块增速",
        [
            charts.MapTile(name, row, column, value, "#")
            for name, (row, column), value in zip(DISTRICTS, places, values, strict=True)
        ],
        unit="%",
        source=SOURCE,
        digits=1,
    )
