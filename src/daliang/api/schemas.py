"""What calls say and are answered with."""

from __future__ import annotations

from datetime import date, datetime
from decimal import Decimal
from typing import Annotated

from ninja import Schema
from pydantic import AfterValidator, Field

from daliang.ledger.choices import State


def _storable(text: str) -> str:
    if "\x00" in text or any("\ud800" <= sign <= "\udfff" for sign in text):
        raise ValueError("文字含不能保存的字符")
    return text


Words = Annotated[str, AfterValidator(_storable)]
Day = Annotated[date, Field(ge=date(1949, 10, 1), le=date(2199, 12, 31))]
Id = Annotated[int, Field(ge=1, le=2**31 - 1)]


class Page(Schema):
    """Which part of a list."""

    limit: Annotated[int, Field(ge=1, le=200)] = 50
    offset: Annotated[int, Field(ge=0, le=1_000_000)] = 0


class Wanted(Page):
    """Which commitments."""

    q: Annotated[str, Field(max_length=100)] = ""
    state: State | None = None
    lead: Id | None = None


class Year(Page):
    """Which year's figures."""

    year: Annotated[int, Field(ge=1949, le=2199)]


class Cursor(Schema):
    """Where a feed continues."""

    after: Annotated[int, Field(ge=0, le=2**62)] = 0
    limit: Annotated[int, Field(ge=1, le=200)] = 50


class UnitOut(Schema):
    """An organisation."""

    id: int
    name: str
    short_name: str
    kind: str


class StepIn(Schema):
    """A milestone to be."""

    title: Annotated[Words, Field(min_length=1, max_length=300)]
    due_on: Day | None = None


class StepOut(Schema):
    """A milestone."""

    title: str
    due_on: date | None
    done_on: date | None
    weight: int


class CommitmentOut(Schema):
    """A commitment as the register shows it."""

    number: str
    programme: str
    title: str
    content: str
    category: str
    state: str
    lead: UnitOut | None
    due_kind: str
    due_on: date | None
    progress: int
    latest: str
    light_tone: str
    light_reason: str
    version: int
    is_synthetic: bool
    milestones: list[StepOut]

    @staticmethod
    def resolve_milestones(row: object) -> list[object]:
        """Read the prefetched steps."""
        return list(row.milestones.all())


class CommitmentIn(Schema):
    """A draft to be."""

    title: Annotated[Words, Field(min_length=1, max_length=300)]
    programme: Annotated[str, Field(pattern=r"^[a-z][a-z0-9_-]{0,29}$")]
    content: Annotated[Words, Field(max_length=20_000)] = ""
    category: Annotated[Words, Field(max_length=80)] = ""
    lead: Id | None = None
    source: Id | None = None
    due_on: Day | None = None
    milestones: Annotated[list[StepIn], Field(max_length=200)] = []


class CommitmentChange(Schema):
    """New values; `version` is the one that was read."""

    version: Annotated[int, Field(ge=1, le=2**31 - 1)]
    reason: Annotated[Words, Field(max_length=200)] = ""
    title: Annotated[Words, Field(min_length=1, max_length=300)] | None = None
    content: Annotated[Words, Field(max_length=20_000)] | None = None
    due_on: Day | None = None


class ReportIn(Schema):
    """What a unit says; the same key counts once."""

    key: Annotated[str, Field(pattern=r"^[\x21-\x7e]{8,64}$")]
    percent: Annotated[int, Field(ge=0, le=100)]
    text: Annotated[Words, Field(min_length=1, max_length=20_000)]
    problem: Annotated[Words, Field(max_length=20_000)] = ""
    next_step: Annotated[Words, Field(max_length=20_000)] = ""


class ReportOut(Schema):
    """A report."""

    id: int
    progress: int
    text: str
    reported_at: datetime


class SourceOut(Schema):
    """A meeting or paper that work comes from."""

    id: int
    kind: str
    title: str
    issued_by: str
    document_number: str
    dated_on: date


class FigureOut(Schema):
    """A published figure with its scope, source and date."""

    indicator: str
    area: str | None
    year: int
    first_month: int
    last_month: int
    scope: str
    value: Decimal | None
    growth_pct: Decimal | None
    source: str
    as_of: date
    is_synthetic: bool


class ChangeOut(Schema):
    """A commitment as it stood after a change; `cursor` continues the feed."""

    cursor: int
    number: str
    verb: str
    at: datetime
    snapshot: dict


class Refusal(Schema):
    """Why not."""

    detail: str
