"""What to write into the cells of an exported row, so that reading it again changes nothing."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from daliang.engine.reading.bodies import Role
from daliang.engine.tasktable.fields import OWNERS, Field
from daliang.engine.tasktable.layouts import ColumnUse
from daliang.engine.tasktable.parts import CIRCLED, split_parts
from daliang.engine.tasktable.rows import Milestone, TaskRow, Unit

_TYPED = {Field.NUMBER, Field.TARGET, Field.MILESTONE, Field.EXTRA}
_PLAIN_NUMBER = re.compile(r"-?(?:0|[1-9]\d{0,9})(?:\.\d{0,5}[1-9])?")
_DERIVED = {Field.CONTENT, Field.TASK, Field.TARGET, Field.DUE}
_LABELS = {Role.LEAD: "牵头单位", Role.RESP: "责任单位", Role.SUPPORT: "配合单位"}
_DEFAULT = {Field.LEAD: Role.LEAD, Field.OWNER: Role.RESP, Field.CO: Role.SUPPORT}


@dataclass(frozen=True, slots=True)
class RowWriter:
    """Turns a task into the texts of its columns."""

    columns: tuple[ColumnUse, ...]

    def texts(self, row: TaskRow) -> dict[int, str]:
        """Return the text of every column that is not blank, by column."""
        plain = _plain_texts(row)
        units = _unit_texts(row.units, {use.field for use in self.columns})
        steps, rest = self._period_texts(row.milestones)
        extra = dict(row.extra)
        texts: dict[int, str] = {}
        for use in self.columns:
            if use.field is Field.MILESTONE:
                text = steps.get(use.column, "")
            elif use.field is Field.SCHEDULE:
                text = _schedule_text(row, rest)
            elif use.field in OWNERS:
                text = units.get(use.field, "")
            elif use.field is Field.EXTRA:
                text = extra.get(use.head, "")
            else:
                text = plain.get(use.field, "")
            if text:
                texts[use.column] = text
        return texts

    def needs_schedule(self, row: TaskRow) -> bool:
        """Tell whether the row has steps that no column of the layout can hold."""
        if any(use.field is Field.SCHEDULE for use in self.columns):
            return False
        _, rest = self._period_texts(row.milestones)
        return any(step.origin not in _DERIVED for step in rest)

    def _period_texts(
        self, milestones: Sequence[Milestone]
    ) -> tuple[dict[int, str], list[Milestone]]:
        """Put steps into the period columns they came from; return those left over."""
        heads = {use.head: use.column for use in self.columns if use.field is Field.MILESTONE}
        texts: dict[int, str] = {}
        rest: list[Milestone] = []
        for step in milestones:
            column = heads.get(step.label)
            if step.origin is not Field.MILESTONE or column is None or column in texts:
                rest.append(step)
            else:
                texts[column] = step.text
        return texts, rest


def typed(text: str, field: Field) -> str | int | float:
    """Return a number where a cell should calculate and nothing of the text is lost.

    Examples
    --------
    >>> typed("120", Field.TARGET), typed("007", Field.EXTRA), typed("2024.10", Field.DUE)
    (120, '007', '2024.10')
    """
    if field not in _TYPED or not _PLAIN_NUMBER.fullmatch(text) or text == "-0":
        return text
    return float(text) if "." in text else int(text)


def _plain_texts(row: TaskRow) -> dict[Field, str]:
    due = row.due.text.strip()
    if not due and row.due.norm is not None:
        due = row.due.norm.isoformat()
    return {
        Field.KEY: row.key,
        Field.NUMBER: row.number,
        Field.CODE: row.code,
        Field.CATEGORY: row.category,
        Field.PROJECT: row.project,
        Field.TASK: row.task,
        Field.CONTENT: row.content,
        Field.TARGET: row.target,
        Field.LEADER: "、".join(row.leaders),
        Field.PERSON: "、".join(row.persons),
        Field.START: row.start,
        Field.DUE: due,
        Field.PROGRESS: row.progress,
        Field.STATUS: row.status,
        Field.DIFFICULTY: row.difficulty,
        Field.NEXT_STEP: row.next_step,
        Field.PRIORITY: row.priority,
        Field.SOURCE: row.source,
        Field.REMARK: row.remark,
    }


def _unit_texts(units: Sequence[Unit], fields: set[Field]) -> dict[Field, str]:
    """Share the bodies of a task among the columns there are, with labels where roles mix."""
    held: dict[Field, list[Unit]] = {field: [] for field in OWNERS & fields}
    for unit in units:
        home = _home(unit.role, fields)
        if home is not None:
            held[home].append(unit)
    has_lead_column = Field.LEAD in fields
    return {
        field: _listed(members, _DEFAULT[field], has_lead_column=has_lead_column)
        for field, members in held.items()
    }


def _home(role: Role, fields: set[Field]) -> Field | None:
    wishes = {
        Role.LEAD: (Field.LEAD, Field.OWNER, Field.CO),
        Role.SUPPORT: (Field.CO, Field.OWNER, Field.LEAD),
    }.get(role, (Field.OWNER, Field.CO, Field.LEAD))
    return next((field for field in wishes if field in fields), None)


def _listed(units: Sequence[Unit], default: Role, *, has_lead_column: bool) -> str:
    groups = {
        role: [unit.name for unit in units if unit.role is role]
        for role in (Role.LEAD, Role.RESP, Role.SUPPORT, Role.SUBJECT)
    }
    responsible = groups[Role.RESP] + groups.pop(Role.SUBJECT)
    groups[Role.RESP] = responsible
    if not has_lead_column and default is Role.RESP and len(groups[Role.LEAD]) == 1:
        # The first-listed leads; that is how the column is read.
        groups[Role.RESP] = groups.pop(Role.LEAD) + responsible
    parts = ["、".join(groups[default])] if groups.get(default) else []
    for role, label in _LABELS.items():
        names = groups.get(role)
        if role is not default and names:
            parts.append(f"{label}：{'、'.join(names)}")
    return "；".join(parts)


def _schedule_text(row: TaskRow, steps: Sequence[Milestone]) -> str:
    """Return the wording of the sheet as long as it says the same; else the steps, numbered."""
    steps = [step for step in steps if step.origin not in _DERIVED]
    if row.schedule and _says_the_same(row.schedule, steps):
        return row.schedule
    marks = [*CIRCLED, *(f"（{n}）" for n in range(len(CIRCLED) + 1, len(steps) + 1))]
    lines: list[str] = []
    for mark, step in zip(marks, steps, strict=False):
        day = f"{step.due.norm.isoformat()}前：" if step.due.norm else ""
        lines.append(f"{mark}{day}{' '.join(step.text.split())}")
    return "\n".join(lines)


def _says_the_same(schedule: str, steps: Sequence[Milestone]) -> bool:
    years = {step.due.norm.year for step in steps if step.due.norm} or {2000}
    wanted = [step.substance for step in steps]
    return any(
        [Milestone(p.text, p.due).substance for p in split_parts(schedule, year)] == wanted
        for year in years
    )
