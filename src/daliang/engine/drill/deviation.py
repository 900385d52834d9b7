"""How far each leaf moved, on a scale where size does not rule."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Protocol

import numpy as np

from daliang.engine.drill.arrays import Bools, Floats


class Comparison(Protocol):
    """Figures to compare, leaf by leaf; numerators and denominators for a ratio."""

    @property
    def base(self) -> Floats: ...
    @property
    def actual(self) -> Floats: ...
    @property
    def base_den(self) -> Floats | None: ...
    @property
    def actual_den(self) -> Floats | None: ...


@dataclass(frozen=True, eq=False)
class Deviation:
    """Leaf movements of one comparison.

    Parameters
    ----------
    value : float array, shape (n,)
        2 (v - f) / (|v| + |f|), between -2 (gone) and 2 (new); for a ratio of
        the rates, so that a change of mix is not a change of rate.
    size : float array, shape (n,)
        Mean of base and actual, or the smaller denominator.
    change : float array, shape (n,)
        Contribution to the gap, in the measure's unit.
    reference : float array, shape (n,)
        What a background growth of 100 % would contribute.
    live : bool array, shape (n,)
        Leaves that can be compared at all.
    """

    value: Floats
    size: Floats
    change: Floats
    reference: Floats
    live: Bools

    @property
    def reach(self) -> Floats:
        """How much a leaf could matter, in the measure's unit."""
        return self.reference + np.abs(self.change)

    def excess(self, shift: float) -> Floats:
        """Return each leaf's contribution beyond a background shift."""
        return self.change - self.reference * growth_of(shift)


def growth_of(shift: float) -> float:
    """Turn a symmetric deviation into a growth rate: m means a factor (2 + m) / (2 - m).

    Examples
    --------
    >>> growth_of(0.4), growth_of(-2.0)
    (0.5, -1.0)
    """
    return 2 * shift / (2 - min(shift, 1.9))


def deviation(leaves: Comparison) -> Deviation:
    """Return the movement of each leaf."""
    if leaves.base_den is None or leaves.actual_den is None:
        before, after = leaves.base, leaves.actual
        size = (np.abs(before) + np.abs(after)) / 2
        return Deviation(_symmetric(before, after), size, after - before, np.abs(before), size > 0)
    base_den, actual_den = leaves.base_den, leaves.actual_den
    before = _ratio(leaves.base, base_den)
    after = _ratio(leaves.actual, actual_den)
    both = (base_den > 0) & (actual_den > 0) & ((before != 0) | (after != 0))
    weight = actual_den / actual_den.sum()
    return Deviation(
        _symmetric(before, after),
        np.minimum(base_den, actual_den),
        np.where(both, (after - before) * weight, 0.0),
        np.where(both, np.abs(before) * weight, 0.0),
        both,
    )


def _symmetric(before: Floats, after: Floats) -> Floats:
    weight = np.abs(before) + np.abs(after)
    return np.where(weight > 0, 2 * (after - before) / np.where(weight > 0, weight, 1.0), 0.0)


def _ratio(numerator: Floats, denominator: Floats) -> Floats:
    some = denominator > 0
    return np.where(some, numerator / np.where(some, denominator, 1.0), 0.0)
