"""How charts look: colours, axes, and the ground every option stands on."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, Literal

from daliang.ui.parts import Tone

INK, VERMILION, SLATE, GRID, TEXT = "#1e3a5f", "#b5382a", "#8592a1", "#e3e7ec", "#3a4550"
UP, DOWN, TOTAL = "#3c6ea5", "#b5382a", "#1e3a5f"
# Distinct in lightness too, so that they survive a black-and-white printer.
PALETTE = ("#1e3a5f", "#5b8dc0", "#b5382a", "#d9a441", "#4f8a6b", "#8f7fb3", "#9aa4af", "#7a5c3e")
TONE_COLOURS: dict[Tone, str] = {
    "green": "#4f8a6b",
    "amber": "#d09a2d",
    "red": "#b3261e",
    "blue": "#5b8dc0",
    "grey": "#9aa4af",
}
LINE_TYPES = ("solid", "dashed", "dotted", [8, 3, 2, 3])
LINE_COLOURS = (INK, SLATE, "#4f8a6b", "#8f7fb3", "#7a5c3e")
SYMBOLS = ("circle", "rect", "triangle", "diamond")
FONT = "system-ui, 'PingFang SC', 'Microsoft YaHei', 'Noto Sans CJK SC', sans-serif"


def base_option() -> dict[str, Any]:
    """Return what every option begins with."""
    return {
        "animation": False,
        "color": list(PALETTE),
        "textStyle": {"fontFamily": FONT},
        "grid": {"left": 8, "right": 16, "top": 40, "bottom": 8, "containLabel": True},
        # richText is drawn, not parsed: a label can bring no HTML, and no inline style is needed.
        "tooltip": {"trigger": "item", "renderMode": "richText", "confine": True},
        "aria": {"enabled": True},
    }


def category_axis(labels: Sequence[str]) -> dict[str, Any]:
    """Return an axis of names."""
    return {
        "type": "category",
        "data": list(labels),
        "axisTick": {"show": False},
        "axisLine": {"lineStyle": {"color": SLATE}},
        "axisLabel": {"color": TEXT, "hideOverlap": True},
    }


def value_axis(unit: str, *, is_scaled: bool = False) -> dict[str, Any]:
    """Return an axis of numbers with its unit."""
    return {
        "type": "value",
        "name": unit,
        "scale": is_scaled,
        "nameTextStyle": {"color": SLATE, "align": "left"},
        "splitLine": {"lineStyle": {"color": GRID}},
        "axisLabel": {"color": TEXT},
    }


def mark_line(name: str, level: float, *, axis: str) -> dict[str, Any]:
    """Return one level drawn across the bars, with its name."""
    return {
        "silent": True,
        "symbol": "none",
        "lineStyle": {"type": "dashed", "color": INK, "width": 1.25},
        "label": {"formatter": name, "position": "start", "color": INK},
        "data": [{axis: level}],
    }


def height_for(lines: int) -> Literal["low", "", "tall"]:
    """Return how tall a chart of so many lines stands."""
    return "low" if lines <= 6 else "" if lines <= 14 else "tall"
