"""Writes of the exam guarantee."""

from __future__ import annotations

import json
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from django.db import transaction
from django.utils.translation import gettext as _

from daliang.base import audit, clock
from daliang.base.access import may, require, scope_of
from daliang.base.actions import notify
from daliang.base.flat_rows import known_bodies
from daliang.base.models import Organisation, User
from daliang.base.refusal import NotAllowed
from daliang.base.roles import Permission
from daliang.ledger import actions as ledger
from daliang.ledger.models import Commitment
from daliang.ledger.queries import liaisons_of
from daliang.programmes.exams import rules
from daliang.programmes.exams.models import Check, Complaint, Exam, ExamSite, LogEntry, Task

PROGRAMME = "exams"
_TEMPLATE = Path(__file__).parent / "template.json"
_LESSON_DAYS = 7


@dataclass(frozen=True, slots=True)
class Dates:
    """When an exam is held."""

    first_on: date
    last_on: date


@dataclass(frozen=True, slots=True)
class NoiseNote:
    """Noise as somebody reported it."""

    site: ExamSite
    kind: str
    place: str
    text: str = ""
    point: tuple[float, float] | None = None


@transaction.atomic
def make(*, by: User, kind: str, title: str, dates: Dates, is_synthetic: bool = False) -> Exam:
    """Make a year's exam from the template; a department the city lacks stays open to be named."""
    exam = _new(by, kind, title, dates, None, is_synthetic)
    bodies = known_bodies()
    data = json.loads(_TEMPLATE.read_text(encoding="utf-8"))
    Task.objects.bulk_create(
        Task(
            exam=exam,
            position=n,
            organisation=_first(bodies, row["units"]),
            title=row["title"],
            days_before=row["days_before"],
            is_per_site=row["per_site"],
        )
        for n, row in enumerate(data["tasks"])
    )
    return exam


@transaction.atomic
def follow(*, by: User, previous: Exam, title: str, dates: Dates) -> Exam:
    """Make an exam from last year's: same sites, what was late earlier, lessons as tasks."""
    exam = _new(by, previous.kind, title, dates, previous, previous.is_synthetic)
    ExamSite.objects.bulk_create(
        ExamSite(
            exam=exam,
            name=site.name,
            organisation=site.organisation,
            latitude=site.latitude,
            longitude=site.longitude,
            is_synthetic=site.is_synthetic,
        )
        for site in previous.sites.all()
    )
    count = previous.sites.count()
    made = [_learned(exam, task, count) for task in previous.tasks.prefetch_related("checks")]
    known = {task.title for task in made}
    for entry in previous.log.filter(is_lesson=True).select_related("site__organisation"):
        title = entry.text[:160]
        if title not in known:
            known.add(title)
            lesson = _("上年值守经验")
            made.append(
                Task(
                    exam=exam,
                    position=len(made),
                    title=title,
                    days_before=_LESSON_DAYS,
                    is_per_site=False,
                    lesson=lesson,
                )
            )
    Task.objects.bulk_create(made)
    return exam


def _learned(exam: Exam, task: Task, sites: int) -> Task:
    previous = task.exam
    checks = list(task.checks.all())
    is_done = bool(checks) and (not task.is_per_site or len(checks) >= sites)
    done_on = max((c.done_on for c in checks), default=None) if is_done else None
    due = rules.due_on(previous.first_on, task.days_before)
    days, lesson = rules.learned(task.days_before, due, done_on, previous.last_on)
    return Task(
        exam=exam,
        position=task.position,
        organisation=task.organisation,
        title=task.title,
        days_before=days,
        is_per_site=task.is_per_site,
        lesson=lesson,
    )


@transaction.atomic
def order(*, by: User, exam: Exam) -> list[Commitment]:
    """Make a draft commitment of every task that has a department and none yet."""
    require(by, Permission.DRAFT)
    tasks = list(
        exam.tasks.filter(commitment=None, organisation__isnull=False).select_related(
            "organisation"
        )
    )
    made = ledger.commit_many(
        by=by,
        drafts=[
            ledger.Draft(
                title=f"{exam.title}：{task.title}",
                programme=PROGRAMME,
                category=exam.get_kind_display(),
                lead=task.organisation,
                due_on=rules.due_on(exam.first_on, task.days_before),
                is_synthetic=exam.is_synthetic,
            )
            for task in tasks
        ],
        note=exam.title,
    )
    for task, item in zip(tasks, made, strict=True):
        task.commitment = item
    Task.objects.bulk_update(tasks, ["commitment"])
    return made


@transaction.atomic
def set_task(*, by: User, task: Task, organisation: Organisation | None, days_before: int) -> Task:
    """Name a task's department, or move it nearer to or farther from the exam."""
    require(by, Permission.DRAFT)
    if task.commitment_id:
        raise NotAllowed(_("任务已立项，请在任务台账里修改。"))
    task.organisation, task.days_before = organisation, days_before
    task.save(update_fields=["organisation", "days_before"])
    audit.record(by=by, verb="调整保障任务", on=task, detail={"days_before": days_before})
    return task


@transaction.atomic
def check(*, by: User, task: Task, site: ExamSite | None, done_on: date, note: str = "") -> Check:
    """Say that a task is done at a site; a second word replaces the first."""
    _require_part(by, task.organisation, site.organisation if site else None)
    if task.is_per_site != (site is not None) or (site and site.exam_id != task.exam_id):
        raise NotAllowed(_("逐考点的任务要选本次考试的考点，整体任务不选考点。"))
    if done_on > clock.today():
        raise NotAllowed(_("完成日期不能晚于今天。"))
    made, _is_new = Check.objects.update_or_create(
        task=task,
        site=site,
        defaults={
            "done_on": done_on,
            "note": note.strip(),
            "checked_at": clock.now(),
            "checked_by": by,
        },
    )
    audit.record(by=by, verb="登记考点检查", on=made)
    return made


@transaction.atomic
def log(*, by: User, exam: Exam, text: str, site: ExamSite | None, is_lesson: bool) -> LogEntry:
    """Write a line of the duty log."""
    _require_part(by, site.organisation if site else None, None)
    made = LogEntry.objects.create(
        exam=exam,
        site=site,
        text=text.strip(),
        is_lesson=is_lesson,
        logged_at=clock.now(),
        logged_by=by,
    )
    audit.record(by=by, verb="值守日志", on=made)
    return made


@transaction.atomic
def hear_noise(*, by: User, note: NoiseNote) -> Complaint:
    """Take a complaint and send it at once to whoever is called for that kind of noise."""
    if not may(by, Permission.DRAFT):
        require(by, Permission.REPORT)
    called = _first(known_bodies(), rules.CALLED[note.kind]) or note.site.organisation
    away = None
    if note.point and note.site.latitude is not None and note.site.longitude is not None:
        away = round(rules.metres(note.point, (note.site.latitude, note.site.longitude)))
    made = Complaint.objects.create(
        exam=note.site.exam,
        site=note.site,
        kind=note.kind,
        place=note.place.strip(),
        metres=away,
        text=note.text.strip(),
        routed_to=called,
        heard_at=clock.now(),
        heard_by=by,
    )
    near = "" if away is None or away > rules.PATROL_METRES else f"，{away}米内"
    notify(
        users=liaisons_of([called.pk, note.site.organisation_id]),
        key=f"noise-{made.pk}",
        text=f"考点噪声：{note.site.name}{near} {made.place}（{made.get_kind_display()}）",
        url=note.site.exam.get_absolute_url(),
    )
    audit.record(by=by, verb="交办噪声投诉", on=made, detail={"to": called.short_name})
    return made


@transaction.atomic
def answer_noise(*, by: User, complaint: Complaint, answer: str) -> Complaint:
    """Say what was done about a complaint."""
    row = (
        Complaint.objects.select_for_update(of=("self",))
        .select_related("site")
        .get(pk=complaint.pk)
    )
    _require_part(by, row.routed_to, row.site.organisation)
    if row.answered_at:
        raise NotAllowed(_("这条投诉已经处置。"))
    row.answered_at, row.answered_by, row.answer = clock.now(), by, answer.strip()
    row.save(update_fields=["answered_at", "answered_by", "answer"])
    audit.record(by=by, verb="处置噪声投诉", on=row)
    return row


def _new(
    by: User, kind: str, title: str, dates: Dates, previous: Exam | None, is_synthetic: bool
) -> Exam:
    require(by, Permission.DRAFT)
    if dates.last_on < dates.first_on:
        raise NotAllowed(_("结束日期不能早于开始日期。"))
    if Exam.objects.filter(kind=kind, year=dates.first_on.year).exists():
        raise NotAllowed(_("这一年的这场考试已经建过。"))
    exam = Exam.objects.create(
        kind=kind,
        title=title,
        year=dates.first_on.year,
        first_on=dates.first_on,
        last_on=dates.last_on,
        learned_from=previous,
        is_synthetic=is_synthetic,
    )
    audit.record(by=by, verb="建立考试保障", on=exam)
    return exam


def _first(bodies: dict[str, Organisation], names: object) -> Organisation | None:
    found = (bodies.get(name) or bodies.get(f"市{name}") for name in names)
    return next((body for body in found if body), None)


def _require_part(by: User, *units: Organisation | None) -> None:
    """The office may always; a unit where it is the department or the district."""
    if may(by, Permission.DRAFT):
        return
    require(by, Permission.REPORT)
    if not any(unit and scope_of(by).acts_for(unit) for unit in units):
        raise NotAllowed(_("这一格不归您的单位登记。"))
