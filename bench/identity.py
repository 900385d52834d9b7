"""Quality and time of linking generated lists to a register (示例数据).

    python bench/identity.py [--seeds 7,8,9] [--apart] [--peers]

Register of 60,000 firms, project list and visit list of 20,000 each, from the generator
beside the checkout (../shared/bench/firms). F1 is given as decided (firms named, reviewed
ones included) and at the best threshold, as the peers' bench counts it; then precision of
what is linked without review. `--apart` links the two lists one by one, as the command line
does. `--peers` adds splink on raw and on parsed columns; it wants an environment of its own:

    python -m venv peers && peers/bin/pip install numpy pyarrow pandas splink pypinyin duckdb \\
        && PYTHONPATH=src peers/bin/python bench/identity.py --peers
"""

from __future__ import annotations

import argparse
import importlib
import importlib.util
import sys
import tempfile
import time
import types
from pathlib import Path

import numpy as np

from daliang.engine.identity import Decision, FirmTable, Links, link_firms

SHARED = Path(__file__).resolve().parents[2] / "shared" / "bench" / "firms"


def main() -> None:
    """Run the benchmark and print two lines a seed."""
    parser = argparse.ArgumentParser()
    parser.add_argument("--seeds", default="20240606,7,8")
    parser.add_argument("--apart", action="store_true")
    parser.add_argument("--peers", action="store_true")
    args = parser.parse_args()
    if not SHARED.is_dir():
        print(f"the generator is not here ({SHARED}); nothing to measure with")
        return
    for seed in args.seeds.split(","):
        tables = generated(int(seed))
        register, lists = tables["register"], [tables["projects"], tables["visits"]]
        print(f"\nseed {seed}: register {len(register)}, lists {[len(rows) for rows in lists]}")
        groups = [[rows] for rows in lists] if args.apart else [lists]
        for group in groups:
            measure(register, group)
    if args.peers:
        peers(int(args.seeds.split(",")[0]))


def generated(seed: int) -> dict[str, list[dict]]:
    """Run the generator and keep its tables in memory instead of files."""
    sys.path.insert(0, str(SHARED))
    real = {name: sys.modules.get(name) for name in ("pyarrow", "pyarrow.parquet")}
    kept: dict[str, list[dict]] = {}
    arrow, parquet = types.ModuleType("pyarrow"), types.ModuleType("pyarrow.parquet")
    arrow.Table = types.SimpleNamespace(from_pylist=lambda rows: rows)
    arrow.parquet = parquet
    parquet.write_table = lambda rows, path: kept.update({Path(path).stem: rows})
    parquet.read_table = lambda path: types.SimpleNamespace(to_pylist=lambda: kept[Path(path).stem])
    sys.modules |= {"pyarrow": arrow, "pyarrow.parquet": parquet}
    sys.modules.pop("gen_firms", None)
    arguments = sys.argv
    with tempfile.TemporaryDirectory() as folder:
        sys.argv = ["gen", "--seed", str(seed), "--out", folder]
        importlib.import_module("gen_firms").main()
    sys.argv = arguments
    for name, module in real.items():
        sys.modules.pop(name)
        if module is not None:
            sys.modules[name] = module
    return kept


def table(rows: list[dict]) -> FirmTable:
    """Turn generated rows into the engine's table."""
    names = ("name", "uscc", "addr", "legal", "phone", "district")
    return FirmTable(*([row[name] for row in rows] for name in names))


def measure(register: list[dict], group: list[list[dict]]) -> None:
    """Link and count."""
    rows = [row for part in group for row in part]
    firms, records = table(register), table(rows)
    start, cpu = time.perf_counter(), time.process_time()
    links = link_firms(firms, records)
    took = f"{time.perf_counter() - start:.1f} s, {time.process_time() - cpu:.1f} CPU-s"
    print(f"  {len(register) + len(rows)} records linked in {took}")
    truth = np.array([row["eid"] for row in rows])
    at = 0
    for part in group:
        count(links, truth, slice(at, at + len(part)))
        at += len(part)


def count(links: Links, truth: np.ndarray, rows: slice) -> None:
    """Print precision, recall, F1 and the precision of what is linked without review."""
    firm, wanted, decision = links.firm[rows], truth[rows], links.decision[rows]
    right, named, there = ((firm == wanted) & (firm >= 0)).sum(), (firm >= 0).sum(), (wanted >= 0)
    precision, recall = right / named, right / there.sum()
    auto = decision == Decision.LINK
    sure = (firm[auto] == wanted[auto]).mean()
    best = best_f1(links.candidate[rows], links.score[rows], wanted)
    balance = 2 * precision * recall / (precision + recall)
    print(
        f"    P {precision:.4f} R {recall:.4f} F1 {balance:.4f}"
        f" (best threshold {best:.4f}); without review {auto.mean():.1%} at precision {sure:.5f};"
        f" review {(decision == Decision.REVIEW).mean():.1%}"
    )


def best_f1(firm: np.ndarray, score: np.ndarray, truth: np.ndarray) -> float:
    """Best F1 over all thresholds of the score."""
    order = np.argsort(-score, kind="stable")
    made = np.cumsum(firm[order] >= 0)
    good = np.cumsum((firm[order] == truth[order]) & (firm[order] >= 0))
    last = np.r_[score[order][1:] != score[order][:-1], True]
    precision, recall = good / np.maximum(made, 1), good / (truth >= 0).sum()
    return float((2 * precision * recall / np.maximum(precision + recall, 1e-9))[last].max())


def peers(seed: int) -> None:
    """Run splink, raw and parsed, through the peers' bench."""
    wanted = ("pyarrow", "pandas", "splink", "duckdb")
    absent = [name for name in wanted if importlib.util.find_spec(name) is None]
    if absent:
        print(f"\npeers not run, not installed: {', '.join(absent)} (see --help)")
        return
    sys.modules.pop("gen_firms", None)
    print("\npeers (best threshold)")
    with tempfile.TemporaryDirectory() as folder:
        sys.argv = ["gen", "--seed", str(seed), "--out", folder]
        importlib.import_module("gen_firms").main()
        sys.argv = ["peers", "--data", folder, "--methods", "splink_naive,splink_parsed"]
        importlib.import_module("bench_linkage_peers").main()


if __name__ == "__main__":
    if {"-h", "--help"} & set(sys.argv):
        print(__doc__)
    else:
        main()
