"""A chart as a picture: the same ECharts option as on screen, drawn without a browser.

ECharts runs in V8 (mini-racer, optional) and gives SVG; typst, which sets the
PDFs anyway, turns it into PNG with the machine's own fonts. Without mini-racer
a chart becomes its table of numbers, so that a paper never lacks the figures.
"""

from __future__ import annotations

import json
from functools import cache
from typing import Any

import typst
from django.conf import settings

from daliang.ui.charts import Chart
from daliang.ui.papers import Block, Note, Picture, Table, TableColumn, choose_fonts

_WIDTH, _HEIGHT = 560, 290  # small enough that ECharts' 12 px read as 9 pt on paper
_PPI = 190.0
_DRAW = """(function(option, width, height) {
  option.animation = false;
  var chart = echarts.init(null, null, {renderer: 'svg', ssr: true, width: width, height: height});
  chart.setOption(option);
  var svg = chart.renderToSVGString();
  chart.dispose();
  return svg;
})"""
_WORLD = (
    "var window = this, self = this, global = this;"
    "function setTimeout() {} function clearTimeout() {}"
    "var console = {log: function() {}, warn: function() {}, error: function() {}};"
)


def blocks_of(chart: Chart) -> list[Block]:
    """Return a chart as blocks of a paper: a picture with its source, or its numbers."""
    picture = png(chart)
    if picture is not None:
        return [Picture(picture, chart.title), Note(chart.source)]
    columns = [
        TableColumn(title, 1.0, "left" if place == 0 else "right")
        for place, title in enumerate(chart.header)
    ]
    return [Table(columns, chart.rows, caption=chart.title, note=chart.source)]


def png(chart: Chart) -> bytes | None:
    """Return a chart drawn as PNG; None where the drawing engine is not installed."""
    engine = _engine()
    if engine is None:
        return None
    option = json.dumps(chart.option, ensure_ascii=False)
    # the font of the paper, not of the screen: typst sets the words
    family = choose_fonts().heading1
    svg = engine.eval(f"{_DRAW}({option}, {_WIDTH}, {_HEIGHT})").replace(
        "font-family:", f"font-family:'{family}',"
    )
    source = (
        f"#set page(width: {_WIDTH}pt, height: {_HEIGHT}pt, margin: 0pt)\n"
        f"#set text(font: {json.dumps(family, ensure_ascii=False)})\n"
        f'#image(bytes({json.dumps(svg, ensure_ascii=False)}), format: "svg", width: 100%)'
    )
    return typst.compile(source.encode(), format="png", ppi=_PPI)


@cache
def _engine() -> Any:
    """Start V8 with ECharts once; 0.3 s. Both may be missing: then there is no engine."""
    path = settings.VENDOR / "echarts.min.js"
    try:
        # optional and heavy: a V8 of 20 MB, only wanted where papers carry pictures
        from py_mini_racer import MiniRacer
    except ImportError:
        return None
    if not path.exists():
        return None
    engine = MiniRacer()
    engine.eval(_WORLD)
    engine.eval(path.read_text(encoding="utf-8") + ";0")
    return engine
