"""The prose of a document as measures: items with owners, speeches, promises in reports."""

from __future__ import annotations

import re
from dataclasses import dataclass, field, replace

from daliang.engine.reading.attribution import notes_in, read_note, whole_due
from daliang.engine.reading.bodies import Role
from daliang.engine.reading.body_words import LOOSE
from daliang.engine.reading.clauses import sentences, strip_mark
from daliang.engine.reading.drafts import Due, Measure, MeasureKind, Responsible
from daliang.engine.reading.labels import Field, label_role
from daliang.engine.reading.measures import Mode, Owned, is_topic, measures_in
from daliang.engine.reading.normal import Mapped
from daliang.engine.reading.page import Page
from daliang.engine.reading.prose import Segment, Stretch, head_length, owner_head

_REPORTING = re.compile(
    r"强调|要求|(?<!通报)指出|认为，|[一-龥]说，|现场答复|寄语|会议(?:议定|决定|明确|强调|认为)|议定|表示|拍板|讲了.{0,4}意见|提出.{0,8}(?:要求|意见)|部署|叮嘱|商定|介绍，|指示|明确了?[，：]|决定[，：]"
)
_PLAN = re.compile(
    r"方案|计划|任务|清单|分解|要点|措施|办法|意见|规划|部署|通知|实事|督办|纪要|行动|安排|责任|事项|要求"
)
_LIST_HEAD = re.compile(
    r"(?:如下|议定|决定|明确|要求|措施|事项|任务|意见|推开|内容|包括|分工|安排|落实|工作)[^。：]{0,12}：$"
)
_NO_LIST = re.compile(
    r"背景|概况|简介|名单|附件|说明|联系|电话|总体要求|指导思想|基本情况|存在问题|进展|成效|回顾|总结|现状|总体情况|基本原则|组织领导人员|时间|地点"
)
_NOT_TASKS = {
    Field.PROGRESS,
    Field.SKIP,
    Field.NUMBER,
    Field.LEADER,
    Field.DATE,
    Field.SITE,
    Field.CLUSTER,
    Field.AMOUNT,
    Field.PARTY,
    Field.CATEGORY,
    Field.START,
}


@dataclass(slots=True)
class _Card:
    """An item or card being read: its texts, and the labelled lines that belong to it."""

    pieces: list[tuple[Mapped, Due | None, Mode]] = field(default_factory=list)
    bodies: tuple[Responsible, ...] = ()
    due_pieces: list[Mapped] = field(default_factory=list)
    seen: set[Field] = field(default_factory=set)
    is_skipping: bool = False
    has_bodies_label: bool = False


@dataclass(slots=True)
class _Reader:
    """Goes through the stretches of a document and remembers headings and owners."""

    page: Page
    is_plan: bool
    is_agreement: bool
    found: list[Measure] = field(default_factory=list)
    card: _Card = field(default_factory=_Card)
    owner: tuple[Responsible, ...] = ()
    owner_depth: int = 9
    is_list: bool = False
    is_silent: bool = False

    def read(self, stretch: Stretch, after: Stretch | None) -> None:
        if stretch.kind is Segment.FIELD:
            self._field(stretch)
            return
        if self._continues(stretch):
            return
        self.flush()
        if self._takes_owner(stretch, after):
            return
        if stretch.kind is Segment.HEADING or self._is_heading(stretch, after):
            self._heading(stretch)
            return
        self._text(stretch)

    def flush(self) -> None:
        card, self.card = self.card, _Card()
        kind = MeasureKind.COOP if self.is_agreement else MeasureKind.TASK
        for piece, due, mode in card.pieces:
            owned = Owned(
                card.bodies or self.owner,
                (due,) if due else (),
                () if due else tuple(card.due_pieces),
                kind,
            )
            if card.bodies or card.due_pieces or due:
                mode = Mode.ITEM
            self.found += measures_in(self.page, piece, mode, owned)

    def _continues(self, stretch: Stretch) -> bool:
        """Lines under an empty label belong to it: 责任单位： on a line of its own."""
        card = self.card
        if (
            card.is_skipping
            and not stretch.is_after_blank
            and stretch.kind is not Segment.HEADING
            and not stretch.depth
        ):
            return True
        if (
            card.has_bodies_label
            and not stretch.is_after_blank
            and stretch.kind is Segment.PARAGRAPH
        ):
            note = read_note(self.page, stretch.piece, 0, len(stretch.piece.text))
            if note.bodies and len(stretch.piece.text) < 40 and "。" not in stretch.piece.text:
                card.bodies += note.bodies
                return True
        card.has_bodies_label = False
        return False

    def _field(self, stretch: Stretch) -> None:
        card, what = self.card, stretch.field
        value = stretch.piece
        starts = (
            what in (Field.TASK, Field.PROJECT)
            and (card.pieces or card.bodies)
            and (what in card.seen or stretch.is_after_blank)
        )
        repeats = (
            what in (Field.BODIES, Field.DEADLINE) and stretch.is_after_blank and what in card.seen
        )
        if starts or repeats:
            self.flush()
            card = self.card
        card.is_skipping = what in _NOT_TASKS
        if what:
            card.seen.add(what)
        if what is Field.BODIES:
            self._bodies_field(stretch)
        elif what is Field.DEADLINE and value.text.strip():
            card.due_pieces.append(value)
        elif what is Field.PERIOD:
            card.pieces.append((value, self._label_due(stretch), Mode.ITEM))
        elif (what is Field.TASK and value.text.strip(" 。")) or (
            what is Field.PROJECT
            and value.text.strip()
            and len(value.text) > 12
            and "。" in value.text
        ):
            card.pieces.append((value, None, Mode.ITEM))

    def _bodies_field(self, stretch: Stretch) -> None:
        note = read_note(self.page, stretch.piece, 0, len(stretch.piece.text))
        role = label_role(stretch.label)
        self.card.bodies += tuple(_with_role(body, role) for body in note.bodies)
        for due in note.dues:
            self.card.due_pieces.append(self.page.mapped(due.start, due.end))
        self.card.has_bodies_label = not note.bodies

    def _label_due(self, stretch: Stretch) -> Due | None:
        start = stretch.piece.origin[0] if stretch.piece.origin else 0
        at = self.page.canon.rfind(stretch.label, 0, start)
        if at < 0:
            return None
        return whole_due(self.page, self.page.mapped(at, at + len(stretch.label)))

    def _takes_owner(self, stretch: Stretch, after: Stretch | None) -> bool:
        head = owner_head(stretch)
        if head is None:
            if (stretch.depth and stretch.depth <= self.owner_depth) or head_length(
                stretch.piece.text
            ):
                self.owner, self.owner_depth = (), 9
            return False
        start, end, rest = head
        if rest >= len(stretch.piece.text) and after is None:
            return True
        bodies = self.page.responsible(stretch.piece.part(start, end))
        text = stretch.piece.text
        if (
            not stretch.depth
            and text.rstrip().endswith("：")
            and re.match(rf"{LOOSE}|.{{0,9}}人民政府", text)
        ):
            return True  # 各县区人民政府： is whom the paper is sent to
        rest_text = stretch.piece.text[rest:].strip(" 。")
        if rest_text:
            self.owner, self.owner_depth = bodies, min(stretch.depth or 5, 5)
            self.card.pieces.append(
                (stretch.piece.part(rest, len(stretch.piece.text)), None, Mode.ITEM)
            )
            return True
        if self.card.pieces or self._owns_above(stretch, after):
            return True
        self.owner, self.owner_depth = (
            bodies,
            min(stretch.depth or 5, 3) if stretch.depth == 4 else stretch.depth or 5,
        )
        return True

    def _owns_above(self, stretch: Stretch, after: Stretch | None) -> bool:
        """A bare body on a line of its own behind an item is that item's owner, or a signature."""
        del after
        return bool(
            re.search(
                r"\s{6,}",
                self.page.source[max(0, stretch.piece.origin[0] - 8) : stretch.piece.origin[0]],
            )
        )

    def _is_heading(self, stretch: Stretch, after: Stretch | None) -> bool:
        if (
            after is None
            or stretch.kind is not Segment.ITEM
            or (stretch.depth > 2 and after.depth <= stretch.depth)
        ):
            return False
        text = stretch.piece.text
        deeper = after.depth > stretch.depth
        short = len(text) <= 32 and len(sentences(text)) == 1
        return (
            deeper
            and short
            and not notes_in(self.page, stretch.piece)
            and not re.search(r"\d", text[2:])
        )

    def _heading(self, stretch: Stretch) -> None:
        text = stretch.piece.text
        self.is_silent = bool(_NO_LIST.search(text))
        self.is_list = self.is_plan and not self.is_silent

    def _text(self, stretch: Stretch) -> None:
        piece = stretch.piece
        cut = head_length(piece.text)
        if cut:
            self.is_silent = bool(_NO_LIST.search(piece.text[:cut]))
            piece = piece.part(cut, len(piece.text))
        if not piece.text.strip(" 。"):
            return
        mode = self._mode(stretch)
        if stretch.kind is Segment.ITEM or mode is Mode.ITEM:
            self.card.pieces.append((piece, None, mode))
            return
        if not _is_title(stretch):
            self._speech(piece)
        if _LIST_HEAD.search(piece.text.rstrip()):
            self.is_list = True

    def _mode(self, stretch: Stretch) -> Mode:
        has_notes = bool(notes_in(self.page, stretch.piece))
        if self.is_agreement and stretch.kind is Segment.ITEM:
            return Mode.ITEM
        if has_notes or (
            stretch.kind is Segment.ITEM and (self.is_plan or self.is_list) and not self.is_silent
        ):
            return Mode.ITEM
        return (
            Mode.DIRECTIVE
            if self.is_plan and not self.is_silent and stretch.kind is Segment.ITEM
            else Mode.NARRATIVE
        )

    def _speech(self, piece: Mapped) -> None:
        """Sentences behind 强调 or 要求 are directions until the paragraph ends."""
        mode = Mode.DIRECTIVE if self.is_plan and (self.is_list or self.owner) else Mode.NARRATIVE
        kind = MeasureKind.COOP if self.is_agreement else MeasureKind.TASK
        parts = sentences(piece.text)
        for number, (start, end) in enumerate(parts):
            if _REPORTING.search(piece.text[start:end]):
                mode = Mode.DIRECTIVE
            begin = strip_mark(piece.text, start, end)
            if begin > start and is_topic(piece.text[begin:end]) and number + 1 < len(parts):
                # 一要紧盯短板。 What follows tells how: bare imperatives without 要.
                mode = Mode.ITEM if mode is Mode.DIRECTIVE else mode
                continue
            owned = Owned(self.owner, kind=kind)
            self.found += measures_in(self.page, piece.part(start, end), mode, owned)


def _is_title(stretch: Stretch) -> bool:
    """A short line without a full stop is a title, a signature or a date line."""
    text = stretch.piece.text.strip()
    return (
        len(text) <= 40 and text[-1:] not in "。！；：”）" and not re.search(r"，.*(?:要|将)", text)
    )


def _with_role(body: Responsible, role: Role) -> Responsible:
    return replace(body, role=str(role)) if body.role == Role.RESP else body


def prose_measures(
    page: Page, parts: list[Stretch], is_plan: bool, is_agreement: bool
) -> list[Measure]:
    """Return the measures of the prose of a document.

    Parameters
    ----------
    page : Page
        The document.
    parts : list of Stretch
        Its logical paragraphs in order.
    is_plan : bool
        Its numbered items are tasks: a plan, notice, list or minutes.
    is_agreement : bool
        Its measures are items of co-operation.
    """
    reader = _Reader(page, is_plan, is_agreement)
    for number, stretch in enumerate(parts):
        reader.read(stretch, parts[number + 1] if number + 1 < len(parts) else None)
    reader.flush()
    return reader.found


def looks_like_plan(parts: list[Stretch]) -> bool:
    """Say whether numbered items of the document are tasks, from its title and its labels."""
    title = "".join(stretch.piece.text for stretch in parts[:2])[:80]
    labels = sum(
        s.kind is Segment.FIELD and s.field in (Field.BODIES, Field.DEADLINE) for s in parts
    )
    return bool(_PLAN.search(title)) or labels >= 2
