"""Charts are plain JSON with a table beside them."""

from __future__ import annotations

import datetime as dt
import json

import pytest
from django.template import Context, Template

from daliang.ui import charts, sample
from daliang.ui.templatetags.ui import chart as chart_tag

SOURCE = "示例"
MONTHS = ["2月", "3月", "4月"]


def _functions(value: object) -> list[str]:
    if isinstance(value, dict):
        return [found for inner in value.values() for found in _functions(inner)]
    if isinstance(value, list):
        return [found for inner in value for found in _functions(inner)]
    return [value] if isinstance(value, str) and "function" in value else []


@pytest.mark.parametrize("chart", sample._charts(), ids=lambda chart: chart.title)
def test_every_chart_is_json_without_functions_and_has_its_numbers(chart: charts.Chart) -> None:
    option = json.loads(json.dumps(chart.option, allow_nan=False))

    assert not _functions(option)
    assert option["tooltip"]["renderMode"] == "richText"
    assert chart.rows
    assert {len(row) for row in chart.rows} == {len(chart.header)}


def test_a_chart_needs_a_source() -> None:
    with pytest.raises(ValueError, match="source"):
        charts.line_chart("图", MONTHS, [charts.Line("甲", [1, 2, 3])], unit="%", source="")


def test_values_must_fit_their_labels() -> None:
    with pytest.raises(ValueError, match="3 labels"):
        charts.line_chart("图", MONTHS, [charts.Line("甲", [1, 2])], unit="%", source=SOURCE)


def test_no_text_ends_the_script_that_holds_the_option() -> None:
    chart = charts.stacked_bars(
        "</script><b>", ["</script>"], [charts.Stack("<!--", [1])], unit="项", source=SOURCE
    )

    html = Template("{% load ui %}{% chart chart %}").render(Context({"chart": chart}))

    assert html.count("</script>") == 1
    assert "<!--" not in html
    held = html.split('type="application/json"')[1].split(">", 1)[1].split("</script>")[0]
    assert json.loads(held)["xAxis"]["data"] == ["</script>"]
    assert chart_tag(chart)["id"] != chart_tag(chart)["id"]


def test_a_waterfall_ends_where_its_steps_lead_even_below_zero() -> None:
    chart = charts.waterfall(
        "拉动", ("上年", 1.0), [("甲", -3.0), ("乙", 0.5)], "本期", unit="点", source=SOURCE
    )

    bars = [bar["value"] for bar in chart.option["series"][0]["data"]]
    assert bars[1] == [1.0, -2.0, -2.0, 1.0]
    assert bars[-1][1] == pytest.approx(-1.5)
    assert chart.rows[-1] == ["本期", "−1.50"]
    assert chart.rows[2] == ["乙", "+0.50"]


def test_a_ranking_gives_ties_one_place_and_lists_gaps_last() -> None:
    bars = [
        charts.Bar("甲", 5),
        charts.Bar("乙", 7),
        charts.Bar("丙", 5, is_own=True),
        charts.Bar("丁", None),
    ]

    chart = charts.ranked_bars("增速", bars, unit="%", source=SOURCE)

    assert [row[:2] for row in chart.rows] == [["1", "乙"], ["2", "甲"], ["2", "丙"], ["—", "丁"]]
    assert chart.option["yAxis"]["data"] == ["乙", "甲", "丙（本）"]


def test_the_fan_lies_between_its_edges() -> None:
    fan = charts.Fan([None, -1.0, -2.0], [None, 0.0, 0.5], [None, 1.0, 3.0])
    chart = charts.line_chart("预测", MONTHS, [], unit="%", source=SOURCE, fan=fan)

    low, width, middle = chart.option["series"]
    assert low["data"] == [None, -1.0, -2.0]
    assert width["data"] == [None, 2.0, 5.0]
    assert middle["data"] == [None, 0.0, 0.5]


def test_shares_sum_to_a_hundred_and_an_empty_bar_stays_empty() -> None:
    chart = charts.stacked_bars(
        "占比",
        ["甲", "乙"],
        [charts.Stack("快", [1, 0]), charts.Stack("慢", [3, 0])],
        unit="项",
        source=SOURCE,
        is_share=True,
    )

    assert [s["data"][0] for s in chart.option["series"]] == [25, 75]
    assert [s["data"][1] for s in chart.option["series"]] == [0, 0]


def test_a_heat_map_leaves_gaps_blank() -> None:
    chart = charts.heat_map("热力", ["甲", "乙"], ["一"], [[1.0, None]], unit="%", source=SOURCE)

    assert len(chart.option["series"][0]["data"]) == 1
    assert chart.rows == [["一", "1.0", "—"]]


def test_a_heat_map_of_nothing_is_drawn() -> None:
    assert charts.heat_map("空", ["甲"], ["一"], [[None]], unit="%", source=SOURCE).rows


@pytest.mark.parametrize("values", [[], [None, None], [1], [2, 2, 2], [1, None, 3]])
def test_a_sparkline_bears_gaps_and_flat_lines(values: list[float | None]) -> None:
    assert "nan" not in str(charts.sparkline(values))


def test_drawings_escape_their_texts_and_carry_no_style() -> None:
    day = dt.date(2024, 6, 7)
    name = "<b>很长很长很长很长很长很长的名称"
    bar = charts.GanttBar(name, day, day, 150, marks=[charts.GanttMark(day, name)], url="/x/")

    plan = charts.gantt("计划", [bar], today=day, source=SOURCE)
    tiles = charts.tile_map("地图", [charts.MapTile(name, 0, 0, None)], unit="%", source=SOURCE)

    for drawing in (plan, tiles):
        assert "<b>" not in drawing.svg
        assert "style=" not in drawing.svg
    assert plan.rows[0][1] == "2024-06-07"
    assert tiles.rows == [[name, "—", ""]]


def test_a_gantt_of_nothing_is_drawn() -> None:
    assert charts.gantt("计划", [], today=dt.date(2024, 6, 7), source=SOURCE).rows == []
