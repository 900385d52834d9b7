"""Applying a confirmed layout: every row of the table becomes a task of the draft."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace

from daliang.engine.checks import BadInput, Problem
from daliang.engine.reading.bodies import Role
from daliang.engine.spreadsheet import Sheet
from daliang.engine.tasktable.fields import OWNERS, Field
from daliang.engine.tasktable.layouts import Proposal, TableLayout
from daliang.engine.tasktable.parts import Part, has_dated_parts, split_names, split_parts
from daliang.engine.tasktable.proposing import check_layout, ruler_for
from daliang.engine.tasktable.rowkinds import RowKind, section_rank
from daliang.engine.tasktable.rows import (
    NO_DEADLINE,
    Draft,
    LeftOut,
    Milestone,
    TaskRow,
    Unit,
    text_key,
)
from daliang.engine.tasktable.values import Meaning, RowValues, ValueReader, merge_units, places_of

_TASK_PARTS = {Field.CONTENT, Field.TARGET, Field.SCHEDULE, Field.NUMBER, Field.CODE}
_BLANK_MARKS = {"-", "—", "/", "无", "——", "－"}
_ROLES = ((Field.LEAD, Role.LEAD), (Field.OWNER, Role.RESP), (Field.CO, Role.SUPPORT))
_BASIS_FIELD = {"编号": Field.CODE, "系统编号": Field.KEY}
_SHOWN = 8


def apply(proposal: Proposal, *, plan_year: int, bodies: Mapping[str, str] | None = None) -> Draft:
    """Read every task of the confirmed tables.

    Parameters
    ----------
    proposal : Proposal
        As `propose` returned it, with the columns a person has corrected.
    plan_year : int
        The year of deadlines printed without one; ask for it once per document.
    bodies : mapping of str to str, optional
        The register: name or alias to the registered name. Without it names are kept
        as written; with it unknown names are problems.

    Returns
    -------
    Draft
        Tasks with the place of every value, all faults, and the rows left out.

    Raises
    ------
    BadInput
        When a table has no task column, a field has two columns, or no row is a task.

    Examples
    --------
    >>> from daliang.engine.spreadsheet import Cell, Kind, Sheet, Workbook
    >>> from daliang.engine.tasktable import propose
    >>> heads = ["序号", "目标任务", "责任单位", "完成时限"]
    >>> values = ["1", "新建桥梁2座", "市住建局、市城管局", "9月底"]
    >>> rows = {r: {c: Cell(r, c, Kind.TEXT, t, t) for c, t in enumerate(texts, 1)}
    ...         for r, texts in ((1, heads), (2, values))}
    >>> draft = apply(propose(Workbook("任务.xlsx", (Sheet("Sheet1", rows),))), plan_year=2024)
    >>> row = draft.rows[0]
    >>> row.lead, row.co_units, str(row.due.norm), row.place_of(Field.DUE)
    ('市住建局', ('市城管局',), '2024-09-30', 'D2')
    """
    name = proposal.workbook.name
    sheets = {sheet.name: sheet for sheet in proposal.workbook.sheets}
    taken = [layout for layout in proposal.tables if layout.is_taken]
    faults = [f.within(name, t.sheet) for t in taken for f in check_layout(t)[0]]
    if faults or not taken:
        raise BadInput(
            faults or proposal.problems or Problem("没有选中任何表", "至少选一个表", name)
        )
    readers = [_TableReader(sheets[layout.sheet], layout, plan_year, bodies) for layout in taken]
    for reader in readers:
        reader.run()
    found = [row for reader in readers for row in reader.rows]
    rows = _keyed(found)
    if not rows:
        raise BadInput(Problem("表里没有一行任务", "确认表头下面填了内容", file=name))
    return Draft(
        rows=rows,
        problems=tuple(p.within(name, r.layout.sheet) for r in readers for p in r.problems)
        + _repeated(found, name),
        notices=tuple(n.within(name, r.layout.sheet) for r in readers for n in r.notices),
        left_out=tuple(left for reader in readers for left in reader.left_out),
    )


@dataclass
class _TableReader:
    """Reads one table from top to bottom."""

    sheet: Sheet
    layout: TableLayout
    plan_year: int
    register: Mapping[str, str] | None
    rows: list[TaskRow] = field(default_factory=list)
    problems: list[Problem] = field(default_factory=list)
    notices: list[Problem] = field(default_factory=list)
    left_out: list[LeftOut] = field(default_factory=list)

    def __post_init__(self) -> None:
        report = self.problems.append
        self.values = ValueReader(self.sheet, self.layout, report)
        self.meaning = Meaning(self.plan_year, self.register, report)
        self.sections: list[tuple[int, str]] = []
        self.has_lead = self.layout.first(Field.LEAD) is not None

    def run(self) -> None:
        """Read every row below the header."""
        ruler = ruler_for(self.sheet, self.layout.columns)
        last = self.layout.last_row or self.sheet.last_row
        rows = [row for row in sorted(self.sheet.rows) if self.layout.header_last < row <= last]
        for row, kind in ruler.kinds(rows):
            if kind is RowKind.SECTION:
                self._enter_section(ruler.section_text(row))
            elif kind is RowKind.DATA:
                self._take(self.values.read(row))
            elif kind is not RowKind.BLANK:
                text = " ".join(cell.text for cell in self.sheet.rows[row].values())
                self.left_out.append(LeftOut(self.layout.sheet, row, kind, text[:200]))
        self._say()

    def _enter_section(self, text: str) -> None:
        rank = section_rank(text)
        self.sections = [entry for entry in self.sections if entry[0] < rank]
        self.sections.append((rank, text))
        self.values.forget()

    def _take(self, values: RowValues) -> None:
        task = values.get(Field.TASK)
        if task is None:
            self._report_no_task(values)
            return
        own = {read.use.field for read in values.reads if read.is_own}
        if not task.is_own and self.rows and not own & _TASK_PARTS:
            self.rows[-1] = self._continued(self.rows[-1], values)
            return
        row = self._row(values)
        self.rows += self._split(row) if self.layout.is_split else [row]

    def _report_no_task(self, values: RowValues) -> None:
        use = self.layout.first(Field.TASK)
        text = " ".join(read.text for read in values.reads)
        mend = "补上任务；若是上一行的续行，请合并任务单元格，或在对应关系里勾选“空白同上”"
        what = f"这一行没有任务文字（{text[:30]}）"
        self.problems.append(Problem(what, mend, row=values.row, column=use.place if use else ""))
        self.left_out.append(LeftOut(self.layout.sheet, values.row, RowKind.DATA, text[:200]))

    def _continued(self, above: TaskRow, values: RowValues) -> TaskRow:
        """Join a row under a merged task cell: further owners, each with a date of its own."""
        units = self._units(values, own_only=True)
        due = next((read for read in values.all(Field.DUE) if read.is_own), None)
        milestones = above.milestones
        if due is not None:
            names = "、".join(unit.name for unit in units) or due.text
            step = Milestone(names, self.meaning.deadline(due, values.row), due.reference)
            milestones = (*milestones, step)
        followers = [replace(u, role=Role.RESP) if u.role is Role.LEAD else u for u in units]
        return replace(
            above,
            units=merge_units(above.units, followers if above.units else units),
            milestones=milestones,
            places=above.places + places_of(values, self.layout.sheet),
        )

    def _units(self, values: RowValues, *, own_only: bool = False) -> tuple[Unit, ...]:
        units: tuple[Unit, ...] = ()
        for wanted, role in (
            (Field.LEAD, Role.LEAD),
            (Field.OWNER, Role.RESP),
            (Field.CO, Role.SUPPORT),
        ):
            read = values.get(wanted)
            if read is None or (own_only and not read.is_own):
                continue
            units = merge_units(units, self.meaning.units(read, role, values.row))
        if units and not any(unit.role is Role.LEAD for unit in units) and not self.has_lead:
            # Where no column names a lead, the first-listed unit leads (HANDBOOK 1.3).
            first = next((u for u in units if u.role is Role.RESP), units[0])
            rest = tuple(unit for unit in units if unit is not first)
            units = (replace(first, role=Role.LEAD), *rest)
        return units

    def _row(self, values: RowValues) -> TaskRow:
        text = values.text
        units = self._units(values)
        sections = tuple(entry[1] for entry in self.sections)
        key, basis = self._key(values, units, sections)
        return TaskRow(
            key=key,
            key_basis=basis,
            sheet=self.layout.sheet,
            row=values.row,
            number=text(Field.NUMBER),
            code=text(Field.CODE),
            sections=sections,
            category=text(Field.CATEGORY),
            project=text(Field.PROJECT),
            task=text(Field.TASK),
            content=text(Field.CONTENT),
            target=text(Field.TARGET),
            units=units,
            leaders=split_names(text(Field.LEADER)),
            persons=split_names(text(Field.PERSON)),
            start=text(Field.START),
            due=self.meaning.deadline(values.get(Field.DUE), values.row),
            milestones=self._milestones(values),
            schedule=text(Field.SCHEDULE),
            progress=text(Field.PROGRESS),
            status=text(Field.STATUS),
            difficulty=text(Field.DIFFICULTY),
            next_step=text(Field.NEXT_STEP),
            priority=text(Field.PRIORITY),
            source=text(Field.SOURCE),
            remark=text(Field.REMARK),
            extra=tuple((read.use.head, read.text) for read in values.all(Field.EXTRA)),
            places=places_of(values, self.layout.sheet),
            is_hidden=values.row in self.sheet.hidden_rows,
            table=self.layout.place,
        )

    def _key(
        self, values: RowValues, units: tuple[Unit, ...], sections: tuple[str, ...]
    ) -> tuple[str, str]:
        if key := values.text(Field.KEY):
            return key, "系统编号"
        if code := values.text(Field.CODE):
            return f"c{''.join(code.split())}", "编号"
        task = values.get(Field.TASK)
        words = task.text if task else ""
        if task and task.merge and task.merge.height > 1:
            # Several rows share the task cell; their content tells them apart.
            words += values.text(Field.CONTENT) + values.text(Field.TARGET)
        lead = next((unit.name for unit in units if unit.role is Role.LEAD), "")
        section = " ".join((*sections, values.text(Field.CATEGORY), values.text(Field.PROJECT)))
        return text_key(words, lead, section), "任务文字"

    def _milestones(self, values: RowValues) -> tuple[Milestone, ...]:
        steps = self._period_steps(values)
        schedule = values.text(Field.SCHEDULE)
        if schedule:
            parts = split_parts(schedule, self.plan_year)
            steps += [Milestone(p.text, p.due, p.mark, Field.SCHEDULE) for p in parts]
            return tuple(steps)
        due_parts = split_parts(values.text(Field.DUE), self.plan_year)
        for wanted in (Field.CONTENT, Field.TASK, Field.TARGET):
            parts = split_parts(values.text(wanted), self.plan_year)
            parts = _dated_by(parts, due_parts)
            if has_dated_parts(parts):
                steps += [Milestone(p.text, p.due, p.mark, wanted) for p in parts]
                break
        return tuple(steps)

    def _period_steps(self, values: RowValues) -> list[Milestone]:
        steps: list[Milestone] = []
        for read in values.all(Field.MILESTONE):
            if read.text.strip() in _BLANK_MARKS:
                continue
            if read.merge and read.use.column < min(read.merge.last_column, self._last_step):
                continue  # one text over several periods is due at the end of the last
            due = self.meaning.words(read.use.period or read.use.head)
            steps.append(Milestone(read.text, due, read.use.head, Field.MILESTONE))
        return steps

    @property
    def _last_step(self) -> int:
        return max(u.column for u in self.layout.columns if u.field is Field.MILESTONE)

    def _split(self, row: TaskRow) -> list[TaskRow]:
        parts = split_parts(row.task, self.plan_year)
        if len(parts) < 2:
            return [row]
        due_parts = split_parts(row.due.text, self.plan_year)
        tasks: list[TaskRow] = []
        for index, part in enumerate(_dated_by(parts, due_parts), 1):
            due = part.due if part.due is not NO_DEADLINE else row.due
            tasks.append(
                replace(row, key=f"{row.key}#{index}", task=part.text, due=due, milestones=())
            )
        return tasks

    def _say(self) -> None:
        """Say what a person should look at, one notice a column or name, not one a row."""
        for wanted, rows in self.values.blanks.items():
            what = f"“{wanted.label}”在{_lines(rows)}空着"
            mend = "没有当作“同上”；若是同上，合并单元格，或在对应关系里勾选“空白同上”"
            use = self.layout.first(wanted)
            self.notices.append(Problem(what, mend, column=use.place if use else ""))
        for name, rows in self.meaning.generic.items():
            what = f"“{name}”是泛指，在{_lines(rows)}"
            self.notices.append(Problem(what, "确认时落到具体单位"))
        without = [row.row for row in self.rows if not row.units]
        if without and any(self.layout.first(wanted) for wanted in OWNERS):
            self.notices.append(Problem(f"{_lines(without)}没有责任单位", "确认时补上"))


def _lines(rows: Sequence[int]) -> str:
    shown = "、".join(map(str, rows[:_SHOWN]))
    return f"第{shown}行" if len(rows) <= _SHOWN else f"第{shown}等{len(rows)}行"


def _dated_by(parts: tuple[Part, ...], due_parts: tuple[Part, ...]) -> tuple[Part, ...]:
    """Give parts the deadlines of a deadline cell numbered alike, whatever its order."""
    by_mark = {part.mark: part.due for part in due_parts if part.mark}
    if len(by_mark) < 2:
        return parts
    return tuple(replace(part, due=by_mark.get(part.mark, part.due)) for part in parts)


def _keyed(rows: list[TaskRow]) -> tuple[TaskRow, ...]:
    """Number the keys that stand more than once, in the order of the sheet."""
    used: set[str] = set()
    keyed: list[TaskRow] = []
    for row in rows:
        key, count = row.key, 1
        while key in used:
            count += 1
            key = f"{row.key}~{count}"
        used.add(key)
        keyed.append(replace(row, key=key))
    return tuple(keyed)


def _repeated(rows: Sequence[TaskRow], name: str) -> tuple[Problem, ...]:
    """Name the rows that repeat a key, before the keys are numbered."""
    problems: list[Problem] = []
    first: dict[str, TaskRow] = {}
    for row in rows:
        held = first.setdefault(row.key, row)
        if held is row:
            continue
        where = f"第{held.row}行" if held.sheet == row.sheet else f"[{held.sheet}]第{held.row}行"
        what = f"与{where}是同一条任务（{row.key_basis}相同）"
        mend = "两条都读入并编了号；重复的请删去，不同的请改写任务或填编号"
        place = row.place_of(_BASIS_FIELD.get(row.key_basis, Field.TASK))
        column = place.partition(":")[0].rstrip("0123456789")
        problems.append(Problem(what, mend, name, row.sheet, row.row, column))
    return tuple(problems)
