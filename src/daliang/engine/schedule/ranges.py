"""Three-point durations learned from milestones that are finished."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from daliang.engine.checks import BadInput, Problem

_PULL = 8.0  # a group of this many weighs as much as all of its kind
_LOW_SHARE, _HIGH_SHARE = 0.05, 0.95


@dataclass(frozen=True, slots=True)
class Finished:
    """A finished milestone: its kind (say 土建), its group (say the district), days taken."""

    kind: str
    group: str
    days: float


@dataclass(frozen=True, slots=True)
class Range:
    """Shortest, most likely and longest duration in days, and how many cases stand behind it."""

    low: float
    mode: float
    high: float
    cases: int


def learn_ranges(history: Sequence[Finished]) -> dict[tuple[str, str], Range]:
    """Return three-point durations by kind and group, and by kind alone under group "".

    Parameters
    ----------
    history : sequence of Finished
        Days of finished milestones.

    Returns
    -------
    dict of (kind, group) to Range
        Days, rounded to a tenth.

    Raises
    ------
    BadInput
        A duration that is negative or not a number.

    Notes
    -----
    Low and high are the 5 % and 95 % quantiles, the mode is what gives the triangle the
    observed mean (mean = (low + mode + high) / 3, kept between low and high). A group's
    numbers are shrunk to its kind's with weight n / (n + 8), so that two cases in one
    district do not make a rule.

    Examples
    --------
    >>> days = [Finished("土建", "甲区", d) for d in (80, 90, 100, 110, 120)]
    >>> learn_ranges(days)["土建", ""]
    Range(low=82.0, mode=100.0, high=118.0, cases=5)
    """
    if not all(np.isfinite(item.days) and item.days >= 0 for item in history):
        raise BadInput(Problem("有的历史工期为负或不是数字", "填实际天数", column="days"))
    kinds: dict[str, list[float]] = defaultdict(list)
    groups: dict[tuple[str, str], list[float]] = defaultdict(list)
    for item in history:
        kinds[item.kind].append(item.days)
        groups[item.kind, item.group].append(item.days)
    ranges = {(kind, ""): _range(_three(days), len(days)) for kind, days in kinds.items()}
    for (kind, group), days in groups.items():
        own = len(days) / (len(days) + _PULL)
        mixed = own * _three(days) + (1 - own) * _three(kinds[kind])
        if group:
            ranges[kind, group] = _range(mixed, len(days))
    return ranges


def _three(days: Sequence[float]) -> NDArray[np.float64]:
    low, high = np.quantile(days, [_LOW_SHARE, _HIGH_SHARE])
    mode = np.clip(3 * np.mean(days) - low - high, low, high)
    return np.array([low, mode, high])


def _range(three: NDArray[np.float64], cases: int) -> Range:
    low, mode, high = (round(float(value), 1) for value in three)
    return Range(low, mode, high, cases)
