"""Reads of the diagnosis, within a user's scope."""

from __future__ import annotations

from django.db.models import QuerySet

from daliang.base.access import scope_of
from daliang.base.choices import OrganisationKind
from daliang.base.models import Organisation, User
from daliang.base.roles import ROLES, Permission, Reach
from daliang.diagnosis.choices import OPEN_STATES, FindingState
from daliang.diagnosis.models import AttackPlan, DrillRun, Finding


def districts_of(user: User) -> list[str] | None:
    """Return the districts whose firms a user may see; None for all of them."""
    scope = scope_of(user)
    if Permission.READ not in scope.permissions:
        return []
    if scope.is_city:
        return None
    rows = Organisation.objects.filter(scope.own_units(), kind=OrganisationKind.DISTRICT)
    return list(rows.values_list("short_name", flat=True))


def findings_for(user: User) -> QuerySet[Finding]:
    """Return the findings a user may see: all, or those of his district."""
    scope = scope_of(user)
    rows = Finding.objects.select_related("run", "district", "enterprise")
    if Permission.READ not in scope.permissions:
        return rows.none()
    return rows.filter(scope.organisations("district"))


def new_findings(user: User) -> QuerySet[Finding]:
    """Return what the last watch found and nobody put aside, the strongest pull down first."""
    return (
        findings_for(user)
        .filter(state__in=OPEN_STATES, dismissed_at=None, impact__lt=0)
        .order_by("pull_pp", "pk")
    )


def finding_for(user: User, pk: int) -> Finding:
    """Return one finding; what the user may not see does not exist for him."""
    return findings_for(user).get(pk=pk)


def plans_for(user: User) -> QuerySet[AttackPlan]:
    """Return the attack plans a user may see: all, or those of findings in his district."""
    scope = scope_of(user)
    rows = AttackPlan.objects.select_related("finding__run", "lead", "support", "made_by")
    if Permission.READ not in scope.permissions:
        return rows.none()
    return rows.filter(scope.organisations("finding__district"))


def latest_runs(user: User) -> list[DrillRun]:
    """Return the last watch of each measure; they speak of the whole city."""
    scope = scope_of(user)
    if not scope.is_city or Permission.READ not in scope.permissions:
        return []
    newest: dict[str, DrillRun] = {}
    rows = DrillRun.objects.filter(made_by=None).defer("result").order_by("-actual_last", "-id")
    for run in rows[:200]:
        newest.setdefault(run.measure, run)
    return list(newest.values())


def analysts() -> list[User]:
    """Return who is told of what the watch found: city-wide roles that diagnose."""
    slugs = [
        slug
        for slug, role in ROLES.items()
        if Permission.DIAGNOSE in role.permissions and role.reach is Reach.CITY
    ]
    return list(User.objects.filter(is_active=True, grants__role__in=slugs).distinct())


def open_findings(measure: str) -> list[Finding]:
    """Return the findings of a measure that have not gone, for the watch itself."""
    rows = Finding.objects.filter(measure=measure).exclude(state=FindingState.GONE)
    return list(rows.select_related("run"))
