"""A commitment as a row of the office's table, and back: the two must mean the same."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date

from daliang.base.models import Organisation, OrganisationAlias, Post
from daliang.engine.tasktable import Deadline, DeadlineKind, Field, Milestone, Role, TaskRow, Unit
from daliang.ledger.actions import Draft, MilestoneDraft
from daliang.ledger.choices import DueKind, Part, Priority
from daliang.ledger.models import Commitment, Source

_DUE_KINDS = {
    DeadlineKind.RECURRING: DueKind.RECURRING,
    DeadlineKind.OPEN: DueKind.OPEN_ENDED,
    DeadlineKind.RELATIVE: DueKind.MISSING,
    DeadlineKind.UNKNOWN: DueKind.MISSING,
    DeadlineKind.NONE: DueKind.MISSING,
}
_KINDS_BACK = {
    DueKind.DATE: DeadlineKind.DAY,
    DueKind.RECURRING: DeadlineKind.RECURRING,
    DueKind.OPEN_ENDED: DeadlineKind.OPEN,
    DueKind.MISSING: DeadlineKind.NONE,
}
TITLE_LIMIT = 300


@dataclass(frozen=True)
class Register:
    """The city's bodies and posts as a table may name them."""

    names: Mapping[str, str]  # every name and alias to the short name
    bodies: Mapping[str, Organisation]  # by short name
    posts: Mapping[str, Post]


def register() -> Register:
    """Read the register of bodies once, for a whole table."""
    bodies = {body.short_name: body for body in Organisation.objects.filter(is_active=True)}
    names = {body.name: short for short, body in bodies.items()} | {s: s for s in bodies}
    for alias in OrganisationAlias.objects.select_related("organisation"):
        names.setdefault(alias.name, alias.organisation.short_name)
    return Register(names, bodies, {post.title: post for post in Post.objects.all()})


def draft_of(
    row: TaskRow, known: Register, *, programme: str, source: Source | None, import_key: str
) -> Draft:
    """Return the draft of a new commitment from a row that has no fault."""
    values = values_of(row, known)
    supports = values.pop("supports")
    milestones = values.pop("milestones")
    latest = {k: v for k in ("latest", "problem") if (v := values.pop(k))}
    extra = dict(row.extra) | latest
    return Draft(
        **values,
        supports=supports,
        milestones=milestones,
        programme=programme,
        source=source,
        import_key=import_key,
        extra=extra,
    )


def values_of(row: TaskRow, known: Register) -> dict[str, object]:
    """Return a row's values by the commitment's field names."""
    due = row.due
    kind = DueKind.DATE if due.norm else _DUE_KINDS.get(due.kind, DueKind.MISSING)
    leader = next((known.posts[name] for name in row.leaders if name in known.posts), None)
    return {
        "title": _title(row),
        "content": _content(row),
        "goal": row.target[:300],
        "category": row.section[:80],
        "priority": _priority(row.priority),
        "lead": known.bodies.get(row.lead),
        "supports": tuple(known.bodies[n] for n in row.co_units if n in known.bodies),
        "leader": leader,
        "person": "、".join(row.persons)[:60],
        "due_kind": kind,
        "due_on": due.norm,
        "due_text": due.text[:60],
        "milestones": tuple(MilestoneDraft(m.text[:300], m.due.norm) for m in row.milestones),
        "latest": row.progress,
        "problem": row.difficulty,
    }


def row_of(commitment: Commitment) -> TaskRow:
    """Return a commitment as a row of the table; relations must be prefetched."""
    supports = [
        a.organisation.short_name for a in commitment.assignments.all() if a.part == Part.SUPPORT
    ]
    units = [Unit(commitment.lead.short_name, Role.LEAD)] if commitment.lead else []
    units += [Unit(name, Role.SUPPORT) for name in supports]
    return TaskRow(
        key=commitment.number,
        key_basis="系统编号",
        task=commitment.title,
        sections=(commitment.category,) if commitment.category else (),
        content=commitment.content,
        target=commitment.goal,
        units=tuple(units),
        leaders=(str(commitment.leader),) if commitment.leader else (),
        persons=(commitment.person,) if commitment.person else (),
        due=_deadline(commitment.due_on, commitment.due_kind, commitment.due_text),
        milestones=tuple(
            Milestone(m.title, _deadline(m.due_on, DueKind.DATE, ""))
            for m in commitment.milestones.all()
        ),
        progress=commitment.latest,
        difficulty=commitment.problem,
        remark="示例数据" if commitment.is_synthetic else "",
    )


def fields_of(columns: Iterable[object]) -> frozenset[str]:
    """Return the commitment fields that a table's columns speak of; others are left alone."""
    used = {use.field for use in columns}  # type: ignore[attr-defined]
    return frozenset(
        name for field, names in _FIELD_NAMES.items() if field in used for name in names
    )


_FIELD_NAMES: Mapping[Field, tuple[str, ...]] = {
    Field.TASK: ("title",),
    Field.CONTENT: ("content",),
    Field.TARGET: ("goal",),
    Field.CATEGORY: ("category",),
    Field.PRIORITY: ("priority",),
    Field.LEAD: ("lead", "supports"),
    Field.OWNER: ("lead", "supports"),
    Field.CO: ("supports",),
    Field.LEADER: ("leader",),
    Field.PERSON: ("person",),
    Field.DUE: ("due_kind", "due_on", "due_text"),
    Field.MILESTONE: ("milestones",),
    Field.SCHEDULE: ("milestones",),
    Field.PROGRESS: ("latest",),
    Field.DIFFICULTY: ("problem",),
}


def _title(row: TaskRow) -> str:
    text = f"{row.project}：{row.task}" if row.project and row.project not in row.task else row.task
    return text if len(text) <= TITLE_LIMIT else text[: TITLE_LIMIT - 1] + "…"


def _content(row: TaskRow) -> str:
    """The content; a task too long for a title stands here in full."""
    whole = row.task if len(row.task) > TITLE_LIMIT else ""
    return "\n".join(part for part in (whole, row.content) if part)


def _priority(text: str) -> str:
    words = {
        "特急": Priority.TOP,
        "急": Priority.URGENT,
        "急办": Priority.URGENT,
        "高": Priority.URGENT,
    }
    return words.get(text.strip(), Priority.NORMAL)


def _deadline(day: date | None, kind: str, text: str) -> Deadline:
    shown = text or (day.isoformat() if day else "")
    return Deadline(day, _KINDS_BACK[DueKind(kind)] if day or text else DeadlineKind.NONE, shown)
