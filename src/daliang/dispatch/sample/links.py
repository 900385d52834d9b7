"""Hangs the sample's tasks on the indicators they shall move; every number is made up."""

from __future__ import annotations

import csv
from collections.abc import Callable, Mapping
from decimal import Decimal
from pathlib import Path

from daliang.base.models import Organisation, User
from daliang.indicators.models import Indicator
from daliang.ledger import actions
from daliang.ledger.models import Commitment, IndicatorLink

_FILE = Path(__file__).with_name("links.csv")


def load(
    *, say: Callable[[str], None], people: Mapping[str, User], bodies: Mapping[str, Organisation]
) -> None:
    """Link tasks and indicators by the beginning of a task's title."""
    if IndicatorLink.objects.exists():
        return
    say("挂接任务和指标……")
    indicators = {indicator.code: indicator for indicator in Indicator.objects.all()}
    with _FILE.open(encoding="utf-8", newline="") as lines:
        rows = list(csv.DictReader(lines))
    for row in rows:
        task = Commitment.objects.filter(title__startswith=row["title"]).first()
        if task is None or row["indicator"] not in indicators:
            continue
        actions.link_indicator(
            by=people["clerk"],
            commitment=task,
            indicator=indicators[row["indicator"]],
            expected=Decimal(row["expected"]) if row["expected"] else None,
            basis=row["basis"],
        )
