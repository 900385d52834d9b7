"""One document under reading: both texts, and the ways from a piece to its place."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from daliang.engine.reading.blocks import Cell
from daliang.engine.reading.bodies import Body, Role, split_bodies
from daliang.engine.reading.dates import find_dates
from daliang.engine.reading.deadlines import DeadlineKind, parse_deadline
from daliang.engine.reading.drafts import Due, Responsible
from daliang.engine.reading.normal import Mapped, without_gaps


@dataclass(frozen=True, slots=True)
class Page:
    """A document under reading.

    Parameters
    ----------
    source, canon : str
        The original text and its canonical form, of the same length.
    today : date
        The day the document was written.
    plan_year : int
        The year of days printed without one.
    """

    source: str
    canon: str
    today: date
    plan_year: int

    def mapped(self, start: int, end: int, *, drop: str = "\n\r") -> Mapped:
        """Return a stretch of the canonical text without gaps, with its places."""
        return without_gaps(self.canon[start:end], start, drop=drop)

    def cell(self, cell: Cell, joint: str = "\n") -> Mapped:
        """Return the text of a cell; its parts are joined with `joint`."""
        text = ""
        origin: list[int] = []
        for start, end in cell.parts:
            part = self.mapped(start, end, drop="\r")
            if text and joint:
                text, origin = text + joint, [*origin, origin[-1]]
            text += part.text
            origin += part.origin
        return Mapped(text, origin)

    def responsible(self, piece: Mapped, role: Role = Role.RESP) -> tuple[Responsible, ...]:
        """Return the bodies that a piece of text lists."""
        return tuple(self._placed(body, piece) for body in split_bodies(piece.text, role))

    def _placed(self, body: Body, piece: Mapped) -> Responsible:
        start, end = piece.span(body.start, body.end)
        return Responsible(self.printed(piece, body.start, body.end), str(body.role), start, end)

    def printed(self, piece: Mapped, start: int, end: int) -> str:
        """Return what is printed for a stretch of a piece, without white space."""
        places = piece.origin[start:end]
        return "".join(self.source[place] for place in places).replace(" ", "").replace("\n", "")

    def due(self, piece: Mapped, start: int, end: int) -> Due | None:
        """Return the deadline that a stretch of a piece states, or None when it is none."""
        words = piece.text[start:end]
        read = parse_deadline(words, self.plan_year)
        norm = read.norm.isoformat() if read.norm else ""
        if read.kind in (DeadlineKind.NONE, DeadlineKind.UNKNOWN):
            return None
        day = next((m for m in find_dates(words, self.today, self.plan_year)), None)
        if day and day.last and "周" in words:
            norm = day.last.isoformat()
        a, b = piece.span(start, end)
        return Due(self.printed(piece, start, end), norm, a, b)

    def text_of(self, spans: Iterable[tuple[int, int]]) -> str:
        """Return the canonical text of several spans, joined."""
        return "".join(self.canon[a:b] for a, b in spans)
