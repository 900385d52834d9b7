"""The delegations programme as data."""

from django.utils.translation import gettext_lazy as _

from daliang.ledger.choices import Rhythm
from daliang.ledger.programme import Programme

DELEGATIONS = Programme(
    slug="delegations",
    title=_("出访成果"),
    icon="plane-departure",
    rhythm=Rhythm.MONTHLY,
    light_pack="suqian",
    url_name="delegations:of-commitment",
)
