"""What is known of each firm in a list, as columns of texts."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field

from daliang.engine.checks import BadInput, Problem

ATTRIBUTES = ("uscc", "address", "legal_person", "phone", "district")


@dataclass(frozen=True, slots=True)
class FirmTable:
    """A register or a working list, one entry a row; '' or None where unknown.

    Parameters
    ----------
    name : sequence of str
        Company names as written.
    uscc, address, legal_person, phone, district : sequence of str, optional
        Evidence beside the name; empty sequence when the column is absent.
    former_names : sequence of tuple of str, optional
        Earlier names of each firm (register only).
    """

    name: Sequence[str | None]
    uscc: Sequence[str | None] = ()
    address: Sequence[str | None] = ()
    legal_person: Sequence[str | None] = ()
    phone: Sequence[str | None] = ()
    district: Sequence[str | None] = ()
    former_names: Sequence[Sequence[str]] = field(default=())

    def __post_init__(self) -> None:
        size = len(self.name)
        uneven = [
            Problem(f"这一列有{len(column)}行，名称有{size}行", "各列行数要一致", column=name)
            for name in (*ATTRIBUTES, "former_names")
            if (column := getattr(self, name)) and len(column) != size
        ]
        if uneven:
            raise BadInput(uneven)

    def __len__(self) -> int:
        return len(self.name)

    def texts(self, attribute: str) -> list[str]:
        """Return a column with '' for whatever is unknown."""
        column: Sequence[str | None] = getattr(self, attribute)
        return [text or "" for text in column] if len(column) else [""] * len(self)
