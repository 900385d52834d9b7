"""Invented visits of June 2024 to the invented firms; two of them hand demands on."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import date, datetime, time
from decimal import Decimal

from django.utils import timezone

from daliang.base import clock
from daliang.base.models import Organisation, Post, User
from daliang.parties.models import Enterprise
from daliang.programmes.visits import actions
from daliang.programmes.visits.models import Visit

_UNITS = ("市工信局", "市商务局", "市发改委", "新吴区", "锡山区", "江阴市")
_FINDINGS = (
    "订单饱满，产能利用率较高，计划扩产。",
    "内销平稳，出口订单较去年下降，正在开拓新客户。",
    "原材料价格回落，利润改善；用工偏紧。",
    "新产品试制中，希望提前对接政策。",
)


def load(
    *, say: Callable[[str], None], people: Mapping[str, User], bodies: Mapping[str, Organisation]
) -> None:
    """Plan and record some visits."""
    if Visit.objects.exists():
        return
    firms = list(Enterprise.objects.filter(is_synthetic=True).order_by("pk")[:36])
    say(f"装入{len(firms)}次示例走访……")
    post = Post.objects.first()
    for number, firm in enumerate(firms):
        unit = bodies[_UNITS[number % len(_UNITS)]]
        day = date(2024, 6, 3 + number % 26)
        with clock.pretend(_moment(date(2024, 6, 1))):
            visit = actions.plan(
                by=people["clerk"],
                enterprise=firm,
                organisation=unit,
                planned_on=day,
                post=post if number % 4 == 0 else None,
                purpose="了解上半年生产经营和堵点",
                is_synthetic=True,
            )
        if day < date(2024, 6, 26):
            _record(people[unit.short_name], visit, number)


def _record(user: User, visit: Visit, number: int) -> None:
    demands = [actions.SpotDemand("希望协调夜间施工许可", "approval")] if number in {5, 9} else []
    with clock.pretend(_moment(visit.planned_on, 17)):
        actions.record(
            by=user,
            key=f"sample-visit-{number}",
            enterprise=visit.enterprise,
            organisation=visit.organisation,
            visited_at=_moment(visit.planned_on, 10),
            values={
                "place": "企业会议室",
                "met": "总经理",
                "people": "分管负责人、科室负责人",
                "findings": _FINDINGS[number % len(_FINDINGS)] + "（示例）",
                "output_wan": Decimal(1200 + 37 * number),
                "orders_wan": Decimal(800 + 29 * number),
                "capacity_percent": 62 + number % 35,
                "staff": 80 + 7 * number,
                "promised": "两周内回复政策适用情况" if number % 3 == 0 else "",
            },
            demands=demands,
        )


def _moment(day: date, hour: int = 9) -> datetime:
    return timezone.make_aware(datetime.combine(day, time(hour)))
