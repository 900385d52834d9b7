"""Writes of livelihood."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date

from django.db import transaction
from django.utils.translation import gettext as _

from daliang.base import audit, clock
from daliang.base.access import require
from daliang.base.models import Organisation, User
from daliang.base.refusal import NotAllowed
from daliang.base.roles import Permission
from daliang.engine.buslines import Line, check_lines, plan_lines
from daliang.engine.checks import BadInput, Problem
from daliang.engine.rowtable import Field, SheetRow, read_rows
from daliang.engine.siting import plan_sites
from daliang.ledger import actions as ledger
from daliang.ledger.models import Commitment
from daliang.programmes.livelihood import planning
from daliang.programmes.livelihood.models import Call, Item, Place, Plan, Vote
from daliang.programmes.livelihood.rules import Votes

PROGRAMME = "livelihood"
_SECONDS = 20.0  # a person waits for the page
_POINT = (
    Field("name", "名称", is_required=True),
    Field("latitude", "纬度", "number", is_required=True),
    Field("longitude", "经度", "number", is_required=True),
)
DEMAND_TABLE = (*_POINT, Field("people", "人数", "number", is_required=True))
CANDIDATE_TABLE = (
    *_POINT,
    Field("cost_wan", "费用（万元）", "number", is_required=True),
    Field("is_today", "现有", "flag"),
    Field("is_kept", "必留", "flag"),
)


@dataclass(frozen=True, slots=True)
class Ballots:
    """A vote to be recorded."""

    held_on: date
    votes: Votes
    voters: str = ""


@transaction.atomic
def order(
    *, by: User, item: Item, lead: Organisation, due_on: date, person: str = ""
) -> Commitment:
    """Turn an item of the list into a draft commitment with its quantity."""
    require(by, Permission.DRAFT)
    row = Item.objects.select_for_update(of=("self",)).select_related("area").get(pk=item.pk)
    if row.commitment_id:
        raise NotAllowed(_("这一项已经立项。"))
    if due_on.year != row.year:
        raise NotAllowed(_("完成时限应在 %(year)s 年内。") % {"year": row.year})
    goal = f"{row.target.normalize():f}{row.unit}" if row.target is not None else ""
    made = ledger.commit(
        by=by,
        draft=ledger.Draft(
            title=row.title,
            programme=PROGRAMME,
            category=row.category,
            goal=goal,
            lead=lead,
            supports=(row.area,) if lead != row.area else (),
            person=person,
            starts_on=date(row.year, 1, 1),
            due_on=due_on,
            planned_quantity=row.target,
            unit=row.unit,
            is_synthetic=row.is_synthetic,
        ),
    )
    row.commitment = made
    row.save(update_fields=["commitment"])
    audit.record(by=by, verb="民生实事立项", on=row, detail={"number": made.number})
    return made


@transaction.atomic
def record_vote(*, by: User, item: Item, ballots: Ballots) -> Vote:
    """Keep the ballots of a vote; the verdict follows by rule and is never typed."""
    require(by, Permission.REVIEW)
    if ballots.votes.total == 0:
        raise NotAllowed(_("票数合计应大于 0。"))
    if ballots.held_on > clock.today():
        raise NotAllowed(_("测评日期不能晚于今天。"))
    votes = ballots.votes
    made = Vote.objects.create(
        item=item,
        held_on=ballots.held_on,
        satisfied=votes.satisfied,
        mostly=votes.mostly,
        unsatisfied=votes.unsatisfied,
        abstained=votes.abstained,
        voters=ballots.voters,
        recorded_at=clock.now(),
        recorded_by=by,
    )
    audit.record(by=by, verb="登记满意度测评", on=item, detail={"total": votes.total})
    return made


@transaction.atomic
def publish(*, by: User, items: Iterable[Item], published_on: date) -> int:
    """Put items on the public list; the days for objections run from then."""
    require(by, Permission.ISSUE)
    rows = Item.objects.filter(pk__in=[item.pk for item in items], published_on=None)
    count = rows.update(published_on=published_on)
    audit.record(by=by, verb="公示民生实事", detail={"count": count})
    return count


@transaction.atomic
def take_town(*, by: User, plan: Plan, data: bytes, name: str) -> Plan:
    """Make a plan from a workbook: demand on one sheet, candidates (for meals) on another.

    Raises
    ------
    BadInput
        With every fault of both sheets; nothing is kept.
    """
    require(by, Permission.DRAFT)
    rows = [_place(row) for row in read_rows(data, name, DEMAND_TABLE)]
    if plan.kind == Plan.MEALS:
        rows += [_place(row) for row in read_rows(data, name, CANDIDATE_TABLE)]
    if problems := [p for _place, faults in rows for p in faults]:
        raise BadInput(problems)
    plan.made_at, plan.made_by = clock.now(), by
    plan.save()
    for position, (place, _faults) in enumerate(rows):
        place.plan, place.position, place.is_chosen = plan, position, place.is_today
    Place.objects.bulk_create([place for place, _faults in rows], batch_size=500)
    audit.record(by=by, verb="建立选点方案", on=plan, detail={"places": len(rows)})
    return plan


def _place(row: SheetRow) -> tuple[Place, list[Problem]]:
    values = {k: v for k, v in row.values.items() if v is not None}
    faults = []
    if not 3 <= float(values["latitude"]) <= 54 or not 73 <= float(values["longitude"]) <= 136:
        faults.append(row.fault("纬度", "坐标不在境内", "纬度在前、经度在后，写十进制度数"))
    for name, title in (("people", "人数"), ("cost_wan", "费用（万元）")):
        if name in values and values[name] < 0:
            faults.append(row.fault(title, "是负数", "填零或正数"))
    values |= {"latitude": float(values["latitude"]), "longitude": float(values["longitude"])}
    if "people" in values:
        values["people"] = int(values["people"])
    return Place(**values), faults


@transaction.atomic
def solve_meals(*, by: User, plan: Plan) -> Plan:
    """Choose meal sites within the budget; the proposal is adopted until somebody edits it."""
    require(by, Permission.DRAFT)
    town = planning.town_of(plan)
    found = plan_sites(
        town.city(plan),
        float(plan.budget_wan or 0),
        today=town.numbers("is_today"),
        keep=town.numbers("is_kept"),
        seconds=_SECONDS,
    )
    proposed = [town.candidates[i].pk for i in found.report.sites]
    plan.places.update(is_proposed=False, is_chosen=False)
    plan.places.filter(pk__in=proposed).update(is_proposed=True, is_chosen=True)
    return _solved(by, plan, 100 * found.gap, found.method)


@transaction.atomic
def choose_sites(*, by: User, plan: Plan, places: Sequence[int]) -> Plan:
    """Adopt the candidates a person ticked, whatever the planner proposed."""
    require(by, Permission.DRAFT)
    plan.places.update(is_chosen=False)
    plan.places.filter(pk__in=places, people=None).update(is_chosen=True)
    audit.record(by=by, verb="调整助餐点", on=plan, detail={"count": len(places)})
    return plan


@transaction.atomic
def solve_buses(*, by: User, plan: Plan) -> Plan:
    """Plan bus lines; the proposal is adopted until somebody edits it."""
    require(by, Permission.DRAFT)
    stops = planning.town_of(plan).homes
    found = plan_lines(planning.demand_of(plan, stops), seconds=3.0)
    for version in (Call.PROPOSED, Call.EDITED):
        _keep_lines(plan, version, stops, found.lines)
    return _solved(by, plan, None, "PyVRP")


@transaction.atomic
def edit_lines(*, by: User, plan: Plan, text: str, version: str = Call.EDITED) -> Plan:
    """Adopt lines written by hand; they must hold to seats, rides and arrival like planned ones.

    Raises
    ------
    BadInput
        With every word that cannot be read and every limit that is broken.
    """
    require(by, Permission.DRAFT)
    stops = planning.town_of(plan).homes
    lines = planning.lines_from(text, plan, stops)
    # What runs today is a fact, even where it breaks the limits of tomorrow.
    if version != Call.TODAY and (broken := check_lines(planning.demand_of(plan, stops), lines)):
        raise BadInput(broken)
    _keep_lines(plan, version, stops, lines)
    audit.record(by=by, verb="调整公交线路", on=plan, detail={"lines": len(lines)})
    return plan


def _keep_lines(plan: Plan, version: str, stops: Sequence[Place], lines: Sequence[Line]) -> None:
    plan.calls.filter(version=version).delete()
    Call.objects.bulk_create(
        Call(plan=plan, version=version, line=n, position=i, place=stops[stop], boarding=count)
        for n, line in enumerate(lines, start=1)
        for i, (stop, count) in enumerate(zip(line.stops, line.boarding, strict=True), start=1)
    )


def _solved(by: User, plan: Plan, gap: float | None, method: str) -> Plan:
    plan.gap_percent, plan.method, plan.solved_at = gap, method, clock.now()
    plan.save(update_fields=["gap_percent", "method", "solved_at"])
    audit.record(by=by, verb="求解方案", on=plan, detail={"method": method})
    return plan
