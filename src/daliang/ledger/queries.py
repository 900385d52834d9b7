"""Reads of the ledger: each takes the user and returns only what he may see."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime

from django.db.models import Exists, Max, OuterRef, Prefetch, Q, QuerySet

from daliang.base.access import scope_of
from daliang.base.models import StoredFile, User
from daliang.base.roles import ROLES, Permission, Reach
from daliang.ledger.choices import BEFORE_ISSUE, OPEN, Decision, SourceKind, State
from daliang.ledger.models import (
    Assignment,
    Commitment,
    Evidence,
    Extension,
    Freeze,
    FrozenLight,
    Revision,
    Source,
    Transition,
)


def commitments_for(user: User) -> QuerySet[Commitment]:
    """Return the commitments a user may see.

    The city's roles see every row. A unit sees what it leads or supports once
    that was issued, its own subtree included.
    """
    scope = scope_of(user)
    rows = Commitment.objects.defer("search_words")  # long, and read by the database alone
    if scope.is_city and Permission.READ in scope.permissions:
        return rows
    if not scope.paths or Permission.READ not in scope.permissions:
        return rows.none()
    own = Assignment.objects.filter(scope.own_units("organisation"), commitment=OuterRef("pk"))
    return rows.filter(Exists(own)).exclude(state__in=BEFORE_ISSUE)


def with_relations(rows: QuerySet[Commitment]) -> QuerySet[Commitment]:
    """Add the relations that lights, snapshots and lists read: a fixed number of queries."""
    return rows.select_related("lead", "leader", "source").prefetch_related(
        "assignments__organisation", "milestones", "exemptions"
    )


def commitment_for(user: User, number: str) -> Commitment:
    """Return one commitment by number; what the user may not see does not exist for him."""
    return with_relations(commitments_for(user)).get(number=number)


def my_items(user: User) -> QuerySet[Commitment]:
    """Return the open commitments of the units the user acts for, the most urgent first."""
    scope = scope_of(user)
    own = Assignment.objects.filter(scope.own_units("organisation"), commitment=OuterRef("pk"))
    rows = Commitment.objects.filter(Exists(own), state__in=OPEN - {State.RETURNED})
    return with_relations(rows).order_by("due_on", "pk")


def review_queue(user: User) -> QuerySet[Commitment]:
    """Return what waits for the office: submitted, approved, returned, reported done."""
    waiting = {
        State.SUBMITTED,
        State.APPROVED,
        State.RETURNED,
        State.REPORTED_DONE,
        State.IN_REVIEW,
    }
    return with_relations(commitments_for(user).filter(state__in=waiting)).order_by(
        "state", "due_on", "pk"
    )


def open_extensions(user: User) -> QuerySet[Extension]:
    """Return the extension requests that wait for a decision."""
    return Extension.objects.filter(
        decision=Decision.ASKED, commitment__in=commitments_for(user)
    ).select_related("commitment__lead", "asked_by")


def last_transitions(commitment_ids: Sequence[int]) -> dict[int, Transition]:
    """Return the newest transition of each commitment."""
    newest = (
        Transition.objects.filter(commitment__in=commitment_ids)
        .order_by()
        .values("commitment")
        .annotate(last=Max("pk"))
        .values("last")
    )
    rows = Transition.objects.filter(pk__in=newest).select_related("by", "report")
    return {row.commitment_id: row for row in rows}


def sources_for(user: User) -> QuerySet[Source]:
    """Return the sources of the commitments a user may see (the city's roles: all)."""
    scope = scope_of(user)
    if scope.is_city and Permission.READ in scope.permissions:
        return Source.objects.all()
    return Source.objects.filter(Exists(commitments_for(user).filter(source=OuterRef("pk"))))


def instructions_for(user: User) -> QuerySet[Source]:
    """Return the leaders' written instructions a user may see, with what came of them."""
    rows = sources_for(user).filter(kind=SourceKind.NOTE).select_related("post")
    return rows.prefetch_related(
        Prefetch("commitments", queryset=with_relations(commitments_for(user)))
    )


def evidence_for(user: User) -> QuerySet[Evidence]:
    """Return the evidence of the commitments a user may see."""
    return Evidence.objects.filter(report__commitment__in=commitments_for(user))


def may_see_evidence(user: User, file: StoredFile) -> bool:
    """Tell whether a file proves something the user may see; a gate of base.files."""
    return evidence_for(user).filter(file=file).exists()


def known_at(user: User, moment: datetime) -> QuerySet[Revision]:
    """Return each visible commitment's last revision up to a moment: the list as it was known."""
    last = (
        Revision.objects.filter(commitment__in=commitments_for(user), at__lte=moment)
        .order_by()
        .values("commitment")
        .annotate(last=Max("pk"))
        .values("last")
    )
    return Revision.objects.filter(pk__in=last).order_by("commitment_id")


def due_between(user: User, first: date, last: date) -> QuerySet[Commitment]:
    """Return the open commitments due, or with a milestone due, in a span of days."""
    in_span = Q(due_on__range=(first, last)) | Q(
        milestones__due_on__range=(first, last), milestones__done_on=None
    )
    return with_relations(commitments_for(user).filter(in_span, state__in=OPEN).distinct())


def liaisons_of(organisation_ids: Sequence[int]) -> list[User]:
    """Return the active users who report for any of the organisations."""
    slugs = [slug for slug, role in ROLES.items() if Permission.REPORT in role.permissions]
    return list(
        User.objects.filter(
            is_active=True, grants__organisation_id__in=organisation_ids, grants__role__in=slugs
        ).distinct()
    )


def holders_of(permission: Permission) -> list[User]:
    """Return the active users whose city-wide role carries a permission."""
    slugs = [
        slug
        for slug, role in ROLES.items()
        if permission in role.permissions and role.reach is Reach.CITY
    ]
    return list(User.objects.filter(is_active=True, grants__role__in=slugs).distinct())


def freezes_for(user: User) -> QuerySet[Freeze]:
    """Return the frozen months; nothing for who may read no business row."""
    return Freeze.objects.all() if not scope_of(user).is_empty else Freeze.objects.none()


def frozen_rows(user: User, freeze: Freeze) -> QuerySet[FrozenLight]:
    """Return the rows of a frozen month that the user may see today."""
    return (
        FrozenLight.objects.filter(freeze=freeze, commitment__in=commitments_for(user))
        .select_related("commitment__lead")
        .order_by("pk")
    )
