"""What a chart is made of."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Literal

from django.utils.safestring import SafeString

from daliang.ui.parts import Number, Tone

Values = Sequence[Number | None]


@dataclass(frozen=True)
class Chart:
    """A chart: title, ECharts option, the numbers as a table, and where they come from.

    Parameters
    ----------
    title : str
    option : mapping
        ECharts option; JSON only.
    header, rows : sequence
        The same numbers for print, screen readers and pages without JavaScript.
    source : str
        Scope, source and as-of date in one line; required.
    height : {"low", "", "tall"}
    summary : str
        One sentence that says what the chart shows; read aloud.
    """

    title: str
    option: Mapping[str, Any]
    header: Sequence[str]
    rows: Sequence[Sequence[str]]
    source: str
    height: Literal["low", "", "tall"] = ""
    summary: str = ""

    def __post_init__(self) -> None:
        if not self.source:
            raise ValueError("a chart without a source may not be shown")


@dataclass(frozen=True)
class Line:
    """One series of a line chart; `is_ahead` draws it dashed, as a plan or a forecast."""

    name: str
    values: Values
    is_ahead: bool = False


@dataclass(frozen=True)
class TargetLine:
    """A level to reach: a floor, a must, a stretch. Give `values` for a path instead of a level."""

    name: str
    level: Number | None = None
    values: Values = ()


@dataclass(frozen=True)
class Fan:
    """What may come: the tenth, fiftieth and ninetieth of a hundred outcomes, one a period."""

    p10: Values
    p50: Values
    p90: Values


@dataclass(frozen=True)
class Bar:
    """One bar of a ranking."""

    name: str
    value: Number | None
    is_own: bool = False
    note: str = ""


@dataclass(frozen=True)
class Stack:
    """One layer of a stacked bar chart; a `tone` gives it the colour of that light."""

    name: str
    values: Values = field(default_factory=tuple)
    tone: Tone | None = None


def same_length(axis: Sequence[str], many: Sequence[Sequence[Any]]) -> None:
    """Refuse values that do not fit their labels."""
    wrong = [len(values) for values in many if len(values) != len(axis)]
    if wrong:
        raise ValueError(f"{len(axis)} labels but series of {wrong} values")


@dataclass(frozen=True)
class Drawing:
    """A picture drawn on the server as SVG, with the same numbers as a table.

    Parameters
    ----------
    title, header, rows, source, summary
        As for `Chart`.
    svg : SafeString
        Complete `<svg>` without style attributes; needs no script.
    """

    title: str
    svg: SafeString
    header: Sequence[str]
    rows: Sequence[Sequence[str]]
    source: str
    summary: str = ""

    def __post_init__(self) -> None:
        if not self.source:
            raise ValueError("a drawing without a source may not be shown")
