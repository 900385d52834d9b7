"""Invented offers, events and orders of the invented firms."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import date, datetime, time
from decimal import Decimal

from django.utils import timezone

from daliang.base import clock
from daliang.base.models import Organisation, User
from daliang.parties.models import Enterprise
from daliang.programmes.orders import actions, queries
from daliang.programmes.orders.models import Offer

_GOODS = (
    ("精密齿轮", "3453", "IATF16949", "万件"),
    ("汽车线束", "3670", "IATF16949", "万套"),
    ("压铸铝件", "3392", "ISO9001", "吨"),
    ("工业传感器", "4014", "ISO9001", "万只"),
    ("电机定子", "3812", "ISO9001", "万件"),
    ("印制电路板", "3982", "ISO9001、UL", "万平方米"),
    ("不锈钢管", "3130", "", "吨"),
    ("涤纶面料", "1751", "OEKO", "万米"),
)


def load(
    *, say: Callable[[str], None], people: Mapping[str, User], bodies: Mapping[str, Organisation]
) -> None:
    """Note offers, hold two events, report orders of what was matched."""
    if Offer.objects.exists():
        return
    say("装入示例供需和订单……")
    firms = list(Enterprise.objects.filter(is_synthetic=True).order_by("pk")[40:72])
    clerk = people["clerk"]
    with clock.pretend(timezone.make_aware(datetime.combine(date(2024, 6, 20), time(10)))):
        for number, firm in enumerate(firms):
            product, code, certificates, unit = _GOODS[number % len(_GOODS)]
            actions.set_offer(
                by=clerk,
                enterprise=firm,
                side="sells" if number < 20 else "buys",
                product=product,
                values={
                    "industry_code": code,
                    "certificates": certificates if number % 5 else "",
                    "quantity": Decimal(100 + 13 * number),
                    "unit": unit,
                    "is_synthetic": True,
                },
            )
        event = actions.hold_event(
            by=clerk,
            title="汽车零部件本地配套对接会（示例）",
            kind="matching",
            held_on=date(2024, 6, 18),
            place="新吴区",
            seats=30,
            is_synthetic=True,
        )
        actions.hold_event(
            by=clerk,
            title="境外机械展团组（示例）",
            kind="delegation",
            held_on=date(2024, 9, 10),
            place="境外",
            seats=12,
            is_synthetic=True,
        )
        for number, (_match, buys, sells) in enumerate(queries.matches_for(clerk)[::7]):
            for firm in {buys.enterprise, sells.enterprise}:
                if not event.taken.filter(enterprise=firm).exists():
                    actions.give_seat(by=clerk, event=event, enterprise=firm)
            actions.report_order(
                by=clerk,
                seller=sells.enterprise,
                buyer=buys.enterprise,
                contract=f"示例-{number + 1:03d}",
                product=sells.product,
                signed_on=date(2024, 6, 19),
                amount_wan=Decimal(60 + 35 * number),
                event=event,
                is_synthetic=True,
            )
