"""The charts of an indicator's page; each carries its source and its numbers as a table."""

from __future__ import annotations

from collections.abc import Sequence

from django.utils.translation import gettext as _

from daliang.indicators.choices import Line, Point
from daliang.indicators.detail import Detail
from daliang.indicators.models import ForecastLog
from daliang.indicators.series import Series
from daliang.ui import charts

MONTHS = tuple(range(2, 13))
_SHOWN_YEARS = 3
_APART = 0.06  # target lines nearer than this are one line on paper: only the must line is drawn


def path_chart(told: Detail) -> charts.Chart | None:
    """Return this year's cumulative path with target lines, last year's, and the fan."""
    series, figure = told.series, told.figure
    if series is None or figure is None or figure.value is None:
        return None
    year = figure.year
    months = _months(series, year)
    if len(months) < 2:
        return None
    labels = ["1-2月" if m == 2 else f"{m}月" for m in months]
    lines = [
        charts.Line(str(y), _levels(series, y, months))
        for y in (year, year - 1)
        if any(v is not None for v in _levels(series, y, months))
    ]
    targets = [
        charts.TargetLine(name, values=[level] * len(months)) for name, level in _far_apart(told)
    ]
    fan = _fan(told.log, months, float(figure.value)) if told.log and told.log.median else None
    return charts.line_chart(
        _("%(name)s累计") % {"name": told.indicator.name},
        labels,
        lines,
        unit=told.indicator.unit,
        source=source_of(told),
        targets=targets,
        fan=fan,
        digits=told.indicator.digits,
    )


def growth_chart(told: Detail) -> charts.Chart | None:
    """Return the published growth of the last years; never a ratio of levels."""
    series, figure = told.series, told.figure
    if series is None or figure is None:
        return None
    keys = [
        key
        for key in sorted(series.figures)
        if key[0] > figure.year - _SHOWN_YEARS and series.figures[key].growth_pct is not None
    ]
    if len(keys) < 3:
        return None
    labels = [f"{y}-{m:02d}" for y, m in keys]
    values = [series.figures[key].growth_pct for key in keys]
    targets = [
        charts.TargetLine(str(Line.MUST.label), level=float(line.view.target.value))
        for line in told.lines
        if line.view.target.line == Line.MUST and line.view.target.is_growth
    ]
    return charts.line_chart(
        _("公布的累计增速"),
        labels,
        [charts.Line(_("累计增速"), values)],
        unit=told.indicator.growth_unit,
        source=source_of(told),
        targets=targets[:1],
        digits=1,
    )


def because_chart(log: ForecastLog | None, source: str) -> charts.Chart | None:
    """Return what each piece adds to the growth of the remaining months."""
    if log is None or len(log.because) < 2:
        return None
    steps = [(str(term), float(value)) for term, value in log.because[:8]]
    rest = sum(float(value) for _term, value in log.because[8:])
    if round(rest, 2):
        steps.append((_("其余各项"), rest))
    return charts.waterfall(
        _("后几月增速由什么构成"), None, steps, _("合计"), unit=_("百分点（对数）"), source=source
    )


def source_of(told: Detail) -> str:
    """Return the line under a chart: scope, source, day, and whether it is made up."""
    figure = told.figure
    words = [_("统计"), figure.source, _("截至%(d)s") % {"d": figure.as_of}]
    if told.series and told.series.is_synthetic:
        words.append(_("含示例数据"))
    return " · ".join(words)


def _months(series: Series, year: int) -> list[int]:
    held = {m for y, m in series.figures if y in (year, year - 1)}
    return [month for month in MONTHS if month in held]


def _levels(series: Series, year: int, months: Sequence[int]) -> list[float | None]:
    figures = [series.at(year, month) for month in months]
    return [float(f.value) if f is not None and f.value is not None else None for f in figures]


def _far_apart(told: Detail) -> list[tuple[str, float]]:
    """Return the target lines that can be told apart on paper; the must line always."""
    levels = [
        (line.view.target.line, str(line.view.target.get_line_display()), level)
        for line in told.lines
        if line.view.target.point == Point.FULL and (level := _target_level(line.view)) is not None
    ]
    values = [level for _line, _name, level in levels]
    if values and max(values) - min(values) < _APART * max(values):
        levels = [found for found in levels if found[0] == Line.MUST] or levels[:1]
    return [(name, level) for _line, name, level in levels]


def _target_level(view: object) -> float | None:
    if view.odds is not None and view.odds.level is not None:
        return round(view.odds.level, 2)
    return None if view.target.is_growth else float(view.target.value)


def _fan(log: ForecastLog, months: Sequence[int], so_far: float) -> charts.Fan | None:
    points = {point.month: point for point in log.points.all()}
    if not points:
        return None
    low, middle, high = [], [], []
    for month in months:
        point = points.get(month)
        start = so_far if month == log.month else None
        low.append(point.p10 if point else start)
        middle.append(point.median if point else start)
        high.append(point.p90 if point else start)
    return charts.Fan(low, middle, high)
