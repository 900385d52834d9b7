"""What happened after, against what was expected before, and what that does not prove."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum

from daliang.engine.checks import BadInput, Problem
from daliang.engine.forecast import FanPoint

NO_PROOF = (
    "这是与事前预测的比较，不能证明由这项工作造成："
    "同期的政策、市场、基数和统计口径变化都可能造成同样的差别。"
)
"""Travels with every effect; a screen or letter that shows the one shows the other."""


class Verdict(StrEnum):
    """Where the later path lies against the band expected before."""

    ABOVE = "above"
    WITHIN = "within"
    BELOW = "below"
    UNKNOWN = "unknown"


LABELS = {
    Verdict.ABOVE: "高于事前预测区间",
    Verdict.WITHIN: "在事前预测区间内，看不出差别",
    Verdict.BELOW: "低于事前预测区间",
    Verdict.UNKNOWN: "后来的数还没有公布",
}


@dataclass(frozen=True)
class PathPoint:
    """One later month: what was expected, what came, and how far apart."""

    month: int
    expected: float
    p10: float
    p90: float
    came: float | None
    difference: float | None
    is_outside: bool | None


@dataclass(frozen=True)
class Effect:
    """The later path of a figure against its forecast.

    Parameters
    ----------
    points : tuple of PathPoint
    verdict : Verdict
        By the last month known: earlier months are part of it, as the values
        are cumulative.
    sentence : str
        In words.
    warning : str
        Why this is no proof of cause; always present.
    """

    points: tuple[PathPoint, ...]
    verdict: Verdict
    sentence: str
    warning: str = NO_PROOF


def measure_effect(
    made_in_month: int,
    closed_in_month: int,
    expected: Sequence[FanPoint],
    came: Mapping[int, float | None],
) -> Effect:
    """Hold a figure's later cumulative path against the forecast made before.

    Parameters
    ----------
    made_in_month, closed_in_month : int
        The forecast must have been made before or in the month the work closed
        (1..12 of the same year): a later one already contains the effect.
    expected : sequence of FanPoint
        `Forecast.fan` as logged then; a forecast made again today will not do.
    came : mapping of month to cumulative value
        Months not yet published are absent or None.

    Raises
    ------
    BadInput
        No forecast, or one made after the work closed.

    Examples
    --------
    >>> from daliang.engine.forecast import Band, FanPoint
    >>> fan = [FanPoint(7, Band(58.0, 56.0, 60.0)), FanPoint(8, Band(66.0, 63.0, 69.0))]
    >>> told = measure_effect(6, 7, fan, {7: 59.0, 8: 71.0, 9: None})
    >>> told.verdict, told.points[1].difference
    (<Verdict.ABOVE: 'above'>, 5.0)
    """
    if not expected:
        raise BadInput(Problem("没有事前预测", "先有任务完成之前存下的预测，才能比较"))
    if made_in_month > closed_in_month:
        what = f"预测作于{made_in_month}月，晚于任务完成的{closed_in_month}月"
        raise BadInput(Problem(what, "换用任务完成之前存下的预测"))
    points = tuple(_point(at, came.get(at.month)) for at in expected)
    known = [point for point in points if point.came is not None]
    verdict = _verdict(known[-1]) if known else Verdict.UNKNOWN
    return Effect(points, verdict, _sentence(known, verdict))


def _point(at: FanPoint, came: float | None) -> PathPoint:
    band = at.level
    difference = None if came is None else came - band.median
    is_outside = None if came is None else not band.p10 <= came <= band.p90
    return PathPoint(at.month, band.median, band.p10, band.p90, came, difference, is_outside)


def _verdict(last: PathPoint) -> Verdict:
    if not last.is_outside or last.difference is None:
        return Verdict.WITHIN
    return Verdict.ABOVE if last.difference > 0 else Verdict.BELOW


def _sentence(known: Sequence[PathPoint], verdict: Verdict) -> str:
    if not known:
        return f"{LABELS[verdict]}。"
    last = known[-1]
    difference = last.difference or 0.0
    way = "多" if difference >= 0 else "少"
    return (
        f"到{last.month}月累计{last.came:g}，事前预测{last.expected:g}"
        f"（80%区间{last.p10:g}至{last.p90:g}），{way}{abs(difference):g}，{LABELS[verdict]}。"
    )
