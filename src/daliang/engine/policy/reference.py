"""The reference interpreter: one firm, one policy, three-valued, slow and plain.

Every faster evaluation is tested against this one. Kleene's strong logic: a missing
fact makes a comparison unknown (None); `any` is true as soon as one part is true,
`all` false as soon as one is false, whatever else is unknown.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from enum import StrEnum
from operator import eq, ge, gt, le, lt
from typing import Any

from daliang.engine.policy.tree import (
    AnyOf,
    Benefit,
    Condition,
    Fixed,
    Leaf,
    Not,
    Policy,
    RateCap,
    Tiers,
)

Fact = float | bool | str | None

_COMPARE: dict[str, Callable[[Any, Any], bool]] = {
    ">=": ge,
    "<=": le,
    ">": gt,
    "<": lt,
    "==": eq,
}


class Outcome(StrEnum):
    """What can be said of one firm under one policy."""

    ELIGIBLE = "eligible"
    SHORT = "short"
    UNDECIDED = "undecided"
    EXCLUDED = "excluded"


@dataclass(frozen=True, slots=True)
class Verdict:
    """Which of a policy's conditions fail and which are unknown (positions in `conditions`)."""

    failing: tuple[int, ...]
    unknown: tuple[int, ...]

    @property
    def outcome(self) -> Outcome:
        """Eligible; undecided (nothing fails, something is unknown); short by one; excluded."""
        if not self.failing:
            return Outcome.UNDECIDED if self.unknown else Outcome.ELIGIBLE
        if len(self.failing) == 1 and not self.unknown:
            return Outcome.SHORT
        return Outcome.EXCLUDED


def truth(condition: Condition, firm: Mapping[str, Fact]) -> bool | None:
    """Tell whether a condition holds for a firm; None when facts are missing.

    Examples
    --------
    >>> either = AnyOf((Leaf("is_hightech", "is_true"), Leaf("revenue", ">=", 2000.0)))
    >>> truth(either, {"is_hightech": None, "revenue": 2500.0})
    True
    >>> print(truth(either, {"is_hightech": None, "revenue": 100.0}))
    None
    >>> print(truth(Not(either), {"is_hightech": None, "revenue": 100.0}))
    None
    """
    if isinstance(condition, Leaf):
        return _leaf(condition, firm.get(condition.field))
    if isinstance(condition, Not):
        part = truth(condition.part, firm)
        return None if part is None else not part
    parts = [truth(part, firm) for part in condition.parts]
    decisive = isinstance(condition, AnyOf)
    if decisive in parts:
        return decisive
    return None if None in parts else not decisive


def judge(policy: Policy, firm: Mapping[str, Fact]) -> Verdict:
    """Return which conditions of a policy fail for a firm and which are unknown.

    Examples
    --------
    >>> rule = Policy("P1", "", (None, None), (Leaf("revenue", ">=", 2000.0),), Fixed(5.0))
    >>> judge(rule, {"revenue": 1500.0}).outcome.value
    'short'
    """
    values = [truth(condition, firm) for condition in policy.conditions]
    failing = tuple(i for i, value in enumerate(values) if value is False)
    return Verdict(failing, tuple(i for i, value in enumerate(values) if value is None))


def amount_of(benefit: Benefit, firm: Mapping[str, Fact]) -> float | None:
    """Return what an eligible firm would get, 万元; None when its base is missing.

    Examples
    --------
    >>> amount_of(RateCap("rd_expense", 0.1, 100.0), {"rd_expense": 3000.0})
    100.0
    """
    if isinstance(benefit, Fixed):
        return benefit.amount
    base = firm.get(benefit.base if isinstance(benefit, RateCap) else benefit.by)
    if not isinstance(base, float | int):
        return None
    if isinstance(benefit, RateCap):
        full = max(0.0, base * benefit.rate)
        return full if benefit.cap is None else min(full, benefit.cap)
    reached = [value for bound, value in benefit.tiers if base >= bound]
    if isinstance(benefit, Tiers):
        return reached[-1] if reached else 0.0
    full = max(0.0, base * reached[-1]) if reached else 0.0
    return full if benefit.cap is None else min(full, benefit.cap)


def _leaf(leaf: Leaf, fact: Fact) -> bool | None:
    if fact is None:
        return None
    if leaf.op == "is_true":
        return fact is True
    if leaf.op == "is_false":
        return fact is False
    if isinstance(leaf.value, tuple):
        return fact in leaf.value
    return _COMPARE[leaf.op](fact, leaf.value)


__all__ = ["Fact", "Outcome", "Verdict", "amount_of", "judge", "truth"]
