"""The agreements programme as data."""

from django.utils.translation import gettext_lazy as _

from daliang.ledger.choices import Rhythm
from daliang.ledger.programme import Programme

AGREEMENTS = Programme(
    slug="agreements",
    title=_("市校合作"),
    icon="heart-handshake",
    rhythm=Rhythm.QUARTERLY,
    light_pack="suqian",
    url_name="agreements:of-commitment",
)
