"""The points of a target's own curve: written in one cell, and what is wrong with them."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from decimal import Decimal
from itertools import pairwise

from daliang.indicators.choices import Curve, Point

Points = Sequence[tuple[int, Decimal]]
_POINT = re.compile(r"^(\d{1,2})月?(?:[:：=](\d+(?:\.\d+)?)%?)?$")
_ALL = Decimal(100)


def parse(text: str) -> tuple[tuple[int, Decimal], ...]:
    """Read “3:25；6:50；12:100”; a month alone means all of it.

    Raises ValueError with the words that cannot be read.
    """
    points = []
    for words in re.split(r"[；;，,\s]+", text.strip()):
        match = _POINT.match(words) if words else None
        if words and match is None:
            raise ValueError(words)
        if match:
            points.append((int(match[1]), Decimal(match[2] or _ALL)))
    return tuple(sorted(points))


def written(points: Iterable[tuple[int, Decimal]]) -> str:
    """Write points as `parse` reads them."""
    return "；".join(f"{month}:{amount.normalize():f}" for month, amount in points)


def fault(curve: str, point: str, points: Points) -> str:
    """Return what is wrong with the points of a curve, with the mend; empty when sound."""
    until = 6 if point == Point.HALF else 12
    months = [month for month, _amount in points]
    if curve in {Curve.LINEAR, Curve.LAST_YEAR}:
        return "这种曲线不用节点，请清空节点" if points else ""
    if not points:
        return "按节点、分月计划和到期完成的曲线要填写节点"
    if min(months) < 1 or max(months) > until:
        return f"节点的月份应在1到{until}之间"
    if len(set(months)) != len(months):
        return "同一个月写了两次，只留一个"
    if curve == Curve.ALL_BY:
        return "" if len(points) == 1 else "到期全部完成只写一个月，如“9”"
    amounts = [amount for _month, amount in points]
    if curve == Curve.PLAN:
        return "" if sum(amounts) > 0 else "分月计划合计应大于零"
    if any(later < earlier for earlier, later in pairwise(amounts)):
        return "节点是累计百分比，应逐月不减"
    return "" if amounts[-1] == _ALL else "最后一个节点应是100，即全部完成"
