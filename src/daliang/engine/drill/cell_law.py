"""The law by which the cells of one cuboid move when nothing has happened."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from daliang.engine.drill.arrays import Bools, Floats

CELL_PRIOR = 4.0
RIDGE = 1e-3
LEAST_TAIL = 20


@dataclass(frozen=True, eq=False)
class CellLaw:
    """What to expect of each cell, and how far it strays by itself.

    Parameters
    ----------
    carried : float array, shape (cells,)
        Shift of the last earlier period.
    pulls : float array, shape (1 + parents,)
        Part of it that carries over, and part of each parent's shift that shows.
    variance : float array, shape (cells,)
        Variance beyond sampling error of what is left.
    tail : float array
        Absolute standardised errors of the earlier periods, ascending.
    """

    carried: Floats
    pulls: Floats
    variance: Floats
    tail: Floats

    def surprise(self, push: Floats, precision: Floats, rests: Sequence[Floats]) -> Floats:
        """Return, in nats, how unusual the cells' shifts are by this law."""
        some = precision > 0
        steady = np.where(some, precision, 1.0)
        expected = np.tensordot(self.pulls, np.stack([self.carried, *rests]), axes=1)
        error = push / steady - expected
        score = np.where(some, np.abs(error) / np.sqrt(1 / steady + self.variance), 0.0)
        return self.nats(score)

    def nats(self, score: Floats) -> Floats:
        """Return the surprise of standardised errors: normal, or by the tail if heavier."""
        half_square = score * score / 2
        count = len(self.tail)
        if count < LEAST_TAIL:
            return half_square
        top = max(LEAST_TAIL, count // 50)
        start = float(self.tail[count - top])
        decay = max(float((self.tail[count - top :] - start).mean()), 0.2)
        beyond = count - np.searchsorted(self.tail, score, side="left")
        inside = -np.log((beyond + 0.5) / (count + 1))
        outside = -math.log((top + 0.5) / (count + 1)) + (score - start) / decay
        out: Floats = np.minimum(half_square, np.where(score > start, outside, inside))
        return out


@dataclass(frozen=True, eq=False)
class Record:
    """One cuboid over the earlier periods; all arrays are periods x cells.

    Parameters
    ----------
    push, precision : float array
        Sums of weighted scores and of squared weights.
    excess, reach : float array
        Impact beyond the background, and what the cell could matter at most.
    rests : float array, shape (parents, periods, cells)
        Shift of the rest of each parent.
    """

    push: Floats
    precision: Floats
    excess: Floats
    reach: Floats
    rests: Floats


@dataclass(frozen=True, eq=False)
class CellFit:
    """A law, and the scores of the periods that it was learned from (periods x cells)."""

    law: CellLaw
    score: Floats
    excess: Floats
    cells: int

    def loudest(self, floor: float) -> Floats:
        """Return the greatest surprise of each period among cells of some matter."""
        nats = np.where(np.abs(self.excess) >= floor, self.law.nats(self.score), 0.0)
        loud: Floats = nats.max(axis=1)
        return loud


def fit_cells(record: Record, floor: float) -> CellFit:
    """Learn the law of one cuboid.

    Parameters
    ----------
    record : Record
        Sums over at least three periods.
    floor : float
        Materiality; the tail is learned from cells that could reach it.
    """
    some = record.precision > 0
    steady = np.where(some, record.precision, 1.0)
    shift = np.where(some, record.push / steady, 0.0)
    sampling = np.where(some, 1 / steady, 0.0)[1:]
    known: Bools = some[1:]
    causes = np.stack([shift[:-1], *record.rests[:, 1:]])
    pulls = _pulls(shift[1:], causes, np.where(known, record.precision[1:], 0.0))
    error = shift[1:] - np.tensordot(pulls, causes, axes=1)
    beyond = np.where(known, error * error - sampling, 0.0)
    usual = _usual(beyond, record.precision[1:])
    counts, sums = known.sum(axis=0), beyond.sum(axis=0)
    variance = np.maximum((CELL_PRIOR * usual + sums) / (CELL_PRIOR + counts), 0.25 * usual)
    # Each past error is judged by the variance that the other periods give.
    others = (CELL_PRIOR * usual + sums - beyond) / np.maximum(CELL_PRIOR + counts - 1, 1)
    spread = np.sqrt(sampling + np.maximum(others, 0.25 * usual))
    usable = known & (spread > 0)
    score = np.where(usable, np.abs(error) / np.where(usable, spread, 1.0), 0.0)
    material = usable & (record.reach[1:] >= floor)
    law = CellLaw(shift[-1], pulls, variance, np.sort(score[material]))
    return CellFit(law, score, record.excess[1:], int(material.sum(axis=1).max(initial=0)))


def _usual(beyond: Floats, precision: Floats) -> float:
    """Variance beyond sampling error over all cells, by weight."""
    held = float(precision.sum())
    return max(float((beyond * precision).sum()) / held, 0.0) if held > 0 else 0.0


def _pulls(shift: Floats, causes: Floats, precision: Floats) -> Floats:
    """Weighted ridge regression of shifts on what is known beforehand."""
    held = float(precision.sum())
    if held <= 0:
        return np.zeros(len(causes))
    spread = max(float((precision * shift * shift).sum()) / held, 1e-9)
    weight = np.where(precision > 0, precision / (1 + precision * spread), 0.0)
    x = causes.reshape(len(causes), -1)
    w = weight.ravel()
    gram = (x * w) @ x.T
    gram += np.eye(len(x)) * (RIDGE * float(w.sum()) * spread + 1e-12)
    return np.linalg.solve(gram, (x * w) @ shift.ravel()).astype(np.float64)
