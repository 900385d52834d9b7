"""What the packs show of a firm: each registers a function, the card asks all of them.

The card cannot import the packs above it, so they hand in their sections: for the city's
people (`user`, scoped by the pack) and, apart from it, for the firm itself.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from daliang.base.models import User
from daliang.parties.models import Enterprise


@dataclass(frozen=True, slots=True)
class Line:
    """One line: what, where it leads, a mark beside it, and a note below."""

    text: str
    url: str = ""
    mark: object = ""  # a Badge or Light
    note: str = ""


@dataclass(frozen=True, slots=True)
class Section:
    """A section of the card, ready to print.

    Parameters
    ----------
    source : str
        Scope, source and as-of date of what it shows.
    """

    title: object
    lines: Sequence[Line]
    icon: str = "list-check"
    source: str = ""
    more_url: str = ""
    action_url: str = ""
    action_title: str = ""
    hint: str = ""


ForOffice = Callable[[User, Enterprise], Section | None]
ForFirm = Callable[[Enterprise], Section | None]
_office: dict[str, tuple[int, ForOffice]] = {}
_firm: dict[str, tuple[int, ForFirm]] = {}


def register_section(slug: str, build: ForOffice, *, position: int = 100) -> None:
    """Add a section to the firm card; called from AppConfig.ready."""
    _office[slug] = (position, build)


def register_firm_section(slug: str, build: ForFirm, *, position: int = 100) -> None:
    """Add a section to the firm's own page; called from AppConfig.ready."""
    _firm[slug] = (position, build)


def sections_for(user: User, enterprise: Enterprise) -> list[Section]:
    """Return the sections a user sees of a firm, in their order."""
    built = (build(user, enterprise) for _n, build in sorted(_office.values(), key=lambda v: v[0]))
    return [section for section in built if section]


def own_sections(enterprise: Enterprise) -> list[Section]:
    """Return what a firm sees of itself, in order."""
    built = (build(enterprise) for _n, build in sorted(_firm.values(), key=lambda v: v[0]))
    return [section for section in built if section]
