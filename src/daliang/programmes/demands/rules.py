"""Decisions about demands, on plain values."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from django.utils.translation import gettext as _

from daliang.base.refusal import NotAllowed
from daliang.ledger.choices import State
from daliang.programmes.demands.choices import Level, Stage, Verdict
from daliang.programmes.demands.packs import Pack
from daliang.programmes.demands.sla import Calendar, due_at, workdays_left

SIMILAR = 0.35
FIRMS_OF_A_COMMON_ISSUE = 3


def stage_of(state: str | None, *, is_stopped: bool, is_reopening_due: bool) -> Stage:
    """Return where a demand stands, from its commitment's state (None: not routed yet)."""
    if is_reopening_due:
        return Stage.UNHAPPY
    if is_stopped:
        return Stage.PAUSED
    if state is None:
        return Stage.POOLED
    return {
        State.DRAFTED: Stage.ROUTED,
        State.SUBMITTED: Stage.ROUTED,
        State.APPROVED: Stage.ROUTED,
        State.ISSUED: Stage.ISSUED,
        State.RETURNED: Stage.RETURNED,
        State.REPORTED_DONE: Stage.ANSWERED,
        State.IN_REVIEW: Stage.ANSWERED,
        State.CLOSED: Stage.CLOSED,
        State.DROPPED: Stage.CLOSED,
    }.get(State(state), Stage.WORKING)


def next_level(level: str) -> Level:
    """Return the level above; the highest stays."""
    return {Level.UNIT: Level.LEADER}.get(Level(level), Level.MEETING)


def require_objection_in_time(
    *, issued_at: datetime, now: datetime, pack: Pack, calendar: Calendar
) -> None:
    """Refuse an objection after its limit."""
    limit = pack.limits["objection"]
    due = due_at(issued_at, limit, calendar)
    if due is not None and now > due:
        raise NotAllowed(
            _("异议须在交办后%(limit)s内提出，已过 %(due)s。请联系督查室。")
            % {"limit": limit, "due": f"{due:%m-%d %H:%M}"}
        )


def require_extension_early(
    *, due: datetime | None, now: datetime, granted: int, pack: Pack, calendar: Calendar
) -> None:
    """Refuse an extension asked too late, or once too often."""
    if due is None:
        raise NotAllowed(_("计时已暂停，不需要延期。"))
    if granted >= pack.extensions_most:
        raise NotAllowed(_("最多延期%(n)s次。") % {"n": pack.extensions_most})
    left = workdays_left(now, due, calendar)
    if left < pack.extension_ask_before:
        raise NotAllowed(_("延期须在到期前%(n)s个工作日申请。") % {"n": pack.extension_ask_before})


def require_pause_reason(reason: str, pack: Pack) -> None:
    """Refuse a pause for a reason that the pack does not know."""
    if reason not in pack.pauses:
        raise NotAllowed(_("可以暂停计时的原因：%(r)s。") % {"r": "、".join(pack.pauses)})


def closing_hindrances(verdicts: Sequence[str]) -> list[str]:
    """Return what forbids closing: no judgement of the firm yet, or a bad one. Newest first."""
    if not verdicts:
        return [_("企业还没有评价，先回访或请企业评价")]
    if verdicts[0] == Verdict.UNSATISFIED:
        return [_("企业不满意，须重办并提级")]
    return []


@dataclass(frozen=True, slots=True)
class Heard:
    """A demand as the search for common issues reads it."""

    pk: int
    firm: int
    kind: str
    text: str


def common_groups(
    demands: Sequence[Heard],
    *,
    similar: float = SIMILAR,
    firms: int = FIRMS_OF_A_COMMON_ISSUE,
) -> list[list[Heard]]:
    """Return groups of demands of one kind that say the same, from at least `firms` firms.

    Likeness is the share of common pairs of neighbouring characters (Jaccard); groups grow
    from each demand that is like one already in them. The largest group comes first.
    """
    pieces = {d.pk: _pairs(d.text) for d in demands}
    groups: list[list[Heard]] = []
    for demand in demands:
        home = [g for g in groups if g[0].kind == demand.kind and _fits(demand, g, pieces, similar)]
        for group in home:
            groups.remove(group)
        groups.append([d for g in home for d in g] + [demand])
    found = [g for g in groups if len({d.firm for d in g}) >= firms]
    return sorted(found, key=lambda g: (-len({d.firm for d in g}), g[0].pk))


def _fits(
    demand: Heard, group: Sequence[Heard], pieces: dict[int, frozenset[str]], similar: float
) -> bool:
    own = pieces[demand.pk]
    return any(_likeness(own, pieces[other.pk]) >= similar for other in group)


def _likeness(a: frozenset[str], b: frozenset[str]) -> float:
    return len(a & b) / len(a | b) if a or b else 0.0


def _pairs(text: str) -> frozenset[str]:
    plain = "".join(c for c in text if c.isalnum())
    return frozenset(plain[i : i + 2] for i in range(len(plain) - 1))
