"""The small things every page is made of, as frozen values that draw themselves.

Each value renders safely both in a template (`{{ light }}`) and in a register
cell, and has `plain`, the same in words, for workbooks and papers.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Literal, Protocol

from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext as _

Tone = Literal["green", "amber", "red", "blue", "grey"]
TONES: tuple[Tone, ...] = ("green", "amber", "red", "blue", "grey")
Number = int | float | Decimal


class Drawn(Protocol):
    """Anything that renders as HTML and can also be said in words."""

    @property
    def plain(self) -> object: ...

    def __html__(self) -> str: ...


class Part:
    """A value that draws itself; Django's templates call str() first and must see safe HTML."""

    def __str__(self) -> str:
        return self.__html__()

    def __html__(self) -> SafeString:
        raise NotImplementedError


def number(value: Number | None, digits: int | None = None) -> str:
    """Write a number as an office does: grouped from five digits up, minus as U+2212, gap as “—”.

    >>> number(15456.19), number(-3, 1), number(7437.4, 2), number(None)
    ('15,456.19', '−3.0', '7437.40', '—')
    """
    if value is None or value != value:  # NaN
        return "—"
    text = f"{value:f}" if digits is None and isinstance(value, Decimal) else str(value)
    if digits is not None:
        text = f"{value:.{digits}f}"
    sign, text = ("−", text[1:]) if text.startswith("-") else ("", text)
    whole, dot, rest = text.partition(".")
    if whole.isdigit() and len(whole) > 4:
        whole = f"{int(whole):,}"
    return f"{sign}{whole}{dot}{rest}"


def percent(value: Number) -> str:
    """Write a percentage with at most one decimal.

    >>> percent(61.24), percent(50.0)
    ('61.2', '50')
    """
    return number(round(float(value), 1)).removesuffix(".0")


def day(value: dt.date | None) -> str:
    """Write a date, or a moment's date, as 2024-06-30; gap as “—”."""
    return "—" if value is None else f"{value:%Y-%m-%d}"


@dataclass(frozen=True, slots=True)
class Light(Part):
    """A light that never relies on colour alone: shape, word, and why.

    Parameters
    ----------
    tone : {"green", "amber", "red", "blue", "grey"}
        Colour and shape.
    word : str
        What the rule pack calls this state.
    reason : str
        One sentence: why this light.
    """

    tone: Tone
    word: str
    reason: str = ""

    def __post_init__(self) -> None:
        if self.tone not in TONES:
            raise ValueError(f"unknown tone {self.tone!r}; one of {', '.join(TONES)}")

    @property
    def plain(self) -> str:
        return f"{self.word}：{self.reason}" if self.reason else self.word

    def __html__(self) -> SafeString:
        why = format_html("<small>{}</small>", self.reason) if self.reason else ""
        return format_html('<span class="light light-{}">{}{}</span>', self.tone, self.word, why)


@dataclass(frozen=True, slots=True)
class Badge(Part):
    """A short word in a frame."""

    text: str
    tone: Tone = "grey"

    @property
    def plain(self) -> str:
        return self.text

    def __html__(self) -> SafeString:
        return format_html('<span class="pill pill-{}">{}</span>', self.tone, self.text)


@dataclass(frozen=True, slots=True)
class Figure(Part):
    """A number that never stands without unit, scope, source and as-of date.

    Parameters
    ----------
    value : number or None
        None is shown as “—” with the reason in `note`.
    unit, scope, source : str
        All required; a unit of "" is allowed for pure counts.
    as_of : date
        The day up to which the figure is known.
    digits : int, optional
        Decimals shown; as stored when omitted.
    note : str
        Anything else the reader must know.
    url : str
        Where the figure's own page is.
    is_compact : bool
        Show the source behind a small mark instead of a line of its own.
    """

    value: Number | None
    unit: str
    scope: str
    source: str
    as_of: dt.date
    digits: int | None = None
    note: str = ""
    url: str = ""
    is_compact: bool = False

    def __post_init__(self) -> None:
        missing = [name for name in ("scope", "source", "as_of") if not getattr(self, name)]
        if missing:
            raise ValueError(f"a figure without {', '.join(missing)} may not be shown")

    @property
    def plain(self) -> Number | None:
        return self.value

    @property
    def _pieces(self) -> list[str]:
        parts = [self.scope, self.source, _("截至%(day)s") % {"day": day(self.as_of)}, self.note]
        return [part for part in parts if part]

    @property
    def footnote(self) -> str:
        """Scope, source and date in one line."""
        return " · ".join(self._pieces)

    def __html__(self) -> SafeString:
        shown = format_html("<b>{}</b>", number(self.value, self.digits))
        if self.unit:
            shown = format_html("{}<i>{}</i>", shown, self.unit)
        if self.url:
            shown = format_html('<a href="{}">{}</a>', self.url, shown)
        if self.is_compact:
            note = format_html(
                '<span class="source" tabindex="0">ⓘ<small>{}</small></span>', self.footnote
            )
        else:
            pieces = format_html_join("", "<span>{}</span>", ((part,) for part in self._pieces))
            note = format_html("<small>{}</small>", pieces)
        return format_html('<span class="figure">{}{}</span>', shown, note)


@dataclass(frozen=True, slots=True)
class Progress(Part):
    """A bar of percent done, with a mark where it should be by now.

    Parameters
    ----------
    percent : number or None
        Done, in percent; over 100 fills the bar and is printed as it is.
    pace : number, optional
        Required by now, in percent.
    """

    percent: Number | None
    pace: Number | None = None

    @property
    def plain(self) -> Number | None:
        return self.percent

    @property
    def is_behind(self) -> bool:
        return None not in (self.percent, self.pace) and self.percent < self.pace  # type: ignore[operator]

    def __html__(self) -> SafeString:
        if self.percent is None:
            return format_html('<span class="text-secondary">{}</span>', _("未报"))
        width = f"{min(max(float(self.percent), 0), 100):g}%"
        mark, words = SafeString(""), f"{percent(self.percent)}%"
        label = words
        if self.pace is not None:
            at = f"{min(max(float(self.pace), 0), 100):g}%"
            mark = format_html('<rect class="pace" x="{}" width="2" height="12"/>', at)
            label = _("%(done)s，应达%(pace)s%%") % {
                "done": words,
                "pace": percent(self.pace),
            }
        # An SVG attribute needs no inline style, so the page stays clean under a strict policy.
        return format_html(
            '<span class="progress-line{}" title="{}"><svg aria-hidden="true">'
            '<rect class="track" y="3" width="100%" height="6"/>'
            '<rect class="done" y="3" width="{}" height="6"/>{}</svg><span>{}</span></span>',
            " is-behind" if self.is_behind else "",
            label,
            width,
            mark,
            words,
        )


@dataclass(frozen=True, slots=True)
class Link(Part):
    """A word that leads somewhere; `note` stands small below it."""

    text: str
    url: str = ""
    note: str = ""

    @property
    def plain(self) -> str:
        return self.text

    def __html__(self) -> SafeString:
        shown = format_html('<a href="{}">{}</a>', self.url, self.text) if self.url else self.text
        note = format_html("<small>{}</small>", self.note) if self.note else ""
        return format_html("{}{}", shown, note)


@dataclass(frozen=True, slots=True)
class Words(Part):
    """Several badges or lights side by side."""

    items: Sequence[Drawn]

    @property
    def plain(self) -> str:
        return "、".join(str(item.plain) for item in self.items)

    def __html__(self) -> SafeString:
        return format_html_join(mark_safe(" "), "{}", ((item,) for item in self.items))


@dataclass(frozen=True, slots=True)
class Tile:
    """One number of a cockpit: title, figure, and what it means."""

    title: str
    figure: Figure
    light: Light | None = None
    url: str = ""
    picture: Drawn | None = None


@dataclass(frozen=True, slots=True)
class Event:
    """One moment of a timeline; `changes` are (field, before, after) in words."""

    at: dt.datetime | dt.date
    title: str
    by: str = ""
    text: str = ""
    tone: Tone = "grey"
    changes: Sequence[tuple[str, str, str]] = ()
    files: Sequence[Link] = ()
    is_ahead: bool = False


@dataclass(frozen=True, slots=True)
class Tab:
    """One tab; tabs are ordinary links."""

    title: str
    url: str
    is_active: bool = False
    count: int | None = None


@dataclass(frozen=True, slots=True)
class Crumb:
    """One step of the path above the title; the last has no url."""

    title: str
    url: str = ""


@dataclass(frozen=True, slots=True)
class NavItem:
    """One line of the side navigation or the user menu."""

    title: str
    url: str
    icon: str = ""
    count: int | None = None
    is_active: bool = False


@dataclass(frozen=True, slots=True)
class NavGroup:
    """A titled part of the side navigation."""

    title: str
    items: Sequence[NavItem] = field(default_factory=tuple)
