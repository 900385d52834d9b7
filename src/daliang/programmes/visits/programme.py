"""Visits as a line of work on the ledger: the promise to visit, not the visit itself."""

from django.utils.translation import gettext_lazy as _

from daliang.ledger.choices import Rhythm
from daliang.ledger.programme import Programme

VISITS = Programme(
    slug="visits",
    title=_("助企走访"),
    icon="map-pin",
    rhythm=Rhythm.MONTHLY,
    light_pack="suqian",
)
