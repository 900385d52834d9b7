"""The current comparison and its history on one common set of leaves."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from daliang.engine.checks import BadInput, Problem
from daliang.engine.drill.arrays import Bools, Floats, Ints
from daliang.engine.drill.deviation import Deviation, deviation
from daliang.engine.drill.lattice import Lattice, combine, dependencies
from daliang.engine.drill.leaves import Leaves

Labels = npt.NDArray[np.object_]
# Keys of combined codes stay below this; beyond it they are renumbered.
KEY_LIMIT = 2**62


@dataclass(frozen=True, eq=False)
class Panel:
    """Leaves met in any period, their lattice, and the way back to the input.

    Parameters
    ----------
    names : tuple of str
        Dimensions.
    labels : tuple of object array
        Values of each dimension.
    lattice : Lattice
        Over the panel's leaves.
    current : Deviation
        Of the comparison itself, shape (leaves,).
    past : tuple of Deviation
        Of each earlier comparison, oldest first, shape (leaves,).
    leaf_of : integer array, shape (rows of the input,)
        Panel leaf of each input row; -1 where the row holds nothing.
    """

    names: tuple[str, ...]
    labels: tuple[Labels, ...]
    lattice: Lattice
    current: Deviation
    past: tuple[Deviation, ...]
    leaf_of: Ints

    def label(self, axis: int, value: int) -> str:
        """Return the text of a value code."""
        return str(self.labels[axis][value])

    def original(self, mask: Bools) -> Bools:
        """Carry a choice of panel leaves back to the rows of the input."""
        out: Bools = np.where(self.leaf_of >= 0, mask[self.leaf_of], False)
        return out


def align(leaves: Leaves, history: Sequence[Leaves]) -> Panel | None:
    """Put a comparison and its history on common leaves; None when nothing is live."""
    live = deviation(leaves).live
    if not live.any():
        return None
    if not history:
        return _alone(leaves, live)
    _check_names(leaves, history)
    tables = [leaves, *history]
    labels = tuple(_union([table.dimensions[a].labels for table in tables]) for a in _axes(leaves))
    cards = [len(values) for values in labels]
    codes = [
        np.concatenate([_recoded(table, axis, labels[axis]) for table in tables])
        for axis in _axes(leaves)
    ]
    leaf, first = _numbered(codes, cards)
    ends = np.cumsum([len(table) for table in tables])
    of_table = np.split(leaf, ends[:-1])
    spread = [
        deviation(_gathered(table, of, len(first)))
        for table, of in zip(tables, of_table, strict=True)
    ]
    now = [code[: len(leaves)][live] for code in codes]
    lattice = Lattice.over([c[first] for c in codes], cards, decides=dependencies(now, cards))
    leaf_of = np.where(live, of_table[0], -1)
    return Panel(leaves.names, labels, lattice, spread[0], tuple(spread[1:]), leaf_of)


def _alone(leaves: Leaves, live: Bools) -> Panel:
    kept = leaves.take(live)
    labels = tuple(d.labels for d in kept.dimensions)
    lattice = Lattice.over([d.codes for d in kept.dimensions], [len(x) for x in labels])
    leaf_of = np.where(live, np.cumsum(live) - 1, -1)
    return Panel(kept.names, labels, lattice, deviation(kept), (), leaf_of)


def _axes(leaves: Leaves) -> range:
    return range(len(leaves.dimensions))


def _check_names(leaves: Leaves, history: Sequence[Leaves]) -> None:
    for table in history:
        if table.names != leaves.names or table.is_ratio != leaves.is_ratio:
            wanted = "、".join(leaves.names)
            raise BadInput(Problem("历史表的维度或指标类型与本期不同", f"维度应依次为：{wanted}"))


def _union(labels: Sequence[Labels]) -> Labels:
    return np.array(sorted({str(value) for part in labels for value in part}), dtype=object)


def _recoded(table: Leaves, axis: int, labels: Labels) -> Ints:
    dimension = table.dimensions[axis]
    place = {value: code for code, value in enumerate(labels)}
    mapped = np.array([place[value] for value in dimension.labels], dtype=np.int64)
    return mapped[dimension.codes]


def _numbered(codes: Sequence[Ints], cards: Sequence[int]) -> tuple[Ints, Ints]:
    """Number the distinct leaves; return the number of each row, and a row of each leaf."""
    number, count = codes[0], cards[0]
    for code, card in zip(codes[1:], cards[1:], strict=True):
        if count * card >= KEY_LIMIT:
            number, count = np.unique(number, return_inverse=True)[1], len(number)
        keys, number = combine([number, code], [count, card])
        count = len(keys)
    first = np.zeros(int(number.max()) + 1, np.int64)
    first[number] = np.arange(len(number))
    return number, first


def _gathered(table: Leaves, leaf: Ints, leaves: int) -> _Figures:
    def spread(values: Floats) -> Floats:
        return np.bincount(leaf, values, leaves).astype(np.float64)

    return _Figures(
        spread(table.base),
        spread(table.actual),
        None if table.base_den is None else spread(table.base_den),
        None if table.actual_den is None else spread(table.actual_den),
    )


@dataclass(frozen=True, eq=False)
class _Figures:
    """Figures of one period on the panel's leaves; absent leaves are zero."""

    base: Floats
    actual: Floats
    base_den: Floats | None
    actual_den: Floats | None
