"""A tile map: every district one square at its rough place, none hidden for being small."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

from daliang.ui.charts.values import Drawing
from daliang.ui.parts import Number, number

SIDE, GAP = 108, 6
SHADES = ("#e8eff7", "#c3d6ea", "#97b8d9", "#5b8dc0", "#2d5f97")
DARK_FROM = 3  # shades from here on carry white text
EMPTY = "#f0f1f3"


@dataclass(frozen=True, slots=True)
class MapTile:
    """One district: its name, its place on the grid, its value.

    Parameters
    ----------
    row, column : int
        Place on the grid, from 0.
    value : number or None
        None is drawn hatched and said to be missing.
    """

    name: str
    row: int
    column: int
    value: Number | None
    url: str = ""
    note: str = ""


def tile_map(
    title: str, tiles: Sequence[MapTile], *, unit: str, source: str, digits: int | None = None
) -> Drawing:
    """Return the tiles shaded in five equal steps from the lowest to the highest value."""
    known = [float(t.value) for t in tiles if t.value is not None]
    low, high = (min(known), max(known)) if known else (0.0, 0.0)
    width = (max((t.column for t in tiles), default=0) + 1) * (SIDE + GAP) + GAP
    height = (max((t.row for t in tiles), default=0) + 1) * (SIDE + GAP) + GAP
    body = format_html_join("", "{}", ((_tile(t, low, high, unit, digits),) for t in tiles))
    svg = format_html(
        '<svg viewBox="0 0 {w} {h}" width="{w}" height="{h}" role="img" aria-label="{t}">'
        '<defs><pattern id="gap" width="8" height="8" patternUnits="userSpaceOnUse">'
        '<path d="M0 8l8 -8" stroke="#c3c9d1"/></pattern></defs>{b}</svg>',
        w=width,
        h=height,
        t=title,
        b=body,
    )
    ranked = sorted(tiles, key=lambda t: (t.value is None, -float(t.value or 0)))
    rows = [[t.name, number(t.value, digits), t.note] for t in ranked]
    return Drawing(title, svg, [_("板块"), unit, _("说明")], rows, source)


def _tile(tile: MapTile, low: float, high: float, unit: str, digits: int | None) -> SafeString:
    left, top = GAP + tile.column * (SIDE + GAP), GAP + tile.row * (SIDE + GAP)
    if tile.value is None:
        fill, ink, words = "url(#gap)", "#5b6673", _("未报")
    else:
        share = (float(tile.value) - low) / (high - low) if high > low else 0.5
        step = min(int(share * len(SHADES)), len(SHADES) - 1)
        fill, ink = SHADES[step], "#fff" if step >= DARK_FROM else "#1f2730"
        words = f"{number(tile.value, digits)}{unit}"
    shown = format_html(
        '<g fill="{}"><rect x="{}" y="{}" width="{}" height="{}" rx="4" fill="{}" '
        'stroke="#c3c9d1"/>'
        '<text x="{}" y="{}" font-size="14">{}</text>'
        '<text x="{}" y="{}" font-size="17" font-weight="600">{}</text>'
        '<text x="{}" y="{}" font-size="11">{}</text></g>',
        ink,
        left,
        top,
        SIDE,
        SIDE,
        fill,
        left + 10,
        top + 26,
        tile.name,
        left + 10,
        top + 58,
        words,
        left + 10,
        top + 84,
        tile.note,
    )
    return format_html('<a href="{}">{}</a>', tile.url, shown) if tile.url else shown
