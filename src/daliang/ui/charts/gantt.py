"""A Gantt chart: what runs when, what is done, and where today stands."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass

from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext as _

from daliang.ui.charts.style import TONE_COLOURS
from daliang.ui.charts.values import Drawing
from daliang.ui.parts import Tone, day, number

NAME_WIDTH, ROW, HEAD, WIDTH, EDGE = 190, 26, 40, 900, 14
MAX_NAME = 14


@dataclass(frozen=True, slots=True)
class GanttMark:
    """A date on a bar that must be met; hollow until `is_done`."""

    on: dt.date
    name: str
    is_done: bool = False
    tone: Tone = "blue"


@dataclass(frozen=True, slots=True)
class GanttBar:
    """One row: from, to, percent done, tone, marks.

    Parameters
    ----------
    percent : float
        Part of the bar that is filled, 0 to 100.
    """

    name: str
    start: dt.date
    end: dt.date
    percent: float = 0.0
    tone: Tone = "blue"
    marks: Sequence[GanttMark] = ()
    url: str = ""


@dataclass(frozen=True, slots=True)
class _Scale:
    """Where a date stands on the drawing."""

    first: dt.date
    last: dt.date

    def x(self, on: dt.date) -> float:
        inner = WIDTH - NAME_WIDTH - 2 * EDGE
        return NAME_WIDTH + EDGE + (on - self.first) / (self.last - self.first) * inner


def gantt(title: str, bars: Sequence[GanttBar], *, today: dt.date, source: str) -> Drawing:
    """Return rows of bars over months, with today as a line.

    Examples
    --------
    >>> june = GanttBar("基础施工", dt.date(2024, 6, 1), dt.date(2024, 6, 30), 50)
    >>> gantt("进度", [june], today=dt.date(2024, 6, 7), source="示例").rows
    [['基础施工', '2024-06-01', '2024-06-30', '50%', '']]
    """
    dates = [d for b in bars for d in (b.start, b.end, *(m.on for m in b.marks))] or [today]
    first = min(dates).replace(day=1)
    last = _next_month(max(dates))
    scale = _Scale(first, last)
    height = HEAD + ROW * len(bars) + 8
    body = [_months(scale, height)]
    body += [_bar(bar, HEAD + ROW * place, scale) for place, bar in enumerate(bars)]
    if first <= today <= last:
        body.append(_today(today, scale.x(today), height))
    svg = format_html(
        '<svg class="wide" viewBox="0 0 {w} {h}" width="{w}" height="{h}" font-size="12" '
        'role="img" aria-label="{t}">{b}</svg>',
        w=WIDTH,
        h=height,
        t=title,
        b=mark_safe("".join(body)),
    )
    rows = [
        [
            b.name,
            day(b.start),
            day(b.end),
            f"{number(round(b.percent))}%",
            "；".join(
                f"{m.name} {day(m.on)}{_('（已完成）') if m.is_done else ''}" for m in b.marks
            ),
        ]
        for b in bars
    ]
    header = [_("名称"), _("开始"), _("结束"), _("完成"), _("节点")]
    return Drawing(title, svg, header, rows, source)


def _next_month(on: dt.date) -> dt.date:
    return (on.replace(day=28) + dt.timedelta(days=4)).replace(day=1)


def _months(scale: _Scale, height: int) -> SafeString:
    months = [scale.first]
    while (following := _next_month(months[-1])) < scale.last:
        months.append(following)
    every = max(1, -(-len(months) // 16))
    lines = (
        (
            f"{scale.x(m):.1f}",
            height,
            _("%(y)s年") % {"y": m.year} if m.month == 1 or m == scale.first else "",
            _("%(m)s月") % {"m": m.month},
        )
        for m in months[::every]
    )
    return format_html_join(
        "",
        '<line x1="{0}" x2="{0}" y1="28" y2="{1}" stroke="#e3e7ec"/>'
        '<text x="{0}" y="11" dx="2" fill="#8592a1" font-size="11">{2}</text>'
        '<text x="{0}" y="25" dx="2" fill="#5b6673">{3}</text>',
        lines,
    )


def _bar(bar: GanttBar, y: int, scale: _Scale) -> SafeString:
    left, right = scale.x(bar.start), scale.x(bar.end + dt.timedelta(days=1))
    width = max(right - left, 3.0)
    colour = TONE_COLOURS[bar.tone]
    name = bar.name if len(bar.name) <= MAX_NAME else f"{bar.name[: MAX_NAME - 1]}…"
    label = format_html(
        '<text x="4" y="{}" fill="#1f2730">{}<title>{}</title></text>', y + 16, name, bar.name
    )
    if bar.url:
        label = format_html('<a href="{}">{}</a>', bar.url, label)
    marks = format_html_join(
        "",
        '<path d="M{0} {1}l6 6l-6 6l-6 -6z" fill="{2}" stroke="{3}" stroke-width="1.5">'
        "<title>{4}</title></path>",
        (
            (
                f"{scale.x(m.on):.1f}",
                y + 6,
                TONE_COLOURS[m.tone] if m.is_done else "#fff",
                TONE_COLOURS[m.tone],
                f"{m.name} {day(m.on)}",
            )
            for m in bar.marks
        ),
    )
    return format_html(
        "{}"
        '<rect x="{}" y="{}" width="{}" height="12" rx="2" fill="{}" fill-opacity=".28" '
        'stroke="{}"/>'
        '<rect x="{}" y="{}" width="{}" height="12" rx="2" fill="{}"/>{}',
        label,
        f"{left:.1f}",
        y + 6,
        f"{width:.1f}",
        colour,
        colour,
        f"{left:.1f}",
        y + 6,
        f"{width * min(max(bar.percent, 0), 100) / 100:.1f}",
        colour,
        marks,
    )


def _today(today: dt.date, x: float, height: int) -> SafeString:
    return format_html(
        '<line x1="{0}" x2="{0}" y1="28" y2="{1}" stroke="#b5382a" stroke-width="1.5" '
        'stroke-dasharray="4 2"/>'
        '<text x="{0}" y="38" dx="3" fill="#b5382a" font-size="11">{2}</text>',
        f"{x:.1f}",
        height,
        _("今天 %(day)s") % {"day": f"{today.month}-{today.day}"},
    )
