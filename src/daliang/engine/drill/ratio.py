"""A ratio's change taken apart: own rates, weights, entry and exit."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from daliang.engine.drill.arrays import Floats, total


@dataclass(frozen=True, eq=False)
class RatioEffects:
    """Effects of each part on a ratio V / W; all four sum to its change.

    Parameters
    ----------
    rate : float array
        w1 (r1 - r0): the part's own rate, at its new weight.
    mix : float array
        (w1 - w0) (r0 - R0): weight moving to parts above or below the whole.
    entry : float array
        w1 (r1 - R0): parts without an old denominator.
    exit : float array
        -w0 (r0 - R0): parts without a new denominator.
    """

    rate: Floats
    mix: Floats
    entry: Floats
    exit: Floats

    @property
    def impact(self) -> Floats:
        """All effects of each part together."""
        return self.rate + self.mix + self.entry + self.exit


def ratio_effects(
    num_base: Floats, den_base: Floats, num_actual: Floats, den_actual: Floats
) -> RatioEffects:
    """Split the change of a ratio of sums into rate, mix, entry and exit.

    Parameters
    ----------
    num_base, den_base, num_actual, den_actual : float array, shape (parts,)
        Numerators and denominators; denominators not negative and not all zero.

    Returns
    -------
    RatioEffects
        In the unit of the ratio, shape (parts,) each.

    Notes
    -----
    The decomposition of Foster, Haltiwanger and Krizan (2001) with the cross
    term given to the rate, so that a rate is judged at today's weight.

    Examples
    --------
    >>> a = np.array
    >>> parts = ratio_effects(a([10., 0.]), a([100., 0.]), a([12., 9.]), a([100., 50.]))
    >>> parts.rate.round(4).tolist(), parts.entry.round(4).tolist()
    ([0.0133, 0.0], [0.0, 0.0267])
    """
    whole = total(num_base) / total(den_base)
    before, after = den_base > 0, den_actual > 0
    r0 = np.where(before, num_base / np.where(before, den_base, 1), 0.0)
    r1 = np.where(after, num_actual / np.where(after, den_actual, 1), 0.0)
    w0, w1 = den_base / total(den_base), den_actual / total(den_actual)
    stays, enters, leaves = before & after, after & ~before, before & ~after
    # A numerator without a denominator belongs to no rate; it counts as entry or exit.
    loose_base = np.where(before, 0.0, num_base) / total(den_base)
    loose_actual = np.where(after, 0.0, num_actual) / total(den_actual)
    return RatioEffects(
        rate=np.where(stays, w1 * (r1 - r0), 0.0),
        mix=np.where(stays, (w1 - w0) * (r0 - whole), 0.0),
        entry=np.where(enters, w1 * (r1 - whole), 0.0) + loose_actual,
        exit=np.where(leaves, -w0 * (r0 - whole), 0.0) - loose_base,
    )
