"""Publicity as the ledger knows it: series and reports promised by month."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from daliang.ledger.choices import Rhythm
from daliang.ledger.programme import Programme

PUBLICITY = Programme(
    slug="publicity",
    title=_("讲好发展故事"),
    icon="speakerphone",
    rhythm=Rhythm.MONTHLY,
    light_pack="suqian",
)
