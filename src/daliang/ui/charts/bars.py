"""Bars: steps from a start to an end, rankings, layers."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django.utils.translation import gettext as _

from daliang.ui.charts.style import (
    DOWN,
    FONT,
    PALETTE,
    TEXT,
    TONE_COLOURS,
    TOTAL,
    UP,
    VERMILION,
    base_option,
    category_axis,
    height_for,
    mark_line,
    value_axis,
)
from daliang.ui.charts.values import Bar, Chart, Stack, same_length
from daliang.ui.parts import Number, number


def waterfall(
    title: str,
    start: tuple[str, Number] | None,
    steps: Sequence[tuple[str, Number]],
    end: str,
    *,
    unit: str,
    source: str,
    digits: int = 2,
) -> Chart:
    """Return how steps lead from a start to an end, pulls up and down told by colour and sign."""
    at = float(start[1]) if start else 0.0
    names, bars, labels = [], [], []
    if start:
        names.append(start[0])
        bars.append(_block(0.0, at, TOTAL))
        labels.append((max(0.0, at), number(start[1], digits)))
    for name, delta in steps:
        names.append(name)
        bars.append(_block(at, at + float(delta), UP if delta >= 0 else DOWN))
        at_before, at = at, at + float(delta)
        labels.append((max(at_before, at), f"{'+' if delta > 0 else ''}{number(delta, digits)}"))
    names.append(end)
    bars.append(_block(0.0, at, TOTAL))
    labels.append((max(0.0, at), number(at, digits)))
    option = base_option() | {
        "xAxis": category_axis(names),
        "yAxis": value_axis(unit),
        "series": [
            {"type": "candlestick", "data": bars, "barMaxWidth": 44, "silent": True},
            {
                "type": "scatter",
                "symbolSize": 1,
                "itemStyle": {"color": "transparent"},
                "data": [
                    {"value": top, "label": {"show": True, "position": "top", "formatter": text}}
                    for top, text in labels
                ],
                "label": {"color": TEXT, "fontFamily": FONT},
                "silent": True,
            },
        ],
    }
    rows = [[name, text] for name, (_top, text) in zip(names, labels, strict=True)]
    return Chart(title, option, [_("项目"), unit], rows, source)


def ranked_bars(
    title: str,
    bars: Sequence[Bar],
    *,
    unit: str,
    source: str,
    digits: int | None = None,
    reference: tuple[str, Number] | None = None,
) -> Chart:
    """Return bars from the highest down, the own one strong; a gap is listed, not drawn as zero."""
    ranked = sorted(bars, key=lambda b: (b.value is None, -float(b.value or 0)))
    known = [b for b in ranked if b.value is not None]
    data: list[dict[str, Any]] = [
        {
            "value": float(b.value or 0),
            "itemStyle": {"color": VERMILION if b.is_own else "#9db4cd"},
            "label": {
                "formatter": number(b.value, digits),
                "fontWeight": "bold" if b.is_own else "normal",
                "position": "right" if (b.value or 0) >= 0 else "left",
            },
        }
        for b in known
    ]
    series: dict[str, Any] = {
        "type": "bar",
        "data": data,
        "barMaxWidth": 18,
        "label": {"show": True, "color": TEXT},
    }
    if reference:
        name, level = reference
        series["markLine"] = mark_line(
            f"{name} {number(level, digits)}", float(level), axis="xAxis"
        )
    option = base_option() | {
        "grid": {"left": 8, "right": 56, "top": 24, "bottom": 8, "containLabel": True},
        "xAxis": value_axis(unit) | {"axisLabel": {"show": False}, "name": ""},
        "yAxis": category_axis([f"{b.name}（本）" if b.is_own else b.name for b in known])
        | {"inverse": True, "axisLabel": {"interval": 0, "color": TEXT}},
        "series": [series],
    }
    places = [1 + sum(float(o.value or 0) > float(b.value or 0) for o in known) for b in known]
    rows = [
        [str(place), b.name, number(b.value, digits), b.note]
        for place, b in zip(places, known, strict=True)
    ]
    rows += [["—", b.name, "—", b.note or _("未报")] for b in ranked if b.value is None]
    header = [_("位次"), _("名称"), unit, _("说明")]
    return Chart(title, option, header, rows, source, height_for(len(known)))


def stacked_bars(
    title: str,
    names: Sequence[str],
    stacks: Sequence[Stack],
    *,
    unit: str,
    source: str,
    digits: int | None = None,
    is_share: bool = False,
) -> Chart:
    """Return bars made of layers; layers differ by pattern as well as by colour.

    Parameters
    ----------
    is_share : bool
        Draw each bar as 100 %.
    """
    same_length(names, [s.values for s in stacks])
    sums = [sum(float(s.values[i] or 0) for s in stacks) for i in range(len(names))]
    scale = [100 / total if is_share and total else 1 for total in sums]
    series = [
        {
            "type": "bar",
            "stack": "all",
            "name": s.name,
            "barMaxWidth": 36,
            "data": [
                None if v is None else round(float(v) * k, 6)
                for v, k in zip(s.values, scale, strict=True)
            ],
            "itemStyle": {"color": _layer_colour(s, place)},
        }
        for place, s in enumerate(stacks)
    ]
    option = base_option() | {
        "aria": {"enabled": True, "decal": {"show": True}},
        "legend": {"top": 0, "right": 0, "textStyle": {"color": TEXT}},
        "xAxis": category_axis(names),
        "yAxis": value_axis("%" if is_share else unit) | ({"max": 100} if is_share else {}),
        "series": series,
    }
    rows = [
        [name, *(number(s.values[i], digits) for s in stacks), number(round(sums[i], 6), digits)]
        for i, name in enumerate(names)
    ]
    header = ["", *(s.name for s in stacks), _("合计")]
    return Chart(title, option, header, rows, source)


def _layer_colour(stack: Stack, place: int) -> str:
    return TONE_COLOURS[stack.tone] if stack.tone else PALETTE[place % len(PALETTE)]


def _block(start: float, stop: float, colour: str) -> dict[str, Any]:
    # A candlestick is the one plain-JSON bar that may float on both sides of zero.
    style = {"color": colour, "color0": colour, "borderColor": colour, "borderColor0": colour}
    return {"value": [start, stop, min(start, stop), max(start, stop)], "itemStyle": style}
