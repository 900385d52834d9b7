"""The coarser cells that a cell lies in, and how the rest of each of them moved.

An industry's trend moves each of its cells. A cell of a district and an
industry is therefore compared with the rest of that district and the rest of
that industry: what they share is drift, what the cell alone does is news.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from daliang.engine.drill.arrays import Floats, Ints
from daliang.engine.drill.lattice import Cuboid, Lattice

# A rest of less precision than this part of the cell's says nothing.
LEAST_REST = 1e-6


@dataclass(frozen=True, eq=False)
class Parent:
    """One coarser cuboid: its place in the lattice, and the parent cell of each cell."""

    place: int
    cell: Ints


class Relatives:
    """Knows the single-dimension parents of every cell of a lattice."""

    def __init__(self, lattice: Lattice) -> None:
        self.lattice = lattice
        self.single = {
            cuboid.axes[0]: place
            for place, cuboid in enumerate(lattice.cuboids)
            if len(cuboid.axes) == 1
        }
        self.numbers = {axis: self._numbers(axis) for axis in self.single}
        self.parents = tuple(self._parents(cuboid) for cuboid in lattice.cuboids)

    def rests(
        self, place: int, pushes: Sequence[Floats], precisions: Sequence[Floats]
    ) -> list[Floats]:
        """Return the shift of the rest of each parent, for each cell of one cuboid.

        Parameters
        ----------
        place : int
            The cuboid.
        pushes, precisions : sequence of float array
            Cell sums of every cuboid of the lattice.
        """
        push, precision = pushes[place], precisions[place]
        out: list[Floats] = []
        for parent in self.parents[place]:
            rest_push = pushes[parent.place][parent.cell] - push
            rest = precisions[parent.place][parent.cell] - precision
            some = rest > LEAST_REST * np.maximum(precision, 1.0)
            out.append(np.where(some, rest_push / np.where(some, rest, 1.0), 0.0))
        return out

    def _numbers(self, axis: int) -> Ints:
        numbers = np.zeros(self.lattice.cards[axis], np.int64)
        codes = self.lattice.cuboids[self.single[axis]].codes[0]
        numbers[codes] = np.arange(len(codes))
        return numbers

    def _parents(self, cuboid: Cuboid) -> tuple[Parent, ...]:
        known = dict(zip(cuboid.axes, cuboid.codes, strict=True))
        values: dict[int, Ints] = dict(known) if len(known) > 1 else {}
        for axis, codes in known.items():
            for coarse in self.lattice.decides[axis]:
                values.setdefault(coarse, self._coarse(axis, coarse)[codes])
        return tuple(
            Parent(self.single[axis], self.numbers[axis][codes]) for axis, codes in values.items()
        )

    def _coarse(self, fine: int, coarse: int) -> Ints:
        value = np.zeros(self.lattice.cards[fine], np.int64)
        value[self.lattice.codes[fine]] = self.lattice.codes[coarse]
        return value
