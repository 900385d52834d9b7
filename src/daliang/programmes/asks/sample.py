"""Invented asks with invented windows; no real document is meant."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import date, datetime, time
from decimal import Decimal

from django.utils import timezone

from daliang.base import clock
from daliang.base.models import Organisation, User
from daliang.ledger import actions as ledger
from daliang.programmes.asks import actions
from daliang.programmes.asks.models import Ask

# Title, lead, target, window until, levels reached, material, result, clause or amount.
_ASKS = (
    ("集成电路中试平台列入省级平台培育名单", "市工信局",
     "2_province", "2024-08-31", 1, "ready", "open", ""),
    ("超长期特别国债支持老旧管网改造", "市发改委",
     "3_nation", "2024-07-10", 2, "handed_in", "open", ""),
    ("低空经济试点写入省实施方案", "市交通局", "2_province", "2024-06-20", 2, "handed_in", "clause",
     "支持示例市开展低空物流应用试点（示例条款）"),
    ("制造业技改专项资金", "市工信局", "2_province", "2024-06-15", 2, "handed_in", "money", "3200"),
    ("算力券省级补助试点", "市数据局", "2_province", "2024-09-30", 0, "drafted", "open", ""),
)  # fmt: skip


def load(
    *, say: Callable[[str], None], people: Mapping[str, User], bodies: Mapping[str, Organisation]
) -> None:
    """Register the asks, issue them, and take each as far as it has come."""
    if Ask.objects.exists():
        return
    say(f"装入{len(_ASKS)}件示例争取事项……")
    clerk, head = people["clerk"], people["head"]
    for title, lead, target, until, levels, material, result, proof in _ASKS:
        with clock.pretend(_moment(7)):
            row = actions.raise_ask(
                by=clerk,
                title=f"{title}（示例）",
                lead=bodies[lead],
                values={
                    "document": "示例上级文件",
                    "target": target,
                    "window_from": date(2024, 5, 1),
                    "window_until": date.fromisoformat(until),
                    "counterpart": "对口处室（示例）",
                },
                is_synthetic=True,
            )
            ledger.submit(by=clerk, commitment=row.commitment)
            ledger.approve(by=head, commitment=row.commitment)
            ledger.issue(by=clerk, commitment=row.commitment)
        unit = people[lead]
        with clock.pretend(_moment(18)):
            ledger.sign_for(by=unit, commitment=row.commitment)
            for level in ("1_city", "2_province")[:levels]:
                actions.reach(by=unit, ask=row, level=level, on=date(2024, 6, 12))
            if levels:
                actions.note_contact(
                    by=unit,
                    ask=row,
                    on=date(2024, 6, 14),
                    office="对口处室（示例）",
                    text="汇报事项背景和材料准备情况，对方建议补充测算。",
                )
            actions.settle(
                by=unit,
                ask=row,
                material=material,
                result=result,
                clause=proof if result == "clause" else "",
                amount_wan=Decimal(proof) if result == "money" else None,
            )


def _moment(day: int) -> datetime:
    return timezone.make_aware(datetime.combine(date(2024, 6, day), time(10)))
