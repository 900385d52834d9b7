"""Links between promises and figures, and what the figures did after."""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal

from django.db import transaction

from daliang.base import audit, clock
from daliang.base.access import require
from daliang.base.models import User
from daliang.base.roles import Permission
from daliang.indicators.models import Indicator
from daliang.ledger.effects import Measured
from daliang.ledger.models import Commitment, EffectRecord, IndicatorLink


@transaction.atomic
def link_indicator(
    *,
    by: User,
    commitment: Commitment,
    indicator: Indicator,
    expected: Decimal | None = None,
    basis: str = "",
) -> IndicatorLink:
    """Say which indicator a commitment shall move, and by how much; said again, it is changed."""
    require(by, Permission.DRAFT)
    link, is_new = IndicatorLink.objects.update_or_create(
        commitment=commitment,
        indicator=indicator,
        defaults={"expected": expected, "basis": basis, "is_synthetic": commitment.is_synthetic},
        create_defaults={
            "expected": expected,
            "basis": basis,
            "is_synthetic": commitment.is_synthetic,
            "linked_at": clock.now(),
            "linked_by": by,
        },
    )
    audit.record(
        by=by,
        verb="挂接指标" if is_new else "修改指标挂接",
        on=commitment,
        detail={"indicator": indicator.code, "expected": str(expected), "basis": basis},
    )
    return link


@transaction.atomic
def record_effects(*, by: User | None, measured: Sequence[Measured]) -> int:
    """Keep what was measured, once for each link and month; a kept one is never changed."""
    held = set(EffectRecord.objects.values_list("link_id", "to_month"))
    new = [one for one in measured if (one.link.pk, one.to_month) not in held]
    EffectRecord.objects.bulk_create(
        EffectRecord(
            link=one.link,
            forecast=one.forecast,
            to_month=one.to_month,
            verdict=one.effect.verdict,
            sentence=one.effect.sentence[:300],
            warning=one.effect.warning,
            measured_at=clock.now(),
        )
        for one in new
    )
    if new:
        audit.record(by=by, verb="记录成效", detail={"count": len(new)})
    return len(new)
