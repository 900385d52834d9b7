"""Reads of policies: texts for everybody who reads, firms within the scope."""

from __future__ import annotations

from django.db.models import Avg, F, QuerySet, Sum

from daliang.base.access import scope_of
from daliang.base.models import User
from daliang.base.roles import Permission
from daliang.parties.queries import enterprises_for
from daliang.programmes.policy.choices import PayoutState
from daliang.programmes.policy.models import (
    FirmFact,
    MatchRow,
    MatchRun,
    Payout,
    PolicyCount,
    PolicyText,
)


def policies_for(user: User) -> QuerySet[PolicyText]:
    """Return the policies; they are public texts, for everybody who reads business rows."""
    rows = PolicyText.objects.select_related("office").prefetch_related("versions")
    return rows if Permission.READ in scope_of(user).permissions else rows.none()


def last_run() -> MatchRun | None:
    """Return the newest run."""
    return MatchRun.objects.first()


def counts_of(user: User, run: MatchRun | None) -> dict[int, PolicyCount]:
    """Return the counts of a run by policy; city-wide figures, for the city's roles."""
    scope = scope_of(user)
    if run is None or not scope.is_city or Permission.READ not in scope.permissions:
        return {}
    rows = run.counts.select_related("version")
    return {row.version.text_id: row for row in rows}


def matches_for(user: User, run: MatchRun, text: PolicyText) -> QuerySet[MatchRow]:
    """Return the firms of a run under a policy that the user may see."""
    rows = MatchRow.objects.filter(
        run=run, version__text=text, enterprise__in=enterprises_for(user)
    )
    return rows.select_related("enterprise__district")


def payouts_for(user: User) -> QuerySet[Payout]:
    """Return the payouts to firms that the user may see."""
    return Payout.objects.filter(enterprise__in=enterprises_for(user)).select_related(
        "enterprise", "version__text"
    )


def payout_figures(user: User, text: PolicyText) -> dict[str, object]:
    """Return listed and paid money of a policy, and the mean days to the account."""
    rows = payouts_for(user).filter(version__text=text)
    paid = rows.filter(state=PayoutState.PAID)
    days = paid.annotate(wait=F("paid_on") - F("listed_on")).aggregate(mean=Avg("wait"))["mean"]
    return {
        "listed": rows.aggregate(sum=Sum("amount_wan"))["sum"] or 0,
        "paid": paid.aggregate(sum=Sum("amount_wan"))["sum"] or 0,
        "days": None if days is None else round(days.total_seconds() / 86400, 1),
        "count": rows.count(),
    }


def facts_for(user: User) -> QuerySet[FirmFact]:
    """Return the facts of the firms that the user may see."""
    return FirmFact.objects.filter(enterprise__in=enterprises_for(user))
