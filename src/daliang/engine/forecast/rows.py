"""A long table of cumulative figures, checked row by row and made a panel."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, field

import numpy as np

from daliang.engine.checks import BadInput, Problem
from daliang.engine.forecast.attainment import Target
from daliang.engine.forecast.panel import FIRST_MONTH, MONTHS, Floats, Panel, check_month

FIRST_ROW = 2
YEAR_RANGE = (1949, 2100)
TOLERATED_SHARE = 0.05
"""Above this share of faulty series the table itself is wrong and nothing is told."""
MONTH_FORM = re.compile(r"^(?:1\s*[-—–~至到]\s*)?(\d{1,2})(?:\.0)?\s*(?:月|月份)?$")


@dataclass(frozen=True)
class LongRows:
    """One row a figure: which series, which month, how much since the start of the year.

    Parameters
    ----------
    file : str
        For messages.
    series, month, unit : sequence of str or None
        `month` as written: 6, 6月, 1-6月; a January-February figure is month 2.
    year, ytd, growth_pct, target, target_growth_pct : ndarray
        NaN where blank. Targets are for the whole year of their row.
    columns : mapping of str
        The table's own header of each field, for messages.
    """

    file: str
    series: Sequence[str | None]
    year: Floats
    month: Sequence[str | None]
    ytd: Floats
    growth_pct: Floats
    unit: Sequence[str | None]
    target: Floats
    target_growth_pct: Floats
    columns: dict[str, str] = field(default_factory=dict)

    def problem(self, index: int, column: str, what: str, mend: str) -> Problem:
        """Return a problem at data row `index`, counted from 0."""
        name = self.columns.get(column, column)
        return Problem(what, mend, file=self.file, row=index + FIRST_ROW, column=name)


@dataclass(frozen=True)
class Checked:
    """A panel fit to forecast from, and what was left out of it and why.

    Parameters
    ----------
    panel : Panel
        The usable series, in the table's order.
    targets : mapping of series name to target lines
    excluded : mapping of series name to its problems
    notes : mapping of series name to remarks on gaps in its history
    order : tuple of str
        Every series of the table, in order of first appearance.
    """

    panel: Panel
    targets: dict[str, list[Target]]
    excluded: dict[str, tuple[Problem, ...]]
    notes: dict[str, tuple[str, ...]]
    order: tuple[str, ...]


@dataclass(frozen=True)
class Placed:
    """Rows with their series, year and month as numbers."""

    names: tuple[str, ...]
    member: tuple[int, ...]
    years: tuple[int, ...]
    months: tuple[int, ...]


def panel_from_rows(rows: LongRows, year: int, month: int) -> Checked:
    """Check a long table and return the panel known at the end of a month.

    Faults of form (text for a month, the same month twice, two units in one
    series, two targets) stop everything. Faults of a series' content (a month
    of this year missing, a negative cumulative value) leave that series out
    when it is one of many, and stop everything when more than one series in
    twenty is so: then it is the table that is wrong. A series without any
    figure this year has ended or has not begun: it is named and left out.
    Nothing is filled in.

    Raises
    ------
    BadInput
        With every problem found, each with its row and column.

    Examples
    --------
    >>> import numpy as np
    >>> blank = np.full(2, np.nan)
    >>> twice = LongRows("a.csv", ["社零"] * 2, np.array([2024.0, 2024.0]), ["2", "1-2月"],
    ...                  np.array([5.0, 6.0]), blank, [None] * 2, blank, blank)
    >>> panel_from_rows(twice, 2024, 2)  # doctest: +ELLIPSIS
    Traceback (most recent call last):
    daliang.engine.checks.BadInput: a.csv 第3行 列“month”：“社零”2024年1-2月给了两次...
    """
    check_month(month)
    placed = _placed(rows)
    problems = [*_repeated(rows, placed), *_mixed_units(rows, placed)]
    targets, target_problems = _targets(rows, placed, year)
    problems += target_problems
    if problems:
        raise BadInput(problems)
    panel = _fill(rows, placed, year)
    ended = _ended(rows, panel, year)
    faults = {
        name: found
        for index, name in enumerate(placed.names)
        if name not in ended and (found := _faults(rows, placed, panel, index, year, month))
    }
    left_out = ended | faults
    if len(left_out) == len(placed.names) or len(faults) > TOLERATED_SHARE * len(placed.names):
        raise BadInput(problem for found in left_out.values() for problem in found)
    kept = [index for index, name in enumerate(placed.names) if name not in left_out]
    return Checked(
        panel=Panel(
            tuple(placed.names[index] for index in kept),
            panel.years,
            panel.level[kept],
            panel.growth[kept],
        ),
        targets=targets,
        excluded=left_out,
        notes={name: _gaps(panel, index, year) for index, name in enumerate(placed.names)},
        order=placed.names,
    )


def month_number(text: str | None) -> int | None:
    """Return the month a cumulative figure runs to, or None when it is not a month.

    Examples
    --------
    >>> [month_number(text) for text in ("6", "6月", "1-6月", "1—2月", "13", "上半年")]
    [6, 6, 6, 2, None, None]
    """
    found = MONTH_FORM.match((text or "").strip())
    if found is None or not 1 <= int(found.group(1)) <= MONTHS:
        return None
    return int(found.group(1))


def _placed(rows: LongRows) -> Placed:
    problems: list[Problem] = []
    position: dict[str, int] = {}
    member: list[int] = []
    known_months = {text: month_number(text) for text in set(rows.month)}
    for index, (name, year, text) in enumerate(
        zip(rows.series, rows.year, rows.month, strict=True)
    ):
        if not name or not name.strip():
            problems.append(rows.problem(index, "series", "没有序列名", "填指标名称"))
        if not (YEAR_RANGE[0] <= year <= YEAR_RANGE[1] and float(year).is_integer()):
            problems.append(
                rows.problem(index, "year", f"年份“{year:g}”不对", "填四位年份，如2024")
            )
        if known_months[text] is None:
            mend = "填1到12，或写成“1-6月”；1-2月合并公布的填2"
            problems.append(rows.problem(index, "month", f"月份“{text or ''}”不对", mend))
        member.append(position.setdefault((name or "").strip(), len(position)))
    if not len(rows.series):
        problems.append(Problem("表里没有数据行", "表头下面写数据", file=rows.file))
    if problems:
        raise BadInput(problems)
    return Placed(
        names=tuple(position),
        member=tuple(member),
        years=tuple(int(year) for year in rows.year),
        months=tuple(known_months[text] or 0 for text in rows.month),
    )


def _repeated(rows: LongRows, placed: Placed) -> list[Problem]:
    seen: dict[tuple[int, int, int], int] = {}
    problems = []
    for index, key in enumerate(zip(placed.member, placed.years, placed.months, strict=True)):
        first = seen.setdefault(key, index)
        if first != index:
            name, period = placed.names[key[0]], _period(key[2])
            what = f"“{name}”{key[1]}年{period}给了两次（第{first + FIRST_ROW}行也有）"
            problems.append(rows.problem(index, "month", what, "只留一行"))
    return problems


def _mixed_units(rows: LongRows, placed: Placed) -> list[Problem]:
    first: dict[int, tuple[str, int]] = {}
    told: set[tuple[int, str]] = set()
    problems = []
    for index, (member, text) in enumerate(zip(placed.member, rows.unit, strict=True)):
        unit = (text or "").strip()
        expected, at = first.setdefault(member, (unit, index))
        if unit == expected or (member, unit) in told:
            continue
        told.add((member, unit))
        what = (
            f"“{placed.names[member]}”的单位是“{unit or '空'}”，"
            f"第{at + FIRST_ROW}行是“{expected or '空'}”"
        )
        problems.append(
            rows.problem(index, "unit", what, "同一序列换算成同一单位再导入；不代为猜测")
        )
    return problems


def _targets(
    rows: LongRows, placed: Placed, year: int
) -> tuple[dict[str, list[Target]], list[Problem]]:
    targets: dict[str, list[Target]] = {}
    problems: list[Problem] = []
    first: dict[tuple[int, str], int] = {}
    for column, values in (("target", rows.target), ("target_growth_pct", rows.target_growth_pct)):
        for index in np.flatnonzero(~np.isnan(values)):
            if placed.years[index] != year:
                continue
            member, value = placed.member[index], float(values[index])
            at = first.setdefault((member, column), int(index))
            if at == index:
                target = Target(value, is_growth=column != "target")
                targets.setdefault(placed.names[member], []).append(target)
                problems += _odd_target(rows, int(index), column, value)
            elif values[at] != value:
                what = f"“{placed.names[member]}”{year}年有两个目标：{values[at]:g}和{value:g}"
                problems.append(rows.problem(int(index), column, what, "全年目标只填一个"))
    return targets, problems


def _odd_target(rows: LongRows, index: int, column: str, value: float) -> list[Problem]:
    if column == "target" and value <= 0:
        return [rows.problem(index, column, f"目标{value:g}不大于零", "填全年目标值；没有目标留空")]
    return []


def _fill(rows: LongRows, placed: Placed, year: int) -> Panel:
    first, last = min((*placed.years, year)), max((*placed.years, year))
    shape = (len(placed.names), last - first + 1, MONTHS)
    level, growth = np.full(shape, np.nan), np.full(shape, np.nan)
    where = (
        np.array(placed.member),
        np.array(placed.years) - first,
        np.array(placed.months) - 1,
    )
    level[where], growth[where] = rows.ytd, rows.growth_pct
    return Panel(placed.names, tuple(range(first, last + 1)), level, growth)


def _ended(rows: LongRows, panel: Panel, year: int) -> dict[str, tuple[Problem, ...]]:
    """Return the series without any figure in the year asked for."""
    this_year = panel.level[:, year - panel.years[0]]
    mend = "序列已停报或尚未开始；要预测就补上这一年的数据"
    return {
        name: (Problem(f"“{name}”{year}年没有数据", mend, file=rows.file),)
        for name, values in zip(panel.names, this_year, strict=True)
        if np.isnan(values).all()
    }


def _faults(
    rows: LongRows, placed: Placed, panel: Panel, index: int, year: int, month: int
) -> tuple[Problem, ...]:
    name, here = placed.names[index], year - panel.years[0]
    known = panel.level[index, : here + 1].copy()
    known[here, month:] = np.nan
    this_year = known[here, FIRST_MONTH - 1 : month]
    missing = np.flatnonzero(np.isnan(this_year)) + FIRST_MONTH
    problems = []
    column = rows.columns.get("ytd", "ytd")
    if len(missing):
        periods = "、".join(_period(int(m)) for m in missing)
        at, is_blank = _row_of(placed, index, year, int(missing[0]))
        place = "" if at is None or is_blank else f"（应在第{at}行之后）"
        what = f"“{name}”{year}年缺{periods}的累计数{place}"
        mend = "补上这几个月再预测；不代为填补"
        problems.append(Problem(what, mend, file=rows.file, row=at, column=column))
    for back, position in zip(*np.nonzero(known < 0), strict=True):
        at, _ = _row_of(placed, index, panel.years[0] + int(back), int(position) + 1)
        what = f"“{name}”的累计数是负数{known[back, position]:g}"
        mend = "核对数值；差额、净额类指标不适用本方法，请换成收支两条序列"
        problems.append(Problem(what, mend, file=rows.file, row=at, column=column))
    return tuple(problems)


def _row_of(placed: Placed, index: int, year: int, month: int) -> tuple[int | None, bool]:
    """Return the row of a figure and True; where it is absent, of the one before it and False."""
    own = np.flatnonzero(np.array(placed.member) == index)
    when = [(placed.years[at], placed.months[at]) for at in own]
    before = [(key, int(at)) for key, at in zip(when, own, strict=True) if key <= (year, month)]
    if not before:
        return None, False
    key, at = max(before)
    return at + FIRST_ROW, key == (year, month)


def _gaps(panel: Panel, index: int, year: int) -> tuple[str, ...]:
    """Tell which earlier years lack a month between two known ones, or their whole year."""
    notes = []
    for back in range(year - panel.years[0]):
        known = ~np.isnan(panel.level[index, back, FIRST_MONTH - 1 :])
        if not known.any() or known.all():
            continue
        missing = "、".join(_period(int(m) + FIRST_MONTH) for m in np.flatnonzero(~known))
        notes.append(f"{panel.years[back]}年缺{missing}，未填补，用到这些月的比较从略")
    return tuple(notes)


def _period(month: int) -> str:
    return "1-2月" if month == FIRST_MONTH else f"{month}月"
