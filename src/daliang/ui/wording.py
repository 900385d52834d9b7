"""What changed between two wordings, in pieces a reader can follow."""

from __future__ import annotations

import re
from dataclasses import dataclass
from difflib import SequenceMatcher
from typing import Literal

# Latin words and numbers move as one; Chinese moves by character.
PIECES = re.compile(r"[A-Za-z]+|\d+(?:[.,]\d+)*%?|\s+|.", re.DOTALL)
MAX_LENGTH = 4000  # beyond it the two wordings are shown whole


@dataclass(frozen=True, slots=True)
class Piece:
    """A run of text that stayed, went, or came."""

    kind: Literal["same", "gone", "new"]
    text: str


def word_changes(before: str, after: str) -> list[Piece]:
    """Return the pieces that lead from one wording to another.

    Examples
    --------
    >>> [(p.kind, p.text) for p in word_changes("6月底完成20%", "9月底完成50%")]
    [('gone', '6'), ('new', '9'), ('same', '月底完成'), ('gone', '20%'), ('new', '50%')]
    """
    if before == after:
        return [Piece("same", after)] if after else []
    if max(len(before), len(after)) > MAX_LENGTH:
        return [p for p in (Piece("gone", before), Piece("new", after)) if p.text]
    old, new = PIECES.findall(before), PIECES.findall(after)
    pieces: list[Piece] = []
    for tag, a, b, c, d in SequenceMatcher(None, old, new, autojunk=False).get_opcodes():
        if tag == "equal":
            pieces.append(Piece("same", "".join(old[a:b])))
            continue
        if a < b:
            pieces.append(Piece("gone", "".join(old[a:b])))
        if c < d:
            pieces.append(Piece("new", "".join(new[c:d])))
    return pieces
