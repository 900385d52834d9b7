"""Livelihood items as the ledger knows them."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from daliang.ledger.choices import Rhythm
from daliang.ledger.models import Commitment
from daliang.ledger.programme import Programme
from daliang.programmes.livelihood.actions import PROGRAMME
from daliang.programmes.livelihood.choices import Verdict
from daliang.programmes.livelihood.models import Item
from daliang.programmes.livelihood.rules import Votes, verdict


def closing_check(commitment: Commitment) -> list[str]:
    """Return what forbids closing: less than promised, or people not satisfied."""
    item = Item.objects.filter(commitment=commitment).first()
    if item is None:
        return []
    said = []
    planned, done = commitment.planned_quantity, commitment.done_quantity
    if planned is not None and (done is None or done < planned):
        reached = "未报" if done is None else f"{done.normalize():f}"
        said.append(f"完成量{reached}，目标{planned.normalize():f}{commitment.unit}")
    last = item.votes.first()
    if last and verdict(Votes(last.satisfied, last.mostly, last.unsatisfied, last.abstained)) == (
        Verdict.UNSATISFIED
    ):
        said.append(f"{last.held_on}满意度测评为不满意")
    return said


LIVELIHOOD = Programme(
    slug=PROGRAMME,
    title=_("为民办实事"),
    icon="heart-handshake",
    rhythm=Rhythm.MONTHLY,
    light_pack="suqian",
    closing_checks=(closing_check,),
)
