"""A programme declares itself as data; the ledger asks, it never names one.

The fields are a closed list. A new hook enters only with its second user; what
one pack needs alone stays in that pack's own view.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

from daliang.ledger.choices import Rhythm
from daliang.ledger.models import Commitment

ClosingCheck = Callable[[Commitment], list[str]]
ExtraFacts = Callable[[Sequence[Commitment]], Mapping[int, Mapping[str, object]]]


@dataclass(frozen=True, slots=True)
class Step:
    """A milestone that every new commitment of a programme gets."""

    title: str
    days: int  # after the issue date
    weight: int = 1


@dataclass(frozen=True, slots=True)
class Programme:
    """One line of work on the ledger, as data.

    Parameters
    ----------
    slug : str
        Its name in addresses and in the database; never changed.
    title : str
        Its name on screen (a lazy translation).
    icon : str
        An icon of the sprite.
    rhythm : Rhythm
        How often units report, unless the office sets otherwise.
    light_pack : str
        The rule pack for its lights, unless the office sets otherwise.
    steps : sequence of Step
        The milestones a new commitment starts with.
    closing_checks : sequence of functions
        Each returns the sentences that forbid closing; all must be empty.
    extra_facts : function, optional
        Facts for the lights from the programme's own detail, for many commitments at once.
    url_name : str, optional
        The page of the programme's own detail, taking the commitment's number.
    """

    slug: str
    title: object
    icon: str = "list-check"
    rhythm: Rhythm = Rhythm.MONTHLY
    light_pack: str = "suqian"
    steps: Sequence[Step] = ()
    closing_checks: Sequence[ClosingCheck] = ()
    extra_facts: ExtraFacts | None = None
    url_name: str = ""


_PROGRAMMES: dict[str, Programme] = {}


def register(programme: Programme) -> None:
    """Make a programme known; called from its AppConfig.ready."""
    if _PROGRAMMES.get(programme.slug, programme) != programme:
        raise ValueError(f"two programmes are called {programme.slug!r}")
    _PROGRAMMES[programme.slug] = programme


def programmes() -> tuple[Programme, ...]:
    """Return every programme in the order of registration."""
    return tuple(_PROGRAMMES.values())


def programme(slug: str) -> Programme:
    """Return a programme; an unknown slug gives a bare one, so that old rows stay readable."""
    return _PROGRAMMES.get(slug) or Programme(slug=slug, title=slug)
