"""A line small enough to stand in a sentence or a cell."""

from __future__ import annotations

from dataclasses import dataclass

from django.utils.html import format_html
from django.utils.safestring import SafeString, mark_safe

from daliang.ui.charts.values import Values
from daliang.ui.parts import Part, number

WIDTH, HEIGHT, EDGE = 96, 24, 3


@dataclass(frozen=True, slots=True)
class Spark(Part):
    """The drawn line; in words, its values."""

    values: tuple[float | None, ...]
    label: str

    @property
    def plain(self) -> str:
        return "、".join(number(value) for value in self.values)

    def __html__(self) -> SafeString:
        known = [v for v in self.values if v is not None]
        if not known:
            return mark_safe('<span class="gap">—</span>')
        points = _points(self.values, min(known), max(known))
        runs = format_html(
            "{}", mark_safe("".join(f'<polyline points="{run}"/>' for run in _runs(points)))
        )
        x, y = next(p for p in reversed(points) if p is not None)
        return format_html(
            '<svg class="spark" width="{}" height="{}" role="img" aria-label="{}">'
            '<g fill="none" stroke="#3c6ea5" stroke-width="1.5">{}</g>'
            '<circle cx="{}" cy="{}" r="2.5" fill="#b5382a"/></svg>',
            WIDTH,
            HEIGHT,
            self.label or self.plain,
            runs,
            f"{x:.1f}",
            f"{y:.1f}",
        )


def sparkline(values: Values, label: str = "") -> Spark:
    """Return a small line of values; gaps stay open, the last point is marked.

    Examples
    --------
    >>> sparkline([1, None, 3]).plain
    '1.0、—、3.0'
    """
    return Spark(tuple(None if v is None else float(v) for v in values), label)


def _points(
    values: tuple[float | None, ...], low: float, high: float
) -> list[tuple[float, float] | None]:
    step = (WIDTH - 2 * EDGE) / max(len(values) - 1, 1)
    reach = (high - low) or 1.0
    return [
        None
        if v is None
        else (EDGE + i * step, HEIGHT - EDGE - (v - low) / reach * (HEIGHT - 2 * EDGE))
        for i, v in enumerate(values)
    ]


def _runs(points: list[tuple[float, float] | None]) -> list[str]:
    runs: list[list[str]] = [[]]
    for point in points:
        if point is None:
            runs.append([])
        else:
            runs[-1].append(f"{point[0]:.1f},{point[1]:.1f}")
    return [" ".join(run) for run in runs if len(run) > 1]
