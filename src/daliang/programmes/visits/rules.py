"""Decisions about visits, on plain values."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from django.utils.translation import gettext as _

from daliang.base.refusal import NotAllowed

MOST_UNITS_A_MONTH = 2  # 减负：the same firm is not called on by every bureau


def require_not_crowded(
    *, others: Collection[str], exception: str, most: int = MOST_UNITS_A_MONTH
) -> None:
    """Refuse one more unit in a month, unless the reason is written down.

    Parameters
    ----------
    others : collection of str
        Units that visit, or visited, the firm in the month already.
    """
    if len(others) >= most and not exception.strip():
        raise NotAllowed(
            _("本月已有%(units)s走访这家企业，建议合并走访；确需单独去的，请写明超频理由。")
            % {"units": "、".join(sorted(others))}
        )


@dataclass(frozen=True, slots=True)
class Candidate:
    """A firm that could be visited: its size and chain, when it was seen last, open demands."""

    pk: int
    size: str
    chain: str
    district: str
    last_on: date | None
    open_demands: int = 0


_SIZE_WEIGHT: Mapping[str, int] = {"large": 4, "medium": 3, "small": 2, "micro": 1}


def propose(
    candidates: Iterable[Candidate], *, today: date, count: int, blocked: Collection[int] = ()
) -> list[tuple[Candidate, str]]:
    """Choose whom to visit, with the reason: open demands, long unseen, size; chains in turn.

    The most urgent firm of each chain comes first, then the second of each, so that no chain
    takes the whole plan. Blocked firms (visited enough this month) are left out.
    """
    by_chain: dict[str, list[tuple[float, Candidate]]] = {}
    for firm in candidates:
        if firm.pk not in blocked:
            by_chain.setdefault(firm.chain, []).append((_urgency(firm, today), firm))
    for members in by_chain.values():
        members.sort(key=lambda pair: (-pair[0], pair[1].pk))
    chosen: list[tuple[float, Candidate]] = []
    round_number = 0
    while len(chosen) < count and any(len(m) > round_number for m in by_chain.values()):
        turn = [m[round_number] for m in by_chain.values() if len(m) > round_number]
        chosen += sorted(turn, key=lambda pair: (-pair[0], pair[1].pk))
        round_number += 1
    return [(firm, _why(firm, today)) for _urgency_, firm in chosen[:count]]


def _urgency(firm: Candidate, today: date) -> float:
    unseen = 2.0 if firm.last_on is None else min((today - firm.last_on).days / 180, 2.0)
    return firm.open_demands * 2 + unseen * _SIZE_WEIGHT.get(firm.size, 1)


def _why(firm: Candidate, today: date) -> str:
    parts = []
    if firm.open_demands:
        parts.append(_("有%(n)s条诉求未办结") % {"n": firm.open_demands})
    if firm.last_on is None:
        parts.append(_("还没有走访过"))
    else:
        parts.append(_("上次走访距今%(n)s天") % {"n": (today - firm.last_on).days})
    return "，".join(parts)


def days_by_place(firms: Sequence[tuple[int, str]], *, a_day: int) -> list[list[int]]:
    """Split a plan into days: firms of one place together, at most `a_day` of them."""
    places: dict[str, list[int]] = {}
    for pk, place in firms:
        places.setdefault(place, []).append(pk)
    days = []
    for members in sorted(places.values(), key=len, reverse=True):
        days += [members[i : i + a_day] for i in range(0, len(members), a_day)]
    return days


def coverage(done: int, total: int) -> float | None:
    """Return the share of firms visited, in percent; None where there are none."""
    return None if not total else round(100 * done / total, 1)
