"""The neutral policy tree: conditions, benefits, policies, as plain frozen values."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Literal

Value = float | str | bool | tuple[float, ...] | tuple[str, ...] | None
Kind = Literal["number", "flag", "category", "date"]

ORDERINGS = frozenset({">=", "<=", ">", "<"})
FLAGS = frozenset({"is_true", "is_false"})
OPERATORS = (">=", "<=", ">", "<", "==", "in", "is_true", "is_false")
SIGNS = {">=": "≥", "<=": "≤", "==": "=", ">": ">", "<": "<"}
ISO_DATE = re.compile(r"\d{4}-\d{2}-\d{2}")


@dataclass(frozen=True, slots=True)
class Leaf:
    """One comparison of one fact with a value.

    Parameters
    ----------
    field : str
        The fact's column name.
    op : str
        One of `OPERATORS`.
    value : float, str, tuple or None
        Threshold, text, list (for `in`) or None (for `is_true`, `is_false`).
        Money in 万元; a text of the form YYYY-MM-DD is a date.
    clause, unit, source : str
        The sentence of the policy this comes from, the unit and the data source.
    """

    field: str
    op: str
    value: Value = None
    clause: str = ""
    unit: str = ""
    source: str = ""

    @property
    def kind(self) -> Kind:
        """What the fact must be for this comparison to make sense."""
        if self.op in FLAGS:
            return "flag"
        sample = self.value[0] if isinstance(self.value, tuple) else self.value
        if isinstance(sample, str):
            return "date" if self.op in ORDERINGS else "category"
        return "number"


@dataclass(frozen=True, slots=True)
class AnyOf:
    """Holds when at least one part holds."""

    parts: tuple[Condition, ...]
    clause: str = ""


@dataclass(frozen=True, slots=True)
class AllOf:
    """Holds when every part holds."""

    parts: tuple[Condition, ...]
    clause: str = ""


@dataclass(frozen=True, slots=True)
class Not:
    """Holds when its part does not; unknown stays unknown."""

    part: Condition
    clause: str = ""


Condition = Leaf | AnyOf | AllOf | Not


@dataclass(frozen=True, slots=True)
class Fixed:
    """A fixed amount, 万元."""

    amount: float


@dataclass(frozen=True, slots=True)
class RateCap:
    """A share of a base, at most `cap` 万元 (None: no limit)."""

    base: str
    rate: float
    cap: float | None


@dataclass(frozen=True, slots=True)
class Tiers:
    """An amount by the tier a fact falls in: (lower bound, amount) pairs, rising."""

    by: str
    tiers: tuple[tuple[float, float], ...]


@dataclass(frozen=True, slots=True)
class RateTiers:
    """A share of a fact, the rate chosen by the tier the fact falls in, at most `cap`."""

    by: str
    tiers: tuple[tuple[float, float], ...]
    cap: float | None


Benefit = Fixed | RateCap | Tiers | RateTiers


@dataclass(frozen=True, slots=True)
class Policy:
    """A policy as rules.

    Parameters
    ----------
    id, title : str
    effective : tuple of str or None
        First and last day (YYYY-MM-DD); None where open.
    conditions : tuple of Condition
        All must hold.
    benefit : Benefit
    group : str or None
        Exclusive group: of one group a firm takes the highest only.
    pool : str or None
        Budget pool the money comes from.
    """

    id: str
    title: str
    effective: tuple[str | None, str | None]
    conditions: tuple[Condition, ...]
    benefit: Benefit
    group: str | None = None
    pool: str | None = None

    def is_effective_on(self, day: str) -> bool:
        """Tell whether the policy is in force on a day (YYYY-MM-DD)."""
        first, last = self.effective
        return (first is None or first <= day) and (last is None or day <= last)


def leaves(condition: Condition) -> Iterator[Leaf]:
    """Yield the comparisons of a condition, left to right."""
    if isinstance(condition, Leaf):
        yield condition
    elif isinstance(condition, Not):
        yield from leaves(condition.part)
    else:
        for part in condition.parts:
            yield from leaves(part)


def benefit_field(benefit: Benefit) -> str | None:
    """Return the fact an amount depends on, if any."""
    if isinstance(benefit, Fixed):
        return None
    return benefit.base if isinstance(benefit, RateCap) else benefit.by


def fields_of(policy: Policy, *, with_benefit: bool = False) -> tuple[str, ...]:
    """Return the facts a policy asks for, in order of first use."""
    names = [leaf.field for condition in policy.conditions for leaf in leaves(condition)]
    base = benefit_field(policy.benefit)
    if with_benefit and base is not None:
        names.append(base)
    return tuple(dict.fromkeys(names))


def describe(condition: Condition) -> str:
    """Return a condition as one line a person reads.

    Examples
    --------
    >>> describe(AnyOf((Leaf("is_hightech", "is_true"), Leaf("revenue", ">=", 2000.0))))
    '（is_hightech 为是 或 revenue ≥ 2000）'
    """
    if isinstance(condition, Leaf):
        return _describe_leaf(condition)
    if isinstance(condition, Not):
        return f"非（{describe(condition.part)}）"
    word = " 或 " if isinstance(condition, AnyOf) else " 且 "
    return "（" + word.join(describe(part) for part in condition.parts) + "）"


def _describe_leaf(leaf: Leaf) -> str:
    if leaf.op == "is_true":
        return f"{leaf.field} 为是"
    if leaf.op == "is_false":
        return f"{leaf.field} 为否"
    sign = SIGNS.get(leaf.op, "属于")
    return f"{leaf.field} {sign} {plain_value(leaf.value)}{leaf.unit}"


def plain_value(value: Value) -> str:
    """Return a value as people write it: 2000, 3.5, C13、C17, 是."""
    if isinstance(value, tuple):
        return "、".join(plain_value(item) for item in value)
    if isinstance(value, bool):
        return "是" if value else "否"
    if isinstance(value, float):
        return str(int(value)) if value.is_integer() and abs(value) < 1e15 else repr(value)
    return "" if value is None else str(value)


def condition_json(condition: Condition) -> dict[str, object]:
    """Return a condition in the JSON form of the contract."""
    node: dict[str, object]
    if isinstance(condition, Leaf):
        node = {"field": condition.field, "op": condition.op}
        if condition.value is not None:
            value = condition.value
            node["value"] = list(value) if isinstance(value, tuple) else value
        notes = {"unit": condition.unit, "source": condition.source}
        node |= {key: text for key, text in notes.items() if text}
    elif isinstance(condition, Not):
        node = {"not": condition_json(condition.part)}
    else:
        key = "any" if isinstance(condition, AnyOf) else "all"
        node = {key: [condition_json(part) for part in condition.parts]}
    if condition.clause:
        node["clause"] = condition.clause
    return node


def benefit_json(benefit: Benefit) -> dict[str, object]:
    """Return a benefit in the JSON form of the contract."""
    if isinstance(benefit, Fixed):
        return {"kind": "fixed", "amount": benefit.amount}
    if isinstance(benefit, RateCap):
        return {"kind": "rate_cap", "base": benefit.base, "rate": benefit.rate, "cap": benefit.cap}
    tiers = [list(tier) for tier in benefit.tiers]
    if isinstance(benefit, Tiers):
        return {"kind": "tiers", "by": benefit.by, "tiers": tiers}
    return {"kind": "rate_tiers", "by": benefit.by, "tiers": tiers, "cap": benefit.cap}


def policies_json(policies: Sequence[Policy]) -> list[dict[str, object]]:
    """Return policies in the JSON form that `parse_policies` reads.

    Examples
    --------
    >>> conditions = (Leaf("revenue", ">=", 2000.0),)
    >>> rule = Policy("P1", "奖励", ("2024-01-01", None), conditions, Fixed(5.0))
    >>> policies_json([rule])[0]["all"]
    [{'field': 'revenue', 'op': '>=', 'value': 2000.0}]
    """
    return [
        {
            "id": policy.id,
            "title": policy.title,
            "effective": list(policy.effective),
            "all": [condition_json(condition) for condition in policy.conditions],
            "benefit": benefit_json(policy.benefit),
            "group": policy.group,
            "pool": policy.pool,
        }
        for policy in policies
    ]
