"""Chooses sites: most people covered, or least walking, within a budget."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

import numpy as np

from daliang.engine.checks import BadInput, Problem
from daliang.engine.siting.places import City, Floats, Report, evaluate_sites
from daliang.engine.siting.search import Chosen, covered_people, saved_walking, search

Goal = Literal["cover", "walk"]
_ROUNDS = 250  # steps of the bound on walking


@dataclass(frozen=True, slots=True)
class SitingPlan:
    """The plan, today's sites measured alike, and how far from the best possible it can be.

    `gap` is at most this share of the best value (people covered, or person-metres
    walked); `method` names what found it.
    """

    report: Report
    today: Report
    gap: float
    method: str


def plan_sites(
    city: City,
    budget: float,
    *,
    goal: Goal = "cover",
    today: Sequence[int] = (),
    keep: Sequence[int] = (),
    seconds: float = 40.0,
) -> SitingPlan:
    """Choose sites within a budget.

    Parameters
    ----------
    city : City
    budget : float, in the unit of the candidates' cost; costs of one count sites.
    goal : {"cover", "walk"}
        Most people within walking distance, or least walking to the nearest site.
    today : sequence of int
        Candidates that are sites today, for the comparison.
    keep : sequence of int
        Candidates that must be chosen.
    seconds : float
        Limit of the integer programme.

    Returns
    -------
    SitingPlan

    Raises
    ------
    BadInput
        A budget below what is kept, or sites that are no candidates.

    Notes
    -----
    Maximal covering (Church and ReVelle 1974) by HiGHS in SciPy, else by greedy choice and
    swaps. Least walking by greedy choice and swaps (Teitz and Bart 1968), its gap from
    Lagrangean relaxation (Cornuejols, Fisher and Nemhauser 1977).

    Examples
    --------
    >>> import numpy as np
    >>> town = City(np.array([30.0, 70]), np.array([[100.0, 900], [950, 200]]), np.ones(2), 800)
    >>> plan = plan_sites(town, budget=1, today=[0])
    >>> plan.report.sites, plan.report.coverage, plan.today.coverage
    ((1,), 0.7, 0.3)
    """
    kept = np.zeros(len(city.cost), dtype=bool)
    before = evaluate_sites(city, today)
    kept[list(evaluate_sites(city, keep).sites)] = True
    if not np.isfinite(budget) or city.cost[kept].sum() > budget + 1e-9:
        raise BadInput(Problem("预算不够保留的点，或不是数字", "提高预算，或少保留几个"))
    measure = covered_people(city) if goal == "cover" else saved_walking(city)
    chosen, method = search(city, budget, measure, kept), "贪心+交换"
    if goal == "cover":
        chosen, gap, method = _cover(city, budget, kept, chosen, seconds)
    else:
        gap = _walking_gap(city, budget, chosen)
    report = evaluate_sites(city, np.flatnonzero(chosen).tolist())
    return SitingPlan(report, before, gap, method)


def _cover(
    city: City, budget: float, kept: Chosen, found: Chosen, seconds: float
) -> tuple[Chosen, float, str]:
    """Return the better of the integer programme and what was found, with the proven gap."""
    people_covered = covered_people(city)[0]
    best, method = found, "贪心+交换"
    bound = float(city.people[city.covered.any(axis=1)].sum())
    try:
        # From the optional extra `optimize`; greedy choice and swaps stand in without it.
        from scipy.optimize import Bounds, LinearConstraint, milp
        from scipy.sparse import csr_matrix, hstack, identity, vstack
    except ImportError:
        return best, _share(bound - people_covered(best), bound), method
    patterns, weight = _patterns(city)
    sites, groups = len(city.cost), len(weight)
    if not groups:
        return best, 0.0, method
    link = hstack([csr_matrix(patterns.astype(float)), -identity(groups)])
    money = hstack([csr_matrix(city.cost[None]), csr_matrix((1, groups))])
    answer = milp(
        np.concatenate([np.zeros(sites), -weight]),
        constraints=LinearConstraint(
            vstack([link, money]).tocsr(),
            np.concatenate([np.zeros(groups), [-np.inf]]),
            np.concatenate([np.full(groups, np.inf), [budget]]),
        ),
        integrality=np.concatenate([np.ones(sites), np.zeros(groups)]),
        bounds=Bounds(np.concatenate([kept.astype(float), np.zeros(groups)]), 1),
        options={"time_limit": seconds},
    )
    if answer.x is not None:
        exact = answer.x[:sites] > 0.5
        affordable = city.cost[exact].sum() <= budget + 1e-6
        if affordable and people_covered(exact) >= people_covered(best):
            best, method = exact, "整数规划"
    if getattr(answer, "mip_dual_bound", None) is not None:
        bound = min(bound, -float(answer.mip_dual_bound))
    return best, _share(bound - people_covered(best), bound), method


def _patterns(city: City) -> tuple[Chosen, Floats]:
    """Return the distinct rows of who is near what, with the people of each."""
    near = city.covered.any(axis=1) & (city.people > 0)
    packed, where = np.unique(np.packbits(city.covered[near], axis=1), axis=0, return_inverse=True)
    weight = np.bincount(where.ravel(), weights=city.people[near], minlength=len(packed))
    patterns = np.unpackbits(packed, axis=1, count=len(city.cost)).astype(bool)
    return patterns, np.asarray(weight, dtype=np.float64)


def _walking_gap(city: City, budget: float, chosen: Chosen) -> float:
    """Return how far the walking can at most be above the least possible, as a share of it."""
    if not chosen.any() or not len(city.people):
        return 0.0
    cost = city.people[:, None] * city.metres
    upper = float(cost[:, chosen].min(axis=1).sum())
    price = np.sort(cost, axis=1)[:, : min(2, cost.shape[1])].mean(axis=1)
    lower, step = -np.inf, 1.0
    for number in range(_ROUNDS):
        saving = np.minimum(cost - price[:, None], 0.0)
        worth = saving.sum(axis=0)
        taken = _cheapest(worth, city.cost, budget)
        value = float(price.sum() + worth @ taken)
        lower = max(lower, value)
        served = (saving < 0) @ taken
        slope = 1.0 - served
        norm = float(slope @ slope)
        if norm < 1e-12 or upper - lower < 1e-6 * upper:
            break
        if number % 20 == 19:
            step *= 0.75
        price = price + step * max(upper - value, 0.0) / norm * slope
    return _share(upper - lower, lower)


def _cheapest(worth: Floats, cost: Floats, budget: float) -> Floats:
    """Return shares of sites that minimise worth within the budget (fractional knapsack)."""
    order = np.argsort(worth / np.maximum(cost, 1e-9))
    order = order[worth[order] < 0]
    spent = np.cumsum(cost[order])
    room = np.clip(budget - (spent - cost[order]), 0.0, None)
    taken = np.zeros(len(cost))
    taken[order] = np.clip(room / np.maximum(cost[order], 1e-9), 0.0, 1.0)
    return taken


def _share(difference: float, whole: float) -> float:
    return max(difference, 0.0) / whole if whole > 0 else 0.0
