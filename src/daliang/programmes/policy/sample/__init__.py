"""28 real policies as published, their rules in this project's own reading, invented facts.

`policies.csv` holds what the papers say, with source and confidence; `trees.json` is our reading
and says so on every page. Amounts that a paper gives as "at most" count at their most. Facts of
the invented firms are examples.
"""

from __future__ import annotations

import csv
import json
from collections.abc import Callable, Mapping
from datetime import date, datetime, time
from pathlib import Path

import numpy as np
from django.utils import timezone

from daliang.base import clock
from daliang.base.models import Organisation, User
from daliang.engine.policy import parse_policies
from daliang.parties.models import Enterprise
from daliang.programmes.policy import actions
from daliang.programmes.policy.choices import PayoutState, Reading, Way
from daliang.programmes.policy.models import Payout, PolicyText

_HERE = Path(__file__).parent
SEED = 20240610
_NOTE = "条件和金额为本系统对公开文本的自行解读，未经主管部门确认；标“最高”的按最高额测算。"
# The day on which a mirror of the paper appeared; a year alone counts from its first day.
_KNOWN_FROM = {
    "P04": "2024-11-26",
    "P05": "2024-11-26",
    "P06": "2024-11-26",
    "P07": "2024-11-08",
    "P08": "2024-10-27",
    "P22": "2025-10-28",
}
_OFFICES = {"市工信局": ("技术", "智改", "专精", "制造"), "市商务局": ("招商", "消费", "订单")}
_FIRMS = 400


def load(
    *, say: Callable[[str], None], people: Mapping[str, User], bodies: Mapping[str, Organisation]
) -> None:
    """Load the policies, facts of some firms, one run and a few payouts."""
    if PolicyText.objects.exists():
        return
    say("装入28条惠企政策和示例企业事实……")
    clerk = people["clerk"]
    with clock.pretend(_at(6, 10)):
        _load_policies(clerk, bodies)
        _load_facts(people["analyst"])
    with clock.pretend(_at(6, 24)):
        run = actions.run_matching(by=clerk)
        for row in run.counts.filter(eligible__gt=0, amount_wan__gt=0)[:3]:
            actions.list_payouts(by=clerk, run=run, text=row.version.text)
    with clock.pretend(_at(6, 27)):
        for payout in Payout.objects.all()[:8]:
            actions.settle_payout(by=clerk, payout=payout, state=PayoutState.CONFIRMED)
        for payout in Payout.objects.filter(state=PayoutState.CONFIRMED)[:4]:
            actions.settle_payout(by=clerk, payout=payout, state=PayoutState.PAID)


def _at(month: int, day: int) -> datetime:
    return timezone.make_aware(datetime.combine(date(2024, month, day), time(10)))


def _load_policies(clerk: User, bodies: Mapping[str, Organisation]) -> None:
    trees = {tree["id"]: tree for tree in json.loads((_HERE / "trees.json").read_text("utf-8"))}
    with (_HERE / "policies.csv").open(encoding="utf-8", newline="") as lines:
        rows = list(csv.DictReader(lines))
    for row in rows:
        code = row["policy_id"]
        text = actions.publish(by=clerk, code=code, values=_values(row, bodies))
        start = _KNOWN_FROM.get(code) or (f"{row['year']}-01-01" if row["year"] else None)
        tree = trees[code] | {"effective": [start, None], "title": row["title"]}
        actions.make_version(
            by=clerk,
            text=text,
            policy=parse_policies([tree])[0],
            reading=Reading.PROJECT,
            note=_NOTE,
        )


def _values(row: Mapping[str, str], bodies: Mapping[str, Organisation]) -> dict[str, object]:
    office = next(
        (
            bodies.get(name)
            for name, words in _OFFICES.items()
            if any(w in row["topic"] for w in words)
        ),
        None,
    )
    is_title = "资格" in row["benefit_type"] or row["benefit_type"] == "口径"
    return {
        "title": row["title"],
        "level": row["level"],
        "issuer": row["issuer"],
        "document_number": row["doc_no"],
        "topic": row["topic"],
        "way": Way.QUALIFICATION if is_title else Way.APPLICATION,
        "office": office,
        "conditions_text": row["conditions_text"],
        "amount_text": row["amount_rule"],
        "source": row["source"],
        "confidence": row["confidence"],
    }


def _load_facts(analyst: User) -> None:
    """Invent facts of the first firms; about one in eight is left out, as in life."""
    draw = np.random.default_rng(SEED)
    facts = []
    firms = Enterprise.objects.select_related("industry", "chain").order_by("pk")[:_FIRMS]
    for firm in firms:
        made = _invented(firm, draw)
        facts += [(firm, name, value) for name, value in made.items() if draw.random() > 0.12]
    actions.set_facts(
        by=analyst,
        facts=facts,
        as_of_on=date(2024, 5, 31),
        source="示例数据",
        is_synthetic=True,
    )


def _invented(firm: Enterprise, draw: np.random.Generator) -> dict[str, str]:
    sales = float(np.exp(draw.normal(8.6, 1.3)))
    share = float(draw.gamma(3.0, 1.4))

    def flag(chance: float) -> str:
        return "是" if draw.random() < chance else "否"

    def number(value: float) -> str:
        return f"{value:.1f}".removesuffix(".0")

    sizes = {"large": "大型", "medium": "中型", "small": "小型", "micro": "微型"}
    return {
        "sales_10k": number(sales),
        "rd_share": number(share),
        "rd_10k": number(sales * share / 100),
        "rd_staff_share": number(float(draw.gamma(4, 3))),
        "hitech_income_share": number(float(draw.uniform(20, 95))),
        "main_income_share": number(float(draw.uniform(50, 99))),
        "segment_years": str(int(draw.integers(1, 15))),
        "reg_years": str(int(draw.integers(1, 25))),
        "equity_2y_10k": number(max(float(draw.normal(-500, 2500)), 0)),
        "score": str(int(draw.integers(40, 95))),
        "staff": str(int(np.exp(draw.normal(4.6, 0.9)))),
        "assets_10k": number(sales * float(draw.uniform(0.6, 1.8))),
        "own_ip": flag(0.6),
        "in_city_invest_plan": flag(0.2),
        "equip_invest_10k": number(float(np.exp(draw.normal(6.4, 1.2)))),
        "registered_city": "无锡",
        "size": sizes.get(firm.size, "小型"),
        "no_major_accident_3y": flag(0.97),
        "dishonest": flag(0.02),
        "industry": "是" if firm.industry and firm.industry.code < "50" else "否",
        "cluster": firm.chain.name if firm.chain else "其他",
        "iot": "是" if firm.chain and firm.chain.name == "物联网" else "否",
        "sales_growth_years": str(int(draw.integers(0, 5))),
    }
