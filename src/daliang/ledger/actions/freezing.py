"""Daily lights and the monthly freeze."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterator
from datetime import date

from django.db import transaction
from django.db.models import QuerySet
from django.utils.translation import gettext as _

from daliang.base import audit, clock
from daliang.base.access import require
from daliang.base.models import User
from daliang.base.refusal import NotAllowed
from daliang.base.roles import Permission
from daliang.ledger import lights, snapshots
from daliang.ledger.actions import steps
from daliang.ledger.choices import BEFORE_ISSUE
from daliang.ledger.models import Commitment, Freeze, FrozenLight, LightRun

_CHUNK = 1000


@transaction.atomic
def refresh_lights(*, day: date, only: QuerySet[Commitment] | None = None) -> int:
    """Judge every light for a day; done once a day, safe to repeat. Returns how many changed.

    A programme whose own facts changed has `only` its commitments judged again.
    """
    changed = 0
    for part in _chunks(Commitment.objects.all() if only is None else only):
        judged = lights.lights_of(part, day)
        turned = []
        for row in part:
            light = judged[row.pk]
            new = (light.tone, light.label, light.reason[:300])
            if new != (row.light_tone, row.light_label, row.light_reason):
                row.light_tone, row.light_label, row.light_reason = new
                turned.append(row)
        Commitment.objects.bulk_update(turned, ["light_tone", "light_label", "light_reason"])
        changed += len(turned)
    if only is not None:
        return changed
    LightRun.objects.update_or_create(day=day, defaults={"count": changed})
    return changed


@transaction.atomic
def freeze_month(*, by: User, month_on: date, day: date) -> Freeze:
    """Close a month: keep every issued commitment with its light and reason, under one digest."""
    require(by, Permission.FREEZE)
    if Freeze.objects.filter(month_on=month_on).exists():
        raise NotAllowed(_("%(month)s 已封存，封存后不再变动。") % {"month": f"{month_on:%Y-%m}"})
    freeze = Freeze.objects.create(
        month_on=month_on,
        title=f"{month_on.year}年{month_on.month}月",
        digest="",
        count=0,
        frozen_at=clock.now(),
        frozen_by=by,
    )
    digest = hashlib.sha256()
    for part in _chunks(Commitment.objects.exclude(state__in=BEFORE_ISSUE)):
        judged = lights.lights_of(part, day)
        rows = [_frozen(freeze, row, judged[row.pk]) for row in part]
        for row in rows:
            content = [row.snapshot, row.colour, row.reason]
            digest.update(json.dumps(content, ensure_ascii=False, sort_keys=True).encode())
        FrozenLight.objects.bulk_create(rows)
        freeze.count += len(rows)
    freeze.digest = digest.hexdigest()
    freeze.save(update_fields=["digest", "count"])
    audit.record(by=by, verb="月度封存", on=freeze, detail={"digest": freeze.digest})
    return freeze


def _frozen(freeze: Freeze, row: Commitment, light: lights.Light) -> FrozenLight:
    return FrozenLight(
        freeze=freeze,
        commitment=row,
        snapshot=snapshots.plain(row),
        colour=light.tone,
        label=light.label,
        reason=light.reason[:300],
    )


def _chunks(rows: QuerySet[Commitment]) -> Iterator[list[Commitment]]:
    ordered = rows.order_by("pk").select_related(*steps.RELATED).prefetch_related(*steps.PREFETCHED)
    last = 0
    while part := list(ordered.filter(pk__gt=last)[:_CHUNK]):
        yield part
        last = part[-1].pk
