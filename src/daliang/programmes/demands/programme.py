"""Demands of firms as a line of work on the ledger."""

from django.utils.translation import gettext_lazy as _

from daliang.ledger.choices import Rhythm
from daliang.ledger.programme import Programme
from daliang.programmes.demands.actions import PROGRAMME, hindrances_of

DEMANDS = Programme(
    slug=PROGRAMME,
    title=_("企业诉求"),
    icon="message-report",
    rhythm=Rhythm.NONE,
    light_pack="suqian",
    closing_checks=(hindrances_of,),
)
