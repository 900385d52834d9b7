"""Training as the ledger knows it: a course closes when it was held."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from daliang.ledger.choices import Rhythm
from daliang.ledger.models import Commitment
from daliang.ledger.programme import Programme
from daliang.programmes.training.actions import PROGRAMME
from daliang.programmes.training.models import Course


def closing_check(commitment: Commitment) -> list[str]:
    """Return what forbids closing: the course was not held."""
    course = Course.objects.filter(commitment=commitment).first()
    if course is None or course.held_on:
        return []
    return ["还没有登记举办日期和实到人数"]


TRAINING = Programme(
    slug=PROGRAMME,
    title=_("专题培训"),
    icon="certificate",
    rhythm=Rhythm.NONE,
    closing_checks=(closing_check,),
)
