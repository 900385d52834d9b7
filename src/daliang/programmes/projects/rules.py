"""What holds for projects, decided on plain values: gates, parts, pace, photographs."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from math import asin, cos, radians, sin, sqrt

from django.utils.translation import gettext as _

from daliang.base.refusal import NotAllowed
from daliang.programmes.projects.choices import BEFORE, GATE_PROOFS, STAGES, ProofKind, Stage

ZERO = Decimal(0)
PHOTO_METRES = 3_000  # beyond this a picture was taken somewhere else
PHOTO_DAYS = 45  # older than this it does not show the state of the month


def missing_proofs(stage: str, given: Collection[str]) -> list[str]:
    """Return what is still missing before a gate can be passed, in words.

    Examples
    --------
    >>> missing_proofs("signed", ["framework"])
    ['正式合同']
    """
    return [
        _("或").join(str(ProofKind(kind).label) for kind in group)
        for group in GATE_PROOFS.get(stage, ())
        if not any(kind in given for kind in group)
    ]


def require_passable(
    stage: str, *, done_on: date, today: date, passed: Mapping[str, date], given: Collection[str]
) -> None:
    """Refuse a gate out of order, in the future, before its forerunner, or without evidence."""
    label = Stage(stage).label
    if stage in passed:
        raise NotAllowed(_("“%(gate)s”已通过，不重复登记。") % {"gate": label})
    if done_on > today:
        raise NotAllowed(_("“%(gate)s”的日期晚于今天。") % {"gate": label})
    open_before = [before for before in BEFORE.get(stage, ()) if before not in passed]
    if open_before:
        names = "、".join(str(before.label) for before in open_before)
        raise NotAllowed(_("先通过：%(names)s。") % {"names": names})
    # a lead bears the day it was entered here, which may be long after it was found
    dated = [before for before in BEFORE.get(stage, ()) if before != Stage.LEAD]
    earlier = [before for before in dated if passed[before] > done_on]
    if earlier:
        names = "、".join(f"{b.label} {passed[b]}" for b in earlier)
        raise NotAllowed(_("日期早于前一关：%(names)s。") % {"names": names})
    if lacking := missing_proofs(stage, given):
        raise NotAllowed(
            _("“%(gate)s”还缺：%(what)s。") % {"gate": label, "what": "、".join(lacking)}
        )


def current_stage(passed: Collection[str]) -> Stage:
    """Return the furthest gate passed; a new project is a lead."""
    return max((Stage(s) for s in passed), key=STAGES.index, default=Stage.LEAD)


def stages_undone_by(stage: str, passed: Collection[str]) -> set[Stage]:
    """Return a gate and every passed gate that rests on it."""
    undone = {Stage(stage)}
    for later in STAGES:
        if later in passed and undone & set(BEFORE.get(later, ())):
            undone.add(later)
    return undone


@dataclass(frozen=True, slots=True)
class Share:
    """A project as counted: its key, its package (if it is a part), district and amount."""

    key: int
    parent: int | None
    district: str
    amount: Decimal


def own_amounts(shares: Iterable[Share]) -> dict[int, Decimal]:
    """Return what each project counts by itself: a package counts only what is not split off.

    So every grouping adds up to the sum over packages and single projects.

    Examples
    --------
    >>> rows = [Share(1, None, "东", Decimal(10)), Share(2, 1, "西", Decimal(4))]
    >>> own_amounts(rows)
    {1: Decimal('6'), 2: Decimal('4')}
    """
    rows = list(shares)
    known = {row.key for row in rows}
    own = {row.key: row.amount for row in rows}
    for row in rows:
        if row.parent in known and row.parent is not None:
            own[row.parent] -= row.amount
    return own


def totals_by_district(shares: Iterable[Share]) -> dict[str, Decimal]:
    """Return the amount of each district, nothing counted twice."""
    rows = list(shares)
    own = own_amounts(rows)
    totals: dict[str, Decimal] = {}
    for row in rows:
        totals[row.district] = totals.get(row.district, ZERO) + own[row.key]
    return totals


def require_split(whole: Decimal, parts: Sequence[Decimal], *, is_part: bool) -> None:
    """Refuse a split that counts more than there is, or a part split again."""
    if is_part:
        raise NotAllowed(_("子项目不再拆分，请在打包项目上增加子项。"))
    if any(part <= 0 for part in parts):
        raise NotAllowed(_("每个子项目的投资要大于零。"))
    if sum(parts, ZERO) > whole:
        raise NotAllowed(
            _("子项目合计 %(sum)s 万元，超过打包项目的 %(whole)s 万元。")
            % {"sum": sum(parts, ZERO), "whole": whole}
        )


def month_index(day: date) -> int:
    """Return a month as one number."""
    return day.year * 12 + day.month - 1


def whole_months(first: date, last: date) -> int:
    """Return the whole months from one day to another, never below 0."""
    months = month_index(last) - month_index(first) - (last.day < first.day)
    return max(months, 0)


@dataclass(frozen=True, slots=True)
class YearStanding:
    """A project's year as plain values; money in 万元, None where nobody said.

    Parameters
    ----------
    monthly : sequence of Decimal
        The plan of each month, January first (分月计划).
    reported_on : date or None
        The month of the newest dispatch figure.
    """

    plan: Decimal
    monthly: Sequence[Decimal]
    funds_monthly: Sequence[Decimal]
    done: Decimal | None
    reported_on: date | None
    funds_arrived: Decimal | None
    funds_on: date | None
    start_planned_on: date | None
    started_on: date | None
    entered_on: date | None


def planned_to(monthly: Sequence[Decimal], month: int) -> Decimal:
    """Return the plan from January to a month."""
    return sum(monthly[:month], ZERO)


def percent(part: Decimal | None, whole: Decimal) -> float | None:
    """Return a share in percent to one decimal; None when nothing can be said."""
    return round(float(100 * part / whole), 1) if part is not None and whole > 0 else None


def light_facts(standing: YearStanding, today: date) -> dict[str, object]:
    """Return the facts that light rules speak of (see ledger.rules.light_facts).

    Pace is the plan by month up to the month last reported; even pace is n/12
    up to the same month. Investment replaces the percent that a unit typed.
    """
    facts: dict[str, object] = {
        "months_to_start_late": _start_late(standing, today),
        "months_unentered": _unentered(standing, today),
        "funds_on_plan": _funds_on_plan(standing),
    }
    if standing.reported_on is None or standing.plan <= 0:
        return facts
    month = standing.reported_on.month
    progress = percent(standing.done, standing.plan) or 0.0
    pace = percent(planned_to(standing.monthly, month), standing.plan) or 0.0
    even = round(100 * month / 12, 1)
    return facts | {
        "progress": progress,
        "pace": pace,
        "pace_gap": round(progress - pace, 1),
        "even_pace": even,
        "even_pace_gap": round(progress - even, 1),
    }


def _start_late(standing: YearStanding, today: date) -> int | None:
    if standing.started_on:
        return 0
    if standing.start_planned_on is None:
        return None
    return whole_months(standing.start_planned_on, today)


def _unentered(standing: YearStanding, today: date) -> int | None:
    if standing.entered_on:
        return 0
    return whole_months(standing.started_on, today) if standing.started_on else None


def _funds_on_plan(standing: YearStanding) -> bool | None:
    if standing.funds_arrived is None or standing.funds_on is None:
        return None
    wanted = planned_to(standing.funds_monthly, standing.funds_on.month)
    return standing.funds_arrived >= wanted if wanted > 0 else None


@dataclass(frozen=True, slots=True)
class Photo:
    """What a picture itself tells."""

    taken_on: date | None
    latitude: float | None
    longitude: float | None


def metres_between(first: tuple[float, float], second: tuple[float, float]) -> float:
    """Return the great-circle distance of two (latitude, longitude) in metres.

    Examples
    --------
    >>> round(metres_between((31.5, 120.3), (31.5, 120.3)))
    0
    """
    lat1, lon1, lat2, lon2 = map(radians, (*first, *second))
    half = sin((lat2 - lat1) / 2) ** 2 + cos(lat1) * cos(lat2) * sin((lon2 - lon1) / 2) ** 2
    return 12_742_000 * asin(sqrt(half))


def photo_doubts(
    photo: Photo,
    *,
    shown_on: date,
    started_on: date | None,
    site: tuple[float, float] | None,
    used_in: Sequence[str],
) -> list[str]:
    """Return what is doubtful about a site photograph, in words; the file itself is asked."""
    doubts = []
    if photo.taken_on is None:
        doubts.append(_("照片里没有拍摄时间"))
    elif photo.taken_on > shown_on:
        doubts.append(_("拍摄时间 %(day)s 晚于上报日期") % {"day": photo.taken_on})
    elif started_on and photo.taken_on < started_on:
        doubts.append(_("拍摄时间 %(day)s 早于开工") % {"day": photo.taken_on})
    elif (shown_on - photo.taken_on).days > PHOTO_DAYS:
        doubts.append(_("拍摄时间 %(day)s，距上报超过45天") % {"day": photo.taken_on})
    if photo.latitude is None or photo.longitude is None:
        doubts.append(_("照片里没有拍摄地点"))
    elif site is not None:
        metres = metres_between((photo.latitude, photo.longitude), site)
        if metres > PHOTO_METRES:
            doubts.append(_("拍摄地点离项目 %(km)s 公里") % {"km": round(metres / 1000, 1)})
    if used_in:
        doubts.append(_("同一照片已用于：%(names)s") % {"names": "、".join(used_in)})
    return doubts
