"""When a site is due, what a hazard lacks, and what recurs; decided on plain values."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal

from django.utils.translation import gettext as _

from daliang.base.refusal import NotAllowed
from daliang.programmes.safety.choices import Risk

RECHECK_DAYS = 10  # 挂牌单位10日内现场验收
# Days after which a site of a risk class should be seen again; an office's own may differ.
INTERVALS: Mapping[str, int] = {Risk.RED: 30, Risk.ORANGE: 90, Risk.YELLOW: 180, Risk.BLUE: 365}
_NEVER = 10.0  # a site nobody has seen counts as ten intervals late


@dataclass(frozen=True, slots=True)
class Due:
    """A site as a candidate for a visit."""

    pk: int
    risk: str
    last_on: date | None


def urgency(risk: str, last_on: date | None, today: date) -> float:
    """Return days since the last visit as a share of the class's interval; 1 is just due.

    >>> day = date(2024, 7, 1)
    >>> urgency("1_red", date(2024, 6, 1), day), urgency("4_blue", None, day)
    (1.0, 10.0)
    """
    if last_on is None:
        return _NEVER
    return round(max((today - last_on).days, 0) / INTERVALS[risk], 3)


def draw(sites: Iterable[Due], today: date, count: int) -> list[tuple[int, float]]:
    """Return the sites to be seen next with their urgency: the most overdue of the gravest first.

    The order is the same for the same facts: nobody can pick whom to spare.
    """
    scored = [(urgency(s.risk, s.last_on, today), s) for s in sites]
    due = [pair for pair in scored if pair[0] >= 1.0]
    due.sort(key=lambda pair: (-pair[0], pair[1].risk, pair[1].last_on or date.min, pair[1].pk))
    return [(site.pk, share) for share, site in due[:count]]


def gate_gaps(
    *,
    measure: str,
    amount_wan: Decimal | None,
    due_on: date | None,
    person: str,
    emergency_plan: str,
) -> list[str]:
    """Return which of the five (五到位) are missing; no money needed is said with a zero.

    >>> gate_gaps(measure="换管", amount_wan=None, due_on=None, person="岗位", emergency_plan="有")
    ['资金', '期限']
    """
    given = (
        ("措施", measure.strip()),
        ("资金", amount_wan is not None),
        ("期限", due_on is not None),
        ("责任人", person.strip()),
        ("应急预案", emergency_plan.strip()),
    )
    return [name for name, is_there in given if not is_there]


def recheck_until(due_on: date) -> date:
    """Return the last day for the re-check of a hazard due on a day."""
    return due_on + timedelta(days=RECHECK_DAYS)


def recheck_days_late(due_on: date | None, passed_on: date | None, today: date) -> int:
    """Return by how many days the re-check is (or was) late; 0 while there is time."""
    if due_on is None:
        return 0
    return max(((passed_on or today) - recheck_until(due_on)).days, 0)


def require_other_person(by: int, *earlier: int | None) -> None:
    """Refuse a re-check by whoever found the hazard or reported it mended."""
    if by in {one for one in earlier if one is not None}:
        raise NotAllowed(_("复查须由第二人进行：不能是排查人，也不能是报整改完成的人。"))


@dataclass(frozen=True, slots=True)
class Finding:
    """A hazard as plain values, for counting."""

    site: str
    place: str
    kind: str
    level: str
    origin: str
    found_on: date
    closed_on: date | None


@dataclass(frozen=True, slots=True)
class Repeat:
    """A kind of hazard that came back at a place after it had been closed."""

    site: str
    place: str
    kind: str
    times: int
    last_on: date


def repeats(findings: Iterable[Finding]) -> list[Repeat]:
    """Return what recurred at the same site, place and kind after an earlier one was closed."""
    groups: dict[tuple[str, str, str], list[Finding]] = {}
    for one in findings:
        groups.setdefault((one.site, one.place, one.kind), []).append(one)
    found = []
    for (site, place, kind), members in groups.items():
        members.sort(key=lambda one: one.found_on)
        again = [
            later
            for i, later in enumerate(members)
            if any(e.closed_on and e.closed_on <= later.found_on for e in members[:i])
        ]
        if again:
            found.append(Repeat(site, place, kind, len(again) + 1, again[-1].found_on))
    return sorted(found, key=lambda r: (-r.times, -r.last_on.toordinal(), r.site))


def stock(findings: Sequence[Finding], days: Sequence[date], year: int) -> list[tuple[int, int]]:
    """Return, for each day, how many were open then: found before `year`, and found since."""
    counts = []
    for day in days:
        is_open = [
            f for f in findings if f.found_on <= day and (not f.closed_on or f.closed_on > day)
        ]
        old = sum(f.found_on.year < year for f in is_open)
        counts.append((old, len(is_open) - old))
    return counts


def origins(findings: Iterable[Finding]) -> Counter[str]:
    """Count hazards by who found them."""
    return Counter(one.origin for one in findings)
