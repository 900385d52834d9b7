"""The monthly analysis (月度运行分析) from the indicators' plain values."""

from __future__ import annotations

from daliang.dispatch.bulletin import Heads
from daliang.dispatch.papers.figures import Figures, Row
from daliang.dispatch.papers.matters import Indicator, Matter
from daliang.dispatch.papers.pictures import blocks_of
from daliang.dispatch.papers.wording import phrase, sentence
from daliang.ui import charts
from daliang.ui.papers import Block, Heading, Paragraph

_MOST_BARS = 12  # more are not read on a page


def operation(matter: Matter, heads: Heads, figures: Figures) -> list[Block]:
    rows = [row for row in matter.indicators if row.growth is not None]
    """Return the body of the monthly analysis: figures, chart, what lags behind its target."""
    blocks: list[Block] = [
        Paragraph(sentence("operation", "opening", name=matter.name)),
        Heading("一、主要指标"),
    ]
    if not rows:
        return [*blocks, Paragraph("指标库中还没有可用的同比数据，请先导入统计数据。")]
    blocks += [Paragraph(_growth(row, figures)) for row in rows]
    drawn = [row for row in rows if row.target is not None][:_MOST_BARS] or rows[:_MOST_BARS]
    bars = [charts.Bar(row.name, row.growth) for row in drawn]
    newest = max(row.as_of for row in drawn)
    source = f"统计数 · {'、'.join(sorted({row.source for row in drawn}))} · 截至{newest}"
    picture = charts.ranked_bars("主要指标同比增速", bars, unit="%", source=source)
    blocks += blocks_of(picture)
    behind = [r for r in rows if r.target is not None and r.growth < r.target]  # type: ignore[operator]
    blocks.append(Heading("二、低于目标的指标"))
    if not behind:
        blocks.append(Paragraph("有增速目标的指标均达到或高于目标。"))
    blocks += [
        Paragraph(f"低于目标{_points(row, figures)}，亮{row.light}。", lead=f"{n}．{row.name}。")
        for n, row in enumerate(behind, 1)
    ]
    return blocks


def _growth(row: Indicator, figures: Figures) -> str:
    origin = Row(row.name, row.period, f"{row.growth}%")
    growth = figures.say(row.growth or 0.0, "%", f"{row.name}同比增速", [origin], digits=1)
    verb = "同比增长" if (row.growth or 0) >= 0 else "同比变动"
    value = f"{row.value}，" if row.value else ""
    target = ""
    if row.target is not None:
        target = f"，{phrase('target', (row.growth or 0.0) - row.target)}{row.target:g}%"
    return f"{row.name}：{row.period}{value}{verb}{growth}{target}。"


def _points(row: Indicator, figures: Figures) -> str:
    gap = (row.target or 0.0) - (row.growth or 0.0)
    origin = Row(row.name, row.period, f"{row.growth}% / 目标{row.target}%")
    return figures.say(gap, "个百分点", f"{row.name}与目标的差距", [origin], digits=1)
