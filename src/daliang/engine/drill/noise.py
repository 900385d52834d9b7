"""What is ordinary: the centre, the scale and the tails of leaf deviations.

Half-sample mode and biweight mean for the centre (Bickel 2002; Tukey 1977),
binned medians with a Theil-Sen line for a scale that falls with size, and an
empirical law for the tails, so that neither one big cause nor heavy tails nor
churn passes for a shift of the whole.
"""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np

from daliang.engine.drill.arrays import Bools, Floats, Ints, median

NORMAL_MAD = 1.4826
MEDIAN_CHI2 = 0.4549
HELD = 0.8
SCALE_BINS = 20
SCALE_SAMPLE = 60_000
CENTRE_SAMPLE = 40_000
SMALLEST_SCALE = 2e-3
TAIL_FROM = 2.5
MIN_CELLS = 8
LEAST_DECAY = 0.3


def centre(deviations: Floats, weights: Floats | None = None) -> float:
    """Return the robust mode of the deviations: the change that most leaves share.

    Examples
    --------
    >>> round(centre(np.array([0.01, 0.0, 0.02, 0.01, -1.5, 0.01])), 2)
    0.01
    """
    step = max(1, len(deviations) // CENTRE_SAMPLE) if weights is None else 1
    order = np.argsort(deviations[::step])
    x = deviations[::step][order]
    w = np.ones(len(x)) if weights is None else weights[order]
    mode, middle = float(_middle(*_core(x, w))), _middle(x, w)
    away = np.abs(x - mode)
    by_distance = np.argsort(away)
    scale = NORMAL_MAD * _middle(away[by_distance], w[by_distance])
    if scale <= 0:
        return middle
    if abs(mode - middle) < 0.3 * scale:
        mode = middle
    for _ in range(12):
        u = (x - mode) / (4 * scale)
        near = np.where(np.abs(u) < 1, (1 - u * u) ** 2, 0.0) * w
        nearer = float((near * x).sum() / near.sum())
        if abs(nearer - mode) < 1e-4 * scale:
            break
        mode = nearer
    return mode


def _middle(ordered: Floats, weights: Floats) -> float:
    """Weighted median of ordered values."""
    held = np.cumsum(weights)
    low = int(np.searchsorted(held, 0.5 * held[-1] * (1 - 1e-12)))
    high = int(np.searchsorted(held, 0.5 * held[-1] * (1 + 1e-12)))
    return float((ordered[low] + ordered[min(high, len(ordered) - 1)]) / 2)


def _core(ordered: Floats, weights: Floats) -> tuple[Floats, Floats]:
    """Halve twice to the shortest stretch that holds half of the weight."""
    for _ in range(2):
        if len(ordered) < 40:
            break
        held = np.concatenate([[0.0], np.cumsum(weights)])
        ends = np.searchsorted(held, held[:-1] + held[-1] / 2)
        starts = np.flatnonzero(ends < len(held) - 1)
        if not len(starts):
            break
        width = ordered[ends[starts] - 1] - ordered[starts]
        start = int(starts[np.argmin(width)])
        stop = max(int(ends[start]), start + 1)
        ordered, weights = ordered[start:stop], weights[start:stop]
    return ordered, weights


@dataclass(frozen=True)
class ScaleLaw:
    """Spread of a leaf's deviation by its size: log scale = at_zero + slope * log size."""

    at_zero: float
    slope: float
    log_low: float
    log_high: float

    def __call__(self, log_size: Floats) -> Floats:
        """Return the spread for leaves of these log sizes."""
        inside = np.clip(log_size, self.log_low, self.log_high)
        return np.maximum(np.exp(self.at_zero + self.slope * inside), SMALLEST_SCALE)


def scale_law(residuals: Floats, log_size: Floats) -> ScaleLaw:
    """Fit how the spread of deviations falls with size, from binned medians.

    Parameters
    ----------
    residuals : float array, shape (n,)
        Deviations less their centre.
    log_size : float array, shape (n,)
        Natural log of each leaf's size.
    """
    order = np.argsort(log_size)
    low, high = log_size[order[[int(0.02 * (len(order) - 1)), int(0.98 * (len(order) - 1))]]]
    order = order[:: max(1, len(order) // SCALE_SAMPLE)]
    bins = int(min(SCALE_BINS, max(1, len(order) // 200)))
    xs, ys = np.empty(bins), np.empty(bins)
    for place, rows in enumerate(np.array_split(order, bins)):
        xs[place] = log_size[rows[len(rows) // 2]]
        ys[place] = math.log(max(_spread(np.abs(residuals[rows])), 1e-6))
    flat = ScaleLaw(float(np.median(ys)), 0.0, float(low), float(high))
    if bins < 5 or xs[-1] <= xs[0]:
        return flat
    i, j = np.triu_indices(bins, 1)
    apart = np.abs(xs[j] - xs[i]) > 1e-9
    slope = float(np.clip(np.median((ys[j] - ys[i])[apart] / (xs[j] - xs[i])[apart]), -0.5, 0.1))
    if abs(slope) < 0.01:
        return flat
    return ScaleLaw(float(np.median(ys - slope * xs)), slope, float(low), float(high))


def _spread(sizes: Floats) -> float:
    spread = median(sizes) * NORMAL_MAD
    if spread <= 0:
        spread = float(np.quantile(sizes, 0.9)) / 1.645
    return spread if spread > 0 else float(sizes.mean())


def surprise_scores(z: Floats, active: Bools, strata: list[Ints]) -> Floats:
    """Shrink far scores to the surprise they carry under the lighter empirical tail.

    In a table where many small firms come and go a deviation of 2 is ordinary;
    its score should then be that of an ordinary event. Beyond the sample the
    tail is continued as an exponential.

    Parameters
    ----------
    z : float array, shape (n,)
        Standardised deviations.
    active : bool array, shape (n,)
        Rows not yet explained; only they teach the tails.
    strata : list of integer array
        Rows of alike size, judged together.
    """
    out = z.copy()
    for rows in strata:
        scores, known = z[rows], active[rows]
        far = np.flatnonzero(np.abs(scores) > TAIL_FROM)
        count = int(known.sum())
        if not len(far) or not count:
            continue
        x = np.abs(scores[far])
        taught = scores[far][known[far]]
        logs = [_log_tail(tail, x, count) for tail in (taught[taught > 0], -taught[taught < 0])]
        log_p = np.minimum(logs[0], logs[1]) + math.log(2)
        changed = scores.copy()
        changed[far] = np.sign(scores[far]) * np.minimum(x, np.sqrt(2 * np.maximum(-log_p, 0)))
        out[rows] = changed
    return out


def _log_tail(tail: Floats, x: Floats, count: int) -> Floats:
    """Log share of leaves beyond x on one side: counted inside, exponential outside."""
    if not len(tail):
        return math.log(0.5 / count) - (x - TAIL_FROM) / 0.35
    ordered = np.sort(tail)
    top = min(max(20, int(0.002 * count)), len(ordered))
    start = float(ordered[len(ordered) - top])
    # The median, so that one or two true causes do not make their own tail heavy.
    beyond_start = median(ordered[len(ordered) - top :] - start) / math.log(2)
    decay = max(beyond_start, LEAST_DECAY) if top > 1 else LEAST_DECAY
    beyond = len(ordered) - np.searchsorted(ordered, x, side="left")
    counted = np.log((beyond + 0.5) / count)
    drawn = math.log((top + 0.5) / count) - (x - start) / decay
    outside = np.where(beyond >= 5, counted, np.minimum(math.log(5.5 / count), drawn))
    result: Floats = np.where(x > start, outside, counted)
    return result


@dataclass(frozen=True)
class Variance:
    """A variance between cells, and from how many cells it was learned."""

    value: float
    cells: int


def between_cells(shift: Floats, precision: Floats, rows: Floats) -> Variance | None:
    """Return the variance of cell shifts beyond sampling error; None for too few cells.

    The drift of the background at one level: each industry has a trend of its
    own. The median of shift^2 / (1 / precision + variance) over the cells that
    hold most of the weight is set to the median of chi-square, so that a few true
    causes do not widen it.
    """
    enough = rows >= 3
    if np.count_nonzero(enough) < MIN_CELLS:
        return None
    shift, precision = shift[enough], precision[enough]
    if len(precision) > 4000:
        step = len(precision) // 4000 + 1
        shift, precision = shift[::step], precision[::step]
    order = np.argsort(-precision)
    held = np.cumsum(precision[order])
    keep = order[: max(12, int(np.searchsorted(held, HELD * held[-1])) + 1)]
    squares = (shift[keep] - np.median(shift[keep])) ** 2
    sampling = 1 / precision[keep]
    # One-sided slack for the sampling error of the median itself.
    if np.median(squares / sampling) <= MEDIAN_CHI2 * (1 + 1.2 / math.sqrt(len(keep))):
        return Variance(0.0, len(keep))
    return Variance(_matching(squares, sampling), len(keep))


def _matching(squares: Floats, sampling: Floats) -> float:
    """Variance at which the median of the standardised squares meets that of chi-square."""
    low, high = 0.0, median(squares) / 0.3 + 1e-12
    for _ in range(14):
        middle = (low + high) / 2
        if median(squares / (sampling + middle)) > MEDIAN_CHI2:
            low = middle
        else:
            high = middle
    return high
