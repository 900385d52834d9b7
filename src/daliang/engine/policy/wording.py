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
    starts = np.cumsum([0] + [len(policy.conditions) for policy in compiled.policies])
    conditions = [c for policy in compiled.policies for c in policy.conditions]
    place = starts[near.policy] + near.condition
    words = [_words(condition) for condition in conditions]
    columns = [_objects([row[i] for row in words])[place] for i in range(4)]
    has = np.full(len(near), None, dtype=object)
    for number, condition in enumerate(conditions):
        if isinstance(condition, Leaf) and condition.kind != "number":
            rows = np.flatnonzero(place == number)
            has[rows] = _has(compiled, condition, near.has[rows])
    return NearTexts(columns[0], columns[1], columns[2], has, columns[3])


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
