"""Gates planned, proved, passed and taken back."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from django.db import transaction
from django.utils.translation import gettext as _

from daliang.base import audit, clock
from daliang.base.access import require
from daliang.base.calendar import today
from daliang.base.models import StoredFile, User
from daliang.base.refusal import NotAllowed
from daliang.base.roles import Permission
from daliang.programmes.projects.actions.projects import doubts_of
from daliang.programmes.projects.actions.rights import rejudge, require_work_on
from daliang.programmes.projects.choices import ProofKind, Stage
from daliang.programmes.projects.models import Gate, GateMove, GateProof, Project
from daliang.programmes.projects.rules import current_stage, require_passable, stages_undone_by


@dataclass(frozen=True, slots=True)
class Proof:
    """A document handed in: its kind, with a number, a file, or both."""

    kind: str
    number: str = ""
    file: StoredFile | None = None


@transaction.atomic
def plan_gate(
    *, by: User, project: Project, stage: str, planned_on: date | None, reason: str = ""
) -> Gate:
    """Set or move a gate's date; after the first time a reason is due and the move is kept."""
    require(by, Permission.DRAFT)
    gate, _made = Gate.objects.select_for_update().get_or_create(project=project, stage=stage)
    if gate.planned_on == planned_on:
        return gate
    if gate.first_planned_on is not None and not reason.strip():
        raise NotAllowed(_("改动已定的日期须写明原因。"))
    old, gate.planned_on = gate.planned_on, planned_on
    gate.first_planned_on = gate.first_planned_on or planned_on
    gate.save()
    GateMove.objects.create(
        gate=gate,
        old_on=old,
        new_on=planned_on,
        reason=reason.strip(),
        moved_at=clock.now(),
        moved_by=by,
    )
    audit.record(by=by, verb="调整节点", on=gate, detail={"from": old, "to": planned_on})
    rejudge([project])
    return gate


@transaction.atomic
def give_proof(*, by: User, project: Project, stage: str, proof: Proof) -> GateProof:
    """Hand in a document for a gate; a picture is checked for time, place and repetition."""
    require_work_on(by, project)
    if not proof.number.strip() and proof.file is None:
        raise NotAllowed(_("请填文号或合同号，或附上文件。"))
    gate, _made = Gate.objects.get_or_create(project=project, stage=stage)
    doubts = _doubts(project, proof)
    row = GateProof.objects.create(
        gate=gate,
        kind=proof.kind,
        number=proof.number.strip(),
        file=proof.file,
        doubts=doubts,
        given_at=clock.now(),
        given_by=by,
    )
    audit.record(by=by, verb="提交关口材料", on=row, detail={"gate": str(gate), "doubts": doubts})
    return row


def _doubts(project: Project, proof: Proof) -> list[str]:
    doubts = []
    if proof.kind == ProofKind.PHOTO and proof.file is not None:
        doubts = doubts_of(project, proof.file)
    if number := proof.number.strip():
        same = GateProof.objects.filter(kind=proof.kind, number=number).exclude(
            gate__project=project
        )
        names = sorted(set(same.values_list("gate__project__name", flat=True)))
        if names:
            doubts.append(_("同一文号已用于：%(names)s") % {"names": "、".join(names)})
    return doubts


@transaction.atomic
def pass_gate(*, by: User, project: Project, stage: str, done_on: date) -> Gate:
    """Record that a gate was passed: in order, not in the future, with its evidence."""
    require_work_on(by, project)
    row = Project.objects.select_for_update().get(pk=project.pk)
    gate, _made = Gate.objects.get_or_create(project=row, stage=stage)
    require_passable(
        stage,
        done_on=done_on,
        today=today(),
        passed=_passed(row),
        given=list(gate.proofs.values_list("kind", flat=True)),
    )
    gate.done_on, gate.passed_at, gate.passed_by = done_on, clock.now(), by
    gate.save()
    _settle(row)
    audit.record(by=by, verb="通过关口", on=gate, detail={"done_on": done_on})
    rejudge([row])
    return gate


@transaction.atomic
def undo_gate(*, by: User, project: Project, stage: str, reason: str) -> list[Gate]:
    """Take a gate back, with those that rest on it; the documents stay."""
    require(by, Permission.REVIEW)
    if not reason.strip():
        raise NotAllowed(_("请写明原因。"))
    if stage == Stage.LEAD:
        raise NotAllowed(_("线索是第一关，不能撤回。"))
    row = Project.objects.select_for_update().get(pk=project.pk)
    stages = stages_undone_by(stage, _passed(row))
    gates = list(row.gates.filter(stage__in=stages, done_on__isnull=False))
    for gate in gates:
        gate.done_on = gate.passed_at = gate.passed_by = None
        gate.save()
    _settle(row)
    names = [gate.stage for gate in gates]
    audit.record(by=by, verb="撤回关口", on=row, detail={"gates": names, "reason": reason})
    rejudge([row])
    return gates


def _passed(project: Project) -> dict[str, date]:
    return dict(project.gates.exclude(done_on=None).values_list("stage", "done_on"))


def _settle(project: Project) -> None:
    passed = _passed(project)
    project.stage = current_stage(passed)
    project.stage_since = passed.get(project.stage)
    project.save(update_fields=["stage", "stage_since"])
