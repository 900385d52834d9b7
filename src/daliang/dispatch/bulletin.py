"""The monthly bulletin (通报) composed from a frozen month, and the letters for reds (督办函).

Order of a bulletin as offices write it: overall against the required pace,
by programme, ranking of districts, laggards with unit and reason, next steps,
annex. It names units, never persons.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from daliang.ledger.choices import OPEN, State
from daliang.ledger.rules import Step, required_pace
from daliang.ui.papers import (
    Addressee,
    Attachments,
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
_WORDS = {"red": "红灯", "amber": "黄灯", "blue": "蓝灯", "green": "绿灯"}
_MOST_LAGGARDS = 20


@dataclass(frozen=True, slots=True)
class Line:
    """One frozen commitment as the bulletin needs it."""

    number: str
    title: str
    programme: str
    unit: str
    is_district: bool
    due: str
    due_on: date | None
    progress: int
    pace: float | None
    tone: str
    label: str
    reason: str
    problem: str
    state: str
    moves: int
    is_synthetic: bool

    @property
    def is_open(self) -> bool:
        """Whether work remains."""
        return self.state in OPEN


@dataclass(frozen=True, slots=True)
class Heads:
    """What the office puts on its papers."""

    city: str
    office: str
    issued_on: date
    made_at: datetime


def line_of(
    snapshot: Mapping[str, object],
    *,
    tone: str,
    label: str,
    reason: str,
    day: date,
    districts: frozenset[str],
    programme: str,
) -> Line:
    """Return a bulletin's line from a frozen row."""
    unit = (snapshot["lead"] or {}).get("name", "未定")  # type: ignore[attr-defined]
    due = _day(snapshot["due_on"])
    steps = [
        Step(m["title"], _day(m["due_on"]), _day(m["done_on"]), m["weight"])
        for m in snapshot["milestones"]  # type: ignore[attr-defined]
    ]
    start = _day(snapshot["starts_on"]) or _day(snapshot["issued_on"])
    return Line(
        number=str(snapshot["number"]),
        title=str(snapshot["title"]),
        programme=programme,
        unit=unit,
        is_district=unit in districts,
        due=str(snapshot["due_on"] or snapshot["due_text"] or "未定"),
        due_on=due,
        progress=int(snapshot["progress"]),  # type: ignore[call-overload]
        pace=required_pace(today=day, start=start, due=due, steps=steps),
        tone=tone,
        label=label,
        reason=reason,
        problem=str(snapshot["problem"]),
        state=str(snapshot["state"]),
        moves=int(snapshot["moves"]),  # type: ignore[call-overload]
        is_synthetic=bool(snapshot["is_synthetic"]),
    )


def compose(lines: Sequence[Line], month: date, heads: Heads) -> Paper:
    """Return the bulletin of a month as a paper."""
    name = f"{month.year}年{month.month}月"
    title = f"关于{name}重点任务推进情况的通报"
    blocks: list[Block] = [
        Title(title),
        Addressee("各市（县）、区人民政府，市各委办局，市各直属单位："),
        Paragraph(f"现将{name}重点任务推进情况通报如下。"),
        *_overall(lines),
        *_by_programme(lines),
        *_districts(lines),
        *_laggards(lines),
        *_next_steps(lines),
        Attachments(["重点任务红黄绿灯清单"]),
        SignOff(heads.office, heads.issued_on),
    ]
    return _paper(blocks, title, heads, any(line.is_synthetic for line in lines))


def annex(lines: Sequence[Line], month: date, heads: Heads) -> Paper:
    """Return the annex: every line with its light and reason, and the ranking of districts."""
    title = f"{month.year}年{month.month}月重点任务红黄绿灯清单"
    note = (
        f"来源：任务台账{month.year}年{month.month}月封存数据；口径：调度数；截至{heads.issued_on}"
    )
    columns = [
        TableColumn("序号", 4, "center"),
        TableColumn("编号", 8),
        TableColumn("任务", 30),
        TableColumn("专项", 10),
        TableColumn("牵头单位", 10),
        TableColumn("完成时限", 9, "center"),
        TableColumn("进度%", 6, "right"),
        TableColumn("序时%", 6, "right"),
        TableColumn("灯号", 7, "center"),
        TableColumn("原因", 26),
        TableColumn("延期次数", 6, "right"),
    ]
    order = {"red": 0, "amber": 1, "blue": 2, "green": 3}
    ranked = sorted(lines, key=lambda line: (order.get(line.tone, 4), line.due, line.number))
    rows = [
        (
            i,
            line.number,
            line.title,
            line.programme,
            line.unit,
            line.due,
            line.progress,
            "" if line.pace is None else round(line.pace),
            line.label,
            line.reason,
            line.moves,
        )
        for i, line in enumerate(ranked, 1)
    ]
    blocks = [Title(title), Table(columns, rows, caption="红黄绿灯清单", note=note)]
    ranking = _ranking_table(lines)
    if ranking:
        blocks.append(ranking)
    return _paper(blocks, title, heads, any(line.is_synthetic for line in lines))


def letters(lines: Sequence[Line], month: date, heads: Heads) -> list[tuple[str, Paper]]:
    """Return a 督办函 for each unit with a red light: what, why, by when to answer."""
    by_unit: dict[str, list[Line]] = defaultdict(list)
    for line in lines:
        if line.tone == "red" and line.is_open:
            by_unit[line.unit].append(line)
    return [(unit, _letter(unit, reds, heads)) for unit, reds in sorted(by_unit.items())]


def _letter(unit: str, reds: Sequence[Line], heads: Heads) -> Paper:
    title = "督办函"
    items = [
        Paragraph(f"{line.title}（编号{line.number}）。{line.reason}。", lead=f"{i}．")
        for i, line in enumerate(reds, 1)
    ]
    blocks = [
        Title(title),
        Addressee(f"{unit}："),
        Paragraph(f"你单位牵头的下列{len(reds)}项任务亮红灯，现予督办："),
        *items,
        Paragraph(
            "请逐项查明原因，落实责任人和补救措施，排出完成时间，"
            "于收到本函后5个工作日内通过系统报送；确有正当理由的，附证明材料申请延期或豁免。"
        ),
        SignOff(heads.office, heads.issued_on),
    ]
    return _paper(blocks, f"{title}（{unit}）", heads, any(line.is_synthetic for line in reds))


def _paper(blocks: Sequence[Block], title: str, heads: Heads, is_synthetic: bool) -> Paper:
    return Paper(
        blocks=blocks,
        title=title,
        author=heads.office,
        created_at=heads.made_at,
        is_synthetic=is_synthetic,
        mark=MARK,
    )


def _overall(lines: Sequence[Line]) -> list[Block]:
    paced = [line for line in lines if line.is_open and line.pace is not None]
    behind = [line for line in paced if line.progress < (line.pace or 0)]
    closed = sum(line.state == State.CLOSED for line in lines)
    moved = sum(line.moves > 0 for line in lines)
    text = (
        f"本月在册重点任务{len(lines)}项，已销号{closed}项，在办{sum(x.is_open for x in lines)}项。"
        f"在办任务中{_lights(lines)}。"
    )
    if paced:
        mean = sum(line.progress - (line.pace or 0) for line in paced) / len(paced)
        text += (
            f"可比序时的{len(paced)}项中，达到或超过序时{len(paced) - len(behind)}项"
            f"（{_rate(len(paced) - len(behind), len(paced))}），平均{_ahead(mean)}。"
        )
    text += f"累计有{moved}项调整过完成时限。" if moved else "没有任务调整完成时限。"
    return [Heading("一、总体情况"), Paragraph(text)]


def _by_programme(lines: Sequence[Line]) -> list[Block]:
    blocks: list[Block] = [Heading("二、分专项情况")]
    groups = _grouped(lines, "programme")
    for i, (name, members) in enumerate(sorted(groups.items(), key=lambda g: -len(g[1])), 1):
        closed = sum(line.state == State.CLOSED for line in members)
        text = f"共{len(members)}项，销号{closed}项，{_lights(members)}。"
        blocks.append(Paragraph(text, lead=f"（{_numeral(i)}）{name}。"))
    return blocks


def _districts(lines: Sequence[Line]) -> list[Block]:
    table = _ranking_table(lines)
    if table is None:
        return []
    return [
        Heading("三、板块排名"),
        Paragraph("按绿灯和蓝灯占在办任务的比重排列，比重相同的并列。"),
        table,
    ]


def _ranking_table(lines: Sequence[Line]) -> Table | None:
    scored = []
    for unit, members in _grouped([x for x in lines if x.is_district], "unit").items():
        at_work = [line for line in members if line.is_open]
        good = sum(line.tone in {"green", "blue"} for line in at_work)
        share = good / len(at_work) if at_work else 1.0
        reds = sum(line.tone == "red" for line in at_work)
        scored.append((share, unit, len(members), reds, sum(x.tone == "amber" for x in at_work)))
    if not scored:
        return None
    scored.sort(key=lambda s: (-s[0], s[1]))
    rows = [
        (1 + sum(other[0] > share for other in scored), unit, count, reds, ambers, f"{share:.0%}")
        for share, unit, count, reds, ambers in scored
    ]
    columns = [
        TableColumn("位次", 4, "center"),
        TableColumn("板块", 10),
        TableColumn("牵头任务", 6, "right"),
        TableColumn("红灯", 5, "right"),
        TableColumn("黄灯", 5, "right"),
        TableColumn("达序时比重", 8, "right"),
    ]
    return Table(columns, rows, caption="板块推进情况", note="口径：由板块牵头且已交办的任务。")


def _laggards(lines: Sequence[Line]) -> list[Block]:
    reds = [line for line in lines if line.tone == "red" and line.is_open]
    blocks: list[Block] = [Heading("四、滞后任务")]
    if not reds:
        return [*blocks, Paragraph("本月没有亮红灯的任务。")]
    reds.sort(key=lambda line: (line.due, line.number))
    for i, line in enumerate(reds[:_MOST_LAGGARDS], 1):
        cause = f"单位说明：{line.problem}。" if line.problem else "单位尚未说明原因。"
        blocks.append(
            Paragraph(f"（{line.unit}）{line.reason}。{cause}", lead=f"{i}．{line.title}")
        )
    if len(reds) > _MOST_LAGGARDS:
        blocks.append(Paragraph(f"其余{len(reds) - _MOST_LAGGARDS}项见附件。"))
    return blocks


def _next_steps(lines: Sequence[Line]) -> list[Block]:
    reds = sorted({line.unit for line in lines if line.tone == "red" and line.is_open})
    soon = [line for line in lines if line.is_open and line.tone == "blue"]
    blocks: list[Block] = [Heading("五、下步要求")]
    if reds:
        blocks.append(
            Paragraph(f"{'、'.join(reds)}要对红灯任务逐项说明原因、排出补救节点，5个工作日内报送。")
        )
    if soon:
        blocks.append(
            Paragraph(f"即将到期的{len(soon)}项任务，牵头单位要提前自查，确需延期的在到期前申请。")
        )
    blocks.append(Paragraph("各牵头单位要据实报送进展和佐证材料，凡不符合销号条件的一律退回重办。"))
    return blocks


def _grouped(lines: Iterable[Line], name: str) -> dict[str, list[Line]]:
    groups: dict[str, list[Line]] = defaultdict(list)
    for line in lines:
        groups[getattr(line, name)].append(line)
    return dict(groups)


def _lights(lines: Sequence[Line]) -> str:
    counts = Counter(line.tone for line in lines if line.is_open)
    said = [f"{word}{counts[tone]}项" for tone, word in _WORDS.items() if counts[tone]]
    return "、".join(said) or "没有在办任务"


def _ahead(mean: float) -> str:
    if abs(mean) < 0.05:
        return "与序时持平"
    return f"{'超' if mean > 0 else '低于'}序时{abs(mean):.1f}个百分点"


def _rate(part: int, whole: int) -> str:
    return f"{100 * part / whole:.1f}%"


def _numeral(number: int) -> str:
    digits = "零一二三四五六七八九"
    tens, ones = divmod(number, 10)
    return (("" if tens == 1 else digits[tens]) + "十" if tens else "") + (
        digits[ones] if ones or not tens else ""
    )


def _day(text: object) -> date | None:
    return date.fromisoformat(str(text)) if text else None
