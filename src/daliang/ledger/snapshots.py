"""A commitment's values as one plain record, and back: the time machine's currency."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date

from django.utils import timezone

from daliang.ledger.choices import Part
from daliang.ledger.models import Commitment, ProgrammeSetting
from daliang.ledger.programme import programme
from daliang.ledger.rules import Snapshot, Step

Plain = dict[str, object]


def rhythms() -> dict[str, str]:
    """Return the rhythm an office set, by programme slug."""
    return dict(ProgrammeSetting.objects.values_list("programme", "rhythm"))


def plain(commitment: Commitment) -> Plain:
    """Return a commitment's values for a Revision; reads its prefetched relations.

    Keys are the field names; people and units stand with their printed name as
    well, so that an old record reads rightly after a renaming.
    """
    exemption = next(iter(commitment.exemptions.all()), None)
    return {
        "number": commitment.number,
        "programme": commitment.programme,
        "source": commitment.source.title if commitment.source else "",
        "category": commitment.category,
        "title": commitment.title,
        "content": commitment.content,
        "goal": commitment.goal,
        "priority": commitment.priority,
        "state": commitment.state,
        "lead": _unit(commitment.lead),
        "supports": [
            _unit(a.organisation) for a in commitment.assignments.all() if a.part == Part.SUPPORT
        ],
        "leader": str(commitment.leader or ""),
        "person": commitment.person,
        "starts_on": _day(commitment.starts_on),
        "due_kind": commitment.due_kind,
        "due_on": _day(commitment.due_on),
        "due_text": commitment.due_text,
        "first_due_on": _day(commitment.first_due_on),
        "moves": commitment.moves,
        "returns": commitment.returns,
        "progress": commitment.progress,
        "latest": commitment.latest,
        "problem": commitment.problem,
        "reported_on": _day(commitment.reported_on),
        "issued_on": _day(_local(commitment.issued_at)),
        "closed_on": _day(_local(commitment.closed_at)),
        "milestones": [
            {
                "title": m.title,
                "due_on": _day(m.due_on),
                "done_on": _day(m.done_on),
                "weight": m.weight,
            }
            for m in commitment.milestones.all()
        ],
        "exempt_until": _day(exemption.until_on) if exemption else None,
        "exempt_reason": exemption.reason if exemption else "",
        "is_synthetic": commitment.is_synthetic,
    }


def read(values: Mapping[str, object], rhythm: str = "") -> Snapshot:
    """Return the Snapshot that lights judge from a revision's plain values."""
    return Snapshot(
        state=str(values["state"]),
        due_kind=str(values["due_kind"]),
        due_on=_parse(values["due_on"]),
        starts_on=_parse(values["starts_on"]),
        progress=int(values["progress"]),  # type: ignore[call-overload]
        reported_on=_parse(values["reported_on"]),
        issued_on=_parse(values["issued_on"]),
        closed_on=_parse(values["closed_on"]),
        moves=int(values["moves"]),  # type: ignore[call-overload]
        returns=int(values["returns"]),  # type: ignore[call-overload]
        rhythm=rhythm or programme(str(values["programme"])).rhythm,
        exempt_until=_parse(values["exempt_until"]),
        exempt_reason=str(values["exempt_reason"]),
        steps=tuple(
            Step(m["title"], _parse(m["due_on"]), _parse(m["done_on"]), m["weight"])
            for m in values["milestones"]  # type: ignore[attr-defined]
        ),
    )


def many(commitments: Iterable[Commitment]) -> dict[int, Snapshot]:
    """Return the Snapshots of loaded commitments (relations prefetched) by id."""
    own = rhythms()
    return {c.pk: read(plain(c), own.get(c.programme, "")) for c in commitments}


def _unit(organisation: object) -> dict[str, object] | None:
    if organisation is None:
        return None
    return {"id": organisation.pk, "name": organisation.short_name}  # type: ignore[attr-defined]


def _local(moment: object) -> date | None:
    return timezone.localdate(moment) if moment else None  # type: ignore[arg-type]


def _day(day: date | None) -> str | None:
    return day.isoformat() if day else None


def _parse(text: object) -> date | None:
    return date.fromisoformat(str(text)) if text else None
