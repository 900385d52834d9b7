"""A task as read from one row of a table, with the exact place of every value."""

from __future__ import annotations

import hashlib
import re
from dataclasses import dataclass

from daliang.engine.checks import Problem
from daliang.engine.reading.bodies import Role
from daliang.engine.reading.deadlines import Deadline, DeadlineKind
from daliang.engine.reading.normal import canonical
from daliang.engine.tasktable.fields import Field
from daliang.engine.tasktable.rowkinds import RowKind

_ROLE_ORDER = {Role.LEAD: 0, Role.RESP: 1, Role.SUPPORT: 2, Role.SUBJECT: 3}
_ENDS = " \t\n；;。，,"
NO_DEADLINE = Deadline(None, DeadlineKind.NONE, "")


@dataclass(frozen=True, slots=True)
class Unit:
    """A body of a task: LEAD answers for it, RESP and SUPPORT work with it."""

    name: str
    role: Role


@dataclass(frozen=True, slots=True)
class Milestone:
    """A step of a task with its own deadline.

    Parameters
    ----------
    text : str
        What is to be reached.
    due : Deadline
        By when; kind NONE where the sheet gives no date for the step.
    label : str
        The header or the mark it stood under: 阶段目标/一季度, ②.
    origin : Field
        Where it was read: MILESTONE (a column of its own), SCHEDULE, CONTENT, TASK, DUE.
    """

    text: str
    due: Deadline
    label: str = ""
    origin: Field = Field.SCHEDULE

    @property
    def substance(self) -> tuple[str, str, str]:
        """What counts when two readings are compared."""
        day, words = deadline_substance(self.due)
        return day, words, _tight(self.text.strip(_ENDS))


@dataclass(frozen=True, slots=True)
class Place:
    """Where a value stands: E5, or E5:E8 when the cell is merged."""

    field: Field
    sheet: str
    reference: str
    head: str = ""


@dataclass(frozen=True, slots=True)
class TaskRow:
    """One task.

    Parameters
    ----------
    key : str
        The same task has the same key in the next import; `key_basis` says why:
        the hidden key column, the office's own number, or the text.
    sheet, row : str, int
        Where it begins; row 0 for a row that comes from no sheet.
    task : str
        What is to be done, to the letter.
    number, code : str
        序号 and 编号.
    sections : tuple of str
        Section rows above it, outermost first.
    category, project, content, target : str
        大类, 项目 that the task belongs to, 具体内容, 目标值.
    units : tuple of Unit
        Lead first.
    leaders, persons : tuple of str
        牵头市领导 and 责任人.
    start : str
        As written.
    due : Deadline
        A day, or recurring, open-ended, unreadable (`kind`).
    milestones : tuple of Milestone
        Steps in the order of the sheet.
    schedule, progress, status, difficulty, next_step, priority, source, remark : str
        As written.
    extra : tuple of (str, str)
        Columns without a field: header and text.
    places : tuple of Place
        Where every value stands.
    is_hidden : bool
        The row is hidden in the sheet.
    table : str
        `TableLayout.place` of the table it was read from.
    """

    key: str
    task: str
    key_basis: str = ""
    sheet: str = ""
    row: int = 0
    number: str = ""
    code: str = ""
    sections: tuple[str, ...] = ()
    category: str = ""
    project: str = ""
    content: str = ""
    target: str = ""
    units: tuple[Unit, ...] = ()
    leaders: tuple[str, ...] = ()
    persons: tuple[str, ...] = ()
    start: str = ""
    due: Deadline = NO_DEADLINE
    milestones: tuple[Milestone, ...] = ()
    schedule: str = ""
    progress: str = ""
    status: str = ""
    difficulty: str = ""
    next_step: str = ""
    priority: str = ""
    source: str = ""
    remark: str = ""
    extra: tuple[tuple[str, str], ...] = ()
    places: tuple[Place, ...] = ()
    is_hidden: bool = False
    table: str = ""

    @property
    def lead(self) -> str:
        """The body that answers for the task; empty when none is named."""
        return next((unit.name for unit in self.units if unit.role is Role.LEAD), "")

    @property
    def co_units(self) -> tuple[str, ...]:
        """All other bodies, in order."""
        return tuple(unit.name for unit in self.units if unit.name != self.lead)

    @property
    def section(self) -> str:
        """The section path in one line."""
        return " / ".join((*self.sections, self.category) if self.category else self.sections)

    @property
    def substance(self) -> tuple[object, ...]:
        """What counts when two readings of a task are compared: everything but its place."""
        return (
            self.key,
            self.number,
            self.code,
            self.sections,
            *map(_tight, (self.category, self.project, self.task, self.content, self.target)),
            tuple(sorted(self.units, key=lambda unit: _ROLE_ORDER[unit.role])),
            self.leaders,
            self.persons,
            self.start,
            deadline_substance(self.due),
            tuple(sorted(milestone.substance for milestone in self.milestones)),
            *map(_tight, (self.progress, self.status, self.difficulty, self.next_step)),
            *map(_tight, (self.priority, self.source, self.remark)),
            self.extra,
        )

    @property
    def digest(self) -> str:
        """A short mark of the substance: equal digests, nothing changed."""
        return hashlib.sha256(repr(self.substance).encode()).hexdigest()[:32]

    def place_of(self, field: Field) -> str:
        """Return where a field stands; empty when the row has none."""
        return next((place.reference for place in self.places if place.field is field), "")


@dataclass(frozen=True, slots=True)
class LeftOut:
    """A row that is not a task, and why: a subtotal, a note, a repeated header."""

    sheet: str
    row: int
    kind: RowKind
    text: str


@dataclass(frozen=True, slots=True)
class Draft:
    """The tasks of a workbook, for a person to confirm.

    Parameters
    ----------
    rows : tuple of TaskRow
        In the order of the sheets.
    problems : tuple of Problem
        Faulty cells; their rows are in `rows` all the same, unless they have no task text.
    notices : tuple of Problem
        What a person should know.
    left_out : tuple of LeftOut
        Rows that became no task, so that nothing vanishes unseen.
    """

    rows: tuple[TaskRow, ...]
    problems: tuple[Problem, ...] = ()
    notices: tuple[Problem, ...] = ()
    left_out: tuple[LeftOut, ...] = ()


def deadline_substance(due: Deadline) -> tuple[str, str]:
    """Return a deadline without its wording, where the wording means a day."""
    if due.norm is not None:
        return due.norm.isoformat(), ""
    return "", "" if due.kind is DeadlineKind.NONE else _tight(due.text)


def text_key(task: str, lead: str, section: str) -> str:
    """Return a key made of the words of a task, who leads it and its section.

    Examples
    --------
    >>> text_key("新建桥梁2座。", "市住建局", "") == text_key("新建桥梁 2 座", "市住建局", "")
    True
    """
    joined = "|".join(_bare(text) for text in (task, lead, section))
    return "t" + hashlib.sha256(joined.encode()).hexdigest()[:20]


def _bare(text: str) -> str:
    return re.sub(r"[^\w%.]+", "", canonical(text)).rstrip(".").lower()


def _tight(text: str) -> str:
    return "\n".join(" ".join(line.split()) for line in text.strip().splitlines())
