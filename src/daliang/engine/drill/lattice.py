"""Every combination of dimensions worth looking at, summed in one cascade.

A cuboid is one set of dimensions, a cell one combination of their values. A
cuboid with a dimension that another of its dimensions already decides (a
street decides its district) says nothing new and is left out; such
dependencies are found in the data. Each cuboid is summed from its smallest
computed superset, so the leaves are passed over once.
"""

from __future__ import annotations

import itertools
import math
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from daliang.engine.drill.arrays import Floats, Ints

# Cells over all cuboids before deeper combinations are left to the descent.
CELL_BUDGET = 3_000_000
MAX_DEPTH = 6


@dataclass(frozen=True, eq=False)
class Cuboid:
    """One set of dimensions and its non-empty cells.

    Parameters
    ----------
    axes : tuple of int
        Indices of the dimensions.
    parent : int or None
        Position of the cuboid it is summed from; None for the leaves.
    cell_of : integer array
        Cell of each row (or of each cell of the parent).
    codes : tuple of integer array, one an axis, shape (cells,)
        Value codes of each cell.
    """

    axes: tuple[int, ...]
    parent: int | None
    cell_of: Ints
    codes: tuple[Ints, ...]

    @property
    def cells(self) -> int:
        """Number of non-empty cells."""
        return len(self.codes[0])


@dataclass(frozen=True, eq=False)
class Lattice:
    """All cuboids over some rows, in the order in which they are summed."""

    codes: tuple[Ints, ...]
    cards: tuple[int, ...]
    decides: tuple[frozenset[int], ...]
    cuboids: tuple[Cuboid, ...]
    choices: dict[int, int]

    @classmethod
    def over(
        cls,
        codes: Sequence[Ints],
        cards: Sequence[int],
        decides: tuple[frozenset[int], ...] | None = None,
    ) -> Lattice:
        """Plan the cuboids over coded dimensions of equal length.

        Parameters
        ----------
        codes : sequence of integer array, shape (rows,)
            Value codes of each dimension.
        cards : sequence of int
            Number of values of each dimension.
        decides : tuple of frozenset of int, optional
            Known dependencies; found in the data when not given.
        """
        decides = dependencies(codes, cards) if decides is None else decides
        wanted = _worthwhile(cards, decides, len(codes[0]))
        choices: dict[int, int] = {}
        for axes in wanted:
            choices[len(axes)] = choices.get(len(axes), 0) + 1
        cuboids: list[Cuboid] = []
        for axes in sorted(wanted, key=len, reverse=True):
            cuboids.append(_cuboid(axes, cuboids, codes, cards))
        return cls(tuple(codes), tuple(cards), decides, tuple(cuboids), choices)

    def sums(self, columns: Sequence[Floats]) -> list[tuple[Floats, ...]]:
        """Sum leaf columns into every cuboid, in the order of `cuboids`."""
        out: list[tuple[Floats, ...]] = []
        for cuboid in self.cuboids:
            source = columns if cuboid.parent is None else out[cuboid.parent]
            cells = cuboid.cells
            out.append(
                tuple(
                    np.bincount(cuboid.cell_of, x, cells).astype(np.float64, copy=False)
                    for x in source
                )
            )
        return out

    def redundant(self, axes: Sequence[int]) -> bool:
        """Tell whether one of the axes is decided by another of them."""
        return any(b in self.decides[a] for a in axes for b in axes if a != b)


def dependencies(codes: Sequence[Ints], cards: Sequence[int]) -> tuple[frozenset[int], ...]:
    """Return, for each dimension, the coarser dimensions that it decides.

    Of two dimensions that decide each other only the later decides the former,
    so that one of them stays.

    Examples
    --------
    >>> street, district = np.array([0, 1, 2, 0]), np.array([0, 0, 1, 0])
    >>> [sorted(found) for found in dependencies([street, district], [3, 2])]
    [[1], []]
    """
    found: list[frozenset[int]] = []
    for i, fine in enumerate(codes):
        decided = set()
        for j, coarse in enumerate(codes):
            if i == j or cards[i] < cards[j] or (cards[i] == cards[j] and i < j):
                continue
            seen = np.zeros(cards[i], np.int64)
            seen[fine] = coarse
            if (seen[fine] == coarse).all():
                decided.add(j)
        found.append(frozenset(decided))
    return tuple(found)


def cell_codes(keys: Ints, cards: Sequence[int]) -> tuple[Ints, ...]:
    """Split combined keys back into one code an axis."""
    parts: list[Ints] = []
    for card in reversed(cards):
        parts.append(keys % card)
        keys = keys // card
    return tuple(parts[::-1])


def combine(codes: Sequence[Ints], cards: Sequence[int]) -> tuple[Ints, Ints]:
    """Number the combinations present: their distinct keys, and the number of each row."""
    key = codes[0].copy()
    for code, card in zip(codes[1:], cards[1:], strict=True):
        key *= card
        key += code
    span = math.prod(cards)
    if span <= max(4 * len(key), 1 << 16):
        present = np.zeros(span, np.bool_)
        present[key] = True
        number = np.cumsum(present) - 1
        return np.flatnonzero(present), number[key]
    distinct, inverse = np.unique(key, return_inverse=True)
    return distinct, inverse


def _worthwhile(
    cards: Sequence[int], decides: Sequence[frozenset[int]], rows: int
) -> list[tuple[int, ...]]:
    wanted: list[tuple[int, ...]] = []
    cells = 0
    for depth in range(1, min(len(cards), MAX_DEPTH) + 1):
        layer = [
            axes
            for axes in itertools.combinations(range(len(cards)), depth)
            if math.prod(cards[a] for a in axes) < 2**62
            and not any(b in decides[a] for a in axes for b in axes if a != b)
        ]
        cells += sum(min(rows, math.prod(cards[a] for a in axes)) for axes in layer)
        if depth > 1 and cells > CELL_BUDGET + 2 * rows:
            break
        wanted += layer
    return wanted


def _cuboid(
    axes: tuple[int, ...], done: Sequence[Cuboid], codes: Sequence[Ints], cards: Sequence[int]
) -> Cuboid:
    parent: int | None = None
    fewest = len(codes[0])
    wanted = set(axes)
    for place, other in enumerate(done):
        if other.cells < fewest and wanted < set(other.axes):
            parent, fewest = place, other.cells
    if parent is None:
        source = [codes[a] for a in axes]
    else:
        above = done[parent]
        source = [above.codes[above.axes.index(a)] for a in axes]
    sizes = [cards[a] for a in axes]
    keys, cell_of = combine(source, sizes)
    return Cuboid(axes, parent, cell_of, cell_codes(keys, sizes))
