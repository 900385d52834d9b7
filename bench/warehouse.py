"""Facts of many million rows to a finished drill, in CPU against one scan-and-sum.

    python bench/warehouse.py                    # 10 million rows
    python bench/warehouse.py --rows 100000000   # the issue's size: 2 GB of disk, some minutes

The facts are invented here, in a temporary folder (`--folder` to choose one).
`wide`: five dimensions stand in the facts, one GROUP BY, then the search.
`firms`: 200,000 firms, grouped by firm, joined to the register, same scope, then
tables and the search at enterprise grain.
"""

from __future__ import annotations

import argparse
import json
import resource
import tempfile
import threading
import time
from dataclasses import dataclass
from datetime import date
from pathlib import Path

import numpy as np

from daliang.engine.drill import Dimension, Leaves, contribution_table, find_causes
from daliang.warehouse.catalogue import Catalogue, Measure, Part, write_catalogue
from daliang.warehouse.engines import DuckEngine, Files
from daliang.warehouse.expressions import LeafQuestion, leaf_sql
from daliang.warehouse.loading import keep_firms
from daliang.warehouse.reduction import Reducer
from daliang.warehouse.spans import Span
from daliang.warehouse.tables import connect

MONTHS = (*range(202301, 202306), *range(202401, 202406))
FIRMS = 200_000
BASE, ACTUAL = Span(202301, 202305), Span(202401, 202405)
DIMS = ("district", "street", "industry", "chain", "size")
_WIDTHS = (8, 80, 40, 20, 4)
# A street lies in one district and an industry in one chain; place, trade and size are independent.
_FACTORS = (7919, 7919, 32452843, 32452843, 67867967)
_MODULUS = 1_000_003


@dataclass(frozen=True)
class Cost:
    """What a piece of work took."""

    cpu: float
    wall: float


def main() -> None:
    """Make the facts, measure, print."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--rows", type=int, default=10_000_000)
    parser.add_argument("--folder", type=Path)
    parser.add_argument("--memory", default="2GB")
    args = parser.parse_args()
    with tempfile.TemporaryDirectory() as spare:
        folder = args.folder or Path(spare)
        make(folder, args.rows)
        report(folder, args.rows, args.memory)


def make(folder: Path, rows: int) -> None:
    """Write ten months of facts with their dimensions inside, unless they are there."""
    if (folder / "catalogue.json").exists():
        return
    keys = np.arange(FIRMS)
    firms = {"firm": keys, "enterprise": np.array([f"示例企业{i:06d}" for i in keys], object)}
    for name, width, factor in zip(DIMS, _WIDTHS, _FACTORS, strict=True):
        codes = (keys * factor) % _MODULUS % width
        firms[name] = np.array([f"{name}{code}" for code in codes.tolist()], object)
    folder.mkdir(parents=True, exist_ok=True)
    each = rows // len(MONTHS)
    catalogue = Catalogue((Measure("output", "产值", "万元", "调度数", "示例"),))
    for place, month in enumerate(MONTHS):
        path = folder / "output" / f"period={month}" / "vintage=1.parquet"
        path.parent.mkdir(parents=True, exist_ok=True)
        total = _month(path, month, each, place)
        part = Part(
            "output",
            month,
            1,
            each,
            total,
            str(month),
            str(path.relative_to(folder)),
            date(2024, 6, 20).isoformat(),
            "bench",
        )
        catalogue = catalogue.with_part(part)
        print(f"facts {month}: {each} rows", flush=True)
    write_catalogue(folder, catalogue)
    keep_firms(folder, firms)


def _month(path: Path, month: int, rows: int, seed: int) -> str:
    """A third of an industry of one district falls; everything else strays by little."""
    dims = ", ".join(
        f"'{name}' || (firm * {factor}) % {_MODULUS} % {width} AS {name}"
        for name, width, factor in zip(DIMS, _WIDTHS, _FACTORS, strict=True)
    )
    district, industry = (f"(firm * {_FACTORS[i]}) % {_MODULUS} % {_WIDTHS[i]}" for i in (0, 2))
    hit = f"{district} = 3 AND {industry} = 11" if month > 202400 else "false"
    with connect() as db:
        db.execute(
            f"COPY (SELECT firm, CAST({month} AS INTEGER) AS period,"
            " CAST(10 + (firm % 97) * 3 + (hash(i) % 1000) / 250.0"
            f" AS DECIMAL(18, 4)) * CAST(CASE WHEN {hit} THEN 0.6 ELSE 1 END AS DECIMAL(4, 2))"
            " AS value, CAST(NULL AS DECIMAL(18, 4)) AS restated,"
            f" {dims} FROM (SELECT i, CAST(hash(i + {seed}) % {FIRMS} AS BIGINT) AS firm"
            f" FROM range({rows}) t(i)) s) TO '{path}' (FORMAT parquet)"
        )
        found = db.execute(f"SELECT SUM(value) FROM read_parquet('{path}')").fetchone()
    return str(found[0] if found else 0)


def report(folder: Path, rows: int, memory: str) -> None:
    """Measure and print one line of JSON."""
    engine = DuckEngine(folder / "spill", memory, threads=2)
    files = Files(sorted((folder / "output").glob("*/*.parquet")), folder / "firms.parquet")
    window = " OR ".join(f"period BETWEEN {s.first} AND {s.last}" for s in (BASE, ACTUAL))
    wide_columns = ", ".join(f"COUNT({name})" for name in DIMS)
    peak = _Peak()
    with peak:
        scan_wide = timed(
            lambda: engine.run(
                f"SELECT SUM(value) AS v, {wide_columns} FROM facts WHERE {window}", files
            )
        )
        scan_firm = timed(
            lambda: engine.run(
                f"SELECT SUM(value) AS v, COUNT(firm) FROM facts WHERE {window}", files
            )
        )
        wide = timed(lambda: _wide(engine, files))
        for kept in (folder / "leaves").glob("*.parquet"):
            kept.unlink()
        firms = timed(lambda: _by_firm(folder, engine))
    print(
        json.dumps(
            {
                "rows": rows,
                "memory_limit": memory,
                "peak_gib": round(peak.highest / 2**30, 2),
                "scan_wide": vars(scan_wide),
                "wide": vars(wide),
                "wide_ratio": round(wide.cpu / scan_wide.cpu, 1),
                "scan_firm": vars(scan_firm),
                "firms": vars(firms),
                "firms_ratio": round(firms.cpu / scan_firm.cpu, 1),
            }
        )
    )


def _wide(engine: DuckEngine, files: Files) -> None:
    ask = LeafQuestion(DIMS, BASE, ACTUAL, is_same_scope=False, has_firms=False)
    kept: list[dict[str, np.ndarray]] = []
    sql = timed(lambda: kept.append(engine.run(leaf_sql(ask), files)))
    print(f"wide: the statement alone {sql.cpu} CPU-s", flush=True)
    columns = kept[0]
    coded = tuple(Dimension.of(name, columns[name]) for name in DIMS)
    _drill(Leaves(coded, columns["base"], columns["actual"]), "wide")


def _by_firm(folder: Path, engine: DuckEngine) -> None:
    ask = LeafQuestion((*DIMS, "enterprise"), BASE, ACTUAL)
    _drill(Reducer(folder, engine).reduce("output", ask).leaves({}), "firms")


def _drill(leaves: Leaves, name: str) -> None:
    for dimension in leaves.names:
        contribution_table(leaves, dimension)
    found = find_causes(leaves)
    first = found.causes[0].where if found.causes else None
    print(f"{name}: {len(leaves)} leaves, {len(found.causes)} causes, first {first}", flush=True)


def timed(work: object) -> Cost:
    """Run once; CPU of this process with all its threads."""
    wall, before = time.perf_counter(), _cpu()
    work()  # type: ignore[operator]
    return Cost(round(_cpu() - before, 2), round(time.perf_counter() - wall, 2))


def _cpu() -> float:
    used = resource.getrusage(resource.RUSAGE_SELF)
    return used.ru_utime + used.ru_stime


class _Peak:
    """The highest resident memory while it is open, looked at ten times a second."""

    def __init__(self) -> None:
        self.highest = 0
        self.done = threading.Event()
        self.thread = threading.Thread(target=self._look, daemon=True)

    def __enter__(self) -> None:
        self.thread.start()

    def __exit__(self, *_: object) -> None:
        self.done.set()
        self.thread.join()

    def _look(self) -> None:
        page = resource.getpagesize()
        while not self.done.wait(0.1):
            now = int(Path("/proc/self/statm").read_text().split()[1]) * page
            self.highest = max(self.highest, now)


if __name__ == "__main__":
    main()
