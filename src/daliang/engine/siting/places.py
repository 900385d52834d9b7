"""Demand, candidate sites, and what a choice of sites does for people."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field

import numpy as np
from numpy.typing import NDArray

from daliang.engine.checks import BadInput, Problem

Floats = NDArray[np.float64]


@dataclass(frozen=True)
class City:
    """People who need a site, and places where one could be.

    Parameters
    ----------
    people : array of shape (n,)
        Weight of each demand point, say old people living there.
    metres : array of shape (n, m)
        Walking distance from each demand point to each candidate.
    cost : array of shape (m,)
        Cost of each candidate, in the unit of the budget (one each counts sites).
    walk : float
        Metres that people walk at most.
    """

    people: Floats
    metres: Floats
    cost: Floats
    walk: float
    covered: NDArray[np.bool_] = field(init=False, repr=False, compare=False)

    def __post_init__(self) -> None:
        problems = []
        if self.metres.ndim != 2 or self.metres.shape != (len(self.people), len(self.cost)):
            problems.append(Problem("距离表与居民点、候选点的个数不符", "行是居民点，列是候选点"))
        for name, values in (("人数", self.people), ("距离", self.metres), ("费用", self.cost)):
            if not np.all(np.isfinite(values) & (values >= 0)):
                problems.append(Problem(f"{name}里有负数或空值", "填零或正数"))
        if not self.walk > 0:
            problems.append(Problem("步行距离不是正数", "填米数，如 800"))
        if not len(self.cost):
            problems.append(Problem("没有候选点", "至少一个"))
        if problems:
            raise BadInput(problems)
        object.__setattr__(self, "covered", self.metres <= self.walk)


@dataclass(frozen=True, slots=True)
class Report:
    """What a set of sites does: cost, people within walking distance, distances, load by site."""

    sites: tuple[int, ...]
    cost: float
    people_covered: float
    coverage: float
    mean_metres: float
    farthest_metres: float
    load: tuple[float, ...]


def walking_metres(home: Floats, place: Floats, detour: float = 1.3) -> Floats:
    """Return walking distances between points given as (latitude, longitude), in metres.

    Straight-line distance times a detour factor, on a flat map of the town.

    Examples
    --------
    >>> import numpy as np
    >>> walking_metres(np.array([[31.57, 120.30]]), np.array([[31.57, 120.31]])).round()
    array([[1232.]])
    """
    metres_a_degree = 111_195.0
    scale = np.array([metres_a_degree, metres_a_degree * np.cos(np.radians(home[:, 0].mean()))])
    difference = (home[:, None] - place[None]) * scale
    return np.asarray(np.hypot(difference[..., 0], difference[..., 1]) * detour)


def evaluate_sites(city: City, sites: Sequence[int]) -> Report:
    """Return what a set of sites does, whoever chose it.

    People go to the nearest site. The same function measures today's sites, the planner's
    and any edited by hand, so that they can be compared.

    Raises
    ------
    BadInput
        A site that is not a candidate, or named twice.

    Examples
    --------
    >>> import numpy as np
    >>> town = City(np.array([30.0, 70]), np.array([[100.0, 900], [950, 200]]), np.ones(2), 800)
    >>> evaluate_sites(town, [0]).coverage
    0.3
    """
    chosen = list(sites)
    if len(set(chosen)) < len(chosen) or any(not 0 <= j < len(city.cost) for j in chosen):
        raise BadInput(Problem("选的点不在候选点里，或重复", "按候选点的序号填"))
    total = float(city.people.sum())
    if not chosen or not len(city.people):
        return Report(tuple(chosen), float(city.cost[chosen].sum()), 0.0, 0.0, np.inf, np.inf,
                      (0.0,) * len(chosen))  # fmt: skip
    metres = city.metres[:, chosen]
    nearest = metres.argmin(axis=1)
    distance = metres[np.arange(len(metres)), nearest]
    covered = float(city.people[distance <= city.walk].sum())
    load = np.bincount(nearest, weights=city.people, minlength=len(chosen))
    return Report(
        sites=tuple(chosen),
        cost=float(city.cost[chosen].sum()),
        people_covered=covered,
        coverage=covered / total if total else 0.0,
        mean_metres=float(city.people @ distance / total) if total else 0.0,
        farthest_metres=float(distance[city.people > 0].max(initial=0.0)),
        load=tuple(load.tolist()),
    )
