"""Writes of the diagnosis: runs kept, findings followed, plans made."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from decimal import Decimal

from django.db import transaction
from django.utils.translation import gettext as _

from daliang.base import audit, clock
from daliang.base.access import require
from daliang.base.models import Organisation, User
from daliang.base.roles import Permission
from daliang.diagnosis import rules
from daliang.diagnosis.choices import FindingState
from daliang.diagnosis.comparison import where_query
from daliang.diagnosis.drilling import Drilled, FoundCause
from daliang.diagnosis.models import AttackPlan, DrillRun, Finding, PlanStep, Sighting
from daliang.diagnosis.planning import ProposedStep
from daliang.diagnosis.queries import open_findings
from daliang.diagnosis.report import report_of
from daliang.parties.models import Enterprise


@transaction.atomic
def keep_run(*, by: User | None, answer: Drilled) -> DrillRun:
    """Keep a drill of the whole city; the same question on the same data is kept once."""
    if by is not None:
        require(by, Permission.DIAGNOSE)
    asked, measure = answer.comparison, answer.measure
    run, is_new = DrillRun.objects.get_or_create(
        measure=asked.measure,
        base_first=asked.base.first,
        base_last=asked.base.last,
        actual_first=asked.actual.first,
        actual_last=asked.actual.last,
        is_same_scope=asked.is_same_scope,
        data_version=answer.version,
        defaults={
            "title": measure.title,
            "unit": measure.unit,
            "base": answer.head.base,
            "actual": answer.head.actual,
            "data_on": date.fromisoformat(answer.data_on),
            "result": report_of(answer),
            "is_synthetic": measure.is_synthetic,
            "made_at": clock.now(),
            "made_by": by,
        },
    )
    if is_new:
        audit.record(by=by, verb="穿透", on=run, detail={"data_version": answer.version})
    return run


@transaction.atomic
def follow_findings(*, run: DrillRun, answer: Drilled) -> list[Finding]:
    """Bring the measure's findings in line with a run; return those that are new.

    A run of an older month, or one that was followed before, changes nothing.
    """
    known = {f.where: f for f in open_findings(run.measure)}
    if run.sightings.exists() or any(f.last_seen > run.actual_last for f in known.values()):
        return []
    fresh = []
    seen = set()
    for cause in answer.causes:
        where = where_query(cause.where)
        seen.add(where)
        finding = (
            known.get(where) or Finding.objects.filter(measure=run.measure, where=where).first()
        )
        if finding is None or finding.state == FindingState.GONE:
            fresh.append(_found(run, finding, where, cause, answer))
        else:
            state = rules.next_state(before_pp=finding.pull_pp, now_pp=cause.cause.pull_pp)
            _seen(run, finding, cause, state)
    for where, finding in known.items():
        if where not in seen:
            _gone(run, finding)
    audit.record(by=None, verb="复测穿透发现", on=run, detail={"new": len(fresh)})
    return fresh


@transaction.atomic
def adopt(*, by: User, answer: Drilled, cause: FoundCause) -> Finding:
    """Make a cause that a person saw into a finding."""
    require(by, Permission.DIAGNOSE)
    run = keep_run(by=by, answer=answer)
    where = where_query(cause.where)
    known = Finding.objects.filter(measure=run.measure, where=where).first()
    if known and known.state != FindingState.GONE:
        return known
    return _found(run, known, where, cause, answer)


@transaction.atomic
def dismiss(*, by: User, finding: Finding, reason: str) -> Finding:
    """Put a finding aside with a reason; it stays in the list and is still followed."""
    require(by, Permission.DIAGNOSE)
    rules.require_reason(reason)
    finding.dismissed_at, finding.dismissed_by = clock.now(), by
    finding.dismissed_reason = reason.strip()[:200]
    finding.save(update_fields=["dismissed_at", "dismissed_by", "dismissed_reason"])
    audit.record(by=by, verb="不处理穿透发现", on=finding, detail={"reason": reason})
    return finding


@transaction.atomic
def take_up(*, by: User, finding: Finding) -> Finding:
    """Take a finding up again that was put aside."""
    require(by, Permission.DIAGNOSE)
    finding.dismissed_at = finding.dismissed_by = None
    finding.dismissed_reason = ""
    finding.save(update_fields=["dismissed_at", "dismissed_by", "dismissed_reason"])
    audit.record(by=by, verb="重新处理穿透发现", on=finding)
    return finding


@transaction.atomic
def make_plan(
    *,
    by: User,
    finding: Finding,
    steps: Sequence[ProposedStep],
    lead: Organisation | None,
    support: Organisation | None,
    due_on: date,
) -> AttackPlan:
    """Write the plan against a finding; its commitments are the ledger's."""
    require(by, Permission.DIAGNOSE)
    run = finding.run
    plan = AttackPlan.objects.create(
        finding=finding,
        title=_("%(place)s%(measure)s攻坚方案") % {"place": finding.place, "measure": run.title},
        weak_indicator=f"{run.title}（{run.actual_text}，同比{run.growth_pct or 0:+.1f}%）",
        gap=Decimal(str(round(finding.impact, 4))),
        unit=run.unit,
        causes=finding.evidence,
        lead=lead,
        support=support,
        proof=_("%(place)s%(measure)s同口径增速转正；缺口%(gap)s%(unit)s按月收窄")
        % {
            "place": finding.place,
            "measure": run.title,
            "gap": f"{abs(finding.impact):.1f}",
            "unit": run.unit,
        },
        due_on=due_on,
        is_synthetic=finding.is_synthetic,
        made_at=clock.now(),
        made_by=by,
    )
    PlanStep.objects.bulk_create(
        PlanStep(
            plan=plan,
            position=position,
            title=step.title[:300],
            enterprise_id=step.firm.key if step.firm else None,
            expected=None if step.expected is None else Decimal(str(round(step.expected, 4))),
            due_on=step.due_on,
        )
        for position, step in enumerate(steps, start=1)
    )
    audit.record(by=by, verb="起草攻坚方案", on=plan, detail={"finding": finding.pk})
    return plan


def link_plan(*, by: User, plan: AttackPlan, number: str) -> AttackPlan:
    """Note the number of the plan's parent commitment."""
    require(by, Permission.DIAGNOSE)
    plan.commitment_number = number
    plan.save(update_fields=["commitment_number"])
    return plan


def _found(
    run: DrillRun, old: Finding | None, where: str, cause: FoundCause, answer: Drilled
) -> Finding:
    values = dict(cause.where)
    finding = old or Finding(measure=run.measure, where=where, first_seen=run.actual_last)
    finding.place = cause.place[:200]
    finding.district = _district(values, cause, answer)
    if name := values.get("enterprise"):
        finding.enterprise = Enterprise.objects.filter(name=name).first()
    if old:  # it had gone and came back: a new matter, whatever was said of the old one
        finding.dismissed_at = finding.dismissed_by = None
        finding.dismissed_reason = ""
    _seen(run, finding, cause, FindingState.NEW)
    return finding


def _district(values: dict[str, str], cause: FoundCause, answer: Drilled) -> Organisation | None:
    """The district named in the place, else that of the one firm or street meant."""
    name = values.get("district") or answer.district_of(cause.where)
    return Organisation.objects.filter(short_name=name).first() if name else None


def _seen(run: DrillRun, finding: Finding, cause: FoundCause, state: FindingState) -> None:
    found = cause.cause
    finding.run, finding.state, finding.last_seen = run, state, run.actual_last
    finding.kind, finding.effect = found.kind, found.effect
    finding.impact, finding.share = found.impact, found.share
    finding.pull_pp, finding.rows = found.pull_pp, found.rows
    finding.evidence, finding.data_version = cause.sentence[:400], run.data_version
    finding.is_synthetic = run.is_synthetic
    finding.save()
    _sight(run, finding)


def _gone(run: DrillRun, finding: Finding) -> None:
    finding.state, finding.run, finding.last_seen = FindingState.GONE, run, run.actual_last
    finding.save(update_fields=["state", "run", "last_seen"])
    Sighting.objects.create(
        finding=finding, run=run, state=FindingState.GONE, impact=0.0, pull_pp=0.0
    )


def _sight(run: DrillRun, finding: Finding) -> None:
    Sighting.objects.create(
        finding=finding,
        run=run,
        state=finding.state,
        impact=finding.impact,
        pull_pp=finding.pull_pp,
    )
