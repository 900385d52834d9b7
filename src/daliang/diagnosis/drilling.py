"""One drill: headline, bridge, tables, causes; all of it sums to the gap."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from daliang.diagnosis.comparison import Comparison, Where
from daliang.diagnosis.wording import Whole, cause_sentence
from daliang.engine.checks import BadInput, Problem
from daliang.engine.drill import (
    Cause,
    Explanation,
    FirmChange,
    Leaves,
    Part,
    ScopeBridge,
    contribution_table,
    find_causes,
    firm_change,
    growth_pct,
    scope_bridge,
)
from daliang.parties.facts import DIMENSIONS, folder, reducer
from daliang.warehouse.catalogue import Catalogue, Measure, read_catalogue
from daliang.warehouse.engines import Progress
from daliang.warehouse.expressions import LeafQuestion
from daliang.warehouse.reduction import Reduced

FIRM = "enterprise"
_SLUGS = {title: name for name, title in DIMENSIONS.items()}
MAX_CAUSES = 8
MOST_HEAT = 14


@dataclass(frozen=True)
class Line:
    """A row of a table: a part's own figures and what it gave to the whole."""

    name: str
    value: str
    base: float
    actual: float
    impact: float
    growth_pct: float | None
    pull_pp: float
    contribution_pct: float | None


@dataclass(frozen=True)
class FoundCause:
    """A cause with its place by columns and its sentence."""

    where: Where
    place: str
    cause: Cause
    base: float
    actual: float
    sentence: str


@dataclass(frozen=True)
class Drilled:
    """The answer to a comparison.

    Parameters
    ----------
    whole : Whole
        What pulls and contributions refer to: the city, or a district for its own people.
    head : Line
        The part looked at, as a part of the whole.
    bridge : ScopeBridge or None
        Only where the whole city is looked at.
    """

    comparison: Comparison
    measure: Measure
    whole: Whole
    head: Line
    bridge: ScopeBridge | None
    explanation: Explanation
    causes: tuple[FoundCause, ...]
    tables: dict[str, tuple[Line, ...]]
    breadth: dict[str, tuple[int, int]]
    firms: FirmChange
    heat: tuple[tuple[str, ...], tuple[str, ...], tuple[tuple[float | None, ...], ...]]
    version: str
    data_on: str
    rows: int
    part: Reduced

    def district_of(self, where: Where) -> str:
        """Return the one district that a place lies in; empty where there are several."""
        inside = self.part.where(**dict(where)).columns["district"].tolist()
        return inside[0] if len(set(inside)) == 1 else ""

    def firms_of(self, where: Where) -> list[Line]:
        """Return the firms of a place, the strongest pull down first."""
        inside = self.part.where(**dict(where)).columns
        rows = zip(*(inside[n].tolist() for n in (FIRM, "base", "actual")), strict=True)
        lines = [
            Line(
                *(FIRM, name, base, actual, actual - base, growth_pct(base, actual)),
                *(self.whole.pull(actual - base), self.whole.contribution(actual - base)),
            )
            for name, base, actual in rows
        ]
        return sorted(lines, key=lambda line: line.impact)


def drill(
    comparison: Comparison,
    *,
    districts: Sequence[str] | None = None,
    progress: Progress | None = None,
) -> Drilled:
    """Answer a comparison; `districts` limits everything to those of a user.

    Raises
    ------
    BadInput
        When data are missing, or nothing is left of the part.
    """
    catalogue = read_catalogue(folder())
    question = LeafQuestion(
        tuple(DIMENSIONS), comparison.base, comparison.actual, comparison.is_same_scope
    )
    reduced = reducer().reduce(comparison.measure, question, progress)
    scoped = reduced if districts is None else _within(reduced, districts)
    part = scoped.where(**dict(comparison.where))
    if not len(part.columns["base"]):
        raise BadInput(Problem("这个部位没有可看的企业", "返回上一级，或换一个时期"))
    return _answer(comparison, catalogue, scoped, part, districts)


def _answer(
    comparison: Comparison,
    catalogue: Catalogue,
    scoped: Reduced,
    part: Reduced,
    districts: Sequence[str] | None,
) -> Drilled:
    leaves = _leaves(part, [name for name in DIMENSIONS if name not in dict(comparison.where)])
    whole = _whole(scoped, districts)
    measure = catalogue.measure(comparison.measure)
    found = find_causes(leaves, max_causes=MAX_CAUSES, floor=measure.floor)
    tables = {title: contribution_table(leaves, title) for title in leaves.names}
    last = catalogue.parts_of(comparison.measure, comparison.actual)[-1]
    is_whole = districts is None and not comparison.where
    firm = leaves.dimension(DIMENSIONS[FIRM]) if DIMENSIONS[FIRM] in leaves.names else None
    return Drilled(
        comparison=comparison,
        measure=measure,
        whole=whole,
        head=_line("", comparison.place or whole.name, leaves, whole),
        bridge=_bridge(leaves, part) if is_whole else None,
        explanation=found,
        causes=tuple(_found(c, comparison, leaves, whole) for c in found.causes),
        tables={
            _SLUGS[t]: tuple(_table_line(_SLUGS[t], p, whole) for p in table.parts)
            for t, table in tables.items()
        },
        breadth={_SLUGS[t]: (table.growing, table.comparable) for t, table in tables.items()},
        firms=firm_change(leaves, firm or leaves.dimensions[-1]),
        heat=_heat(part, whole),
        version=scoped.version,
        data_on=last.loaded_on,
        rows=len(leaves),
        part=part,
    )


def _within(reduced: Reduced, districts: Sequence[str]) -> Reduced:
    mask = np.isin(reduced.columns["district"].astype(str), list(districts))
    kept = {name: column[mask] for name, column in reduced.columns.items()}
    sums = float(kept["base"].sum()), float(kept["actual"].sum())
    return Reduced(kept, reduced.dims, *sums, reduced.version)


def _leaves(part: Reduced, dims: Sequence[str]) -> Leaves:
    """Leave out what is fixed or has one value: it explains nothing."""
    varied = [n for n in dims if len(set(part.columns[n].tolist())) > 1]
    kept = Reduced(part.columns, tuple(varied or [FIRM]), 0.0, 0.0, part.version)
    return kept.leaves(DIMENSIONS)


def _whole(scoped: Reduced, districts: Sequence[str] | None) -> Whole:
    base, actual = (float(scoped.columns[n].sum()) for n in ("base", "actual"))
    name = "全市" if districts is None else "、".join(districts) or "本单位"
    return Whole(name, base, actual)


def _line(name: str, value: str, leaves: Leaves, whole: Whole) -> Line:
    base, actual = leaves.total_base, leaves.total_actual
    return Line(
        *(name, value, base, actual, leaves.gap, growth_pct(base, actual)),
        *(whole.pull(leaves.gap), whole.contribution(leaves.gap)),
    )


def _table_line(name: str, part: Part, whole: Whole) -> Line:
    return Line(
        *(name, part.value, part.base, part.actual, part.impact, part.growth_pct),
        *(whole.pull(part.impact), whole.contribution(part.impact)),
    )


def _bridge(leaves: Leaves, part: Reduced) -> ScopeBridge:
    return scope_bridge(
        leaves, published_base=part.published_base, published_actual=part.published_actual
    )


def _found(cause: Cause, comparison: Comparison, leaves: Leaves, whole: Whole) -> FoundCause:
    inside = leaves.take(leaves.rows_where(dict(cause.where))) if cause.where else leaves
    where = comparison.where + tuple((_SLUGS[title], value) for title, value in cause.where)
    if len(inside) == 1 and DIMENSIONS[FIRM] in inside.names:
        # one firm is plainest called by its name, whatever cell it was found in
        firm = inside.dimension(DIMENSIONS[FIRM])
        where = (*comparison.where, (FIRM, str(firm.labels[firm.codes[0]])))
    place = _place(where)
    base, actual = float(inside.base.sum()), float(inside.actual.sum())
    is_nested = len(inside) != cause.rows
    sentence = cause_sentence(place, cause, inside, whole, is_nested=is_nested)
    return FoundCause(where, place, cause, base, actual, sentence)


def _place(where: Where) -> str:
    """Say where; a firm needs no more than its name."""
    values = dict(where)
    return values[FIRM] if FIRM in values else "".join(values.values())


def _heat(
    part: Reduced, whole: Whole
) -> tuple[tuple[str, ...], tuple[str, ...], tuple[tuple[float | None, ...], ...]]:
    """Pull of each district in each of the industries that moved most."""
    districts, d = np.unique(part.columns["district"].astype(str), return_inverse=True)
    industries, i = np.unique(part.columns["industry"].astype(str), return_inverse=True)
    impact = part.columns["actual"] - part.columns["base"]
    shape = (len(industries), len(districts))
    flat = i * len(districts) + d
    moved = np.bincount(flat, impact, shape[0] * shape[1]).reshape(shape)
    rows = np.bincount(flat, minlength=shape[0] * shape[1]).reshape(shape)
    order = np.argsort(-np.abs(moved).sum(axis=1), kind="stable")[:MOST_HEAT]
    cells = tuple(
        tuple(
            round(whole.pull(float(moved[row, c])), 2) + 0.0 if rows[row, c] else None
            for c in range(shape[1])
        )
        for row in order
    )
    return tuple(districts.tolist()), tuple(industries[order].tolist()), cells
