"""The draft that a document becomes: items with exact places, nothing confirmed yet."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from enum import StrEnum

from daliang.engine.reading.blocks import Block


class MeasureKind(StrEnum):
    """What a forward-looking line is."""

    TASK = "task"
    TARGET = "target"
    COOP = "coop"
    SOFT = "soft"  # exhortation: shown, never a task


@dataclass(frozen=True, slots=True)
class Item:
    """A span of the document: `text[start:end]` is `text`."""

    start: int
    end: int
    text: str


@dataclass(frozen=True, slots=True)
class Responsible:
    """A body that the text makes responsible for a measure, and where it says so.

    Parameters
    ----------
    name : str
        As printed, without spaces.
    role : str
        lead, support, resp or subject.
    start, end : int
        Where the name stands; a merged or inherited cell stands elsewhere than the measure.
    body_id : str
        Key in the register of bodies; empty when not linked.
    """

    name: str
    role: str
    start: int
    end: int
    body_id: str = ""


@dataclass(frozen=True, slots=True)
class Due:
    """A deadline of a measure: the words, where they stand, and the ISO day or ""."""

    text: str
    norm: str
    start: int
    end: int


@dataclass(frozen=True, slots=True)
class Measure(Item):
    """One forward-looking thing that could be a line in a register."""

    kind: MeasureKind = MeasureKind.TASK
    bodies: tuple[Responsible, ...] = ()
    deadlines: tuple[Due, ...] = ()


@dataclass(frozen=True, slots=True)
class Figure(Item):
    """A number with unit, multiplied out."""

    value: float = 0.0
    value_max: float | None = None
    unit: str = ""
    approx: str = ""
    what: str = ""


@dataclass(frozen=True, slots=True)
class Organisation(Item):
    """A named body under its fullest name in the document."""

    name: str = ""
    aliases: tuple[str, ...] = ()
    body_id: str = ""


@dataclass(frozen=True, slots=True)
class Person(Item):
    """A person with the role printed before the name."""

    name: str = ""
    role: str = ""


@dataclass(frozen=True, slots=True)
class DateMention(Item):
    """A day, a month, or a range of them."""

    norm: str = ""


@dataclass(frozen=True, slots=True)
class Signed(Item):
    """A project or agreement said to be signed."""

    name: str = ""
    parties: tuple[str, ...] = ()
    amount: Figure | None = None
    place: str = ""
    cluster: str = ""
    kind: str = "project"


@dataclass(frozen=True, slots=True)
class Draft:
    """Everything read out of one document, and what was not turned into anything."""

    text: str
    measures: tuple[Measure, ...] = ()
    figures: tuple[Figure, ...] = ()
    orgs: tuple[Organisation, ...] = ()
    persons: tuple[Person, ...] = ()
    dates: tuple[DateMention, ...] = ()
    signed: tuple[Signed, ...] = ()
    blocks: tuple[Block, ...] = ()
    unread: tuple[tuple[int, int], ...] = ()
    warnings: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class RegisteredBody:
    """A body of the deployment's own register.

    Parameters
    ----------
    body_id : str
        Its key.
    name : str
        Full name: 临江市发展和改革委员会.
    aliases : tuple of str
        Short names: 市发改委, 市发展改革委.
    level : str
        省, 市, 县 or 区; empty when it has none.
    """

    body_id: str
    name: str
    aliases: tuple[str, ...] = ()
    level: str = ""


@dataclass(frozen=True, slots=True)
class Register:
    """The city's register of bodies, as a value.

    Parameters
    ----------
    place : str
        The city: 临江市. 我市 and 本市 mean it.
    bodies : Sequence of RegisteredBody
        What exists.
    labels : Mapping of str to str
        Column heads the deployment has taught: head to the name of a `labels.Field`.
    """

    place: str = ""
    bodies: Sequence[RegisteredBody] = ()
    labels: Mapping[str, str] = field(default_factory=dict)
