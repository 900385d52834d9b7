"""Work that returns: the month's forecasts are logged, to be scored later."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

from django.db import transaction

from daliang.programmes.projects.choices import Stage
from daliang.programmes.projects.models import Gate, Project, RiskLog
from daliang.programmes.projects.risk import outlook

_FIRST_DAYS = 5  # a log a month, also when a machine slept on the first


@transaction.atomic
def log_risks(today: date) -> str:
    """Log the chance of every open planned gate once a month."""
    if today.day > _FIRST_DAYS or RiskLog.objects.filter(
        said_on__year=today.year, said_on__month=today.month
    ):
        return ""
    rows = Project.objects.select_related("district").prefetch_related("gates")
    found = outlook(list(rows), today).forecast
    gates = {(g.project.code, str(Stage(g.stage).label)): g for g in _open_gates()}
    logs = [
        RiskLog(
            gate=gates[each.id, stone.id],
            said_on=today,
            due_on=gates[each.id, stone.id].planned_on,
            probability=Decimal(str(round(stone.probability, 4))),
        )
        for each in (found.projects if found else ())
        for stone in each.milestones
        if stone.probability is not None and (each.id, stone.id) in gates
    ]
    RiskLog.objects.bulk_create(logs, batch_size=1000)
    return f"记下{len(logs)}个关口的按期概率"


def _open_gates() -> object:
    return Gate.objects.filter(done_on=None, planned_on__isnull=False).select_related("project")
