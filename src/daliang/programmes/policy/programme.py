"""Policy items as a line of work on the ledger: a text to be made, a common issue to be solved."""

from django.utils.translation import gettext_lazy as _

from daliang.ledger.choices import Rhythm
from daliang.ledger.programme import Programme

POLICY = Programme(
    slug="policy",
    title=_("惠企政策"),
    icon="rosette-discount-check",
    rhythm=Rhythm.MONTHLY,
    light_pack="suqian",
)
