"""Daily work: tell the owner of a lease, once, that it ends within two calendar months."""

from __future__ import annotations

from datetime import date

from daliang.base.actions import notify
from daliang.ledger.queries import liaisons_of
from daliang.programmes.assets.choices import Use
from daliang.programmes.assets.models import Lease
from daliang.programmes.assets.rules import is_ending


def alarm_leases(today: date) -> str:
    """Notify the units whose leases are within their notice; a second run tells nothing twice."""
    rows = Lease.objects.filter(ends_on__gte=today, asset__use=Use.LET)
    told = 0
    for lease in rows.select_related("asset__organisation").order_by("ends_on"):
        if not is_ending(lease.ends_on, today):
            break  # in order of their ends: the rest end later still
        told += notify(
            users=liaisons_of([lease.asset.organisation_id]),
            key=f"lease-{lease.pk}-{lease.ends_on}",
            text=f"租约{lease.ends_on}到期：{lease.asset.name}（{lease.tenant}）",
            url=lease.asset.get_absolute_url(),
        )
    return f"租约到期提醒{told}条" if told else ""
