"""Monthly paths made up between published anchors; every row of it is labelled sample data.

There is no public monthly series of the city. A path takes a year's total, a
season and a little noise, and is bent so that it passes through each anchor.
"""

from __future__ import annotations

import random
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

LAST = (2024, 5)  # what June 2024 can know
FIRST_YEAR = 2019
_MONTHLY = {
    "even": (7.4, 7.1, 8.4, 8.2, 8.3, 8.7, 8.2, 8.2, 8.6, 8.8, 8.9, 9.2),
    "build": (3.6, 4.8, 10.9, 8.3, 8.6, 13.2, 7.6, 7.9, 10.3, 8.0, 8.4, 8.4),
    "front": (12.6, 7.9, 11.6, 9.0, 8.1, 10.6, 7.4, 5.9, 6.8, 6.6, 5.9, 7.6),
}
_QUARTERLY = {
    "quarter": (21.9, 24.1, 25.4, 28.6),
    "farm": (14.0, 21.7, 27.8, 36.5),
    "income": (31.2, 19.9, 24.8, 24.1),
}
SOURCE = "示例数据：按公布数推算的月度路径"


@dataclass(frozen=True, slots=True)
class Step:
    """One made-up cumulative figure."""

    year: int
    month: int
    value: Decimal
    growth_pct: Decimal | None
    as_of: date


def path(
    row: Mapping[str, str], anchors: Mapping[tuple[int, int], Decimal], digits: int
) -> Iterator[Step]:
    """Yield the figures of one indicator that no anchor gives; the same on every machine."""
    chance = random.Random(f"大梁 {row['code']}")
    noise = float(row["noise"])
    before: dict[int, float] = {}
    for year in range(FIRST_YEAR, LAST[0] + 1):
        raw = _raw(row, year, before, chance, noise)
        bent = _bend(raw, {m: float(v) for (y, m), v in anchors.items() if y == year})
        for month, value in bent.items():
            if (year, month) > LAST:
                break
            growth = None
            if month in before:
                seen = 100 * (value / before[month] - 1) + chance.gauss(0, 0.15)
                growth = Decimal(f"{seen:.1f}")
            if (year, month) not in anchors:
                yield Step(year, month, _rounded(value, digits), growth, _told_on(year, month))
        before = bent


def whole(parts: Iterable[Step], anchors: Mapping[tuple[int, int], Decimal]) -> Iterator[Step]:
    """Yield the whole of three parts for each period that no anchor gives."""
    groups: dict[tuple[int, int], list[Step]] = defaultdict(list)
    for step in parts:
        groups[step.year, step.month].append(step)
    total = {key: sum((s.value for s in found), Decimal(0)) for key, found in groups.items()}
    total |= anchors
    for key, found in groups.items():
        before = total.get((key[0] - 1, key[1]))
        if key in anchors or len(found) < 3:
            continue
        growth = None if before is None else Decimal(f"{100 * (total[key] / before - 1):.1f}")
        yield Step(*key, total[key], growth, found[0].as_of)


def _raw(
    row: Mapping[str, str],
    year: int,
    before: Mapping[int, float],
    chance: random.Random,
    noise: float,
) -> dict[int, float]:
    shares = dict(_shares(row["season"]))
    if year < LAST[0]:
        total = float(row[f"total_{year}"])
        errors = {m: 0.0 if m == 12 else chance.gauss(0, noise) for m in shares}
        return {m: total * share * (1 + errors[m]) for m, share in shares.items()}
    growth = 1 + float(row["growth_2024"]) / 100
    return {m: value * growth * (1 + chance.gauss(0, noise / 2)) for m, value in before.items()}


def _shares(season: str) -> Iterable[tuple[int, float]]:
    if season in _QUARTERLY:
        weights, months = _QUARTERLY[season], (3, 6, 9, 12)
    else:
        weights, months = _MONTHLY[season], tuple(range(1, 13))
    run, total = 0.0, sum(weights)
    for month, weight in zip(months, weights, strict=True):
        run += weight
        if month > 1:  # January and February come together
            yield month, run / total


def _bend(raw: Mapping[int, float], anchors: Mapping[int, float]) -> dict[int, float]:
    """Scale so that every anchor is met; between two anchors the scale changes evenly."""
    pins = [(m, anchors[m] / raw[m]) for m in sorted(anchors) if m in raw]
    if not pins:
        return dict(raw)
    bent = {}
    for month, value in raw.items():
        left = next(((m, s) for m, s in reversed(pins) if m <= month), pins[0])
        right = next(((m, s) for m, s in pins if m >= month), pins[-1])
        span = right[0] - left[0]
        part = (month - left[0]) / span if span > 0 else 0.0
        bent[month] = value * (left[1] + part * (right[1] - left[1]))
    return bent


def _told_on(year: int, month: int) -> date:
    return date(year + month // 12, month % 12 + 1, 20)


def _rounded(value: float, digits: int) -> Decimal:
    return Decimal(f"{value:.{digits}f}")
