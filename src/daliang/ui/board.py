"""A page as data: tiles, charts, facts, a register, tables and forms, drawn by one template.

A pack with ordinary pages gives a `Board` and needs no template of its own:
`render(request, "ui/board.html", board.context())`, or together with a register
`daliang.base.pages.register_page`.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, fields
from decimal import Decimal

from django import forms

from daliang.ui.charts import Chart, Drawing
from daliang.ui.parts import Crumb, Event, Tab, Tile, Tone, day, number


def written(value: object) -> object:
    """Return a value as a page writes it: dates as 2024-06-30, numbers without idle noughts."""
    if isinstance(value, dt.date):
        return day(value)
    if isinstance(value, Decimal):
        return number(value.normalize())
    return number(value) if type(value) in {int, float} else value


@dataclass(frozen=True)
class Button:
    """A link among the page's actions."""

    title: object
    url: str
    icon: str = "arrow-right"
    is_main: bool = False


@dataclass(frozen=True)
class Panel:
    """A form that posts to an address: one verb of the page.

    A form that is `is_folded` opens by its button; one without fields is a button alone.
    """

    button: object
    url: str
    form: forms.Form | None = None
    hint: object = ""
    is_main: bool = False
    is_danger: bool = False
    is_folded: bool = True
    name: str = ""  # sent as `verb`

    @property
    def has_files(self) -> bool:
        """Whether the browser must send the form in parts."""
        return self.form is not None and self.form.is_multipart()


@dataclass(frozen=True)
class Table:
    """A small table with its source; numbers stand right."""

    title: object
    header: Sequence[object]
    rows: Sequence[Sequence[object]]
    note: object = ""
    empty: object = ""

    @property
    def labelled(self) -> list[list[tuple[object, object]]]:
        """Each cell with its header, which a phone shows beside it."""
        return [[(h, written(v)) for h, v in zip(self.header, r, strict=True)] for r in self.rows]


@dataclass(frozen=True)
class Notice:
    """A sentence that must not be missed."""

    text: object
    tone: Tone = "blue"


@dataclass(frozen=True)
class Board:
    """Everything a page shows, from top to bottom; whatever is left out is not drawn."""

    heading: object
    hint: object = ""
    crumbs: Sequence[Crumb] = ()
    buttons: Sequence[Button] = ()
    tabs: Sequence[Tab] = ()
    marks: Sequence[object] = ()
    notices: Sequence[Notice] = ()
    tiles: Sequence[Tile] = ()
    facts: Sequence[tuple[object, object]] = ()
    prose: str = ""
    charts: Sequence[Chart] = ()
    drawings: Sequence[Drawing] = ()
    tables: Sequence[Table] = ()
    events: Sequence[Event] = ()
    panels: Sequence[Panel] = ()
    is_synthetic_row: bool = False

    def context(self) -> Mapping[str, object]:
        """Return the names that `ui/board.html` reads."""
        values = {field.name: getattr(self, field.name) for field in fields(self)}
        return values | {"facts": [(title, written(value)) for title, value in self.facts]}
