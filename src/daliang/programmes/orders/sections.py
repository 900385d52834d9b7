"""What orders show on a firm's card."""

from __future__ import annotations

from django.db.models import Q, Sum
from django.utils.translation import gettext as _

from daliang.base import clock
from daliang.base.models import User
from daliang.parties.cards import Line, Section
from daliang.parties.models import Enterprise
from daliang.programmes.orders.queries import offers_for, orders_for
from daliang.ui.parts import number


def for_office(user: User, enterprise: Enterprise) -> Section | None:
    """Return what the firm sells and buys, and its orders reported back."""
    offers = list(offers_for(user).filter(enterprise=enterprise, is_open=True)[:6])
    rows = orders_for(user).filter(Q(seller=enterprise) | Q(buyer=enterprise))
    money = rows.aggregate(sum=Sum("amount_wan"))["sum"]
    if not offers and not money:
        return None
    lines = [Line(str(o), note=o.certificates) for o in offers]
    if money:
        lines.append(Line(_("已回填订单%(m)s万元") % {"m": number(money, 1)}))
    return Section(
        title=_("供需和订单"),
        icon="arrows-exchange",
        lines=lines,
        source=_("调度数 · 供需台账 · 截至%(d)s") % {"d": clock.today()},
    )
