"""Small codes for facts: all values that no condition can tell apart share one code."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from daliang.engine.policy.facts import Column, days_since_1970
from daliang.engine.policy.reference import Fact, truth
from daliang.engine.policy.tree import AnyOf, Condition, Kind, Leaf, Not

Truth = npt.NDArray[np.int8]
"""1 yes, 0 no, -1 unknown."""

YES, NO, UNKNOWN = 1, 0, -1
_MANY_BREAKS = 48  # beyond this a binary search is quicker than one comparison a break


@dataclass(frozen=True, slots=True)
class Coding:
    """How one fact becomes a code 0 .. size-1; the last code means missing.

    Parameters
    ----------
    field : str
    kind : str
    breaks : ndarray of float64
        For numbers and dates: code = how many breaks are <= the value.
    examples : tuple
        One value for each code; None for the last.
    recode : ndarray of uint16 or None
        For categories: label index -> code.
    """

    field: str
    kind: Kind
    breaks: npt.NDArray[np.float64]
    examples: tuple[Fact, ...]
    recode: npt.NDArray[np.uint16] | None = None

    @property
    def size(self) -> int:
        """Number of codes, missing included."""
        return len(self.examples)

    def truths(self, leaf: Leaf) -> Truth:
        """Return a comparison's truth for every code, shape (size,)."""
        plain = day_numbers(leaf) if self.kind == "date" else leaf
        values = (truth(plain, {leaf.field: example}) for example in self.examples)
        return np.array([UNKNOWN if v is None else int(v) for v in values], np.int8)


def day_numbers(leaf: Leaf) -> Leaf:
    """Return a comparison of dates as one of day numbers."""
    if not isinstance(leaf.value, str):
        return leaf
    return Leaf(leaf.field, leaf.op, days_since_1970(leaf.value))


def coding_for(field: str, column: Column, uses: Sequence[Leaf]) -> Coding:
    """Choose the codes of a fact from the comparisons that use it."""
    if column.kind == "flag":
        return Coding(field, "flag", np.empty(0), (False, True, None))
    if column.kind == "category":
        return _category_coding(field, column, uses)
    breaks = _breaks([day_numbers(leaf) for leaf in uses])
    examples: tuple[Fact, ...] = (-math.inf, *breaks.tolist(), None)
    return Coding(field, column.kind, breaks, examples)


def _breaks(uses: Sequence[Leaf]) -> npt.NDArray[np.float64]:
    """Values where some comparison changes: v itself, or the next float above it."""
    found: set[float] = set()
    for leaf in uses:
        values = leaf.value if isinstance(leaf.value, tuple) else (leaf.value,)
        for value in values:
            at = float(value)  # type: ignore[arg-type]
            if leaf.op in {">=", "<", "==", "in"}:
                found.add(at)
            if leaf.op in {"<=", ">", "==", "in"}:
                found.add(math.nextafter(at, math.inf))
    return np.array(sorted(found))


def _category_coding(field: str, column: Column, uses: Sequence[Leaf]) -> Coding:
    classes: dict[tuple[bool | None, ...], int] = {}
    examples: list[Fact] = []
    recode = np.zeros(len(column.labels) + 1, np.uint16)
    for place, label in enumerate(column.labels):
        signature = tuple(truth(leaf, {field: label}) for leaf in uses)
        if signature not in classes:
            classes[signature] = len(examples)
            examples.append(label)
        recode[place] = classes[signature]
    recode[-1] = len(examples)
    return Coding(field, "category", np.empty(0), (*examples, None), recode)


def stored_codes(coding: Coding, column: Column) -> npt.NDArray[np.generic]:
    """Return what a compiled policy keeps of a column: numbers as they are, the rest coded."""
    if coding.recode is not None:
        return coding.recode[column.values.astype(np.intp)]
    return column.values


def codes_of(coding: Coding, values: npt.NDArray[np.generic]) -> npt.NDArray[np.uint16]:
    """Return the code of every value, shape like `values`."""
    if coding.kind in {"flag", "category"}:
        return values.astype(np.uint16)
    if len(coding.breaks) > _MANY_BREAKS:
        codes = np.searchsorted(coding.breaks, values, side="right").astype(np.uint16)
        codes[np.isnan(values.astype(np.float64, copy=False))] = coding.size - 1
        return codes
    small = np.zeros(len(values), np.uint8)
    reached = np.empty(len(values), np.bool_)
    for value in coding.breaks:
        np.greater_equal(values, value, out=reached)
        small += reached.view(np.uint8)
    missing = np.not_equal(values, values, out=reached)  # only NaN differs from itself
    if missing.any():
        small[missing] = coding.size - 1
    return small.astype(np.uint16)


def combined(condition: Condition, leaf_truth: Mapping[Leaf, Truth]) -> Truth:
    """Return a condition's three-valued truth from the truths of its comparisons."""
    if isinstance(condition, Leaf):
        return leaf_truth[condition]
    if isinstance(condition, Not):
        part = combined(condition.part, leaf_truth)
        return np.where(part == UNKNOWN, UNKNOWN, 1 - part).astype(np.int8)
    parts = np.stack([combined(part, leaf_truth) for part in condition.parts])
    decisive, otherwise = (YES, NO) if isinstance(condition, AnyOf) else (NO, YES)
    unknown = (parts == UNKNOWN).any(axis=0)
    settled = np.where(unknown, UNKNOWN, otherwise)
    return np.where((parts == decisive).any(axis=0), decisive, settled).astype(np.int8)
