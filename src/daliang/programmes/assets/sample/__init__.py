"""Assets of the sample city; every one of them is made up and labelled so."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import date, datetime, time, timedelta
from decimal import Decimal

from django.utils import timezone

from daliang.base import clock
from daliang.base.models import Organisation, User
from daliang.programmes.assets import actions
from daliang.programmes.assets.choices import Duty, Kind, Use, Way
from daliang.programmes.assets.models import Asset, Lease, OwnerTarget, RolloutStep

_OWNERS = ("江阴市", "宜兴市", "梁溪区", "锡山区", "惠山区", "滨湖区", "新吴区", "无锡城建集团")
_KINDS = (Kind.SHOP, Kind.HOUSE, Kind.PLANT, Kind.LAND)
_USES = (Use.LET, Use.LET, Use.IDLE, Use.OWN, Use.LET, Use.IDLE, Use.LENT)
_STEPS = ("方案印发", "清查登记", "问题整改", "入库上图", "建立机制", "验收")
_TODAY = date(2024, 6, 26)


def load(
    *, say: Callable[[str], None], people: Mapping[str, User], bodies: Mapping[str, Organisation]
) -> None:
    """Fill register, leases, count, plans and roll-out; nothing in it is a fact."""
    say("装入国有资产示例……")
    rows = [_asset(n, bodies[_OWNERS[n % len(_OWNERS)]]) for n in range(56)]
    for n, row in enumerate(rows):
        if row.use == Use.LET:
            _lease(n, row)
    with clock.pretend(timezone.make_aware(datetime.combine(_TODAY, time(15)))):
        _count(rows, people)
        for n, row in enumerate(r for r in rows if r.use == Use.IDLE):
            if n % 2:
                actions.plan_revival(
                    by=people["clerk"],
                    asset=row,
                    way=Way.LET,
                    due_on=date(2024, 10, 31),
                    content="示例方案：修缮后公开招租",
                    person="资产管理岗",
                )
        _roll_out(people, bodies)
    for place, (title, target, done) in enumerate(
        (("固定资产投资", 120, 58), ("保障房筹集", 3000, 1650))
    ):
        OwnerTarget.objects.create(
            organisation=bodies["无锡城建集团"],
            year=2024,
            kind=Duty.DUTY if place else Duty.INVESTMENT,
            title=f"{title}（示例）",
            target=target,
            done=done,
            unit="套" if place else "亿元",
            as_of=date(2024, 5, 31),
            source="示例数据",
            is_synthetic=True,
        )


def _asset(n: int, owner: Organisation) -> Asset:
    use = _USES[n % len(_USES)]
    idle = {"idle_since_on": date(2022, 9, 1) + timedelta(days=17 * n), "idle_reason": "原租户退租"}
    return Asset.objects.create(
        number=f"ZC-{n + 1:04d}",
        name=f"{owner.short_name}示例{_KINDS[n % 4].label}{n + 1}号",
        kind=_KINDS[n % 4],
        address=f"{owner.short_name}（示例地址）",
        organisation=owner,
        title_number=f"示例证{n:05d}" if n % 5 else "",
        no_title_reason="" if n % 5 else "历史遗留",
        land_nature="出让" if n % 3 else "划拨",
        floor_area=Decimal(180 + 37 * n),
        net_wan=Decimal(90 + 11 * n),
        original_wan=Decimal(140 + 15 * n),
        use=use,
        is_synthetic=True,
        **(idle if use == Use.IDLE else {}),
    )


def _lease(n: int, row: Asset) -> None:
    rent = Decimal(8 + n)
    Lease.objects.create(
        number=f"ZL-{n + 1:04d}",
        asset=row,
        tenant=f"示例租户{n + 1}",
        starts_on=date(2021, 7, 1),
        ends_on=date(2024, 6, 10) + timedelta(days=23 * (n % 19)),
        annual_rent_wan=rent,
        market_rent_wan=rent * Decimal(100 + 9 * (n % 6)) / 100,
        due_wan=rent / 2,
        paid_wan=rent / 2 if n % 4 else rent / 6,
        settled_on=date(2024, 6, 20),
        is_tendered=bool(n % 3),
        is_on_exchange=bool(n % 5),
        is_synthetic=True,
    )


def _count(rows: list[Asset], people: Mapping[str, User]) -> None:
    for n, row in enumerate(rows[:40]):
        actions.count(
            by=people["clerk"],
            note=actions.CountNote(
                key=f"sample-count-{n}",
                organisation=row.organisation,
                asset=row,
                is_found=n != 13,
                is_as_described=n % 17 != 5,
                note="示例",
                is_synthetic=True,
            ),
        )
    actions.count(
        by=people["clerk"],
        note=actions.CountNote(
            key="sample-count-surplus",
            organisation=rows[0].organisation,
            found_name="临街门面一间",
            found_address="（示例位置）",
            note="账上没有，待补登记",
            is_synthetic=True,
        ),
    )


def _roll_out(people: Mapping[str, User], bodies: Mapping[str, Organisation]) -> None:
    steps = [
        RolloutStep.objects.create(
            position=n, title=title, due_on=date(2024, 6 + n, 1) if n else None
        )
        for n, title in enumerate(_STEPS)
    ]
    for place, name in enumerate(
        ("江阴市", "宜兴市", "梁溪区", "锡山区", "惠山区", "滨湖区", "新吴区")
    ):
        for n, step in enumerate(steps[: 6 - place if place < 4 else 2]):
            actions.mark_step(
                by=people["clerk"],
                step=step,
                organisation=bodies[name],
                done_on=date(2024, 2, 1) + timedelta(days=25 * n + 5 * place % 20),
                note="示例",
            )
