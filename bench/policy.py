"""Time and exactness of policy matching on generated firms (示例数据).

    python bench/policy.py [--firms 100000] [--policies 50] [--seed 1] [--million] [--peers]

Firms and policies come from the generator beside the checkout (../shared/bench/policy).
Every matrix is compared with a plain NumPy evaluation, condition by condition, and 2,000
firms with the reference interpreter, missing facts included. `--million` adds a run of
1,000,000 firms with its memory. `--peers` adds OpenFisca and Polars in the same run; they
want an environment of their own:

    python -m venv peers && peers/bin/pip install numpy pyarrow polars openfisca-core duckdb \\
        pypinyin defusedxml && PYTHONPATH=src peers/bin/python bench/policy.py --peers
"""

from __future__ import annotations

import argparse
import importlib
import importlib.util
import resource
import sys
import tempfile
import time
import types
from collections.abc import Callable
from pathlib import Path

import numpy as np

from daliang.engine.policy import (
    CompiledPolicies,
    Outcome,
    Pool,
    compile_policies,
    eligible_pairs,
    facts_from_columns,
    judge,
    missing_facts,
    near_misses,
    next_steps,
    parse_policies,
    required_kinds,
    stack,
    threshold_curves,
)

SHARED = Path(__file__).resolve().parents[2] / "shared" / "bench" / "policy"
CHECKED = 2000
REPEAT = 7


def main() -> None:
    """Run the benchmark and print one line a measurement."""
    parser = argparse.ArgumentParser()
    parser.add_argument("--firms", type=int, default=100_000)
    parser.add_argument("--policies", type=int, default=50)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--million", action="store_true")
    parser.add_argument("--peers", action="store_true")
    args = parser.parse_args()
    if not SHARED.is_dir():
        print(f"the generator is not here ({SHARED}); nothing to measure with")
        return
    generator = load_generator()
    for missing in (0.0, 0.04):
        firms = generator.gen_firms(args.firms, args.seed, missing)
        rules = generator.gen_policies(args.policies, firms, args.seed)
        print(f"\n{args.firms} firms x {len(rules)} policies, {missing:.0%} missing in 6 facts")
        measure(firms, rules, plain=missing == 0.0)
    if args.million:
        firms = generator.gen_firms(1_000_000, args.seed)
        rules = generator.gen_policies(args.policies, firms, args.seed)
        print("\n1000000 firms")
        compiled = compiled_from(firms, rules)
        before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
        report("eligibility matrix", lambda: compiled.outcomes().eligible())
        after = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
        print(f"  peak memory of the process {after / 2**20:.2f} GiB ({before / 2**20:.2f} before)")
    if args.peers:
        peers(args.firms, args.policies, args.seed)


def load_generator() -> types.ModuleType:
    """Import the generator; it needs pyarrow only to write files, which is not done here."""
    sys.path.insert(0, str(SHARED))
    if importlib.util.find_spec("pyarrow") is None:
        for name in ("pyarrow", "pyarrow.parquet"):
            sys.modules[name] = types.ModuleType(name)
    return importlib.import_module("gen_policies")


def compiled_from(firms: dict[str, np.ndarray], rules: list[dict]) -> CompiledPolicies:
    """Parse, type and bind."""
    policies = parse_policies(rules)
    return compile_policies(policies, facts_from_columns(firms, required_kinds(policies)))


def report(name: str, work: Callable[[], object], repeat: int = REPEAT) -> object:
    """Print the best time of a few runs and return the last result."""
    times, result = [], None
    for _ in range(repeat):
        start = time.perf_counter()
        result = work()
        times.append(time.perf_counter() - start)
    print(f"  {name:<44}{min(times):9.4f} s")
    return result


def measure(firms: dict[str, np.ndarray], rules: list[dict], *, plain: bool) -> None:
    """Time every part and check the outcomes."""
    compiled = report("parse, type, compile", lambda: compiled_from(firms, rules), 2)
    outcomes = compiled.outcomes()
    eligible = report("eligibility matrix", lambda: compiled.outcomes().eligible())
    report("number of failing conditions of every pair", compiled.fail_counts)
    pairs = report("eligible pairs with amounts", lambda: eligible_pairs(compiled, outcomes))
    near = report("near-miss table with gaps", lambda: near_misses(compiled, outcomes), 3)
    waiting = report("facts undecided pairs wait for", lambda: missing_facts(compiled, outcomes), 3)
    pools = {f"F{i}": Pool(300_000.0, firms["credit_score"]) for i in range(1, 6)}
    report(
        "groups, firm caps, five pools",
        lambda: stack(
            pairs, compiled.policies, firm_caps=2 * np.asarray(firms["local_tax"]), pools=pools
        ),
        3,
    )
    curves = report(
        "every threshold curve", lambda: list(threshold_curves(compiled, outcomes, near)), 3
    )
    report("next step of every firm", lambda: next_steps(compiled, near), 3)
    print(
        f"  eligible {int(eligible.sum())}, near {len(near)}, undecided "
        f"{int(outcomes.undecided().sum())} (facts to collect {len(waiting)}), curves {len(curves)}"
    )
    check_reference(compiled)
    if plain:
        check_plain(firms, rules, compiled)


def check_reference(compiled: CompiledPolicies) -> None:
    """Compare some firms with the reference interpreter."""
    outcomes = compiled.outcomes()
    matrices = {
        Outcome.ELIGIBLE: outcomes.eligible(),
        Outcome.SHORT: outcomes.near(),
        Outcome.UNDECIDED: outcomes.undecided(),
    }
    fails = compiled.fail_counts()
    wrong = 0
    rows = range(0, compiled.facts.count, max(1, compiled.facts.count // CHECKED))
    for i in rows:
        firm = compiled.facts.firm(i)
        for j, policy in enumerate(compiled.policies):
            verdict = judge(policy, firm)
            wrong += any(matrix[i, j] != (verdict.outcome is o) for o, matrix in matrices.items())
            wrong += fails[i, j] != len(verdict.failing)
    print(f"  against the reference interpreter, {len(rows)} firms: {wrong} wrong")


def check_plain(
    firms: dict[str, np.ndarray], rules: list[dict], compiled: CompiledPolicies
) -> None:
    """Compare every pair with a plain evaluation, condition by condition."""
    fails = np.zeros((compiled.facts.count, len(rules)), np.int64)
    for j, rule in enumerate(rules):
        for condition in rule["all"]:
            fails[:, j] += ~plain_truth(condition, firms)
    outcomes = compiled.outcomes()
    wrong = (outcomes.eligible() != (fails == 0)).sum() + (outcomes.near() != (fails == 1)).sum()
    wrong += (compiled.fail_counts() != fails).sum()
    print(f"  against plain NumPy, every pair: {wrong} wrong")


def plain_truth(condition: dict, firms: dict[str, np.ndarray]) -> np.ndarray:
    """Two-valued truth of one condition, for facts without gaps."""
    if "any" in condition:
        return np.logical_or.reduce([plain_truth(part, firms) for part in condition["any"]])
    fact, op, value = firms[condition["field"]], condition["op"], condition.get("value")
    plain = {
        ">=": lambda: fact >= value,
        "<=": lambda: fact <= value,
        "in": lambda: np.isin(fact, value),
        "is_true": lambda: fact,
        "is_false": lambda: ~fact,
    }
    return plain[op]()


def peers(firms: int, policies: int, seed: int) -> None:
    """Time OpenFisca and Polars beside ours, in this process, on the same data."""
    wanted = ("pyarrow", "polars", "openfisca_core")
    absent = [name for name in wanted if importlib.util.find_spec(name) is None]
    if absent:
        print(f"\npeers not run, not installed: {', '.join(absent)} (see --help)")
        return
    bench = importlib.import_module("bench_policy_peers")
    generator = importlib.import_module("gen_policies")
    with tempfile.TemporaryDirectory() as folder:
        sys.argv = ["gen", *f"--firms {firms} --policies {policies} --seed {seed}".split()]
        sys.argv += ["--out", folder]
        generator.main()
        table, columns, rules = bench.load(folder)
    print("\npeers, same run (best of 7)")
    compiled = compiled_from(columns, rules)
    times = {"daliang": bench.best(lambda: compiled.outcomes().eligible(), REPEAT)[0]}
    for name in ("openfisca", "polars", "bitslice"):
        engine = bench.ENG[name](table, columns, rules)
        engine.prep()
        times[name] = bench.best(engine.elig, REPEAT)[0]
    for name, seconds in times.items():
        print(f"  {name:<44}{seconds:9.4f} s  x {seconds / times['daliang']:.1f}")


if __name__ == "__main__":
    if {"-h", "--help"} & set(sys.argv):
        print(__doc__)
    else:
        main()
