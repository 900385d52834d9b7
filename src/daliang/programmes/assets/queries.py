"""Reads of state assets, scoped to the user; the cross-checks as data."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date
from functools import cache
from pathlib import Path

from django.db.models import Prefetch, QuerySet

from daliang.base.choices import OrganisationKind
from daliang.base.models import Organisation, User
from daliang.base.pages import visible
from daliang.engine.lights import Light, Pack, evaluate, parse_pack
from daliang.ledger.choices import ENDED
from daliang.programmes.assets import rules
from daliang.programmes.assets.choices import Use
from daliang.programmes.assets.models import (
    Asset,
    CountLine,
    Lease,
    OwnerTarget,
    Revival,
    RolloutCell,
)

_CHECKS = Path(__file__).parent / "checks.json"


@cache
def checks() -> tuple[Pack, ...]:
    """Return the cross-checks, each a small rule pack."""
    data = json.loads(_CHECKS.read_text(encoding="utf-8"))
    return tuple(parse_pack(one, file=_CHECKS.name) for one in data)


def assets_for(user: User) -> QuerySet[Asset]:
    """Return the assets of the user's units with leases and plans."""
    rows = visible(user, Asset.objects.all(), "organisation").select_related("organisation")
    plans = Revival.objects.select_related("commitment")
    return rows.prefetch_related("leases", Prefetch("revivals", plans))


def leases_for(user: User) -> QuerySet[Lease]:
    """Return the leases of the user's units' assets."""
    rows = visible(user, Lease.objects.all(), "asset__organisation")
    return rows.select_related("asset__organisation")


def counts_for(user: User, year: int) -> QuerySet[CountLine]:
    """Return the count's lines of a year, the newest first."""
    rows = visible(user, CountLine.objects.filter(year=year), "organisation")
    return rows.select_related("asset", "organisation", "counted_by")


def targets_for(user: User) -> QuerySet[OwnerTarget]:
    """Return the enterprises' targets."""
    rows = visible(user, OwnerTarget.objects.all(), "organisation")
    return rows.select_related("organisation")


def districts(user: User) -> QuerySet[Organisation]:
    """Return the districts a user sees in the roll-out."""
    rows = Organisation.objects.filter(kind=OrganisationKind.DISTRICT, is_active=True)
    return visible(user, rows, "")


def cells_for(user: User) -> QuerySet[RolloutCell]:
    """Return the districts' words on the steps."""
    return visible(user, RolloutCell.objects.all(), "organisation").select_related("step")


@dataclass(frozen=True, slots=True)
class Alarm:
    """One check that struck: on which asset, which lease, how grave, and why."""

    asset: Asset
    lease: Lease | None
    check: Pack
    light: Light


def alarms(assets: Iterable[Asset], today: date) -> list[Alarm]:
    """Return every check that strikes, the gravest first; relations must be prefetched."""
    found = [alarm for asset in assets for alarm in _of_asset(asset, today)]
    order = {"red": 0, "amber": 1, "blue": 2}
    return sorted(found, key=lambda a: (order[a.light.tone], a.check.slug, a.asset.number))


def _of_asset(asset: Asset, today: date) -> Iterator[Alarm]:
    leases = list(asset.leases.all()) if asset.use == Use.LET else []
    current = max(leases, key=lambda lease: lease.ends_on, default=None)
    facts = facts_of(asset, current, today)
    for check in checks():
        light = evaluate(check, facts)
        if light.tone != "grey":
            yield Alarm(asset, current, check, light)


def facts_of(asset: Asset, lease: Lease | None, today: date) -> dict[str, object]:
    """Return what the checks speak of; None is not known, never zero."""
    is_idle = asset.use == Use.IDLE
    plans = [r for r in asset.revivals.all() if r.commitment.state not in ENDED]
    facts: dict[str, object] = {
        "is_let": asset.use == Use.LET,
        "idle_months": rules.whole_months(asset.idle_since_on, today) if is_idle else None,
        "has_plan": bool(plans),
    }
    if lease is None:
        return facts
    owed = rules.arrears(lease.due_wan, lease.paid_wan)
    return facts | {
        "arrears_wan": None if owed is None else float(owed),
        "arrears_share": None if owed is None else rules.rent_share(owed, lease.annual_rent_wan),
        "rent_share": rules.rent_share(lease.annual_rent_wan, lease.market_rent_wan),
        "annual_rent_wan": None if lease.annual_rent_wan is None else float(lease.annual_rent_wan),
        "is_tendered": lease.is_tendered,
        "is_on_exchange": lease.is_on_exchange,
        "ends_on": lease.ends_on,
        "days_to_end": (lease.ends_on - today).days,
        "is_ending": rules.is_ending(lease.ends_on, today),
    }


def last_counts(user: User, year: int) -> dict[int, CountLine]:
    """Return the last look at each asset in a year's count."""
    found: dict[int, CountLine] = {}
    for line in counts_for(user, year):
        if line.asset_id:
            found.setdefault(line.asset_id, line)
    return found
