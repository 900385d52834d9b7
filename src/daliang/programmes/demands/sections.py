"""What demands show on a firm's card, and to the firm itself."""

from __future__ import annotations

from django.urls import reverse
from django.utils.translation import gettext as _

from daliang.base import clock
from daliang.base.models import User
from daliang.parties.cards import Line, Section
from daliang.parties.models import Enterprise
from daliang.programmes.demands.models import Demand
from daliang.programmes.demands.queries import demands_for, demands_of, with_relations
from daliang.programmes.demands.registers import attach_clocks, stage_badge, time_light

_MOST = 6


def for_office(user: User, enterprise: Enterprise) -> Section:
    """Return the firm's demands as an official sees them."""
    rows = with_relations(demands_for(user).filter(enterprise=enterprise))
    shown = attach_clocks(list(rows[:_MOST]))
    return Section(
        title=_("诉求"),
        icon="message-report",
        lines=[_line(row, row.get_absolute_url()) for row in shown],
        source=_("调度数 · 诉求台账 · 截至%(d)s") % {"d": clock.today()},
        more_url=f"{reverse('demands:list')}?q={enterprise.name}",
        action_url=f"{reverse('demands:new')}?firm={enterprise.pk}",
        action_title=_("登记诉求"),
        hint=_("还没有登记过诉求。"),
    )


def for_firm(enterprise: Enterprise) -> Section:
    """Return the firm's own demands with their clock."""
    shown = attach_clocks(list(demands_of(enterprise)[:20]))
    return Section(
        title=_("我的诉求"),
        icon="message-report",
        lines=[_line(row, reverse("demands:own", args=[row.pk])) for row in shown],
        action_url=reverse("demands:own-new"),
        action_title=_("提出诉求"),
        hint=_("还没有提出过诉求。提出后在这里看办理时限和答复。"),
    )


def _line(row: Demand, url: str) -> Line:
    light = time_light(row)
    return Line(row.title, url, stage_badge(row), light.plain if light else "")
