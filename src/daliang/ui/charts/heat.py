"""A table of shades."""

from __future__ import annotations

from collections.abc import Sequence

from daliang.ui.charts.style import TEXT, base_option, category_axis, height_for
from daliang.ui.charts.values import Chart, Values, same_length
from daliang.ui.parts import Number, number


def heat_map(
    title: str,
    columns: Sequence[str],
    lines: Sequence[str],
    cells: Sequence[Values],
    *,
    unit: str,
    source: str,
    digits: int | None = None,
    middle: Number | None = None,
) -> Chart:
    """Return a table of shades with the number printed in each cell.

    Parameters
    ----------
    cells : sequence of sequences
        One inner sequence a line, one value a column; None stays blank.
    middle : number, optional
        Turning point between blue (over) and red (under); without it one hue is used.
    """
    same_length(columns, cells)
    flat = [float(v) for row in cells for v in row if v is not None]
    low, high = (min(flat), max(flat)) if flat else (0.0, 1.0)
    shades = ["#eef3f8", "#9dbbd9", "#3c6ea5"]
    if middle is not None:
        reach = max(high - float(middle), float(middle) - low, 1e-9)
        low, high = float(middle) - reach, float(middle) + reach
        shades = ["#c9584b", "#f1ece6", "#3c6ea5"]
    data = [
        {"value": [x, y, float(v)], "label": _label(float(v), low, high, digits)}
        for y, row in enumerate(cells)
        for x, v in enumerate(row)
        if v is not None
    ]
    option = base_option() | {
        "grid": {"left": 8, "right": 8, "top": 8, "bottom": 44, "containLabel": True},
        "xAxis": category_axis(columns) | {"splitArea": {"show": False}},
        "yAxis": category_axis(lines) | {"inverse": True},
        "visualMap": {
            "min": low,
            "max": high,
            "calculable": False,
            "orient": "horizontal",
            "left": "center",
            "bottom": 0,
            "itemHeight": 160,
            "inRange": {"color": shades},
            "text": [number(high, digits), number(low, digits)],
            "textStyle": {"color": TEXT},
        },
        "series": [
            {
                "type": "heatmap",
                "data": data,
                "label": {"show": True, "color": "#1f2730"},
                "itemStyle": {"borderColor": "#fff", "borderWidth": 2},
            }
        ],
    }
    rows = [
        [name, *(number(v, digits) for v in row)] for name, row in zip(lines, cells, strict=True)
    ]
    return Chart(title, option, ["", *columns], rows, source, height_for(len(lines)))


def _label(value: float, low: float, high: float, digits: int | None) -> dict[str, str]:
    is_dark = (value - low) / ((high - low) or 1) > 0.8
    return {"formatter": number(value, digits), "color": "#fff" if is_dark else "#1f2730"}
