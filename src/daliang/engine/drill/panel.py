"""The current comparison and its history on one common set of leaves."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from daliang.engine.drill.arrays import Bools, Ints
from daliang.engine.drill.deviation import Deviation, deviation
from daliang.engine.drill.lattice import Lattice
from daliang.engine.drill.leaves import Leaves


@dataclass(frozen=True, eq=False)
class Panel:
    """Live leaves, their lattice, and the way back to the rows of the input."""

    names: tuple[str, ...]
    labels: tuple[npt.NDArray[np.object_], ...]
    lattice: Lattice
    current: Deviation
    row_of: Ints
    rows: int

    def label(self, axis: int, value: int) -> str:
        """Return the text of a value code."""
        return str(self.labels[axis][value])

    def original(self, mask: Bools) -> Bools:
        """Carry a choice of panel leaves back to the rows of the input."""
        out = np.zeros(self.rows, np.bool_)
        out[self.row_of[mask]] = True
        return out


def align(leaves: Leaves, history: Sequence[Leaves]) -> Panel:
    """Put the comparison on its live leaves."""
    live = np.flatnonzero(deviation(leaves).live)
    kept = leaves.take(live)
    lattice = Lattice.over(
        [d.codes for d in kept.dimensions], [len(d.labels) for d in kept.dimensions]
    )
    labels = tuple(d.labels for d in kept.dimensions)
    return Panel(kept.names, labels, lattice, deviation(kept), live, len(leaves))
