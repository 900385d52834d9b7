"""From amounts a firm could claim to amounts that are paid: groups, caps, pools.

Of an exclusive group a firm takes the highest; together it takes no more than its cap;
a pool pays by rank until its budget is spent. Every cut keeps its reason.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from enum import IntEnum

import numpy as np
import numpy.typing as npt

from daliang.engine.policy.amounts import Pairs
from daliang.engine.policy.tree import Policy

Numbers = npt.NDArray[np.float64]
Order = npt.NDArray[np.int64]


class Cut(IntEnum):
    """Why less is paid than could be claimed."""

    NONE = 0
    PENDING = 1
    GROUP = 2
    FIRM_CAP = 3
    POOL = 4

    @property
    def words(self) -> str:
        """The reason as an official writes it."""
        return (
            "全额",
            "依据缺数，金额待定",
            "同组政策取高不重复",
            "超过企业叠加上限",
            "资金池额度已用完",
        )[self]


@dataclass(frozen=True, slots=True)
class Pool:
    """A budget pool.

    Parameters
    ----------
    budget : float
        万元.
    rank : ndarray of float64, shape (firms,)
        The higher is paid first; a missing rank comes last.
    pays_part : bool
        Whether the last firm gets what is left; otherwise nothing.
    """

    budget: float
    rank: Numbers
    pays_part: bool = False


@dataclass(frozen=True, slots=True)
class Payable:
    """What is paid for each pair, and why less than claimed.

    Parameters
    ----------
    paid : ndarray of float64, shape (pairs,)
        万元; 0 while pending.
    cut : ndarray of int8, shape (pairs,)
        `Cut` values; the last cut that applied.
    """

    paid: Numbers
    cut: npt.NDArray[np.int8]


def stack(
    pairs: Pairs,
    policies: Sequence[Policy],
    *,
    firm_caps: Numbers | None = None,
    pools: Mapping[str, Pool] | None = None,
) -> Payable:
    """Apply exclusive groups, firm caps and budget pools.

    Parameters
    ----------
    pairs : Pairs
        From `eligible_pairs`.
    policies : sequence of Policy
    firm_caps : ndarray of float64, shape (firms,), optional
        The most a firm may receive, 万元, e.g. twice its local tax; NaN leaves the
        firm's claims pending, it does not make them free.
    pools : mapping of str to Pool, optional
        By `Policy.pool`; pools not named have no limit.

    Returns
    -------
    Payable

    Examples
    --------
    >>> from daliang.engine.policy import Fixed, Leaf
    >>> always = (Leaf("revenue", ">=", 0.0),)
    >>> rules = [Policy("A", "", (None, None), always, Fixed(30.0), group="G"),
    ...          Policy("B", "", (None, None), always, Fixed(50.0), group="G")]
    >>> both = Pairs(np.array([7, 7]), np.array([0, 1], np.int32), np.array([30.0, 50.0]))
    >>> result = stack(both, rules)
    >>> result.paid.tolist(), Cut(result.cut[0]).words
    ([0.0, 50.0], '同组政策取高不重复')
    """
    paid = np.nan_to_num(pairs.amount)
    cut = np.where(np.isnan(pairs.amount), Cut.PENDING, Cut.NONE).astype(np.int8)
    _take_highest_of_group(pairs, policies, paid, cut)
    if firm_caps is not None:
        _cap_firms(pairs, firm_caps, paid, cut)
    for name, pool in (pools or {}).items():
        members = [j for j, policy in enumerate(policies) if policy.pool == name]
        _spend(pairs, np.flatnonzero(np.isin(pairs.policy, members)), pool, paid, cut)
    return Payable(paid, cut)


def _take_highest_of_group(
    pairs: Pairs, policies: Sequence[Policy], paid: Numbers, cut: npt.NDArray[np.int8]
) -> None:
    names: dict[str, int] = {}
    groups = [names.setdefault(p.group, len(names)) if p.group else -1 for p in policies]
    group = np.array(groups, np.int64)[pairs.policy]
    rows = np.flatnonzero((group >= 0) & (cut != Cut.PENDING))
    order = rows[np.lexsort((pairs.policy[rows], -paid[rows], group[rows], pairs.firm[rows]))]
    later = np.flatnonzero(
        (pairs.firm[order][1:] == pairs.firm[order][:-1]) & (group[order][1:] == group[order][:-1])
    )
    lower = order[later + 1]
    paid[lower] = 0.0
    cut[lower] = Cut.GROUP


def _cap_firms(pairs: Pairs, caps: Numbers, paid: Numbers, cut: npt.NDArray[np.int8]) -> None:
    cap = caps[pairs.firm]
    open_cap = np.isnan(cap) & (paid > 0)
    paid[open_cap] = 0.0
    cut[open_cap] = Cut.PENDING
    order = np.lexsort((pairs.policy, -paid, pairs.firm))
    before = _running(paid[order], pairs.firm[order]) - paid[order]
    allowed = np.clip(np.nan_to_num(cap[order]) - before, 0.0, paid[order])
    less = allowed < paid[order]
    paid[order] = allowed
    cut[order[less]] = Cut.FIRM_CAP


def _running(values: Numbers, groups: Order) -> Numbers:
    """Running sums that start afresh at each new group; groups are contiguous."""
    if not len(values):
        return values
    total = np.cumsum(values)
    start = np.flatnonzero(np.r_[True, groups[1:] != groups[:-1]])
    sizes = np.diff(np.r_[start, len(values)])
    running: Numbers = total - np.repeat(total[start] - values[start], sizes)
    return running


def _spend(pairs: Pairs, rows: Order, pool: Pool, paid: Numbers, cut: npt.NDArray[np.int8]) -> None:
    rank = np.nan_to_num(pool.rank[pairs.firm[rows]], nan=-np.inf)
    order = rows[np.lexsort((pairs.policy[rows], pairs.firm[rows], -rank))]
    claimed = paid[order]
    before = np.cumsum(claimed) - claimed
    left = np.clip(pool.budget - before, 0.0, claimed)
    granted = left if pool.pays_part else np.where(before + claimed <= pool.budget, claimed, 0.0)
    less = granted < claimed
    paid[order] = granted
    cut[order[less]] = Cut.POOL
