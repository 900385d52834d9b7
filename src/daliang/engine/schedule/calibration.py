"""Were past forecasts right: Brier score and reliability table."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from daliang.engine.checks import BadInput, Problem


@dataclass(frozen=True, slots=True)
class Reliability:
    """Forecasts between `lower` and `upper`: how many, what was said, what came true."""

    lower: float
    upper: float
    count: int
    said: float
    came_true: float


@dataclass(frozen=True, slots=True)
class Calibration:
    """Brier score (0 best), the score of always saying the mean rate, and the table."""

    brier: float
    brier_of_the_rate: float
    table: tuple[Reliability, ...]


def calibrate(
    probabilities: Sequence[float], came_true: Sequence[bool], bins: int = 10
) -> Calibration:
    """Score logged chances against what happened.

    Parameters
    ----------
    probabilities : sequence of float
        Chances as they were said, 0 to 1.
    came_true : sequence of bool
        Whether the milestone met its date, in the same order.
    bins : int
        Rows of the reliability table; empty ones are left out.

    Returns
    -------
    Calibration

    Raises
    ------
    BadInput
        Nothing to score, unequal lengths, or a chance outside 0 to 1.

    Notes
    -----
    Brier (1950).

    Examples
    --------
    >>> calibrate([0.9, 0.8, 0.2], [True, True, False]).brier
    0.03
    """
    said = np.asarray(probabilities, dtype=np.float64)
    happened = np.asarray(came_true, dtype=np.float64)
    if not len(said) or len(said) != len(happened) or not np.all((said >= 0) & (said <= 1)):
        raise BadInput(Problem("预测与结果不对应，或概率不在0到1之间", "每个预测配一个结果"))
    edges = np.linspace(0, 1, bins + 1)
    where = np.clip(np.searchsorted(edges, said, side="right") - 1, 0, bins - 1)
    table = tuple(
        Reliability(
            round(float(edges[b]), 4),
            round(float(edges[b + 1]), 4),
            int((where == b).sum()),
            round(float(said[where == b].mean()), 4),
            round(float(happened[where == b].mean()), 4),
        )
        for b in range(bins)
        if (where == b).any()
    )
    brier = float(np.mean((said - happened) ** 2))
    rate = float(happened.mean())
    return Calibration(round(brier, 6), round(rate * (1 - rate), 6), table)
