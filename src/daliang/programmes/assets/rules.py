"""Alarms, arrears and the count; decided on plain values."""

from __future__ import annotations

from calendar import monthrange
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from daliang.programmes.assets.choices import Outcome

NOTICE_MONTHS = 2


def notice_on(ends_on: date, months: int = NOTICE_MONTHS) -> date:
    """Return the day from which the end of a lease is told: calendar months, not sixty days.

    A day that the earlier month lacks becomes its last one.

    >>> notice_on(date(2024, 4, 30)), notice_on(date(2025, 1, 15))
    (datetime.date(2024, 2, 29), datetime.date(2024, 11, 15))
    """
    index = ends_on.year * 12 + ends_on.month - 1 - months
    year, month = index // 12, index % 12 + 1
    return date(year, month, min(ends_on.day, monthrange(year, month)[1]))


def is_ending(ends_on: date, today: date) -> bool:
    """Tell whether a lease is within its notice, its last day included."""
    return notice_on(ends_on) <= today <= ends_on


def arrears(due_wan: Decimal | None, paid_wan: Decimal | None) -> Decimal | None:
    """Return what is owed; None where either side is not known, and never below zero."""
    if due_wan is None or paid_wan is None:
        return None
    return max(due_wan - paid_wan, Decimal(0))


def rent_share(rent_wan: Decimal | None, market_wan: Decimal | None) -> float | None:
    """Return the rent as a percentage of the appraised one; None where it cannot be said."""
    if rent_wan is None or not market_wan:
        return None
    return round(float(100 * rent_wan / market_wan), 1)


def whole_months(start: date | None, today: date) -> int | None:
    """Return the whole months from a day to today."""
    if start is None:
        return None
    months = (today.year - start.year) * 12 + today.month - start.month
    return max(months - (today.day < start.day), 0)


@dataclass(frozen=True, slots=True)
class Seen:
    """What somebody saw on the spot."""

    is_in_books: bool
    is_found: bool
    is_as_described: bool


def outcome(seen: Seen | None) -> Outcome:
    """Return what the count says of one thing; nobody looked yet means to be checked."""
    if seen is None:
        return Outcome.TO_CHECK
    if not seen.is_in_books:
        return Outcome.SURPLUS
    if not seen.is_found:
        return Outcome.MISSING
    return Outcome.MATCHED if seen.is_as_described else Outcome.TO_CHECK
