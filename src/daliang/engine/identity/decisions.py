"""From probabilities to decisions: link, review or new, each with its reason in words."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum

import numpy as np
import numpy.typing as npt

from daliang.engine.identity.candidates import EXACT, OTHER, Ints, Pairs
from daliang.engine.identity.names import Name
from daliang.engine.identity.uscc import CodeStatus
from daliang.engine.identity.weights import AGREE, DIFFER, SILENT, Rare

Numbers = npt.NDArray[np.float64]

AUTO = 0.995
"""Linked without a person at this probability and above."""

LIKELY = 0.45
"""Below this no firm is named: the record is new, or open between several candidates."""


class Decision(StrEnum):
    """What becomes of a record."""

    LINK = "link"
    REVIEW = "review"
    NEW = "new"


class CodeMatch(StrEnum):
    """How a record's code compares with a firm's."""

    SILENT = ""
    AGREES = "信用代码一致"
    DIFFERS = "信用代码不同"
    REPAIRED = "信用代码有误，疑为该企业代码"
    WRONG = "信用代码有误"


CODE_KINDS = tuple(CodeMatch)
_AGREES, _DIFFERS, _REPAIRED = (
    CODE_KINDS.index(kind) for kind in (CodeMatch.AGREES, CodeMatch.DIFFERS, CodeMatch.REPAIRED)
)
_NEGLIGIBLE = 1e-4
_LEVEL_WORDS = (
    "字号一致",
    "字号同音",
    "简称",
    "字号近似（疑有错字）",
    "字号部分相同",
    "字号不同",
)
_CODE_FAULTS = {
    CodeStatus.MALFORMED: "信用代码格式不对",
    CodeStatus.WRONG_CHECK: "信用代码校验位不符",
    CodeStatus.WRONG_INNER_CHECK: "信用代码内含的组织机构代码校验位不符",
}


@dataclass(frozen=True, slots=True)
class Links:
    """The answer for every record of the list.

    Parameters
    ----------
    firm : ndarray of int64, shape (records,)
        Row of the register, -1 for none.
    candidate : ndarray of int64, shape (records,)
        The most probable row even where it is not taken, -1 where there is none.
    score : ndarray of float64, shape (records,)
        Probability of the candidate, 0 to 1.
    margin : ndarray of float64, shape (records,)
        Probability of the candidate less that of the runner-up.
    decision : ndarray of Decision, shape (records,)
    reason : ndarray of str, shape (records,)
    code_status : ndarray of int8, shape (records,)
        `CodeStatus` of each record's code.
    """

    firm: Ints
    candidate: Ints
    score: Numbers
    margin: Numbers
    decision: npt.NDArray[np.object_]
    reason: npt.NDArray[np.object_]
    code_status: npt.NDArray[np.int8]

    @property
    def review(self) -> npt.NDArray[np.bool_]:
        """Which records a person should look at."""
        return np.asarray(self.decision == Decision.REVIEW)


@dataclass(frozen=True, slots=True)
class Evidence:
    """What decisions rest on, pair by pair.

    Parameters
    ----------
    pairs : Pairs
    probability : ndarray of float64, shape (pairs,)
    owner : ndarray of int64
        Row of the register behind each `pairs.firm` (former names are rows of their own).
    code : ndarray of int8, shape (pairs,)
        Index into `CODE_KINDS`.
    branch_differs : ndarray of bool, shape (pairs,)
    rares : mapping of word to Rare
        Further attributes by their Chinese name.
    """

    pairs: Pairs
    probability: Numbers
    owner: Ints
    code: npt.NDArray[np.int8]
    branch_differs: npt.NDArray[np.bool_]
    rares: dict[str, Rare]


@dataclass(frozen=True, slots=True)
class _Best:
    """Of each record that has candidates: the best pair, its probability, the runner-up's."""

    record: Ints
    pair: Ints
    score: Numbers
    second: Numbers


def no_links(size: int) -> Links:
    """Return the answer when there is nothing to link to."""
    none = np.full(size, -1, np.int64)
    decision = np.full(size, Decision.NEW, dtype=object)
    reason = np.full(size, "名册里没有相近的企业", dtype=object)
    status = np.zeros(size, np.int8)
    return Links(none, none.copy(), np.zeros(size), np.zeros(size), decision, reason, status)


def decide(
    evidence: Evidence,
    records: Sequence[Name],
    firms: Sequence[Name],
    status: npt.NDArray[np.int8],
) -> Links:
    """Turn probabilities into decisions.

    Parameters
    ----------
    evidence : Evidence
    records, firms : sequence of Name
    status : ndarray of int8, shape (records,)
        `CodeStatus` of each record's code.

    Returns
    -------
    Links
    """
    links = no_links(len(records))
    links.code_status[:] = status
    best = _best(evidence)
    at, pair = best.record, best.pair
    links.candidate[at] = evidence.owner[evidence.pairs.firm[pair]]
    links.score[at], links.margin[at] = best.score, best.score - best.second
    decision = _decisions(evidence, best)
    links.decision[at] = decision
    named = (decision != Decision.NEW) & (best.score >= LIKELY) & ~evidence.branch_differs[pair]
    links.firm[at[named]] = links.candidate[at[named]]
    for i, k in zip(at.tolist(), pair.tolist(), strict=True):
        links.reason[i] = _reason(evidence, k, records[i], firms, int(status[i]))
    _tell_faulty_codes(links, at, status)
    return links


def _best(evidence: Evidence) -> _Best:
    """Add up a firm's present and former names, then take the two best firms of each record."""
    pairs, owner = evidence.pairs, evidence.owner
    told = (evidence.code == _AGREES) | (evidence.code == _REPAIRED)
    kept = np.flatnonzero((evidence.probability > _NEGLIGIBLE) | told)
    firms = owner[pairs.firm[kept]]
    order = kept[np.lexsort((-evidence.probability[kept], firms, pairs.record[kept]))]
    record, firm = pairs.record[order], owner[pairs.firm[order]]
    if not len(order):
        nothing = np.empty(0)
        return _Best(order, order, nothing, nothing)
    first = np.flatnonzero(np.r_[True, (record[1:] != record[:-1]) | (firm[1:] != firm[:-1])])
    total = np.add.reduceat(evidence.probability[order], first)
    pair, record = order[first], record[first]
    ranked = np.lexsort((-total, record))
    pair, record, total = pair[ranked], record[ranked], np.minimum(total[ranked], 1.0)
    top = np.flatnonzero(np.r_[True, record[1:] != record[:-1]])
    after = np.minimum(top + 1, len(record) - 1)
    second = np.where((after > top) & (record[after] == record[top]), total[after], 0.0)
    return _Best(record[top], pair[top], total[top], second)


def _decisions(evidence: Evidence, best: _Best) -> npt.NDArray[np.object_]:
    code, differs = evidence.code[best.pair], evidence.branch_differs[best.pair]
    sure = (best.score >= AUTO) & (code != _DIFFERS) & ~differs
    # A repaired code is a guess, and so is a brand that is not quite the same: neither links
    # by itself, however rare the brand is.
    same_brand = evidence.pairs.level[best.pair] == EXACT
    backed, contradicted = np.zeros((2, len(best.pair)), np.bool_)
    for rare in evidence.rares.values():
        backed |= rare.agreement[best.pair] == AGREE
        contradicted |= rare.agreement[best.pair] == DIFFER
    sure &= same_brand | (backed & (code != _REPAIRED))
    sure &= backed | ~contradicted
    sure |= (code == _AGREES) & ~differs
    # Several candidates may each be unlikely while together they are likely.
    open_question = (best.score >= LIKELY) | (best.score + best.second >= LIKELY)
    open_question |= (code == _AGREES) | (code == _REPAIRED)
    decision = np.full(len(best.pair), Decision.NEW, dtype=object)
    decision[open_question] = Decision.REVIEW
    decision[sure] = Decision.LINK
    return decision


def _reason(evidence: Evidence, k: int, record: Name, firms: Sequence[Name], status: int) -> str:
    row = int(evidence.pairs.firm[k])
    firm = firms[row]
    level = int(evidence.pairs.level[k])
    parts = []
    if evidence.code[k]:
        parts.append(str(CODE_KINDS[evidence.code[k]]))
    if evidence.branch_differs[k]:
        parts.append("一方是分支机构，不合并")
    parts.append(_LEVEL_WORDS[level])
    if level != OTHER:
        parts.append(_trade_words(record.trade, firm.trade))
    for word, rare in evidence.rares.items():
        agreement = rare.agreement[k]
        if agreement != SILENT:
            parts.append(f"{word}一致" if agreement == AGREE else f"{word}不同")
    if row != evidence.owner[row]:
        parts.append("曾用名")
    return "；".join(part for part in parts if part)


def _trade_words(record: str, firm: str) -> str:
    if not record or not firm:
        return "未写行业"
    return "行业一致" if record == firm else f"行业“{record}”对“{firm}”"


def _tell_faulty_codes(links: Links, at: Ints, status: npt.NDArray[np.int8]) -> None:
    """Say what is wrong with a code even where nothing was found."""
    without = np.ones(len(links.reason), np.bool_)
    without[at] = False
    for kind, words in _CODE_FAULTS.items():
        for i in np.flatnonzero(without & (status == kind)):
            links.reason[i] = f"{words}；{links.reason[i]}"
