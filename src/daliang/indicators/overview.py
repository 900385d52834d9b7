"""The indicator table: one row an indicator, in a fixed number of queries."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from daliang.base.models import Organisation, User
from daliang.engine.forecast import pace
from daliang.engine.standing import Position
from daliang.indicators import queries, rules
from daliang.indicators.choices import Direction, Kind, Line, Point
from daliang.indicators.curves import trajectory_of
from daliang.indicators.models import ForecastLog, ForecastOdds, Indicator, Target
from daliang.indicators.ranking import PeerTable, Place
from daliang.indicators.rules import Verdict
from daliang.indicators.series import Series, disagreeing, series_of
from daliang.indicators.values import Known

YEARS_READ = 3  # this one, the one it is against, and the one before for the share
ORDER = {Line.FLOOR: 0, Line.MUST: 1, Line.STRETCH: 2}


@dataclass(frozen=True, slots=True)
class LineView:
    """A target line beside what is known: the gap, the chance, the growth still needed."""

    target: Target
    odds: ForecastOdds | None
    gap: float | None  # level still to do; for growth-only indicators, percentage points
    is_level: bool = False

    @property
    def label(self) -> str:
        """The line's name with its value."""
        sign = {"~": "约", "<=": "≤", ">=": "≥", "=": ""}[self.target.operator]
        unit = "%" if self.target.is_growth else self.target.indicator.unit
        return f"{self.target.get_line_display()}{sign}{rules.plain(self.target.value)}{unit}"


@dataclass(frozen=True, slots=True)
class Row:
    """One indicator as the table shows it."""

    indicator: Indicator
    figure: Known | None
    growth_change_pp: float | None
    time_progress_pct: float | None
    same_period_pct: float | None
    completed_pct: float | None
    lines: tuple[LineView, ...]
    log: ForecastLog | None
    place: Place | None
    light: Verdict
    has_conflict: bool

    @property
    def must(self) -> LineView | None:
        """The line that the light goes by: the must line, else the first."""
        musts = [line for line in self.lines if line.target.line == Line.MUST]
        return (musts or list(self.lines) or [None])[0]

    @property
    def probability(self) -> float | None:
        """The chance of the must line."""
        return self.must.odds.probability if self.must and self.must.odds else None

    @property
    def needed_pct(self) -> float | None:
        """The growth that the remaining months need for the must line."""
        return self.must.odds.needed_rest_growth_pct if self.must and self.must.odds else None

    @property
    def position(self) -> Position | None:
        """Ahead, level or behind among the peers: by growth where known, else by level."""
        if self.place is None:
            return None
        return (self.place.growth or self.place.level).position

    @property
    def is_synthetic(self) -> bool:
        """Whether the figure is sample data."""
        return bool(self.figure and self.figure.is_synthetic)


def overview(user: User, area: Organisation, day: date, *, is_headline: bool = False) -> list[Row]:
    """Return the table of an area as it was known on a day, in tree order."""
    wanted = queries.indicators_for(user)
    if is_headline:
        wanted = wanted.filter(is_headline=True)
    indicators = list(wanted.select_related("department", "post", "parent"))
    seen = queries.observations_for(user, day).filter(area=area)
    if is_headline:
        seen = seen.filter(indicator__is_headline=True)
    rows = queries.known(seen.filter(year__gt=day.year - YEARS_READ))
    series = {one.indicator_id: one for one in series_of(rows).values()}
    conflicted = {c_rows[0].indicator_id for _c, c_rows in disagreeing(rows)}
    targets = _targets(user, area, day)
    logs = _logs(user, area, day)
    years = range(day.year - YEARS_READ + 1, day.year + 1)
    peers = PeerTable(queries.peer_sets(), queries.known_peers(day, years))
    return [
        _row(
            indicator,
            series.get(indicator.pk),
            targets.get(indicator.pk, ()),
            logs,
            peers.place(indicator, series.get(indicator.pk), area.pk),
            has_conflict=indicator.pk in conflicted,
        )
        for indicator in in_tree_order(indicators)
    ]


def in_tree_order(indicators: Sequence[Indicator]) -> list[Indicator]:
    """Return every indicator behind its parent; one whose parent is unseen stands on its own."""
    held = {indicator.pk for indicator in indicators}
    below: dict[int | None, list[Indicator]] = defaultdict(list)
    for indicator in indicators:
        below[indicator.parent_id if indicator.parent_id in held else None].append(indicator)
    ordered: list[Indicator] = []

    def walk(parent: int | None) -> None:
        for indicator in below.get(parent, ()):
            ordered.append(indicator)
            walk(indicator.pk)

    walk(None)
    return ordered


def _targets(user: User, area: Organisation, day: date) -> Mapping[int, list[Target]]:
    found: dict[int, list[Target]] = defaultdict(list)
    rows = queries.targets_for(user, day).filter(
        area=area, year__in=(day.year, day.year - 1), point=Point.FULL
    )
    for target in rows.select_related("indicator").prefetch_related("points"):
        found[target.indicator_id].append(target)
    return {
        key: sorted(lines, key=lambda t: ORDER.get(Line(t.line), 9)) for key, lines in found.items()
    }


def _logs(user: User, area: Organisation, day: date) -> Mapping[tuple[int, int, int], ForecastLog]:
    rows = queries.forecasts_for(user, day).filter(area=area, year__gte=day.year - 1)
    return {(log.indicator_id, log.year, log.month): log for log in rows.prefetch_related("odds")}


def _row(
    indicator: Indicator,
    series: Series | None,
    targets: Sequence[Target],
    logs: Mapping[tuple[int, int, int], ForecastLog],
    place: Place | None,
    *,
    has_conflict: bool,
) -> Row:
    figure = series.latest() if series else None
    log = logs.get((indicator.pk, figure.year, figure.last_month)) if figure else None
    own = [t for t in targets if figure is None or t.year == figure.year]
    lines = tuple(_line(target, figure, log) for target in own)
    must = next((x for x in lines if x.target.line == Line.MUST), lines[0] if lines else None)
    return Row(
        indicator=indicator,
        figure=figure,
        growth_change_pp=_growth_change(series, figure),
        time_progress_pct=100 * figure.last_month / 12 if figure else None,
        same_period_pct=_same_period(series, figure, log),
        completed_pct=_completed(must, figure),
        lines=lines,
        log=log,
        place=place,
        light=judge(indicator, must, figure, series),
        has_conflict=has_conflict,
    )


def _line(target: Target, figure: Known | None, log: ForecastLog | None) -> LineView:
    odds = next((o for o in log.odds.all() if o.line == target.line), None) if log else None
    if odds is not None and odds.level is not None and figure and figure.value is not None:
        return LineView(target, odds, odds.level - float(figure.value), is_level=True)
    if figure is None:
        return LineView(target, odds, None)
    known = figure.growth_pct if target.is_growth else figure.value
    gap = None if known is None else float(target.value - known)
    return LineView(target, odds, gap)


def judge(
    indicator: Indicator, must: LineView | None, figure: Known | None, series: Series | None
) -> Verdict:
    """Return an indicator's light with its reason."""
    if must is None:
        return rules.no_target()
    if figure is None:
        return Verdict("grey", "无数据", "还没有本年数据")
    target, odds = must.target, must.odds
    growth = float(figure.growth_pct) if figure.growth_pct is not None else None
    if odds is not None and odds.probability is not None:
        wanted = float(target.value) if target.is_growth else None
        return rules.by_probability(
            odds.probability, str(target.get_line_display()), growth, wanted
        )
    is_lower = indicator.direction == Direction.LOWER
    if target.is_growth and figure.growth_pct is not None:
        return rules.by_growth(
            figure.growth_pct,
            target.value,
            is_lower_better=is_lower,
            is_growth_only=indicator.kind == Kind.GROWTH,
        )
    if target.is_growth or figure.value is None:
        return Verdict("grey", "无法评判", "缺公布增速，未作预测")
    curve, _note = trajectory_of(target, list(target.points.all()), series)
    held = pace(float(figure.value), float(target.value), figure.last_month, curve)
    return rules.by_progress(held.completed_pct, held.due_pct, is_lower_better=is_lower)


def _growth_change(series: Series | None, figure: Known | None) -> float | None:
    """Growth less that of the period before in the same year."""
    if series is None or figure is None or figure.growth_pct is None:
        return None
    before = series.latest((figure.year, figure.last_month - 1))
    if before is None or before.growth_pct is None or before.year != figure.year:
        return None
    return float(figure.growth_pct - before.growth_pct)


def _same_period(
    series: Series | None, figure: Known | None, log: ForecastLog | None
) -> float | None:
    if log is not None and log.same_period_progress_pct is not None:
        return log.same_period_progress_pct
    if series is None or figure is None:
        return None
    part, full = series.at(figure.year - 1, figure.last_month), series.at(figure.year - 1, 12)
    # Two bases are never put into one fraction.
    if not part or not full or not full.value or part.value is None or part.vintage != full.vintage:
        return None
    return 100 * float(part.value / full.value)


def _completed(must: LineView | None, figure: Known | None) -> float | None:
    if must is None or figure is None or figure.value is None:
        return None
    level = must.odds.level if must.odds else None
    if level is None and not must.target.is_growth:
        level = float(must.target.value)
    return 100 * float(figure.value) / level if level else None


def counts(rows: Iterable[Row]) -> dict[str, int]:
    """Count the rows by light."""
    found: dict[str, int] = defaultdict(int)
    for row in rows:
        found[row.light.tone] += 1
    return dict(found)
