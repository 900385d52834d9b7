"""The periodic look at what figures did after their promises were closed."""

from __future__ import annotations

from datetime import date

from daliang.base.choices import OrganisationKind
from daliang.base.models import Organisation
from daliang.ledger.actions import record_effects
from daliang.ledger.effects import measured
from daliang.ledger.models import IndicatorLink


def measure_effects(today: date) -> str:
    """Record, once for each link and month, how the figure went after closing."""
    city = Organisation.objects.filter(kind=OrganisationKind.CITY).first()
    if city is None:
        return ""
    links = IndicatorLink.objects.select_related("commitment", "indicator")
    found = [one for one in measured(links, city, today) if one.to_month > one.forecast.month]
    count = record_effects(by=None, measured=found)
    return f"记录成效 {count} 条" if count else ""
