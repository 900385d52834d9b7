"""Scoring methods in use, as data: a rule pack names one, prints it, and may change it."""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass
from typing import TypeAlias

from daliang.engine.checks import BadInput, Problem


@dataclass(frozen=True)
class EfficacyCoefficient:
    """功效系数法: base + span x (x - worst) / (best - worst).

    Parameters
    ----------
    base, span : float
        60 and 40 in the common form.
    digits : int
        Decimals of the score.
    source : str
        The text the method comes from.
    """

    base: float = 60.0
    span: float = 40.0
    digits: int = 2
    source: str = "功效系数法：60%分值+40%分值×(x-最低)÷(最高-最低)"


@dataclass(frozen=True)
class CappedCompletion:
    """完成率封顶: full marks at the target, in proportion below it, `cap` at most."""

    full: float = 100.0
    cap: float = 100.0
    digits: int = 2
    source: str = "完成率得分，超额不加分"


@dataclass(frozen=True)
class RankPoints:
    """位次计分: full marks for the first, `step` less a place, `floor` at least."""

    full: float = 100.0
    step: float = 5.0
    floor: float = 0.0
    digits: int = 2
    source: str = "按位次递减计分，并列同分"


ScoringMethod: TypeAlias = EfficacyCoefficient | CappedCompletion | RankPoints
METHODS: Mapping[str, ScoringMethod] = {
    "功效系数": EfficacyCoefficient(),
    "完成率封顶": CappedCompletion(),
    "位次计分": RankPoints(),
}


@dataclass(frozen=True)
class Score:
    """One member's score and how it came about."""

    member: str
    points: float
    reason: str


def score(
    method: ScoringMethod,
    values: Mapping[str, float],
    targets: Mapping[str, float | None] | None = None,
    *,
    is_lower_better: bool = False,
) -> tuple[Score, ...]:
    """Score every member by a method.

    Parameters
    ----------
    targets : mapping of member to target, for capped completion
        None means no target was set ("-"): the member is not scored, which is
        not the same as a missing figure.

    Raises
    ------
    BadInput
        No values; a member without an entry in `targets`; a target not above zero.

    Examples
    --------
    >>> told = score(METHODS["功效系数"], {"甲区": 8.0, "乙区": 6.0, "丙区": 5.0})
    >>> [(s.member, s.points) for s in told]
    [('甲区', 100.0), ('乙区', 73.33), ('丙区', 60.0)]
    >>> targets = {"甲区": 100.0, "乙区": 50.0}
    >>> told = score(METHODS["完成率封顶"], {"甲区": 120.0, "乙区": 45.0}, targets)
    >>> [s.points for s in told]
    [100.0, 90.0]
    """
    bad = [name for name, value in values.items() if not math.isfinite(value)]
    if not values or bad:
        raise BadInput(
            Problem(f"{'、'.join(bad) or '计分'}没有数值", "补上数值；没有目标的不参加计分")
        )
    match method:
        case EfficacyCoefficient():
            return _efficacy(method, values, is_lower_better)
        case CappedCompletion():
            return _capped(method, values, targets or {}, is_lower_better)
        case RankPoints():
            return _rank_points(method, values, is_lower_better)


def _efficacy(
    method: EfficacyCoefficient, values: Mapping[str, float], is_lower_better: bool
) -> tuple[Score, ...]:
    low, high = min(values.values()), max(values.values())
    best, worst = (low, high) if is_lower_better else (high, low)
    scores = []
    for name, value in values.items():
        # All equal: nobody is worst, so all have full marks.
        part = 1.0 if best == worst else (value - worst) / (best - worst)
        reason = f"{value:g}，最好{best:g}，最差{worst:g}"
        scores.append(Score(name, round(method.base + method.span * part, method.digits), reason))
    return tuple(scores)


def _capped(
    method: CappedCompletion,
    values: Mapping[str, float],
    targets: Mapping[str, float | None],
    is_lower_better: bool,
) -> tuple[Score, ...]:
    problems, scores = [], []
    for name, value in values.items():
        if name not in targets:
            problems.append(Problem(f"{name}没有目标", "填目标值；确实不下达目标的填“-”"))
            continue
        target = targets[name]
        if target is None:
            continue
        if target <= 0 or (is_lower_better and value <= 0):
            problems.append(Problem(f"{name}的目标或数值不大于零", "完成率要求两者都大于零"))
            continue
        rate = target / value if is_lower_better else value / target
        points = min(method.full * rate, method.cap)
        scores.append(Score(name, round(points, method.digits), f"完成率{100 * rate:.1f}%"))
    if problems:
        raise BadInput(problems)
    return tuple(scores)


def _rank_points(
    method: RankPoints, values: Mapping[str, float], is_lower_better: bool
) -> tuple[Score, ...]:
    sign = -1.0 if is_lower_better else 1.0
    scores = []
    for name, value in values.items():
        rank = 1 + sum(sign * other > sign * value for other in values.values())
        points = max(method.full - method.step * (rank - 1), method.floor)
        scores.append(Score(name, round(points, method.digits), f"第{rank}位"))
    return tuple(scores)
