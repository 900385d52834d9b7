"""A watch's headline and a finding's state as parts of a page."""

from __future__ import annotations

from django.utils.translation import gettext as _

from daliang.diagnosis.choices import STATE_TONES, FindingState
from daliang.diagnosis.models import DrillRun, Finding
from daliang.ui.parts import Badge, Figure, Light, Tile, number


def run_tile(run: DrillRun) -> Tile:
    """Return the headline of a measure's last watch, leading to its drill."""
    growth = run.growth_pct
    word = _("下降") if (growth or 0) < 0 else _("增长")
    amount = f"{number(abs(run.gap), 0)}{run.unit}"
    reason = _("比上年少%(amount)s，点开看原因") % {"amount": amount}
    if (growth or 0) >= 0:
        reason = _("比上年多%(amount)s") % {"amount": amount}
    figure = Figure(
        growth,
        "%",
        scope=_("同口径累计同比"),
        source=run.title,
        as_of=run.data_on,
        digits=1,
        note=_("示例数据") if run.is_synthetic else "",
        is_compact=True,
    )
    light = Light("red" if (growth or 0) < 0 else "green", word, reason)
    return Tile(run.title, figure, light, url=run.get_absolute_url())


def finding_badge(row: Finding) -> Badge:
    """Return a finding's state; one put aside says so."""
    if row.dismissed_at:
        return Badge(_("不处理"), "grey")
    state = FindingState(row.state)
    return Badge(str(state.label), STATE_TONES[state])
