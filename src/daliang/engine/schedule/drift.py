"""Baseline against now: how every node has moved over the months."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from itertools import pairwise

from daliang.engine.checks import BadInput, Problem


@dataclass(frozen=True, slots=True)
class Snapshot:
    """The date of each node (planned, forecast or actual) as it was known on a day."""

    as_of: date
    dates: Mapping[str, date]


@dataclass(frozen=True, slots=True)
class Drift:
    """One node: baseline date, latest date, days moved, how often it was moved, each position.

    `later` counts moves to a later date; `path` is (as_of, days against the baseline).
    """

    node: str
    baseline_on: date
    latest_on: date
    days: int
    moves: int
    later: int
    path: tuple[tuple[date, int], ...]
    is_dropped: bool


def drift(snapshots: Sequence[Snapshot]) -> tuple[Drift, ...]:
    """Return the drift of every node, the one that slipped most first.

    Parameters
    ----------
    snapshots : sequence of Snapshot
        In any order; the earliest one that names a node is its baseline.

    Returns
    -------
    tuple of Drift
        Days are calendar days, positive is later.

    Raises
    ------
    BadInput
        No snapshot, or two of the same day.

    Examples
    --------
    >>> may = Snapshot(date(2024, 5, 1), {"竣工": date(2024, 9, 30)})
    >>> june = Snapshot(date(2024, 6, 1), {"竣工": date(2024, 10, 20)})
    >>> moved = drift([june, may])[0]
    >>> moved.days, moved.moves
    (20, 1)
    """
    days = [snapshot.as_of for snapshot in snapshots]
    if not days or len(set(days)) < len(days):
        raise BadInput(Problem("没有历次计划，或同一天有两份", "每个时点一份"))
    ordered = sorted(snapshots, key=lambda snapshot: snapshot.as_of)
    nodes = dict.fromkeys(name for snapshot in ordered for name in snapshot.dates)
    moved = [_node_drift(name, ordered) for name in nodes]
    return tuple(sorted(moved, key=lambda item: -item.days))


def _node_drift(name: str, ordered: Sequence[Snapshot]) -> Drift:
    known = [(s.as_of, s.dates[name]) for s in ordered if name in s.dates]
    baseline = known[0][1]
    steps = [(b[1] - a[1]).days for a, b in pairwise(known)]
    return Drift(
        node=name,
        baseline_on=baseline,
        latest_on=known[-1][1],
        days=(known[-1][1] - baseline).days,
        moves=sum(step != 0 for step in steps),
        later=sum(step > 0 for step in steps),
        path=tuple((as_of, (on - baseline).days) for as_of, on in known),
        is_dropped=name not in ordered[-1].dates,
    )
