"""Reading the values of one row by field: merged cells carried down, blanks never guessed."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from difflib import get_close_matches

from daliang.engine.checks import Problem
from daliang.engine.reading.bodies import Role, split_bodies
from daliang.engine.reading.deadlines import Deadline, DeadlineKind, parse_deadline
from daliang.engine.reading.normal import canonical
from daliang.engine.spreadsheet import Cell, Kind, Range, Sheet
from daliang.engine.tasktable.fields import Field
from daliang.engine.tasktable.layouts import ColumnUse, TableLayout
from daliang.engine.tasktable.rowkinds import is_above_mark
from daliang.engine.tasktable.rows import NO_DEADLINE, Place, Unit

_FIRST_DAY, _LAST_DAY = 36_526, 73_050  # 2000 to 2099 as day counts
_LONGEST_DEADLINE = 300  # characters; longer cells are text in the wrong column
_LONGEST_OWNERS = 1_000
_GENERIC = ("各", "有关", "相关", "全体", "其他")
_WATCHED = (Field.CATEGORY, Field.PROJECT, Field.LEAD, Field.OWNER, Field.DUE)

Report = Callable[[Problem], None]


@dataclass(frozen=True, slots=True)
class Read:
    """A value of a row: its text, where it stands, and whether this row holds it itself."""

    use: ColumnUse
    text: str
    reference: str
    is_own: bool
    cell: Cell | None = None
    merge: Range | None = None


@dataclass(slots=True)
class RowValues:
    """The values of one row."""

    row: int
    reads: tuple[Read, ...]

    def get(self, wanted: Field) -> Read | None:
        """Return the value of a field that the row shows; None when blank."""
        return next((read for read in self.reads if read.use.field is wanted), None)

    def text(self, wanted: Field) -> str:
        """Return the text of a field; empty when blank."""
        read = self.get(wanted)
        return read.text if read else ""

    def all(self, wanted: Field) -> list[Read]:
        """Return every value of a field that may have several columns."""
        return [read for read in self.reads if read.use.field is wanted]


@dataclass(slots=True)
class ValueReader:
    """Reads row after row of one table, remembering what stood above."""

    sheet: Sheet
    layout: TableLayout
    report: Report
    above: dict[int, Read] = field(default_factory=dict)
    blanks: dict[Field, list[int]] = field(default_factory=dict)

    def read(self, row: int) -> RowValues:
        """Return the values of a row; formula errors are reported."""
        reads: list[Read] = []
        for use in self.layout.columns:
            if use.field is Field.SKIP:
                continue
            read = self._read(row, use)
            if read is not None:
                reads.append(read)
                self.above[use.column] = read
            elif use.field in _WATCHED and use.column in self.above:
                self.blanks.setdefault(use.field, []).append(row)
        return RowValues(row, tuple(reads))

    def forget(self) -> None:
        """Forget what stood above: a new section begins."""
        self.above.clear()

    def _read(self, row: int, use: ColumnUse) -> Read | None:
        merge = self.sheet.merge_at(row, use.column)
        cell = self.sheet.seen(row, use.column)
        text = cell.text.strip() if cell else ""
        if cell is None or not text or is_above_mark(text):
            is_stated = bool(text) or use.field in self.layout.blank_is_above
            held = self.above.get(use.column) if is_stated else None
            return Read(use, held.text, held.reference, False, held.cell) if held else None
        if cell.kind is Kind.ERROR:
            mend = "改成实际内容后再导入"
            self.report(Problem(f"这一格是错误值 {text}", mend, row=row, column=use.place))
            return None
        is_own = merge is None or merge.first_row == row
        return Read(use, text, str(merge) if merge else cell.place, is_own, cell, merge)


@dataclass(slots=True)
class Meaning:
    """Turns texts into bodies and deadlines, each wording once."""

    plan_year: int
    register: Mapping[str, str] | None
    report: Report
    generic: dict[str, list[int]] = field(default_factory=dict)
    _deadlines: dict[str, Deadline] = field(default_factory=dict)
    _bodies: dict[tuple[str, Role], tuple[Unit, ...]] = field(default_factory=dict)
    _mends: dict[str, str] = field(default_factory=dict)
    _unknown: dict[tuple[str, Role], tuple[tuple[str, bool], ...]] = field(default_factory=dict)

    def deadline(self, read: Read | None, row: int) -> Deadline:
        """Return the deadline of a cell; what cannot be read is reported."""
        if read is None:
            return NO_DEADLINE
        if len(read.text) > _LONGEST_DEADLINE:
            what, mend = "时限格里文字太多，没有读", "只写时限，说明写到内容或备注列"
            self.report(Problem(what, mend, row=row, column=read.use.place))
            return Deadline(None, DeadlineKind.UNKNOWN, read.text[:_LONGEST_DEADLINE], what)
        text, doubt = _written_out(read.cell, read.text)
        if doubt:
            mend = "写成“2024年10月”或“10月底前”这样的文字"
            self.report(Problem(doubt, mend, row=row, column=read.use.place))
            return Deadline(None, DeadlineKind.UNKNOWN, text, doubt)
        due = self.words(text)
        if due.kind is DeadlineKind.UNKNOWN:
            mend = "写成“9月底前”“2024年9月30日”“每月25日前”“长期坚持”这样的说法"
            what = due.problem or f"读不懂时限“{text}”"
            self.report(Problem(what, mend, row=row, column=read.use.place))
        return due

    def words(self, text: str) -> Deadline:
        """Return the deadline that words mean."""
        if text not in self._deadlines:
            self._deadlines[text] = parse_deadline(text, self.plan_year)
        return self._deadlines[text]

    def units(self, read: Read | None, role: Role, row: int) -> tuple[Unit, ...]:
        """Return the bodies of a cell; those the register does not know are reported."""
        if read is None:
            return ()
        if len(read.text) > _LONGEST_OWNERS:
            what, mend = "单位格里文字太多，没有读", "只写单位名称，用顿号或换行隔开"
            self.report(Problem(what, mend, row=row, column=read.use.place))
            return ()
        wanted = (read.text, role)
        if wanted not in self._bodies:
            self._bodies[wanted], self._unknown[wanted] = self._split(read.text, role)
        for name, is_generic in self._unknown[wanted]:
            if is_generic:
                self.generic.setdefault(name, []).append(row)
                continue
            self.report(
                Problem(f"登记册里没有“{name}”", self._mend(name), row=row, column=read.use.place)
            )
        return self._bodies[wanted]

    def _mend(self, name: str) -> str:
        """Return what to do about an unknown name; looked up once, a register is long."""
        if name not in self._mends:
            known = list(self.register or ())
            close = get_close_matches(name[:60], known, n=1, cutoff=0.6)
            self._mends[name] = (
                f"是不是“{close[0]}”？改正或登记别名" if close else "改正名称，或先登记这个单位"
            )
        return self._mends[name]

    def _split(
        self, text: str, role: Role
    ) -> tuple[tuple[Unit, ...], tuple[tuple[str, bool], ...]]:
        units: list[Unit] = []
        unknown: list[tuple[str, bool]] = []
        for body in split_bodies(text, role):
            name = self._registered(body.name, body.full_name)
            if name is None:
                name = body.full_name or body.name
                unknown.append((name, canonical(name).startswith(_GENERIC)))
            units.append(Unit(name, body.role))
        if self.register is None:
            unknown = [(name, generic) for name, generic in unknown if generic]
        return tuple(units), tuple(unknown)

    def _registered(self, name: str, full_name: str) -> str | None:
        known = self.register or {}
        return known.get(name) or known.get(full_name)


def _written_out(cell: Cell | None, text: str) -> tuple[str, str]:
    """Return a deadline cell as words, and a doubt when a number may mean two things."""
    if cell is None or cell.kind is not Kind.NUMBER:
        return text, ""
    value = cell.value
    if isinstance(value, int) and _FIRST_DAY <= value <= _LAST_DAY:
        return _serial_text(value), ""
    if isinstance(value, int) and 19_000_101 <= value <= 20_991_231:
        digits = str(value)
        return f"{digits[:4]}-{digits[4:6]}-{digits[6:]}", ""
    fraction = text.partition(".")[2]
    is_year = isinstance(value, float) and 2000 <= value < 2100
    if isinstance(value, float) and fraction in ("1" if is_year else "123"):
        # Excel stores 10 after the point as 1: October and January look alike.
        return text, f"数字 {text} 分不清是 .{fraction} 还是 .{fraction}0"
    return text, ""


def _serial_text(serial: int) -> str:
    from_epoch = 693_594  # the day before day 1 of the 1900 system, as a Gregorian ordinal
    return date.fromordinal(from_epoch + serial).isoformat()


def merge_units(first: Sequence[Unit], second: Sequence[Unit]) -> tuple[Unit, ...]:
    """Return both lists without a body named twice; the first role stands."""
    names = {unit.name for unit in first}
    added: list[Unit] = []
    for unit in second:
        if unit.name not in names:
            names.add(unit.name)
            added.append(unit)
    return (*first, *added)


def places_of(values: RowValues, sheet: str) -> tuple[Place, ...]:
    """Return where every value of a row stands."""
    return tuple(
        Place(read.use.field, sheet, read.reference, read.use.head) for read in values.reads
    )
