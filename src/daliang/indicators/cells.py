"""The indicator table's cells, in words for the page and as numbers for the workbook."""

from __future__ import annotations

from dataclasses import dataclass

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from daliang.engine.standing import Position
from daliang.indicators.choices import Direction
from daliang.indicators.models import ForecastOdds, Indicator
from daliang.indicators.overview import LineView, Row
from daliang.ui.parts import Badge, Figure, Light, number
from daliang.ui.workbook import Sheet, SheetColumn

POSITIONS = {
    Position.AHEAD: (gettext_lazy("领先"), "green"),
    Position.LEVEL: (gettext_lazy("持平"), "blue"),
    Position.BEHIND: (gettext_lazy("弱势"), "red"),
}


@dataclass(frozen=True, slots=True)
class Cells:
    """One row ready to print."""

    row: Row
    depth: int
    figure: Figure | None
    growth: str
    change: str
    probability: str
    gaps: tuple[tuple[str, str], ...]
    needed: str
    needed_history: str
    rank: str
    rank_change: str
    share: str
    share_change: str
    position: Badge | None
    light: Light


def cells(row: Row, depth: int) -> Cells:
    """Return a row in words."""
    indicator, figure, place = row.indicator, row.figure, row.place
    unit = indicator.growth_unit
    must = row.must.odds if row.must else None
    return Cells(
        row=row,
        depth=depth,
        figure=_figure(row),
        growth=signed(figure.growth_pct, 1, unit) if figure else "—",
        change=_change(row.growth_change_pp),
        probability=percent(row.probability, 100),
        gaps=tuple((line.label, gap_words(line, indicator)) for line in row.lines),
        needed=needed_words(must),
        needed_history=reached_words(must),
        rank=f"{place.level.rank}/{place.level.of}" if place else "—",
        rank_change=moved(place.rank_change) if place else "",
        share=percent(place.share.pct if place and place.share else None, 1, 2),
        share_change=_change(place.share_change_pp if place else None, 2),
        position=_position(row.position),
        light=Light(row.light.tone, row.light.word, row.light.reason),
    )


def _figure(row: Row) -> Figure | None:
    figure = row.figure
    if figure is None:
        return None
    return Figure(
        figure.value,
        row.indicator.unit if figure.value is not None else "",
        _scope(figure.scope),
        figure.source,
        figure.as_of,
        digits=row.indicator.digits,
        note=_("可信度%(c)s") % {"c": figure.confidence},
        is_compact=True,
    )


def _scope(scope: str) -> str:
    names = {"stat": _("统计"), "dispatch": _("调度"), "finance": _("财务"), "estimate": _("测算")}
    return names.get(scope, scope)


def gap_words(line: LineView, indicator: Indicator) -> str:
    """Return the gap of a line: still to do, or by how much it is passed."""
    if line.gap is None:
        return "—"
    is_level = line.is_level
    is_lower = line.target.operator == "<=" or indicator.direction == Direction.LOWER
    unit = indicator.unit if is_level or not line.target.is_growth else _("个百分点")
    if is_lower and is_level and line.gap >= 0:
        return _("尚余%(n)s%(unit)s") % {"n": number(line.gap, indicator.digits), "unit": unit}
    if line.gap <= 0:
        return _("已超%(n)s%(unit)s") % {"n": number(-line.gap, indicator.digits), "unit": unit}
    shown = number(line.gap, indicator.digits if unit == indicator.unit else 1)
    return _("差%(n)s%(unit)s") % {"n": shown, "unit": unit}


def needed_words(odds: ForecastOdds | None) -> str:
    """Say in words what growth the remaining months need."""
    if odds is None or odds.needed_rest_growth_pct is None:
        return ""
    needed = odds.needed_rest_growth_pct
    if odds.is_lower_better:
        return _("后几月增速须不高于%(n)s%%") % {"n": number(needed, 1)}
    if needed < 0:
        return _("后几月降幅不超%(n)s%%即可") % {"n": number(-needed, 1)}
    return _("后几月需增%(n)s%%") % {"n": number(needed, 1)}


def reached_words(odds: ForecastOdds | None) -> str:
    """Say in how many past years that was reached, kept within where lower is better."""
    if odds is None or not odds.of_years:
        return ""
    return years_words(odds.reached_in, odds.of_years)


def years_words(reached_in: int, of_years: int) -> str:
    """Say in how many of the years known something was reached."""
    return _("%(of)s年里%(n)s年有过") % {"of": of_years, "n": reached_in}


def signed(value: object, digits: int, unit: str) -> str:
    """Write a growth as tables do; one too small for its decimals gets one more."""
    if value is not None and value and abs(value) < 5 * 10.0 ** (-digits - 1):
        digits += 1
    return "—" if value is None else f"{number(value, digits)}{unit}"


def percent(value: float | None, scale: float, digits: int = 0) -> str:
    """Write a share as per cent."""
    return "—" if value is None else f"{number(value * scale, digits)}%"


def moved(change: int | None) -> str:
    """Write how many places were gained or lost."""
    if change is None:
        return ""
    if change == 0:
        return _("位次未变")
    return _("升%(n)s位") % {"n": change} if change > 0 else _("降%(n)s位") % {"n": -change}


def _change(value: float | None, digits: int = 1) -> str:
    if value is None:
        return ""
    sign = "+" if round(value, digits) > 0 else ""
    return f"{sign}{number(value, digits)}"


def _position(position: Position | None) -> Badge | None:
    if position is None:
        return None
    word, tone = POSITIONS[position]
    return Badge(str(word), tone)


def sheet(rows: list[Row], title: str, notes: list[str]) -> Sheet:
    """Return the whole table as a sheet, every number in a cell of its own."""
    target, standing, pace = _("目标"), _("争先进位"), _("进度（%）")
    columns = [
        SheetColumn(_("指标"), 28),
        SheetColumn(_("单位"), 10),
        SheetColumn(_("口径"), 8),
        SheetColumn(_("时期"), 14),
        SheetColumn(_("累计"), 14, digits=2, is_right=True),
        SheetColumn(_("同比（%）"), 10, digits=1, is_right=True),
        SheetColumn(_("较上期（百分点）"), 10, digits=1, is_right=True),
        SheetColumn(_("完成目标"), 10, digits=1, is_right=True, group=pace),
        SheetColumn(_("时间进度"), 10, digits=1, is_right=True, group=pace),
        SheetColumn(_("同期进度"), 10, digits=1, is_right=True, group=pace),
        SheetColumn(_("目标线"), 26, group=target),
        SheetColumn(_("缺口"), 30, group=target),
        SheetColumn(_("确保线概率（%）"), 10, digits=0, is_right=True, group=target),
        SheetColumn(_("后几月需增（%）"), 10, digits=1, is_right=True, group=target),
        SheetColumn(_("位次"), 8, group=standing),
        SheetColumn(_("位次变化"), 10, group=standing),
        SheetColumn(_("占比（%）"), 10, digits=2, is_right=True, group=standing),
        SheetColumn(_("对比"), 8, group=standing),
        SheetColumn(_("责任单位"), 14),
        SheetColumn(_("牵头领导"), 16),
        SheetColumn(_("灯"), 40),
        SheetColumn(_("来源"), 34),
        SheetColumn(_("公布日期"), 12),
        SheetColumn(_("可信度"), 8),
        SheetColumn(_("示例"), 8),
    ]
    return Sheet(title, columns, [_values(row) for row in rows], notes)


def _values(row: Row) -> list[object]:
    told, figure, place = cells(row, 0), row.figure, row.place
    indicator = row.indicator
    return [
        *(indicator.name, indicator.unit, _scope(figure.scope) if figure else ""),
        str(figure.period) if figure else "",
        figure.value if figure else None,
        figure.growth_pct if figure else None,
        row.growth_change_pp,
        *(row.completed_pct, row.time_progress_pct, row.same_period_pct),
        "；".join(label for label, _gap in told.gaps),
        "；".join(gap for _label, gap in told.gaps),
        None if row.probability is None else 100 * row.probability,
        row.needed_pct,
        *(told.rank if place else "", told.rank_change),
        place.share.pct if place and place.share else None,
        told.position,
        str(indicator.department or _("未落实")),
        str(indicator.post or ""),
        told.light,
        figure.source if figure else "",
        figure.as_of if figure else None,
        figure.confidence if figure else "",
        _("示例数据") if row.is_synthetic else "",
    ]
