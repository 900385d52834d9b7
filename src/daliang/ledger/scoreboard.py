"""How units stand: on time, overdue, moved deadlines, returned work. Two queries for all."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from django.db.models import Count, F, Q, Sum

from daliang.base.models import Organisation, User
from daliang.ledger.choices import BEFORE_ISSUE, OPEN, State
from daliang.ledger.queries import commitments_for


@dataclass(frozen=True, slots=True)
class Score:
    """One unit's counts; rates are percent, None when there is nothing to rate."""

    unit: Organisation
    total: int
    open: int
    closed: int
    overdue: int
    red: int
    amber: int
    unsigned: int
    moves: int
    returns: int
    closed_in_time: int
    closed_in_first_time: int

    @property
    def on_time_rate(self) -> float | None:
        """Closed by the deadline as it stood at last, of all closed with a date."""
        return 100.0 * self.closed_in_time / self.closed if self.closed else None

    @property
    def first_time_rate(self) -> float | None:
        """Closed by the deadline as it was first set: moved goalposts do not help."""
        return 100.0 * self.closed_in_first_time / self.closed if self.closed else None


def scores(user: User, day: date, *, programme: str = "") -> list[Score]:
    """Return each lead unit's score within the user's scope, the most reds first."""
    rows = commitments_for(user).exclude(state__in=BEFORE_ISSUE).exclude(lead=None)
    if programme:
        rows = rows.filter(programme=programme)
    is_closed, is_open = Q(state=State.CLOSED), Q(state__in=OPEN)
    counted = (
        rows.order_by()
        .values("lead")
        .annotate(
            total=Count("pk"),
            open=Count("pk", filter=is_open),
            closed=Count("pk", filter=is_closed),
            overdue=Count("pk", filter=is_open & Q(due_on__lt=day)),
            red=Count("pk", filter=is_open & Q(light_tone="red")),
            amber=Count("pk", filter=is_open & Q(light_tone="amber")),
            unsigned=Count("pk", filter=Q(state=State.ISSUED)),
            all_moves=Sum("moves"),
            all_returns=Sum("returns"),
            closed_in_time=Count("pk", filter=is_closed & _by("due_on")),
            closed_in_first_time=Count("pk", filter=is_closed & _by("first_due_on")),
        )
    )
    units = Organisation.objects.in_bulk([row["lead"] for row in counted])
    result = [_score(units[row.pop("lead")], row) for row in counted]
    return sorted(result, key=lambda s: (-s.red, -s.overdue, -s.amber, s.unit.position))


def _by(field: str) -> Q:
    return Q(**{f"{field}__isnull": True}) | Q(closed_at__date__lte=F(field))


def _score(unit: Organisation, row: dict[str, int]) -> Score:
    return Score(unit=unit, moves=row.pop("all_moves"), returns=row.pop("all_returns"), **row)
