"""Projects entered, changed and split; their year's promise, blockers and physical volume."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from decimal import Decimal

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from daliang.base import audit, clock
from daliang.base.access import require
from daliang.base.calendar import today
from daliang.base.intake import changes_of
from daliang.base.models import Organisation, StoredFile, User
from daliang.base.refusal import NotAllowed
from daliang.base.roles import Permission
from daliang.ledger import actions as ledger
from daliang.programmes.projects import queries
from daliang.programmes.projects.actions.rights import rejudge, require_work_on
from daliang.programmes.projects.choices import Stage
from daliang.programmes.projects.models import (
    Blocker,
    Gate,
    MonthPlan,
    Project,
    Volume,
    YearPlan,
)
from daliang.programmes.projects.rules import ZERO, Photo, photo_doubts, require_split

Months = Mapping[int, tuple[Decimal, Decimal]]  # month to planned investment and funds, 万元


@transaction.atomic
def add_project(*, by: User, code: str, found_on: date | None = None, **values: object) -> Project:
    """Enter a project; it begins as a lead."""
    require(by, Permission.DRAFT)
    project = Project(code=code, created_at=clock.now(), created_by=by, **values)
    project.stage = Stage.LEAD
    project.save(force_insert=True)
    Gate.objects.create(
        project=project,
        stage=Stage.LEAD,
        done_on=found_on or today(),
        passed_at=clock.now(),
        passed_by=by,
    )
    audit.record(by=by, verb="登记项目", on=project, detail={"code": code})
    return project


@transaction.atomic
def change_project(
    *, by: User, project: Project, values: Mapping[str, object]
) -> tuple[tuple[str, str, str], ...]:
    """Change a project's own values; return what differed, in words."""
    require(by, Permission.DRAFT)
    row = Project.objects.select_for_update().get(pk=project.pk)
    if "total_wan" in values:
        _require_room(row, values["total_wan"])  # type: ignore[arg-type]
    changes = changes_of(row, values)
    if changes:
        row.save()
        audit.record(by=by, verb="修改项目", on=row, detail={"changes": [list(c) for c in changes]})
    return changes


def _require_room(row: Project, total: Decimal | None) -> None:
    """Keep a package at least as large as its parts, also when a part grows."""
    parts = [part.total_wan or ZERO for part in row.parts.all()]
    if parts:
        require_split(total or ZERO, parts, is_part=False)
    if row.parent is not None:
        others = row.parent.parts.exclude(pk=row.pk).values_list("total_wan", flat=True)
        wanted = [*(other or ZERO for other in others), total or ZERO]
        require_split(row.parent.total_wan or ZERO, wanted, is_part=False)


@transaction.atomic
def split(
    *, by: User, project: Project, parts: Sequence[tuple[str, Organisation | None, Decimal]]
) -> list[Project]:
    """Split parts off a package: name, district, amount. The package counts only the rest."""
    require(by, Permission.DRAFT)
    whole = Project.objects.select_for_update().get(pk=project.pk)
    there = list(whole.parts.values_list("total_wan", flat=True))
    amounts = [*(amount or ZERO for amount in there), *(amount for _n, _d, amount in parts)]
    require_split(whole.total_wan or ZERO, amounts, is_part=whole.parent_id is not None)
    made = [
        add_project(
            by=by,
            code=f"{whole.code}-{number}",
            name=name,
            parent=whole,
            district=district or whole.district,
            lead=whole.lead,
            line=whole.line,
            nature=whole.nature,
            industry=whole.industry,
            owner_name=whole.owner_name,
            total_wan=amount,
            source=whole.source,
            confidence=whole.confidence,
            is_synthetic=whole.is_synthetic,
        )
        for number, (name, district, amount) in enumerate(parts, start=len(there) + 1)
    ]
    audit.record(by=by, verb="拆分项目", on=whole, detail={"parts": [p.code for p in made]})
    return made


@transaction.atomic
def set_year_plan(
    *, by: User, project: Project, year: int, plan_wan: Decimal, months: Months
) -> YearPlan:
    """Set a year's plan by month; the first time it becomes a draft commitment of the lead unit."""
    require(by, Permission.DRAFT)
    total = sum((planned for planned, _funds in months.values()), ZERO)
    if months and total != plan_wan:
        raise NotAllowed(
            _("分月计划合计 %(sum)s 万元，与年度计划 %(plan)s 万元不等。")
            % {"sum": total.normalize(), "plan": plan_wan.normalize()}
        )
    plan = YearPlan.objects.filter(project=project, year=year).first()
    if plan is None:
        plan = YearPlan(project=project, year=year, commitment=_promise(by, project, year))
    plan.plan_wan = plan_wan
    plan.save()
    for month, (planned, funds) in months.items():
        MonthPlan.objects.update_or_create(
            plan=plan, month=month, defaults={"planned_wan": planned, "funds_wan": funds}
        )
    audit.record(by=by, verb="下达年度计划", on=plan, detail={"plan_wan": plan_wan})
    rejudge([project])
    return plan


def _promise(by: User, project: Project, year: int) -> object:
    return ledger.commit(
        by=by,
        draft=ledger.Draft(
            title=f"{project.name}：完成{year}年度投资计划"[:300],
            programme="projects",
            category=project.get_line_display(),
            lead=project.lead or project.district,
            starts_on=date(year, 1, 1),
            due_on=date(year, 12, 31),
            import_key=f"project-plan-{project.code}-{year}",
            is_synthetic=project.is_synthetic,
        ),
    )


@transaction.atomic
def raise_blocker(
    *, by: User, project: Project, kind: str, text: str, unit: Organisation, due_on: date
) -> Blocker:
    """Hand a missing factor to a named unit with a deadline: a draft commitment of its own."""
    require(by, Permission.DRAFT)
    if due_on < today():
        raise NotAllowed(_("时限不能早于今天。"))
    if not text.strip():
        raise NotAllowed(_("请写明缺什么、缺多少。"))
    blocker = Blocker(project=project, kind=kind)
    parent = project.plans.order_by("-year").first()
    blocker.commitment = ledger.commit(
        by=by,
        draft=ledger.Draft(
            title=f"{project.name}：{text.strip()}"[:300],
            programme="projects",
            category=f"要素保障·{blocker.get_kind_display()}",
            parent=parent.commitment if parent else None,
            lead=unit,
            supports=tuple(u for u in (project.lead, project.district) if u),
            due_on=due_on,
            is_synthetic=project.is_synthetic,
        ),
    )
    blocker.save(force_insert=True)
    audit.record(by=by, verb="交办要素堵点", on=blocker, detail={"text": text})
    return blocker


@transaction.atomic
def record_volume(
    *,
    by: User,
    project: Project,
    name: str,
    unit: str,
    planned: Decimal,
    done: Decimal,
    photo: StoredFile | None = None,
) -> Volume:
    """Record how much of a physical quantity is done; the photograph is checked by itself."""
    require_work_on(by, project)
    if planned <= 0 or done < 0:
        raise NotAllowed(_("计划量要大于零，完成量不能为负。"))
    doubts: list[str] = []
    if photo is not None:
        doubts = doubts_of(project, photo)
    volume, _made = Volume.objects.update_or_create(
        project=project,
        name=name.strip(),
        defaults={
            "unit": unit,
            "planned": planned,
            "done": done,
            "done_on": today(),
            **({"photo": photo, "doubts": doubts} if photo else {}),
        },
    )
    audit.record(by=by, verb="登记实物量", on=volume, detail={"done": done, "doubts": doubts})
    return volume


def doubts_of(project: Project, photo: StoredFile) -> list[str]:
    """Return what is doubtful about a picture handed in for a project today."""
    started = project.gates.filter(stage=Stage.STARTED).first()
    site = None
    if project.latitude is not None and project.longitude is not None:
        site = (project.latitude, project.longitude)
    taken = timezone.localdate(photo.taken_at) if photo.taken_at else None
    return photo_doubts(
        Photo(taken, photo.latitude, photo.longitude),
        shown_on=today(),
        started_on=started.done_on if started else None,
        site=site,
        used_in=queries.photo_uses(photo.sha256, besides=project),
    )
