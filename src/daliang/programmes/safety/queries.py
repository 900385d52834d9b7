"""Reads of the safety campaign, scoped to the user."""

from __future__ import annotations

from datetime import date

from django.db.models import Max, Q, QuerySet
from django.utils.timezone import localdate

from daliang.base.access import scope_of
from daliang.base.models import User
from daliang.base.pages import visible
from daliang.ledger.choices import State
from daliang.programmes.safety.choices import Level
from daliang.programmes.safety.models import Hazard, Inspection, PlannedInspection, Recheck, Site
from daliang.programmes.safety.rules import Finding


def sites_for(user: User) -> QuerySet[Site]:
    """Return the sites of which a user's unit is in charge, or the bureau of the trade."""
    rows = visible(user, Site.objects.all(), "organisation", "supervisor")
    return rows.select_related("organisation", "supervisor")


def hazards_for(user: User) -> QuerySet[Hazard]:
    """Return the one list of hazards for all bureaux, scoped like the sites."""
    rows = visible(user, Hazard.objects.all(), "site__organisation", "site__supervisor")
    return rows.select_related(
        "site__organisation", "site__supervisor", "commitment", "found_by"
    ).annotate(passed_on=Max("rechecks__rechecked_on", filter=Q(rechecks__is_passed=True)))


def plan_for(user: User, month_on: date) -> QuerySet[PlannedInspection]:
    """Return the sites drawn for a month."""
    rows = visible(user, PlannedInspection.objects.all(), "site__organisation", "site__supervisor")
    return rows.filter(month_on=month_on).select_related("site__organisation")


def inspections_for(user: User) -> QuerySet[Inspection]:
    """Return the inspections of the sites a user may see."""
    rows = visible(user, Inspection.objects.all(), "site__organisation", "site__supervisor")
    return rows.select_related("site", "received_by")


def may_inspect(user: User, site: Site) -> bool:
    """Tell whether a user acts for the unit or the bureau of a site."""
    scope = scope_of(user)
    return scope.acts_for(site.organisation) or bool(
        site.supervisor and scope.acts_for(site.supervisor)
    )


def last_recheck(hazard: Hazard) -> Recheck | None:
    """Return the latest re-check of a hazard."""
    return hazard.rechecks.select_related("rechecked_by").first()


def findings_for(user: User, level: str = "") -> list[Finding]:
    """Return the visible hazards as plain values for counting."""
    rows = hazards_for(user)
    if level:
        rows = rows.filter(level=level)
    return [
        Finding(
            row.site.name,
            row.place,
            row.get_kind_display(),
            row.level,
            row.origin,
            row.found_on,
            _closed_on(row),
        )
        for row in rows
    ]


def _closed_on(row: Hazard) -> date | None:
    if row.commitment is None or row.commitment.state != State.CLOSED:
        return None
    return localdate(row.commitment.closed_at)


def open_majors(user: User) -> QuerySet[Hazard]:
    """Return the major hazards that are not closed."""
    return hazards_for(user).filter(level=Level.MAJOR).exclude(commitment__state=State.CLOSED)
