"""Reads of demands: the city sees all; a unit what it handles and, a district, its own firms'."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from django.db.models import Exists, OuterRef, Q, QuerySet
from django.utils import timezone

from daliang.base import calendar as base_calendar
from daliang.base import clock
from daliang.base.access import scope_of
from daliang.base.models import Organisation, User
from daliang.base.roles import Permission
from daliang.ledger.choices import BEFORE_ISSUE, Decision
from daliang.ledger.models import Assignment
from daliang.parties.models import Enterprise
from daliang.programmes.demands import rules
from daliang.programmes.demands.choices import Outcome, Stage, Verdict
from daliang.programmes.demands.models import Demand, Duty, SlaSetting
from daliang.programmes.demands.packs import DEFAULT, Pack, packs
from daliang.programmes.demands.sla import (
    Calendar,
    IsWorkday,
    Limit,
    Pause,
    Unit,
    due_at,
    workdays_left,
)

_COMMON_DAYS = 180
_COMMON_MOST = 1000
_CALENDAR_SPAN = timedelta(days=800)


def demands_for(user: User) -> QuerySet[Demand]:
    """Return the demands a user may see."""
    scope = scope_of(user)
    rows = Demand.objects.all()
    if Permission.READ not in scope.permissions:
        return rows.none()
    if scope.is_city:
        return rows
    own = Assignment.objects.filter(
        scope.own_units("organisation"), commitment=OuterRef("commitment")
    ).exclude(commitment__state__in=BEFORE_ISSUE)
    return rows.filter(Exists(own) | scope.own_units("enterprise__district") | Q(heard_by=user))


def demands_of(enterprise: Enterprise) -> QuerySet[Demand]:
    """Return one firm's own demands, for its portal."""
    return with_relations(Demand.objects.filter(enterprise=enterprise))


def with_relations(rows: QuerySet[Demand]) -> QuerySet[Demand]:
    """Add what lists, pages and clocks read: a fixed number of queries."""
    return rows.select_related("enterprise__district", "commitment__lead").prefetch_related(
        "stops", "ratings", "commitment__extensions"
    )


def pack_in_force() -> Pack:
    """Return the limits that count for new demands."""
    row = SlaSetting.objects.first()
    return packs()[row.pack if row and row.pack in packs() else DEFAULT]


def calendar_of(pack: Pack) -> Calendar:
    """Return the office's calendar with a pack's hours; the days are read in one query."""
    return Calendar(_workday_test(), pack.hours, pack.is_received_at_next_opening)


def _workday_test() -> IsWorkday:
    now = clock.today()
    first, last = now - _CALENDAR_SPAN, now + _CALENDAR_SPAN
    known = base_calendar.workdays(first, last)

    def is_workday(day: date) -> bool:
        return day in known if first <= day <= last else base_calendar.is_workday(day)

    return is_workday


@dataclass(frozen=True, slots=True)
class Clock:
    """A demand's clock at a moment.

    Parameters
    ----------
    response_due : datetime
    due : datetime or None
        None before routing, and while the clock stands still.
    days_left : int or None
        Workdays; 0 on the last day, negative when late.
    is_late : bool
        Late now, or answered late.
    """

    stage: Stage
    limit: Limit
    response_due: datetime | None
    due: datetime | None
    days_left: int | None
    is_late: bool
    is_response_late: bool


def clocks(rows: Sequence[Demand]) -> dict[int, Clock]:
    """Return the clock of each demand; relations must be prefetched."""
    reckon = reckoner()
    return {row.pk: reckon(row) for row in rows}


def reckoner() -> Callable[[Demand], Clock]:
    """Return a function that reckons clocks at this moment; the calendar is read once."""
    now = timezone.localtime(clock.now())
    is_workday = _workday_test()

    def reckon(row: Demand) -> Clock:
        pack = packs()[_slug(row)]
        calendar = Calendar(is_workday, pack.hours, pack.is_received_at_next_opening)
        return _clock(row, calendar, now)

    return reckon


def _slug(row: Demand) -> str:
    return row.pack if row.pack in packs() else DEFAULT


def _clock(row: Demand, calendar: Calendar, now: datetime) -> Clock:
    pack = packs()[_slug(row)]
    stops = [
        Pause(
            timezone.localtime(s.started_at),
            timezone.localtime(s.ended_at) if s.ended_at else None,
        )
        for s in row.stops.all()
    ]
    limit = answer_limit(row, pack)
    heard = timezone.localtime(row.heard_at)
    response_due = due_at(heard, pack.limits["response"], calendar)
    due = due_of(row, calendar, pack, stops)
    stage = rules.stage_of(
        row.commitment.state if row.commitment else None,
        is_stopped=any(s.end is None for s in stops),
        is_reopening_due=row.is_reopening_due,
    )
    ended = timezone.localtime(row.answered_at) if row.answered_at else None
    left = None
    if due is not None and ended is None:
        left = workdays_left(now, due, calendar)
    responded = timezone.localtime(row.responded_at) if row.responded_at else now
    return Clock(
        stage=stage,
        limit=limit,
        response_due=response_due,
        due=due,
        days_left=left,
        is_late=due is not None and (ended or now) > due,
        is_response_late=response_due is not None and responded > response_due,
    )


def answer_limit(row: Demand, pack: Pack) -> Limit:
    """Return the limit of the answer: a hard case has its own where the pack has one."""
    kind = "hard" if row.is_hard and "hard" in pack.answers else row.kind
    return pack.answer(kind)


def due_of(row: Demand, calendar: Calendar, pack: Pack, stops: Sequence[Pause]) -> datetime | None:
    """Return when the answer is due: the limit, pauses, and the workdays that were granted."""
    if row.clock_from is None:
        return None
    limit = answer_limit(row, pack)
    start = timezone.localtime(row.clock_from)
    due = due_at(start, limit, calendar, stops)
    granted = [
        e.new_due_on
        for e in (row.commitment.extensions.all() if row.commitment else ())
        if e.decision == Decision.GRANTED and e.asked_at >= row.clock_from
    ]
    if not granted or due is None:
        return due
    plain = due_at(start, limit, calendar)
    assert plain is not None
    until = datetime.combine(max(granted), pack.hours.close, plain.tzinfo)
    more = workdays_left(plain, until, calendar)
    if limit.unit is Unit.WORKDAYS:
        return due_at(start, Limit(limit.amount + more, limit.unit), calendar, stops)
    return due_at(due, Limit(more, Unit.WORKDAYS), calendar)


def proposed_lead(demand: Demand) -> tuple[Organisation | None, list[Organisation], str]:
    """Return who should answer by the duty table, who helps, and why."""
    duties = list(
        Duty.objects.filter(kind=demand.kind)
        .select_related("organisation")
        .prefetch_related("supports")
    )
    text = f"{demand.title}{demand.content}"
    named = [d for d in duties if d.word and d.word in text]
    best = max(named, key=lambda d: len(d.word), default=None)
    best = best or next((d for d in duties if not d.word), None)
    district = demand.enterprise.district
    if best is None:
        return district, [], "职责表没有这一类，按属地交板块"
    why = f"职责表：{best}"
    if best.organisation is None:
        return district, list(best.supports.all()), f"{why}，由属地板块主办"
    return best.organisation, list(best.supports.all()), why


def common_proposals(user: User) -> list[list[Demand]]:
    """Return groups of open or past demands that say the same, not yet a policy item."""
    since = clock.now() - timedelta(days=_COMMON_DAYS)
    rows = list(
        with_relations(
            demands_for(user).filter(common_issue=None, heard_at__gte=since).order_by("pk")
        )[:_COMMON_MOST]
    )
    known = {row.pk: row for row in rows}
    heard = [rules.Heard(r.pk, r.enterprise_id, r.kind, f"{r.title}{r.content}") for r in rows]
    return [[known[h.pk] for h in group] for group in rules.common_groups(heard)]


@dataclass(frozen=True, slots=True)
class Rates:
    """The figures of the pool; each rate with the numbers behind it.

    办结 is an answer given; 化解 is a problem solved in the firm's eyes: outcome solved and
    not judged unsatisfied. They are never the same figure.
    """

    heard: int
    answered: int
    due: int
    in_time: int
    responded_in_time: int
    solved: int
    rated: int
    satisfied: int
    repeated: int

    @staticmethod
    def share(part: int, whole: int) -> float | None:
        """Return a percentage; None without a base."""
        return None if not whole else round(100 * part / whole, 1)


def rates(user: User, first: object = None, last: object = None) -> Rates:
    """Return the figures of the demands a user may see, by the day they were heard."""
    wanted = demands_for(user)
    if first and last:
        wanted = wanted.filter(heard_at__date__range=(first, last))
    rows = list(with_relations(wanted))
    found = clocks(rows)
    now = timezone.localtime(clock.now())
    answered = [r for r in rows if r.answered_at]
    due = [r for r in rows if r.answered_at or _is_over(found[r.pk], now)]
    verdicts = {r.pk: _last_verdict(r) for r in rows}
    seen: set[tuple[int, str]] = set()
    repeated = 0
    for row in sorted(rows, key=lambda r: r.heard_at):
        key = (row.enterprise_id, row.title)
        repeated += key in seen
        seen.add(key)
    return Rates(
        heard=len(rows),
        answered=len(answered),
        due=len(due),
        in_time=sum(not found[r.pk].is_late for r in answered),
        responded_in_time=sum(not found[r.pk].is_response_late for r in rows),
        solved=sum(
            r.outcome == Outcome.SOLVED and verdicts[r.pk] != Verdict.UNSATISFIED for r in answered
        ),
        rated=sum(v is not None for v in verdicts.values()),
        satisfied=sum(v in {Verdict.SATISFIED, Verdict.FAIR} for v in verdicts.values()),
        repeated=repeated,
    )


def _is_over(found: Clock, now: datetime) -> bool:
    return found.due is not None and now > found.due


def _last_verdict(row: Demand) -> str | None:
    ratings = list(row.ratings.all())
    return ratings[0].verdict if ratings else None
