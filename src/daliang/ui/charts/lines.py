"""Lines over periods: what was, what should be, and what may come."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django.utils.translation import gettext as _

from daliang.ui.charts.style import (
    LINE_COLOURS,
    LINE_TYPES,
    SYMBOLS,
    TEXT,
    VERMILION,
    base_option,
    category_axis,
    value_axis,
)
from daliang.ui.charts.values import Chart, Fan, Line, TargetLine, Values, same_length
from daliang.ui.parts import number


def line_chart(
    title: str,
    periods: Sequence[str],
    lines: Sequence[Line],
    *,
    unit: str,
    source: str,
    targets: Sequence[TargetLine] = (),
    fan: Fan | None = None,
    digits: int | None = None,
) -> Chart:
    """Return lines over periods with target lines and the fan of what may come.

    Parameters
    ----------
    periods : sequence of str
        The x axis, n labels.
    lines, targets, fan
        Every `values` has n entries; None is a gap.
    """
    same_length(periods, [*(x.values for x in lines), *(t.values for t in targets if t.values)])
    series = [_line(x, place) for place, x in enumerate(lines)]
    series += [_target(t, place, len(periods)) for place, t in enumerate(targets)]
    if fan:
        same_length(periods, [fan.p10, fan.p50, fan.p90])
        series = [*_fan(fan), *series]
    option = base_option() | {
        # Target lines carry their names at their ends.
        "legend": {
            "data": [x.name for x in lines] + ([_("预测居中"), _("八成把握区间")] if fan else []),
            "top": 0,
            "right": 0,
            "itemWidth": 28,
            "textStyle": {"color": TEXT},
        },
        "grid": {
            "left": 8,
            "right": 72 if targets else 16,
            "top": 40,
            "bottom": 8,
            "containLabel": True,
        },
        "xAxis": category_axis(periods) | {"boundaryGap": False},
        "yAxis": value_axis(unit, is_scaled=True),
        "series": series,
    }
    columns = [(x.name, x.values) for x in lines]
    columns += [(t.name, t.values or [t.level] * len(periods)) for t in targets]
    if fan:
        columns += [(_("十分之一低"), fan.p10), (_("居中"), fan.p50), (_("十分之一高"), fan.p90)]
    rows = [
        [period, *(number(v[i], digits) for _name, v in columns)]
        for i, period in enumerate(periods)
    ]
    return Chart(title, option, [_("时期"), *(name for name, _v in columns)], rows, source)


def _plain(values: Values) -> list[float | None]:
    return [None if v is None else float(v) for v in values]


def _line(line: Line, place: int) -> dict[str, Any]:
    colour = LINE_COLOURS[place % len(LINE_COLOURS)]
    style = "dashed" if line.is_ahead else LINE_TYPES[place % len(LINE_TYPES)]
    return {
        "type": "line",
        "name": line.name,
        "data": _plain(line.values),
        "showSymbol": True,
        "symbol": "emptyCircle" if line.is_ahead else SYMBOLS[place % len(SYMBOLS)],
        "symbolSize": 6,
        "lineStyle": {"width": 2.5 if place == 0 else 1.75, "type": style, "color": colour},
        "itemStyle": {"color": colour},
        "connectNulls": False,
    }


def _target(target: TargetLine, place: int, count: int) -> dict[str, Any]:
    values = _plain(target.values) if target.values else [float(target.level or 0)] * count
    last = next((v for v in reversed(values) if v is not None), None)
    return {
        "type": "line",
        "name": target.name,
        "data": values,
        "lineStyle": {"width": 1.25, "type": LINE_TYPES[1 + place % 3], "color": VERMILION},
        "itemStyle": {"color": VERMILION},
        "symbol": "none",
        "endLabel": {
            "show": last is not None,
            "formatter": f"{target.name} {number(target.level)}" if target.level else target.name,
            "color": VERMILION,
        },
    }


def _fan(fan: Fan) -> list[dict[str, Any]]:
    low, high = _plain(fan.p10), _plain(fan.p90)
    width = [None if a is None or b is None else b - a for a, b in zip(low, high, strict=True)]
    edge = {
        "type": "line",
        "stack": "fan",
        "stackStrategy": "all",
        "symbol": "none",
        "silent": True,
    }
    hidden = {"lineStyle": {"opacity": 0}, "tooltip": {"show": False}}
    return [
        {**edge, **hidden, "name": "p10", "data": low},
        {
            **edge,
            **hidden,
            "name": _("八成把握区间"),
            "data": width,
            "areaStyle": {"color": "#5b8dc0", "opacity": 0.22},
            "itemStyle": {"color": "#cfdfee"},
        },
        {
            "type": "line",
            "name": _("预测居中"),
            "data": _plain(fan.p50),
            "showSymbol": True,
            "symbol": "emptyCircle",
            "symbolSize": 5,
            "lineStyle": {"type": "dashed", "width": 1.75, "color": "#5b8dc0"},
            "itemStyle": {"color": "#5b8dc0"},
        },
    ]
