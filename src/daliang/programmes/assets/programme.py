"""State assets as the ledger knows them: an idle asset closes when it is in use again."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from daliang.ledger.choices import Rhythm
from daliang.ledger.models import Commitment
from daliang.ledger.programme import Programme
from daliang.programmes.assets.actions import PROGRAMME
from daliang.programmes.assets.choices import Use
from daliang.programmes.assets.models import Revival


def closing_check(commitment: Commitment) -> list[str]:
    """Return what forbids closing: no result written, or the asset still idle."""
    revival = Revival.objects.filter(commitment=commitment).select_related("asset").first()
    if revival is None:
        return []
    said = [] if revival.result else ["还没有登记盘活结果"]
    return said + (["资产仍登记为闲置"] if revival.asset.use == Use.IDLE else [])


ASSETS = Programme(
    slug=PROGRAMME,
    title=_("国有资产监督"),
    icon="building-bank",
    rhythm=Rhythm.MONTHLY,
    light_pack="suqian",
    closing_checks=(closing_check,),
)
