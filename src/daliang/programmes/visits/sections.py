"""What visits show on a firm's card."""

from __future__ import annotations

from django.urls import reverse
from django.utils.translation import gettext as _

from daliang.base import clock
from daliang.base.models import User
from daliang.parties.cards import Line, Section
from daliang.parties.models import Enterprise
from daliang.programmes.visits.queries import visits_for
from daliang.programmes.visits.registers import state_badge


def for_office(user: User, enterprise: Enterprise) -> Section:
    """Return the last visits: who was there, what was promised."""
    rows = visits_for(user).filter(enterprise=enterprise)[:5]
    lines = [
        Line(
            f"{row.planned_on} {row.organisation}{' · ' + str(row.post) if row.post else ''}",
            row.get_absolute_url(),
            state_badge(row),
            _("承诺：%(p)s") % {"p": row.promised} if row.promised else row.findings[:80],
        )
        for row in rows
    ]
    return Section(
        title=_("走访"),
        icon="map-pin",
        lines=lines,
        source=_("调度数 · 走访记录 · 截至%(d)s") % {"d": clock.today()},
        action_url=f"{reverse('visits:field')}?firm={enterprise.pk}",
        action_title=_("现场记录"),
        hint=_("还没有走访过这家企业。"),
    )
