"""Logged forecasts held against what came: Brier score, reliability, coverage."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from daliang.engine.checks import BadInput, Problem
from daliang.engine.forecast.panel import Floats


@dataclass(frozen=True)
class ReliabilityBin:
    """Forecasts of like probability: what was said, and how often it happened."""

    low: float
    high: float
    count: int
    said: float
    happened: float


def brier(probability: Floats, happened: Floats) -> float:
    """Return the mean squared distance of probabilities from what happened (0 is best).

    Parameters
    ----------
    probability : ndarray, shape (N,)
        0..1.
    happened : ndarray, shape (N,)
        1 when the target was made, else 0.

    Raises
    ------
    BadInput
        When there is nothing to score, lengths differ, or a probability is outside 0..1.

    Notes
    -----
    Brier, Monthly Weather Review 78, 1950.

    Examples
    --------
    >>> import numpy as np
    >>> round(brier(np.array([0.9, 0.2]), np.array([1.0, 0.0])), 3)
    0.025
    """
    _check(probability, happened)
    return float(np.mean((probability - happened) ** 2))


def reliability(
    probability: Floats, happened: Floats, bins: int = 10
) -> tuple[ReliabilityBin, ...]:
    """Return, for each band of probability in use, what was said and what happened.

    Examples
    --------
    >>> import numpy as np
    >>> said, came = np.array([0.1, 0.1, 0.9]), np.array([0.0, 1.0, 1.0])
    >>> [(b.count, b.said, b.happened) for b in reliability(said, came, 2)]
    [(2, 0.1, 0.5), (1, 0.9, 1.0)]
    """
    _check(probability, happened)
    place = np.minimum((probability * bins).astype(int), bins - 1)
    return tuple(
        ReliabilityBin(
            low=index / bins,
            high=(index + 1) / bins,
            count=int(inside.sum()),
            said=float(probability[inside].mean()),
            happened=float(happened[inside].mean()),
        )
        for index in range(bins)
        if (inside := place == index).any()
    )


def calibration_error(probability: Floats, happened: Floats, bins: int = 10) -> float:
    """Return the mean distance between said and happened, bands weighted by their forecasts.

    Examples
    --------
    >>> import numpy as np
    >>> round(calibration_error(np.array([0.1, 0.1, 0.9]), np.array([0.0, 1.0, 1.0]), 2), 3)
    0.3
    """
    found = reliability(probability, happened, bins)
    return sum(abs(b.said - b.happened) * b.count for b in found) / len(probability)


def coverage(low: Floats, high: Floats, came: Floats) -> float:
    """Return the share of outcomes inside their band, both ends included.

    Examples
    --------
    >>> import numpy as np
    >>> coverage(np.array([1.0, 1.0]), np.array([2.0, 2.0]), np.array([1.5, 3.0]))
    0.5
    """
    _check(np.zeros(len(low)), came)
    return float(np.mean((came >= low) & (came <= high)))


def _check(probability: Floats, happened: Floats) -> None:
    if not len(probability) or len(probability) != len(happened):
        raise BadInput(Problem("没有可评分的预测", "预测和结果要一一对应，至少一条"))
    if not ((probability >= 0) & (probability <= 1)).all():
        raise BadInput(Problem("概率不在0到1之间", "核对预测记录"))
