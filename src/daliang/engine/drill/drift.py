"""How far the background drifts, level by level, learned from one comparison alone."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Protocol

import numpy as np

from daliang.engine.drill.arrays import Floats
from daliang.engine.drill.lattice import Lattice
from daliang.engine.drill.noise import Variance, between_cells

# The drift of all levels together is an upper reading; this much is given back (nats).
LENIENCY = 4.0


class Judge(Protocol):
    """Says how far cells stand out from what is ordinary."""

    @property
    def margin(self) -> float:
        """What a find must reach above its price, in nats."""
        ...

    def surprise(self, place: int) -> Floats:
        """Return, in nats, how unusual the cells of a cuboid are; may be too high."""
        ...

    def confirm(self, place: int, cell: int) -> float:
        """Return, in nats, how unusual one cell is, with more care."""
        ...


class Drift:
    """Variance of the background at each level, learned from the cells themselves."""

    def __init__(
        self, lattice: Lattice, sums: Sequence[tuple[Floats, ...]], precision: Floats
    ) -> None:
        self.lattice = lattice
        self.sums = sums
        self.precision = precision
        self.known: dict[int, Variance] = {}
        self.by_axis: dict[int, Variance] | None = None

    @property
    def margin(self) -> float:
        """Nothing is asked above the price when no history was given."""
        return 0.0

    def surprise(self, place: int) -> Floats:
        """Return, in nats, how far the cells of a cuboid stand out from the drift."""
        push, precision = self.sums[place][:2]
        drift = self._of_cuboid(place)
        spread = precision + drift.value * precision * precision
        out: Floats = push * push / (2 * spread + 1e-12)
        return out

    def confirm(self, place: int, cell: int) -> float:
        """Add the drift of every other level, by how few of its values the cell holds."""
        cuboid = self.lattice.cuboids[place]
        rows = self.precision > 0
        for axis, codes in zip(cuboid.axes, cuboid.codes, strict=True):
            rows &= self.lattice.codes[axis] == codes[cell]
        inside = self.precision[rows]
        whole = float(inside.sum())
        drift = self._of_cuboid(place)
        value = drift.value
        for axis, other in self._of_axes().items():
            if axis in cuboid.axes or other.value == 0 or not other.cells:
                continue
            held = np.bincount(self.lattice.codes[axis][rows], inside)
            value += other.value * float((held * held).sum()) / whole**2
        push = float(self.sums[place][0][cell])
        score = push * push / (whole + value * whole * whole + 1e-12)
        return score / 2 + LENIENCY

    def _of_axes(self) -> dict[int, Variance]:
        if self.by_axis is None:
            single = {
                cuboid.axes[0]: self._learn(place)
                for place, cuboid in enumerate(self.lattice.cuboids)
                if len(cuboid.axes) == 1
            }
            learned = [found.value for found in single.values() if found is not None]
            usual = Variance(float(np.median(learned)) if learned else 0.0, 0)
            self.by_axis = {axis: found or usual for axis, found in single.items()}
        return self.by_axis

    def _of_cuboid(self, place: int) -> Variance:
        """Return the variance for one cuboid: its own, or that of its dimensions together."""
        if place not in self.known:
            axes = self.lattice.cuboids[place].axes
            parts = [self._of_axes()[axis] for axis in axes]
            together = Variance(
                sum(part.value for part in parts), min(part.cells for part in parts)
            )
            own = self._learn(place) if len(axes) > 1 else None
            self.known[place] = own if own and own.value > together.value else together
        return self.known[place]

    def _learn(self, place: int) -> Variance | None:
        push, precision, rows = self.sums[place][:3]
        shift = push / np.where(precision > 0, precision, 1.0)
        return between_cells(shift, precision, rows)
