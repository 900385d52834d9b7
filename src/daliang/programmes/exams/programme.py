"""The exam guarantee as the ledger knows it: a task closes when every site is checked."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from daliang.ledger.choices import Rhythm
from daliang.ledger.models import Commitment
from daliang.ledger.programme import Programme
from daliang.programmes.exams.actions import PROGRAMME
from daliang.programmes.exams.models import Task


def closing_check(commitment: Commitment) -> list[str]:
    """Return which sites still lack their check."""
    task = Task.objects.filter(commitment=commitment).select_related("exam").first()
    if task is None:
        return []
    if not task.is_per_site:
        return [] if task.checks.exists() else ["还没有登记完成"]
    left = task.exam.sites.exclude(checks__task=task)
    names = "、".join(site.name for site in left[:3])
    return [f"还有{len(left)}个考点未登记：{names}"] if left else []


EXAMS = Programme(
    slug=PROGRAMME,
    title=_("考试保障"),
    icon="school",
    rhythm=Rhythm.NONE,
    light_pack="suqian",
    closing_checks=(closing_check,),
)
