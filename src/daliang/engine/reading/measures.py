"""Measures: forward-looking clauses that could be lines of a register."""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from enum import StrEnum

from daliang.engine.reading.attribution import Note, notes_in, whole_due
from daliang.engine.reading.clause_owner import bodies_of, dues_of, season_of, subject_of
from daliang.engine.reading.clauses import (
    MODAL,
    clauses,
    is_past,
    is_soft,
    sentences,
    strip_mark,
    trim,
)
from daliang.engine.reading.drafts import Due, Measure, MeasureKind, Responsible
from daliang.engine.reading.normal import Mapped
from daliang.engine.reading.page import Page
from daliang.engine.reading.records import Record


class Mode(StrEnum):
    """How a clause is to be read."""

    ITEM = "item"  # a line of a list of tasks: everything is a measure
    DIRECTIVE = "directive"  # what somebody asked for or a meeting decided
    NARRATIVE = "narrative"  # a report: only clear promises


@dataclass(frozen=True, slots=True)
class Owned:
    """What the surroundings give to the clauses of a piece.

    Parameters
    ----------
    bodies : tuple of Responsible
        Owners from a cell, a bracket or a heading.
    dues : tuple of Due
        Time limits from a cell or bracket.
    due_pieces : tuple of Mapped
        Cells with several time limits, to be matched with the clauses.
    kind : MeasureKind
        Task, or coop in agreements.
    """

    bodies: tuple[Responsible, ...] = ()
    dues: tuple[Due, ...] = ()
    due_pieces: tuple[Mapped, ...] = ()
    kind: MeasureKind = MeasureKind.TASK


_SAYS = "强调|要求|指出|表示|提出|介绍|认为|议定|决定|明确|拍板|部署|叮嘱|说|透露|答复|承诺|建议"
_SPEAKER = re.compile(
    rf"^(?:[^：]{{0,44}}?(?:{_SAYS})(?:说)?：|[^，要将]{{0,18}}?(?:{_SAYS})(?:说)?，)(?=.)"
)
_LEADING = re.compile(
    r"^(?:(?:注|备注|说明)：|同时|此外|另外|与此同时|下一步|下步|接下来|会议(?:要求|强调|指出|决定|议定|明确)|目标：|其中)[，：]?"
)
_HOPE = re.compile(r"^(?:希望|期待|欢迎|祝愿|愿|相信|感谢|祝)")
_STATEMENT = re.compile(
    r"(?:不缺|缺的是|不是.{1,20}(?:而)?是|就是|正是|只是|是一所|是一家|位于|贵在|关键是|归根|之所以|反映|倒起|意味着|占全|来自)"
)
_TARGET = re.compile(
    r"(?:增长|下降|达到|突破|不低于|控制在|保持在|提高到|降至|力争|引进|完成)[^，。]{0,14}(?:\d|以上|以内|左右)"
)
_ACTION = re.compile(r"新建|改造|开展|建设|推进|实施|举办|制定|组织|建立")
_PROMISE = re.compile(
    r"(?<![即还又])将|要|答应|承诺|须|牵头|负责|计划(?!表|总)|商定|约定|拟|争取|力争|下一步|尽快|抓紧"
)
_PAIR = re.compile(r"^(?:双方|两校|两地|校地|首[套批期台]|一期|二期)")
_TITLE_END = re.compile(
    r"(?:纪要|侧记|通讯|一览|简报|摘登|分解表|任务单|推进表|计划表|明细表|如下)$"
)
_SIGNING = re.compile(
    r"签署|签订|签下|(?<!现场)签约(?!项目|企业)|总投资|揭牌|约定，|会见|见证|拜会"
)
_LIST_INTRO = re.compile(r"将|要|计划|约定|议定|明确|如下|包括|决定|推进|抓好|做好")
_NUMBERED = re.compile(r"\s*(\d{1,2}|[①-⑳])[.、]?(?!\d|月)")
_EVENT = re.compile(
    r"主持召开|(?:召开|举行).{0,16}(?:会|活动|仪式)|出席|参加(?:活动|会议|了)|一行|与会"
)
_IMPERATIVE = re.compile(
    r"(?:要)?(?:加强|强化|推动|推进|围绕|聚焦|积极|大力|持续|牢固|密切|主动|充分|坚持|着眼|紧盯|抓好|做好|抓实|统筹|优化|提升"
    r"|深化|健全|完善|严格|严厉|加大|引导|支持|鼓励|用好|全面|认真|扎实|不断|进一步|切实|尽快|加快|抢抓|对标|从严|逐|坚决|有序|科学)"
)
_SHORT_TOPIC = 14


def is_topic(text: str) -> bool:
    """Say whether a first sentence is only the topic of the detail behind it.

    Examples
    --------
    >>> is_topic("要把底数摸透"), is_topic("新开办公办幼儿园4所")
    (True, False)
    """
    plain = text.strip(" 。：")
    return len(plain) <= _SHORT_TOPIC and not re.search(r"\d|[，、；]|牵头|负责", plain)


def is_measure(page: Page, piece: Mapped, mode: Mode) -> bool:
    """Decide whether a clause is a measure in the given mode."""
    text = piece.text
    after = page.canon[piece.origin[-1] + 1 : piece.origin[-1] + 2]
    if (
        len(text) < (2 if mode is Mode.ITEM else 4)
        or _HOPE.match(text)
        or after in ("？", "：")
        or _TITLE_END.search(text)
    ):
        return False
    if (
        mode is Mode.ITEM
        and re.search(r"(?:投资|共建|投资方).{0,24}，总投资", text)
        and not MODAL.search(text)
    ):
        return False
    if mode is Mode.ITEM:
        return not (is_past(text) and not MODAL.search(text)) or bool(dues_of(page, piece))
    if _STATEMENT.search(text) and not re.search(r"(?:^|，)要|将|由.+牵头", text):
        return False
    if is_past(text) and not re.search(
        r"(?<![主重必需概首])要|须|将|由.{2,20}(?:负责|牵头|对)|前", text
    ):
        return False
    if _SIGNING.search(text) and not re.search(
        r"(?:^|，)[^，]{0,14}(?:(?<![主重必需])要|须)|由.+(?:牵头|负责)|前", text
    ):
        return False
    if _EVENT.search(text) and not re.search(
        r"(?:^|，)[^，]{0,14}(?:(?<![主重必需])要|须|将)|前", text
    ):
        return False
    if mode is Mode.DIRECTIVE:
        if _IMPERATIVE.match(text):
            return True
        return bool(
            MODAL.search(text)
            or dues_of(page, piece)
            or subject_of(page, piece)
            or bodies_of(page, piece)
        )
    return _is_promise(page, piece)


def _is_promise(page: Page, piece: Mapped) -> bool:
    text = piece.text
    if _SIGNING.search(text):
        return False
    due = dues_of(page, piece)
    if _PAIR.match(text):
        return bool(_PROMISE.search(text)) and bool(
            due or re.search(r"每年|每季|每月|计划|商定", text)
        )
    owners = bodies_of(page, piece)
    if not _PROMISE.search(text) and not (due and owners):
        return False
    public = [b for b in owners if re.search(r"[局委办部厅区县镇会府]$|街道$|中心$", b.name)]
    return bool(public) or bool(owners and due)


def measures_in(page: Page, piece: Mapped, mode: Mode, owned: Owned = Owned()) -> list[Measure]:
    """Return the measures of a cell, an item or a paragraph.

    Parameters
    ----------
    page : Page
        The document.
    piece : Mapped
        The text, with an ordinal mark in front at most.
    mode : Mode
        How to read clauses.
    owned : Owned
        What the surroundings give.
    """
    found: list[Measure] = []
    start = strip_mark(piece.text, 0, len(piece.text))
    for stop, note in _stretches(page, piece):
        given = _with_note(owned, note) if note else owned
        spans = _measure_spans(page, piece, start, note.start if note else stop, mode)
        found += _build(page, piece, spans, given)
        start = stop
    return found


def _stretches(page: Page, piece: Mapped) -> list[tuple[int, Note | None]]:
    """Cut a piece behind each attribution; each attribution speaks for the text before it."""
    cuts: list[tuple[int, Note | None]] = [(note.end, note) for note in notes_in(page, piece)]
    if not cuts or piece.text[cuts[-1][0] :].strip(" 。；，\n"):
        cuts.append((len(piece.text), None))
    return cuts


def _with_note(owned: Owned, note: Note) -> Owned:
    return replace(
        owned,
        bodies=note.bodies or owned.bodies,
        dues=note.dues or owned.dues,
        due_pieces=() if note.dues else owned.due_pieces,
    )


def _measure_spans(
    page: Page, piece: Mapped, start: int, end: int, mode: Mode
) -> list[tuple[int, int]]:
    """Return the spans of the clauses that are measures or exhortations."""
    spans: list[tuple[int, int]] = []
    parts = sentences(piece.text, start, end)
    for number, (a, b) in enumerate(parts):
        a, b = trim(piece.text, strip_mark(piece.text, a, b), b)
        if number + 1 < len(parts) and _heads(piece.text[a:b], piece.text, parts[number]):
            continue
        spans += _sentence_spans(page, piece, clauses(piece.text, a, b), mode)
    return spans


def _sentence_spans(
    page: Page, piece: Mapped, parts: list[tuple[int, int]], mode: Mode
) -> list[tuple[int, int]]:
    """Clauses behind 双方将合作： or behind a direction in the same sentence are of its kind."""
    spans: list[tuple[int, int]] = []
    for start, end in parts:
        if _is_enumerated_topic(piece.text[start:end]):
            continue
        found = _clause_spans(page, piece, _bare(piece.text, start, end), mode)
        spans += found
        text = piece.text[start:end]
        if (text.rstrip().endswith("：") and _LIST_INTRO.search(text)) or (
            found and mode is Mode.DIRECTIVE and "；" in text[-1:] and not is_past(text)
        ):
            mode = Mode.ITEM
    return spans


def _is_enumerated_topic(text: str) -> bool:
    """一是压实责任。 announces what the next sentences say."""
    plain = text.strip()
    return (
        bool(re.match(r"[一二三四五六七八九]是", plain))
        and plain.endswith("。")
        and len(plain) <= 11
        and is_topic(plain[2:])
    )


def _clause_spans(
    page: Page, piece: Mapped, span: tuple[int, int], mode: Mode
) -> list[tuple[int, int]]:
    """Return the measures of a clause: parts with subject and date of their own stand alone."""
    start, end = span
    if mode is Mode.NARRATIVE or (
        mode is Mode.DIRECTIVE and _SIGNING.search(piece.text[start:end])
    ):
        start = _promise_start(page, piece, start, end)
    if start < 0 or end <= start or not is_measure(page, piece.part(start, end), mode):
        return []
    cuts = [start]
    for comma in re.finditer("，", piece.text[start:end]):
        at = start + comma.end()
        if at - start > 10 and _stands_alone(page, piece.part(at, end), piece.part(start, at - 1)):
            cuts.append(at)
    return [trim(piece.text, a, b) for a, b in zip(cuts, [*cuts[1:], end], strict=True)]


def _stands_alone(page: Page, part: Mapped, before: Mapped) -> bool:
    """A part with its own subject and date, behind a part that has an owner of its own."""
    head = part.part(0, len(part.text.split("，")[0]))
    if head.text.startswith("力争"):
        return bool(dues_of(page, head) and subject_of(page, before)) or bool(
            dues_of(page, head) and re.search("将", before.text)
        )
    return bool(
        subject_of(page, head)
        and dues_of(page, head)
        and (bodies_of(page, before) or dues_of(page, before))
    )


def _promise_start(page: Page, piece: Mapped, start: int, end: int) -> int:
    """In a report, the measure begins with the part of the sentence that promises."""
    places = [start, *(start + m.end() for m in re.finditer("，", piece.text[start:end]))]
    for place, stop in zip(places, [*places[1:], end + 1], strict=True):
        if stop - 1 > place and is_measure(page, piece.part(place, stop - 1), Mode.NARRATIVE):
            return place
    return start if is_measure(page, piece.part(start, end), Mode.NARRATIVE) else -1


def _heads(sentence: str, text: str, span: tuple[int, int]) -> bool:
    marked = strip_mark(text, *span) > span[0] or span[0] == 0
    return is_topic(sentence) and (marked or len(sentence) <= 8)


def _bare(text: str, start: int, end: int) -> tuple[int, int]:
    """Leave out marks, the speaker, 同时， and the final punctuation."""
    start, end = trim(text, strip_mark(text, start, end), end)
    for pattern in (_SPEAKER, _LEADING):
        found = pattern.match(text[start:end])
        if found and found.end() < end - start - 3:
            start += found.end()
    return trim(text, strip_mark(text, start, end), end)


def _build(page: Page, piece: Mapped, spans: list[tuple[int, int]], owned: Owned) -> list[Measure]:
    found = []
    shared = _share_dues(page, piece, spans, owned)
    for (start, end), dues in zip(spans, shared, strict=True):
        part = piece.part(start, end)
        own_bodies = bodies_of(page, part)
        named = [b for b in own_bodies if b.role in ("lead", "support")]
        bodies = owned.bodies or own_bodies
        if owned.bodies and named and not _overlap(owned.bodies, own_bodies):
            bodies = owned.bodies
        a, b = part.span(0, len(part.text))
        text = page.source[a:b]
        found.append(
            Measure(
                a,
                b,
                text,
                _kind(part.text, owned),
                bodies,
                dues_of(page, part) or dues or season_of(page, part),
            )
        )
    return found


def _overlap(left: tuple[Responsible, ...], right: tuple[Responsible, ...]) -> bool:
    return bool({b.name for b in left} & {b.name for b in right})


def _kind(text: str, owned: Owned) -> MeasureKind:
    if is_soft(text) and not owned.bodies:
        return MeasureKind.SOFT
    if owned.kind is MeasureKind.TASK and _TARGET.search(text) and not _ACTION.search(text):
        return MeasureKind.TARGET
    return owned.kind


def _share_dues(
    page: Page, piece: Mapped, spans: list[tuple[int, int]], owned: Owned
) -> list[tuple[Due, ...]]:
    """Give each clause its time limit; several limits in a cell go to the clauses they fit."""
    if owned.dues or not owned.due_pieces:
        return [owned.dues] * len(spans)
    limits: list[tuple[str, Due]] = []
    for cell in owned.due_pieces:
        for a, b in clauses(cell.text):
            start, end = trim(cell.text, strip_mark(cell.text, a, b), b)
            due = _limit_in(page, cell.part(start, end)) if end > start else None
            limits += [(cell.text[a:end], due)] if due else []
    if len(limits) <= 1 or len(owned.due_pieces) == len(limits) > 1 or len(spans) == 1:
        return [tuple(due for _, due in limits)] * len(spans)
    return [
        (_best(_with_mark(piece.text, a, b), limits, number),)
        for number, (a, b) in enumerate(spans)
    ]


def _with_mark(text: str, start: int, end: int) -> str:
    """Return a clause with the number that stands before it."""
    mark = re.search(r"(?:\d{1,2}[.、]|[①-⑳])\s*$", text[:start])
    return text[mark.start() if mark else start : end]


def _limit_in(page: Page, part: Mapped) -> Due | None:
    """加梯10月底前 holds a word that tells the clause and the words of the limit."""
    inner = dues_of(page, part)
    whole = whole_due(page, part)
    return inner[0] if inner and not (whole and whole.text[:1].isdigit()) else whole


def _best(text: str, limits: list[tuple[str, Due]], number: int) -> Due:
    own = _NUMBERED.match(text)
    same = [
        due for words, due in limits if own and (m := _NUMBERED.match(words)) and m[1] == own[1]
    ]
    if same:
        return same[0]

    def shared(pair: tuple[str, Due]) -> int:
        words = re.sub(r"[\d年月日底前末内上中下旬]", "", pair[0])
        return len(set(words) & set(text))

    if max(map(shared, limits)) > 0:
        return max(limits, key=shared)[1]
    return limits[min(number, len(limits) - 1)][1]


def measures_of(page: Page, record: Record, kind: MeasureKind = MeasureKind.TASK) -> list[Measure]:
    """Return the measures of a record: a row, a card, or an item with labelled lines."""
    found: list[Measure] = []
    for task in record.tasks:
        dues = (task.due,) if task.due else ()
        pieces = () if dues else record.due_cells
        found += measures_in(page, task.piece, Mode.ITEM, Owned(record.bodies, dues, pieces, kind))
    return found
