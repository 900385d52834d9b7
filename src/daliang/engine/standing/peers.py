"""Rank in a declared set of peers, the distance to the neighbours, and how sure it is."""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from daliang.engine.checks import BadInput, Problem


class Position(StrEnum):
    """Ahead of the peers' middle, level with it, or behind: 领先, 持平, 弱势."""

    AHEAD = "ahead"
    LEVEL = "level"
    BEHIND = "behind"


@dataclass(frozen=True)
class PeerSet:
    """Who is compared: a rank without it means nothing.

    Parameters
    ----------
    name : str
        Such as 全省设区市.
    members : tuple of str
    scope : str
        Which book: 统计, 调度, 财务, 测算.
    as_of : date or None
    """

    name: str
    members: tuple[str, ...]
    scope: str = "统计"
    as_of: date | None = None

    def __post_init__(self) -> None:
        repeated = sorted({m for m in self.members if self.members.count(m) > 1})
        if len(self.members) < 2:
            raise BadInput(
                Problem(f"参照组“{self.name}”不足两个成员", "排名先定参照组，列出全部成员")
            )
        if repeated:
            raise BadInput(Problem(f"参照组里{'、'.join(repeated)}重复", "每个成员只列一次"))


@dataclass(frozen=True)
class Neighbour:
    """The next value above or below, who holds it, and how far it is."""

    members: tuple[str, ...]
    value: float
    distance: float


@dataclass(frozen=True)
class Standing:
    """Where one member stands.

    Parameters
    ----------
    rank, of : int
        1 is best; members with equal values share a rank.
    tied_with : tuple of str
    above, below : Neighbour or None
        标兵 and 追兵; None at the end of the table.
    growth_to_gain_place_pct : float or None
        Growth of the own value that draws level with the next above, its value
        standing still; None when first or the own value is not above zero.
    position : Position
        Against the peers' median, level within `level_within`.
    holds_within, holds_within_pct : float
        The rank stands while every value errs by less than this: in the value's
        own unit (for growth rates), and in per cent of the value (for levels).
        0 for a tie.
    without_value : tuple of str
        Members of the set without a figure: not ranked, not last.
    """

    member: str
    peers: PeerSet
    value: float
    rank: int
    of: int
    tied_with: tuple[str, ...]
    above: Neighbour | None
    below: Neighbour | None
    growth_to_gain_place_pct: float | None
    position: Position
    holds_within: float
    holds_within_pct: float
    without_value: tuple[str, ...]


def stand(
    member: str,
    values: Mapping[str, float | None],
    peers: PeerSet | None,
    *,
    is_lower_better: bool = False,
    level_within: float = 0.0,
) -> Standing:
    """Return a member's standing among its declared peers.

    Parameters
    ----------
    values : mapping of member to value
        None or absent: no figure. Others than the peers are not looked at.
    level_within : float
        Distance to the median that still counts as level, in the value's unit.

    Raises
    ------
    BadInput
        No peer set; the member is outside it or has no figure; fewer than two figures.

    Examples
    --------
    >>> peers = PeerSet("示例四市", ("甲市", "乙市", "丙市", "丁市"))
    >>> told = stand("丙市", {"甲市": 120.0, "乙市": 110.0, "丙市": 100.0, "丁市": 90.0}, peers)
    >>> told.rank, told.above.members, round(told.growth_to_gain_place_pct, 1)
    (3, ('乙市',), 10.0)
    >>> told.position, round(told.holds_within_pct, 1)
    (<Position.BEHIND: 'behind'>, 4.8)
    """
    if peers is None:
        raise BadInput(Problem(f"“{member}”的排名没有参照组", "先定参照组：名称、成员、口径、日期"))
    known = {
        name: float(value)
        for name in peers.members
        if (value := values.get(name)) is not None and math.isfinite(value)
    }
    if member not in peers.members:
        raise BadInput(
            Problem(f"“{member}”不在参照组“{peers.name}”里", "加入参照组，或换一个参照组")
        )
    if member not in known or len(known) < 2:
        who = member if member not in known else "其他成员"
        raise BadInput(Problem(f"参照组“{peers.name}”里{who}没有数值", "补上数值再排名"))
    sign = -1.0 if is_lower_better else 1.0
    own = known[member]
    better = [value for value in known.values() if sign * value > sign * own]
    worse = [value for value in known.values() if sign * value < sign * own]
    above = _neighbour(known, min(better, key=lambda v: sign * v) if better else None, own)
    below = _neighbour(known, max(worse, key=lambda v: sign * v) if worse else None, own)
    tied = tuple(name for name, value in known.items() if value == own and name != member)
    return Standing(
        member=member,
        peers=peers,
        value=own,
        rank=len(better) + 1,
        of=len(known),
        tied_with=tied,
        above=above,
        below=below,
        growth_to_gain_place_pct=100 * (above.value / own - 1) if above and own > 0 else None,
        position=_position(sign * (own - _median(list(known.values()))), level_within),
        holds_within=0.0 if tied else min(n.distance for n in (above, below) if n) / 2,
        holds_within_pct=0.0 if tied else _holds_within(own, above, below),
        without_value=tuple(name for name in peers.members if name not in known),
    )


@dataclass(frozen=True)
class Denominator:
    """The whole a share is of, declared: the parts' own sum is another number."""

    name: str
    value: float
    scope: str = "统计"


@dataclass(frozen=True)
class Share:
    """A share of a declared whole.

    Parameters
    ----------
    pct : float
    denominator : Denominator
    parts_difference : float or None
        The whole less the sum of all parts, when the parts are given.
    """

    pct: float
    denominator: Denominator
    parts_difference: float | None


def share_of(
    value: float, denominator: Denominator | None, parts: Mapping[str, float] | None = None
) -> Share:
    """Return the share of a declared denominator, with what the parts do not explain.

    Raises
    ------
    BadInput
        No denominator, or one that is not above zero.

    Examples
    --------
    >>> whole = Denominator("全省公布数", 200.0)
    >>> told = share_of(50.0, whole, {"甲市": 50.0, "其他": 151.0})
    >>> told.pct, told.parts_difference
    (25.0, -1.0)
    """
    if denominator is None or not denominator.value > 0:
        raise BadInput(Problem("占比没有分母", "写明分母：是公布的总数，还是各部分之和"))
    difference = None if parts is None else denominator.value - sum(parts.values())
    return Share(100 * value / denominator.value, denominator, difference)


def _neighbour(known: Mapping[str, float], value: float | None, own: float) -> Neighbour | None:
    if value is None:
        return None
    return Neighbour(tuple(n for n, v in known.items() if v == value), value, abs(value - own))


def _median(values: list[float]) -> float:
    ordered = sorted(values)
    middle = len(ordered) // 2
    return ordered[middle] if len(ordered) % 2 else (ordered[middle - 1] + ordered[middle]) / 2


def _position(above_median: float, level_within: float) -> Position:
    if abs(above_median) <= level_within:
        return Position.LEVEL
    return Position.AHEAD if above_median > 0 else Position.BEHIND


def _holds_within(own: float, above: Neighbour | None, below: Neighbour | None) -> float:
    """Return the relative error, the same for both, at which own and a neighbour would meet."""
    limits = [
        100 * near.distance / (abs(own) + abs(near.value))
        for near in (above, below)
        if near is not None and abs(own) + abs(near.value) > 0
    ]
    return min(limits, default=math.inf)
