"""The search for causes: the fewest, plainest segments that moved on their own.

A subset scan over the lattice (after Neill 2012) with a likelihood gain less
the price of the choice, so that few and plain segments win by themselves. A
segment must also stand out from the drift of its own level (between-cell
variance), or one trend an industry would be called a cause. After each find
its rows leave the data and the background is learned anew.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from daliang.engine.drill.arrays import Bools, Floats, Ints
from daliang.engine.drill.descent import Slice, sharpen, widen
from daliang.engine.drill.deviation import Deviation
from daliang.engine.drill.drift import Drift, Judge
from daliang.engine.drill.lattice import Lattice
from daliang.engine.drill.memory import Memory, common_shift, price
from daliang.engine.drill.noise import centre, scale_law, surprise_scores

CLIP = 8.0
HEAVIEST_WEIGHT = 4.0
LEAST_EFFECT = 0.02
RECENTRE_AFTER = 0.002
STRATA_FROM = 1000
TRIES = 30
FEW_ROWS = 3
# Two or three small firms that go in the same month are often a coincidence.
FEW_PRICE = 2.0
# Surprise (nats) below which a part of a segment is an ordinary draw from it.
CHANCE = 8.0


@dataclass(frozen=True, eq=False)
class Segment:
    """One find: its slice of the data, how sure and how strong."""

    slice: Slice
    gain: float
    effect: float
    excess: float

    @property
    def rows(self) -> Bools:
        """The rows that it explains."""
        return self.slice.rows


@dataclass(frozen=True)
class Candidate:
    """A cell that passed both tests."""

    cuboid: int
    cell: int
    gain: float


class Search:
    """One search over one comparison; `run` returns the segments found."""

    def __init__(
        self,
        lattice: Lattice,
        deviation: Deviation,
        *,
        floor: float,
        limit: int,
        memory: Memory | None = None,
    ) -> None:
        self.lattice = lattice
        self.memory = memory
        self.deviation = deviation
        self.floor = floor
        self.limit = limit
        self.active: Bools = deviation.live.copy()
        self.log_size: Floats = np.log(np.maximum(deviation.size, 1e-300))
        self.strata = _strata(deviation.size)
        self.mu = 0.0
        self.z: Floats = np.zeros(len(self.active))
        self.weight: Floats = np.ones(len(self.active))

    def run(self) -> list[Segment]:
        """Find segments until none passes."""
        found: list[Segment] = []
        unsettled = 1.0
        while len(found) < self.limit * 3 and np.count_nonzero(self.active) >= 3:
            if unsettled > RECENTRE_AFTER:
                self._standardise()
                unsettled = 0.0
            best = self._best()
            if best is None:
                break
            segment = self._segment(best)
            found.append(segment)
            self.active &= ~segment.rows
            unsettled += float(segment.rows.mean())
        return absorb(found, self.lattice, self.deviation.value - self.mu)

    def _standardise(self) -> None:
        if self.memory is not None:
            self._standardise_by(self.memory)
            return
        residual = self.deviation.value
        self.mu = centre(residual[self.active])
        residual = residual - self.mu
        law = scale_law(residual[self.active], self.log_size[self.active])
        scale = law(self.log_size)
        heaviest = HEAVIEST_WEIGHT / float(np.median(scale))
        self.weight = np.minimum(1 / scale, heaviest)
        scores = surprise_scores(residual / scale, self.active, self.strata)
        self.z = np.clip(scores, -CLIP, CLIP)
        self.least = min(LEAST_EFFECT, 0.5 * float(np.median(scale)))

    def _standardise_by(self, memory: Memory) -> None:
        self.weight = 1 / memory.scale
        self.mu = common_shift(self.deviation, self.weight, self.active)
        self.z = np.clip((self.deviation.value - self.mu) * self.weight, -CLIP, CLIP)
        self.least = LEAST_EFFECT

    def _best(self) -> Candidate | None:
        on = self.active.astype(np.float64)
        excess = self.deviation.excess(self.mu) * on
        a = self.weight * on
        reach = on * self.deviation.reach if self.floor else on
        sums = self.lattice.sums([a * self.z, a * self.weight, on, excess, reach])
        judge: Judge = (
            Drift(self.lattice, sums, a * a) if self.memory is None else self.memory.judge(sums)
        )
        best: Candidate | None = None
        for place, (cuboid, (push, precision, rows, gained, weight)) in enumerate(
            zip(self.lattice.cuboids, sums, strict=True)
        ):
            cost = price(self.lattice, cuboid.axes, int(np.count_nonzero(weight > self.floor)))
            gain = push * push / (2 * np.maximum(precision, 1e-12))
            gain[np.abs(push) < self.least * precision] = 0.0
            gain[np.abs(gained) < self.floor] = 0.0
            gain[(rows > 1) & (rows <= FEW_ROWS)] -= FEW_PRICE
            if not (gain > cost).any():
                continue
            gain[judge.surprise(place) <= cost + judge.margin] = 0.0
            for _ in range(TRIES):
                cell = int(np.argmax(gain))
                worth = float(gain[cell]) - cost
                if worth <= 0 or (best is not None and worth <= best.gain):
                    break
                if judge.confirm(place, cell) > cost + judge.margin:
                    best = Candidate(place, cell, worth)
                    break
                gain[cell] = 0.0
        return best

    def _segment(self, found: Candidate) -> Segment:
        cuboid = self.lattice.cuboids[found.cuboid]
        values = tuple(int(code[found.cell]) for code in cuboid.codes)
        rows = self.active.copy()
        for axis, value in zip(cuboid.axes, values, strict=True):
            rows &= self.lattice.codes[axis] == value
        start = Slice(cuboid.axes, values, rows)
        sharp = sharpen(self.lattice, start, self.z, self.weight)
        sharp = widen(self.lattice, sharp, self.active, (self.z, self.weight), self.deviation.value)
        inside = sharp.rows
        excess = self.deviation.excess(self.mu)[inside]
        effect = float(np.median(self.deviation.value[inside])) - self.mu
        return Segment(sharp, found.gain, effect, float(excess.sum()))


def absorb(found: list[Segment], lattice: Lattice, value: Floats) -> list[Segment]:
    """Merge an earlier find into a later, wider one that it is an ordinary part of.

    A few rows may stand out before the whole segment they belong to does.

    Parameters
    ----------
    found : list of Segment
        In the order of finding.
    lattice : Lattice
        Dimensions of the rows.
    value : float array, shape (rows,)
        Deviations less the background shift.
    """
    kept: list[Segment] = list(found)
    i = 0
    while i < len(kept):
        wider = _wider(kept[i], kept[i + 1 :], lattice, value)
        if wider is None:
            i += 1
            continue
        place = kept.index(wider)
        small = kept[i]
        merged = Slice(wider.slice.axes, wider.slice.values, wider.rows | small.rows)
        kept[place] = Segment(merged, wider.gain, wider.effect, wider.excess + small.excess)
        del kept[i]
    return kept


def _wider(
    small: Segment, later: Sequence[Segment], lattice: Lattice, value: Floats
) -> Segment | None:
    for wide in later:
        if not _covers(wide.slice, small.rows, lattice.codes):
            continue
        if small.effect * wide.effect > 0 and _ordinary(value[small.rows], value[wide.rows]):
            return wide
    return None


def _ordinary(part: Floats, whole: Floats) -> bool:
    """Tell whether rows are such as chance would draw from a wider segment."""
    small, wide = abs(float(np.median(part))), abs(float(np.median(whole)))
    if (len(part) <= FEW_ROWS and small < 3 * wide + 0.2) or small < 1.6 * wide + 0.2:
        return True
    way = math.copysign(1.0, float(np.median(part)))
    far = float((way * whole >= 0.95 * small).mean())
    drawn = int((way * part >= 0.95 * small).sum())
    return far > 0 and -drawn * math.log(far) < CHANCE


def _covers(wide: Slice, rows: Bools, codes: Sequence[Ints]) -> bool:
    return all(
        bool((codes[axis][rows] == value).all())
        for axis, value in zip(wide.axes, wide.values, strict=True)
    )


def _strata(size: Floats) -> list[Ints]:
    if len(size) < STRATA_FROM:
        return [np.arange(len(size))]
    order = np.argsort(size)
    most = int(0.9 * len(size))
    return [np.sort(order[:most]), np.sort(order[most:])]
