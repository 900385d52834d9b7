"""一业一策、一企一策 sheets and workbooks of a drill."""

from __future__ import annotations

from datetime import datetime

from django.utils.translation import gettext as _

from daliang.diagnosis.drilling import Drilled, Line
from daliang.diagnosis.pictures import source_of
from daliang.diagnosis.planning import FirmLoss, propose_steps
from daliang.diagnosis.wording import change_words, pull_words
from daliang.parties.facts import DIMENSIONS
from daliang.ui.papers import Heading, Note, Paper, Paragraph, Table, TableColumn, Title
from daliang.ui.parts import number
from daliang.ui.workbook import Sheet, SheetColumn

PAPER_ROWS = 10
SHEET_ROWS = 20_000


def sheet_kind(answer: Drilled) -> str:
    """Return what a sheet of this drill is: of one firm, of one industry, or of anything."""
    opened = dict(answer.comparison.where)
    if "enterprise" in opened:
        return _("一企一策")
    return _("一业一策") if "industry" in opened or "chain" in opened else _("穿透分析")


def sheet_title(answer: Drilled) -> str:
    """Return what the sheet is called."""
    place = answer.comparison.place or answer.whole.name
    return f"{place}{answer.measure.title}{sheet_kind(answer)}"


def compose(answer: Drilled, made_at: datetime) -> Paper:
    """Return the sheet: situation, causes, firms, proposed steps."""
    title = sheet_title(answer)
    asked, head = answer.comparison, answer.head
    unit = answer.measure.unit
    situation = (
        f"{asked.actual}，{asked.place or answer.whole.name}{answer.measure.title}"
        f"{number(head.actual, 1)}{unit}，上年同口径{number(head.base, 1)}{unit}，"
        f"{change_words(head.base, head.actual)}，"
        f"{pull_words(head.impact, answer.whole)}。"
    )
    causes = [f"{i}. {c.sentence}。" for i, c in enumerate(answer.causes, start=1)]
    found = answer.explanation
    rest = f"其余{number(found.rest, 1)}{unit}：普遍变动{number(found.common, 1)}{unit}，"
    rest += f"零散变动{number(found.scattered, 1)}{unit}。"
    blocks = [
        Title(title),
        Heading("一、基本情况"),
        Paragraph(situation),
        *([Paragraph(_bridge_words(answer))] if answer.bridge else []),
        Heading("二、成因"),
        *(Paragraph(c) for c in causes or ["没有发现明显异于普遍变动的部分。"]),
        Paragraph(rest),
        Heading("三、重点企业"),
        _firms_table(answer),
        Heading("四、建议举措"),
        *_steps(answer, made_at),
        Note(source_of(answer) + f" · 数据版本{answer.version[:12]}"),
    ]
    return Paper(
        blocks,
        title=title,
        author="大梁",
        created_at=made_at,
        is_synthetic=answer.measure.is_synthetic,
        mark="调度数据，非统计发布",
    )


def sheets(answer: Drilled) -> list[Sheet]:
    """Return the workbook: headline with causes, and each table whole."""
    notes = [source_of(answer), f"{answer.comparison.actual} / {answer.comparison.base}"]
    notes.append(f"数据版本 {answer.version}")
    rows = [["合计", answer.head.base, answer.head.actual, answer.head.impact, "", ""]]
    rows += [
        [c.place, c.base, c.actual, c.cause.impact, answer.whole.pull(c.cause.impact), c.sentence]
        for c in answer.causes
    ]
    found = answer.explanation
    rows.append(["其余：普遍变动", None, None, found.common, answer.whole.pull(found.common), ""])
    rows.append(
        ["其余：零散变动", None, None, found.scattered, answer.whole.pull(found.scattered), ""]
    )
    columns = [
        SheetColumn("部位", 34),
        *(SheetColumn(t, 14, 1) for t in ("基期", "本期", "影响")),
        SheetColumn("拉动点", 10, 3),
        SheetColumn("说明", 60),
    ]
    first = Sheet(sheet_title(answer), columns, rows, notes)
    return [first, *(_table_sheet(answer, name, notes) for name in answer.tables)]


def _table_sheet(answer: Drilled, name: str, notes: list[str]) -> Sheet:
    columns = [
        SheetColumn(DIMENSIONS[name], 34),
        *(SheetColumn(t, 14, 1) for t in ("基期", "本期", "影响", "增速%")),
        SheetColumn("拉动点", 10, 3),
        SheetColumn("贡献率%", 10, 1),
    ]
    rows = [_cells(line) for line in answer.tables[name][:SHEET_ROWS]]
    return Sheet(f"分{DIMENSIONS[name]}", columns, rows, notes)


def _cells(line: Line) -> list[object]:
    return [
        *(line.value, line.base, line.actual, line.impact),
        *(line.growth_pct, line.pull_pp, line.contribution_pct),
    ]


def _bridge_words(answer: Drilled) -> str:
    bridge = answer.bridge
    assert bridge
    unit = answer.measure.unit
    return (
        f"上年公布{number(bridge.published_base, 1)}{unit}，折算到今年名单的同口径基数"
        f"{number(bridge.base, 1)}{unit}，口径变化{number(bridge.scope, 1)}{unit}。"
    )


def _firms_table(answer: Drilled) -> Table:
    lines = answer.firms_of(answer.comparison.where)[:PAPER_ROWS]
    columns = [TableColumn("企业", 3), *(TableColumn(t, 1.2, "right") for t in _FIRM_COLUMNS)]
    rows = [
        [
            line.value,
            number(line.actual, 1),
            number(line.base, 1),
            number(line.growth_pct, 1),
            number(line.pull_pp, 2),
        ]
        for line in lines
    ]
    return Table(columns, rows, note=source_of(answer))


_FIRM_COLUMNS = ("本期", "基期", "增速%", "拉动点")


def _steps(answer: Drilled, made_at: datetime) -> list[Paragraph]:
    lines = answer.firms_of(answer.comparison.where)[:3]
    firms = [FirmLoss(None, line.value, line.base, line.actual) for line in lines]
    place = answer.comparison.place or answer.whole.name
    kind = answer.causes[0].cause.kind if answer.causes else "rate"
    steps = propose_steps(place, kind, firms, unit=answer.measure.unit, today=made_at.date())
    return [
        Paragraph(f"{i}. {step.title}（{step.due_on:%m月%d日}前）。")
        for i, step in enumerate(steps, start=1)
    ]
