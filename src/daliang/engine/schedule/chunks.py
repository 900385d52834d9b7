"""Projects of similar size as padded arrays, ready for the draws."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from daliang.engine.schedule.compiled import Floats, Ints, Nodes, levels

Singles = NDArray[np.float32]
Flags = NDArray[np.bool_]

NEVER = np.float32(1e9)
_CELLS = 2_400_000  # draws x milestones x projects in a chunk: fits the cache, few Python steps
_LOOK_AHEAD = 64  # projects are sorted by size; a chunk pads to a size met this far ahead


@dataclass(frozen=True)
class Chunk:
    """A handful of projects; column k is the k-th milestone in order of dependence."""

    projects: Ints
    node: Ints  # (n, K) milestone numbers, -1 for padding
    before: Ints  # (K, P, n) column of the p-th predecessor, -1 for none
    lag: Singles  # (K, P, n)
    is_open: Flags  # (n, K) neither done nor padding
    floor: Singles  # (n, K) earliest start, days from today
    low: Singles
    width: Singles
    peak: Singles  # (mode - low) / width
    known: Singles  # probability mass already ruled out by not being finished today
    due: Singles
    final_due: Singles  # due where it decides the project, else NEVER


@dataclass(frozen=True)
class _Durations:
    """The three points as the draws need them."""

    floor: Floats
    low: Floats
    width: Floats
    peak: Floats
    known: Floats


@dataclass(frozen=True)
class _Links:
    """The links that bind, sorted by target; `rank` counts the links of one target."""

    source: Ints
    target: Ints
    rank: Ints
    lag: Floats


@dataclass(frozen=True)
class _Layout:
    """Where every milestone goes: its project, its column, and the reverse order."""

    owner: Ints
    order: Ints
    column: Ints
    links: _Links
    fan: Ints
    durations: _Durations
    final_due: Floats


def triangular_cdf(days: Floats, low: Floats, width: Floats, peak: Floats) -> Floats:
    """Return the share of the triangle at or below `days`."""
    x = np.clip((days - low) / np.maximum(width, 1e-12), 0.0, 1.0)
    left = x * x / np.maximum(peak, 1e-12)
    right = 1 - (1 - x) ** 2 / np.maximum(1 - peak, 1e-12)
    return np.where(x < peak, left, right)


def _durations(nodes: Nodes) -> _Durations:
    is_done = ~np.isnan(nodes.done)
    is_started = ~np.isnan(nodes.started) & ~is_done
    low = np.where(is_done, nodes.done, nodes.low)
    width = np.where(is_done, 0.0, nodes.high - nodes.low)
    peak = np.where(is_done, 0.0, (nodes.mode - nodes.low) / np.maximum(width, 1e-12))
    floor = np.fmax(0.0, nodes.not_before)
    floor = np.where(is_started, nodes.started, np.where(is_done, 0.0, floor))
    age = np.where(is_started, -nodes.started, 0.0)
    # Work that has outlasted its longest estimate has refuted it: from today the whole
    # spread is open again, with the earliest day the most likely.
    is_spent = is_started & (age >= nodes.high)
    low = np.where(is_spent, age, low)
    peak = np.where(is_spent, 0.0, peak)
    known = np.where(is_started & ~is_spent, triangular_cdf(age, low, width, peak), 0.0)
    return _Durations(floor, low, width, peak, known)


def _deciding(nodes: Nodes) -> Flags:
    """Tell which milestones decide whether the project is on time.

    Those that nothing follows and that have a due date; where there is none, those with
    the project's last due date.
    """
    has_due = ~np.isnan(nodes.due)
    is_last = np.ones(len(nodes.due), dtype=bool)
    is_last[nodes.source] = False
    owner = np.repeat(np.arange(len(nodes.sizes)), nodes.sizes)
    decided = np.zeros(len(nodes.sizes), dtype=bool)
    decided[owner[is_last & has_due]] = True
    latest = np.full(len(nodes.sizes), -np.inf)
    np.maximum.at(latest, owner[has_due], nodes.due[has_due])
    fallback = has_due & ~decided[owner] & (nodes.due == latest[owner])
    decides: Flags = (is_last & has_due) | fallback
    return decides


def chunks(nodes: Nodes, points: int) -> Iterator[Chunk]:
    """Cut the projects into chunks of similar size for `points` draws."""
    layout = _lay_out(nodes)
    by_size = np.argsort(nodes.sizes, kind="stable")
    start = 0
    while start < len(by_size):
        ahead = by_size[min(start + _LOOK_AHEAD, len(by_size) - 1)]
        room = _CELLS // (int(nodes.sizes[ahead]) * points)
        members = by_size[start : start + max(1, room)]
        start += len(members)
        yield _gather(nodes, layout, members)


def _lay_out(nodes: Nodes) -> _Layout:
    owner = np.repeat(np.arange(len(nodes.sizes)), nodes.sizes)
    order = np.lexsort((levels(nodes), owner))
    column = np.empty(len(order), dtype=np.int64)
    column[order] = np.arange(len(order)) - nodes.first[owner]
    # A finished or started milestone waits for nobody: its start is a fact.
    waits = np.isnan(nodes.done) & np.isnan(nodes.started)
    link = np.flatnonzero(waits[nodes.target])
    link = link[np.argsort(nodes.target[link], kind="stable")]
    target = nodes.target[link]
    rank = np.arange(len(link)) - np.searchsorted(target, target)
    return _Layout(
        owner=owner,
        order=order,
        column=column,
        links=_Links(nodes.source[link], target, rank, nodes.lag[link]),
        fan=np.bincount(target, minlength=len(waits)),
        durations=_durations(nodes),
        final_due=np.where(_deciding(nodes), nodes.due, float(NEVER)),
    )


def _gather(nodes: Nodes, layout: _Layout, members: Ints) -> Chunk:
    sizes = nodes.sizes[members]
    slots = np.arange(int(sizes.max()))
    is_real = slots < sizes[:, None]
    position = np.minimum(nodes.first[members][:, None] + slots, len(layout.order) - 1)
    node = np.where(is_real, layout.order[position], -1)
    before, lag = _predecessors(layout, members, node, len(nodes.sizes))

    def pick(values: Floats, blank: float) -> Singles:
        return np.where(is_real, values[node], blank).astype(np.float32)

    durations = layout.durations
    return Chunk(
        projects=members,
        node=node,
        before=before,
        lag=lag,
        is_open=is_real & np.isnan(nodes.done[node]),
        floor=pick(durations.floor, -float(NEVER)),
        low=pick(durations.low, 0.0),
        width=pick(durations.width, 0.0),
        peak=pick(durations.peak, 0.0),
        known=pick(durations.known, 0.0),
        due=pick(nodes.due, np.nan),
        final_due=pick(layout.final_due, float(NEVER)),
    )


def _predecessors(
    layout: _Layout, members: Ints, node: Ints, projects: int
) -> tuple[Ints, Singles]:
    row_of = np.full(projects, -1)
    row_of[members] = np.arange(len(members))
    links = layout.links
    row = row_of[layout.owner[links.target]]
    inside = np.flatnonzero(row >= 0)
    width = max(1, int(layout.fan[node[node >= 0]].max(initial=0)))
    before = np.full((node.shape[1], width, len(members)), -1)
    lag = np.zeros(before.shape, dtype=np.float32)
    place = (layout.column[links.target[inside]], links.rank[inside], row[inside])
    before[place] = layout.column[links.source[inside]]
    lag[place] = links.lag[inside]
    return before, lag
