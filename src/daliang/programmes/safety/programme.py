"""The safety campaign as the ledger knows it: the five-fold gate, and the facts for its lights."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from django.utils.translation import gettext_lazy as _

from daliang.base import clock
from daliang.ledger.choices import Rhythm, State
from daliang.ledger.models import Commitment
from daliang.ledger.programme import Programme
from daliang.programmes.safety import rules
from daliang.programmes.safety.actions import PROGRAMME, hindrances
from daliang.programmes.safety.choices import Level
from daliang.programmes.safety.models import Hazard, Recheck


def closing_check(commitment: Commitment) -> list[str]:
    """Return the sentences that forbid closing a hazard."""
    return list(hindrances(commitment))


def facts(commitments: Sequence[Commitment]) -> Mapping[int, Mapping[str, object]]:
    """Return what lights may speak of: grade, gaps in the five, days the re-check is late."""
    due = {row.pk: row for row in commitments}
    hazards = Hazard.objects.filter(commitment__in=due)
    passed: dict[int, Recheck] = {}
    for look in Recheck.objects.filter(hazard__commitment__in=due, is_passed=True):
        passed.setdefault(look.hazard_id, look)
    today = clock.today()
    found = {}
    for hazard in hazards:
        row = due[hazard.commitment_id]
        look = passed.get(hazard.pk)
        gaps = rules.gate_gaps(
            measure=hazard.measure,
            amount_wan=hazard.amount_wan,
            due_on=row.due_on,
            person=hazard.person,
            emergency_plan=hazard.emergency_plan,
        )
        late = rules.recheck_days_late(row.due_on, look.rechecked_on if look else None, today)
        found[row.pk] = {
            "is_major": hazard.level == Level.MAJOR,
            "gate_gaps": len(gaps),
            "gate_gap": "、".join(gaps),
            "recheck_days_late": 0 if row.state == State.CLOSED else late,
            "is_rechecked": look is not None,
        }
    return found


SAFETY = Programme(
    slug=PROGRAMME,
    title=_("安全生产治本攻坚"),
    icon="shield-check",
    rhythm=Rhythm.WEEKLY,
    light_pack="hazard",
    closing_checks=(closing_check,),
    extra_facts=facts,
)
