"""Which firm of the register each record of a list is: link, review, or new."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from daliang.engine.identity.candidates import Ints, Pairs, candidate_pairs
from daliang.engine.identity.decisions import (
    CODE_KINDS,
    CodeMatch,
    Evidence,
    Links,
    decide,
    no_links,
)
from daliang.engine.identity.names import Name, NameParser, tidy_name
from daliang.engine.identity.tables import FirmTable
from daliang.engine.identity.uscc import CodeStatus, code_repairs, code_status, tidy_code
from daliang.engine.identity.weights import AGREE, DIFFER, SILENT, Rare, listed, posterior

_CODE_WEIGHT = np.array([0.0, 40.0, -14.0, 22.0, -5.0])
"""log2 weights in the order of CODE_KINDS; a code is meant to decide, so they are not learned."""

_BRANCH_DIFFERS = -60.0
_WORDS = {"legal_person": "法定代表人", "phone": "电话", "address": "地址"}


@dataclass(frozen=True, slots=True)
class _Side:
    """One list made ready: names parsed, codes checked; former names are rows of their own."""

    names: list[Name]
    owner: Ints
    codes: list[str]
    status: npt.NDArray[np.int8]
    table: FirmTable

    def texts(self, attribute: str) -> list[str]:
        column = self.table.texts(attribute)
        return [column[i] for i in self.owner.tolist()]


def link_firms(register: FirmTable, records: FirmTable) -> Links:
    """Find each record's firm in a register.

    Parameters
    ----------
    register : FirmTable
        Each firm once; `former_names` are matched too.
    records : FirmTable
        The list to link; any number of rows may be the same firm.

    Returns
    -------
    Links
        A valid code decides. Otherwise name, place, trade, legal person, phone and
        address are weighed (see `weights`); a branch is never linked to its parent.

    Notes
    -----
    P. Fellegi, A. Sunter, A theory for record linkage, JASA 64 (1969).

    Examples
    --------
    >>> register = FirmTable(["无锡市恒鑫机械有限公司", "江阴华天电子科技有限公司"],
    ...                      uscc=["91320205MA218EPM26", ""])
    >>> records = FirmTable(["恒鑫机械", "某某"], uscc=["91320205MA218EPM26", ""])
    >>> links = link_firms(register, records)
    >>> links.firm.tolist(), [str(d) for d in links.decision]
    ([0, -1], ['link', 'new'])
    """
    if not len(register) or not len(records):
        return no_links(len(records))
    left, right = _sides(records, register)
    given, repaired = _pairs_by_code(left, right)
    place = [f"{p}{d}" if p and d else "" for p, d in _zip(left, "legal_person", "district")]
    firm_place = [f"{p}{d}" if p and d else "" for p, d in _zip(right, "legal_person", "district")]
    further = [(left.texts(a), right.texts(a)) for a in ("phone", "address")]
    pairs = candidate_pairs(left.names, right.names, [*further, (place, firm_place)], given)
    code = _code_agreement(pairs, left, right, repaired)
    branch = np.array([bool(name.branch) for name in left.names])[pairs.record]
    branch_differs = branch != np.array([bool(name.branch) for name in right.names])[pairs.firm]
    certain = _CODE_WEIGHT[code] + np.where(branch_differs, _BRANCH_DIFFERS, 0.0)
    rares = {word: _rare(pairs, left, right, a) for a, word in _WORDS.items()}
    lists = [
        listed([n.trade for n in left.names], [n.trade for n in right.names], silent=False),
        listed([n.region for n in left.names], [n.region for n in right.names], silent=False),
        listed([n.form for n in left.names], [n.form for n in right.names], silent=False),
        listed([n.branch for n in left.names], [n.branch for n in right.names], silent=False),
        listed(left.texts("district"), right.texts("district"), silent=True),
    ]
    sizes = len(left.names), len(right.names)
    found = posterior(pairs, *sizes, lists, tuple(rares.values()), certain)
    evidence = Evidence(pairs, found.probability, right.owner, code, branch_differs, rares)
    return decide(evidence, left.names, right.names, left.status)


def _zip(side: _Side, *attributes: str) -> list[tuple[str, ...]]:
    return list(zip(*(side.texts(a) for a in attributes), strict=True))


def _sides(records: FirmTable, register: FirmTable) -> tuple[_Side, _Side]:
    firm_names = [tidy_name(name) for name in register.name]
    owner = list(range(len(register)))
    for i, earlier in enumerate(register.former_names):
        firm_names += [tidy_name(name) for name in earlier]
        owner += [i] * len(earlier)
    record_names = [tidy_name(name) for name in records.name]
    districts = {d for d in (*register.texts("district"), *records.texts("district")) if d}
    parser = NameParser([*firm_names, *record_names], sorted(districts))
    left = _side(records, record_names, parser, list(range(len(records))))
    return left, _side(register, firm_names, parser, owner)


def _side(table: FirmTable, names: Sequence[str], parser: NameParser, owner: list[int]) -> _Side:
    column = [tidy_code(code) for code in table.texts("uscc")]
    codes = [column[i] for i in owner]
    parsed = [parser.parse(name) for name in names]
    return _Side(parsed, np.array(owner, np.int64), codes, code_status(codes), table)


def _pairs_by_code(left: _Side, right: _Side) -> tuple[tuple[Ints, Ints], set[tuple[int, int]]]:
    """Pairs with an equal code, and pairs one slip of the hand apart (also returned alone)."""
    rows: dict[str, list[int]] = {}
    for j, code in enumerate(right.codes):
        if code:
            rows.setdefault(code, []).append(j)
    equal = [(i, j) for i, code in enumerate(left.codes) if code for j in rows.get(code, ())]
    wrong = np.flatnonzero((left.status != CodeStatus.VALID) & (left.status != CodeStatus.MISSING))
    repaired = {
        (int(i), j)
        for i in wrong
        if left.codes[i] not in rows
        for fixed in code_repairs(left.codes[i], rows)
        for j in rows[fixed]
    }
    both = np.array([*equal, *sorted(repaired)], np.int64).reshape(-1, 2)
    return (both[:, 0], both[:, 1]), repaired


def _code_agreement(
    pairs: Pairs, left: _Side, right: _Side, repaired: set[tuple[int, int]]
) -> npt.NDArray[np.int8]:
    """Index into `CodeMatch` for every pair."""
    numbers: dict[str, int] = {"": -1}
    firm = np.array([numbers.setdefault(c, len(numbers)) for c in right.codes])[pairs.firm]
    record = np.array([numbers.setdefault(c, len(numbers)) for c in left.codes])[pairs.record]
    valid = (left.status == CodeStatus.VALID)[pairs.record]
    known = (record >= 0) & (firm >= 0)
    code = np.zeros(len(pairs.record), np.int8)
    code[known & (record == firm)] = CODE_KINDS.index(CodeMatch.AGREES)
    code[known & (record != firm) & valid] = CODE_KINDS.index(CodeMatch.DIFFERS)
    wrong = np.flatnonzero(known & (record != firm) & ~valid)
    for i in wrong:
        key = (int(pairs.record[i]), int(pairs.firm[i]))
        code[i] = CODE_KINDS.index(CodeMatch.REPAIRED if key in repaired else CodeMatch.WRONG)
    return code


def _rare(pairs: Pairs, left: _Side, right: _Side, attribute: str) -> Rare:
    numbers: dict[str, int] = {"": -1}
    firm = np.array([numbers.setdefault(t, len(numbers)) for t in right.texts(attribute)])
    record = np.array([numbers.setdefault(t, len(numbers)) for t in left.texts(attribute)])
    counts = np.bincount(firm[firm >= 0], minlength=len(numbers) + 1)
    a, b = record[pairs.record], firm[pairs.firm]
    agreement = np.where(a == b, AGREE, DIFFER)
    agreement[(a < 0) | (b < 0)] = SILENT
    return Rare(agreement.astype(np.int8), counts[b].astype(np.int64))
