"""One demand on its way: heard, routed, issued, answered, judged, raised."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime

from django.core.files.uploadedfile import UploadedFile
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from daliang.base import audit, clock
from daliang.base.access import may, require, scope_of
from daliang.base.actions import notify, store_file
from daliang.base.models import Organisation, Post, User
from daliang.base.refusal import NotAllowed
from daliang.base.roles import Permission
from daliang.ledger import actions as ledger
from daliang.ledger.choices import Decision, Priority, State
from daliang.ledger.models import Commitment
from daliang.ledger.queries import holders_of
from daliang.parties.firm_queries import firm_of
from daliang.parties.hearing import HeardDemand
from daliang.programmes.demands import queries, rules
from daliang.programmes.demands.choices import Channel, Kind, Level, Outcome, Verdict
from daliang.programmes.demands.models import Demand, Rating, Stop
from daliang.programmes.demands.packs import Pack, packs

PROGRAMME = "demands"


@transaction.atomic
def take_in(*, by: User, heard: HeardDemand, at: datetime | None = None) -> Demand:
    """Put a demand into the pool; the same key a second time gives the same demand."""
    if earlier := Demand.objects.filter(key=heard.key).first():
        _require_own(earlier, by, heard)
        return earlier
    _require_may_hear(by, heard)
    if not heard.title.strip():
        raise NotAllowed(_("请写明诉求。"))
    made = Demand.objects.create(
        enterprise=heard.enterprise,
        title=heard.title.strip()[:200],
        content=heard.content.strip(),
        kind=Kind(heard.kind),
        channel=Channel(heard.channel),
        key=heard.key,
        heard_at=at or clock.now(),
        heard_by=by,
        pack=queries.pack_in_force().slug,
        is_synthetic=heard.is_synthetic,
    )
    audit.record(by=by, verb="登记诉求", on=made, detail={"channel": heard.channel})
    return made


@transaction.atomic
def route(
    *,
    by: User,
    demand: Demand,
    lead: Organisation,
    supports: Sequence[Organisation] = (),
    kind: str = "",
    is_hard: bool = False,
) -> Demand:
    """Propose who answers: the promise is drafted and handed in for approval by a second person."""
    require(by, Permission.DRAFT)
    demand = _locked(demand)
    if demand.commitment:
        raise NotAllowed(_("这条诉求已经分办。"))
    demand.kind, demand.is_hard = kind or demand.kind, is_hard
    pack = packs()[demand.pack]
    due = _answer_due(demand, pack, clock.now())
    draft = ledger.Draft(
        title=f"{demand.enterprise}：{demand.title}"[:300],
        programme=PROGRAMME,
        category=demand.get_kind_display(),
        content=demand.content,
        goal=f"{queries.answer_limit(demand, pack)}内答复企业",
        lead=lead,
        supports=tuple(supports),
        due_on=due.date(),
        due_text=str(queries.answer_limit(demand, pack)),
        is_synthetic=demand.is_synthetic,
    )
    demand.commitment = ledger.commit(by=by, draft=draft)
    ledger.submit(by=by, commitment=demand.commitment)
    demand.save()
    audit.record(by=by, verb="分办诉求", on=demand, detail={"lead": lead.pk})
    return demand


@transaction.atomic
def issue(*, by: User, demand: Demand) -> Demand:
    """Approve and hand over in one step; the clock of the answer starts here."""
    demand = _locked(demand)
    row = _commitment(demand)
    if row.state == State.SUBMITTED:
        row = ledger.approve(by=by, commitment=row)
    row = _start_clock(by, demand, row, _("交办时重算时限"))
    ledger.issue(by=by, commitment=row)
    return demand


@transaction.atomic
def object_to(*, by: User, demand: Demand, reason: str) -> Demand:
    """Say that this is not the unit's business; only within the pack's limit."""
    demand = _locked(demand)
    row, pack = _commitment(demand), packs()[demand.pack]
    if row.issued_at is None:
        raise NotAllowed(_("还没有交办。"))
    rules.require_objection_in_time(
        issued_at=timezone.localtime(row.issued_at),
        now=timezone.localtime(clock.now()),
        pack=pack,
        calendar=queries.calendar_of(pack),
    )
    ledger.send_back(by=by, commitment=row, reason=reason)
    return demand


@transaction.atomic
def reroute(*, by: User, demand: Demand, lead: Organisation, reason: str) -> Demand:
    """Give a returned demand to another unit; its clock starts anew."""
    require(by, Permission.ISSUE)
    demand = _locked(demand)
    row = _commitment(demand)
    if row.state != State.RETURNED:
        raise NotAllowed(_("只有退回的诉求才改派。"))
    row = ledger.edit(
        by=by, commitment=row, version=row.version, changes={"lead": lead}, reason=reason
    )
    row = _start_clock(by, demand, row, reason)
    ledger.issue(by=by, commitment=row)
    return demand


@transaction.atomic
def respond(*, by: User, demand: Demand, plan: str = "") -> Demand:
    """Note the first word to the firm, and the plan where there is one."""
    demand = _locked(demand)
    if not may(by, Permission.DRAFT):
        _require_unit(by, demand)
    now = clock.now()
    if demand.responded_at is None:
        demand.responded_at, demand.responded_by = now, by
    if plan.strip():
        demand.plan, demand.planned_at, demand.planned_by = plan.strip(), now, by
    demand.save()
    audit.record(by=by, verb="响应诉求", on=demand, detail={"plan": plan})
    return demand


@transaction.atomic
def pause(*, by: User, demand: Demand, reason: str) -> Stop:
    """Let the clock stand still, for a reason the pack knows."""
    demand = _locked(demand)
    rules.require_pause_reason(reason, packs()[demand.pack])
    if demand.stops.filter(ended_at=None).exists():
        raise NotAllowed(_("计时已经暂停。"))
    ledger.suspend(by=by, commitment=_commitment(demand), reason=reason)
    return Stop.objects.create(demand=demand, reason=reason, started_at=clock.now(), started_by=by)


@transaction.atomic
def resume(*, by: User, demand: Demand) -> Demand:
    """Let the clock run again; the due date moves by the workdays it stood."""
    demand = _locked(demand)
    stop = demand.stops.filter(ended_at=None).first()
    if stop is None:
        raise NotAllowed(_("计时没有暂停。"))
    row = ledger.resume(by=by, commitment=_commitment(demand))
    stop.ended_at, stop.ended_by = clock.now(), by
    stop.save(update_fields=["ended_at", "ended_by"])
    _move_due(by, demand, row, _("暂停计时（%(r)s）结束，时限顺延") % {"r": stop.reason})
    return demand


@transaction.atomic
def ask_extension(*, by: User, demand: Demand, new_due_on: date, reason: str) -> Demand:
    """Ask for more time, early enough and not too often."""
    demand = _locked(demand)
    pack = packs()[demand.pack]
    row = _commitment(demand)
    rules.require_extension_early(
        due=queries.clocks([_fresh(demand)])[demand.pk].due,
        now=timezone.localtime(clock.now()),
        granted=row.extensions.filter(decision=Decision.GRANTED).count(),
        pack=pack,
        calendar=queries.calendar_of(pack),
    )
    ledger.ask_extension(by=by, commitment=row, new_due_on=new_due_on, reason=reason)
    return demand


@transaction.atomic
def answer(
    *,
    by: User,
    demand: Demand,
    text: str,
    outcome: str,
    uploads: Sequence[UploadedFile] = (),
    key: str = "",
) -> Demand:
    """Answer the firm with proof; the firm is asked for its judgement."""
    demand = _locked(demand)
    row = _commitment(demand)
    proofs = tuple(ledger.Proof(file=store_file(by=by, upload=upload)) for upload in uploads)
    if row.state == State.ISSUED:
        row = ledger.sign_for(by=by, commitment=row)
    progress = ledger.Progress(
        key=key or f"demand-{demand.pk}-{demand.reopened}",
        percent=100,
        text=text,
        done_milestones=(),
        proofs=proofs,
        is_final=True,
    )
    ledger.report(by=by, commitment=row, progress=progress)
    now = clock.now()
    demand.answer, demand.outcome = text.strip(), Outcome(outcome)
    demand.answered_at, demand.answered_by = now, by
    if demand.responded_at is None:
        demand.responded_at, demand.responded_by = now, by
    demand.due_at = queries.clocks([_fresh(demand)])[demand.pk].due
    demand.save()
    audit.record(by=by, verb="答复诉求", on=demand, detail={"outcome": outcome})
    return demand


@transaction.atomic
def rate(*, by: User, demand: Demand, verdict: str, text: str = "") -> Rating:
    """Take the firm's judgement: from its own account, or by the office that called back."""
    demand = _locked(demand)
    is_call_back = not may(by, Permission.OWN_FIRM)
    if is_call_back:
        require(by, Permission.REVIEW)
    elif firm_of(by).pk != demand.enterprise_id:
        raise NotAllowed(_("只能评价本企业的诉求。"))
    if demand.answered_at is None or demand.is_reopening_due:
        raise NotAllowed(_("还没有新的答复，暂不能评价。"))
    made, is_new = Rating.objects.get_or_create(
        demand=demand,
        round=demand.reopened + 1,
        is_call_back=is_call_back,
        defaults={
            "verdict": Verdict(verdict),
            "text": text.strip()[:300],
            "rated_at": clock.now(),
            "rated_by": by,
        },
    )
    if not is_new:
        raise NotAllowed(_("这次答复已经评价过。"))
    audit.record(by=by, verb="评价诉求", on=demand, detail={"verdict": verdict})
    if verdict == Verdict.UNSATISFIED:
        demand.is_reopening_due = True
        demand.save(update_fields=["is_reopening_due"])
        notify(
            users=holders_of(Permission.REVIEW),
            key=f"unhappy-{demand.pk}-{made.round}",
            text=f"企业不满意，待重办提级：{demand.title}",
            url=demand.get_absolute_url(),
        )
    return made


@transaction.atomic
def reopen(*, by: User, demand: Demand, reason: str) -> Demand:
    """Handle an unsatisfying answer again, one level higher, with a clock of its own."""
    demand = _locked(demand)
    if not demand.is_reopening_due:
        raise NotAllowed(_("企业没有表示不满意，不需要重办。"))
    row = _commitment(demand)
    verb = ledger.reopen if row.state == State.CLOSED else ledger.rework
    row = verb(by=by, commitment=row, reason=reason)
    demand.level = rules.next_level(demand.level)
    demand.reopened += 1
    demand.is_reopening_due = False
    demand.answer, demand.outcome = "", ""
    demand.answered_at = demand.answered_by = demand.due_at = None
    changes: dict[str, object] = {"priority": Priority.URGENT}
    if demand.level != Level.UNIT and row.leader_id is None:
        changes["leader"] = Post.objects.filter(portfolio=row.lead).first()
    row = ledger.edit(
        by=by,
        commitment=row,
        version=row.version,
        changes=changes,
        reason=_("企业不满意，提级办理"),
    )
    _start_clock(by, demand, row, _("重办，时限重新计算"))
    audit.record(by=by, verb="诉求重办提级", on=demand, detail={"level": demand.level})
    return demand


@transaction.atomic
def close(*, by: User, demand: Demand, remark: str = "") -> Demand:
    """Close a demand that its firm judged."""
    demand = _locked(demand)
    ledger.close(by=by, commitment=_commitment(demand), remark=remark)
    return demand


def hindrances_of(commitment: Commitment) -> list[str]:
    """Return what forbids closing a demand's commitment; a closing check of the programme."""
    demand = Demand.objects.filter(commitment=commitment).first()
    if demand is None:
        return []
    ratings = demand.ratings.filter(round=demand.reopened + 1)
    return rules.closing_hindrances([r.verdict for r in ratings])


def _locked(demand: Demand) -> Demand:
    rows = Demand.objects.select_for_update(of=("self",))
    return rows.select_related("commitment__lead", "enterprise__district").get(pk=demand.pk)


def _fresh(demand: Demand) -> Demand:
    """Return the demand with the relations a clock reads, as they stand in the database."""
    fresh = queries.with_relations(Demand.objects.filter(pk=demand.pk)).get()
    fresh.clock_from, fresh.answered_at = demand.clock_from, demand.answered_at
    return fresh


def _commitment(demand: Demand) -> Commitment:
    if demand.commitment is None:
        raise NotAllowed(_("这条诉求还没有分办。"))
    return demand.commitment


def _answer_due(demand: Demand, pack: Pack, start: datetime) -> datetime:
    trial = Demand(kind=demand.kind, is_hard=demand.is_hard, pack=demand.pack, clock_from=start)
    due = queries.due_of(trial, queries.calendar_of(pack), pack, ())
    assert due is not None
    return due


def _start_clock(by: User, demand: Demand, row: Commitment, reason: str) -> Commitment:
    demand.clock_from = clock.now()
    demand.save()
    return _move_due(by, demand, row, reason)


def _move_due(by: User, demand: Demand, row: Commitment, reason: str) -> Commitment:
    """Bring the ledger's due date in line with the clock; a moved date is counted there."""
    due = queries.clocks([_fresh(demand)])[demand.pk].due
    if due is None or due.date() == row.due_on:
        return row
    return ledger.edit(
        by=by, commitment=row, version=row.version, changes={"due_on": due.date()}, reason=reason
    )


def _require_unit(by: User, demand: Demand) -> None:
    require(by, Permission.REPORT)
    units = _commitment(demand).assignments.select_related("organisation")
    if not any(scope_of(by).acts_for(a.organisation) for a in units):
        raise NotAllowed(_("这条诉求没有分给您的单位。"))


def _require_may_hear(by: User, heard: HeardDemand) -> None:
    if may(by, Permission.OWN_FIRM):
        if firm_of(by).pk != heard.enterprise.pk:
            raise NotAllowed(_("只能登记本企业的诉求。"))
    elif not may(by, Permission.REPORT):
        require(by, Permission.DRAFT)


def _require_own(earlier: Demand, by: User, heard: HeardDemand) -> None:
    """A key that somebody else used is no resend: nothing of another's demand is given away."""
    if earlier.heard_by_id != by.pk or earlier.enterprise_id != heard.enterprise.pk:
        raise NotAllowed(_("这条记录的标识已被使用，请刷新后重填。"))
