"""Composes papers from blocks: who, what stands where, what lags and why, what comes next.

Pure: a matter, heads and a collector of figures give blocks. Sentences and
thresholds stand in wording.json.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Sequence
from datetime import timedelta

from daliang.dispatch.bulletin import MARK, Heads
from daliang.dispatch.papers.figures import Figures, Row
from daliang.dispatch.papers.matters import Item, Matter, open_items
from daliang.dispatch.papers.models import PaperKind
from daliang.dispatch.papers.operation import operation
from daliang.dispatch.papers.pictures import blocks_of
from daliang.dispatch.papers.wording import numeral, phrase, sentence
from daliang.ledger.choices import State
from daliang.ui import charts
from daliang.ui.papers import (
    Addressee,
    Block,
    Heading,
    PageBreak,
    Paper,
    Paragraph,
    SignOff,
    Table,
    TableColumn,
    Title,
)

_ANSWER_DAYS = 7
_TONES = (("red", "红灯"), ("amber", "黄灯"), ("blue", "蓝灯"), ("green", "绿灯"))
_SOON_DAYS = 30
_LONGEST_NAME = 40


def compose(kind: str, matter: Matter, heads: Heads) -> tuple[Paper, Figures]:
    """Return a paper of a kind about a matter, and every figure in it with its rows."""
    figures = Figures("指标库" if kind == PaperKind.OPERATION else "任务台账")
    name = matter.name if len(matter.name) <= _LONGEST_NAME else matter.name[:_LONGEST_NAME] + "…"
    title = sentence(kind, "title", name=name)
    blocks: list[Block] = [Title(title), *_COMPOSERS[PaperKind(kind)](matter, heads, figures)]
    closing = sentence(kind, "closing", answer=_answer_by(heads))
    if closing:
        blocks.append(Paragraph(closing))
    blocks.append(SignOff(heads.office, heads.issued_on))
    if figures.found:
        blocks += [PageBreak(), figures.table()]
    paper = Paper(
        blocks=blocks,
        title=f"{title}（{name}）" if title in {"督办单", "督办函", "提醒函"} else title,
        author=heads.office,
        created_at=heads.made_at,
        is_synthetic=matter.is_synthetic,
        mark=MARK,
    )
    return paper, figures


def _answer_by(heads: Heads) -> str:
    day = heads.issued_on + timedelta(days=_ANSWER_DAYS)
    return f"{day.month}月{day.day}日"


def _slip(matter: Matter, heads: Heads, figures: Figures) -> list[Block]:
    item = matter.items[0]
    line = item.line
    facts = [
        ("编号", line.number),
        ("任务", line.title),
        ("具体内容", item.content),
        ("目标要求", item.goal),
        ("来源", item.source),
        ("牵头领导", item.leader),
        ("牵头单位", line.unit),
        ("配合单位", item.supports),
        ("完成时限", line.due),
        ("当前进度", figures.say(line.progress, "%", "任务进度", [item.row])),
        ("亮灯", f"{line.label}：{line.reason}" if line.label else ""),
    ]
    columns = [TableColumn("项目", 5, "center"), TableColumn("内容", 22)]
    shown = [fact for fact in facts if fact[1]]
    return [
        Addressee(line.unit),
        Paragraph(sentence("slip", "opening", source=item.source or "有关会议")),
        Table(columns, shown, caption="督办事项"),
        *_steps(item),
    ]


def _letter(matter: Matter, heads: Heads, figures: Figures) -> list[Block]:
    reds = [item for item in open_items(matter.items) if item.line.tone == "red"]
    return _notice("letter", matter, reds, figures, "红灯任务")


def _reminder(matter: Matter, heads: Heads, figures: Figures) -> list[Block]:
    soon = heads.issued_on + timedelta(days=_SOON_DAYS)
    wanted = [
        item
        for item in open_items(matter.items)
        if item.line.tone in {"amber", "blue"}
        or (item.line.due_on and heads.issued_on <= item.line.due_on <= soon)
    ]
    wanted = [item for item in wanted if item.line.tone != "red"]
    return _notice("reminder", matter, wanted, figures, "提醒任务")


def _notice(
    kind: str, matter: Matter, items: Sequence[Item], figures: Figures, meaning: str
) -> list[Block]:
    head: list[Block] = [Addressee(matter.name)]
    if not items:
        return [*head, Paragraph(sentence(kind, "empty"))]
    count = figures.count([item.row for item in items], meaning)
    said = [
        Paragraph(
            f"{item.line.title}（编号{item.line.number}，时限{item.line.due}）。"
            f"{_why(item)}进度{_progress(item, figures)}。",
            lead=f"{place}．",
        )
        for place, item in enumerate(items, 1)
    ]
    return [*head, Paragraph(sentence(kind, "opening", count=count)), *said]


def _special(matter: Matter, heads: Heads, figures: Figures) -> list[Block]:
    blocks: list[Block] = [
        Paragraph(sentence("special", "opening", name=matter.name)),
        Heading("一、总体情况"),
        Paragraph(_overall(matter.items, figures)),
    ]
    picture = _lights_chart(matter.items, heads)
    if picture is not None:
        blocks += blocks_of(picture)
    blocks += [Heading("二、滞后任务和原因"), *_laggards(matter.items, figures)]
    blocks += [Heading("三、下步安排"), *_next(matter.items, figures)]
    return blocks


def _breakdown(matter: Matter, heads: Heads, figures: Figures) -> list[Block]:
    count = figures.count([item.row for item in matter.items], "分解任务")
    columns = [
        TableColumn("序号", 3, "center"),
        TableColumn("类别", 6),
        TableColumn("任务", 20),
        TableColumn("牵头单位", 6),
        TableColumn("配合单位", 7),
        TableColumn("完成时限", 6, "center"),
    ]
    rows = [
        (
            place,
            item.category,
            item.line.title,
            item.line.unit,
            item.supports,
            item.line.due,
        )
        for place, item in enumerate(matter.items, 1)
    ]
    return [
        Paragraph(sentence("breakdown", "opening", name=matter.name, count=count)),
        Table(columns, rows, caption="任务分解表"),
    ]


def _attack(matter: Matter, heads: Heads, figures: Figures) -> list[Block]:
    item = matter.items[0]
    line = item.line
    state = f"目前进度{_progress(item, figures)}，时限{line.due}。{_why(item)}"
    blocks: list[Block] = [
        Paragraph(sentence("attack", "opening")),
        Heading("一、目标"),
        Paragraph(f"{item.goal or line.title}。牵头单位{line.unit}。"),
        Heading("二、差距和原因"),
        Paragraph(state),
        Heading("三、措施和节点"),
    ]
    if matter.parts:
        count = figures.count([part.row for part in matter.parts], "攻坚措施")
        blocks.append(Paragraph(f"分{count}措施推进："))
        blocks += [
            Paragraph(
                f"由{part.line.unit}负责，{part.line.due}前完成。",
                lead=f"{place}．{part.line.title}。",
            )
            for place, part in enumerate(matter.parts, 1)
        ]
    steps = _steps(item)
    blocks += steps
    if not matter.parts and not steps:
        blocks.append(Paragraph("尚未排定措施和节点，请牵头单位补充后再印发。"))
    return blocks


def _review(matter: Matter, heads: Heads, figures: Figures) -> list[Block]:
    items = [item for item in matter.items if item.line.state != State.DROPPED]
    closed = [item for item in items if item.line.state == State.CLOSED]
    moved = [item for item in items if item.line.moves]
    share = 100 * len(closed) / len(items) if items else 0.0
    rows = [item.row for item in items]
    said = (
        f"共{figures.count(rows, '全部任务')}，已销号"
        f"{figures.count([i.row for i in closed], '已销号任务')}，销号率"
        f"{figures.say(share, '%', '销号率', rows, digits=1)}，{phrase('closed_share', share)}；"
        f"调整过时限的{figures.count([i.row for i in moved], '调整过时限的任务')}。"
    )
    blocks: list[Block] = [
        Paragraph(sentence("review", "opening", name=matter.name)),
        Heading("一、办理结果"),
        Paragraph(said),
        Heading("二、未完成任务和原因"),
        *_laggards(items, figures, only_red=False),
        Heading("三、延期情况"),
    ]
    if not moved:
        return [*blocks, Paragraph("没有任务调整完成时限。")]
    return blocks + [
        Paragraph(
            f"{item.line.title}：调整{item.line.moves}次，现时限{item.line.due}。", lead=f"{n}．"
        )
        for n, item in enumerate(moved, 1)
    ]


def _journey(matter: Matter, heads: Heads, figures: Figures) -> list[Block]:
    trip = matter.items[0]
    deals = matter.parts
    said = f"点名签约项目{figures.count([deal.row for deal in deals], '点名签约项目', '个')}。"
    stated = dict(trip.extra)
    if "文中签约总数" in stated:
        money = f"，总金额{stated['文中总金额']}" if "文中总金额" in stated else ""
        origin = Row(trip.line.number, "来源文件中的合计", stated["文中签约总数"] + money)
        total = int(stated["文中签约总数"].removesuffix("个"))
        said = f"来源文件称签约{figures.say(total, '个', '文中签约总数', [origin])}{money}，{said}"
        rest = total - len(deals)
        if rest:
            counted = figures.say(rest, "个", "未点名项目", [origin, *(d.row for d in deals)])
            said += f"其余{counted}尚无清单。"
    columns = [
        TableColumn("序号", 3, "center"),
        TableColumn("项目", 12),
        TableColumn("内容", 14),
        TableColumn("牵头单位", 6),
        TableColumn("进度%", 4, "right"),
        TableColumn("灯号", 4, "center"),
    ]
    rows = [
        (n, d.line.title, d.content, d.line.unit, d.line.progress, d.line.label)
        for n, d in enumerate(deals, 1)
    ]
    blocks: list[Block] = [
        Paragraph(sentence("journey", "opening")),
        Heading("一、签约情况"),
        Paragraph(said),
    ]
    if rows:
        blocks.append(Table(columns, rows, caption="签约项目落实情况"))
    return [*blocks, Heading("二、滞后项目和原因"), *_laggards(deals, figures)]


def _overall(items: Sequence[Item], figures: Figures) -> str:
    at_work = open_items(items)
    closed = [item for item in items if item.line.state == State.CLOSED]
    said = [
        f"在册任务{figures.count([i.row for i in items], '在册任务')}",
        f"已销号{figures.count([i.row for i in closed], '已销号任务')}",
        f"在办{figures.count([i.row for i in at_work], '在办任务')}",
    ]
    text = "，".join(said) + "。"
    lights = [
        f"{word}{figures.count([i.row for i in group], f'在办{word}')}"
        for tone, word in _TONES
        if (group := [item for item in at_work if item.line.tone == tone])
    ]
    text += f"在办任务中{'、'.join(lights)}。" if lights else ""
    paced = [item for item in at_work if item.line.pace is not None]
    if paced:
        gap = sum(i.line.progress - (i.line.pace or 0) for i in paced) / len(paced)
        rows = [Row(i.line.number, i.line.title, _against(i)) for i in paced]
        shown = figures.say(abs(gap), "个百分点", "平均与序时的差距", rows, digits=1)
        text += f"可比任务平均{phrase('pace', gap)}，与序时相差{shown}。"
    return text


def _against(item: Item) -> str:
    return f"{item.line.progress}% / 序时{item.line.pace or 0:.0f}%"


def _lights_chart(items: Sequence[Item], heads: Heads) -> charts.Chart | None:
    at_work = open_items(items)
    if len(at_work) < 2:
        return None
    counted = Counter(item.line.unit for item in at_work)
    units = [unit for unit, _n in counted.most_common(10)]
    stacks = [
        charts.Stack(
            word,
            [sum(i.line.unit == unit and i.line.tone == tone for i in at_work) for unit in units],
            tone=tone,  # type: ignore[arg-type]
        )
        for tone, word in _TONES
    ]
    source = f"调度数 · 任务台账 · 截至{heads.issued_on}"
    return charts.stacked_bars("牵头单位在办任务亮灯", units, stacks, unit="项", source=source)


def _laggards(items: Sequence[Item], figures: Figures, *, only_red: bool = True) -> list[Block]:
    late = [i for i in open_items(items) if i.line.tone == "red" or not only_red]
    if not late:
        return [Paragraph("没有滞后任务。" if only_red else "全部任务已办结。")]
    count = figures.count([i.row for i in late], "红灯任务" if only_red else "未完成任务")
    said: list[Block] = [Paragraph(f"共{count}：")]
    return said + [
        Paragraph(f"（{item.line.unit}）{_why(item)}", lead=f"{n}．{item.line.title}。")
        for n, item in enumerate(late, 1)
    ]


def _next(items: Sequence[Item], figures: Figures) -> list[Block]:
    late = [i for i in open_items(items) if i.line.tone == "red"]
    units = list(dict.fromkeys(item.line.unit for item in late))
    found: list[Block] = []
    if units:
        found.append(Paragraph(f"{'、'.join(units)}对红灯任务排出补救节点，逐周报送。"))
    ahead = [i for i in open_items(items) if i.line.tone in {"blue", "amber"}]
    if ahead:
        count = figures.count([i.row for i in ahead], "黄灯和蓝灯任务")
        found.append(Paragraph(f"对黄灯和蓝灯的{count}提前提醒，确需延期的在到期前申请。"))
    return found or [Paragraph("按既定节点推进，定期报送。")]


def _steps(item: Item) -> list[Block]:
    if not item.steps:
        return []
    columns = [
        TableColumn("序号", 3, "center"),
        TableColumn("节点", 18),
        TableColumn("计划日期", 6, "center"),
        TableColumn("完成日期", 6, "center"),
    ]
    rows = [(n, s.title, s.due, s.done or "—") for n, s in enumerate(item.steps, 1)]
    return [Table(columns, rows, caption=f"{numeral(len(rows))}个节点")]


def _progress(item: Item, figures: Figures) -> str:
    return figures.say(item.line.progress, "%", "任务进度", [item.row])


def _why(item: Item) -> str:
    reason = f"{item.line.reason}。" if item.line.reason else ""
    cause = f"单位说明：{item.line.problem}。" if item.line.problem else "单位尚未说明原因。"
    return reason + cause


_COMPOSERS: dict[PaperKind, Callable[[Matter, Heads, Figures], list[Block]]] = {
    PaperKind.SLIP: _slip,
    PaperKind.LETTER: _letter,
    PaperKind.REMINDER: _reminder,
    PaperKind.SPECIAL: _special,
    PaperKind.BREAKDOWN: _breakdown,
    PaperKind.ATTACK: _attack,
    PaperKind.REVIEW: _review,
    PaperKind.JOURNEY: _journey,
    PaperKind.OPERATION: operation,
}
