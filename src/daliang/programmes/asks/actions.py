"""Writes of asks."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from decimal import Decimal

from django.db import transaction
from django.utils.translation import gettext as _

from daliang.base import audit, clock
from daliang.base.access import may, require, scope_of
from daliang.base.models import Organisation, User
from daliang.base.refusal import NotAllowed
from daliang.base.roles import Permission
from daliang.ledger import actions as ledger
from daliang.ledger.models import Commitment
from daliang.programmes.asks import rules
from daliang.programmes.asks.choices import Level, Material, Result
from daliang.programmes.asks.models import Ask, Contact, Reached

PROGRAMME = "asks"


@transaction.atomic
def raise_ask(
    *,
    by: User,
    title: str,
    lead: Organisation,
    values: Mapping[str, object],
    is_synthetic: bool = False,
    import_key: str | None = None,
) -> Ask:
    """Draft the promise with its window; it goes the ledger's way from there."""
    draft = ledger.Draft(
        title=title.strip(),
        programme=PROGRAMME,
        lead=lead,
        due_on=values["window_until"],
        category=str(values.get("document", ""))[:80],
        is_synthetic=is_synthetic,
        import_key=import_key,
    )
    if not draft.title:
        raise NotAllowed(_("请写明争取事项。"))
    first, last = values.get("window_from"), values["window_until"]
    if first and first > last:
        raise NotAllowed(_("窗口期止应不早于窗口期起。"))
    row = ledger.commit(by=by, draft=draft)
    made = Ask.objects.create(commitment=row, **values)
    audit.record(by=by, verb="登记向上争取", on=made)
    return made


@transaction.atomic
def note_contact(*, by: User, ask: Ask, on: date, office: str, text: str) -> Contact:
    """Note a contact with the level above."""
    ask = _locked(by, ask)
    if on > clock.today():
        raise NotAllowed(_("对接日期不能晚于今天。"))
    if not text.strip() or not office.strip():
        raise NotAllowed(_("请写明对接处室和情况。"))
    made = Contact.objects.create(
        ask=ask,
        on=on,
        office=office.strip(),
        text=text.strip(),
        noted_at=clock.now(),
        noted_by=by,
    )
    audit.record(by=by, verb="登记对接", on=ask, detail={"office": office})
    return made


@transaction.atomic
def reach(*, by: User, ask: Ask, level: str, on: date, note: str = "") -> Reached:
    """Note that the next level took the ask up."""
    ask = _locked(by, ask)
    rules.require_next_level([r.level for r in ask.reached.all()], level)
    last = ask.reached.last()
    if on > clock.today() or (last and on < last.on):
        raise NotAllowed(_("日期应在上一级之后、今天之前。"))
    made = Reached.objects.create(ask=ask, level=Level(level), on=on, note=note.strip())
    audit.record(by=by, verb="层级推进", on=ask, detail={"level": level})
    return made


@transaction.atomic
def settle(
    *,
    by: User,
    ask: Ask,
    material: str,
    result: str,
    clause: str = "",
    amount_wan: Decimal | None = None,
    failure: str = "",
) -> Ask:
    """Note where the papers stand and what came of it, with the clause, the money or the reason."""
    ask = _locked(by, ask)
    rules.require_result(result, clause=clause, amount_wan=amount_wan, failure=failure)
    ask.material, ask.result = Material(material), Result(result)
    ask.clause, ask.amount_wan, ask.failure = clause.strip(), amount_wan, failure.strip()
    ask.save()
    audit.record(by=by, verb="登记争取结果", on=ask, detail={"result": result})
    return ask


def hindrances_of(commitment: Commitment) -> list[str]:
    """Return what forbids closing; a closing check of the programme."""
    ask = Ask.objects.filter(commitment=commitment).first()
    return rules.closing_hindrances(ask.result) if ask else []


def _locked(by: User, ask: Ask) -> Ask:
    """Lock the ask; the office writes all, a unit what it carries."""
    row = Ask.objects.select_for_update().get(pk=ask.pk)
    if may(by, Permission.DRAFT):
        return row
    require(by, Permission.REPORT)
    units = row.commitment.assignments.select_related("organisation")
    if not any(scope_of(by).acts_for(a.organisation) for a in units):
        raise NotAllowed(_("这件事没有分给您的单位。"))
    return row
