"""Quasi-random points shared by all projects: a rank-1 lattice with a tent map."""

from __future__ import annotations

from functools import lru_cache

import numpy as np
from numpy.typing import NDArray

_WEIGHT = 0.3  # how much each further coordinate counts when the lattice is chosen
_SHIFT_SEED = 20240607  # fixed, so that the same input gives the same light every day


@lru_cache(maxsize=8)
def shared_points(count: int, dimensions: int) -> NDArray[np.float32]:
    """Return evenly spread points of the unit cube, the same ones on every call.

    A rank-1 lattice whose generating vector is chosen one component at a time to
    minimise the worst-case error in the weighted Korobov space, shifted by fixed
    random numbers and folded by the tent map.

    Parameters
    ----------
    count : int
        Number of points, a power of two.
    dimensions : int
        Number of coordinates.

    Returns
    -------
    numpy.ndarray
        Shape (dimensions, count), float32, strictly between 0 and 1.

    Notes
    -----
    Component-by-component construction: Sloan and Reztsov (2002); tent map: Hickernell
    (2002). On milestone networks it is as accurate as scrambled Sobol points, and needs
    neither SciPy nor the second its import takes (docs/adr/0060).

    Examples
    --------
    >>> points = shared_points(256, 3)
    >>> points.shape, bool(abs(points.mean() - 0.5) < 0.002)
    ((3, 256), True)
    """
    steps = np.arange(count)
    candidates = np.arange(1, max(count // 2, 2), 2)
    fraction = (np.outer(candidates, steps) % count) / count
    kernel = 2 * np.pi**2 * (fraction * fraction - fraction + 1 / 6)
    product = np.ones(count)
    generator = np.empty(dimensions, dtype=np.int64)
    for dimension in range(dimensions):
        best = int(np.argmin(kernel @ product))
        generator[dimension] = candidates[best]
        product *= 1 + _WEIGHT * kernel[best]
        product /= product.max()  # only comparisons matter; keeps many dimensions finite
    shift = np.random.default_rng(_SHIFT_SEED).random(dimensions)
    lattice = (np.outer(generator, steps) / count + shift[:, None]) % 1.0
    folded = 1 - np.abs(2 * lattice - 1)
    edge = 1e-6
    points: NDArray[np.float32] = np.clip(folded, edge, 1 - edge).astype(np.float32)
    points.setflags(write=False)
    return points
