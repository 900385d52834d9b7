"""One condition short: which, by how much; and undecided for lack of which fact."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from daliang.engine.policy.bitslice import CompiledPolicies, Outcomes
from daliang.engine.policy.coding import NO, UNKNOWN, day_numbers
from daliang.engine.policy.tree import ORDERINGS, Leaf, leaves

Rows = npt.NDArray[np.int64]
Numbers = npt.NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class NearMisses:
    """Pairs where exactly one condition fails and nothing is unknown.

    Parameters
    ----------
    firm : ndarray of int64, shape (rows,)
    policy, condition : ndarray of int32, shape (rows,)
        Position of the policy, and of the failing condition in its `conditions`.
    has : ndarray of float64, shape (rows,)
        The fact as stored (flag 0 or 1, category label index, date day number); NaN
        where the condition is composed of several comparisons.
    gap, gap_ratio : ndarray of float64, shape (rows,)
        Distance to the threshold (dates: days), and the same over |threshold|; NaN where
        there is none (flags, categories, composed conditions; no ratio for dates).
    """

    firm: Rows
    policy: npt.NDArray[np.int32]
    condition: npt.NDArray[np.int32]
    has: Numbers
    gap: Numbers
    gap_ratio: Numbers

    def __len__(self) -> int:
        return len(self.firm)


@dataclass(frozen=True, slots=True)
class MissingFacts:
    """Facts without which a pair stays undecided, one row for each (firm, policy, fact).

    Parameters
    ----------
    firm : ndarray of int64, shape (rows,)
    policy : ndarray of int32, shape (rows,)
    field : ndarray of int32, shape (rows,)
        Index into `fields`.
    fields : tuple of str
    """

    firm: Rows
    policy: npt.NDArray[np.int32]
    field: npt.NDArray[np.int32]
    fields: tuple[str, ...]

    def __len__(self) -> int:
        return len(self.firm)


def near_misses(
    compiled: CompiledPolicies, outcomes: Outcomes, *, only: Sequence[int] | None = None
) -> NearMisses:
    """List every pair short by exactly one condition, with its gap.

    Parameters
    ----------
    compiled : CompiledPolicies
    outcomes : Outcomes
    only : sequence of int, optional
        Positions of the policies wanted, rising; all when not given.

    Returns
    -------
    NearMisses
        Ordered by policy, condition, firm.

    Examples
    --------
    >>> from daliang.engine.policy import Column, Facts, Fixed, Policy, compile_policies
    >>> rule = Policy("P1", "", (None, None), (Leaf("revenue", ">=", 2000.0),), Fixed(5.0))
    >>> facts = Facts(2, {"revenue": Column("number", np.array([1900.0, 2100.0]))})
    >>> compiled = compile_policies([rule], facts)
    >>> near = near_misses(compiled, compiled.outcomes())
    >>> near.firm.tolist(), near.gap.tolist(), near.gap_ratio.tolist()
    ([0], [100.0], [0.05])
    """
    blocks = [
        block
        for j in (range(len(compiled.policies)) if only is None else only)
        for block in _of_policy(compiled, outcomes.firms_near(j), j)
    ]
    if not blocks:
        none, zero = np.empty(0, np.int32), np.empty(0)
        return NearMisses(np.empty(0, np.int64), none, none, zero, zero, zero)
    return NearMisses(
        np.concatenate([b.firm for b in blocks]),
        np.concatenate([b.policy for b in blocks]),
        np.concatenate([b.condition for b in blocks]),
        np.concatenate([b.has for b in blocks]),
        np.concatenate([b.gap for b in blocks]),
        np.concatenate([b.gap_ratio for b in blocks]),
    )


def _of_policy(compiled: CompiledPolicies, rows: Rows, j: int) -> list[NearMisses]:
    blocks = []
    for k, condition in enumerate(compiled.policies[j].conditions):
        if not len(rows):
            break
        failing = compiled.condition_truth(condition, rows) == NO
        firms, rows = rows[failing], rows[~failing]  # each row has one failing condition only
        has = np.full(len(firms), np.nan)
        gap = ratio = has
        if isinstance(condition, Leaf):
            column = compiled.facts.columns[condition.field]
            has = column.values[firms].astype(np.float64)
            if condition.op in ORDERINGS:
                gap, ratio = _gap(condition, has)
        size = len(firms)
        places = np.full(size, j, np.int32), np.full(size, k, np.int32)
        blocks.append(NearMisses(firms, *places, has, gap, ratio))
    return blocks


def _gap(leaf: Leaf, has: Numbers) -> tuple[Numbers, Numbers]:
    threshold = day_numbers(leaf).value
    assert isinstance(threshold, float)
    gap = np.abs(threshold - has)
    # A day is not "five per cent" from another: dates have a gap but no ratio.
    scale = abs(threshold) if leaf.kind == "number" else 0.0
    return gap, gap / scale if scale else np.full(len(gap), np.nan)


def missing_facts(compiled: CompiledPolicies, outcomes: Outcomes) -> MissingFacts:
    """List the facts to collect: what each undecided pair waits for.

    Parameters
    ----------
    compiled : CompiledPolicies
    outcomes : Outcomes

    Returns
    -------
    MissingFacts
        Only facts that matter: a missing fact of a condition already decided by
        another part of it is not listed.
    """
    fields = tuple(compiled.codings)
    place = {field: i for i, field in enumerate(fields)}
    found: list[tuple[Rows, int, int]] = []
    for j, policy in enumerate(compiled.policies):
        rows = outcomes.firms_undecided(j)
        waiting: dict[str, list[Rows]] = {}
        for condition in policy.conditions if len(rows) else ():
            open_rows = rows[compiled.condition_truth(condition, rows) == UNKNOWN]
            for leaf in leaves(condition):
                truths = compiled.condition_truth(leaf, open_rows)
                waiting.setdefault(leaf.field, []).append(open_rows[truths == UNKNOWN])
        for field, parts in waiting.items():
            found.append((np.unique(np.concatenate(parts)), j, place[field]))
    sizes = [len(rows) for rows, _, _ in found]
    firm = np.concatenate([rows for rows, _, _ in found]) if found else np.empty(0, np.int64)
    policies = np.repeat(np.array([j for _, j, _ in found], np.int32), sizes)
    kinds = np.repeat(np.array([f for _, _, f in found], np.int32), sizes)
    return MissingFacts(firm, policies, kinds, fields)
