"""From facts to the leaf table of one comparison, with the bridge to what was published."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from dataclasses import asdict, dataclass
from pathlib import Path

import numpy as np

from daliang.engine.checks import BadInput, Problem
from daliang.engine.drill import Dimension, Leaves
from daliang.warehouse.catalogue import Catalogue, read_catalogue
from daliang.warehouse.engines import Columns, Engine, Files, Progress
from daliang.warehouse.expressions import (
    LeafQuestion,
    leaf_sql,
    series_sql,
    total_sql,
    widths_sql,
)
from daliang.warehouse.spans import Span
from daliang.warehouse.tables import read_table, write_parquet

MAX_VALUES = 2_000_000
KEPT_LEAVES = 200
LEAVES = "leaves"


@dataclass(frozen=True)
class Reduced:
    """A leaf table and the figures that it bridges to.

    Parameters
    ----------
    columns : mapping of str to array
        Dimensions as texts, `base` and `actual` as float64; rows in order.
    published_base, published_actual : float
        The sums over everyone who was listed in each span.
    version : str
        Digest of the data behind it.
    """

    columns: Mapping[str, np.ndarray]
    dims: tuple[str, ...]
    published_base: float
    published_actual: float
    version: str

    def leaves(self, titles: Mapping[str, str]) -> Leaves:
        """Return the engine's leaf table, dimensions by their titles."""
        coded = tuple(Dimension.of(titles.get(n, n), self.columns[n]) for n in self.dims)
        return Leaves(coded, self.columns["base"], self.columns["actual"])

    def where(self, **values: str) -> Reduced:
        """Return the part whose dimensions have the given values; it has no published figures."""
        if not values:
            return self
        mask = np.ones(len(self.columns["base"]), np.bool_)
        for name, value in values.items():
            mask &= self.columns[name] == value
        kept = {name: column[mask] for name, column in self.columns.items()}
        sums = float(kept["base"].sum()), float(kept["actual"].sum())
        return Reduced(kept, self.dims, *sums, self.version)


@dataclass(frozen=True)
class Reducer:
    """Answers leaf questions from a folder of facts; answers are kept by data version."""

    folder: Path
    engine: Engine

    def reduce(
        self, slug: str, question: LeafQuestion, progress: Progress | None = None
    ) -> Reduced:
        """Return the leaf table of a measure.

        Raises
        ------
        BadInput
            When months are missing, a dimension has absurdly many values, facts
            name firms that the register lacks, or the base is zero all over.
        """
        catalogue = read_catalogue(self.folder)
        catalogue.measure(slug)
        files = self._files(catalogue, slug, question)
        version = catalogue.version(slug, question.spans)
        kept = self.folder / LEAVES / f"{_key(slug, question, version)}.parquet"
        columns = self._kept(kept)
        if columns is None:
            self._check_widths(question, files)
            columns = _ordered(self.engine.run(leaf_sql(question), files, progress), question.dims)
            _require_whole(columns, _total(catalogue, slug, question.actual))
            self._keep(kept, columns)
        base, actual = (_total(catalogue, slug, span) for span in question.spans)
        return Reduced(columns, question.dims, base, actual, version)

    def series(self, slug: str, firm: int) -> dict[int, float]:
        """Return a firm's figures by month."""
        catalogue = read_catalogue(self.folder)
        paths = [self.folder / part.path for part in catalogue.current(slug).values()]
        if not paths:
            return {}
        found = self.engine.run(series_sql(firm), Files(paths))
        months, values = found["period"].tolist(), found["value"].tolist()
        return {int(m): float(v) for m, v in zip(months, values, strict=True)}

    def total(self, slug: str, span: Span) -> float:
        """Return the sum of a span over everyone listed then, by the engine itself."""
        catalogue = read_catalogue(self.folder)
        paths = [self.folder / part.path for part in catalogue.parts_of(slug, span)]
        return float(self.engine.run(total_sql(span), Files(paths))["total"][0])

    def _files(self, catalogue: Catalogue, slug: str, question: LeafQuestion) -> Files:
        problems: list[Problem] = []
        parts = []
        for span in question.spans:
            try:
                parts += catalogue.parts_of(slug, span)
            except BadInput as error:
                problems += error.problems
        if problems:
            raise BadInput(problems)
        firms = self.folder / "firms.parquet" if question.has_firms else None
        if firms is not None and not firms.exists():
            raise BadInput(Problem("还没有企业名册", "先导入企业名册"))
        paths = sorted({self.folder / part.path for part in parts})
        return Files(paths, firms)

    def _check_widths(self, question: LeafQuestion, files: Files) -> None:
        widths = self.engine.run(widths_sql(question), files)
        problems = [
            Problem(
                f"有{int(count[0])}个不同的值，超过上限{MAX_VALUES}",
                "不选这一列，或先归并到较粗一级",
                column=name,
            )
            for name, count in widths.items()
            if count[0] > MAX_VALUES
        ]
        if problems:
            raise BadInput(problems)

    def _kept(self, path: Path) -> Columns | None:
        return dict(read_table(path).columns) if path.exists() else None

    def _keep(self, path: Path, columns: Columns) -> None:
        path.parent.mkdir(parents=True, exist_ok=True)
        write_parquet(path, columns)
        old = sorted(path.parent.glob("*.parquet"), key=lambda p: p.stat().st_mtime)
        for spare in old[:-KEPT_LEAVES]:
            spare.unlink(missing_ok=True)


def _key(slug: str, question: LeafQuestion, version: str) -> str:
    text = json.dumps([slug, asdict(question), version], sort_keys=True)
    return hashlib.sha256(text.encode()).hexdigest()[:32]


def _total(catalogue: Catalogue, slug: str, span: Span) -> float:
    return float(sum(float(part.total) for part in catalogue.parts_of(slug, span)))


def _require_whole(columns: Columns, total: float) -> None:
    """Refuse leaves that lack facts: a firm that the register does not know is never dropped."""
    lost = total - float(columns["actual"].sum())
    if abs(lost) > max(0.01, 1e-9 * abs(total)):
        what = f"有企业不在名册里，合计{lost:.2f}没有归属"
        raise BadInput(Problem(what, "更新企业名册，再重新穿透"))


def _ordered(columns: Columns, dims: tuple[str, ...]) -> Columns:
    """Put the rows in one order, whatever the engine's was."""
    if not len(columns["base"]):
        raise BadInput(Problem("这两个时期没有可比的企业", "换一个时期，或检查企业名册"))
    coded = [np.unique(_filled(columns[name]), return_inverse=True)[1] for name in reversed(dims)]
    order = np.lexsort(coded)
    return {name: column[order] for name, column in columns.items()}


def _filled(values: np.ndarray) -> np.ndarray:
    return np.array(["" if v is None else str(v) for v in values.tolist()])
