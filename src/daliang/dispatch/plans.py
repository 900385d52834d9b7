"""From a finding to an attack plan in one click: a parent commitment, and one for each step."""

from __future__ import annotations

from datetime import date, timedelta

from django.db import transaction
from django.utils.translation import gettext as _

from daliang.base.access import require
from daliang.base.calendar import today
from daliang.base.choices import OrganisationKind
from daliang.base.models import Organisation, User
from daliang.base.roles import Permission
from daliang.diagnosis import actions as diagnosis
from daliang.diagnosis.models import AttackPlan, Finding
from daliang.diagnosis.planning import ProposedStep, propose_steps
from daliang.diagnosis.reading import losses_of
from daliang.ledger import actions as ledger
from daliang.ledger.choices import SourceKind
from daliang.ledger.models import Commitment, Source
from daliang.parties.facts import folder
from daliang.warehouse.catalogue import read_catalogue

PROGRAMME = "tasks"
PLAN_DAYS = 90


@transaction.atomic
def draft_plan(*, by: User, finding: Finding) -> AttackPlan:
    """Draft the plan against a finding, or return the one drafted already."""
    require(by, Permission.DIAGNOSE)
    require(by, Permission.DRAFT)
    drafted = finding.plans.exclude(commitment_number="").first()
    if drafted:
        return drafted
    day = today()
    steps = propose_steps(
        finding.place, finding.kind, losses_of(finding), unit=finding.run.unit, today=day
    )
    lead = _lead(finding)
    support = finding.district if finding.district != lead else None
    plan = diagnosis.make_plan(
        by=by,
        finding=finding,
        steps=steps,
        lead=lead,
        support=support,
        due_on=day + timedelta(days=PLAN_DAYS),
    )
    parent = _commit(by, plan, steps, _source(by, plan, day))
    return diagnosis.link_plan(by=by, plan=plan, number=parent.number)


def commitments_of(plan: AttackPlan) -> tuple[Commitment | None, list[Commitment]]:
    """Return the plan's parent commitment and its parts, in order."""
    rows = Commitment.objects.select_related("lead", "source")
    parent = rows.filter(number=plan.commitment_number).first()
    return parent, list(rows.filter(parent=parent).order_by("pk")) if parent else []


def _lead(finding: Finding) -> Organisation | None:
    """The body that answers for the measure, else the district itself."""
    catalogue = read_catalogue(folder())
    name = catalogue.measure(finding.measure).lead if catalogue.has(finding.measure) else ""
    rows = Organisation.objects.filter(is_active=True, kind=OrganisationKind.DEPARTMENT)
    return rows.filter(short_name=name).first() or finding.district


def _source(by: User, plan: AttackPlan, day: date) -> Source:
    return ledger.make_source(
        by=by,
        kind=SourceKind.FINDING,
        title=_("穿透诊断：%(finding)s") % {"finding": str(plan.finding)[:180]},
        dated_on=day,
        plan_year=day.year,
        text=f"{plan.causes}。数据版本{plan.finding.data_version[:12]}",
        is_synthetic=plan.is_synthetic,
    )


def _commit(by: User, plan: AttackPlan, steps: list[ProposedStep], source: Source) -> Commitment:
    milestones = tuple(ledger.MilestoneDraft(s.title[:300], s.due_on) for s in steps)
    parent = ledger.commit(
        by=by,
        draft=ledger.Draft(
            title=plan.title,
            programme=PROGRAMME,
            source=source,
            category=_("攻坚方案"),
            content=plan.causes,
            goal=plan.proof[:300],
            lead=plan.lead,
            supports=(plan.support,) if plan.support else (),
            due_on=plan.due_on,
            milestones=milestones,
            is_synthetic=plan.is_synthetic,
        ),
    )
    ledger.commit_many(
        by=by,
        drafts=[_part(plan, step, source, parent) for step in steps],
        note=_("由穿透发现起草"),
    )
    return parent


def _part(plan: AttackPlan, step: ProposedStep, source: Source, parent: Commitment) -> ledger.Draft:
    """What happens at a firm is the district's; what concerns the whole is the lead's."""
    lead = (plan.support or plan.lead) if step.firm else plan.lead
    others = {plan.lead, plan.support} - {lead, None}
    return ledger.Draft(
        title=step.title[:300],
        programme=PROGRAMME,
        source=source,
        parent=parent,
        category=_("攻坚方案"),
        goal=plan.proof[:300],
        lead=lead,
        supports=tuple(others),
        due_on=step.due_on,
        is_synthetic=plan.is_synthetic,
    )
