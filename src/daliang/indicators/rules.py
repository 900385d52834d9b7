"""What may be recorded, and what a light says: decided on plain values."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal

from django.utils.translation import gettext as _

from daliang.base.refusal import NotAllowed
from daliang.engine.checks import BadInput, Problem
from daliang.engine.quantities import Quantity, convert, unit_of
from daliang.indicators.choices import Kind

# Shares of a must line's probability; between the two it is amber.
GREEN_FROM = 0.65
RED_BELOW = 0.35
# How far a growth may be behind its target and still be amber, percentage points.
CLOSE_PP = 1.0


@dataclass(frozen=True, slots=True)
class Verdict:
    """A light and the sentence behind it."""

    tone: str
    word: str
    reason: str


def require_peer_set(indicator_name: str, peer_set: object | None) -> None:
    """Refuse a rank without a declared peer set."""
    if peer_set is None:
        raise NotAllowed(
            _("“%(name)s”没有参照组，不能排名。请先在基础数据里指定参照组。")
            % {"name": indicator_name}
        )


def in_own_unit(value: Decimal, unit: str, own: str) -> Decimal:
    """Return a value in the indicator's own unit; another kind of quantity is refused."""
    if not unit or unit == own:
        return value
    return convert(Quantity(value, unit_of(unit)), own).value


def level_faults(kind: str, value: Decimal | None, *, may_be_negative: bool) -> list[Problem]:
    """Return what is wrong with a level."""
    if value is None or value >= 0 or may_be_negative or kind != Kind.LEVEL:
        return []
    what = f"总量是负数 {value.normalize():f}"
    return [Problem(what, "核对正负号；差额类指标请先在指标目录里设为“可为负数”")]


def tolerance(digits: int, parts: int) -> Decimal:
    """Return what rounding alone explains: half a unit of the last digit for each figure."""
    return Decimal(5).scaleb(-digits - 1) * (parts + 1)


def month_identity(
    before: Decimal | None, month: Decimal | None, now: Decimal | None, digits: int
) -> str:
    """Return a sentence when last month's cumulative plus the month is not this cumulative."""
    if before is None or month is None or now is None:
        return ""
    difference = now - before - month
    if abs(difference) <= tolerance(digits, 2):
        return ""
    return _(
        "上月累计%(before)s加本月%(month)s，与本月累计%(now)s差%(difference)s；可能调整过前期数"
    ) % {
        "before": plain(before),
        "month": plain(month),
        "now": plain(now),
        "difference": plain(difference),
    }


def parts_identity(whole: Decimal, parts: Sequence[Decimal], digits: int) -> Decimal | None:
    """Return whole less parts when more than rounding, else None."""
    difference = whole - sum(parts, Decimal(0))
    return difference if abs(difference) > tolerance(digits, len(parts)) else None


def plain(value: Decimal) -> str:
    """Write a stored decimal without trailing zeros or exponent."""
    return f"{value.normalize():f}"


def by_probability(
    probability: float, line: str, growth: float | None, value: float | None
) -> Verdict:
    """Judge by the chance of making the must line."""
    reason = _("达成%(line)s线概率%(p)d%%") % {"line": line, "p": round(100 * probability)}
    if growth is not None and value is not None:
        reason += _("；当前%(g).1f%%，目标%(t).1f%%") % {"g": growth, "t": value}
    if probability >= GREEN_FROM:
        return Verdict("green", _("可望完成"), reason)
    if probability < RED_BELOW:
        return Verdict("red", _("难以完成"), reason)
    return Verdict("amber", _("有风险"), reason)


def by_growth(
    growth: Decimal, target: Decimal, *, is_lower_better: bool, is_growth_only: bool = True
) -> Verdict:
    """Judge by the growth so far, where there is no probability to give."""
    behind = growth - target if is_lower_better else target - growth
    values = {"g": plain(growth), "t": plain(target)}
    reason = _("当前增速%(g)s%%，目标%(t)s%%；") % values
    reason += _("只公布增速，不给概率") if is_growth_only else _("未作预测")
    if behind <= 0:
        return Verdict("green", _("快于目标"), reason)
    if behind <= Decimal(str(CLOSE_PP)):
        return Verdict("amber", _("略低于目标"), reason)
    return Verdict("red", _("低于目标"), reason)


def by_progress(completed_pct: float, due_pct: float, *, is_lower_better: bool = False) -> Verdict:
    """Judge by progress against the target's own curve, where no probability is known."""
    reason = _("完成目标的%(done).1f%%，按进度应为%(due).1f%%；未作预测") % {
        "done": completed_pct,
        "due": due_pct,
    }
    if is_lower_better:
        return _within(completed_pct - due_pct, reason)
    if completed_pct >= due_pct:
        return Verdict("green", _("快于进度"), reason)
    if completed_pct >= due_pct - 3:
        return Verdict("amber", _("略慢于进度"), reason)
    return Verdict("red", _("慢于进度"), reason)


def _within(over_pp: float, reason: str) -> Verdict:
    """Judge a ceiling: what is used up beyond its share is bad."""
    if over_pp <= 0:
        return Verdict("green", _("控制在进度内"), reason)
    if over_pp <= 3:
        return Verdict("amber", _("略超控制进度"), reason)
    return Verdict("red", _("超控制进度"), reason)


def no_target() -> Verdict:
    """Return the light of an indicator without a target: it is not judged."""
    return Verdict("grey", _("未设目标"), "")


def require_recordable(problems: Sequence[Problem]) -> None:
    """Refuse a batch of figures with every fault found."""
    if problems:
        raise BadInput(problems)
