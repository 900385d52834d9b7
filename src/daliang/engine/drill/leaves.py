"""The leaf table that every drill starts from: coded dimensions and a measure."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from daliang.engine.checks import BadInput, Problem
from daliang.engine.drill.arrays import Bools, Floats, Ints, total

BLANK = "（空）"
MAX_VALUES = 2_000_000


@dataclass(frozen=True, eq=False)
class Dimension:
    """One dimension of the leaf table, coded.

    Parameters
    ----------
    name : str
        Column name, such as 板块.
    labels : object array of str, shape (values,)
        The distinct values, sorted.
    codes : integer array, shape (rows,)
        Index into `labels` of each row.
    """

    name: str
    labels: npt.NDArray[np.object_]
    codes: Ints

    @classmethod
    def of(cls, name: str, values: Sequence[object] | npt.NDArray[np.object_]) -> Dimension:
        """Code a column of values; a missing one becomes （空）.

        Examples
        --------
        >>> Dimension.of("板块", ["东区", "西区", None, "东区"]).codes.tolist()
        [0, 1, 2, 0]
        """
        listed = values.tolist() if isinstance(values, np.ndarray) else list(values)
        first = dict.fromkeys(listed)
        text = {value: BLANK if value is None else str(value) for value in first}
        labels = sorted(set(text.values()))
        place = {label: index for index, label in enumerate(labels)}
        code = {value: place[label] for value, label in text.items()}
        codes = np.fromiter(map(code.__getitem__, listed), np.int64, len(listed))
        return cls(name, np.array(labels, dtype=object), codes)

    def take(self, rows: Ints | Bools) -> Dimension:
        """Return the same dimension for some of the rows."""
        return Dimension(self.name, self.labels, self.codes[rows])


@dataclass(frozen=True, eq=False)
class Leaves:
    """A leaf table of one comparison: what was (base) against what is (actual).

    Parameters
    ----------
    dimensions : tuple of Dimension
        Coded dimensions, all of the same length n.
    base, actual : float array, shape (n,)
        The measure, in its own unit; for a ratio the numerators.
    base_den, actual_den : float array, shape (n,), optional
        Denominators of a ratio measure; both or neither, never negative.

    Raises
    ------
    BadInput
        When there is nothing to compare, a dimension has too many values, or
        the base is zero all over.

    Examples
    --------
    >>> table = Leaves.of({"板块": ["东区", "西区"]}, base=[100, 50], actual=[90, 60])
    >>> table.total_base, table.gap
    (150.0, 0.0)
    """

    dimensions: tuple[Dimension, ...]
    base: Floats
    actual: Floats
    base_den: Floats | None = None
    actual_den: Floats | None = None

    def __post_init__(self) -> None:
        problems = list(self._problems())
        if problems:
            raise BadInput(problems)

    @classmethod
    def of(
        cls,
        dimensions: Mapping[str, Sequence[object]],
        *,
        base: Sequence[float],
        actual: Sequence[float],
        base_den: Sequence[float] | None = None,
        actual_den: Sequence[float] | None = None,
    ) -> Leaves:
        """Make a leaf table of plain columns."""
        return cls(
            tuple(Dimension.of(name, values) for name, values in dimensions.items()),
            np.asarray(base, np.float64),
            np.asarray(actual, np.float64),
            None if base_den is None else np.asarray(base_den, np.float64),
            None if actual_den is None else np.asarray(actual_den, np.float64),
        )

    def __len__(self) -> int:
        return len(self.base)

    @property
    def names(self) -> tuple[str, ...]:
        """Names of the dimensions, in order."""
        return tuple(dimension.name for dimension in self.dimensions)

    @property
    def is_ratio(self) -> bool:
        """Tell whether the measure is a numerator over a denominator."""
        return self.base_den is not None

    @property
    def total_base(self) -> float:
        """The base as a whole: a sum, or the ratio of two sums."""
        if self.base_den is None:
            return total(self.base)
        return total(self.base) / total(self.base_den)

    @property
    def total_actual(self) -> float:
        """The actual figure as a whole: a sum, or the ratio of two sums."""
        if self.actual_den is None:
            return total(self.actual)
        return total(self.actual) / total(self.actual_den)

    @property
    def gap(self) -> float:
        """Actual less base."""
        if self.is_ratio:
            return self.total_actual - self.total_base
        return total(self.actual - self.base)

    def dimension(self, name: str) -> Dimension:
        """Return the dimension of that name."""
        return self.dimensions[self.names.index(name)]

    def take(self, rows: Ints | Bools) -> Leaves:
        """Return the leaf table of some rows."""
        return Leaves(
            tuple(dimension.take(rows) for dimension in self.dimensions),
            self.base[rows],
            self.actual[rows],
            None if self.base_den is None else self.base_den[rows],
            None if self.actual_den is None else self.actual_den[rows],
        )

    def rows_where(self, where: Mapping[str, str]) -> Bools:
        """Return which rows have all the given values, one a dimension."""
        mask = np.ones(len(self), np.bool_)
        for name, value in where.items():
            dimension = self.dimension(name)
            mask &= (dimension.labels == value)[dimension.codes]
        return mask

    def _problems(self) -> list[Problem]:
        problems = [
            Problem(
                f"有{len(d.labels)}个不同的值，超过上限{MAX_VALUES}",
                "先汇总到较粗一级，或用 --dims 不选这一列",
                column=d.name,
            )
            for d in self.dimensions
            if len(d.labels) > MAX_VALUES
        ]
        if not len(self):
            return [*problems, Problem("没有数据行", "至少要有一行基期和本期")]
        if not self.dimensions:
            problems.append(Problem("没有可分的维度", "至少给一列文字，或用 --dims 指定"))
        columns = (self.base, self.actual, self.base_den, self.actual_den)
        if not all(np.isfinite(c).all() for c in columns if c is not None):
            problems.append(Problem("有不是有限数的值", "补上缺的数；确为零请填 0"))
        elif self.base_den is None or self.actual_den is None:
            if not self.base.any():
                problems.append(Problem("基期全为零，没有可比的基数", "检查基期取数，或换一个基期"))
        else:
            problems += _denominator_problems(self.base_den, "基期")
            problems += _denominator_problems(self.actual_den, "本期")
        return problems


def _denominator_problems(den: Floats, which: str) -> list[Problem]:
    if (den < 0).any():
        row = int(np.flatnonzero(den < 0)[0])
        return [Problem(f"{which}分母有负数（第{row + 2}行起）", "分母应为不小于零的数量")]
    if not den.any():
        return [Problem(f"{which}分母全为零，比率没有意义", "检查分母取数")]
    return []
