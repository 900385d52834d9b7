"""The lights of commitments: shipped rule packs, the office's own copies, and their evaluation."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from datetime import date
from functools import cache
from pathlib import Path

from django.db.models import Avg

from daliang.engine.lights import Light, Pack, evaluate, parse_pack
from daliang.ledger import snapshots
from daliang.ledger.choices import OPEN
from daliang.ledger.models import Commitment, LightPack, ProgrammeSetting
from daliang.ledger.programme import programme
from daliang.ledger.rules import Snapshot, light_facts

_SHIPPED = Path(__file__).parent / "light_packs"


@cache
def shipped_packs() -> Mapping[str, Pack]:
    """Return the rule packs that come with the software, by slug."""
    return {
        path.stem: parse_pack(json.loads(path.read_text(encoding="utf-8")), file=path.name)
        for path in sorted(_SHIPPED.glob("*.json"))
    }


def packs() -> dict[str, Pack]:
    """Return every rule pack, the office's own copies last and winning."""
    own = {row.slug: parse_pack(row.body, file=row.slug) for row in LightPack.objects.all()}
    return {**shipped_packs(), **own}


def packs_in_force() -> dict[str, str]:
    """Return the slug of the rule pack an office chose, by programme slug."""
    return dict(ProgrammeSetting.objects.values_list("programme", "light_pack"))


def lights_of(
    commitments: Iterable[Commitment], today: date, *, pack: Pack | None = None
) -> dict[int, Light]:
    """Return the light of each commitment by id; relations must be prefetched.

    A fixed number of queries whatever the number of commitments. `pack` tries
    one pack on all of them; otherwise each programme's own is used.
    """
    rows = list(commitments)
    shots = snapshots.many(rows)
    extra = _extra_facts(rows)
    known, chosen = packs(), packs_in_force()
    averages = _averages({row.programme for row in rows})
    result = {}
    for row in rows:
        rules = pack or known[chosen.get(row.programme, programme(row.programme).light_pack)]
        facts = {"average_progress": averages.get(row.programme)} | extra.get(row.pk, {})
        result[row.pk] = light_of(shots[row.pk], today, rules, facts)
    return result


def light_of(
    snapshot: Snapshot, today: date, pack: Pack, extra: Mapping[str, object] | None = None
) -> Light:
    """Return the light of one snapshot on a day."""
    facts = {**light_facts(snapshot, today), **(extra or {})}
    runs = snapshot.exempt_until is not None and snapshot.exempt_until >= today
    return evaluate(pack, facts, exemption=snapshot.exempt_reason if runs else "")


def _averages(slugs: set[str]) -> dict[str, float]:
    """Mean progress of all work in hand of each programme, not only of the rows at hand."""
    rows = Commitment.objects.filter(programme__in=slugs, state__in=OPEN)
    means = rows.order_by().values_list("programme").annotate(mean=Avg("progress"))
    return {slug: round(float(mean), 1) for slug, mean in means}


def _extra_facts(rows: Iterable[Commitment]) -> dict[int, dict[str, object]]:
    by_programme: dict[str, list[Commitment]] = {}
    for row in rows:
        by_programme.setdefault(row.programme, []).append(row)
    facts: dict[int, dict[str, object]] = {}
    for slug, members in by_programme.items():
        if hook := programme(slug).extra_facts:
            facts |= {pk: dict(values) for pk, values in hook(members).items()}
    return facts
