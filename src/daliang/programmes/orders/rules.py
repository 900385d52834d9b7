"""Who could buy from whom, on plain values, with the reasons said."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from decimal import Decimal

LEAST = 3.0


@dataclass(frozen=True, slots=True)
class Goods:
    """What one firm sells or buys."""

    pk: int
    firm: int
    district: str
    product: str
    code: str = ""
    certificates: frozenset[str] = frozenset()
    quantity: Decimal | None = None
    unit: str = ""


@dataclass(frozen=True, slots=True)
class Match:
    """A seller for a buyer: how well they fit, why, and what is missing."""

    buys: Goods
    sells: Goods
    score: float
    reasons: tuple[str, ...]
    gaps: tuple[str, ...]


def matches(buys: Sequence[Goods], sells: Iterable[Goods], *, most: int = 5) -> list[Match]:
    """Return for each demand the best sellers, every one explained.

    The product counts most (shared neighbouring characters, Jaccard), then the trade (common
    beginning of the GB/T 4754 code), certificates asked for, capacity, the same district. A missing
    certificate is said, not hidden; a firm is not its own supplier.
    """
    offered = list(sells)
    found = []
    for want in buys:
        fits = [_fit(want, have) for have in offered if have.firm != want.firm]
        good = sorted((m for m in fits if m.score >= LEAST), key=lambda m: (-m.score, m.sells.pk))
        found += good[:most]
    return found


def _fit(want: Goods, have: Goods) -> Match:
    reasons, gaps, score = [], [], 0.0
    likeness = _likeness(want.product, have.product)
    if likeness >= 0.3:
        score += 6 * likeness
        reasons.append("产品相同" if likeness == 1 else "产品相近")
    common = _common(want.code, have.code)
    if common >= 2:
        score += common / 2 + 1
        reasons.append(f"行业代码前{common}位一致")
    missing = want.certificates - have.certificates
    if want.certificates and not missing:
        score += 1
        reasons.append("资质齐全")
    elif missing:
        score -= 1
        gaps.append("缺资质：" + "、".join(sorted(missing)))
    if want.quantity and have.quantity and want.unit == have.unit:
        if have.quantity >= want.quantity:
            score += 1
            reasons.append("产能够")
        else:
            gaps.append(f"产能只够{100 * have.quantity / want.quantity:.0f}%")
    if want.district and want.district == have.district:
        score += 0.5
        reasons.append("同一板块")
    return Match(want, have, round(score, 2), tuple(reasons), tuple(gaps))


def _common(a: str, b: str) -> int:
    return next((n for n in range(min(len(a), len(b)), 0, -1) if a[:n] == b[:n]), 0)


def _likeness(a: str, b: str) -> float:
    if a == b:
        return 1.0
    left, right = _pairs(a), _pairs(b)
    return len(left & right) / len(left | right) if left and right else 0.0


def _pairs(text: str) -> frozenset[str]:
    plain = "".join(c for c in text if c.isalnum())
    return frozenset(plain[i : i + 2] for i in range(len(plain) - 1))
