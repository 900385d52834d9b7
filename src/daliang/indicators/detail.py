"""One indicator of one area: series, vintages, conflicts, pace, standing, forecasts."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date
from decimal import Decimal

from daliang.base.models import Organisation, User
from daliang.engine.checks import BadInput
from daliang.engine.forecast import Attainment, Pace, pace
from daliang.engine.quantities import Comparison, Conflict, compare
from daliang.indicators import halves, queries, rules
from daliang.indicators.choices import Kind, Line, Point, Scope
from daliang.indicators.curves import trajectory_of
from daliang.indicators.models import ForecastLog, ForecastOdds, Indicator, Target
from daliang.indicators.overview import ORDER, LineView, judge
from daliang.indicators.ranking import PeerTable, Place
from daliang.indicators.rules import Verdict
from daliang.indicators.series import Series, comparable_from, disagreeing, published, series_of
from daliang.indicators.values import Known


@dataclass(frozen=True, slots=True)
class LinePace:
    """A target line with its pace on its own curve."""

    view: LineView
    pace: Pace | None
    curve_note: str
    half: Attainment | None = None  # of a half-year target

    @property
    def needed_growth_pct(self) -> float | None:
        """The growth that the months to the target's point need."""
        held = self.half or self.view.odds
        return held.needed_rest_growth_pct if held else None


@dataclass(frozen=True, slots=True)
class PartsCheck:
    """A whole beside its parts; the difference is shown, never spread."""

    period: str
    whole: Decimal
    parts: tuple[tuple[Indicator, Decimal], ...]
    difference: Decimal
    is_rounding: bool


@dataclass(frozen=True, slots=True)
class Detail:
    """Everything an indicator's page shows."""

    indicator: Indicator
    area: Organisation
    series: Series | None
    figure: Known | None
    before: Known | None  # the same period a year earlier
    comparison: Comparison | None
    no_comparison: str
    lines: tuple[LinePace, ...]
    log: ForecastLog | None
    logs: tuple[ForecastLog, ...]
    conflicts: tuple[tuple[Conflict, list[Known]], ...]
    all_figures: tuple[Known, ...]
    first_comparable: int | None
    parts: PartsCheck | None
    place: Place | None
    light: Verdict
    gap: str


def detail(user: User, indicator: Indicator, area: Organisation, day: date) -> Detail:
    """Return an indicator's page as it was known on a day."""
    family = [indicator, *indicator.children.filter(is_part=True)]
    seen = queries.observations_for(user, day).filter(area=area, indicator__in=family)
    rows = queries.known(seen)
    by_indicator = {key[0]: one for key, one in series_of(rows).items()}
    own = [row for row in rows if row.indicator_id == indicator.pk]
    series = by_indicator.get(indicator.pk)
    figure = series.latest() if series else None
    before = series.at(figure.year - 1, figure.last_month) if figure and series else None
    logs = tuple(
        queries.forecasts_for(user, day)
        .filter(indicator=indicator, area=area)
        .order_by("-year", "-month")
        .prefetch_related("odds", "points")
    )
    log = next(
        (x for x in logs if figure and (x.year, x.month) == (figure.year, figure.last_month)), None
    )
    lines = _lines(user, indicator, area, day, figure, series, log)
    must = next((x.view for x in lines if x.view.target.line == Line.MUST), None)
    must = must or (lines[0].view if lines else None)
    comparison, no_comparison = _compared(figure, before)
    peers = PeerTable(queries.peer_sets(), queries.known_peers(day))
    return Detail(
        indicator=indicator,
        area=area,
        series=series,
        figure=figure,
        before=before,
        comparison=comparison,
        no_comparison=no_comparison,
        lines=lines,
        log=log,
        logs=logs,
        conflicts=tuple(disagreeing(own)),
        all_figures=tuple(
            sorted(own, key=lambda r: (r.year, r.last_month, r.revision, r.pk), reverse=True)
        ),
        first_comparable=comparable_from(series, figure.year) if series and figure else None,
        parts=_parts(family, by_indicator, figure),
        place=peers.place(indicator, series, area.pk),
        light=judge(indicator, must, figure, series),
        gap=_gap(indicator, series, figure, log),
    )


def _lines(
    user: User,
    indicator: Indicator,
    area: Organisation,
    day: date,
    figure: Known | None,
    series: Series | None,
    log: ForecastLog | None,
) -> tuple[LinePace, ...]:
    rows = (
        queries.targets_for(user, day)
        .filter(indicator=indicator, area=area, year=figure.year if figure else day.year)
        .select_related("indicator")
        .prefetch_related("points")
    )
    ordered = sorted(rows, key=lambda t: (t.point == Point.FULL, ORDER.get(Line(t.line), 9)))
    return tuple(_line_pace(target, figure, series, log) for target in ordered)


def _line_pace(
    target: Target, figure: Known | None, series: Series | None, log: ForecastLog | None
) -> LinePace:
    if target.point == Point.HALF:
        return _half_pace(target, halves.counted(series, figure), series)
    odds = next((o for o in log.odds.all() if o.line == target.line), None) if log else None
    return _held(target, figure, series, odds, odds.level if odds else None)


def _half_pace(target: Target, figure: Known | None, series: Series | None) -> LinePace:
    held = halves.attainment(target, figure, series)
    line = _held(target, figure, series, None, held.level if held else None, halves.END)
    return replace(line, half=held)


def _held(
    target: Target,
    figure: Known | None,
    series: Series | None,
    odds: ForecastOdds | None,
    level: float | None,
    until: int = 12,
) -> LinePace:
    if level is None and not target.is_growth:
        level = float(target.value)
    if figure is None or figure.value is None or level is None or level <= 0:
        known = figure.growth_pct if figure and target.is_growth else None
        gap = None if known is None else float(target.value - known)
        return LinePace(LineView(target, odds, gap), None, "")
    curve, note = trajectory_of(target, list(target.points.all()), series)
    held = pace(float(figure.value), level, figure.last_month, curve, until)
    return LinePace(LineView(target, odds, held.gap, is_level=True), held, note)


def _compared(figure: Known | None, before: Known | None) -> tuple[Comparison | None, str]:
    if figure is None or before is None:
        return None, ""
    try:
        return compare(published(figure), published(before)), ""
    except BadInput as refusal:
        return None, str(refusal)


def _parts(
    family: Sequence[Indicator], series: dict[int, Series], figure: Known | None
) -> PartsCheck | None:
    whole, *children = family
    if figure is None or figure.value is None or not children:
        return None
    found = []
    for child in children:
        part = series[child.pk].at(figure.year, figure.last_month) if child.pk in series else None
        if part is None or part.value is None or part.vintage != figure.vintage:
            return None
        found.append((child, part.value))
    difference = figure.value - sum((value for _child, value in found), Decimal(0))
    values = [value for _child, value in found]
    unexplained = rules.parts_identity(figure.value, values, whole.digits)
    return PartsCheck(
        str(figure.period), figure.value, tuple(found), difference, unexplained is None
    )


def _gap(
    indicator: Indicator, series: Series | None, figure: Known | None, log: ForecastLog | None
) -> str:
    """Return why there is no forecast."""
    if log is not None or series is None or figure is None:
        return ""
    if indicator.kind == Kind.GROWTH:
        return "只公布增速的指标没有总量，不作预测"
    if indicator.kind == Kind.RATE or not indicator.is_cumulative:
        return "不是逐月累计的总量指标，不作预测"
    if figure.scope != Scope.STATISTICS:
        return "调度、财务和测算数不作预测"
    if figure.last_month == 12:
        return "全年数已公布"
    return "还没有作过预测；每日定时任务会补上"
