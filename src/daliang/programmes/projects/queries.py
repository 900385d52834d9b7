"""Reads of the projects pack: each takes the user and returns what he may see."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from decimal import Decimal

from django.db.models import OuterRef, Prefetch, Q, QuerySet, Subquery

from daliang.base.access import scope_of
from daliang.base.models import StoredFile, User
from daliang.base.roles import Permission
from daliang.programmes.projects.choices import Book, Stage
from daliang.programmes.projects.models import (
    Blocker,
    BookFigure,
    Gate,
    GateProof,
    Project,
    Volume,
    YearPlan,
)
from daliang.programmes.projects.rules import ZERO, Share, YearStanding


def projects_for(user: User) -> QuerySet[Project]:
    """Return the projects a user may see: the city's roles all, a unit its own and its district's.

    A unit also sees a project in which it is to clear a blocker.
    """
    scope = scope_of(user)
    if Permission.READ not in scope.permissions:
        return Project.objects.none()
    if scope.is_city:
        return Project.objects.all()
    clears = Blocker.objects.filter(scope.own_units("commitment__lead")).values("project")
    own = scope.own_units("lead") | scope.own_units("district") | Q(pk__in=clears)
    return Project.objects.filter(own)


def with_year(rows: QuerySet[Project], year: int) -> QuerySet[Project]:
    """Add a year's plan and newest figures, the gates and the light: a fixed number of queries."""
    plan = YearPlan.objects.filter(project=OuterRef("pk"), year=year)
    figure = BookFigure.objects.filter(project=OuterRef("pk"), month_on__year=year)
    newest = {
        f"{book}_wan": Subquery(
            figure.filter(book=book).order_by("-month_on").values("total_wan")[:1]
        )
        for book in Book.values
    }
    return (
        rows.select_related("district", "lead", "parent")
        .annotate(
            plan_wan=Subquery(plan.values("plan_wan")[:1]),
            light_tone=Subquery(plan.values("commitment__light_tone")[:1]),
            light_label=Subquery(plan.values("commitment__light_label")[:1]),
            light_reason=Subquery(plan.values("commitment__light_reason")[:1]),
            reported_on=Subquery(
                figure.filter(book=Book.DISPATCH).order_by("-month_on").values("month_on")[:1]
            ),
            **newest,
        )
        .prefetch_related("gates", "parts")
    )


def project_for(user: User, code: str) -> Project:
    """Return one project by code; what the user may not see does not exist for him."""
    return (
        projects_for(user)
        .select_related("district", "lead", "parent")
        .prefetch_related(
            Prefetch("gates", Gate.objects.prefetch_related("proofs__file", "moves__moved_by")),
            Prefetch("plans", YearPlan.objects.select_related("commitment")),
            "plans__months",
            "volumes__photo",
            Prefetch("blockers", Blocker.objects.select_related("commitment__lead")),
            "parts",
        )
        .get(code=code)
    )


def figures_for(user: User) -> QuerySet[BookFigure]:
    """Return the figures of the projects a user may see."""
    return BookFigure.objects.filter(project__in=projects_for(user)).select_related("project")


def blockers_for(user: User) -> QuerySet[Blocker]:
    """Return the blockers of the projects a user may see."""
    return Blocker.objects.filter(project__in=projects_for(user)).select_related(
        "project", "commitment__lead"
    )


def plans_for(user: User, year: int) -> QuerySet[YearPlan]:
    """Return a year's plans with what their lights need."""
    return (
        YearPlan.objects.filter(project__in=projects_for(user), year=year)
        .select_related("project__district", "project__lead", "commitment")
        .prefetch_related("months", "project__gates")
    )


def shares_for(user: User) -> list[Share]:
    """Return the projects a user may see as shares, so that nothing is counted twice."""
    rows = projects_for(user).values_list("pk", "parent_id", "district__short_name", "total_wan")
    return [Share(pk, parent, name or "", total or ZERO) for pk, parent, name, total in rows]


def may_see_file(user: User, file: StoredFile) -> bool:
    """Tell whether a file proves a gate or a volume of a project the user may see."""
    seen = projects_for(user)
    proves = GateProof.objects.filter(file=file, gate__project__in=seen).exists()
    return proves or Volume.objects.filter(photo=file, project__in=seen).exists()


def photo_uses(sha256: str, *, besides: Project) -> list[str]:
    """Return the names of other projects for which the same picture was handed in."""
    proofs = GateProof.objects.filter(file__sha256=sha256).exclude(gate__project=besides)
    volumes = Volume.objects.filter(photo__sha256=sha256).exclude(project=besides)
    names = [*proofs.values_list("gate__project__name", flat=True)]
    names += volumes.values_list("project__name", flat=True)
    return sorted(set(names))


def standings_of(commitment_ids: Sequence[int]) -> dict[int, YearStanding]:
    """Return the year's standing of each commitment that is a year plan: four queries."""
    plans = list(
        YearPlan.objects.filter(commitment__in=commitment_ids).prefetch_related(
            "months", "project__gates"
        )
    )
    figures = _newest_figures(plans)
    return {plan.commitment_id: standing_of(plan, figures) for plan in plans}


Figures = dict[tuple[int, int, str], BookFigure]


def _newest_figures(plans: Sequence[YearPlan]) -> Figures:
    """The newest figure of each project, year and book."""
    rows = BookFigure.objects.filter(project__in={plan.project_id for plan in plans})
    return {(row.project_id, row.month_on.year, row.book): row for row in rows.order_by("month_on")}


def standing_of(plan: YearPlan, figures: Figures) -> YearStanding:
    """Return a plan's standing from its prefetched months, gates and figures."""
    months: dict[int, tuple[Decimal, Decimal]] = {
        m.month: (m.planned_wan, m.funds_wan) for m in plan.months.all()
    }
    gates = {gate.stage: gate for gate in plan.project.gates.all()}
    done = figures.get((plan.project_id, plan.year, Book.DISPATCH))
    funds = figures.get((plan.project_id, plan.year, Book.FINANCE))
    started, entered = gates.get(Stage.STARTED), gates.get(Stage.ENTERED)
    return YearStanding(
        plan=plan.plan_wan,
        monthly=[months.get(m, (ZERO, ZERO))[0] for m in range(1, 13)],
        funds_monthly=[months.get(m, (ZERO, ZERO))[1] for m in range(1, 13)],
        done=done.total_wan if done else None,
        reported_on=done.month_on if done else None,
        funds_arrived=funds.total_wan if funds else None,
        funds_on=funds.month_on if funds else None,
        start_planned_on=started.planned_on if started else None,
        started_on=_day(started),
        entered_on=_day(entered),
    )


def _day(gate: Gate | None) -> date | None:
    return gate.done_on if gate else None
