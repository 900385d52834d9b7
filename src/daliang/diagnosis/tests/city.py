"""江川市 with forty firms: the east's machinery fell, and one firm of the west stopped."""

from __future__ import annotations

from datetime import date

import numpy as np

from daliang.base.tests.world import World
from daliang.parties.actions import EnterpriseDraft, register_enterprises
from daliang.parties.facts import folder, keep_register
from daliang.parties.models import Enterprise, Industry
from daliang.warehouse.catalogue import Measure
from daliang.warehouse.loading import Facts, keep_facts

OUTPUT = Measure(
    *("output", "工业总产值", "万元", "调度数", "示例月报"),
    indicator="output",
    lead="市工信局",
    floor=20.0,
    is_synthetic=True,
)
STOPPED = "示例纺织-22"


def fill(world: World) -> list[Enterprise]:
    """Register forty firms and write January to March of two years."""
    industries = {
        name: Industry.objects.create(code=code, name=name)
        for code, name in (("34", "机械"), ("17", "纺织"))
    }
    places = (world.east, world.west, world.river)
    drafts = [
        EnterpriseDraft(
            name=f"示例{'机械' if i < 20 else '纺织'}-{i:02d}",
            district=places[i % 3],
            street=f"{places[i % 3]}一镇",
            industry=industries["机械" if i < 20 else "纺织"],
            size="small",
            is_synthetic=True,
        )
        for i in range(40)
    ]
    firms = register_enterprises(by=None, drafts=drafts)
    keep_register()
    for month in (202301, 202302, 202303):
        write(firms, month)
    return firms


def write(firms: list[Enterprise], month: int, *, machinery: float = 0.4) -> None:
    """Write one month of last year and of this year."""
    last = [100.0 + (7 * i + month) % 11 for i in range(len(firms))]
    now = [
        _now(firm, value, machinery, (3 * i + month) % 5)
        for i, (firm, value) in enumerate(zip(firms, last, strict=True))
    ]
    for period, values in ((month, last), (month + 100, now)):
        keep_facts(folder(), OUTPUT, _facts(firms, period, values), on=date(2024, 4, 15))


def _now(firm: Enterprise, value: float, machinery: float, noise: int) -> float:
    if firm.name == STOPPED:
        return 0.0
    grown = value * (1.0 + 0.01 * noise)
    is_hit = firm.industry.name == "机械" and firm.district.short_name == "东港区"
    return round(grown * machinery if is_hit else grown, 1)


def _facts(firms: list[Enterprise], period: int, values: list[float]) -> Facts:
    count = len(firms)
    keys = np.array([firm.pk for firm in firms], np.int64)
    months = np.full(count, period)
    return Facts(keys, months, np.array(values), np.full(count, np.nan), "示例.csv")
