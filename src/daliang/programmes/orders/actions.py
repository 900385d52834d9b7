"""Writes of offers, events and orders."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from decimal import Decimal

from django.db import transaction
from django.utils.translation import gettext as _

from daliang.base import audit, clock
from daliang.base.access import may, require, scope_of
from daliang.base.models import User
from daliang.base.refusal import NotAllowed
from daliang.base.roles import Permission
from daliang.parties.models import Enterprise
from daliang.programmes.orders.models import Event, Offer, Order, Seat


@transaction.atomic
def set_offer(
    *, by: User, enterprise: Enterprise, side: str, product: str, values: Mapping[str, object]
) -> tuple[Offer, bool]:
    """Note what a firm sells or buys; the same product of the same firm is replaced."""
    _require_may_write(by, enterprise)
    if not product.strip():
        raise NotAllowed(_("请写明产品。"))
    row, is_new = Offer.objects.update_or_create(
        enterprise=enterprise, side=side, product=product.strip(), defaults=dict(values)
    )
    audit.record(by=by, verb="登记供需", on=row)
    return row, is_new


@transaction.atomic
def hold_event(
    *, by: User, title: str, kind: str, held_on: date, place: str, seats: int,
    is_synthetic: bool = False,
) -> Event:  # fmt: skip
    """Announce an event with its places."""
    require(by, Permission.DRAFT)
    if Event.objects.filter(title=title.strip()).exists():
        raise NotAllowed(_("已有同名活动。"))
    row = Event.objects.create(
        title=title.strip(),
        kind=kind,
        held_on=held_on,
        place=place,
        seats=seats,
        is_synthetic=is_synthetic,
    )
    audit.record(by=by, verb="登记活动", on=row)
    return row


@transaction.atomic
def give_seat(*, by: User, event: Event, enterprise: Enterprise) -> Seat:
    """Give a firm a place; never more places than there are, never two to one firm."""
    _require_may_write(by, enterprise)
    event = Event.objects.select_for_update().get(pk=event.pk)
    if event.taken.filter(enterprise=enterprise).exists():
        raise NotAllowed(_("这家企业已有名额。"))
    if event.taken.count() >= event.seats:
        raise NotAllowed(_("名额已满（%(n)s个）。") % {"n": event.seats})
    row = Seat.objects.create(event=event, enterprise=enterprise, given_at=clock.now(), given_by=by)
    audit.record(by=by, verb="分配名额", on=row)
    return row


@transaction.atomic
def report_order(
    *,
    by: User,
    seller: Enterprise,
    contract: str,
    product: str,
    signed_on: date,
    amount_wan: Decimal,
    buyer: Enterprise | None = None,
    buyer_name: str = "",
    event: Event | None = None,
    is_synthetic: bool = False,
) -> Order:
    """Report an order back. Reported by the other side or the organiser as well, it counts once.

    A second report with another amount is refused: one of the two is wrong.
    """
    _require_may_write(by, *(firm for firm in (seller, buyer) if firm))
    contract = contract.strip()
    if not contract:
        raise NotAllowed(_("请写合同号：同一合同只计一次。"))
    if amount_wan <= 0:
        raise NotAllowed(_("金额应大于0。"))
    if signed_on > clock.today():
        raise NotAllowed(_("签订日期不能晚于今天。"))
    if buyer is None and not buyer_name.strip():
        raise NotAllowed(_("请写需方。"))
    if buyer == seller:
        raise NotAllowed(_("供方和需方不能是同一家。"))
    earlier = Order.objects.select_for_update().filter(seller=seller, contract=contract).first()
    if earlier:
        if earlier.amount_wan != amount_wan:
            raise NotAllowed(
                _("合同%(c)s已按%(a)s万元上报，金额不一致，请核对。")
                % {"c": contract, "a": earlier.amount_wan}
            )
        earlier.reports += 1
        earlier.event = earlier.event or event
        earlier.save(update_fields=["reports", "event"])
        audit.record(by=by, verb="重复上报订单", on=earlier)
        return earlier
    row = Order.objects.create(
        seller=seller,
        buyer=buyer,
        buyer_name="" if buyer else buyer_name.strip(),
        contract=contract,
        product=product,
        signed_on=signed_on,
        amount_wan=amount_wan,
        event=event,
        reported_at=clock.now(),
        reported_by=by,
        is_synthetic=is_synthetic,
    )
    audit.record(by=by, verb="上报订单", on=row, detail={"amount_wan": amount_wan})
    return row


def _require_may_write(by: User, *firms: Enterprise) -> None:
    """The office writes for everybody; a district for an order or offer of its own firms."""
    if may(by, Permission.DRAFT):
        return
    require(by, Permission.REPORT)
    if not any(firm.district and scope_of(by).acts_for(firm.district) for firm in firms):
        raise NotAllowed(_("只能登记本板块企业的供需和订单。"))
