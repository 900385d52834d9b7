"""What the campaign's first page shows: stock going to zero, who finds what, what comes back."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, timedelta

from django.urls import reverse
from django.utils.translation import gettext as _

from daliang.base.models import User
from daliang.ledger.choices import State
from daliang.programmes.safety import queries, rules
from daliang.programmes.safety.choices import Level, Origin
from daliang.ui import charts
from daliang.ui.board import Table
from daliang.ui.parts import Figure, Tile

_MONTHS = 12


def month_ends(today: date, count: int) -> list[date]:
    """Return the last days of the months before today, and today."""
    days, first = [today], today.replace(day=1)
    for _n in range(count - 1):
        last = first - timedelta(days=1)
        days.append(last)
        first = last.replace(day=1)
    return days[::-1]


def tiles(user: User, today: date) -> list[Tile]:
    """Return the counts of the first page, each leading to its list."""
    rows = queries.hazards_for(user).order_by()
    majors = queries.open_majors(user).count()
    closed = rows.filter(commitment__state=State.CLOSED).count()
    total = rows.count()
    listed = rows.exclude(listing="").filter(delisted_on=None).count()
    waiting = rows.filter(commitment=None).count()
    hazards = reverse("safety:hazards")

    def figure(value: float | None, unit: str = _("条"), note: str = "") -> Figure:
        return Figure(
            value,
            unit,
            _("调度数"),
            _("隐患清单"),
            today,
            note=note,
            is_compact=True,
            digits=1 if unit == "%" else None,
        )

    rate = 100 * closed / total if total else None
    return [
        Tile(_("未销号重大隐患"), figure(majors), url=f"{hazards}?level={Level.MAJOR}&stage=open"),
        Tile(_("挂牌督办中"), figure(listed), url=f"{hazards}?stage=listed"),
        Tile(_("未立单"), figure(waiting), url=f"{hazards}?stage=unordered"),
        Tile(_("隐患总数"), figure(total), url=hazards),
        Tile(_("整改率"), figure(rate, "%", _("已销号占全部隐患")), url=f"{hazards}?stage=closed"),
    ]


def stock_chart(findings: Sequence[rules.Finding], today: date) -> charts.Chart:
    """Return the open major hazards at each month's end: those of earlier years, and this one's."""
    days = month_ends(today, _MONTHS)
    majors = [f for f in findings if f.level == Level.MAJOR]
    counts = rules.stock(majors, days, today.year)
    year = {"year": today.year}
    return charts.stacked_bars(
        _("重大隐患存量"),
        [f"{day:%Y-%m}" for day in days],
        [
            charts.Stack(_("%(year)s年以前查出") % year, [old for old, _new in counts], "red"),
            charts.Stack(_("%(year)s年查出") % year, [new for _old, new in counts], "amber"),
        ],
        unit=_("条"),
        source=_("调度数 · 隐患清单 · 截至%(day)s；目标为清零") % {"day": today},
    )


def origin_chart(findings: Sequence[rules.Finding], today: date) -> charts.Chart:
    """Return who found the hazards, grade by grade: the firm itself or somebody who came."""
    levels = list(Level)
    stacks = []
    for origin in Origin:
        counted = rules.origins
        values = [counted([f for f in findings if f.level == level])[origin] for level in levels]
        stacks.append(charts.Stack(str(origin.label), values))
    return charts.stacked_bars(
        _("谁查出来的"),
        [str(level.label) for level in levels],
        stacks,
        unit=_("条"),
        source=_("调度数 · 隐患清单 · 截至%(day)s") % {"day": today},
    )


def repeat_table(findings: Sequence[rules.Finding]) -> Table:
    """Return what came back after it had been closed."""
    rows = [(r.site, r.place, r.kind, r.times, r.last_on) for r in rules.repeats(findings)[:20]]
    return Table(
        _("反复出现的隐患"),
        (_("场所"), _("部位"), _("类别"), _("次数"), _("最近一次")),
        rows,
        note=_("同一场所、同一部位、同一类别，销号后又查出的。"),
        empty=_("没有销号后又出现的隐患。"),
    )
