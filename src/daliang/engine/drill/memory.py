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
from daliang.engine.drill.cell_law import CellLaw, Record, fit_cells
from daliang.engine.drill.deviation import Deviation
from daliang.engine.drill.lattice import Lattice
from daliang.engine.drill.noise import centre, scale_law
from daliang.engine.drill.relatives import Relatives

# Least periods from which anything is learned.
MIN_PERIODS = 3
# Cell sums kept in memory over all periods.
SUMS_BUDGET = 30_000_000
LEAF_PRIOR = 6.0
SMALLEST_SCALE = 0.01
CLIP = 8.0
PRICE = 2.5
LEAST_MARGIN = -4.0
QUIET_PERIODS = 12
SAMPLE = 400_000


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
    relatives : Relatives
        Parents of every cell.
    """

    scale: Floats
    laws: tuple[CellLaw, ...]
    margin: float
    relatives: Relatives

    def judge(self, sums: Sequence[tuple[Floats, ...]]) -> MemoryJudge:
        """Return the judge of the cells with these sums."""
        return MemoryJudge(self, [s[0] for s in sums], [s[1] for s in sums])


@dataclass(frozen=True, eq=False)
class MemoryJudge:
    """Judges the cells of one round of the search by what quiet periods taught."""

    memory: Memory
    pushes: Sequence[Floats]
    precisions: Sequence[Floats]

    @property
    def margin(self) -> float:
        """What a find must reach above its price, in nats."""
        return self.memory.margin

    def surprise(self, place: int) -> Floats:
        """Return, in nats, how unusual the cells of a cuboid are."""
        rests = self.memory.relatives.rests(place, self.pushes, self.precisions)
        law = self.memory.laws[place]
        return law.surprise(self.pushes[place], self.precisions[place], rests)

    def confirm(self, place: int, cell: int) -> float:
        """Return the same for one cell."""
        return float(self.surprise(place)[cell])


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
    scales = _leaf_scales(past, centres, current)
    centres = [
        common_shift(period, 1 / scale, period.live)
        for period, scale in zip(past, scales, strict=False)
    ]
    relatives = Relatives(lattice)
    periods: list[list[tuple[Floats, ...]]] = []
    for period, middle, scale in zip(past, centres, scales, strict=False):
        weight = 1 / scale
        on = weight * period.live
        z = np.clip((period.value - middle) * weight, -CLIP, CLIP)
        periods.append(lattice.sums([on * z, on * weight, period.excess(middle), period.reach]))
    fits = [
        fit_cells(_record(relatives, place, periods), floor)
        for place in range(len(lattice.cuboids))
    ]
    loudest = [
        fit.loudest(floor) - price(lattice, cuboid.axes, fit.cells)
        for fit, cuboid in zip(fits, lattice.cuboids, strict=True)
    ]
    margin = _threshold(np.max(np.array(loudest), axis=0))
    return Memory(scales[-1], tuple(fit.law for fit in fits), margin, relatives)


def _record(
    relatives: Relatives, place: int, periods: Sequence[Sequence[tuple[Floats, ...]]]
) -> Record:
    """Collect one cuboid over the periods, with the rests of its parents."""
    push, precision, excess, reach = (
        np.array([sums[place][column] for sums in periods]) for column in range(4)
    )
    parents = len(relatives.parents[place])
    rests = np.zeros((parents, *push.shape))
    for t, sums in enumerate(periods):
        found = relatives.rests(place, [s[0] for s in sums], [s[1] for s in sums])
        for k, rest in enumerate(found):
            rests[k, t] = rest
    return Record(push, precision, excess, reach, rests)


def price(lattice: Lattice, axes: Sequence[int], cells: int) -> float:
    """Return the price, in nats, of naming one of so many cells of one cuboid."""
    choices = lattice.choices[len(axes)]
    return math.log(max(cells, 1)) + math.log(choices) + math.log(len(lattice.codes)) + PRICE


def _threshold(loudest: Floats) -> float:
    """Return how far above the price a find must be, from the loudest cell of each period."""
    ordered = np.sort(loudest)
    # One quiet period in twelve may be louder, however long the history is.
    rank = len(ordered) - 1 - len(ordered) // QUIET_PERIODS
    return float(max(ordered[rank], LEAST_MARGIN))


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


def _leaf_scales(
    past: Sequence[Deviation], centres: Sequence[float], current: Deviation
) -> list[Floats]:
    """Spread of each leaf before each period and now: its own past, drawn to its size's law.

    Only what was known before a period counts for it, so that a firm that went
    is as great a surprise in the past as it would be now.
    """
    residuals = [p.value - middle for p, middle in zip(past, centres, strict=True)]
    residual = np.concatenate([r[p.live] for r, p in zip(residuals, past, strict=True)])
    log_size = np.concatenate([np.log(p.size[p.live]) for p in past])
    step = max(1, len(residual) // SAMPLE)
    law = scale_law(residual[::step], log_size[::step])
    seen = sum((p.live for p in past), current.live.astype(np.float64))
    size = sum((p.size for p in past), current.size)
    prior = law(np.log(np.maximum(size / np.maximum(seen, 1), 1e-300)))
    squares, counts = np.zeros(len(prior)), np.zeros(len(prior))
    scales: list[Floats] = []
    for r, period in [*zip(residuals, past, strict=True), (prior, current)]:
        pooled = (LEAF_PRIOR * prior**2 + squares) / (LEAF_PRIOR + counts)
        scales.append(np.maximum(np.sqrt(pooled), SMALLEST_SCALE))
        squares += np.where(period.live, r * r, 0.0)
        counts += period.live
    return scales
