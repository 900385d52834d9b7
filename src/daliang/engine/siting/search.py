"""Greedy choice and swaps: always at hand, and the start of anything better."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
from numpy.typing import NDArray

from daliang.engine.siting.places import City, Floats

Chosen = NDArray[np.bool_]
# Benefit of each candidate if added to the chosen ones, and of the chosen ones themselves.
Value = Callable[[Chosen], float]
Gains = Callable[[Chosen], Floats]


def covered_people(city: City) -> tuple[Value, Gains]:
    """Return value and gains for covering people within walking distance."""

    def value(chosen: Chosen) -> float:
        return float(city.people[city.covered[:, chosen].any(axis=1)].sum())

    def gains(chosen: Chosen) -> Floats:
        open_people = np.where(city.covered[:, chosen].any(axis=1), 0.0, city.people)
        return np.asarray(open_people @ city.covered)

    return value, gains


def saved_walking(city: City) -> tuple[Value, Gains]:
    """Return value and gains for walking saved (person-metres) against the farthest choice."""
    worst = city.metres.max(axis=1, initial=0.0)

    def nearest(chosen: Chosen) -> Floats:
        return np.asarray(city.metres[:, chosen].min(axis=1, initial=np.inf).clip(max=worst))

    def value(chosen: Chosen) -> float:
        return float(city.people @ (worst - nearest(chosen)))

    def gains(chosen: Chosen) -> Floats:
        better = np.maximum(nearest(chosen)[:, None] - city.metres, 0.0)
        return np.asarray(city.people @ better)

    return value, gains


def search(city: City, budget: float, goal: tuple[Value, Gains], kept: Chosen) -> Chosen:
    """Return sites by greedy choice (most gain per cost), then swaps while they help."""
    value, gains = goal
    chosen = kept.copy()
    _fill(city, budget, gains, chosen)
    best = value(chosen)
    improved = True
    while improved:
        improved = False
        for out in np.flatnonzero(chosen & ~kept):
            trial = chosen.copy()
            trial[out] = False
            _fill(city, budget, gains, trial)
            if (now := value(trial)) > best * (1 + 1e-9) + 1e-9:
                chosen, best, improved = trial, now, True
    return chosen


def _fill(city: City, budget: float, gains: Gains, chosen: Chosen) -> None:
    """Add sites to `chosen` while the budget allows and they help."""
    while True:
        room = budget - city.cost[chosen].sum()
        gain = np.where(chosen | (city.cost > room + 1e-9), -1.0, gains(chosen))
        per_cost = np.where(gain > 1e-9, gain / np.maximum(city.cost, 1e-9), -1.0)
        site = int(np.argmax(per_cost))
        if per_cost[site] <= 0:
            return
        chosen[site] = True
