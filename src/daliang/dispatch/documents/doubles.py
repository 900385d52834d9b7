"""Tasks that read alike. Similar texts often differ only in the number, so nothing merges here."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from rapidfuzz import fuzz, process

from daliang.base.models import User
from daliang.ledger.models import Commitment
from daliang.ledger.queries import commitments_for

_NUMBERS = re.compile(
    r"[\d０-９.．,，%％]+|[一二三四五六七八九十百千万亿两]+(?=[个项家座条万亿元%])"
)
_NOISE = re.compile(r"[\s，,。、；;：:（）()“”\"]+")
_ALIKE = 86
_SHORTEST = 5
_CHUNK = 400


@dataclass(frozen=True, slots=True)
class Alike:
    """A task of the ledger that reads like a line: how much, and whether its numbers differ."""

    commitment_id: int
    score: float
    has_other_numbers: bool


def skeleton(text: str) -> str:
    """Return a text without numbers and signs: what two months' versions share.

    Examples
    --------
    >>> skeleton("新建充电桩60个，年底前") == skeleton("新建充电桩80个,年底前")
    True
    """
    return _NOISE.sub("", _NUMBERS.sub("#", text))


def twins(titles: Mapping[int, str], known: Mapping[int, str]) -> dict[int, Alike]:
    """Return for each line the known task that reads most alike, if any does.

    Parameters
    ----------
    titles, known : mapping of id to text
        The lines, and the tasks of the ledger.
    """
    bare = {pk: skeleton(text) for pk, text in known.items()}
    found = {}
    for pk, title in titles.items():
        own = skeleton(title)
        if len(own) < _SHORTEST:
            continue
        best = process.extractOne(own, bare, scorer=fuzz.ratio, score_cutoff=_ALIKE)
        if best is not None:
            other = known[best[2]]
            differs = _NUMBERS.findall(title) != _NUMBERS.findall(other)
            found[pk] = Alike(best[2], float(best[1]), differs)
    return found


def known_titles(user: User) -> dict[int, str]:
    """Return the titles of the tasks a user may see, by id."""
    return dict(commitments_for(user).order_by().values_list("pk", "title"))


def commitments(ids: Iterable[int]) -> dict[int, Commitment]:
    """Return tasks by id, with their unit."""
    wanted: Sequence[int] = list(ids)
    found: dict[int, Commitment] = {}
    for first in range(0, len(wanted), _CHUNK):
        rows = Commitment.objects.select_related("lead").in_bulk(wanted[first : first + _CHUNK])
        found |= rows
    return found
