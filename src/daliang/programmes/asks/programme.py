"""向上争取 as a line of work on the ledger."""

from django.utils.translation import gettext_lazy as _

from daliang.ledger.choices import Rhythm
from daliang.ledger.programme import Programme
from daliang.programmes.asks.actions import PROGRAMME, hindrances_of

ASKS = Programme(
    slug=PROGRAMME,
    title=_("向上争取"),
    icon="stairs-up",
    rhythm=Rhythm.MONTHLY,
    light_pack="suqian",
    closing_checks=(hindrances_of,),
)
