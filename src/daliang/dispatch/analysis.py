"""The monthly analysis of the indicators as a paper, and the work behind one indicator."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal

from daliang.base.models import Organisation, User
from daliang.indicators.cells import cells, gap_words, needed_words, reached_words
from daliang.indicators.models import Indicator
from daliang.indicators.overview import Row, counts, overview
from daliang.ledger.choices import ENDED, State
from daliang.ledger.effects import Measured, links_for, measured
from daliang.ledger.models import IndicatorLink
from daliang.ui.papers import Block, Heading, Note, Paper, Paragraph, Table, TableColumn, Title
from daliang.ui.parts import number

MARK = "含测算数据，非统计发布"


@dataclass(frozen=True, slots=True)
class Work:
    """The commitments hung on one indicator, what they promise, and what came of closed ones."""

    links: tuple[IndicatorLink, ...]
    expected_open: Decimal
    expected_closed: Decimal
    effects: dict[int, Measured]


def work_of(user: User, indicator: Indicator, area: Organisation, day: date) -> Work:
    """Return the work behind an indicator within a user's scope."""
    links = tuple(links_for(user).filter(indicator=indicator))
    told = {one.link.pk: one for one in measured(links, area, day)}
    return Work(
        links,
        _expected(link for link in links if link.commitment.state not in ENDED),
        _expected(link for link in links if link.commitment.state == State.CLOSED),
        told,
    )


def _expected(links: Iterable[IndicatorLink]) -> Decimal:
    return sum((link.expected for link in links if link.expected), Decimal(0))


def compose(user: User, area: Organisation, day: date, made_at: datetime) -> Paper:
    """Return the month's analysis: overall, table, what is at risk, standing, work."""
    rows = [row for row in overview(user, area, day) if row.figure is not None]
    links = list(links_for(user))
    blocks: list[Block] = [
        Title(f"{area}主要经济指标分析"),
        Heading("一、总体情况"),
        Paragraph(_overall(rows, day)),
        Heading("二、完成情况"),
        _table(rows),
        Heading("三、需要盯紧的指标"),
        *_risks(rows, links),
        Heading("四、争先进位"),
        *_standing(rows),
        Heading("五、口径说明"),
        Paragraph(
            "增速为公布增速，不由两个总量相除；不同基数版本之间不作计算。"
            "概率、缺口和后几月所需增速为测算，依据各序列自身历史误差，不代表统计发布。"
        ),
    ]
    return Paper(
        blocks,
        title=f"{area}主要经济指标分析",
        author=str(user),
        created_at=made_at,
        is_synthetic=any(row.is_synthetic for row in rows),
        mark=MARK,
    )


def _overall(rows: Sequence[Row], day: date) -> str:
    told = counts(rows)
    judged = sum(told.get(tone, 0) for tone in ("green", "amber", "red"))
    return (
        f"截至{day:%Y年%-m月%-d日}，共有{len(rows)}项指标有数，其中{judged}项下达了目标："
        f"可望完成或快于目标{told.get('green', 0)}项，有风险{told.get('amber', 0)}项，"
        f"难以完成或低于目标{told.get('red', 0)}项。"
    )


def _table(rows: Sequence[Row]) -> Table:
    columns = [
        TableColumn("指标", 2.2),
        TableColumn("时期", 1.3, "center"),
        TableColumn("累计", 1.4, "right"),
        TableColumn("同比", 0.9, "right"),
        TableColumn("目标", 1.5),
        TableColumn("概率", 0.8, "right"),
        TableColumn("判断", 1.2, "center"),
    ]
    values = []
    for row in rows:
        told, figure = cells(row, 0), row.figure
        level = f"{number(figure.value, row.indicator.digits)}{row.indicator.unit}"
        values.append(
            [
                row.indicator.name + ("（示例）" if row.is_synthetic else ""),
                str(figure.period),
                level if figure.value is not None else "—",
                told.growth,
                row.must.label if row.must else "未设",
                told.probability,
                row.light.word,
            ]
        )
    return Table(columns, values, note="统计数；来源见指标总表；概率为测算")


def _risks(rows: Sequence[Row], links: Sequence[IndicatorLink]) -> list[Block]:
    order = {"red": 0, "amber": 1}
    risky = sorted((r for r in rows if r.light.tone in order), key=lambda r: order[r.light.tone])
    return [Paragraph(_risk(row, links)) for row in risky] or [
        Paragraph("没有亮红灯、黄灯的指标。")
    ]


def _risk(row: Row, links: Sequence[IndicatorLink]) -> str:
    indicator = row.indicator
    words = [f"{indicator.name}：{row.light.reason}"]
    if row.must is not None:
        words.append(f"距{row.must.label}{gap_words(row.must, indicator)}")
    odds = row.must.odds if row.must else None
    if needed := needed_words(odds):
        reached = reached_words(odds)
        words.append(needed + (f"（自身历史{reached}）" if reached else ""))
    hung = [
        link
        for link in links
        if link.indicator_id == indicator.pk and link.commitment.state not in ENDED
    ]
    words.append(f"挂接在办任务{len(hung)}项" if hung else "没有挂接任务")
    words.append(f"责任单位{indicator.department or '未落实'}")
    return "；".join(words) + "。"


def _standing(rows: Sequence[Row]) -> list[Block]:
    placed = [row for row in rows if row.place is not None]
    if not placed:
        return [Note("没有指定参照组的指标，不排名。")]
    return [Paragraph(_place(row)) for row in placed]


def _place(row: Row) -> str:
    place, unit = row.place, row.indicator.unit
    standing = place.level
    words = [
        f"{row.indicator.name}（{place.period}）居{standing.peers.name}第{standing.rank}位，"
        f"共{standing.of}个"
    ]
    if standing.above:
        words.append(
            f"与前一位{'、'.join(standing.above.members)}差"
            f"{number(standing.above.distance, row.indicator.digits)}{unit}"
        )
    if standing.below:
        words.append(
            f"领先后一位{'、'.join(standing.below.members)}"
            f"{number(standing.below.distance, row.indicator.digits)}{unit}"
        )
    if place.share:
        words.append(f"占{place.share.denominator.name}的{number(place.share.pct, 2)}%")
    return "，".join(words) + "。"
