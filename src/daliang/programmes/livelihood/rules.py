"""Verdict and pace of livelihood items, on plain values."""

from __future__ import annotations

from calendar import isleap
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal

from daliang.programmes.livelihood.choices import Pace, Verdict

OBJECTION_DAYS = 7
_SLACK = 10.0  # percentage points below the year's pace that still count as normal


@dataclass(frozen=True, slots=True)
class Votes:
    """The ballots of one vote; an abstention counts in the whole."""

    satisfied: int
    mostly: int
    unsatisfied: int
    abstained: int = 0

    @property
    def total(self) -> int:
        """All ballots."""
        return self.satisfied + self.mostly + self.unsatisfied + self.abstained


def verdict(votes: Votes) -> Verdict | None:
    """Return what a vote says: more than half is needed each time, so a tie is unsatisfied.

    >>> verdict(Votes(50, 10, 40)).label, verdict(Votes(30, 20, 50)).label
    ('基本满意', '不满意')
    """
    if votes.total == 0:
        return None
    if 2 * votes.satisfied > votes.total:
        return Verdict.SATISFIED
    if 2 * (votes.satisfied + votes.mostly) > votes.total:
        return Verdict.MOSTLY
    return Verdict.UNSATISFIED


def share_done(done: Decimal | None, target: Decimal | None) -> float | None:
    """Return percent of the year's target; None where either is not known."""
    if done is None or not target:
        return None
    return round(float(100 * done / target), 1)


def year_passed(year: int, day: date) -> float:
    """Return percent of a year that has passed by the evening of a day."""
    days = 366 if isleap(year) else 365
    gone = (day - date(year, 1, 1)).days + 1
    return round(100 * min(max(gone, 0), days) / days, 1)


def pace(share: float | None, year: int, as_of: date | None) -> Pace:
    """Return how an item goes at its as-of date.

    >>> pace(52.0, 2024, date(2024, 6, 30)).label, pace(35.0, 2024, date(2024, 6, 30)).label
    ('正常', '缓慢')
    """
    if share is None or as_of is None:
        return Pace.UNKNOWN
    required = year_passed(year, as_of)
    if share > 100 or (share == 100 and required < 100):
        return Pace.AHEAD
    return Pace.NORMAL if share >= required - _SLACK else Pace.SLOW


def objections_until(published_on: date) -> date:
    """Return the last day on which the public may object to a list."""
    return published_on + timedelta(days=OBJECTION_DAYS)
