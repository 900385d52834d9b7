"""抢订单、拓市场 as a line of work on the ledger."""

from django.utils.translation import gettext_lazy as _

from daliang.ledger.choices import Rhythm
from daliang.ledger.programme import Programme

ORDERS = Programme(
    slug="orders",
    title=_("抢订单拓市场"),
    icon="arrows-exchange",
    rhythm=Rhythm.MONTHLY,
    light_pack="suqian",
)
