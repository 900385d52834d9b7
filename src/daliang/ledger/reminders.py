"""Periodic work of the ledger: judge the lights of the day, remind, escalate.

Escalation is a table: days overdue, and who is told. Each message has a key,
so that a second run on the same day sends nothing twice.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from django.db.models import QuerySet

from daliang.base.actions import notify
from daliang.base.models import User
from daliang.base.roles import Permission
from daliang.ledger.actions import refresh_lights
from daliang.ledger.choices import OPEN, State
from daliang.ledger.models import Commitment, LightRun, Milestone
from daliang.ledger.queries import holders_of, liaisons_of

REMIND_DAYS = 3  # the usual reminder: three days ahead


@dataclass(frozen=True, slots=True)
class Level:
    """A step of escalation: from how many days overdue, and who hears of it."""

    days: int
    title: str
    permission: Permission | None  # None: the unit's own liaisons


ESCALATION = (
    Level(1, "催办", None),
    Level(6, "升级：报督查室", Permission.REVIEW),
    Level(15, "升级：报督查室负责人", Permission.GRANT),
)


def remind(today: date) -> str:
    """Judge lights once a day, remind units of what is near, escalate what is overdue."""
    if not LightRun.objects.filter(day=today).exists():
        refresh_lights(day=today)
    near = sum(_remind_item(row, today) for row in _due_soon(today))
    near += sum(_remind_step(step) for step in _steps_soon(today))
    late = sum(_escalate(row, today) for row in _overdue(today))
    return f"提醒{near}条，催办和升级{late}条"


def _working() -> QuerySet[Commitment]:
    return Commitment.objects.filter(state__in=OPEN).prefetch_related("assignments")


def _due_soon(today: date) -> QuerySet[Commitment]:
    return _working().filter(due_on__range=(today, today + timedelta(days=REMIND_DAYS)))


def _steps_soon(today: date) -> QuerySet[Milestone]:
    span = (today, today + timedelta(days=REMIND_DAYS))
    return Milestone.objects.filter(
        due_on__range=span, done_on=None, commitment__state=State.IN_PROGRESS
    ).select_related("commitment")


def _overdue(today: date) -> QuerySet[Commitment]:
    return _working().filter(due_on__lt=today)


def _remind_item(row: Commitment, today: date) -> int:
    days = (row.due_on - today).days
    text = f"还有{days}天到期：{row.title}" if days else f"今天到期：{row.title}"
    return _tell(_own(row), f"due-{row.pk}-{row.due_on}", text, row)


def _remind_step(step: Milestone) -> int:
    row = step.commitment
    text = f"节点“{step.title}”{step.due_on:%m-%d}到期：{row.title}"
    return _tell(_own(row), f"step-{step.pk}-{step.due_on}", text, row)


def _escalate(row: Commitment, today: date) -> int:
    days = (today - row.due_on).days
    reached = [level for level in ESCALATION if days >= level.days]
    sent = 0
    for level in reached:
        users = _own(row) if level.permission is None else holders_of(level.permission)
        key = f"late-{row.pk}-{row.due_on}-{level.days}"
        sent += _tell(users, key, f"{level.title}：逾期{days}天，{row.title}", row)
    return sent


def _own(row: Commitment) -> list[User]:
    return liaisons_of([a.organisation_id for a in row.assignments.all()])


def _tell(users: Sequence[User], key: str, text: str, row: Commitment) -> int:
    return notify(users=users, key=key, text=text[:300], url=row.get_absolute_url())
