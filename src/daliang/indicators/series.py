"""From rows to series: which figure counts, which disagree, and where a base ends."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace

from daliang.engine.quantities import Conflict, Published, Quantity, conflicts, unit_of
from daliang.indicators.choices import Scope
from daliang.indicators.values import Known

# Levels are stored in their indicator's own unit; between two of them any one unit will do.
_ANY = unit_of("个")


@dataclass(frozen=True, slots=True)
class Series:
    """One indicator of one area in one book: a figure for each (year, last month)."""

    indicator_id: int
    area: object
    figures: dict[tuple[int, int], Known]

    def at(self, year: int, month: int) -> Known | None:
        """Return the figure of a year up to a month."""
        return self.figures.get((year, month))

    def latest(self, not_after: tuple[int, int] = (9999, 12)) -> Known | None:
        """Return the newest figure up to a (year, month)."""
        keys = [key for key in self.figures if key <= not_after]
        return self.figures[max(keys)] if keys else None

    @property
    def is_synthetic(self) -> bool:
        """Tell whether any figure of it is sample data."""
        return any(figure.is_synthetic for figure in self.figures.values())


def in_force(rows: Iterable[Known]) -> list[Known]:
    """Return the rows that a later correction of the same source and base did not replace."""
    newest: dict[tuple[object, ...], Known] = {}
    for row in rows:
        key = (
            *(row.indicator_id, row.area, row.year, row.first_month, row.last_month),
            *(row.scope, row.vintage, row.source),
        )
        held = newest.get(key)
        if held is None or row.revision > held.revision:
            newest[key] = row
    return list(newest.values())


def series_of(
    rows: Iterable[Known], scope: str = Scope.STATISTICS
) -> dict[tuple[int, object], Series]:
    """Return one series for each indicator and area from figures that run from January.

    Where several figures of a period are in force, the newest base counts, in it
    the best source, then the latest release; the others stay visible elsewhere.
    """
    groups: dict[tuple[int, object], dict[tuple[int, int], list[Known]]] = {}
    for row in in_force(rows):
        if row.scope == scope and (row.first_month == 1 or row.first_month == row.last_month):
            by_period = groups.setdefault((row.indicator_id, row.area), {})
            by_period.setdefault((row.year, row.last_month), []).append(row)
    return {
        key: Series(*key, {period: _chosen(found) for period, found in by_period.items()})
        for key, by_period in groups.items()
    }


def _chosen(found: Sequence[Known]) -> Known:
    """A cumulative figure before a single month's, then as `series_of` says."""
    runs = [row for row in found if row.first_month == 1] or list(found)
    newest_base = max(runs, key=lambda row: row.as_of).vintage
    held = sorted(
        (row for row in runs if row.vintage == newest_base),
        key=lambda r: (r.is_synthetic, r.confidence, -r.as_of.toordinal(), -r.pk),
    )
    level = next((row for row in held if row.value is not None), held[0])
    growth = next((row for row in held if row.growth_pct is not None), level)
    if growth is level:
        return level
    # One source gives the level, a better one the growth: both are named.
    return replace(
        level,
        growth_pct=growth.growth_pct,
        growth_basis=growth.growth_basis,
        source=f"{level.source}；增速：{growth.source}",
    )


def disagreeing(rows: Iterable[Known]) -> list[tuple[Conflict, list[Known]]]:
    """Return the periods on which sources disagree inside one book and base."""
    held = in_force(rows)
    by_period: dict[tuple[object, ...], list[Known]] = defaultdict(list)
    for row in held:
        by_period[
            (
                row.indicator_id,
                row.area,
                row.year,
                row.first_month,
                row.last_month,
                row.scope,
                row.vintage,
            )
        ].append(row)
    found = []
    for group in by_period.values():
        # A path made up for the sample disagrees with nobody.
        real = [row for row in group if not row.is_synthetic]
        told = conflicts([published(row) for row in real]) if len(real) > 1 else ()
        found += [(conflict, real) for conflict in told]
    return sorted(found, key=lambda pair: pair[1][0].period, reverse=True)


def published(row: Known) -> Published:
    """Return a figure in the engine's terms; its unit is the indicator's own."""
    level = None if row.value is None else Quantity(row.value, _ANY)
    return Published(
        indicator=str(row.indicator_id),
        period=row.period,
        level=level,
        growth_pct=row.growth_pct,
        growth_basis=row.growth_basis,
        vintage=row.vintage,
        scope=row.scope,
        source=row.source,
        status=row.status,
        as_of=row.as_of,
    )


def comparable_from(series: Series, year: int) -> int:
    """Return the first year that can be compared up to `year`.

    Where the base changes and the later year has a level without a published
    growth, nothing links the two: the years before are left out.
    """
    first = year
    years = {y for y, _m in series.figures}
    while first - 1 in years and _is_linked(series, first - 1, first):
        first -= 1
    return first


def _is_linked(series: Series, before: int, now: int) -> bool:
    later = [f for (y, _m), f in series.figures.items() if y == now]
    earlier = {m: f for (y, m), f in series.figures.items() if y == before}
    return all(
        f.growth_pct is not None
        or f.last_month not in earlier
        or f.vintage == earlier[f.last_month].vintage
        for f in later
    )
