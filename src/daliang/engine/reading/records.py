"""Rows of tables as records: what is to be done, by whom, until when."""

from __future__ import annotations

import re
from dataclasses import dataclass, replace

from daliang.engine.reading.attribution import read_note, whole_due
from daliang.engine.reading.blocks import Cell, Table
from daliang.engine.reading.bodies import Role
from daliang.engine.reading.drafts import Due, Register, Responsible
from daliang.engine.reading.labels import Field, classify, label_role, unit_in
from daliang.engine.reading.lines import is_bodies, likeness
from daliang.engine.reading.normal import Mapped
from daliang.engine.reading.page import Page

_SUM = re.compile(r"(?:小计|合计|总计|共计|总\s*计|合\s*计)")
_SAME = re.compile(r"同上|〃|\"|″")
_CARRIED = {Field.BODIES, Field.DEADLINE, Field.LEADER, Field.PROJECT, Field.CATEGORY, Field.START}

NO_CELL = Cell()


@dataclass(frozen=True, slots=True)
class Task:
    """A cell that says what is to be done; `due` comes from the head of its column."""

    piece: Mapped
    due: Due | None = None


@dataclass(frozen=True, slots=True)
class Record:
    """One row, card or item.

    Parameters
    ----------
    tasks : tuple of Task
        What is to be done.
    bodies : tuple of Responsible
        By whom.
    due_cells : tuple of Mapped
        The cells that say until when.
    fields : tuple of (Field, str, Mapped)
        All cells with what they hold and their head, for the other grammars.
    units : tuple of str
        For each of `fields`, the unit of its bare numbers, from the head or the caption.
    """

    tasks: tuple[Task, ...] = ()
    bodies: tuple[Responsible, ...] = ()
    due_cells: tuple[Mapped, ...] = ()
    fields: tuple[tuple[Field | None, str, Mapped], ...] = ()
    units: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Column:
    """A column: its field, its head, the unit of its bare numbers, where the head stands."""

    field: Field | None
    head: str
    unit: str = ""
    cell: Cell = NO_CELL


def columns_of(page: Page, table: Table, register: Register) -> list[Column]:
    """Return what each column holds, from its heads or, without heads, from its contents."""
    width = max(len(row) for row in table.rows)
    columns = []
    for number in range(width):
        heads: list[tuple[str, Cell]] = []
        for row in table.rows[: table.head_rows]:
            cell = row[number] if number < len(row) else Cell()
            text = page.cell(cell, "").text.strip()
            if text and (not heads or heads[-1][0] != text):
                heads.append((text, cell))
        columns.append(_column(heads, register))
    if not table.head_rows:
        columns = _from_contents(page, table, width)
    caption_unit = _caption_unit(table.caption)
    return [
        replace(c, unit=c.unit or (caption_unit if c.field is Field.AMOUNT else ""))
        for c in columns
    ]


def _caption_unit(caption: str) -> str:
    found = re.search(r"单位：([^）\s]{1,6})", caption)
    return unit_in(f"（{found[1]}）") if found else ""


def _column(heads: list[tuple[str, Cell]], register: Register) -> Column:
    if not heads:
        return Column(None, "")
    joined = "/".join(text for text, _ in heads)
    taught = register.labels.get(heads[-1][0]) or register.labels.get(joined)
    field = Field(taught) if taught else None
    for text, _ in reversed(heads):
        field = field or classify(text)
    if field is Field.DATE and heads[-1][0] == "时间":
        field = Field.DEADLINE
    if field is Field.PERIOD and any(classify(t) is Field.PROGRESS for t, _ in heads):
        field = Field.PROGRESS
    return Column(field, joined, unit_in(joined), heads[-1][1])


def _from_contents(page: Page, table: Table, width: int) -> list[Column]:
    """Guess what columns without heads hold."""
    columns: list[Column] = []
    candidates = (Field.NUMBER, Field.DEADLINE, Field.BODIES, Field.LEADER)
    lengths = []
    for number in range(width):
        texts = [page.cell(r[number], "").text for r in table.rows if number < len(r)]
        written = [t for t in texts if t.strip()]
        best = max(candidates, key=lambda f: sum(likeness(t, f) for t in written))
        good = bool(written) and sum(likeness(t, best) for t in written) > 1.2 * len(written)
        columns.append(Column(best if good else None, ""))
        lengths.append(0 if good else sum(map(len, written)))
    if any(c.field is Field.BODIES for c in columns) and max(lengths, default=0):
        task = lengths.index(max(lengths))
        columns[task] = Column(Field.TASK, "")
    return columns


def _aligned(page: Page, row: tuple[Cell, ...], columns: list[Column]) -> list[Cell]:
    """Give each cell its column; rows with fewer cells lost those merged from above."""
    width = len(columns)
    if len(row) >= width:
        return list(row[:width])
    texts = [page.cell(cell, "").text for cell in row]
    best: dict[int, tuple[float, list[int]]] = {-1: (0.0, [])}
    for text in texts:
        step: dict[int, tuple[float, list[int]]] = {}
        for last, (score, path) in best.items():
            for number in range(last + 1, width):
                gain = score + likeness(text, columns[number].field) - 0.05 * (number - last - 1)
                if number not in step or gain > step[number][0]:
                    step[number] = (gain, [*path, number])
        best = step
    if not best:
        return list(row)
    path = max(best.values(), key=lambda pair: pair[0])[1]
    cells = [Cell()] * width
    for number, cell in zip(path, row, strict=True):
        cells[number] = cell
    return cells


@dataclass(slots=True)
class _Rows:
    """The rows of one table while they are read."""

    page: Page
    columns: list[Column]
    above: list[Cell]
    owner: tuple[Responsible, ...] = ()

    def read(self, row: tuple[Cell, ...]) -> Record | None:
        written = {cell.parts for cell in row if cell.parts}
        if not written:
            return None
        if (len(written) == 1 and len(row) != 1) or len(row) == 1:
            self._section(self.page.cell(next(c for c in row if c.parts)))
            return None
        cells = self._carried(_aligned(self.page, row, self.columns))
        if any(_SUM.fullmatch(self.page.cell(c, "").text.strip()) for c in cells):
            return self._other_fields(cells)
        return self._record(cells)

    def _section(self, piece: Mapped) -> None:
        name = re.sub(r"^（?[一二三四五六七八九十]+[、）.]|：$", "", piece.text.strip())
        if is_bodies(name):
            self.owner = self.page.responsible(piece)
        self.above = [Cell()] * len(self.columns)

    def _carried(self, cells: list[Cell]) -> list[Cell]:
        numbered = [
            c for c, col in zip(cells, self.columns, strict=False) if col.field is Field.NUMBER
        ]
        is_own = bool(numbered) and bool(numbered[0].parts) and not numbered[0].is_repeat
        filled = []
        for cell, above, column in zip(cells, self.above, self.columns, strict=False):
            same = bool(cell.parts) and bool(_SAME.fullmatch(self.page.cell(cell, "").text.strip()))
            blank = not cell.parts and not is_own and column.field in _CARRIED
            filled.append(above if same or blank else cell)
        self.above = filled
        return filled

    def _other_fields(self, cells: list[Cell]) -> Record:
        written = [(c, col) for c, col in zip(cells, self.columns, strict=False) if c.parts]
        return Record(
            fields=tuple(
                (col.field, col.head, self.page.cell(cell, _body_joint(self.page, cell)))
                for cell, col in written
            ),
            units=tuple(col.unit for _, col in written),
        )

    def _record(self, cells: list[Cell]) -> Record:
        wanted = self._task_fields()
        tasks: list[Task] = []
        bodies: tuple[Responsible, ...] = ()
        dues: list[Mapped] = []
        for cell, column in zip(cells, self.columns, strict=False):
            if not cell.parts:
                continue
            if (
                column.field in wanted
                and not cell.is_repeat
                and not (column.field is Field.TASK and self._only_names(cell, cells))
            ):
                piece = self.page.cell(cell, _joint(self.page, cell))
                tasks.append(Task(piece, self._head_due(column)))
            elif column.field is Field.BODIES:
                bodies += self._bodies(cell, column)
            elif column.field in (Field.DEADLINE, Field.START):
                dues.append(self.page.cell(cell))
        return replace(
            self._other_fields(cells),
            tasks=tuple(tasks),
            bodies=bodies or self.owner,
            due_cells=tuple(dues),
        )

    def _only_names(self, cell: Cell, cells: list[Cell]) -> bool:
        """A few words beside another task cell only name the thing: 养老驿站 | 新建2家."""
        text = self.page.cell(cell, "").text.strip()
        if len(text) > 8 or any(char.isdigit() for char in text):
            return False
        pairs = zip(cells, self.columns, strict=False)
        return any(
            c.field is Field.TASK and other.parts and other is not cell for other, c in pairs
        )

    def _task_fields(self) -> set[Field]:
        kinds = {column.field for column in self.columns}
        wanted = {Field.TASK, Field.PERIOD} & {f for f in kinds if f}
        if wanted:
            return wanted
        if not kinds & {Field.BODIES, Field.DEADLINE} or kinds & {Field.PARTY}:
            return set()
        return {Field.PROJECT}

    def _bodies(self, cell: Cell, column: Column) -> tuple[Responsible, ...]:
        piece = self.page.cell(cell, _body_joint(self.page, cell))
        head = column.head.split("/")[-1]
        found = read_note(self.page, piece, 0, len(piece.text)).bodies
        role = label_role(head)
        return tuple(replace(b, role=str(role)) if b.role == Role.RESP else b for b in found)

    def _head_due(self, column: Column) -> Due | None:
        if column.field is not Field.PERIOD:
            return None
        return whole_due(self.page, self.page.cell(column.cell, ""))


def _joint(page: Page, cell: Cell) -> str:
    """Wrapped lines of one drawn cell run on; finished lines are things of their own."""
    texts = [page.canon[a:b].rstrip() for a, b in cell.parts[:-1]]
    return "\n" if texts and all(t.endswith(("。", "；")) for t in texts) else ""


def _body_joint(page: Page, cell: Cell) -> str:
    texts = [page.canon[a:b].strip() for a, b in cell.parts]
    return "\n" if len(texts) > 1 and all(is_bodies(t) for t in texts) else ""


def records_of(page: Page, table: Table, register: Register) -> list[Record]:
    """Return the rows of a table as records.

    A blank owner or date counts as "as above" only in a row without a number of its own, which
    is how merged cells look once a table has become text.
    """
    columns = columns_of(page, table, register)
    rows = _Rows(page, columns, [Cell()] * len(columns))
    read = (rows.read(row) for row in table.rows[table.head_rows :])
    return [record for record in read if record is not None]
