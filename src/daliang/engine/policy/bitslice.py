"""Bit-sliced matching: one machine word holds 64 policies, one table look-up serves them all.

Facts become small codes (`coding`); a few facts together index a table whose entries are
words: which policies fail at least once here, at least twice, which are undecided here.
Words of several tables merge by saturating addition:
``twice = twice | more_twice | once & more_once``, ``once = once | more_once``.
The cost depends on the number of facts, hardly on the number of policies or conditions.

Source of the method: bit slicing (O'Neil and Quass 1997, bit-sliced indexes) applied to
counters of failed conditions; three-valued logic after Kleene.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from math import prod

import numpy as np
import numpy.typing as npt

from daliang.engine.policy.coding import (
    NO,
    UNKNOWN,
    Coding,
    Truth,
    codes_of,
    coding_for,
    combined,
    stored_codes,
)
from daliang.engine.policy.facts import Facts
from daliang.engine.policy.tree import Condition, Leaf, Policy, leaves

Words = npt.NDArray[np.uint64]
Matrix = npt.NDArray[np.bool_]
_Values = Callable[[str], npt.NDArray[np.generic]]

WORD = 64
TABLE_ROWS = 4096  # a table of this many words stays in the second-level cache
CHUNK_ROWS = 32_768


@dataclass(frozen=True, slots=True)
class _Table:
    """Words for every combination of the codes of a few facts; shape (words, rows)."""

    fields: tuple[str, ...]
    once: Words
    twice: Words
    unknown: Words
    fails: npt.NDArray[np.uint8]
    has_twice: bool
    has_unknown: bool


@dataclass(frozen=True, slots=True)
class _Loose:
    """A condition over too many facts for a table; evaluated row by row block."""

    condition: Condition
    word: int
    bit: np.uint64
    policy: int


@dataclass(frozen=True, slots=True)
class Outcomes:
    """The outcome of every firm under every policy, bit by bit.

    Parameters
    ----------
    once, twice, unknown : ndarray of uint64, shape (words, firms)
        Bit j of word w: policy 64 w + j has at least one failing condition, at least
        two, at least one unknown condition.
    policies : int
        Number of policies.
    """

    once: Words
    twice: Words
    unknown: Words
    policies: int

    def eligible(self) -> Matrix:
        """Nothing fails and nothing is unknown; shape (firms, policies)."""
        return _unpacked(~(self.once | self.unknown), self.policies)

    def near(self) -> Matrix:
        """Exactly one condition fails and nothing is unknown; shape (firms, policies)."""
        return _unpacked(self.once & ~self.twice & ~self.unknown, self.policies)

    def undecided(self) -> Matrix:
        """Nothing fails, something is unknown; shape (firms, policies)."""
        return _unpacked(self.unknown & ~self.once, self.policies)

    def firms_eligible(self, policy: int) -> npt.NDArray[np.int64]:
        """Row numbers of the firms eligible for one policy."""
        word, bit = self._place(policy)
        return np.flatnonzero((self.once[word] | self.unknown[word]) & bit == 0)

    def firms_near(self, policy: int) -> npt.NDArray[np.int64]:
        """Row numbers of the firms short by exactly one condition of one policy."""
        word, bit = self._place(policy)
        near = self.once[word] & ~self.twice[word] & ~self.unknown[word]
        return np.flatnonzero(near & bit)

    def firms_undecided(self, policy: int) -> npt.NDArray[np.int64]:
        """Row numbers of the firms undecided only for lack of facts under one policy."""
        word, bit = self._place(policy)
        return np.flatnonzero(self.unknown[word] & ~self.once[word] & bit)

    @staticmethod
    def _place(policy: int) -> tuple[int, np.uint64]:
        return policy // WORD, np.uint64(1 << (policy % WORD))


@dataclass(frozen=True, slots=True)
class CompiledPolicies:
    """Policies bound to the facts of a set of firms, ready to evaluate any number of times."""

    policies: tuple[Policy, ...]
    facts: Facts
    codings: dict[str, Coding]
    stored: dict[str, npt.NDArray[np.generic]]
    tables: tuple[_Table, ...]
    loose: tuple[_Loose, ...]

    def outcomes(self) -> Outcomes:
        """Evaluate every policy for every firm.

        Returns
        -------
        Outcomes
        """
        count, words = self.facts.count, _word_count(len(self.policies))
        once = np.zeros((words, count), np.uint64)
        twice, unknown = np.zeros_like(once), np.zeros_like(once)
        for start in range(0, count, CHUNK_ROWS):
            rows = slice(start, min(start + CHUNK_ROWS, count))
            result = (once[:, rows], twice[:, rows], unknown[:, rows])
            for table in self.tables:
                _add_table(table, self._table_rows(table, rows), result)
            for loose in self.loose:
                _add_loose(loose, self._loose_truth(loose.condition, rows), result)
        return Outcomes(once, twice, unknown, len(self.policies))

    def fail_counts(self) -> npt.NDArray[np.uint8]:
        """Count the failing conditions of every pair; shape (firms, policies)."""
        counts = np.zeros((self.facts.count, len(self.policies)), np.uint8)
        for start in range(0, self.facts.count, CHUNK_ROWS):
            rows = slice(start, start + CHUNK_ROWS)
            for table in self.tables:
                counts[rows] += table.fails.take(self._table_rows(table, rows), axis=0)
            for loose in self.loose:
                counts[rows, loose.policy] += self._loose_truth(loose.condition, rows) == NO
        return counts

    def condition_truth(self, condition: Condition, rows: npt.NDArray[np.int64]) -> Truth:
        """Return one condition's truth for chosen firms, shape like `rows`."""
        return self._truth(condition, lambda field: self.stored[field][rows])

    def _table_rows(self, table: _Table, rows: slice) -> npt.NDArray[np.intp]:
        index = codes_of(self.codings[table.fields[0]], self.stored[table.fields[0]][rows])
        for field in table.fields[1:]:
            index = index * np.uint16(self.codings[field].size)
            index += codes_of(self.codings[field], self.stored[field][rows])
        return index.astype(np.intp)

    def _loose_truth(self, condition: Condition, rows: slice) -> Truth:
        return self._truth(condition, lambda field: self.stored[field][rows])

    def _truth(self, condition: Condition, values_of: _Values) -> Truth:
        by_leaf: dict[Leaf, Truth] = {}
        codes: dict[str, npt.NDArray[np.uint16]] = {}
        for leaf in leaves(condition):
            coding = self.codings[leaf.field]
            if leaf.field not in codes:
                codes[leaf.field] = codes_of(coding, values_of(leaf.field))
            by_leaf[leaf] = coding.truths(leaf)[codes[leaf.field]]
        return combined(condition, by_leaf)


def compile_policies(policies: Sequence[Policy], facts: Facts) -> CompiledPolicies:
    """Bind policies to facts.

    Parameters
    ----------
    policies : sequence of Policy
    facts : Facts
        Holding every field the policies use (see `required_kinds`).

    Returns
    -------
    CompiledPolicies

    Examples
    --------
    >>> from daliang.engine.policy import parse_policies, facts_from_columns, required_kinds
    >>> rules = parse_policies([{"id": "P1", "title": "", "benefit": {"kind": "fixed", "amount": 5},
    ...     "all": [{"field": "revenue", "op": ">=", "value": 2000},
    ...             {"field": "on_blacklist", "op": "is_false"}]}])
    >>> raw = {"revenue": np.array([2500.0, 1500.0, 2500.0, np.nan]),
    ...        "on_blacklist": np.array([False, False, True, False])}
    >>> facts = facts_from_columns(raw, required_kinds(rules))
    >>> outcomes = compile_policies(rules, facts).outcomes()
    >>> outcomes.eligible()[:, 0].tolist(), outcomes.near()[:, 0].tolist()
    ([True, False, False, False], [False, True, True, False])
    >>> outcomes.undecided()[:, 0].tolist()
    [False, False, False, True]
    """
    uses: dict[str, dict[Leaf, None]] = {}
    for policy in policies:
        for condition in policy.conditions:
            for leaf in leaves(condition):
                uses.setdefault(leaf.field, {})[leaf] = None
    codings = {f: coding_for(f, facts.columns[f], tuple(used)) for f, used in uses.items()}
    stored = {f: stored_codes(coding, facts.columns[f]) for f, coding in codings.items()}
    missing = {f for f in codings if bool(facts.columns[f].missing.any())}
    placed = [(j, c) for j, policy in enumerate(policies) for c in policy.conditions]
    groups = _groups([c for _, c in placed], codings)
    tables, left = [], placed
    for fields in groups:
        inside = [(j, c) for j, c in left if _fields(c) <= set(fields)]
        left = [(j, c) for j, c in left if not _fields(c) <= set(fields)]
        tables.append(
            _table(fields, inside, codings, len(policies), not missing.isdisjoint(fields))
        )
    loose = tuple(_Loose(c, j // WORD, np.uint64(1 << (j % WORD)), j) for j, c in left)
    return CompiledPolicies(tuple(policies), facts, codings, stored, tuple(tables), loose)


def _fields(condition: Condition) -> set[str]:
    return {leaf.field for leaf in leaves(condition)}


def _groups(conditions: Iterable[Condition], codings: dict[str, Coding]) -> list[tuple[str, ...]]:
    """Put facts together so that most conditions need one table and tables stay small."""
    groups: list[set[str]] = []
    joint = sorted({frozenset(_fields(c)) for c in conditions}, key=lambda f: (-len(f), sorted(f)))
    for fields in joint:
        touching = [g for g in groups if g & fields]
        merged = set(fields).union(*touching)
        if _rows(merged, codings) <= TABLE_ROWS:
            groups = [g for g in groups if not g & fields] + [merged]
        else:
            homeless = fields - set().union(*groups)
            groups += [{field} for field in homeless]
    return [tuple(sorted(g)) for g in _packed(groups, codings)]


def _packed(groups: list[set[str]], codings: dict[str, Coding]) -> list[set[str]]:
    """Join small groups, largest first, into the first that has room."""
    packed: list[set[str]] = []
    for group in sorted(groups, key=lambda g: (-_rows(g, codings), sorted(g))):
        room = (p for p in packed if _rows(p | group, codings) <= TABLE_ROWS)
        home = next(room, None)
        if home is None:
            packed.append(set(group))
        else:
            home |= group
    return packed


def _rows(fields: set[str], codings: dict[str, Coding]) -> int:
    return prod(codings[field].size for field in fields)


def _table(
    fields: tuple[str, ...],
    placed: Sequence[tuple[int, Condition]],
    codings: dict[str, Coding],
    policies: int,
    has_missing: bool,
) -> _Table:
    rows = prod(codings[field].size for field in fields)
    codes = np.unravel_index(np.arange(rows), [codings[field].size for field in fields])
    by_field = dict(zip(fields, codes, strict=True))
    once = np.zeros((_word_count(policies), rows), np.uint64)
    twice, unknown = np.zeros_like(once), np.zeros_like(once)
    fails = np.zeros((rows, policies), np.uint8)
    known: dict[Condition, Truth] = {}
    for j, condition in placed:
        if condition not in known:
            by_leaf = {
                leaf: codings[leaf.field].truths(leaf)[by_field[leaf.field]]
                for leaf in leaves(condition)
            }
            known[condition] = combined(condition, by_leaf)
        word, bit = j // WORD, np.uint64(1 << (j % WORD))
        bad = np.where(known[condition] == NO, bit, np.uint64(0))
        fails[:, j] += known[condition] == NO
        twice[word] |= once[word] & bad
        once[word] |= bad
        unknown[word] |= np.where(known[condition] == UNKNOWN, bit, np.uint64(0))
    return _Table(fields, once, twice, unknown, fails, bool(twice.any()), has_missing)


def _add_table(
    table: _Table, index: npt.NDArray[np.intp], result: tuple[Words, Words, Words]
) -> None:
    for word, (once, twice, unknown) in enumerate(zip(*result, strict=True)):
        bad = table.once[word].take(index)
        twice |= once & bad
        once |= bad
        if table.has_twice:
            twice |= table.twice[word].take(index)
        if table.has_unknown:
            unknown |= table.unknown[word].take(index)


def _add_loose(loose: _Loose, truths: Truth, result: tuple[Words, Words, Words]) -> None:
    once, twice, unknown = (words[loose.word] for words in result)
    bad = np.where(truths == NO, loose.bit, np.uint64(0))
    twice |= once & bad
    once |= bad
    unknown |= np.where(truths == UNKNOWN, loose.bit, np.uint64(0))


def _word_count(policies: int) -> int:
    return -(-policies // WORD)


def _unpacked(words: Words, policies: int) -> Matrix:
    rows = np.ascontiguousarray(words.T)
    octets = rows.astype("<u8", copy=False).view(np.uint8)
    return np.unpackbits(octets, axis=1, bitorder="little", count=policies).view(np.bool_)
