"""Livelihood items of the sample city from published lists, and two made-up planners' towns."""

from __future__ import annotations

import csv
from collections.abc import Callable, Mapping
from datetime import date, datetime, time
from decimal import Decimal
from pathlib import Path

import numpy as np
from django.utils import timezone

from daliang.base import clock
from daliang.base.models import Organisation, User
from daliang.programmes.livelihood import actions
from daliang.programmes.livelihood.models import Call, Item, Place, Plan
from daliang.programmes.livelihood.rules import Votes

_HERE = Path(__file__).parent


def load(
    *, say: Callable[[str], None], people: Mapping[str, User], bodies: Mapping[str, Organisation]
) -> None:
    """Fill the list from items.csv (published, with source and confidence), and make two plans."""
    say("装入民生实事……")
    with (_HERE / "items.csv").open(encoding="utf-8", newline="") as lines:
        rows = [row for row in csv.DictReader(lines) if row["area"] in bodies]
    # The sample stands in June 2024: what was published later is left out.
    known = [row for row in rows if int(row["year"]) <= 2024 and row["as_of"] < "2024-06-28"]
    for row in known:
        _keep(row, bodies)
    for row in _EXAMPLES:
        _example(row, bodies)
    clerk = people["clerk"]
    with clock.pretend(timezone.make_aware(datetime.combine(date(2024, 6, 26), time(16)))):
        # A made-up verdict never stands on a published item.
        first = Item.objects.filter(is_synthetic=True).order_by("pk")[:3]
        for n, item in enumerate(first):
            votes = Votes((62, 40, 30)[n], (20, 35, 20)[n], (18, 25, 50)[n])
            ballots = actions.Ballots(date(2024, 6, 12), votes, "示例：服务对象代表")
            actions.record_vote(by=clerk, item=item, ballots=ballots)
        actions.publish(by=clerk, items=first, published_on=date(2024, 6, 24))
        _meals(clerk, bodies["梁溪区"])
        _buses(clerk, bodies["新吴区"])


# Area, item, target, done, unit: made up, so that pace and lights have something to show.
_EXAMPLES = (
    ("梁溪区", "加装电梯（示例）", 60, 34, "部"),
    ("滨湖区", "社区助餐点（示例）", 12, 3, "个"),
    ("新吴区", "口袋公园（示例）", 8, 8, "个"),
    ("锡山区", "农村公路提升（示例）", 20, 9, "公里"),
)


def _example(row: tuple[str, str, int, int, str], bodies: Mapping[str, Organisation]) -> None:
    area, title, target, done, unit = row
    Item.objects.create(
        area=bodies[area],
        year=2024,
        category="民生实事",
        title=title,
        target=target,
        done=done,
        unit=unit,
        year_plan_wan=target * 30,
        invested_wan=done * 28,
        as_of=date(2024, 6, 20),
        source="示例数据",
        is_synthetic=True,
    )


def _keep(row: Mapping[str, str], bodies: Mapping[str, Organisation]) -> None:
    Item.objects.create(
        area=bodies[row["area"]],
        year=int(row["year"]),
        category=row["category"],
        title=row["item"],
        target=Decimal(row["target"]) if row["target"] else None,
        done=Decimal(row["done"]) if row["done"] else None,
        unit=row["unit"],
        as_of=row["as_of"] or None,
        confidence=row["confidence"],
        source=row["source"][:200],
    )


def _meals(by: User, area: Organisation) -> None:
    rng = np.random.default_rng(7)
    plan = Plan.objects.create(
        kind=Plan.MEALS,
        title="老城区助餐点选址（示例）",
        area=area,
        budget_wan=180,
        made_at=clock.now(),
        made_by=by,
        is_synthetic=True,
    )
    centres = rng.normal((31.575, 120.30), (0.02, 0.025), (9, 2))
    homes = centres[rng.integers(0, 9, 260)] + rng.normal(0, 0.004, (260, 2))
    sites = centres[rng.integers(0, 9, 36)] + rng.normal(0, 0.005, (36, 2))
    places = [
        Place(
            plan=plan,
            position=n,
            name=f"示例小区{n + 1}",
            latitude=float(point[0]),
            longitude=float(point[1]),
            people=int(rng.integers(20, 240)),
        )
        for n, point in enumerate(homes)
    ] + [
        Place(
            plan=plan,
            position=1000 + n,
            name=f"示例候选点{n + 1}",
            latitude=float(point[0]),
            longitude=float(point[1]),
            cost_wan=int(rng.integers(12, 40)),
            is_today=n < 4,
            is_kept=n == 0,
            is_chosen=n < 4,
        )
        for n, point in enumerate(sites)
    ]
    Place.objects.bulk_create(places)
    actions.solve_meals(by=by, plan=plan)


def _buses(by: User, area: Organisation) -> None:
    rng = np.random.default_rng(3)
    plan = Plan.objects.create(
        kind=Plan.BUSES,
        title="开发区职工定制公交（示例）",
        area=area,
        destination="示例产业园",
        latitude=31.49,
        longitude=120.37,
        vehicles=6,
        capacity=40,
        arrive_from=460,
        arrive_to=475,
        max_ride=50,
        made_at=clock.now(),
        made_by=by,
        is_synthetic=True,
    )
    points = np.array([31.53, 120.32]) + rng.normal(0, (0.025, 0.03), (26, 2))
    Place.objects.bulk_create(
        Place(
            plan=plan,
            position=n,
            name=f"示例站{n + 1}",
            latitude=float(point[0]),
            longitude=float(point[1]),
            people=int(rng.integers(3, 16)),
        )
        for n, point in enumerate(points)
    )
    today = "示例站1 3 → 示例站2 3\n示例站5 3"
    actions.edit_lines(by=by, plan=plan, text=today, version=Call.TODAY)
    actions.solve_buses(by=by, plan=plan)
