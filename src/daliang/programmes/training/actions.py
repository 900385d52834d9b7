"""Writes of the training plan."""

from __future__ import annotations

from django.db import transaction

from daliang.base import audit
from daliang.base.access import require
from daliang.base.models import User
from daliang.base.roles import Permission
from daliang.ledger import actions as ledger
from daliang.ledger.models import Commitment
from daliang.programmes.training.models import Course

PROGRAMME = "training"


@transaction.atomic
def promise(*, by: User) -> list[Commitment]:
    """Make a draft commitment of every course that has none and was not yet held."""
    require(by, Permission.DRAFT)
    courses = list(
        Course.objects.select_for_update(of=("self",))
        .filter(commitment=None, held_on=None)
        .select_related("organisation")
    )
    made = ledger.commit_many(
        by=by,
        drafts=[
            ledger.Draft(
                title=f"举办培训：{course.title}",
                programme=PROGRAMME,
                category=course.topic,
                goal=f"{course.planned_people}人，{course.hours}学时",
                lead=course.organisation,
                due_on=course.due_on,
                planned_quantity=course.planned_people,
                unit="人",
                is_synthetic=course.is_synthetic,
            )
            for course in courses
        ],
        note="培训计划",
    )
    for course, item in zip(courses, made, strict=True):
        course.commitment = item
    Course.objects.bulk_update(courses, ["commitment"])
    audit.record(by=by, verb="培训计划立项", detail={"count": len(made)})
    return made
