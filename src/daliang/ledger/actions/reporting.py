"""What units say: reports with evidence, and the request to close."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from django.db import transaction
from django.utils.translation import gettext as _

from daliang.base import clock
from daliang.base.calendar import today
from daliang.base.models import StoredFile, User
from daliang.base.refusal import NotAllowed
from daliang.ledger.actions import steps
from daliang.ledger.models import Commitment, Evidence, Milestone, Report
from daliang.ledger.rules import Verb


@dataclass(frozen=True, slots=True)
class Proof:
    """A file handed in with a report, for the whole or for one milestone."""

    file: StoredFile
    caption: str = ""
    milestone: Milestone | None = None


@dataclass(frozen=True, slots=True)
class Progress:
    """What a unit reports: the change since last time. `key` makes a resent report count once."""

    key: str
    percent: int
    text: str
    problem: str = ""
    next_step: str = ""
    done_quantity: Decimal | None = None
    done_milestones: tuple[tuple[int, date], ...] = ()
    proofs: tuple[Proof, ...] = ()
    is_final: bool = False


@transaction.atomic
def report(*, by: User, commitment: Commitment, progress: Progress) -> Report:
    """Record a report; a final one asks the office to close and needs evidence."""
    if earlier := Report.objects.filter(key=progress.key).first():
        return earlier
    verb = Verb.REPORT_DONE if progress.is_final else Verb.REPORT
    row, state = steps.begin(commitment, verb, by=by)
    unit = steps.acting_unit(row, by, lead_only=progress.is_final)
    _check(progress, row)
    made = Report.objects.create(
        commitment=row,
        organisation=unit.organisation,
        progress=progress.percent,
        text=progress.text.strip(),
        problem=progress.problem.strip(),
        next_step=progress.next_step.strip(),
        done_quantity=progress.done_quantity,
        is_final=progress.is_final,
        reported_at=clock.now(),
        reported_by=by,
        key=progress.key,
    )
    _keep_evidence(made, progress.proofs, row)
    if unit.part == "lead":  # a supporting unit's word does not move the whole
        _carry_over(row, progress)
        _finish_milestones(row, progress.done_milestones)
    row.reported_on = today()
    steps.finish(row, verb, by=by, to_state=state, text=made.text, report=made)
    return made


def _check(progress: Progress, row: Commitment) -> None:
    if not progress.text.strip():
        raise NotAllowed(_("请写明进展情况。"))
    if not 0 <= progress.percent <= 100:
        raise NotAllowed(_("进度应在 0 到 100 之间。"))
    if progress.is_final and not progress.proofs and not _has_evidence(row):
        raise NotAllowed(_("申请办结须附佐证材料。"))
    if progress.is_final and progress.percent < 100:
        raise NotAllowed(_("申请办结时进度应为 100%。"))


def _has_evidence(row: Commitment) -> bool:
    return Evidence.objects.filter(report__commitment=row).exists()


def _keep_evidence(report: Report, proofs: Sequence[Proof], row: Commitment) -> None:
    for proof in proofs:
        used = (
            Evidence.objects.filter(file__sha256=proof.file.sha256)
            .exclude(report__commitment=row)
            .select_related("report__commitment")
            .first()
        )
        doubts = []
        if used:
            number = used.report.commitment.number
            doubts.append(f"同一文件已用于任务 {number}")
        Evidence.objects.create(
            report=report,
            file=proof.file,
            caption=proof.caption,
            milestone=proof.milestone,
            doubts=doubts,
        )


def _carry_over(row: Commitment, progress: Progress) -> None:
    row.progress = progress.percent
    row.latest, row.problem = progress.text.strip(), progress.problem.strip()
    if progress.done_quantity is not None:
        row.done_quantity = progress.done_quantity


def _finish_milestones(row: Commitment, done: Sequence[tuple[int, date]]) -> None:
    for pk, day in done:
        if day > today():
            raise NotAllowed(_("节点完成日期不能晚于今天。"))
        row.milestones.filter(pk=pk, done_on=None).update(done_on=day)
