"""The monthly 通报 of projects: against pace, by line, ranked by district, laggards with causes."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime

from daliang.programmes.projects.overview import (
    PlanLine,
    behind_pace,
    district_rows,
    due_not_started,
    due_of,
    not_entered,
)
from daliang.programmes.projects.rules import ZERO, percent
from daliang.ui.papers import (
    Addressee,
    Block,
    Heading,
    Paper,
    Paragraph,
    SignOff,
    Table,
    TableColumn,
    Title,
)

MARK = "调度数据，非统计发布"


def compose(lines: Sequence[PlanLine], *, office: str, day: date, made_at: datetime) -> Paper:
    """Return the bulletin of a month as a paper; it names units, never persons."""
    month = max((x.standing.reported_on for x in lines if x.standing.reported_on), default=day)
    title = f"关于{month.year}年1—{month.month}月重大项目推进情况的通报"
    blocks: list[Block] = [
        Title(title),
        Addressee("各市（县）、区人民政府，市各有关部门："),
        *_overall(lines, month),
        *_by_line(lines),
        *_districts(lines, month),
        *_laggards(lines, day),
        Heading("五、下步要求"),
        Paragraph(
            "到期未开工的项目，责任单位逐项说明原因、排出开工时间；已开工未入库的，补齐入库材料；低于序时的，按月补足进度。"
        ),
        SignOff(office, day),
    ]
    return Paper(
        blocks,
        title=title,
        author=office,
        created_at=made_at,
        is_synthetic=any(x.plan.commitment.is_synthetic for x in lines),
        mark=MARK,
    )


def _against(lines: Sequence[PlanLine]) -> str:
    plan = sum((x.standing.plan for x in lines), ZERO)
    done = sum((x.standing.done or ZERO for x in lines), ZERO)
    due = sum((due_of(x) for x in lines), ZERO)
    rate, should = percent(done, plan), percent(due, plan)
    if rate is None or should is None:
        return "没有年度计划"
    gap = round(rate - should, 1)
    words = (
        "与序时进度持平" if gap == 0 else f"{'超' if gap > 0 else '低于'}序时进度{abs(gap)}个百分点"
    )
    return f"完成投资{done / 10000:.2f}亿元，完成年度计划的{rate}%，{words}"


def _overall(lines: Sequence[PlanLine], month: date) -> list[Block]:
    new = [x for x in lines if x.standing.start_planned_on]
    started = sum(x.standing.started_on is not None for x in new)
    text = f"1—{month.month}月，列入年度计划的{len(lines)}个项目{_against(lines)}。"
    if new:
        text += (
            f"计划新开工{len(new)}个，已开工{started}个，开工率{100 * started / len(new):.1f}%。"
        )
    return [Heading("一、总体情况"), Paragraph(text)]


def _by_line(lines: Sequence[PlanLine]) -> list[Block]:
    blocks: list[Block] = [Heading("二、分类情况")]
    for name in sorted({x.project.get_line_display() for x in lines}):
        members = [x for x in lines if x.project.get_line_display() == name]
        blocks.append(Paragraph(f"{len(members)}个，{_against(members)}。", lead=f"{name}项目。"))
    return blocks


def _districts(lines: Sequence[PlanLine], month: date) -> list[Block]:
    columns = [
        TableColumn("位次", 4, "center"),
        TableColumn("板块", 10),
        TableColumn("项目", 5, "right"),
        TableColumn("年度计划（亿元）", 9, "right"),
        TableColumn("累计完成（亿元）", 9, "right"),
        TableColumn("完成率%", 7, "right"),
        TableColumn("比序时", 7, "right"),
        TableColumn("开工/应开", 8, "center"),
    ]
    rows = [
        (
            row.rank,
            row.name,
            row.count,
            f"{row.plan / 10000:.2f}",
            f"{row.done / 10000:.2f}",
            "" if row.rate is None else row.rate,
            "" if row.gap is None else f"{row.gap:+}",
            f"{row.started}/{row.to_start}",
        )
        for row in district_rows(lines)
    ]
    note = f"口径：调度数，市督查室汇总；截至{month.year}年{month.month}月末。"
    return [
        Heading("三、板块排名"),
        Table(columns, rows, caption="各板块完成年度计划情况", note=note),
    ]


def _laggards(lines: Sequence[PlanLine], day: date) -> list[Block]:
    blocks: list[Block] = [Heading("四、滞后项目")]
    late = due_not_started(lines)
    waiting = [x for x in lines if x.standing.start_planned_on and not x.standing.started_on]
    text = (
        f"未开工{len(waiting)}个，其中未到计划开工时间{len(waiting) - len(late)}个，"
        f"到期未开{len(late)}个。"
    )
    blocks.append(Paragraph(text, lead="（一）到期未开工。"))
    blocks += [
        Paragraph(
            f"（{x.district}）计划{x.standing.start_planned_on}开工。{x.cause}。",
            lead=f"{i}．{x.project}",
        )
        for i, x in enumerate(late, 1)
    ]
    missing = not_entered(lines)
    blocks.append(Paragraph(f"已开工未入库{len(missing)}个。", lead="（二）未入库。"))
    blocks += [
        Paragraph(
            f"（{x.district}）{x.standing.started_on}开工，已{_days(x, day)}天。",
            lead=f"{i}．{x.project}",
        )
        for i, x in enumerate(missing, 1)
    ]
    behind = behind_pace(lines)
    blocks.append(Paragraph(f"低于序时{len(behind)}个。", lead="（三）低于序时。"))
    blocks += [
        Paragraph(
            f"（{x.district}）完成率{x.rate}%，低于序时{abs(x.gap or 0)}个百分点。{x.cause}。",
            lead=f"{i}．{x.project}",
        )
        for i, x in enumerate(behind[:20], 1)
    ]
    return blocks


def _days(line: PlanLine, day: date) -> int:
    return (day - (line.standing.started_on or day)).days
