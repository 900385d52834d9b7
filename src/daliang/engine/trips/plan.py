"""A planned trip: who is where, when, and where they sleep."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

Cause = Literal["window", "travel", "full"]


@dataclass(frozen=True, slots=True)
class Stop:
    """A visit made: `arrival` is the start of the meeting, `departure` its end."""

    visit: str
    city: str
    arrival: float
    departure: float


@dataclass(frozen=True, slots=True)
class Leg:
    """A journey: it ends when the next meeting starts, so waiting is before it."""

    origin: str
    destination: str
    depart: float
    arrive: float


@dataclass(frozen=True, slots=True)
class TeamDay:
    """One team's day, minutes of that day; `hotel` is where it is at night (home at the end)."""

    team: int
    day: int
    start: str
    stops: tuple[Stop, ...]
    legs: tuple[Leg, ...]
    hotel: str


@dataclass(frozen=True, slots=True)
class Unvisited:
    """A visit left out, why, and the sentence."""

    visit: str
    cause: Cause
    detail: str


@dataclass(frozen=True, slots=True)
class Plan:
    """A whole plan; `method` names the solver whose answer was kept."""

    days: tuple[TeamDay, ...]
    unvisited: tuple[Unvisited, ...]
    score: float
    fixed_kept: int
    fixed_wanted: int
    travel_minutes: float
    method: str
