"""How much of a year's target is due by now: the curve is the target's own, not always n/12."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from daliang.engine.checks import BadInput, Problem
from daliang.engine.forecast.panel import MONTHS

LINEAR = "linear"
STEPS = "steps"
PLAN = "plan"
LAST_YEAR = "last_year"
ALL_BY = "all_by"
CURVES = {
    LINEAR: "按月均分",
    STEPS: "按节点",
    PLAN: "分月计划",
    LAST_YEAR: "按上年同期进度",
    ALL_BY: "到期全部完成",
}


@dataclass(frozen=True)
class Trajectory:
    """Share of the year's target due at the end of each month.

    Parameters
    ----------
    curve : str
        One of `CURVES`.
    due : tuple of float
        Twelve cumulative shares, 0..1, never falling.
    """

    curve: str
    due: tuple[float, ...]

    def __post_init__(self) -> None:
        if self.curve not in CURVES:
            raise BadInput(Problem(f"没有“{self.curve}”这种进度曲线", f"可选：{'、'.join(CURVES)}"))
        if len(self.due) != MONTHS:
            raise BadInput(Problem(f"进度曲线有{len(self.due)}个月", "给出12个月的累计比例"))
        falls = any(later < earlier for earlier, later in zip(self.due, self.due[1:], strict=False))
        if falls or self.due[0] < 0:
            raise BadInput(Problem("进度曲线有回落或负数", "累计比例应逐月不减"))

    def due_at(self, month: int) -> float:
        """Return the share due at the end of a month."""
        return self.due[month - 1]


def linear(until: int = MONTHS) -> Trajectory:
    """Return equal shares a month until the end of month `until`.

    Examples
    --------
    At the end of August a start rate due by September must be 8/9.

    >>> round(linear(until=9).due_at(8), 3)
    0.889
    """
    _month(until)
    return Trajectory(LINEAR, tuple(min(month / until, 1.0) for month in range(1, MONTHS + 1)))


def all_by(month: int) -> Trajectory:
    """Return nothing due before the end of a month, everything from then on.

    Examples
    --------
    >>> all_by(9).due_at(8), all_by(9).due_at(9)
    (0.0, 1.0)
    """
    _month(month)
    return Trajectory(ALL_BY, tuple(float(m >= month) for m in range(1, MONTHS + 1)))


def steps(points: Sequence[tuple[int, float]]) -> Trajectory:
    """Return a step curve from (month, cumulative share) points.

    Examples
    --------
    Start rate 75 % by the second quarter, all by the third.

    >>> [steps([(6, 0.75), (9, 1.0)]).due_at(month) for month in (5, 6, 8, 9)]
    [0.0, 0.75, 0.75, 1.0]
    """
    for month, _ in points:
        _month(month)
    due = [max((s for at, s in points if at <= m), default=0.0) for m in range(1, MONTHS + 1)]
    return Trajectory(STEPS, tuple(due))


def plan(amounts: Sequence[float]) -> Trajectory:
    """Return the curve of twelve monthly plan amounts.

    Examples
    --------
    >>> plan([0, 0, 10, 10, 20, 20, 10, 10, 10, 10, 0, 0]).due_at(6)
    0.6
    """
    total = sum(amounts)
    if len(amounts) != MONTHS or total <= 0 or min(amounts) < 0:
        raise BadInput(Problem("分月计划不完整", "填12个月的计划数，不为负，合计大于零"))
    return Trajectory(PLAN, tuple(sum(amounts[: m + 1]) / total for m in range(MONTHS)))


def last_years_shape(cumulative: Sequence[float | None]) -> Trajectory:
    """Return last year's own progress as the curve; twelve cumulative values.

    January may be missing where January and February are published together:
    nothing is due before February then. Any other gap is refused, not filled.

    Examples
    --------
    >>> from_last_year = last_years_shape([None, 20, 30, 38, 45, 59, 66, 72, 79, 86, 92, 100])
    >>> from_last_year.due_at(6), from_last_year.due_at(1)
    (0.59, 0.0)
    """
    values = [0.0 if m == 0 and value is None else value for m, value in enumerate(cumulative)]
    missing = [f"{month + 1}月" for month, value in enumerate(values) if value is None]
    if len(values) != MONTHS or missing:
        what = f"上年累计数缺{'、'.join(missing) or '月份'}"
        raise BadInput(Problem(what, "补全上年各月累计数，或换一种进度曲线"))
    known = [float(value) for value in values if value is not None]
    if known[-1] <= 0:
        raise BadInput(Problem("上年全年数不大于零", "换一种进度曲线"))
    return Trajectory(LAST_YEAR, tuple(value / known[-1] for value in known))


@dataclass(frozen=True)
class Pace:
    """Where a target stands on its curve, and the pace from here.

    Parameters
    ----------
    completed_pct, due_pct : float
        Done and due by now, per cent of the target.
    ahead_pp : float
        Done less due, percentage points; negative is behind.
    gap : float
        Still to do; negative when passed.
    needed_monthly : float or None
        A month for the rest of the time; None when it is over.
    usual_monthly : float
        A month so far.
    """

    completed_pct: float
    due_pct: float
    ahead_pp: float
    gap: float
    needed_monthly: float | None
    usual_monthly: float


def pace(so_far: float, target: float, month: int, curve: Trajectory, until: int = MONTHS) -> Pace:
    """Return progress against the curve and the pace needed until the end of month `until`.

    Examples
    --------
    97.2 % done at the end of October is 13.9 points ahead of ten twelfths.

    >>> round(pace(97.2, 100.0, 10, linear()).ahead_pp, 1)
    13.9

    A half-year target of 50 with 40 done in May asks for 10 in the one month left.

    >>> pace(40.0, 50.0, 5, linear(until=6), until=6).needed_monthly
    10.0
    """
    _month(month)
    _month(until)
    if target <= 0:
        raise BadInput(Problem(f"目标{target:g}不大于零", "填全年目标值；没有目标就不算进度"))
    completed, due = 100 * so_far / target, 100 * curve.due_at(month)
    left = max(until - month, 0)
    return Pace(
        completed_pct=completed,
        due_pct=due,
        ahead_pp=completed - due,
        gap=target - so_far,
        needed_monthly=(target - so_far) / left if left else None,
        usual_monthly=so_far / month,
    )


def _month(month: int) -> None:
    if not 1 <= month <= MONTHS:
        raise BadInput(Problem(f"月份是{month}", "填1到12"))
