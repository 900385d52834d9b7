"""What a changed threshold costs: firms and money as a function of the threshold."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from daliang.engine.policy.amounts import amounts_for
from daliang.engine.policy.bitslice import CompiledPolicies, Outcomes
from daliang.engine.policy.nearmiss import NearMisses
from daliang.engine.policy.tree import ORDERINGS, Condition, Leaf

Numbers = npt.NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class Curve:
    """Firms and money of one policy for every threshold of one condition, the others as they are.

    Parameters
    ----------
    policy, condition : int
        Positions of the policy and of the condition in it.
    leaf : Leaf
        The condition as it stands.
    values : ndarray of float64, shape (firms,)
        The fact of each firm that meets all other conditions, rising.
    amounts : ndarray of float64, shape (firms + 1,)
        Money of the firms up to each position, 万元 (unknown amounts count as 0).
    """

    policy: int
    condition: int
    leaf: Leaf
    values: Numbers
    amounts: Numbers

    def at(self, threshold: float) -> tuple[int, float]:
        """Return number of firms and money, 万元, if this were the threshold."""
        side = "left" if self.leaf.op in {">=", "<"} else "right"
        place = int(np.searchsorted(self.values, threshold, side=side))  # type: ignore[call-overload]
        if self.leaf.op in {">=", ">"}:
            return len(self.values) - place, float(self.amounts[-1] - self.amounts[place])
        return place, float(self.amounts[place])

    def change(self, threshold: float) -> tuple[int, float]:
        """Return firms and money, 万元, more (or less, when negative) than today."""
        assert isinstance(self.leaf.value, float)
        now, then = self.at(self.leaf.value), self.at(threshold)
        return then[0] - now[0], then[1] - now[1]


def is_adjustable(condition: Condition) -> bool:
    """Tell whether a condition has a number that could be set otherwise."""
    return isinstance(condition, Leaf) and condition.op in ORDERINGS and condition.kind == "number"


def threshold_curve(
    compiled: CompiledPolicies,
    outcomes: Outcomes,
    near: NearMisses,
    policy: int,
    condition: int,
) -> Curve:
    """Return the curve of one condition of one policy.

    Parameters
    ----------
    compiled : CompiledPolicies
    outcomes : Outcomes
    near : NearMisses
        From `near_misses`: the firms that only this condition keeps out.
    policy, condition : int
        The condition must be adjustable (see `is_adjustable`).

    Returns
    -------
    Curve
        Firms for which another fact is unknown are not in it: they are undecided.

    Examples
    --------
    >>> from daliang.engine.policy import (Column, Facts, Fixed, Policy, compile_policies,
    ...                                    near_misses)
    >>> rule = Policy("P", "", (None, None), (Leaf("revenue", ">=", 2000.0),), Fixed(5.0))
    >>> facts = Facts(3, {"revenue": Column("number", np.array([1500.0, 1900.0, 2500.0]))})
    >>> compiled = compile_policies([rule], facts)
    >>> outcomes = compiled.outcomes()
    >>> curve = threshold_curve(compiled, outcomes, near_misses(compiled, outcomes), 0, 0)
    >>> curve.at(2000.0), curve.change(1800.0)
    ((1, 5.0), (1, 5.0))
    """
    rule = compiled.policies[policy]
    leaf = rule.conditions[condition]
    assert isinstance(leaf, Leaf)
    low, high = np.searchsorted(near.policy, [policy, policy + 1])
    only_this = near.firm[low:high][near.condition[low:high] == condition]
    rows = np.concatenate([outcomes.firms_eligible(policy), only_this])
    values = compiled.facts.columns[leaf.field].values[rows].astype(np.float64, copy=False)
    order = np.argsort(values)
    amounts = np.nan_to_num(amounts_for(rule.benefit, compiled.facts, rows[order]))
    return Curve(policy, condition, leaf, values[order], np.r_[0.0, np.cumsum(amounts)])


def threshold_curves(
    compiled: CompiledPolicies, outcomes: Outcomes, near: NearMisses
) -> Iterable[Curve]:
    """Yield the curve of every adjustable condition of every policy."""
    for j, policy in enumerate(compiled.policies):
        for k, condition in enumerate(policy.conditions):
            if is_adjustable(condition):
                yield threshold_curve(compiled, outcomes, near, j, k)
