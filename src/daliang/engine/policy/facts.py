"""Facts about firms as typed columns: numbers, flags, categories; missing is kept as missing."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from daliang.engine.checks import BadInput, Problem
from daliang.engine.policy.tree import ISO_DATE, Kind, Policy, benefit_field, leaves

UNKNOWN_FLAG = 2
HEADER_ROWS = 1
MAX_PROBLEMS = 20
_YES_NO = {
    **dict.fromkeys(("true", "True", "TRUE", "是", "1", "yes", "Y", "有"), 1),
    **dict.fromkeys(("false", "False", "FALSE", "否", "0", "no", "N", "无"), 0),
}
_KIND_WORDS = {"number": "数字", "flag": "是否", "category": "文字", "date": "日期"}


@dataclass(frozen=True, slots=True)
class Column:
    """One fact of every firm.

    Parameters
    ----------
    kind : str
        `number` and `date`: float64 values (dates as days since 1970-01-01), NaN where
        missing. `flag`: uint8 values 0 no, 1 yes, 2 missing. `category`: int32 index
        into `labels`, `len(labels)` where missing.
    values : ndarray, shape (firms,)
    labels : tuple of str
    """

    kind: Kind
    values: npt.NDArray[np.generic]
    labels: tuple[str, ...] = ()

    @property
    def missing(self) -> npt.NDArray[np.bool_]:
        """Where the fact is not known."""
        if self.kind in {"number", "date"}:
            return np.isnan(self.values.astype(np.float64, copy=False))
        unknown = UNKNOWN_FLAG if self.kind == "flag" else len(self.labels)
        return np.asarray(self.values == unknown)

    def at(self, index: int) -> float | bool | str | None:
        """Return one firm's fact as a plain value; None when missing."""
        if self.missing_at(index):
            return None
        if self.kind == "flag":
            return bool(self.values[index])
        if self.kind == "category":
            return self.labels[int(self.values[index])]
        if self.kind == "date":
            return str(np.datetime64(int(self.values[index]), "D"))
        return float(self.values[index])

    def missing_at(self, index: int) -> bool:
        """Tell whether one firm's fact is missing."""
        return bool(Column(self.kind, self.values[index : index + 1], self.labels).missing[0])


@dataclass(frozen=True, slots=True)
class Facts:
    """The facts of `count` firms, one column a fact."""

    count: int
    columns: Mapping[str, Column]

    def firm(self, index: int) -> dict[str, float | bool | str | None]:
        """Return one firm's facts as plain values, for the reference interpreter."""
        return {name: column.at(index) for name, column in self.columns.items()}


def required_kinds(policies: Iterable[Policy]) -> dict[str, Kind]:
    """Return the facts that policies ask for and what each must be.

    Raises
    ------
    BadInput
        When two policies use one fact in ways that cannot both be right.
    """
    kinds: dict[str, Kind] = {}
    first_use: dict[str, str] = {}
    problems: list[Problem] = []
    for policy in policies:
        uses: list[tuple[str, Kind]] = [
            (leaf.field, leaf.kind) for condition in policy.conditions for leaf in leaves(condition)
        ]
        base = benefit_field(policy.benefit)
        if base is not None:
            uses.append((base, "number"))
        for field, kind in uses:
            if kinds.setdefault(field, kind) != kind:
                before, now = _KIND_WORDS[kinds[field]], _KIND_WORDS[kind]
                words = f"{first_use[field]}把它当{before}，这里当{now}"
                problems.append(Problem(words, "统一写法", column=f"{policy.id}：{field}"))
            first_use.setdefault(field, policy.id)
    if problems:
        raise BadInput(problems)
    return kinds


def facts_from_columns(
    columns: Mapping[str, npt.NDArray[np.generic]],
    kinds: Mapping[str, Kind],
    *,
    file: str = "",
    allow_absent: bool = False,
) -> Facts:
    """Turn raw columns into typed facts.

    Parameters
    ----------
    columns : mapping of str to ndarray, shape (firms,)
        float, int, bool, datetime64, or object arrays of str with None where missing.
    kinds : mapping of str to str
        What each needed column must be, from `required_kinds`.
    file : str
        Name used in messages.
    allow_absent : bool
        A needed column that is not there: False refuses it, True takes it as unknown
        for every firm.

    Returns
    -------
    Facts

    Raises
    ------
    BadInput
        Naming every absent column, and row and column of every value of the wrong kind.

    Examples
    --------
    >>> raw = {"revenue": np.array([10.0, np.nan]), "is_listed": np.array(["true", None], object)}
    >>> facts = facts_from_columns(raw, {"revenue": "number", "is_listed": "flag"})
    >>> facts.firm(1)
    {'revenue': None, 'is_listed': None}
    """
    count = len(next(iter(columns.values()))) if columns else 0
    typed: dict[str, Column] = {}
    problems: list[Problem] = []
    for name, kind in kinds.items():
        if name in columns:
            typed[name] = _typed(columns[name], kind, name, problems)
        elif allow_absent:
            typed[name] = _unknown(kind, count)
        else:
            mend = "加上这一列（没有数据可留空），或核对政策里的列名"
            problems.append(Problem("政策用到这一列，企业表里没有", mend, column=name))
    if problems:
        raise BadInput(problem.within(file) for problem in problems)
    return Facts(count, typed)


def _unknown(kind: Kind, count: int) -> Column:
    if kind == "flag":
        return Column(kind, np.full(count, UNKNOWN_FLAG, np.uint8))
    if kind == "category":
        return Column(kind, np.zeros(count, np.int32))
    return Column(kind, np.full(count, np.nan))


def _typed(
    values: npt.NDArray[np.generic], kind: Kind, name: str, problems: list[Problem]
) -> Column:
    if kind == "flag":
        return Column(kind, _flags(values, name, problems))
    if kind == "category":
        return _categories(values)
    if kind == "date":
        return Column(kind, _dates(values, name, problems))
    return Column(kind, _numbers(values, name, problems))


def _flags(
    values: npt.NDArray[np.generic], name: str, problems: list[Problem]
) -> npt.NDArray[np.uint8]:
    if values.dtype.kind == "b":
        return values.astype(np.uint8)
    if values.dtype.kind in "iuf":
        numbers = values.astype(np.float64)
        flags = np.where(np.isnan(numbers), UNKNOWN_FLAG, numbers == 1).astype(np.uint8)
        wrong = np.flatnonzero(~np.isnan(numbers) & (numbers != 0) & (numbers != 1))
    else:
        codes = {None: UNKNOWN_FLAG, "": UNKNOWN_FLAG, True: 1, False: 0} | _YES_NO
        items = values.tolist()
        flags = np.fromiter((codes.get(item, 3) for item in items), np.uint8, len(items))
        wrong = np.flatnonzero(flags == 3)
    _refuse(values, wrong, name, "是或否", "填是或否，不知道就留空", problems)
    return flags


def _categories(values: npt.NDArray[np.generic]) -> Column:
    codes: dict[object, int] = {}
    items = values.tolist()
    if values.dtype.kind in "iuf":  # a code column that a spreadsheet read as numbers
        items = [None if item != item else f"{item:g}" for item in items]
    raw = np.fromiter((codes.setdefault(item, len(codes)) for item in items), np.int32, len(items))
    labels = [label for label in codes if label is not None and label != ""]
    position = {label: place for place, label in enumerate(labels)}
    order = np.array([position.get(label, len(labels)) for label in codes], np.int32)
    mapped = order[raw] if len(order) else raw
    return Column("category", mapped, tuple(str(label) for label in labels))


def _numbers(
    values: npt.NDArray[np.generic], name: str, problems: list[Problem]
) -> npt.NDArray[np.float64]:
    if values.dtype.kind in "iufb":
        return values.astype(np.float64)
    numbers = np.full(len(values), np.nan)
    wrong: list[int] = []
    for index, item in enumerate(values.tolist()):
        text = "" if item is None else str(item).strip().replace(",", "")
        if not text:
            continue
        try:
            numbers[index] = float(text)
        except ValueError:
            wrong.append(index)
    _refuse(values, np.array(wrong, dtype=np.int64), name, "数字", "填数字，不知道就留空", problems)
    return numbers


def _dates(
    values: npt.NDArray[np.generic], name: str, problems: list[Problem]
) -> npt.NDArray[np.float64]:
    if values.dtype.kind == "M":
        days = values.astype("datetime64[D]")
        return np.where(np.isnat(days), np.nan, days.astype(np.int64)).astype(np.float64)
    numbers = np.full(len(values), np.nan)
    wrong: list[int] = []
    for index, item in enumerate(values.tolist()):
        text = "" if item is None or item != item else str(item).strip()
        if not text:
            continue
        try:
            numbers[index] = days_since_1970(text)
        except ValueError:
            wrong.append(index)
    rows = np.array(wrong, dtype=np.int64)
    _refuse(values, rows, name, "日期", "写成 2024-01-31，不知道就留空", problems)
    return numbers


def days_since_1970(text: str) -> float:
    """Return a date YYYY-MM-DD as a day number; ValueError for anything else."""
    if not ISO_DATE.fullmatch(text):
        raise ValueError(text)
    return float(np.datetime64(text, "D").astype(np.int64))


def _refuse(
    values: npt.NDArray[np.generic],
    rows: npt.NDArray[np.int64],
    name: str,
    wanted: str,
    mend: str,
    problems: list[Problem],
) -> None:
    for index in rows[:MAX_PROBLEMS]:
        row = int(index) + HEADER_ROWS + 1
        problems.append(Problem(f"“{values[index]}”不是{wanted}", mend, row=row, column=name))
    if len(rows) > MAX_PROBLEMS:
        problems.append(Problem(f"这一列共有{len(rows)}处同样的问题", mend, column=name))
