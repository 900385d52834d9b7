"""What to do next: per firm the cheapest step, per policy its readiness, per pair a trace."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from daliang.engine.policy.amounts import amounts_for
from daliang.engine.policy.bitslice import CompiledPolicies, Outcomes
from daliang.engine.policy.nearmiss import NearMisses
from daliang.engine.policy.reference import Fact, amount_of, truth
from daliang.engine.policy.tree import (
    SIGNS,
    Condition,
    Leaf,
    Policy,
    describe,
    fields_of,
    leaves,
    plain_value,
)

READY = 0.95
"""At this readiness a policy can be paid without application (免申即享)."""

_TITLE_EFFORT = 0.5  # a title to be earned (高企, 专精特新) counts like half the way to a threshold
_LEAST_EFFORT = 0.001


@dataclass(frozen=True, slots=True)
class NextSteps:
    """The cheapest next step of each firm that has one.

    Parameters
    ----------
    firm : ndarray of int64, shape (firms with a step,)
    row : ndarray of int64
        Row of the `NearMisses` it comes from.
    effort : ndarray of float64
        Relative distance to the threshold.
    amount : ndarray of float64
        What the step brings, 万元; NaN where its base is missing.
    """

    firm: npt.NDArray[np.int64]
    row: npt.NDArray[np.int64]
    effort: npt.NDArray[np.float64]
    amount: npt.NDArray[np.float64]


def next_steps(
    compiled: CompiledPolicies, near: NearMisses, *, fixed_fields: Collection[str] = ()
) -> NextSteps:
    """Choose for each firm the near miss with the least effort per 万元.

    Parameters
    ----------
    compiled : CompiledPolicies
    near : NearMisses
    fixed_fields : collection of str
        Facts a firm cannot change, e.g. its age.

    Returns
    -------
    NextSteps
        Place, industry and penalties are never proposed as steps.
    """
    effort = near.gap_ratio.copy()
    amount = np.empty(len(near))
    low = 0
    for j, policy in enumerate(compiled.policies):
        high = int(np.searchsorted(near.policy, j, side="right"))
        amount[low:high] = amounts_for(policy.benefit, compiled.facts, near.firm[low:high])
        for k, condition in enumerate(policy.conditions):
            titles = all(leaf.op == "is_true" for leaf in leaves(condition))
            fixed = not fields_of_condition(condition).isdisjoint(fixed_fields)
            if titles or fixed:
                chosen = low + np.flatnonzero(near.condition[low:high] == k)
                effort[chosen] = np.nan if fixed else _TITLE_EFFORT
        low = high
    rows = np.flatnonzero(~np.isnan(effort))
    worth = np.where(amount[rows] > 0, amount[rows], 1.0)
    price = np.maximum(effort[rows], _LEAST_EFFORT) / worth
    order = rows[np.lexsort((rows, price, near.firm[rows]))]
    firms, first = np.unique(near.firm[order], return_index=True)
    best = order[first]
    return NextSteps(firms, best, effort[best], amount[best])


def fields_of_condition(condition: Condition) -> set[str]:
    """Return the facts one condition uses."""
    return {leaf.field for leaf in leaves(condition)}


def step_words(
    compiled: CompiledPolicies,
    near: NearMisses,
    row: int,
    labels: Mapping[str, str] | None = None,
) -> str:
    """Return one near miss as a talking point.

    Parameters
    ----------
    compiled : CompiledPolicies
    near : NearMisses
    row : int
    labels : mapping of str to str, optional
        Chinese words for the fields.

    Returns
    -------
    str
    """
    policy = compiled.policies[int(near.policy[row])]
    condition = policy.conditions[int(near.condition[row])]
    amount = amount_of(policy.benefit, compiled.facts.firm(int(near.firm[row])))
    money = f"，约{plain_value(round(amount, 2))}万元" if amount else ""
    gain = f"达到后可享《{policy.title or policy.id}》{money}"
    words = dict(labels or {})
    if isinstance(condition, Leaf) and not np.isnan(near.gap[row]):
        name = words.get(condition.field, condition.field)
        gap, has = plain_value(round(float(near.gap[row]), 4)), plain_value(float(near.has[row]))
        verb = "还差" if condition.op in {">=", ">"} else "超出"
        limit = f"{SIGNS[condition.op]}{plain_value(condition.value)}"
        return f"{name}{verb}{gap}{condition.unit}（现{has}，要求{limit}），{gain}"
    return f"只差一条：{condition.clause or describe(condition)}，{gain}"


@dataclass(frozen=True, slots=True)
class Readiness:
    """How ready a policy is to be paid without application.

    Parameters
    ----------
    policy : str
    evaluable : float
        Share of its conditions for which any data exist.
    coverage : float
        Share of firms that are decided, not waiting for a fact.
    freshness : float
        Lowest freshness among its facts, 0 to 1.
    waiting : tuple of str
        Facts without any data.
    """

    policy: str
    evaluable: float
    coverage: float
    freshness: float
    waiting: tuple[str, ...]

    @property
    def score(self) -> float:
        """The product of the three."""
        return self.evaluable * self.coverage * self.freshness

    @property
    def way(self) -> str:
        """免申即享 when ready, else 快申快享."""
        return "免申即享" if self.score >= READY else "快申快享"


def readiness(
    compiled: CompiledPolicies,
    outcomes: Outcomes,
    freshness: Mapping[str, float] | None = None,
) -> list[Readiness]:
    """Return for each policy whether it can be paid without application.

    Parameters
    ----------
    compiled : CompiledPolicies
    outcomes : Outcomes
    freshness : mapping of str to float, optional
        By field, 1 fresh to 0 stale; fields not named are taken as fresh.

    Returns
    -------
    list of Readiness
        One for each policy, in their order.
    """
    columns = compiled.facts.columns
    empty = {name for name, column in columns.items() if bool(column.missing.all())}
    fresh = freshness or {}
    found = []
    for j, policy in enumerate(compiled.policies):
        fields = fields_of(policy, with_benefit=True)
        known = [c for c in policy.conditions if fields_of_condition(c).isdisjoint(empty)]
        undecided = len(outcomes.firms_undecided(j))
        found.append(
            Readiness(
                policy.id,
                len(known) / len(policy.conditions),
                1.0 - undecided / max(compiled.facts.count, 1),
                min((fresh.get(field, 1.0) for field in fields), default=1.0),
                tuple(field for field in fields if field in empty),
            )
        )
    return found


def trace(policy: Policy, firm: Mapping[str, Fact]) -> list[str]:
    """Return one line a condition: met, not met or unknown, with the fact and the clause.

    Examples
    --------
    >>> from daliang.engine.policy import Fixed
    >>> rule = Policy("P", "", (None, None), (Leaf("revenue", ">=", 2000.0),), Fixed(5.0))
    >>> trace(rule, {"revenue": 1500.0})
    ['✗ revenue ≥ 2000（revenue：1500）']
    """
    lines = []
    for condition in policy.conditions:
        holds = truth(condition, firm)
        mark = "?" if holds is None else "✓" if holds else "✗"
        fields = dict.fromkeys(leaf.field for leaf in leaves(condition))
        facts = "，".join(f"{field}：{_fact_words(firm.get(field))}" for field in fields)
        lines.append(f"{mark} {condition.clause or describe(condition)}（{facts}）")
    return lines


def _fact_words(fact: Fact) -> str:
    return "缺数" if fact is None else plain_value(fact)
