"""Districts scored by a method in use, each figure with its period and source."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from daliang.base.choices import OrganisationKind
from daliang.base.models import Organisation, User
from daliang.engine.checks import BadInput
from daliang.engine.standing import METHODS, CappedCompletion, Score, score
from daliang.indicators import queries
from daliang.indicators.choices import Direction, Line, Point, Subject
from daliang.indicators.models import Indicator
from daliang.indicators.series import Series, series_of
from daliang.indicators.values import period_of

INVESTMENT = "investment"


@dataclass(frozen=True, slots=True)
class Measure:
    """What can be scored: an indicator's growth or level in one period, or investment done."""

    key: str
    title: str
    period: str
    values: Mapping[str, float]
    targets: Mapping[str, float | None]
    unit: str
    source: str
    is_lower_better: bool = False
    is_synthetic: bool = False


@dataclass(frozen=True, slots=True)
class Table:
    """The scored districts, or why they cannot be scored."""

    rows: tuple[Score, ...]
    unscored: tuple[str, ...]
    refusal: str = ""


def measures(user: User, day: date) -> list[Measure]:
    """Return what the districts can be scored by: at least two of them with a figure."""
    areas = Organisation.objects.filter(kind=OrganisationKind.DISTRICT, is_active=True)
    names = {area.pk: area.short_name for area in areas}
    seen = queries.observations_for(user, day).filter(area__in=names, year__gte=day.year - 1)
    grouped: dict[int, list[Series]] = defaultdict(list)
    for one in series_of(queries.known(seen)).values():
        grouped[one.indicator_id].append(one)
    targets = _targets(user, day)
    found = [_investment(user, day)]
    for indicator in queries.indicators_for(user):
        if indicator.pk in grouped:
            found.append(_measure(indicator, grouped[indicator.pk], names, targets))
    return [measure for measure in found if measure is not None]


def table(measure: Measure, method_name: str) -> Table:
    """Score a measure by a method; a refusal is a sentence, not an error."""
    method = METHODS[method_name]
    values = dict(measure.values)
    targets: Mapping[str, float | None] = measure.targets
    if isinstance(method, CappedCompletion):
        targets = {name: measure.targets.get(name) for name in values}
    try:
        rows = score(method, values, targets, is_lower_better=measure.is_lower_better)
    except BadInput as refusal:
        return Table((), (), str(refusal))
    told = {row.member for row in rows}
    ordered = tuple(sorted(rows, key=lambda row: -row.points))
    return Table(ordered, tuple(name for name in values if name not in told))


def _targets(user: User, day: date) -> Mapping[tuple[int, int, int, bool], float]:
    rows = queries.targets_for(user, day).filter(line=Line.MUST, point=Point.FULL)
    fields = ("indicator_id", "area_id", "year", "is_growth", "value")
    return {tuple(key): float(value) for *key, value in rows.values_list(*fields)}


def _measure(
    indicator: Indicator,
    group: Sequence[Series],
    names: Mapping[int, str],
    targets: Mapping[tuple[int, int, int, bool], float],
) -> Measure | None:
    periods: dict[tuple[int, int], int] = defaultdict(int)
    for one in group:
        for key, figure in one.figures.items():
            periods[key] += figure.growth_pct is not None
    shared = [key for key, count in periods.items() if count >= 2]
    if not shared:
        return None
    year, month = max(shared, key=lambda key: (periods[key], key))
    figures = [f for one in group if (f := one.at(year, month)) and f.growth_pct is not None]
    return Measure(
        key=indicator.code,
        title=f"{indicator.name}增速",
        period=str(period_of(year, 1, month)),
        values={names[int(f.area)]: float(f.growth_pct) for f in figures},
        targets={
            names[int(f.area)]: targets.get((indicator.pk, int(f.area), year, True))
            for f in figures
        },
        unit=indicator.growth_unit,
        source="；".join(sorted({f.source for f in figures})),
        is_lower_better=indicator.direction == Direction.LOWER,
        is_synthetic=any(f.is_synthetic for f in figures),
    )


def _investment(user: User, day: date) -> Measure | None:
    rows = [
        row
        for row in queries.responsibilities_for(user, day.year)
        if row.subject == Subject.DISTRICT and row.done_yi is not None
    ]
    if len(rows) < 2:
        return None
    return Measure(
        key=INVESTMENT,
        title="投资完成额",
        period=f"{day.year}年截至{max(row.done_as_of for row in rows)}",
        values={row.name: float(row.done_yi) for row in rows},
        targets={row.name: float(row.target_yi) if row.target_yi else None for row in rows},
        unit="亿元",
        source="；".join(sorted({row.source for row in rows})),
        is_synthetic=any(row.is_synthetic for row in rows),
    )
