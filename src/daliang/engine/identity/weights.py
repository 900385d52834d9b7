"""How much each agreement or disagreement tells, learned from the lists themselves.

Fellegi and Sunter (1969): the weight of an observation is log2 of its probability in true
pairs over its probability in chance pairs. Chance comes from frequencies (a brand that 200
firms carry tells little); truth is learned by expectation-maximisation, without labels.
Scores become probabilities by Bayes' rule over all candidates of a record and the
possibility that the firm is not in the register at all.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from daliang.engine.identity.candidates import OTHER, SHARED, Ints, Pairs

Numbers = npt.NDArray[np.float64]

ROUNDS = 4
POPULATION = 20_000
"""A short register cannot tell how rare a brand is: frequencies are over at least this many."""

_LEVEL_PRIOR = np.array([0.86, 0.04, 0.04, 0.03, 0.02, 0.01])
_LEVEL_STRENGTH = 200.0
_AGREE_PRIOR = 0.88
_AGREE_STRENGTH = 50.0
_ABSENT_PRIOR = 0.08
_ABSENT_STRENGTH = 50.0
_TABLE_STRENGTH = 5.0
_SHARED_CHANCE = 0.03  # two brands have a character in common by chance this often

AGREE, DIFFER, SILENT = 1, 0, -1


@dataclass(frozen=True, slots=True)
class Listed:
    """An attribute with few values, compared value by value (trade, region, form, district).

    Parameters
    ----------
    record, firm : ndarray of int64, shapes (records,), (firms,)
        Number of the value on either side.
    base : ndarray of float64, shape (record values, firm values)
        Prior probability of the record's value given the firm's, for true pairs.
    chance : ndarray of float64, shape (record values,)
        How often each value stands in the list.
    silent : ndarray of bool, shape (record values, firm values)
        Where a value is missing and tells nothing.
    """

    record: Ints
    firm: Ints
    base: Numbers
    chance: Numbers
    silent: npt.NDArray[np.bool_]


@dataclass(frozen=True, slots=True)
class Rare:
    """An attribute with many values, compared as equal or not (phone, legal person, address).

    Parameters
    ----------
    agreement : ndarray of int8, shape (pairs,)
        AGREE, DIFFER or SILENT.
    count : ndarray of int64, shape (pairs,)
        How many firms of the register carry the firm's value.
    """

    agreement: npt.NDArray[np.int8]
    count: Ints


@dataclass(frozen=True, slots=True)
class Posterior:
    """Probabilities of the candidate pairs.

    Parameters
    ----------
    probability : ndarray of float64, shape (pairs,)
        That the record is this firm.
    absent : ndarray of float64, shape (records,)
        That the record is none of the register's firms.
    """

    probability: Numbers
    absent: Numbers


def listed(record_values: Sequence[str], firm_values: Sequence[str], *, silent: bool) -> Listed:
    """Prepare an attribute with few values.

    Parameters
    ----------
    record_values, firm_values : sequence of str
    silent : bool
        True: a missing value tells nothing; False: being left out is itself a value.

    Returns
    -------
    Listed
    """
    record_number: dict[str, int] = {}
    firm_number: dict[str, int] = {}
    record = np.array([record_number.setdefault(v, len(record_number)) for v in record_values])
    firm = np.array([firm_number.setdefault(v, len(firm_number)) for v in firm_values])
    rows, columns = list(record_number), list(firm_number)
    counts = np.bincount(record, minlength=len(rows)).astype(np.float64)
    if silent and "" in record_number:
        counts[record_number[""]] = 0.0
    chance = (counts + 0.5) / (counts.sum() + 50.0)
    near = np.array([[_relation(a, b) for b in columns] for a in rows])
    spread = near / np.maximum(near.sum(axis=0, keepdims=True), 1.0)
    base = 0.75 * spread + 0.25 * chance[:, None]
    missing = np.array([[silent and not (a and b) for b in columns] for a in rows])
    return Listed(record.astype(np.int64), firm.astype(np.int64), base, chance, missing)


def _relation(a: str, b: str) -> float:
    """How a value may stand for another: the same, left out, a part or a contraction of it."""
    if a == b:
        return 10.0
    if not a or not b:
        return 2.0
    if a[:2] == b[:2] or a in b or b in a or _contracts(a, b):
        return 3.0
    return 0.0


def _contracts(short: str, long: str) -> bool:
    """Tell whether the characters of one word stand in the other in order (国贸, 国际贸易)."""
    letters = iter(long)
    return all(letter in letters for letter in short)


def posterior(
    pairs: Pairs,
    records: int,
    firms: int,
    lists: Sequence[Listed],
    rares: Sequence[Rare],
    certain: Numbers,
) -> Posterior:
    """Learn the weights and return the probabilities they give.

    Parameters
    ----------
    pairs : Pairs
    records, firms : int
        Numbers of rows in the list and in the register.
    lists, rares : sequence
        The attributes compared.
    certain : ndarray of float64, shape (pairs,)
        Further log2 weights that are not learned (codes, branches).

    Returns
    -------
    Posterior
    """
    model = _Model(pairs, records, firms, lists, rares)
    found = model.expect(certain)
    for _ in range(ROUNDS):
        model.maximise(found)
        found = model.expect(certain)
    return found


class _Model:
    """The parameters of true pairs: brand levels, value tables, agreement rates, absence."""

    def __init__(
        self,
        pairs: Pairs,
        records: int,
        firms: int,
        lists: Sequence[Listed],
        rares: Sequence[Rare],
    ) -> None:
        self.pairs, self.records, self.firms = pairs, records, firms
        self.lists, self.rares = lists, rares
        self.places = [a.record[pairs.record] * a.base.shape[1] + a.firm[pairs.firm] for a in lists]
        self.level = _LEVEL_PRIOR
        self.tables = [attribute.base for attribute in lists]
        self.agree = [_AGREE_PRIOR] * len(rares)
        self.absent = _ABSENT_PRIOR
        population = max(firms, POPULATION)
        rarity = np.log2(population / pairs.peers)
        rarity[pairs.level == SHARED] = -np.log2(_SHARED_CHANCE)
        rarity[pairs.level == OTHER] = 0.0
        self.rarity = rarity
        self.rare_gain = [np.log2(population / np.maximum(rare.count, 1)) for rare in rares]

    def expect(self, certain: Numbers) -> Posterior:
        """Probabilities under the present parameters."""
        weight = certain + self.rarity + np.log2(self.level)[self.pairs.level]
        for attribute, table, place in zip(self.lists, self.tables, self.places, strict=True):
            gain = np.log2(table / attribute.chance[:, None])
            gain[attribute.silent] = 0.0
            weight = weight + gain.ravel()[place]
        for rare, rate, gain in zip(self.rares, self.agree, self.rare_gain, strict=True):
            told = np.where(rare.agreement == AGREE, np.log2(rate) + gain, np.log2(1 - rate))
            weight = weight + np.where(rare.agreement == SILENT, 0.0, told)
        odds = np.exp2(np.clip(weight, -200, 200)) * (1 - self.absent) / self.firms
        total = np.bincount(self.pairs.record, weights=odds, minlength=self.records) + self.absent
        absent: Numbers = np.asarray(self.absent / total, np.float64)
        return Posterior(np.asarray(odds / total[self.pairs.record], np.float64), absent)

    def maximise(self, found: Posterior) -> None:
        """Re-estimate the parameters from the probabilities, held near their priors."""
        p = found.probability
        level = np.bincount(self.pairs.level, weights=p, minlength=len(_LEVEL_PRIOR))
        self.level = (level + _LEVEL_STRENGTH * _LEVEL_PRIOR) / (level.sum() + _LEVEL_STRENGTH)
        self.tables = [
            _table(attribute, place, p)
            for attribute, place in zip(self.lists, self.places, strict=True)
        ]
        self.agree = [_rate(rare, p) for rare in self.rares]
        absent = float(found.absent.sum()) + _ABSENT_PRIOR * _ABSENT_STRENGTH
        self.absent = absent / (len(found.absent) + _ABSENT_STRENGTH)


def _table(attribute: Listed, place: Ints, p: Numbers) -> Numbers:
    shape = attribute.base.shape
    counts = np.bincount(place, weights=p, minlength=shape[0] * shape[1]).reshape(shape)
    counts[attribute.silent] = 0.0
    total = counts.sum(axis=0, keepdims=True)
    table: Numbers = (counts + _TABLE_STRENGTH * attribute.base) / (total + _TABLE_STRENGTH)
    return table


def _rate(rare: Rare, p: Numbers) -> float:
    agree = float(p[rare.agreement == AGREE].sum())
    told = float(p[rare.agreement != SILENT].sum())
    return float(agree + _AGREE_PRIOR * _AGREE_STRENGTH) / (told + _AGREE_STRENGTH)
