"""How many projects will be on time, when one shared factor moves them all."""

from __future__ import annotations

from dataclasses import dataclass
from statistics import NormalDist

import numpy as np
from numpy.typing import NDArray

from daliang.engine.checks import BadInput, Problem

Floats = NDArray[np.float64]

_LEVELS = 100  # equally likely states of the shared factor
_EXACT_UP_TO = 300  # projects; beyond it the count given the factor is as good as normal
_TABLE = np.linspace(0.0, 1.0, 4097)
_NORMAL_TABLE = np.array([NormalDist().inv_cdf(p) for p in np.clip(_TABLE, 1e-7, 1 - 1e-7)])


@dataclass(frozen=True, slots=True)
class OnTime:
    """Spread of the number (or weight) of projects on time."""

    mean: float
    p05: float
    p10: float
    p50: float
    p90: float
    total: float

    @property
    def share_p10(self) -> float:
        """The share on time that is reached with 90 % certainty."""
        return self.p10 / self.total if self.total else float("nan")


def on_time_spread(
    probabilities: Floats, correlation: float = 0.1, weights: Floats | None = None
) -> OnTime:
    """Return the spread of what is on time over a portfolio.

    Parameters
    ----------
    probabilities : array of shape (n,)
        Each project's own chance of being on time; it stays that chance.
    correlation : float
        Share of the uncertainty that all projects have in common (funds, land quota,
        weather), 0 to under 1.
    weights : array of shape (n,), optional
        What each counts (money, say). Default: one each, and whole projects are counted.

    Returns
    -------
    OnTime
        Mean and quantiles in projects, or in units of the weights.

    Raises
    ------
    BadInput
        A probability outside 0 to 1, a negative weight, or a correlation outside [0, 1).

    Notes
    -----
    One-factor Gaussian copula (Vasicek 1987): given the factor g the projects are
    independent with chance Phi((Phi^-1(p) + sqrt(r) g) / sqrt(1 - r)); the count given g
    is exact for few projects and normal for many or for weights.

    Examples
    --------
    >>> import numpy as np
    >>> sure = on_time_spread(np.full(200, 0.7), correlation=0.0)
    >>> shared = on_time_spread(np.full(200, 0.7), correlation=0.3)
    >>> round(sure.mean), round(sure.p05), shared.p05 < sure.p05 - 40
    (140, 129, True)
    """
    chance = np.asarray(probabilities, dtype=np.float64)
    weight = np.ones_like(chance) if weights is None else np.asarray(weights, dtype=np.float64)
    _check(chance, correlation, weight)
    if not len(chance):
        return OnTime(0.0, 0.0, 0.0, 0.0, 0.0, 0.0)
    states = np.array([NormalDist().inv_cdf((i + 0.5) / _LEVELS) for i in range(_LEVELS)])
    given = _given_factor(chance, correlation, states)
    if weights is None and len(chance) <= _EXACT_UP_TO:
        values, mass = np.arange(len(chance) + 1.0), _exact_counts(given)
    else:
        values, mass = _normal_counts(given, weight)
    cumulative = np.cumsum(mass)
    p05, p10, p50, p90 = (_quantile(values, cumulative, q) for q in (0.05, 0.10, 0.50, 0.90))
    return OnTime(float(weight @ chance), p05, p10, p50, p90, float(weight.sum()))


def _check(chance: Floats, correlation: float, weight: Floats) -> None:
    problems = []
    if not np.all((chance >= 0) & (chance <= 1)):
        problems.append(Problem("概率不在0到1之间", "去掉没有期限的项目"))
    if not 0 <= correlation < 1:
        problems.append(Problem("共同因素的比重不在0到1之间", "填0到0.9之间的数"))
    if len(weight) != len(chance) or not np.all(weight >= 0):
        problems.append(Problem("权重与项目不对应或为负", "每个项目一个非负权重"))
    if problems:
        raise BadInput(problems)


def _given_factor(chance: Floats, correlation: float, states: Floats) -> Floats:
    """Return the chances, shape (states, n), given each state of the factor."""
    score = np.interp(chance, _TABLE, _NORMAL_TABLE)
    shifted = (score + np.sqrt(correlation) * states[:, None]) / np.sqrt(1 - correlation)
    given = np.interp(shifted, _NORMAL_TABLE, _TABLE)
    certain = (chance <= 0) | (chance >= 1)
    given[:, certain] = chance[certain]
    # The grid of states must not move a project's own chance.
    drift = chance - given.mean(axis=0)
    return np.asarray(np.clip(given + drift, 0.0, 1.0))


def _exact_counts(given: Floats) -> Floats:
    states, count = given.shape
    mass = np.zeros((states, count + 1))
    mass[:, 0] = 1.0
    for chance in given.T:
        moved = mass[:, :-1] * chance[:, None]
        mass *= 1 - chance[:, None]
        mass[:, 1:] += moved
    return np.asarray(mass.mean(axis=0))


def _normal_counts(given: Floats, weight: Floats) -> tuple[Floats, Floats]:
    mean = given @ weight
    spread = np.sqrt((given * (1 - given)) @ (weight * weight))
    steps = np.array([NormalDist().inv_cdf((i + 0.5) / _LEVELS) for i in range(_LEVELS)])
    values = np.sort(np.clip(mean[:, None] + spread[:, None] * steps, 0, weight.sum()).ravel())
    return values, np.full(len(values), 1 / len(values))


def _quantile(values: Floats, cumulative: Floats, share: float) -> float:
    return float(values[min(int(np.searchsorted(cumulative, share - 1e-12)), len(values) - 1)])
