"""A small world of facts: three districts, five firms, two years."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import numpy as np

from daliang.engine.identity import FirmTable
from daliang.warehouse.catalogue import Measure
from daliang.warehouse.loading import Register, check_facts, keep_facts, keep_firms
from daliang.warehouse.tables import Table

OUTPUT = Measure("output", "工业总产值", "万元", "调度数", "示例", is_synthetic=True)
FIRMS = {
    # key: name, district, industry
    11: ("东港轴承有限公司", "东港区", "通用设备"),
    12: ("东港电子有限公司", "东港区", "电子"),
    13: ("西塘纺织有限公司", "西塘区", "纺织"),
    14: ("西塘电子有限公司", "西塘区", "电子"),
    15: ("临川化工有限公司", "临川区", "化工"),
}
DAY = date(2024, 6, 20)


def register() -> Register:
    """The five firms; the first was once called otherwise."""
    names = [name for name, _d, _i in FIRMS.values()]
    former = [("东港机械厂",), (), (), (), ()]
    return Register(list(FIRMS), FirmTable(names, uscc=[""] * 5, former_names=former))


def keep_register(folder: Path) -> None:
    """Write the firms' attributes."""
    rows = list(FIRMS.values())
    columns = {
        "firm": np.array(list(FIRMS), np.int64),
        "enterprise": np.array([r[0] for r in rows], object),
        "district": np.array([r[1] for r in rows], object),
        "industry": np.array([r[2] for r in rows], object),
    }
    keep_firms(folder, columns)


def table(rows: list[tuple[object, ...]], name: str = "产值.csv") -> Table:
    """A table of 企业名称, 月份, 本期 and perhaps 上年同期."""
    headers = ("企业名称", "月份", "本期", "上年同期")[: len(rows[0])]
    columns = {}
    for place, header in enumerate(headers):
        cells = [row[place] for row in rows]
        is_number = all(isinstance(c, int | float) for c in cells)
        columns[header] = np.array(cells, np.float64 if is_number else object)
    return Table(name, columns)


def fill(folder: Path) -> None:
    """2023-01: 化工 still listed. 2024-01: 化工 left the list, 西塘电子 new and restated."""
    keep_register(folder)
    last = [
        ("东港轴承有限公司", "2023-01", 100.0),
        ("东港电子有限公司", "2023-01", 50.0),
        ("西塘纺织有限公司", "2023-01", 80.0),
        ("临川化工有限公司", "2023-01", 40.0),
    ]
    now = [
        ("东港轴承有限公司", "2024-01", 90.0, 100.0),
        ("东港电子有限公司", "2024-01", 60.5, 50.0),
        ("西塘纺织有限公司", "2024-01", 0.0, 82.0),
        ("西塘电子有限公司", "2024-01", 30.0, 20.0),
    ]
    keep_facts(folder, OUTPUT, check_facts(table(last), register()), on=DAY)
    keep_facts(folder, OUTPUT, check_facts(table(now), register()), on=DAY)
