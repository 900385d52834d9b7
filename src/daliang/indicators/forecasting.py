"""From series to forecasts: panels for the engine, and its answers as rows to be logged."""

from __future__ import annotations

import math
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from daliang.engine.forecast import Forecast, Panel, forecast
from daliang.engine.forecast import Target as EngineTarget
from daliang.indicators.choices import Direction, Frequency, Kind, Line, Operator, Point
from daliang.indicators.models import Indicator, Target
from daliang.indicators.series import Series, comparable_from

FIRST_MONTH = 2
STEPS = {
    Frequency.MONTH: range(2, 13),
    Frequency.QUARTER: (3, 6, 9, 12),
    Frequency.HALF: (6, 12),
    Frequency.YEAR: (12,),
}


@dataclass(frozen=True, slots=True)
class Made:
    """A forecast of one series, ready to be logged; `gap` says why there is none."""

    indicator: Indicator
    area_id: int
    year: int
    month: int
    so_far: float | None
    is_synthetic: bool
    told: Forecast | None
    lines: tuple[Target, ...]
    gap: str = ""


def forecasts_of(
    indicators: Mapping[int, Indicator],
    series: Iterable[Series],
    targets: Sequence[Target],
    year: int,
) -> list[Made]:
    """Forecast every cumulative level series of a year from its newest month.

    Series with the same newest month are one panel: they lend each other strength.
    A missing month of the year stops its series, and `gap` says which.
    """
    lines: dict[tuple[int, object], list[Target]] = defaultdict(list)
    for target in targets:
        if target.year == year and target.point == Point.FULL:
            lines[target.indicator_id, target.area_id].append(target)
    made: list[Made] = []
    by_month: dict[int, list[Series]] = defaultdict(list)
    for one in series:
        indicator = indicators.get(one.indicator_id)
        if indicator is None or indicator.kind != Kind.LEVEL or not indicator.is_cumulative:
            continue
        month = max((m for y, m in one.figures if y == year), default=0)
        if month < FIRST_MONTH:
            continue
        gap = missing_months(one, indicator, year, month) or _unfit(one)
        if gap:
            made.append(_without(indicator, one, year, month, gap))
        else:
            by_month[month].append(one)
    for month, group in by_month.items():
        made += _panel_forecasts(indicators, group, lines, year, month)
    return made


def missing_months(one: Series, indicator: Indicator, year: int, month: int) -> str:
    """Return a sentence naming the months of a year that should be there and are not."""
    due = [m for m in STEPS[Frequency(indicator.frequency)] if m <= month]
    absent = [m for m in due if (found := one.at(year, m)) is None or found.value is None]
    if not absent:
        return ""
    names = "、".join("1-2月" if m == FIRST_MONTH else f"{m}月" for m in absent)
    return f"{year}年缺{names}的累计数，补上后再预测；不代为填补"


def _unfit(one: Series) -> str:
    if any(f.value is not None and f.value < 0 for f in one.figures.values()):
        return "有负的累计数，差额类指标不作预测"
    return ""


def _without(indicator: Indicator, one: Series, year: int, month: int, gap: str) -> Made:
    return Made(indicator, int(one.area), year, month, None, one.is_synthetic, None, (), gap)


def _panel_forecasts(
    indicators: Mapping[int, Indicator],
    group: Sequence[Series],
    lines: Mapping[tuple[int, object], Sequence[Target]],
    year: int,
    month: int,
) -> list[Made]:
    panel = panel_of(group, year)
    keys = [(one.indicator_id, one.area) for one in group]
    wanted = {
        name: [_engine_target(t, indicators[key[0]]) for t in lines.get(key, ())]
        for name, key in zip(panel.names, keys, strict=True)
    }
    told = forecast(panel, year, month, wanted)
    return [
        Made(
            indicator=indicators[one.indicator_id],
            area_id=int(one.area),
            year=year,
            month=month,
            so_far=_number(one, year, month),
            is_synthetic=one.is_synthetic,
            told=answer,
            lines=tuple(lines.get((one.indicator_id, one.area), ())),
        )
        for one, answer in zip(group, told, strict=True)
    ]


def panel_of(group: Sequence[Series], year: int) -> Panel:
    """Return the engine's panel; years before an unlinked change of base are left out."""
    first = min((y for one in group for y, _m in one.figures), default=year)
    years = tuple(range(first, year + 1))
    shape = (len(group), len(years), 12)
    level, growth = np.full(shape, np.nan), np.full(shape, np.nan)
    for row, one in enumerate(group):
        start = comparable_from(one, year)
        for (y, month), figure in one.figures.items():
            if not start <= y <= year:
                continue
            if figure.value is not None:
                level[row, y - first, month - 1] = float(figure.value)
            if figure.growth_pct is not None:
                growth[row, y - first, month - 1] = float(figure.growth_pct)
    return Panel(tuple(str(row) for row in range(len(group))), years, level, growth)


def _engine_target(target: Target, indicator: Indicator) -> EngineTarget:
    is_lower = indicator.direction == Direction.LOWER or target.operator == Operator.AT_MOST
    return EngineTarget(
        float(target.value), target.is_growth, Line(target.line).value, is_lower_better=is_lower
    )


def _number(one: Series, year: int, month: int) -> float | None:
    figure = one.at(year, month)
    return float(figure.value) if figure is not None and figure.value is not None else None


def finite(value: float | None) -> float | None:
    """Return the number, or None for what is not one."""
    return value if value is not None and math.isfinite(value) else None
