"""The array types of the drill, and sums that do not lose a fen."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

Floats = npt.NDArray[np.float64]
Ints = npt.NDArray[np.int64]
Bools = npt.NDArray[np.bool_]

MAX_PLACES = 6
# Partial sums of whole multiples below 2**52 are exact in a float64.
EXACT_BITS = 52
TINY = 1e-280
# Four units in the last place: what decimal figures lose in binary, and no more.
DUST = 4 * 2.0**-52


def group_sums(codes: Ints, groups: int, values: Floats) -> Floats:
    """Sum values by group without the drift of a running float sum.

    Each value is split into a whole multiple of a power of two, whose sums are
    exact, and a small remainder; so parts and whole agree whatever the order.

    Parameters
    ----------
    codes : integer array, shape (n,)
        Group of each value, 0 to `groups` - 1.
    groups : int
        Number of groups.
    values : float array, shape (n,)
        Values, in any unit.

    Returns
    -------
    float array, shape (groups,)
        Sums, in the unit of `values`.

    Examples
    --------
    >>> group_sums(np.array([0, 1, 0]), 2, np.array([0.1, 5.0, 0.2])).round(12).tolist()
    [0.3, 5.0]
    """
    weight = float(np.abs(values).sum())
    if weight < TINY or not np.isfinite(weight):
        return np.bincount(codes, values, groups).astype(np.float64)
    step = 2.0 ** (np.ceil(np.log2(weight)) - EXACT_BITS + 1)
    whole = np.round(values / step)
    rest = values - whole * step
    sums: Floats = np.bincount(codes, whole, groups) * step + np.bincount(codes, rest, groups)
    return sums


def total(values: Floats) -> float:
    """Return the sum of all values, without the drift of a running float sum."""
    if not len(values):
        return 0.0
    return float(group_sums(np.zeros(len(values), np.int64), 1, values)[0])


def decimal_places(*columns: Floats) -> int | None:
    """Return how many decimals the figures carry, or None when they are not decimal.

    Figures in 万元 with two decimals have sums with two decimals; rounding the
    sums to them is exact and removes the dust of binary fractions.

    Examples
    --------
    >>> decimal_places(np.array([1.25, 3.0])), decimal_places(np.array([1 / 3]))
    (2, None)
    """
    for places in range(MAX_PLACES + 1):
        if all(_fits(column, places) for column in columns):
            return places
    return None


def _fits(column: Floats, places: int) -> bool:
    scaled = column * 10.0**places
    if len(scaled) and float(np.abs(scaled).sum()) >= 2.0**EXACT_BITS:
        return False
    return bool((np.abs(scaled - np.round(scaled)) <= DUST * np.maximum(np.abs(scaled), 1)).all())


def rounded(value: float, places: int | None) -> float:
    """Round to the decimals the figures carry; leave others alone."""
    return value if places is None else round(value, places) + 0.0


def median(values: Floats) -> float:
    """Return the upper median, quicker than a full sort; 0 for nothing."""
    if not len(values):
        return 0.0
    half = len(values) // 2
    return float(np.partition(values, half)[half])
