"""Candidate pairs: records and firms that share something worth a closer look.

Each kind of key is a sorted join in NumPy; a record meets only firms with an equal key.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from daliang.engine.identity.names import Name

Ints = npt.NDArray[np.int64]
LARGEST_BLOCK = 3000
"""A key shared by more firms than this tells nothing and is not joined."""

EXACT, SOUND, PREFIX, NEAR, SHARED, OTHER = range(6)
"""How two brands agree."""


@dataclass(frozen=True, slots=True)
class Keys:
    """Keys of rows: `row[i]` carries key `key[i]`; a row may carry several."""

    row: Ints
    key: Ints


@dataclass(frozen=True, slots=True)
class Pairs:
    """Candidate pairs, sorted by record and firm, each once.

    Parameters
    ----------
    record, firm : ndarray of int64, shape (pairs,)
    level : ndarray of int8, shape (pairs,)
        How the brands agree: EXACT .. OTHER.
    peers : ndarray of int64, shape (pairs,)
        How many firms agree with the record's brand at this level (at least 1).
    """

    record: Ints
    firm: Ints
    level: npt.NDArray[np.int8]
    peers: Ints


class KeyBook:
    """Gives every text the same number on both sides of a join."""

    def __init__(self) -> None:
        self._numbers: dict[str, int] = {}

    def keys(self, rows: Iterable[tuple[int, str]]) -> Keys:
        """Number the (row, text) pairs; texts that are '' carry no key."""
        numbers = self._numbers
        found = [(row, numbers.setdefault(text, len(numbers))) for row, text in rows if text]
        if not found:
            return Keys(np.empty(0, np.int64), np.empty(0, np.int64))
        both = np.array(found, np.int64)
        return Keys(both[:, 0], both[:, 1])


def joined(records: Keys, firms: Keys) -> tuple[Ints, Ints]:
    """Return (record, firm) rows with an equal key, blocks beyond LARGEST_BLOCK left out."""
    order = np.argsort(firms.key, kind="stable")
    keys, rows = firms.key[order], firms.row[order]
    start = np.searchsorted(keys, records.key, side="left")
    count = np.searchsorted(keys, records.key, side="right") - start
    count[count > LARGEST_BLOCK] = 0
    total = int(count.sum())
    offset = np.repeat(np.cumsum(count) - count, count)
    place = np.repeat(start, count) + np.arange(total) - offset
    return np.repeat(records.row, count), rows[place]


def joined_on(record_texts: Sequence[str], firm_texts: Sequence[str]) -> tuple[Ints, Ints]:
    """Join on one text a row.

    Examples
    --------
    >>> [x.tolist() for x in joined_on(["a", "", "b"], ["b", "a", "a", ""])]
    [[0, 0, 2], [1, 2, 0]]
    """
    book = KeyBook()
    firms = book.keys(enumerate(firm_texts))
    return joined(book.keys(enumerate(record_texts)), firms)


def spoken(texts: Iterable[str]) -> dict[str, str]:
    """Return each text's sound, tones left out, character by character."""
    # Its dictionary of phrases takes 0.3 s to load: the command line starts without it.
    from pypinyin import lazy_pinyin

    distinct = set(texts)
    sounds = {c: lazy_pinyin(c)[0] for c in set("".join(distinct))}
    return {text: " ".join(sounds[c] for c in text) for text in distinct}


def candidate_pairs(
    records: Sequence[Name],
    firms: Sequence[Name],
    evidence: Sequence[tuple[Sequence[str], Sequence[str]]],
    given: tuple[Ints, Ints],
) -> Pairs:
    """Collect the pairs worth scoring.

    Parameters
    ----------
    records, firms : sequence of Name
    evidence : sequence of (record texts, firm texts)
        Further columns to join on: phone, address, legal person with district.
    given : (record, firm) rows
        Pairs known otherwise, e.g. by code.

    Returns
    -------
    Pairs
    """
    size = len(firms)
    by_level = [
        joined_on([n.brand for n in records], [n.brand for n in firms]),
        _sound_pairs(records, firms),
        _prefix_pairs(records, firms),
        _near_pairs(records, firms),
    ]
    rest = [joined_on(*texts) for texts in evidence] + [given]
    codes = [record * size + firm for record, firm in by_level + rest]
    levels = [np.full(len(c), min(i, SHARED), np.int8) for i, c in enumerate(codes)]
    code, first = np.unique(np.concatenate(codes), return_index=True)
    level = np.concatenate(levels)[first]  # the first list that has a pair is the closest
    record, firm = code // size, code % size
    loose = np.flatnonzero(level == SHARED)
    for i in loose:
        if not set(records[record[i]].brand) & set(firms[firm[i]].brand):
            level[i] = OTHER
    return Pairs(record, firm, level, _peers(record, level))


def _peers(record: Ints, level: npt.NDArray[np.int8]) -> Ints:
    group = record * (OTHER + 1) + level
    _, inverse, counts = np.unique(group, return_inverse=True, return_counts=True)
    found: Ints = counts[inverse].astype(np.int64)
    return found


def _sound_pairs(records: Sequence[Name], firms: Sequence[Name]) -> tuple[Ints, Ints]:
    sounds = spoken(name.brand for name in (*records, *firms))
    return joined_on([sounds[n.brand] for n in records], [sounds[n.brand] for n in firms])


def _prefix_pairs(records: Sequence[Name], firms: Sequence[Name]) -> tuple[Ints, Ints]:
    """A side without a known trade may begin with the other side's brand."""
    book = KeyBook()
    whole = book.keys((i, n.brand) for i, n in enumerate(firms))
    part = book.keys(
        (i, n.core[:k]) for i, n in enumerate(records) if not n.trade for k in range(2, len(n.core))
    )
    short = joined(part, whole)
    book = KeyBook()
    heads = book.keys(
        (i, n.core[:k]) for i, n in enumerate(firms) if not n.trade for k in range(2, len(n.core))
    )
    long = joined(book.keys((i, n.brand) for i, n in enumerate(records)), heads)
    return np.concatenate([short[0], long[0]]), np.concatenate([short[1], long[1]])


def _near_pairs(records: Sequence[Name], firms: Sequence[Name]) -> tuple[Ints, Ints]:
    """One slip: a wrong character, two swapped, one left out or one too many."""
    book = KeyBook()
    slips = book.keys((i, slip) for i, n in enumerate(firms) for slip in _slips(n.brand))
    return joined(
        book.keys((i, slip) for i, n in enumerate(records) for slip in _slips(n.brand)), slips
    )


def _slips(brand: str) -> Iterable[str]:
    if len(brand) < 2:
        return
    yield "~" + "".join(sorted(brand))
    if len(brand) > 2:
        yield "=" + brand
        for i in range(len(brand)):
            yield brand[:i] + "*" + brand[i + 1 :]
            yield "=" + brand[:i] + brand[i + 1 :]
    else:
        yield "=" + brand
