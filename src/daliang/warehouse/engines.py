"""Where the expressions run: DuckDB by default, PostgreSQL or Spark by a setting.

Each engine gives the same columns for the same statement: texts as objects,
sums as float64 (made of exact decimals).
"""

from __future__ import annotations

import threading
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Protocol

import duckdb
import numpy as np
import psycopg

from daliang.engine.checks import BadInput, Problem
from daliang.warehouse.catalogue import digest_of
from daliang.warehouse.expressions import FACTS, FIRMS
from daliang.warehouse.tables import connect

Columns = dict[str, np.ndarray]
Progress = Callable[[float], None]
MEMORY = "2GB"
_POLL_SECONDS = 0.2
_DIMENSION_TYPE = {"firm": "bigint"}


@dataclass(frozen=True)
class Files:
    """The Parquet files behind the two tables."""

    facts: Sequence[Path]
    firms: Path | None = None


class Engine(Protocol):
    """Runs one statement over the facts."""

    def run(self, sql: str, files: Files, progress: Progress | None = None) -> Columns:
        """Return the result's columns; `progress` is told percents where the engine knows them."""


@dataclass(frozen=True)
class DuckEngine:
    """DuckDB in this process: bounded memory, spills to a folder.

    Parameters
    ----------
    spill : Path
        Where what does not fit is put.
    memory : str
        As DuckDB writes it, such as 2GB.
    threads : int
        Zero takes every core.
    """

    spill: Path
    memory: str = MEMORY
    threads: int = 0

    def run(self, sql: str, files: Files, progress: Progress | None = None) -> Columns:
        """Run one statement."""
        self.spill.mkdir(parents=True, exist_ok=True)
        config = {"memory_limit": self.memory, "temp_directory": str(self.spill)}
        config["preserve_insertion_order"] = "false"
        if self.threads:
            config["threads"] = str(self.threads)
        with connect(**config) as db:
            db.execute(f"CREATE VIEW {FACTS} AS SELECT * FROM {_parquet(files.facts)}")
            if files.firms:
                db.execute(f"CREATE VIEW {FIRMS} AS SELECT * FROM {_parquet([files.firms])}")
            with _watched(db, progress):
                return _plain(db.execute(sql).fetchnumpy())


@dataclass(frozen=True)
class PostgresEngine:
    """PostgreSQL, or a database that speaks like it; files are copied in once, by digest."""

    address: str

    def run(self, sql: str, files: Files, progress: Progress | None = None) -> Columns:
        """Copy in what is not there yet, then run one statement."""
        with psycopg.connect(self.address) as db:
            db.execute(_FACTS_TABLE)
            parts = []
            for place, path in enumerate(files.facts):
                parts.append(self._copied(db, path))
                if progress:
                    progress(90 * (place + 1) / len(files.facts))
            chosen = ", ".join(f"'{part}'" for part in parts)
            db.execute(
                f"CREATE TEMP VIEW {FACTS} AS SELECT firm, period, value, restated"
                f" FROM daliang_facts WHERE part IN ({chosen})"
            )
            if files.firms:
                self._make_firms(db, files.firms)
            cursor = db.execute(sql)
            names = [column.name for column in cursor.description or ()]
            columns = _columns(names, cursor.fetchall())
            db.execute(f"DROP VIEW {FACTS}")
            return columns

    def _copied(self, db: psycopg.Connection, path: Path) -> str:
        part = digest_of(path)
        if db.execute("SELECT 1 FROM daliang_facts WHERE part = %s LIMIT 1", [part]).fetchone():
            return part
        with connect() as duck:
            sql = f"SELECT firm, period, value, restated FROM {_parquet([path])}"
            rows = duck.execute(sql)
            copy = "COPY daliang_facts (part, firm, period, value, restated) FROM STDIN"
            with db.cursor().copy(copy) as target:
                while chunk := rows.fetchmany(20_000):
                    for row in chunk:
                        target.write_row((part, *row))
        return part

    def _make_firms(self, db: psycopg.Connection, path: Path) -> None:
        with connect() as duck:
            rows = duck.execute(f"SELECT * FROM {_parquet([path])}")
            names = [column[0] for column in rows.description]
            kinds = ", ".join(f"{name} {_DIMENSION_TYPE.get(name, 'text')}" for name in names)
            db.execute(f"CREATE TEMP TABLE {FIRMS} ({kinds}) ON COMMIT DROP")
            with db.cursor().copy(f"COPY {FIRMS} ({', '.join(names)}) FROM STDIN") as target:
                while chunk := rows.fetchmany(20_000):
                    for row in chunk:
                        target.write_row(row)


_FACTS_TABLE = """
CREATE TABLE IF NOT EXISTS daliang_facts (
  part char(64) NOT NULL, firm bigint NOT NULL, period integer NOT NULL,
  value numeric(18, 4) NOT NULL, restated numeric(18, 4));
CREATE INDEX IF NOT EXISTS daliang_facts_part ON daliang_facts (part, firm)
"""


@dataclass(frozen=True)
class SparkEngine:
    """Spark, local or on a cluster whose workers see the same files (extra `spark`)."""

    master: str = "local[2]"
    memory: str = "2g"
    sessions: dict[str, object] = field(default_factory=dict)

    def run(self, sql: str, files: Files, progress: Progress | None = None) -> Columns:
        """Run one statement in one session that stays open."""
        spark = self._session()
        spark.read.parquet(*map(str, files.facts)).createOrReplaceTempView(FACTS)
        if files.firms:
            spark.read.parquet(str(files.firms)).createOrReplaceTempView(FIRMS)
        frame = spark.sql(sql)
        return _columns(frame.columns, [tuple(row) for row in frame.collect()])

    def _session(self) -> object:
        if self.master not in self.sessions:
            from pyspark.sql import SparkSession  # an optional extra of 400 MB

            builder = SparkSession.builder.master(self.master).appName("daliang")
            builder = builder.config("spark.driver.memory", self.memory)
            builder = builder.config("spark.ui.enabled", "false")
            builder = builder.config("spark.sql.shuffle.partitions", "8")
            self.sessions[self.master] = builder.getOrCreate()
        return self.sessions[self.master]


def engine_for(setting: str, spill: Path, memory: str = MEMORY) -> Engine:
    """Return the engine that a setting names: duckdb, postgresql://..., spark or spark:MASTER."""
    if setting in {"", "duckdb"}:
        return DuckEngine(spill, memory)
    if setting.startswith(("postgresql://", "postgres://")):
        return PostgresEngine(setting)
    name, _, master = setting.partition(":")
    if name == "spark":
        return SparkEngine(master or "local[2]")
    mend = "写成duckdb、postgresql://…或spark:local[2]"
    raise BadInput(Problem(f"DALIANG_FACTS_ENGINE不认识“{setting}”", mend))


def _parquet(paths: Sequence[Path]) -> str:
    quoted = ", ".join("'" + str(path).replace("'", "''") + "'" for path in paths)
    return f"read_parquet([{quoted}])"


class _watched:
    """Tell percents from another thread while a statement runs."""

    def __init__(self, db: duckdb.DuckDBPyConnection, progress: Progress | None) -> None:
        self.db, self.progress = db, progress
        self.done = threading.Event()
        self.thread = threading.Thread(target=self._tell, daemon=True)

    def __enter__(self) -> None:
        if self.progress:
            self.thread.start()

    def __exit__(self, *_: object) -> None:
        self.done.set()
        if self.progress:
            self.thread.join()
            self.progress(100.0)

    def _tell(self) -> None:
        while not self.done.wait(_POLL_SECONDS):
            percent = self.db.query_progress()
            if percent >= 0 and self.progress:
                self.progress(percent)


def _columns(names: Sequence[str], rows: Sequence[tuple[object, ...]]) -> Columns:
    turned = zip(*rows, strict=True) if rows else [()] * len(names)
    return _plain(
        {n: np.array(list(values), dtype=object) for n, values in zip(names, turned, strict=True)}
    )


def _plain(fetched: Mapping[str, np.ndarray]) -> Columns:
    """Make texts objects and every number float64."""
    columns: Columns = {}
    for name, values in fetched.items():
        mask, data = np.ma.getmaskarray(values), np.ma.getdata(values)
        if data.dtype == object and (not len(data) or isinstance(_first(data, mask), str | None)):
            column = data.astype(object)
            column[mask] = None
        else:
            column = np.array([np.nan if v is None else float(v) for v in data.tolist()])
            column[mask] = np.nan
        columns[name] = column
    return columns


def _first(data: np.ndarray, mask: np.ndarray) -> object:
    known = (v for v, hidden in zip(data.tolist(), mask.tolist(), strict=True) if not hidden)
    return next((v for v in known if v is not None), None)
