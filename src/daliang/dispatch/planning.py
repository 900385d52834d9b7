"""What an import would do, row by row, before anything is written."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum

from daliang.dispatch.models import TableImport
from daliang.dispatch.rows import Register, fields_of, register, values_of
from daliang.engine.checks import Problem
from daliang.engine.spreadsheet import open_workbook
from daliang.engine.tasktable import LeftOut, Proposal, TableLayout, TaskRow, apply, propose
from daliang.ledger.choices import ENDED, Part
from daliang.ledger.models import Commitment, LayoutMemory


class Kind(StrEnum):
    """What becomes of a row."""

    NEW = "new"
    CHANGED = "changed"
    SAME = "same"
    FAULTY = "faulty"
    ENDED = "ended"  # already closed or dropped: left as it is


@dataclass(frozen=True, slots=True)
class Entry:
    """A row with what it would do; `changes` are field, before, after."""

    row: TaskRow
    kind: Kind
    import_key: str
    existing: Commitment | None = None
    changes: tuple[tuple[str, object, object], ...] = ()
    problems: tuple[Problem, ...] = ()


@dataclass(frozen=True)
class Plan:
    """The whole import as it would be."""

    entries: tuple[Entry, ...]
    problems: tuple[Problem, ...]
    notices: tuple[Problem, ...]
    left_out: tuple[LeftOut, ...]
    known: Register

    def of(self, kind: Kind) -> list[Entry]:
        """Return the entries of a kind."""
        return [entry for entry in self.entries if entry.kind is kind]

    @property
    def counts(self) -> dict[str, int]:
        """How many rows of each kind."""
        return {kind.value: len(self.of(kind)) for kind in Kind}


def proposal_of(job: TableImport) -> Proposal:
    """Read the workbook and lay remembered and corrected mappings over the guesses.

    Raises
    ------
    BadInput
        When the workbook is refused.
    """
    with job.file.file.open("rb") as stored:
        data = stored.read()
    remembered = dict(LayoutMemory.objects.values_list("fingerprint", "mapping"))
    proposal = propose(open_workbook(data, job.file.name), remembered=remembered)
    for layout in proposal.tables:
        if layout.place in job.mapping:
            proposal = proposal.with_table(layout.recalled(job.mapping[layout.place]))
    return proposal


def plan_of(job: TableImport) -> Plan:
    """Return what importing the table would do now.

    Raises
    ------
    BadInput
        When the table cannot be read as it is mapped.
    """
    known = register()
    proposal = proposal_of(job)
    draft = apply(proposal, plan_year=job.plan_year, bodies=known.names)
    layouts = {layout.place: layout for layout in proposal.tables}
    keys = [_key(job, layouts[row.table], row) for row in draft.rows]
    existing = _existing(keys)
    faults = _faults(draft.rows, draft.problems)
    entries = tuple(
        _entry(row, key, existing.get(key), layouts[row.table], known, faults.get(i, ()))
        for i, (row, key) in enumerate(zip(draft.rows, keys, strict=True))
    )
    return Plan(entries, draft.problems, draft.notices, draft.left_out, known)


def _key(job: TableImport, layout: TableLayout, row: TaskRow) -> str:
    """The system's own number where the sheet carries it, else stable within form and year."""
    if row.key_basis == "系统编号":
        return row.key
    return f"{job.plan_year}-{layout.fingerprint}-{row.key}"[:120]


def _existing(keys: list[str]) -> dict[str, Commitment]:
    found: dict[str, Commitment] = {}
    for start in range(0, len(keys), 500):  # SQLite takes a limited number of parameters
        part = keys[start : start + 500]
        rows = Commitment.objects.select_related("lead", "leader").prefetch_related(
            "assignments__organisation", "milestones", "exemptions"
        )
        found |= {c.import_key: c for c in rows.filter(import_key__in=part) if c.import_key}
        found |= {c.number: c for c in rows.filter(number__in=part)}
    return found


def _faults(
    rows: tuple[TaskRow, ...], problems: tuple[Problem, ...]
) -> dict[int, tuple[Problem, ...]]:
    """Give each problem to the task whose rows it stands in: the last that begins above it."""
    found: dict[int, list[Problem]] = {}
    for problem in problems:
        if problem.row is None:
            continue
        above = [
            (row.row, i)
            for i, row in enumerate(rows)
            if row.sheet == problem.sheet and row.row <= problem.row
        ]
        if above:
            found.setdefault(max(above)[1], []).append(problem)
    return {index: tuple(items) for index, items in found.items()}


def _entry(
    row: TaskRow,
    key: str,
    existing: Commitment | None,
    layout: TableLayout,
    known: Register,
    problems: tuple[Problem, ...],
) -> Entry:
    if problems:
        return Entry(row, Kind.FAULTY, key, existing, problems=problems)
    if existing is None:
        return Entry(row, Kind.NEW, key)
    if existing.state in ENDED:
        return Entry(row, Kind.ENDED, key, existing)
    changes = _changes(existing, values_of(row, known), fields_of(layout.columns))
    return Entry(row, Kind.CHANGED if changes else Kind.SAME, key, existing, changes)


def _changes(
    existing: Commitment, values: Mapping[str, object], fields: frozenset[str]
) -> tuple[tuple[str, object, object], ...]:
    now = _current(existing)
    found = []
    for name in sorted(fields):
        new = values[name]
        if name == "due_text" and values["due_on"] == now["due_on"] is not None:
            continue  # another wording of the same day
        if _plain(new) != _plain(now[name]):
            found.append((name, now[name], new))
    return tuple(found)


def _current(row: Commitment) -> dict[str, object]:
    names = (
        "title",
        "content",
        "goal",
        "category",
        "priority",
        "lead",
        "leader",
        "person",
        "due_kind",
        "due_on",
        "due_text",
        "latest",
        "problem",
    )
    supports = [a.organisation for a in row.assignments.all() if a.part == Part.SUPPORT]
    steps = [(m.title, m.due_on) for m in row.milestones.all()]
    return {name: getattr(row, name) for name in names} | {
        "supports": tuple(supports),
        "milestones": tuple(steps),
    }


def _plain(value: object) -> object:
    """Compare what counts: words without stray blanks, steps by title and date, units as a set."""
    if isinstance(value, str):
        return " ".join(value.split())
    if isinstance(value, tuple):
        steps = [(v.title, v.due_on) if hasattr(v, "title") else v for v in value]
        if all(isinstance(step, tuple) for step in steps):
            return tuple((" ".join(title.split()), day) for title, day in steps)
        return frozenset(v.pk for v in value)
    return value
