"""The only writers of the agreements pack."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

from django.db import transaction
from django.utils.translation import gettext as _

from daliang.base import audit, clock
from daliang.base.access import may, require, scope_of
from daliang.base.calendar import today
from daliang.base.models import Organisation, User
from daliang.base.refusal import NotAllowed
from daliang.base.roles import Permission
from daliang.ledger import actions as ledger
from daliang.programmes.agreements import rules
from daliang.programmes.agreements.models import Agreement, Article, Fund, Hearing, Item


@transaction.atomic
def add_agreement(
    *, by: User, code: str, signed_on: date, ends_on: date | None = None, **values: object
) -> Agreement:
    """Enter an agreement or a sub-agreement."""
    require(by, Permission.DRAFT)
    rules.require_term(signed_on, ends_on)
    row = Agreement.objects.create(code=code, signed_on=signed_on, ends_on=ends_on, **values)
    audit.record(by=by, verb="登记协议", on=row)
    return row


@transaction.atomic
def add_item(
    *,
    by: User,
    agreement: Agreement,
    article: str,
    title: str,
    goal: str,
    unit: Organisation,
    due_on: date,
    partner_lead: str = "",
) -> Item:
    """Make an article's duty a draft commitment with a measurable result and both sides' leads."""
    require(by, Permission.DRAFT)
    rules.require_result(goal)
    clause = agreement.articles.filter(text=article.strip()).first()
    if clause is None:
        position = agreement.articles.count() + 1
        clause = Article.objects.create(
            agreement=agreement, position=position, text=article.strip()
        )
    commitment = ledger.commit(
        by=by,
        draft=ledger.Draft(
            title=title,
            programme="agreements",
            category=agreement.title[:80],
            content=clause.text,
            goal=goal.strip(),
            lead=unit,
            due_on=due_on,
            is_synthetic=agreement.is_synthetic,
        ),
    )
    item = Item.objects.create(commitment=commitment, article=clause, partner_lead=partner_lead)
    audit.record(by=by, verb="协议事项立项", on=item)
    return item


@transaction.atomic
def set_fund(
    *, by: User, agreement: Agreement, name: str, promised_wan: Decimal, paid_wan: Decimal
) -> Fund:
    """Set what an agreement promises in money and what has arrived."""
    _require_care(by, agreement)
    rules.require_fund(promised_wan, paid_wan)
    row, _made = Fund.objects.update_or_create(
        agreement=agreement,
        name=name.strip(),
        defaults={"promised_wan": promised_wan, "paid_wan": paid_wan},
    )
    audit.record(by=by, verb="登记协议资金", on=row, detail={"paid_wan": paid_wan})
    return row


@transaction.atomic
def hold_hearing(*, by: User, agreement: Agreement, held_on: date, text: str) -> Hearing:
    """Note the quarter's hearing."""
    _require_care(by, agreement)
    if held_on > today():
        raise NotAllowed(_("日期晚于今天。"))
    if not text.strip():
        raise NotAllowed(_("请写议定事项。"))
    row = Hearing.objects.create(
        agreement=agreement,
        held_on=held_on,
        text=text.strip(),
        noted_at=clock.now(),
        noted_by=by,
    )
    audit.record(by=by, verb="登记会商", on=row)
    return row


def _require_care(by: User, agreement: Agreement) -> None:
    own = may(by, Permission.REPORT) and scope_of(by).acts_for(agreement.lead)
    if not own and not may(by, Permission.DRAFT):
        raise NotAllowed(_("只有我方牵头单位和办公室能登记。"))
