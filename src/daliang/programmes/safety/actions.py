"""Writes of the safety campaign."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal

from django.db import transaction
from django.db.models import Q
from django.utils.translation import gettext as _

from daliang.base import audit, clock
from daliang.base.access import may, require
from daliang.base.actions import notify
from daliang.base.models import User
from daliang.base.refusal import NotAllowed
from daliang.base.roles import Permission
from daliang.ledger import actions as ledger
from daliang.ledger.choices import Priority
from daliang.ledger.models import Commitment
from daliang.ledger.queries import holders_of
from daliang.programmes.safety import queries, rules
from daliang.programmes.safety.choices import Level, Listing, Origin
from daliang.programmes.safety.models import Hazard, Inspection, PlannedInspection, Recheck, Site

PROGRAMME = "safety"


@dataclass(frozen=True, slots=True)
class HazardNote:
    """A hazard as written down on the spot."""

    place: str
    name: str
    kind: str
    level: str = Level.GENERAL


@dataclass(frozen=True, slots=True)
class InspectionNote:
    """An inspection as the device kept it; `key` is the device's own and counts once."""

    key: str
    site: Site
    inspected_on: date
    origin: str = Origin.INSPECTION
    text: str = ""
    hazards: tuple[HazardNote, ...] = ()
    made_at: datetime | None = None
    is_synthetic: bool = False


@dataclass(frozen=True, slots=True)
class Rectification:
    """The four of the five that stand on the hazard; the fifth, the date, is the commitment's."""

    measure: str
    amount_wan: Decimal | None
    person: str
    emergency_plan: str


@transaction.atomic
def draw_plan(*, by: User, month_on: date, count: int) -> list[PlannedInspection]:
    """Draw the sites to be inspected in a month; a site drawn before stays drawn."""
    require(by, Permission.DRAFT)
    if count < 1:
        raise NotAllowed(_("抽取数量应不少于 1。"))
    sites = Site.objects.filter(is_active=True).exclude(planned__month_on=month_on)
    known = {site.pk: site for site in sites}
    candidates = [rules.Due(s.pk, s.risk, s.last_inspected_on) for s in known.values()]
    made = []
    for pk, share in rules.draw(candidates, month_on, count):
        site = known[pk]
        last = site.last_inspected_on
        since = _("从未检查") if last is None else _("上次 %(day)s") % {"day": last}
        made.append(
            PlannedInspection(
                site=site,
                month_on=month_on,
                urgency=Decimal(str(share)),
                reason=f"{site.get_risk_display()}，{since}",
                made_at=clock.now(),
                made_by=by,
            )
        )
    PlannedInspection.objects.bulk_create(made)
    audit.record(
        by=by, verb="抽取检查对象", detail={"month": month_on.isoformat(), "count": len(made)}
    )
    return made


@transaction.atomic
def record_inspection(*, by: User, note: InspectionNote) -> Inspection:
    """Keep an inspection with what was found; the same key gives the first record again."""
    if earlier := Inspection.objects.filter(key=note.key).first():
        if earlier.received_by_id != by.pk:
            raise NotAllowed(_("这条记录的编号已被别人用过，请重新填写。"))
        return earlier
    if not may(by, Permission.DRAFT):
        require(by, Permission.REPORT)
        if not queries.may_inspect(by, note.site):
            raise NotAllowed(_("这个场所不归您的单位检查。"))
    if note.inspected_on > clock.today():
        raise NotAllowed(_("检查日期不能晚于今天。"))
    now = clock.now()
    made = Inspection.objects.create(
        site=note.site,
        inspected_on=note.inspected_on,
        origin=note.origin,
        text=note.text.strip(),
        made_at=note.made_at or now,
        received_at=now,
        received_by=by,
        key=note.key,
        is_synthetic=note.is_synthetic,
    )
    for one in note.hazards:
        _keep_hazard(by, made, one)
    # Records arrive late and out of turn: only a later visit moves the date.
    Site.objects.filter(
        Q(last_inspected_on=None) | Q(last_inspected_on__lt=note.inspected_on), pk=note.site.pk
    ).update(last_inspected_on=note.inspected_on)
    audit.record(by=by, verb="登记检查", on=made, detail={"hazards": len(note.hazards)})
    if any(one.level == Level.MAJOR for one in note.hazards):
        notify(
            users=holders_of(Permission.REVIEW),
            key=f"safety-major-{made.pk}",
            text=f"查出重大隐患：{note.site.name}",
            url=note.site.get_absolute_url(),
        )
    return made


def _keep_hazard(by: User, inspection: Inspection, note: HazardNote) -> Hazard:
    if not note.place.strip() or not note.name.strip():
        raise NotAllowed(_("隐患要写部位和名称。"))
    return Hazard.objects.create(
        site=inspection.site,
        inspection=inspection,
        place=note.place.strip(),
        name=note.name.strip(),
        kind=note.kind,
        level=note.level,
        origin=inspection.origin,
        found_on=inspection.inspected_on,
        found_by=by,
        is_synthetic=inspection.is_synthetic,
    )


@transaction.atomic
def order(*, by: User, hazard: Hazard, due_on: date, person: str = "") -> Commitment:
    """Turn a hazard into a draft commitment of the site's unit, to be approved and issued."""
    require(by, Permission.DRAFT)
    row = Hazard.objects.select_for_update().get(pk=hazard.pk)
    if row.commitment_id:
        raise NotAllowed(_("这条隐患已经立单整改。"))
    if due_on < row.found_on:
        raise NotAllowed(_("整改期限不能早于排查日期。"))
    supervisor = row.site.supervisor
    made = ledger.commit(
        by=by,
        draft=ledger.Draft(
            title=f"整改{row.get_level_display()}：{row.site.name} {row.place} {row.name}"[:300],
            programme=PROGRAMME,
            category=row.get_kind_display(),
            goal="措施、资金、期限、责任人、应急预案五到位，复查通过后销号",
            priority=Priority.TOP if row.level == Level.MAJOR else Priority.NORMAL,
            lead=row.site.organisation,
            supports=(supervisor,) if supervisor and supervisor != row.site.organisation else (),
            person=person,
            due_on=due_on,
            is_synthetic=row.is_synthetic,
        ),
    )
    row.commitment, row.person = made, person or row.person
    row.save(update_fields=["commitment", "person"])
    audit.record(by=by, verb="隐患立单", on=row, detail={"number": made.number})
    return made


@transaction.atomic
def describe(*, by: User, hazard: Hazard, plan: Rectification) -> Hazard:
    """Write measure, money, person and emergency plan of a hazard's mending."""
    if not may(by, Permission.DRAFT):
        require(by, Permission.REPORT)
        if not queries.may_inspect(by, hazard.site):
            raise NotAllowed(_("这条隐患不归您的单位整改。"))
    if plan.amount_wan is not None and plan.amount_wan < 0:
        raise NotAllowed(_("资金不能是负数；不需要资金填 0。"))
    row = (
        Hazard.objects.select_for_update(of=("self",))
        .select_related("commitment")
        .get(pk=hazard.pk)
    )
    if row.commitment and row.commitment.closed_at:
        raise NotAllowed(_("已销号的隐患不能再改。"))
    row.measure, row.amount_wan = plan.measure.strip(), plan.amount_wan
    row.person, row.emergency_plan = plan.person.strip(), plan.emergency_plan.strip()
    row.save(update_fields=["measure", "amount_wan", "person", "emergency_plan"])
    audit.record(by=by, verb="填写整改方案", on=row)
    return row


@transaction.atomic
def recheck(*, by: User, hazard: Hazard, is_passed: bool, text: str, rechecked_on: date) -> Recheck:
    """Record a second person's look at a hazard that was reported mended."""
    row = (
        Hazard.objects.select_for_update(of=("self",))
        .select_related("commitment", "site")
        .get(pk=hazard.pk)
    )
    _require_rechecker(by, row)
    if row.commitment is None:
        raise NotAllowed(_("还没有立单整改，先立单再复查。"))
    if not text.strip():
        raise NotAllowed(_("请写明复查情况。"))
    if not row.found_on <= rechecked_on <= clock.today():
        raise NotAllowed(_("复查日期应在排查之后、今天之前。"))
    final = row.commitment.reports.filter(is_final=True).first()
    rules.require_other_person(by.pk, row.found_by_id, final.reported_by_id if final else None)
    made = Recheck.objects.create(
        hazard=row,
        is_passed=is_passed,
        text=text.strip()[:300],
        rechecked_on=rechecked_on,
        rechecked_at=clock.now(),
        rechecked_by=by,
        finder_pk=row.found_by_id,
    )
    audit.record(by=by, verb="复查隐患", on=row, detail={"passed": is_passed})
    return made


@transaction.atomic
def put_on_list(*, by: User, hazard: Hazard, listing: str, listed_on: date) -> Hazard:
    """Put a major hazard on the list of a level of government (挂牌督办)."""
    require(by, Permission.REVIEW)
    row = Hazard.objects.select_for_update().get(pk=hazard.pk)
    if row.level != Level.MAJOR:
        raise NotAllowed(_("只有重大隐患才挂牌督办。"))
    if row.listing:
        raise NotAllowed(_("这条隐患已经挂牌。"))
    if not row.found_on <= listed_on <= clock.today():
        raise NotAllowed(_("挂牌日期应在排查之后、今天之前。"))
    row.listing, row.listed_on = Listing(listing), listed_on
    row.save(update_fields=["listing", "listed_on"])
    audit.record(by=by, verb="挂牌督办", on=row, detail={"listing": listing})
    return row


@transaction.atomic
def take_off_list(*, by: User, hazard: Hazard, delisted_on: date) -> Hazard:
    """Take a hazard off its list after a second person found it mended (核销摘牌)."""
    require(by, Permission.REVIEW)
    row = Hazard.objects.select_for_update().get(pk=hazard.pk)
    if not row.listing or row.delisted_on:
        raise NotAllowed(_("这条隐患不在挂牌中。"))
    last = queries.last_recheck(row)
    if last is None or not last.is_passed:
        raise NotAllowed(_("复查通过后才能摘牌。"))
    if not last.rechecked_on <= delisted_on <= clock.today():
        raise NotAllowed(_("摘牌日期应在复查之后、今天之前。"))
    row.delisted_on = delisted_on
    row.save(update_fields=["delisted_on"])
    audit.record(by=by, verb="摘牌", on=row)
    return row


def _require_rechecker(by: User, hazard: Hazard) -> None:
    """The office re-checks, or somebody of the bureau of the trade; never the unit in charge."""
    if may(by, Permission.REVIEW):
        return
    require(by, Permission.REPORT)
    site = hazard.site
    own = queries.scope_of(by)
    if own.acts_for(site.organisation) or not (site.supervisor and own.acts_for(site.supervisor)):
        raise NotAllowed(_("复查由督查室或行业主管部门进行，责任单位不能复查自己。"))


def hindrances(commitment: Commitment) -> Sequence[str]:
    """Return what forbids closing a hazard's commitment: a gap in the five, no second look."""
    hazard = Hazard.objects.filter(commitment=commitment).first()
    if hazard is None:
        return []  # a task of the campaign that is no hazard
    gaps = rules.gate_gaps(
        measure=hazard.measure,
        amount_wan=hazard.amount_wan,
        due_on=commitment.due_on,
        person=hazard.person,
        emergency_plan=hazard.emergency_plan,
    )
    said = [_("五到位还缺：%(gaps)s") % {"gaps": "、".join(gaps)}] if gaps else []
    last = queries.last_recheck(hazard)
    final = commitment.reports.filter(is_final=True).first()
    if last is None:
        said.append(_("还没有第二人复查"))
    elif not last.is_passed:
        said.append(_("最近一次复查不通过：%(text)s") % {"text": last.text})
    elif final and last.rechecked_by_id == final.reported_by_id:
        said.append(_("复查人就是报整改完成的人，须换第二人复查"))
    elif final and last.rechecked_at < final.reported_at:
        said.append(_("复查早于最近一次报办结，须重新复查"))
    if hazard.listing and not hazard.delisted_on:
        said.append(_("挂牌督办的隐患要先摘牌"))
    return said
