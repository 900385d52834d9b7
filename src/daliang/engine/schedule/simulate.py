"""Draws through many networks at once: dates, probabilities, criticality."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass

import numpy as np

from daliang.engine.schedule.chunks import NEVER, Chunk, Singles, chunks
from daliang.engine.schedule.compiled import Floats, Ints, Nodes
from daliang.engine.schedule.points import shared_points

_SLACK = np.float32(1e-3)  # single precision must not make a punctual milestone late


@dataclass(frozen=True)
class Outcome:
    """What the draws say, one number per milestone (by number) or per project.

    `probability`, `p50`, `p90` (days from today), `criticality` and `gain` are per
    milestone; `on_time`, `end_p50`, `end_p90` per project. NaN where there is no due date.
    """

    probability: Floats
    p50: Floats
    p90: Floats
    criticality: Floats
    gain: Floats
    on_time: Floats
    end_p50: Floats
    end_p90: Floats


def simulate(nodes: Nodes, points: int, threads: int) -> Outcome:
    """Run the shared points through every network."""
    count, projects = len(nodes.low), len(nodes.first) - 1
    blank = [np.full(count, np.nan) for _ in range(5)] + [
        np.full(projects, np.nan) for _ in range(3)
    ]
    outcome = Outcome(*blank)

    def run(chunk: Chunk) -> None:
        _run_chunk(chunk, points, outcome)

    _for_all(run, chunks(nodes, points), threads)
    return outcome


def _for_all(run: Callable[[Chunk], None], chunks: Iterator[Chunk], threads: int) -> None:
    # NumPy lets go of the interpreter lock, and chunks write to disjoint places.
    with ThreadPoolExecutor(threads) as pool:
        for _ in pool.map(run, chunks):
            pass


def _run_chunk(chunk: Chunk, points: int, outcome: Outcome) -> None:
    rows, depth = chunk.node.shape
    uniform = shared_points(points, depth)
    roots = (np.sqrt(uniform), np.sqrt(1 - uniform))
    start = np.empty((depth, rows, points), dtype=np.float32)
    finish = np.empty_like(start)
    for k in range(depth):
        _start(chunk, k, finish, start[k])
        np.add(start[k], _duration(chunk, k, uniform[k], roots[0][k], roots[1][k]), out=finish[k])
    _write_milestones(chunk, start, finish, outcome)
    _write_projects(chunk, uniform, start, finish, outcome)


def _start(chunk: Chunk, k: int, finish: Singles, begin: Singles) -> None:
    """Write the starts of column k: the latest of its floor and its predecessors."""
    begin[:] = chunk.floor[:, k, None]
    for before, lag in zip(chunk.before[k], chunk.lag[k], strict=True):
        linked = np.flatnonzero(before >= 0)
        if not len(linked):
            continue
        ready = finish[before[linked], linked]
        if lag.any():
            ready += lag[linked, None]
        if len(linked) == len(begin):
            np.maximum(begin, ready, out=begin)
        else:
            begin[linked] = np.maximum(begin[linked], ready)


def _duration(chunk: Chunk, k: int, u: Singles, root: Singles, root_rest: Singles) -> Singles:
    """Return durations (rows, points) by the inverse of the triangular distribution."""
    low, width, peak = (a[:, k, None] for a in (chunk.low, chunk.width, chunk.peak))
    known = chunk.known[:, k]
    rising = root * (width * np.sqrt(peak))
    falling = width - root_rest * (width * np.sqrt(1 - peak))
    days: Singles = low + np.where(u < peak, rising, falling)
    conditioned = np.flatnonzero(known > 0)
    if len(conditioned):
        v = known[conditioned, None] + (1 - known[conditioned, None]) * u
        c, w = peak[conditioned], width[conditioned]
        left, right = w * np.sqrt(v * c), w - w * np.sqrt((1 - v) * (1 - c))
        days[conditioned] = low[conditioned] + np.where(v < c, left, right)
    return days


def _own_chance(chunk: Chunk, k: int, rows: Ints, start: Singles, due: Singles) -> Singles:
    """Return P(finish <= due | start), the own duration integrated out, per row and draw."""
    low, width, peak, known = (
        a[rows, k, None] for a in (chunk.low, chunk.width, chunk.peak, chunk.known)
    )
    room = due[:, None] - low - start[rows]
    x = np.clip(room / np.maximum(width, np.float32(1e-6)), 0, 1)
    rest = 1 - x
    chance = np.where(
        x < peak,
        x * x * (1 / np.maximum(peak, np.float32(1e-6))),
        1 - rest * rest * (1 / np.maximum(1 - peak, np.float32(1e-6))),
    )
    certain = width[:, 0] <= 0
    if certain.any():
        chance[certain] = room[certain] >= -_SLACK
    if known.any():
        chance = np.clip((chance - known) / (1 - known), 0, 1)
    return chance


def _write_milestones(chunk: Chunk, start: Singles, finish: Singles, outcome: Outcome) -> None:
    depth, _, points = finish.shape
    at50, at90 = (points - 1) // 2, int(np.ceil(0.9 * points)) - 1
    critical = _criticality(chunk, start, finish)
    for k in range(depth):
        real = np.flatnonzero(chunk.node[:, k] >= 0)
        node = chunk.node[real, k]
        outcome.criticality[node] = critical[k, real]
        outcome.p50[node] = outcome.p90[node] = chunk.low[real, k]
        outcome.probability[node] = _as_done(chunk, k, real)
        alive = np.flatnonzero(chunk.is_open[:, k])
        node = chunk.node[alive, k]
        ordered = np.sort(finish[k][alive], axis=1)
        outcome.p50[node], outcome.p90[node] = ordered[:, at50], ordered[:, at90]
        dated = alive[~np.isnan(chunk.due[alive, k])]
        chance = _own_chance(chunk, k, dated, start[k], chunk.due[dated, k])
        outcome.probability[chunk.node[dated, k]] = chance.mean(axis=1, dtype=np.float64)


def _as_done(chunk: Chunk, k: int, rows: Ints) -> Singles:
    """Return 1 or 0 for what is done by or after its date, NaN without a date."""
    due = chunk.due[rows, k]
    return np.where(np.isnan(due), np.float32(np.nan), chunk.low[rows, k] <= due)


def _criticality(chunk: Chunk, start: Singles, finish: Singles) -> Floats:
    """Return the share of draws (depth, rows) in which a milestone drives the end."""
    end = finish.max(axis=0)
    critical = finish >= end
    for k in range(len(finish) - 1, 0, -1):
        for before, lag in zip(chunk.before[k], chunk.lag[k], strict=True):
            linked = np.flatnonzero(before >= 0)
            if len(linked):
                drives = finish[before[linked], linked] + lag[linked, None] >= start[k][linked]
                drives &= critical[k][linked]
                critical[before[linked], linked] |= drives
    share = critical.mean(axis=2)
    return np.where(chunk.is_open.T, share, 0.0)


def _write_projects(
    chunk: Chunk, uniform: Singles, start: Singles, finish: Singles, outcome: Outcome
) -> None:
    depth, rows, points = finish.shape
    chance = np.ones((rows, points), dtype=np.float32)
    punctual = np.ones((rows, points), dtype=bool)
    decided = np.zeros(rows, dtype=bool)
    for k in range(depth):
        deciding = np.flatnonzero(chunk.final_due[:, k] < NEVER)
        if len(deciding):
            due = chunk.final_due[deciding, k]
            chance[deciding] *= _own_chance(chunk, k, deciding, start[k], due)
            punctual[deciding] &= finish[k][deciding] <= due[:, None] + _SLACK
            decided[deciding] = True
    on_time = chance.mean(axis=1, dtype=np.float64)
    outcome.on_time[chunk.projects] = np.where(decided, on_time, np.nan)
    ordered = np.sort(finish.max(axis=0), axis=1)
    outcome.end_p50[chunk.projects] = ordered[:, (points - 1) // 2]
    outcome.end_p90[chunk.projects] = ordered[:, int(np.ceil(0.9 * points)) - 1]
    fast = (uniform < 0.5).astype(np.float32)
    given_fast = (punctual.astype(np.float32) @ fast.T) / fast.sum(axis=1)
    gain = given_fast - punctual.mean(axis=1)[:, None]
    gain = np.where((chunk.width > 0) & decided[:, None], gain, 0.0)
    real = chunk.node >= 0
    outcome.gain[chunk.node[real]] = gain[real]
