"""Measure the drill: F1, false alarms and CPU-seconds by level, and the growth with size.

    python bench/drill.py [--seed 901] [--per-level 20] [--levels D1,R,...] [--scale] [--misses]

D0-D9 come from the shared case generator beside this checkout (it needs pandas); the
other levels are made by bench/_drill_cases.py. A prediction counts when it selects
exactly the rows of a true cause. Tuning used seeds 101 to 112; keep to others.
"""

from __future__ import annotations

import argparse
import importlib.util
import resource
import sys
import time
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from pathlib import Path
from types import ModuleType

import numpy as np

from daliang.engine.drill import Dimension, Leaves, contribution_table, find_causes

sys.path.insert(0, str(Path(__file__).parent))
import _drill_cases as drill_cases

SHARED = Path(__file__).resolve().parents[2] / "shared/bench/drill/gen_cases.py"
CLEAN_LEVELS = tuple(f"D{i}" for i in range(10))
QUIET_LEVELS = frozenset({"D0", "RQ", "PQ"})


@dataclass
class Trial:
    """A case in the engine's terms: leaves, history, floor and the true row sets."""

    leaves: Leaves
    truth: list[dict[str, str]]
    history: list[Leaves]
    floor: float


@dataclass
class Score:
    """Hits, false alarms, misses and CPU-seconds of some cases."""

    hits: int = 0
    false_alarms: int = 0
    misses: int = 0
    cases: int = 0
    cpu: float = 0.0

    @property
    def f1(self) -> float:
        """Micro-averaged F1."""
        return 2 * self.hits / max(1, 2 * self.hits + self.false_alarms + self.misses)

    def add(self, other: Score) -> None:
        """Take in another score."""
        self.hits += other.hits
        self.false_alarms += other.false_alarms
        self.misses += other.misses
        self.cases += other.cases
        self.cpu += other.cpu


def main() -> None:
    """Run the levels asked for and print one line each."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--seed", type=int, default=901)
    parser.add_argument("--per-level", type=int, default=20)
    parser.add_argument("--levels", default="")
    parser.add_argument("--scale", action="store_true", help="only time 10,000 to 1,000,000 leaves")
    parser.add_argument("--misses", action="store_true", help="print every wrong or missing cause")
    args = parser.parse_args()
    if args.scale:
        scale()
        return
    levels = (
        args.levels.split(",")
        if args.levels
        else [*CLEAN_LEVELS, *drill_cases.REAL_LEVELS, *drill_cases.HARD_LEVELS]
    )
    shared = _shared() if any(level in CLEAN_LEVELS for level in levels) else None
    if shared is None:
        levels = [level for level in levels if level not in CLEAN_LEVELS]
    print(f"seed {args.seed}, {args.per_level} cases a level")
    print("level     F1  false/case  missed  CPU-s/case")
    clean = Score()
    for level in levels:
        make = _maker(level, args.seed, shared)
        trials = (make(i) for i in range(args.per_level))
        score = measure(trials, tell=level if args.misses else "")
        f1 = "    -" if level in QUIET_LEVELS else f"{score.f1:.3f}"
        per_case = score.false_alarms / score.cases
        cpu = score.cpu / score.cases
        print(f"{level:5s} {f1:>6s}  {per_case:10.2f}  {score.misses:6d}  {cpu:10.3f}", flush=True)
        if level in CLEAN_LEVELS and level not in QUIET_LEVELS:
            clean.add(score)
    if clean.cases:
        print(f"D1-D9 {clean.f1:6.3f}")


def measure(trials: Iterable[Trial], tell: str = "") -> Score:
    """Drill every trial and compare row sets."""
    score = Score()
    for number, trial in enumerate(trials):
        started = time.process_time()
        found = find_causes(trial.leaves, history=trial.history, floor=trial.floor)
        score.cpu += time.process_time() - started
        said = {_rows(trial, dict(cause.where)): dict(cause.where) for cause in found.causes}
        true = {_rows(trial, where): where for where in trial.truth}
        hits = len(said.keys() & true.keys())
        score.add(Score(hits, len(said) - hits, len(true) - hits, 1))
        if tell and len(said.keys() ^ true.keys()):
            wrong = [where for rows, where in said.items() if rows not in true]
            missed = [where for rows, where in true.items() if rows not in said]
            print(f"  {tell} {number}: wrong {wrong} missed {missed}")
    return score


def _rows(trial: Trial, where: dict[str, str]) -> bytes:
    leaves = trial.leaves
    if leaves.base_den is None or leaves.actual_den is None:
        live = (leaves.base != 0) | (leaves.actual != 0)
    else:
        live = (leaves.base_den != 0) | (leaves.actual_den != 0)
    return (leaves.rows_where(where) & live).tobytes()


def _maker(level: str, seed: int, shared: ModuleType | None) -> Callable[[int], Trial]:
    if level in CLEAN_LEVELS and shared is not None:
        return lambda i: _from_shared(shared.make_case(level, seed, i))
    return lambda i: _from_own(drill_cases.make(level, seed, i))


def _from_shared(case: dict) -> Trial:
    dims = tuple(
        Dimension(
            name,
            np.array([str(v) for v in case["vocab"][name]], dtype=object),
            case["cols"][name].astype(np.int64),
        )
        for name in case["dims"]
    )
    if case["measure"] == "sum":
        leaves = Leaves(dims, case["base"], case["actual"])
    else:
        columns = (case[k] for k in ("num_base", "num_actual", "den_base", "den_actual"))
        leaves = Leaves(dims, *columns)
    truth = [{k: str(v) for k, v in t["where"].items()} for t in case["truth"]]
    return Trial(leaves, truth, [], 0.0)


def _from_own(case: drill_cases.Case) -> Trial:
    dims = tuple(
        Dimension(
            name,
            np.array([f"{name}_{i:05d}" for i in range(int(code.max()) + 1)], dtype=object),
            code.astype(np.int64),
        )
        for name, code in zip(case.dims, case.codes, strict=True)
    )
    leaves = Leaves(dims, case.base, case.actual, case.base_den, case.actual_den)
    history = []
    for base, actual in case.history:
        live = np.flatnonzero((base != 0) | (actual != 0))
        history.append(Leaves(dims, base, actual).take(live))
    truth = [{k: f"{k}_{v:05d}" for k, v in where.items()} for where in case.truth]
    return Trial(leaves, truth, history, case.floor)


def _shared() -> ModuleType | None:
    if not SHARED.is_file():
        print("D0-D9 left out: the shared case generator is not beside this checkout.")
        return None
    spec = importlib.util.spec_from_file_location("gen_cases", SHARED)
    if spec is None or spec.loader is None:
        return None
    module = importlib.util.module_from_spec(spec)
    try:
        spec.loader.exec_module(module)
    except ImportError as error:
        print(
            f"D0-D9 left out: the shared generator needs {error.name}; pip install it to run them."
        )
        return None
    return module


def scale() -> None:
    """Time growing leaf tables with one cause, search and tables together."""
    rng = np.random.default_rng(5)
    for leaves in (10_000, 100_000, 1_000_000):
        sizes = [round(s * (leaves / 48_000) ** 0.2) for s in (10, 12, 10, 8, 5)]
        grid = np.indices(sizes).reshape(5, -1).astype(np.int64)
        base = rng.weibull(0.8, grid.shape[1]) * 100 + 1e-3
        base[rng.random(len(base)) < 0.1] = 0
        actual = base * np.exp(rng.normal(0, 0.1, len(base)))
        actual[(grid[0] == 1) & (grid[2] == 3)] *= 0.5
        table = Leaves(
            tuple(
                Dimension(f"d{i}", np.array([f"v{j:02d}" for j in range(s)], dtype=object), code)
                for i, (s, code) in enumerate(zip(sizes, grid, strict=True))
            ),
            base,
            actual,
        )
        started, cpu = time.perf_counter(), time.process_time()
        found = find_causes(table)
        for name in table.names:
            contribution_table(table, name)
        wall, cpu = time.perf_counter() - started, time.process_time() - cpu
        peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024
        print(
            f"{len(base):>9d} leaves: {wall:.2f} s, {cpu:.2f} CPU-s, peak {peak} MiB, "
            f"{[dict(cause.where) for cause in found.causes]}",
            flush=True,
        )


if __name__ == "__main__":
    main()
