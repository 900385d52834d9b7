"""Parts draw themselves safely and say the same in words."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal

import pytest
from django.template import Context, Template
from django.template.loader import render_to_string
from django.test import RequestFactory
from hypothesis import given
from hypothesis import strategies as st

from daliang.ui import charts
from daliang.ui.parts import (
    Badge,
    Event,
    Figure,
    Light,
    Link,
    NavGroup,
    NavItem,
    Progress,
    Tile,
    Words,
    number,
)
from daliang.ui.wording import word_changes

DAY = dt.date(2024, 6, 30)
NASTY = '<b>"&'


def _draw(source: str, **context: object) -> str:
    return Template("{% load ui %}" + source).render(Context(context))


@pytest.mark.parametrize(
    "part",
    [
        Light("red", NASTY, NASTY),
        Badge(NASTY),
        Figure(1, NASTY, NASTY, NASTY, DAY, note=NASTY),
        Figure(1, NASTY, NASTY, NASTY, DAY, is_compact=True),
        Link(NASTY, "/x/", NASTY),
        Words([Badge(NASTY)]),
    ],
)
def test_no_part_lets_markup_through(part: object) -> None:
    drawn = _draw("{{ part }}", part=part)

    assert "<b>&quot;" not in drawn
    assert '<b>"' not in drawn
    assert "&lt;b&gt;" in drawn


@pytest.mark.parametrize("missing", ["scope", "source", "as_of"])
def test_a_figure_without_its_source_may_not_be_shown(missing: str) -> None:
    given = {"scope": "统计数", "source": "统计局", "as_of": DAY, missing: ""}

    with pytest.raises(ValueError, match=missing):
        Figure(1, "亿元", **given)  # type: ignore[arg-type]


def test_a_figure_shows_unit_scope_source_and_day() -> None:
    drawn = str(Figure(Decimal("15456.19"), "亿元", "统计数", "统计局", DAY))

    for words in ("15,456.19", "亿元", "统计数", "统计局", "截至2024-06-30"):
        assert words in drawn


def test_a_light_is_never_colour_alone() -> None:
    with pytest.raises(ValueError, match="tone"):
        Light("purple", "怪")  # type: ignore[arg-type]
    assert Light("red", "逾期", "超过时限9天").plain == "逾期：超过时限9天"


def test_progress_marks_the_pace_without_inline_style() -> None:
    behind = str(Progress(31, 50))

    assert "is-behind" in behind
    assert 'x="50%"' in behind
    assert "style=" not in behind
    assert 'width="100%" height="6"/>' in str(Progress(140))
    assert "未报" in str(Progress(None, 50))


@given(st.floats(allow_nan=True, allow_infinity=False, width=32) | st.none() | st.integers())
def test_every_number_is_written(value: float | int | None) -> None:
    assert number(value)


@given(st.text(max_size=60), st.text(max_size=60))
def test_a_change_of_wording_loses_no_letter(before: str, after: str) -> None:
    pieces = word_changes(before, after)

    assert "".join(p.text for p in pieces if p.kind != "new") == before
    assert "".join(p.text for p in pieces if p.kind != "gone") == after


def test_tags_draw_every_part() -> None:
    zone = dt.timezone(dt.timedelta(hours=8))
    changes = [("时限", "6月", "9月")]
    events = [
        Event(dt.datetime(2024, 6, 1, 9, tzinfo=zone), "交办", "督查室", NASTY, changes=changes),
        Event(DAY, "到期", is_ahead=True),
    ]
    rate = Figure(61.2, "%", "调度数", "样例", DAY)
    tile = Tile("完成率", rate, picture=charts.sparkline([1, 2]))

    drawn = _draw(
        '{% light "red" "逾期" "九天" %}{% badge "草稿" %}{% progress 40 50 %}{% synthetic %}'
        '{% icon "flag" %}{% figure 3 "项" "调度数" "样例" day %}{% tile tile %}'
        '{% timeline events %}{% diff "6月" "9月" %}{% confirm "销号" "确认？" "/close/" %}'
        '{% empty_state "没有" "新建一个" "/new/" "新建" %}{{ 12345.6|grouped:2 }}',
        day=DAY,
        tile=tile,
        events=events,
    )

    assert "<del>6</del><ins>9</ins>" in drawn
    assert "2024-06-01 09:00" in drawn
    assert "is-ahead" in drawn
    assert "12,345.60" in drawn
    assert 'action="/close/"' in drawn
    assert "&lt;b&gt;" in drawn


def test_the_base_page_has_no_inline_script_or_style() -> None:
    nav = [NavGroup("工作", [NavItem("事项", "/items/", icon="list", count=3, is_active=True)])]
    request = RequestFactory().get("/")

    html = render_to_string("ui/base.html", {"nav": nav, "heading": "总览"}, request)

    assert "style=" not in html
    assert "<style" not in html
    for script in html.split("<script")[1:]:
        assert " src=" in script.split(">")[0]
    assert 'aria-current="page"' in html
    assert "总览" in html
