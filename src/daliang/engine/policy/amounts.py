"""Amounts of benefits, and the list of eligible pairs with their amounts."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from daliang.engine.policy.bitslice import CompiledPolicies, Outcomes
from daliang.engine.policy.facts import Facts
from daliang.engine.policy.tree import Benefit, Fixed, RateCap, Tiers, benefit_field

Rows = npt.NDArray[np.int64]
Amounts = npt.NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class Pairs:
    """Firm-policy pairs, ordered by policy and then firm.

    Parameters
    ----------
    firm : ndarray of int64, shape (pairs,)
        Row number of the firm.
    policy : ndarray of int32, shape (pairs,)
        Position of the policy.
    amount : ndarray of float64, shape (pairs,)
        万元; NaN where the fact it is computed from is missing.
    """

    firm: Rows
    policy: npt.NDArray[np.int32]
    amount: Amounts

    def __len__(self) -> int:
        return len(self.firm)


def amounts_for(benefit: Benefit, facts: Facts, rows: Rows | slice) -> Amounts:
    """Return the benefit of chosen firms, 万元; NaN where its base is missing.

    Parameters
    ----------
    benefit : Benefit
    facts : Facts
    rows : ndarray of int64 or slice

    Returns
    -------
    ndarray of float64

    Examples
    --------
    >>> from daliang.engine.policy import Column, Tiers
    >>> facts = Facts(3, {"revenue": Column("number", np.array([500.0, 9000.0, np.nan]))})
    >>> amounts_for(Tiers("revenue", ((0.0, 5.0), (2000.0, 20.0))), facts, slice(None))
    array([ 5., 20., nan])
    """
    field = benefit_field(benefit)
    if field is None:
        assert isinstance(benefit, Fixed)
        return np.full(len(np.arange(facts.count)[rows]), benefit.amount)
    base = facts.columns[field].values[rows].astype(np.float64, copy=False)
    if isinstance(benefit, RateCap):
        return _capped(base * benefit.rate, benefit.cap)
    assert not isinstance(benefit, Fixed)
    bounds = np.array([bound for bound, _ in benefit.tiers])
    values = np.array([0.0] + [value for _, value in benefit.tiers])
    reached = values[np.searchsorted(bounds, base, side="right")]
    if isinstance(benefit, Tiers):
        return np.where(np.isnan(base), np.nan, reached)
    return _capped(base * reached, benefit.cap)


def eligible_pairs(compiled: CompiledPolicies, outcomes: Outcomes) -> Pairs:
    """List every eligible pair with its amount before groups, caps and pools.

    Parameters
    ----------
    compiled : CompiledPolicies
    outcomes : Outcomes
        What `compiled.outcomes()` gave.

    Returns
    -------
    Pairs
    """
    rows = [outcomes.firms_eligible(j) for j in range(len(compiled.policies))]
    amounts = [
        amounts_for(policy.benefit, compiled.facts, found)
        for policy, found in zip(compiled.policies, rows, strict=True)
    ]
    sizes = [len(found) for found in rows]
    return Pairs(
        np.concatenate(rows),
        np.repeat(np.arange(len(rows), dtype=np.int32), sizes),
        np.concatenate(amounts),
    )


def _capped(amounts: Amounts, cap: float | None) -> Amounts:
    # A loss is no base for a subsidy: below zero nothing is paid, nothing is owed.
    floored = np.maximum(amounts, 0.0)
    return floored if cap is None else np.minimum(floored, cap)
