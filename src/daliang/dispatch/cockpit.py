"""The first screen: how much is red and why, what is due, who stands where.

A fixed number of queries, whatever the number of commitments.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta

from django.db.models import Count, Q
from django.urls import reverse
from django.utils.translation import gettext as _

from daliang.base.models import User
from daliang.indicators.headline import headline
from daliang.ledger.choices import BEFORE_ISSUE, OPEN, State
from daliang.ledger.models import Commitment
from daliang.ledger.programme import programme
from daliang.ledger.queries import commitments_for, with_relations
from daliang.ledger.scoreboard import Score, scores
from daliang.ui.parts import Figure, Tile

_MOST = 8


@dataclass(frozen=True)
class Cockpit:
    """What the first screen shows."""

    tiles: list[Tile]
    reds: list[Commitment]
    soon: list[Commitment]
    closed: list[Commitment]
    programmes: list[tuple[object, dict[str, int]]]
    units: list[Score]
    headline: list[Tile]


def cockpit(user: User, day: date) -> Cockpit:
    """Return the first screen of a user within his scope."""
    rows = commitments_for(user).exclude(state__in=BEFORE_ISSUE)
    at_work = with_relations(rows.filter(state__in=OPEN))
    week = day + timedelta(days=7)
    return Cockpit(
        tiles=_tiles(rows, day),
        reds=list(at_work.filter(light_tone="red").order_by("due_on", "pk")[:_MOST]),
        soon=list(at_work.filter(due_on__range=(day, week)).order_by("due_on", "pk")[:_MOST]),
        closed=list(with_relations(rows.filter(state=State.CLOSED)).order_by("-closed_at")[:_MOST]),
        programmes=_programmes(rows),
        units=scores(user, day)[:10],
        headline=headline(user, day),
    )


def _tiles(rows: object, day: date) -> list[Tile]:
    at_work = Q(state__in=OPEN)
    counts = rows.order_by().aggregate(
        all=Count("pk"),
        open=Count("pk", filter=at_work),
        red=Count("pk", filter=at_work & Q(light_tone="red")),
        amber=Count("pk", filter=at_work & Q(light_tone="amber")),
        waiting=Count("pk", filter=Q(state__in=[State.REPORTED_DONE, State.IN_REVIEW])),
        unsigned=Count("pk", filter=Q(state=State.ISSUED)),
        moved=Count("pk", filter=Q(moves__gt=0)),
        closed=Count("pk", filter=Q(state=State.CLOSED)),
    )
    titles = (
        ("open", _("在办任务"), "with=open"),
        ("red", _("红灯"), "light=red"),
        ("amber", _("黄灯"), "light=amber"),
        ("unsigned", _("未签收"), "with=unsigned"),
        ("waiting", _("待审核"), "with=waiting"),
        ("closed", _("已销号"), "state=closed"),
        ("moved", _("延过期"), "with=moved"),
    )
    register = reverse("ledger:list")
    return [
        Tile(title, _count(counts[key], day), url=f"{register}?{query}")
        for key, title, query in titles
    ]


def _count(value: int, day: date) -> Figure:
    return Figure(
        value, _("项"), scope=_("调度数"), source=_("任务台账"), as_of=day, is_compact=True
    )


def _programmes(rows: object) -> list[tuple[object, dict[str, int]]]:
    at_work = Q(state__in=OPEN)
    counted = (
        rows.order_by()
        .values("programme")
        .annotate(
            total=Count("pk"),
            open=Count("pk", filter=at_work),
            red=Count("pk", filter=at_work & Q(light_tone="red")),
            amber=Count("pk", filter=at_work & Q(light_tone="amber")),
            closed=Count("pk", filter=Q(state=State.CLOSED)),
        )
    )
    ordered = sorted(counted, key=lambda row: -row["total"])
    return [(programme(row["programme"]), row) for row in ordered]
