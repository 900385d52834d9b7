"""Template tags of the screen kit: `{% load ui %}`. docs/ui.md shows each one."""

from __future__ import annotations

import datetime as dt
import json
from collections.abc import Sequence
from uuid import uuid4

from django import template
from django.templatetags.static import static
from django.utils.html import format_html
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext as _

from daliang.ui import parts
from daliang.ui.charts import Chart, Drawing
from daliang.ui.wording import word_changes

register = template.Library()


@register.simple_tag
def icon(name: str, title: str = "") -> SafeString:
    """Draw one icon of the sprite that tools/assets.py builds."""
    where = f"{static('vendor/icons.svg')}#{name}"
    said = (
        format_html('role="img" aria-label="{}"', title)
        if title
        else SafeString('aria-hidden="true"')
    )
    return format_html('<svg class="icon" {}><use href="{}"/></svg>', said, where)


@register.simple_tag
def light(tone: parts.Tone, word: str, reason: str = "") -> parts.Light:
    """Draw a light: shape, word, reason."""
    return parts.Light(tone, word, reason)


@register.simple_tag
def badge(text: str, tone: parts.Tone = "grey") -> parts.Badge:
    """Draw a short word in a frame."""
    return parts.Badge(text, tone)


@register.simple_tag
def figure(
    value: parts.Number | None,
    unit: str,
    scope: str,
    source: str,
    as_of: dt.date,
    digits: int | None = None,
    note: str = "",
    url: str = "",
    is_compact: bool = False,
) -> parts.Figure:
    """Draw a number with its unit and, small, its scope, source and date; all are required."""
    return parts.Figure(value, unit, scope, source, as_of, digits, note, url, is_compact)


@register.simple_tag
def progress(percent: parts.Number | None, pace: parts.Number | None = None) -> parts.Progress:
    """Draw a bar of percent done with a mark where it should be by now."""
    return parts.Progress(percent, pace)


@register.simple_tag
def synthetic() -> SafeString:
    """Mark something as sample data."""
    return format_html('<span class="synthetic">{}</span>', _("示例数据"))


@register.filter
def grouped(value: parts.Number | None, digits: int | None = None) -> str:
    """Write a number with grouped digits: `{{ amount|grouped:2 }}`."""
    return parts.number(value, digits)


@register.inclusion_tag("ui/tile.html")
def tile(tile: parts.Tile) -> dict[str, object]:
    """Draw one number of a cockpit."""
    return {"tile": tile}


@register.inclusion_tag("ui/timeline.html")
def timeline(events: Sequence[parts.Event]) -> dict[str, object]:
    """Draw what happened, newest first as given; moments ahead are hollow."""
    return {"events": events}


@register.inclusion_tag("ui/tabs.html")
def tabs(items: Sequence[parts.Tab]) -> dict[str, object]:
    """Draw tabs; each is an ordinary link."""
    return {"tabs": items}


@register.inclusion_tag("ui/empty.html")
def empty_state(title: str, hint: str = "", url: str = "", action: str = "") -> dict[str, object]:
    """Say that there is nothing, and what to do next."""
    return {"title": title, "hint": hint, "url": url, "action": action}


@register.inclusion_tag("ui/diff.html")
def diff(before: str, after: str) -> dict[str, object]:
    """Show old and new wording in one line: struck out and underlined."""
    return {"pieces": word_changes(before or "", after or "")}


@register.inclusion_tag("ui/confirm.html", takes_context=True)
def confirm(
    context: template.Context,
    label: str,
    question: str,
    url: str = "",
    action: str = "",
    is_danger: bool = False,
    icon: str = "",
) -> dict[str, object]:
    """Draw a button that asks before it posts to `url`; works without JavaScript."""
    return {
        "label": label,
        "question": question,
        "url": url,
        "action": action or label,
        "is_danger": is_danger,
        "icon": icon,
        "csrf_token": context.get("csrf_token"),
    }


@register.inclusion_tag("ui/chart.html")
def chart(chart: Chart) -> dict[str, object]:
    """Draw a chart with its source and, folded below, its numbers as a table."""
    option = json.dumps(chart.option, ensure_ascii=False, separators=(",", ":"), allow_nan=False)
    # No text may end the script element that holds it.
    safe = option.replace("<", "\\u003c").replace(">", "\\u003e").replace("&", "\\u0026")
    return {"chart": chart, "option": mark_safe(safe), "id": f"chart-{uuid4().hex[:8]}"}


@register.inclusion_tag("ui/drawing.html")
def drawing(drawing: Drawing) -> dict[str, object]:
    """Draw a server-made picture with its source and its numbers as a table."""
    return {"chart": drawing}


@register.simple_tag
def chart_scripts() -> SafeString:
    """Load what draws charts; once a page, in the block `scripts`."""
    return format_html(
        '<script src="{}" defer></script><script src="{}" defer></script>',
        static("vendor/echarts.min.js"),
        static("ui/charts.js"),
    )
