"""Words for near misses: which fact, what it is, what it needs to be."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from daliang.engine.policy.bitslice import CompiledPolicies
from daliang.engine.policy.nearmiss import NearMisses
from daliang.engine.policy.tree import Condition, Leaf, describe, leaves, plain_value

Texts = npt.NDArray[np.object_]


@dataclass(frozen=True, slots=True)
class NearTexts:
    """Texts beside `NearMisses`, all of shape (rows,).

    Parameters
    ----------
    field, op, needs : ndarray of str
        For a composed condition: the fields joined by "|", "any" / "all" / "not", and
        the condition in words.
    has : ndarray of str or None
        None for numbers (take `NearMisses.has`) and for composed conditions.
    condition : ndarray of str
        The clause of the policy when recorded, else the condition in words.
    """

    field: Texts
    op: Texts
    needs: Texts
    has: Texts
    condition: Texts


@dataclass(frozen=True, slots=True)
class ConditionWords:
    """Words for every condition of every policy, all of shape (conditions,).

    Parameters
    ----------
    policy, condition : ndarray of int32
        Positions, in the order of the policies.
    field, op, needs, text : ndarray of str
        As in `NearTexts`; `text` is its `condition`.
    """

    policy: npt.NDArray[np.int32]
    condition: npt.NDArray[np.int32]
    field: Texts
    op: Texts
    needs: Texts
    text: Texts


def condition_words(compiled: CompiledPolicies) -> ConditionWords:
    """Return the words for every condition.

    Parameters
    ----------
    compiled : CompiledPolicies

    Returns
    -------
    ConditionWords
    """
    places = [
        (j, k, *_words(condition))
        for j, policy in enumerate(compiled.policies)
        for k, condition in enumerate(policy.conditions)
    ]
    numbers = [np.array([place[i] for place in places], np.int32) for i in range(2)]
    texts = [_objects([str(place[i]) for place in places]) for i in range(2, 6)]
    return ConditionWords(numbers[0], numbers[1], *texts)


def near_texts(compiled: CompiledPolicies, near: NearMisses) -> NearTexts:
    """Return the words for every near miss.

    Parameters
    ----------
    compiled : CompiledPolicies
    near : NearMisses

    Returns
    -------
    NearTexts
    """
    words = condition_words(compiled)
    place = _place(compiled, near)
    columns = (words.field[place], words.op[place], words.needs[place])
    return NearTexts(*columns, has_texts(compiled, near), words.text[place])


def has_texts(compiled: CompiledPolicies, near: NearMisses) -> Texts:
    """Return what a firm has, in words, where it is not a number; None elsewhere.

    Parameters
    ----------
    compiled : CompiledPolicies
    near : NearMisses

    Returns
    -------
    ndarray of str or None, shape (rows,)
    """
    conditions = [c for policy in compiled.policies for c in policy.conditions]
    place = _place(compiled, near)  # rising: near misses stand by policy and condition
    starts = np.searchsorted(place, np.arange(len(conditions) + 1))
    has = np.full(len(near), None, dtype=object)
    for number, condition in enumerate(conditions):
        rows = slice(int(starts[number]), int(starts[number + 1]))
        if isinstance(condition, Leaf) and condition.kind != "number":
            has[rows] = _has(compiled, condition, near.has[rows])
    return has


def _place(compiled: CompiledPolicies, near: NearMisses) -> npt.NDArray[np.int64]:
    """Position of each near miss among all conditions of all policies."""
    counts = [0] + [len(policy.conditions) for policy in compiled.policies]
    starts = np.cumsum(counts).astype(np.int64)
    found: npt.NDArray[np.int64] = starts[near.policy] + near.condition
    return found


def _words(condition: Condition) -> tuple[str, str, str, str]:
    text = condition.clause or describe(condition)
    if not isinstance(condition, Leaf):
        fields = dict.fromkeys(leaf.field for leaf in leaves(condition))
        kind = {"AnyOf": "any", "AllOf": "all"}.get(type(condition).__name__, "not")
        return "|".join(fields), kind, describe(condition), text
    flags = {"is_true": "是", "is_false": "否"}
    return (
        condition.field,
        condition.op,
        flags.get(condition.op) or plain_value(condition.value),
        text,
    )


def _has(compiled: CompiledPolicies, leaf: Leaf, values: npt.NDArray[np.float64]) -> Texts:
    if leaf.kind == "flag":
        return _objects(["否", "是"])[values.astype(np.intp)]
    if leaf.kind == "date":
        return values.astype(np.int64).astype("datetime64[D]").astype(str).astype(object)
    return _objects(list(compiled.facts.columns[leaf.field].labels))[values.astype(np.intp)]


def _objects(texts: list[str]) -> Texts:
    found = np.empty(len(texts), dtype=object)
    found[:] = texts
    return found
