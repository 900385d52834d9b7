"""What the monthly meeting asks: who is late, not in statistics, behind pace, by district."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from daliang.base.models import User
from daliang.engine.lights import Light
from daliang.ledger.lights import lights_of, packs
from daliang.ledger.models import Commitment
from daliang.ledger.queries import with_relations
from daliang.programmes.projects import queries
from daliang.programmes.projects.choices import STAGES, Stage
from daliang.programmes.projects.models import Project, YearPlan
from daliang.programmes.projects.rules import (
    ZERO,
    YearStanding,
    light_facts,
    own_amounts,
    percent,
    planned_to,
)

COMPARED = ("yinchuan", "even")
Facts = Mapping[str, object]


@dataclass(frozen=True)
class PlanLine:
    """A project's year: plan, standing, the facts lights speak of, and who explains."""

    plan: YearPlan
    standing: YearStanding
    facts: Facts

    @property
    def project(self) -> Project:
        """The project."""
        return self.plan.project

    @property
    def district(self) -> str:
        """The district's short name."""
        return self.project.district.short_name if self.project.district else "市级"

    @property
    def cause(self) -> str:
        """What the unit says; that it says nothing is said too."""
        return self.plan.commitment.problem or "单位尚未说明原因"

    @property
    def rate(self) -> float | None:
        """The share of the year's plan done, in percent."""
        return percent(self.standing.done, self.standing.plan)

    @property
    def gap(self) -> float | None:
        """Percentage points above (below) the plan by month."""
        return self.facts.get("pace_gap")  # type: ignore[return-value]


def plan_lines(user: User, year: int, day: date) -> list[PlanLine]:
    """Return the year plans a user may see with their standing: a fixed number of queries."""
    plans = list(queries.plans_for(user, year))
    standings = queries.standings_of([plan.commitment_id for plan in plans])
    found = []
    for plan in plans:
        standing = standings[plan.commitment_id]
        found.append(PlanLine(plan, standing, light_facts(standing, day)))
    return found


def due_not_started(lines: Iterable[PlanLine]) -> list[PlanLine]:
    """到期未开: the planned start has passed and nothing has begun; the longest first."""
    late = [x for x in lines if (x.facts["months_to_start_late"] or 0) > 0 or _just_late(x)]
    return sorted(late, key=lambda x: x.standing.start_planned_on)  # type: ignore[arg-type,return-value]


def _just_late(line: PlanLine) -> bool:
    planned, reported = line.standing.start_planned_on, line.standing.reported_on
    if planned is None or line.standing.started_on or reported is None:
        return False
    return planned < reported


def not_entered(lines: Iterable[PlanLine]) -> list[PlanLine]:
    """未入库: started and not yet in statistics; the longest first."""
    open_ = [x for x in lines if x.standing.started_on and not x.standing.entered_on]
    return sorted(open_, key=lambda x: x.standing.started_on)  # type: ignore[arg-type,return-value]


def behind_pace(lines: Iterable[PlanLine]) -> list[PlanLine]:
    """低于序时: below the plan by month; the furthest behind first."""
    return sorted((x for x in lines if x.gap is not None and x.gap < 0), key=lambda x: x.gap or 0)


@dataclass(frozen=True, slots=True)
class DistrictRow:
    """A district's year: how many, plan, done, and where it should be."""

    name: str
    count: int
    plan: Decimal
    done: Decimal
    due: Decimal
    started: int
    to_start: int
    rank: int = 0

    @property
    def rate(self) -> float | None:
        """Percent of the plan done."""
        return percent(self.done, self.plan)

    @property
    def gap(self) -> float | None:
        """Percentage points against the plan by month."""
        due = percent(self.due, self.plan)
        return None if self.rate is None or due is None else round(self.rate - due, 1)


def district_rows(lines: Sequence[PlanLine]) -> list[DistrictRow]:
    """Return the districts ranked by completion; equal rates share a rank."""
    names = sorted({line.district for line in lines})
    rows = [_district(name, [x for x in lines if x.district == name]) for name in names]
    rows.sort(key=lambda row: -(row.rate or 0))
    return [
        DistrictRow(
            row.name,
            row.count,
            row.plan,
            row.done,
            row.due,
            row.started,
            row.to_start,
            rank=1 + sum((other.rate or 0) > (row.rate or 0) for other in rows),
        )
        for row in rows
    ]


def _district(name: str, members: Sequence[PlanLine]) -> DistrictRow:
    new = [x for x in members if x.standing.start_planned_on]
    return DistrictRow(
        name,
        len(members),
        sum((x.standing.plan for x in members), ZERO),
        sum((x.standing.done or ZERO for x in members), ZERO),
        sum((due_of(x) for x in members), ZERO),
        sum(x.standing.started_on is not None for x in new),
        len(new),
    )


def due_of(line: PlanLine) -> Decimal:
    """Return what should be done by the month last reported, in 万元."""
    standing = line.standing
    return (
        planned_to(standing.monthly, standing.reported_on.month) if standing.reported_on else ZERO
    )


def compared_lights(lines: Sequence[PlanLine], day: date) -> list[tuple[PlanLine, list[Light]]]:
    """Return each plan's light under every compared rule pack, differing ones first."""
    known = packs()
    rows = list(with_relations(Commitment.objects.filter(year_plan__in=[x.plan for x in lines])))
    judged = [lights_of(rows, day, pack=known[slug]) for slug in COMPARED]
    found = [(line, [each[line.plan.commitment_id] for each in judged]) for line in lines]
    return sorted(found, key=lambda pair: len({light.tone for light in pair[1]}) == 1)


@dataclass(frozen=True, slots=True)
class StageColumn:
    """A column of the pipeline board."""

    stage: Stage
    count: int
    amount: Decimal
    projects: tuple[Project, ...]


def board(user: User, rows: Sequence[Project]) -> list[StageColumn]:
    """Return the pipeline: every project once, amounts without counting a package twice."""
    own = own_amounts(queries.shares_for(user))
    columns = []
    for stage in STAGES:
        members = [row for row in rows if row.stage == stage]
        amount = sum((own.get(row.pk, ZERO) for row in members), ZERO)
        columns.append(StageColumn(stage, len(members), amount, tuple(members)))
    return columns
