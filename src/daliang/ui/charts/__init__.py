"""Charts as values: an ECharts option in plain JSON beside a table with the same numbers.

A template prints one with `{% chart chart %}` and loads the script with
`{% chart_scripts %}` in the block `scripts`. Options hold no functions and no
HTML, so they pass a strict policy and can be drawn outside a browser too.
Lines, bars and labels differ in form as well as in colour, for print.
"""

from __future__ import annotations

from daliang.ui.charts.bars import ranked_bars, stacked_bars, waterfall
from daliang.ui.charts.gantt import GanttBar, GanttMark, gantt
from daliang.ui.charts.heat import heat_map
from daliang.ui.charts.lines import line_chart
from daliang.ui.charts.spark import sparkline
from daliang.ui.charts.tiles import MapTile, tile_map
from daliang.ui.charts.values import Bar, Chart, Drawing, Fan, Line, Stack, TargetLine

__all__ = [
    "Bar",
    "Chart",
    "Drawing",
    "Fan",
    "GanttBar",
    "GanttMark",
    "Line",
    "MapTile",
    "Stack",
    "TargetLine",
    "gantt",
    "heat_map",
    "line_chart",
    "ranked_bars",
    "sparkline",
    "stacked_bars",
    "tile_map",
    "waterfall",
]
