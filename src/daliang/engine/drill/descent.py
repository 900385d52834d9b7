"""From a shifted cell to the part of it that carries the shift."""

from __future__ import annotations

import itertools
import math
from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np

from daliang.engine.drill.arrays import Bools, Floats, Ints
from daliang.engine.drill.lattice import Lattice, cell_codes, combine

PRICE = 3.0
# The rest of a cell counts as not shifted below this part of the sub-cell's shift.
STILL = 0.35
# A deviation beyond this is a unit that went or came; a mass of them is this part of the rows.
CHURNED = 1.95
MASS = 0.3

Scores = tuple[Floats, Floats]
# How sure (nats) the shift of the neighbours must be.
SURE = 2.0


@dataclass(frozen=True, eq=False)
class Slice:
    """Rows that share one value on each of some axes."""

    axes: tuple[int, ...]
    values: tuple[int, ...]
    rows: Bools


@dataclass(frozen=True, eq=False)
class _Split:
    gain: float
    axes: tuple[int, ...]
    values: tuple[int, ...]
    inside: Bools


def sharpen(lattice: Lattice, found: Slice, z: Floats, weight: Floats) -> Slice:
    """Replace a slice by a sub-slice for as long as the rest of it is not shifted.

    Parameters
    ----------
    lattice : Lattice
        Dimensions and their dependencies.
    found : Slice
        The cell found by the scan.
    z, weight : float array, shape (rows,)
        Leaf scores and weights of the scan.
    """
    while np.count_nonzero(found.rows) >= 2:
        index = np.flatnonzero(found.rows)
        split = _best_split(lattice, found, index_scores=(z[index], weight[index]))
        if split is None:
            return found
        rows = np.zeros_like(found.rows)
        rows[index[split.inside]] = True
        pairs = list(zip(found.axes + split.axes, found.values + split.values, strict=True))
        axes = {axis for axis, _ in pairs}
        # A finer value says the coarser one already: the street names its district.
        plain = sorted(
            (a, v) for a, v in pairs if not any(a in lattice.decides[b] for b in axes if b != a)
        )
        found = Slice(tuple(a for a, _ in plain), tuple(v for _, v in plain), rows)
    return found


def widen(lattice: Lattice, found: Slice, active: Bools, scores: Scores, value: Floats) -> Slice:
    """Drop a condition where the slice's neighbours moved alike.

    In a mass exit chance makes one part of a segment look emptier than the
    rest; the plainer description is then the true one.

    Parameters
    ----------
    lattice : Lattice
        Dimensions and their dependencies.
    found : Slice
        A sharpened find.
    active : bool array, shape (rows,)
        Rows not yet explained.
    scores : pair of float array, shape (rows,)
        Leaf scores and weights of the scan.
    value : float array, shape (rows,)
        Leaf deviations; firms that went (-2) or came (2) are counted, not weighed.
    """
    z, weight = _counted(value, found.rows) or scores
    axes = list(found.axes)
    while len(axes) > 1:
        wider = None
        for axis in axes:
            kept = [(a, v) for a, v in zip(found.axes, found.values, strict=True) if a != axis]
            rows = active.copy()
            for a, code in kept:
                rows &= lattice.codes[a] == code
            if _alike(lattice.codes[axis][rows], found.rows[rows], z[rows], weight[rows]):
                wider = Slice(tuple(a for a, _ in kept), tuple(v for _, v in kept), rows)
                break
        if wider is None:
            return found
        found, axes = wider, list(wider.axes)
    return found


def _counted(value: Floats, inside: Bools) -> Scores | None:
    """Scores that count firms gone (or new), when that is what the slice is about."""
    for edge in (-CHURNED, CHURNED):
        churned = value <= edge if edge < 0 else value >= edge
        part = float(churned[inside].mean())
        if part >= MASS:
            spread = math.sqrt(max(part * (1 - part), 0.05))
            return churned / spread, np.ones(len(value))
    return None


def _alike(codes: Ints, inside: Bools, z: Floats, weight: Floats) -> bool:
    """Tell whether the values of a dropped condition moved as the slice itself did."""
    outside = ~inside
    if np.count_nonzero(outside) < 2:
        return False
    push, precision = weight * z, weight * weight
    own = float(push[inside].sum() / precision[inside].sum())
    other_push, other_precision = float(push[outside].sum()), float(precision[outside].sum())
    if other_push * own <= 0 or abs(other_push / other_precision) < STILL * abs(own):
        return False
    values, cell_of = np.unique(codes, return_inverse=True)
    pushes, precisions = np.bincount(cell_of, push), np.bincount(cell_of, precision)
    within = float((z * z).sum()) - float((pushes * pushes / precisions).sum())
    noise = max(within / max(len(z) - len(values), 1), 1.0)
    mean = float(push.sum() / precision.sum())
    apart = float((precisions * (pushes / precisions - mean) ** 2).sum()) / noise
    freedom = len(values) - 1
    sure = other_push**2 / (2 * other_precision) / noise
    return sure > SURE and apart < freedom + 2 * math.sqrt(2 * freedom)


def _best_split(
    lattice: Lattice, found: Slice, index_scores: tuple[Floats, Floats]
) -> _Split | None:
    rows = np.flatnonzero(found.rows)
    extra = [
        axis
        for axis in range(len(lattice.codes))
        if axis not in found.axes and not any(axis in lattice.decides[b] for b in found.axes)
    ]
    for depth in (1, 2):
        best: _Split | None = None
        for axes in _combinations(lattice, extra, depth):
            price = math.log(len(extra) ** depth + 1) + PRICE
            split = _split(lattice, axes, rows, index_scores, price)
            if split is not None and (best is None or split.gain > best.gain):
                best = split
        if best is not None:
            return best
    return None


def _combinations(lattice: Lattice, extra: list[int], depth: int) -> Iterator[tuple[int, ...]]:
    for axes in itertools.combinations(extra, depth):
        if not lattice.redundant(axes):
            yield axes


def _split(
    lattice: Lattice,
    axes: tuple[int, ...],
    rows: Ints,
    scores: tuple[Floats, Floats],
    price: float,
) -> _Split | None:
    z, weight = scores
    cards = [lattice.cards[a] for a in axes]
    keys, cell_of = combine([lattice.codes[a][rows] for a in axes], cards)
    if len(keys) < 2:
        return None
    push = np.bincount(cell_of, weight * z)
    precision = np.bincount(cell_of, weight * weight)
    whole_push, whole = float(push.sum()), float(precision.sum())
    rest = whole - precision
    usable = (precision > 0) & (rest > 1e-9)
    own = push / np.where(precision > 0, precision, 1.0)
    other = (whole_push - push) / np.where(rest > 1e-9, rest, 1.0)
    # In a mass exit each firm goes or stays: what the split leaves unexplained
    # makes the same difference less telling.
    explained = push * own + (whole_push - push) * other
    left = (float((z * z).sum()) - explained) / max(len(rows) - 2, 1)
    gain = (own - other) ** 2 * precision * rest / whole / 2 / np.maximum(left, 1.0)
    gain -= math.log(len(keys)) + price
    good = usable & (gain > 0) & (np.abs(other) < STILL * np.abs(own)) & (push * whole_push > 0)
    if not good.any():
        return None
    cell = int(np.argmax(np.where(good, gain, -1.0)))
    values = tuple(int(code[cell]) for code in cell_codes(keys, cards))
    return _Split(float(gain[cell]), axes, values, cell_of == cell)
