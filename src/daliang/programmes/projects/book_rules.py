"""Three books of one project compared: identities, gaps, and how old a gap is."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from django.utils.translation import gettext as _

TOLERANCE = Decimal(1)  # 万元; below this the books agree


@dataclass(frozen=True, slots=True)
class Entry:
    """A month of one book; money in 万元, None where not said; `parts` are what the total is of."""

    month_on: date
    before: Decimal | None
    month: Decimal | None
    total: Decimal
    parts: tuple[Decimal | None, ...] = ()


def identity_faults(entries: Sequence[Entry]) -> list[str]:
    """Return what does not add up in one book of one year, month by month.

    Year to date = prior total + this month = construction + installation +
    equipment + other; prior total = the month before's year to date.

    Examples
    --------
    >>> wrong = Entry(date(2024, 5, 1), Decimal(40), Decimal(10), Decimal(55))
    >>> identity_faults([wrong])
    ['5月：上月累计40加本月10得50，年初累计填了55']
    """
    faults = []
    rows = sorted(entries, key=lambda entry: entry.month_on)
    for number, entry in enumerate(rows):
        month = entry.month_on.month
        faults += _own_faults(entry, month)
        last = rows[number - 1] if number else None
        follows = last is not None and last.month_on.month == month - 1
        if follows and entry.before is not None and abs(entry.before - last.total) >= TOLERANCE:
            faults.append(
                _("%(month)s月：上月累计填%(before)s，上月表里是%(last)s")
                % {"month": month, "before": _plain(entry.before), "last": _plain(last.total)}
            )
    return faults


def _own_faults(entry: Entry, month: int) -> list[str]:
    faults = []
    if entry.before is not None and entry.month is not None:
        due = entry.before + entry.month
        if abs(due - entry.total) >= TOLERANCE:
            faults.append(
                _("%(month)s月：上月累计%(before)s加本月%(own)s得%(due)s，年初累计填了%(total)s")
                % {
                    "month": month,
                    "before": _plain(entry.before),
                    "own": _plain(entry.month),
                    "due": _plain(due),
                    "total": _plain(entry.total),
                }
            )
    parts = [part for part in entry.parts if part is not None]
    if parts and len(parts) == len(entry.parts):
        made = sum(parts, Decimal(0))
        if abs(made - entry.total) >= TOLERANCE:
            faults.append(
                _("%(month)s月：四项构成合计%(made)s，年初累计填了%(total)s")
                % {"month": month, "made": _plain(made), "total": _plain(entry.total)}
            )
    return faults


@dataclass(frozen=True, slots=True)
class Gap:
    """Dispatch against another book in a month: how much, and since when without a break."""

    amount: Decimal
    since_on: date
    months: int


def gap_of(
    own: Mapping[date, Decimal], other: Mapping[date, Decimal], month_on: date
) -> Gap | None:
    """Return the gap of a month with its age; None when the books agree or one is silent.

    A month in which the other book says nothing counts as a gap of the whole
    amount: what was never entered is the oldest gap there is.

    Examples
    --------
    >>> march, april = date(2024, 3, 1), date(2024, 4, 1)
    >>> gap_of({march: Decimal(10), april: Decimal(20)}, {april: Decimal(15)}, april)
    Gap(amount=Decimal('5'), since_on=datetime.date(2024, 3, 1), months=2)
    """
    months = sorted(month for month in own if month <= month_on and month.year == month_on.year)
    if not months or months[-1] != month_on:
        return None
    amount = own[month_on] - other.get(month_on, Decimal(0))
    if abs(amount) < TOLERANCE:
        return None
    since = month_on
    for month in reversed(months):
        difference = own[month] - other.get(month, Decimal(0))
        if abs(difference) < TOLERANCE or (difference > 0) != (amount > 0):
            break
        since = month
    return Gap(amount, since, month_on.month - since.month + 1)


def _plain(value: Decimal) -> str:
    return f"{value.normalize():f}"
