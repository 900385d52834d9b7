"""What quiet periods teach: how much each leaf and each level moves by itself.

One pair of months cannot tell a trend of an industry from a cause; the months
before can. From earlier comparisons of the same indicator come the spread of
every leaf, the part of a cell's shift that carries over from the last period,
the variance of what does not, and the tail of that law, level by level.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from daliang.engine.drill.arrays import Bools, Floats
from daliang.engine.drill.deviation import Deviation
from daliang.engine.drill.lattice import Lattice
from daliang.engine.drill.noise import centre, scale_law

# Least periods from which anything is learned.
MIN_PERIODS = 3
# Cell sums kept in memory over all periods.
SUMS_BUDGET = 30_000_000
LEAF_PRIOR = 6.0
CELL_PRIOR = 4.0
SMALLEST_SCALE = 0.01
CLIP = 8.0
PRICE = 3.0
LEAST_MARGIN = -4.0
SAMPLE = 400_000


@dataclass(frozen=True, eq=False)
class CellLaw:
    """The law of one cuboid's cells.

    Parameters
    ----------
    expected : float array, shape (cells,)
        Shift to expect now, carried over from the last period.
    variance : float array, shape (cells,)
        Variance of the shift beyond sampling error.
    tail : float array
        Absolute standardised errors of the earlier periods, ascending.
    """

    expected: Floats
    variance: Floats
    tail: Floats

    def surprise(self, push: Floats, precision: Floats) -> Floats:
        """Return, in nats, how unusual the cells' shifts are by this law."""
        some = precision > 0
        own = np.where(some, push / np.where(some, precision, 1.0), 0.0) - self.expected
        sampling = 1 / np.where(some, precision, 1.0)
        score = np.where(some, np.abs(own) / np.sqrt(sampling + self.variance), 0.0)
        return np.minimum(score * score / 2, tail_surprise(score, self.tail))


def tail_surprise(score: Floats, tail: Floats) -> Floats:
    """Return -log of the share of `tail` beyond each score; exponential past its end."""
    count = len(tail)
    if count < 20:
        return score * score / 2
    top = min(max(20, count // 50), count)
    start = float(tail[count - top])
    decay = max(float((tail[count - top :] - start).mean()), 0.2)
    beyond = count - np.searchsorted(tail, score, side="left")
    inside = -np.log((beyond + 0.5) / (count + 1))
    outside = -math.log((top + 0.5) / (count + 1)) + (score - start) / decay
    result: Floats = np.where(score > start, outside, inside)
    return result


@dataclass(frozen=True, eq=False)
class Memory:
    """Everything learned from earlier periods.

    Parameters
    ----------
    scale : float array, shape (leaves,)
        Spread of each leaf's deviation.
    laws : tuple of CellLaw
        One a cuboid, in the order of the lattice.
    margin : float
        How far above its price, in nats, a find must be: quiet periods reached so far.
    """

    scale: Floats
    laws: tuple[CellLaw, ...]
    margin: float

    def surprise(self, place: int, push: Floats, precision: Floats) -> Floats:
        """Return, in nats, how unusual the cells of a cuboid are."""
        return self.laws[place].surprise(push, precision)


def learn(
    lattice: Lattice, past: Sequence[Deviation], current: Deviation, floor: float
) -> Memory | None:
    """Learn the noise law from earlier comparisons; None when they are too few.

    Parameters
    ----------
    lattice : Lattice
        Over the panel's leaves.
    past : sequence of Deviation
        Earlier comparisons, oldest first.
    current : Deviation
        The comparison to judge; only its sizes are looked at.
    floor : float
        Materiality; the tails are learned from cells that could reach it.
    """
    cells = sum(cuboid.cells for cuboid in lattice.cuboids)
    past = past[-max(MIN_PERIODS, SUMS_BUDGET // max(cells, 1)) :]
    if len(past) < MIN_PERIODS:
        return None
    centres = [weighted_median(p.value, p.size * p.live) for p in past]
    scale = _leaf_scale(past, centres, current)
    weight = 1 / scale
    centres = [common_shift(period, weight, period.live) for period in past]
    records: list[list[_Record]] = [[] for _ in lattice.cuboids]
    for period, middle in zip(past, centres, strict=True):
        on = weight * period.live
        z = np.clip((period.value - middle) * weight, -CLIP, CLIP)
        columns = [on * z, on * weight, period.excess(middle), period.reach]
        for place, sums in enumerate(lattice.sums(columns)):
            records[place].append(_Record(*sums))
    fits = [_fit(record, floor) for record in records]
    laws = tuple(fit.law for fit in fits)
    loudest = [
        fit.loudest(floor) - price(lattice, cuboid.axes, fit.cells)
        for fit, cuboid in zip(fits, lattice.cuboids, strict=True)
    ]
    return Memory(scale, laws, _threshold(np.max(np.array(loudest), axis=0)))


@dataclass(frozen=True, eq=False)
class _Record:
    """Sums of one cuboid in one period."""

    push: Floats
    precision: Floats
    excess: Floats
    reach: Floats


@dataclass(frozen=True, eq=False)
class _Fit:
    """A cuboid's law with the scores of the periods it was learned from (periods x cells)."""

    law: CellLaw
    score: Floats
    excess: Floats
    cells: int

    def loudest(self, floor: float) -> Floats:
        """Return the greatest surprise of each period among cells of some matter."""
        nats = np.minimum(self.score**2 / 2, tail_surprise(self.score, self.law.tail))
        loud: Floats = np.where(np.abs(self.excess) >= floor, nats, 0.0).max(axis=1)
        return loud


def price(lattice: Lattice, axes: Sequence[int], cells: int) -> float:
    """Return the price, in nats, of naming one of so many cells of one cuboid."""
    choices = lattice.choices[len(axes)]
    return math.log(max(cells, 1)) + math.log(choices) + math.log(len(lattice.codes)) + PRICE


def _threshold(loudest: Floats) -> float:
    """Return how far above the price a find must be, from the loudest cell of each period."""
    ordered = np.sort(loudest)
    return float(np.clip(ordered[-1], LEAST_MARGIN, None))


def common_shift(period: Deviation, weight: Floats, rows: Bools) -> float:
    """Return the shift that most of the weight shares in one period."""
    return centre(period.value[rows], weight[rows] ** 2)


def weighted_median(values: Floats, weights: Floats) -> float:
    """Return the median of values by weight; 0 when nothing has weight.

    Examples
    --------
    >>> weighted_median(np.array([0.1, 5.0, 0.2]), np.array([2.0, 1.0, 2.0]))
    0.2
    """
    order = np.argsort(values)
    held = np.cumsum(weights[order])
    if not len(held) or held[-1] <= 0:
        return 0.0
    return float(values[order[int(np.searchsorted(held, held[-1] / 2))]])


def _leaf_scale(past: Sequence[Deviation], centres: Sequence[float], current: Deviation) -> Floats:
    """Spread of each leaf: its own past, drawn towards the law of leaves of its size."""
    leaves = len(current.value)
    squares, seen, size = np.zeros(leaves), np.zeros(leaves), np.zeros(leaves)
    residuals, log_sizes = [], []
    for period, middle in zip(past, centres, strict=True):
        residual = period.value - middle
        squares += np.where(period.live, residual * residual, 0.0)
        seen += period.live
        size += period.size
        residuals.append(residual[period.live])
        log_sizes.append(np.log(period.size[period.live]))
    residual, log_size = np.concatenate(residuals), np.concatenate(log_sizes)
    step = max(1, len(residual) // SAMPLE)
    law = scale_law(residual[::step], log_size[::step])
    usual = (size + current.size) / np.maximum(seen + current.live, 1)
    prior = law(np.log(np.maximum(usual, 1e-300)))
    pooled = (LEAF_PRIOR * prior**2 + squares) / (LEAF_PRIOR + seen)
    result: Floats = np.maximum(np.sqrt(pooled), SMALLEST_SCALE)
    return result


def _fit(records: Sequence[_Record], floor: float) -> _Fit:
    """Fit one cuboid; all arrays are periods x cells."""
    push, precision, excess, reach = (
        np.array([getattr(record, name) for record in records])
        for name in ("push", "precision", "excess", "reach")
    )
    some = precision > 0
    shift = np.where(some, push / np.where(some, precision, 1.0), 0.0)
    sampling = np.where(some, 1 / np.where(some, precision, 1.0), 0.0)
    carry = _carry_over(shift, precision)
    error = shift[1:] - carry * shift[:-1]
    known: Bools = some[1:]
    beyond = np.where(known, error * error - sampling[1:], 0.0)
    counts = known.sum(axis=0)
    heavy = np.where(known, precision[1:], 0.0)
    usual = max(float((beyond * heavy).sum() / max(float(heavy.sum()), 1e-12)), 0.0)
    sums = beyond.sum(axis=0)
    variance = np.maximum((CELL_PRIOR * usual + sums) / (CELL_PRIOR + counts), 0.25 * usual)
    # Each past error is judged by the variance that the other periods give.
    others = (CELL_PRIOR * usual + sums - beyond) / np.maximum(CELL_PRIOR + counts - 1, 1)
    spread = np.sqrt(sampling[1:] + np.maximum(others, 0.25 * usual))
    score = np.where(known & (spread > 0), np.abs(error) / np.where(spread > 0, spread, 1), 0.0)
    material = known & (reach[1:] >= floor) & (spread > 0)
    law = CellLaw(carry * shift[-1], variance, np.sort(score[material]))
    return _Fit(law, score, excess[1:], int(material.sum(axis=1).max(initial=0)))


def _carry_over(shift: Floats, precision: Floats) -> float:
    """Part of a shift that is still there one period later (0 to 0.95)."""
    weight = np.minimum(precision[1:], precision[:-1])
    before, after = shift[:-1], shift[1:]
    held = float((weight * before * before).sum())
    if held <= 0:
        return 0.0
    return float(np.clip((weight * before * after).sum() / held, 0.0, 0.95))
