"""Reads of visits: the city sees all; a unit its own, a district those to its firms."""

from __future__ import annotations

from datetime import date, timedelta

from django.db.models import Count, Max, Q, QuerySet

from daliang.base.access import scope_of
from daliang.base.models import User
from daliang.base.roles import Permission
from daliang.parties.models import Enterprise
from daliang.parties.queries import enterprises_for
from daliang.programmes.visits import rules
from daliang.programmes.visits.choices import State
from daliang.programmes.visits.models import Visit


def visits_for(user: User) -> QuerySet[Visit]:
    """Return the visits a user may see."""
    scope = scope_of(user)
    rows = Visit.objects.select_related("enterprise__district", "organisation", "post")
    if Permission.READ not in scope.permissions:
        return rows.none()
    if scope.is_city:
        return rows
    return rows.filter(scope.own_units("organisation") | scope.own_units("enterprise__district"))


def units_in_month(enterprise: Enterprise, day: date) -> set[str]:
    """Return the units that visit a firm in a day's month."""
    first = day.replace(day=1)
    after = (first + timedelta(days=32)).replace(day=1)
    rows = Visit.objects.filter(
        enterprise=enterprise, planned_on__gte=first, planned_on__lt=after
    ).exclude(state=State.CANCELLED)
    return set(rows.values_list("organisation__short_name", flat=True))


def crowded(user: User, day: date) -> QuerySet[Enterprise]:
    """Return the firms that more units than allowed visit in a day's month."""
    first = day.replace(day=1)
    after = (first + timedelta(days=32)).replace(day=1)
    wanted = Q(visits__planned_on__gte=first, visits__planned_on__lt=after) & ~Q(
        visits__state=State.CANCELLED
    )
    units = Count("visits__organisation", filter=wanted, distinct=True)
    return enterprises_for(user).annotate(units=units).filter(units__gt=rules.MOST_UNITS_A_MONTH)


def coverage_rows(user: User, since: date, field: str) -> list[tuple[str, int, int]]:
    """Return per value of a field (size, chain) how many firms there are and were visited."""
    seen = Q(visits__state=State.DONE, visits__planned_on__gte=since)
    rows = (
        enterprises_for(user)
        .filter(is_active=True)
        .order_by()
        .values_list(field)
        .annotate(total=Count("pk", distinct=True), done=Count("pk", filter=seen, distinct=True))
    )
    return sorted(((str(v or ""), total, done) for v, total, done in rows), key=lambda r: -r[1])


def candidates_for(user: User, today: date) -> tuple[list[rules.Candidate], set[int]]:
    """Return the firms that could be visited, and those that have been visited enough."""
    done = Q(visits__state=State.DONE)
    rows = (
        enterprises_for(user)
        .filter(is_active=True)
        .select_related("chain", "district")
        .annotate(last=Max("visits__planned_on", filter=done))
    )
    first = today.replace(day=1)
    month = Visit.objects.filter(planned_on__gte=first).exclude(state=State.CANCELLED)
    counts = (
        month.order_by().values_list("enterprise").annotate(n=Count("organisation", distinct=True))
    )
    blocked = {pk for pk, n in counts if n >= rules.MOST_UNITS_A_MONTH}
    found = [
        rules.Candidate(
            row.pk,
            row.size,
            row.chain.name if row.chain else "",
            row.district.short_name if row.district else "",
            row.last,
        )
        for row in rows
    ]
    return found, blocked
