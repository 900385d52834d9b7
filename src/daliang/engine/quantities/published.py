"""Rules of published figures: vintages, comparable basis, residuals, conflicts."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from daliang.engine.checks import BadInput, Problem
from daliang.engine.periods import Period
from daliang.engine.quantities.quantity import Quantity, convert


@dataclass(frozen=True)
class Published:
    """One published figure, as it stood in one vintage.

    Parameters
    ----------
    indicator : str
    period : Period
    level : Quantity or None
        None for an indicator published as growth only.
    growth_pct : Decimal or None
        As published, on its own basis: never recomputed.
    growth_basis : str
        可比价, 现价, 同口径...
    vintage : str
        Which release or census base; levels of two vintages are not compared.
    scope : str
        统计, 调度, 财务, 测算.
    source, status : str
    as_of : date or None
    """

    indicator: str
    period: Period
    level: Quantity | None
    growth_pct: Decimal | None = None
    growth_basis: str = ""
    vintage: str = ""
    scope: str = "统计"
    source: str = ""
    status: str = ""
    as_of: date | None = None


@dataclass(frozen=True)
class Comparison:
    """A figure against the same period of the year before.

    Parameters
    ----------
    growth_pct : Decimal or None
        The published growth; without one, the ratio of levels of one vintage.
    is_published : bool
        Whether the growth is the published one.
    comparable_base : Quantity or None
        Last year's level on this year's basis: level / (1 + published growth).
    link : Decimal or None
        Comparable base over last year's published level: 1 when nothing was revised.
    residual_pp : Decimal or None
        Published growth less the ratio of published levels; shown, not explained away.
    """

    growth_pct: Decimal | None
    is_published: bool
    comparable_base: Quantity | None
    link: Decimal | None
    residual_pp: Decimal | None


@dataclass(frozen=True)
class Conflict:
    """Figures of one indicator and period that disagree; all of them are kept."""

    indicator: str
    period: Period
    figures: tuple[Published, ...]
    levels_differ: bool
    growths_differ: bool


@dataclass(frozen=True)
class Remainder:
    """Whole less the sum of its parts, to be shown beside them."""

    parts: Quantity
    whole: Quantity
    difference: Quantity
    difference_pct: Decimal


def compare(now: Published, before: Published) -> Comparison:
    """Compare a figure with that of the year before, without crossing vintages.

    Raises
    ------
    BadInput
        Another indicator, scope or period; or two vintages and no published
        growth to link them.

    Examples
    --------
    A census raised the base: were 4.2 % published (示例数据), it would not be 20 %.

    >>> from daliang.engine.periods import parse_period
    >>> from daliang.engine.quantities import parse_quantity
    >>> past, present = parse_quantity("3567.55亿元"), parse_quantity("4284.06亿元")
    >>> old = Published("社零", parse_period("2023年"), past, vintage="旧基数")
    >>> new = Published("社零", parse_period("2024年"), present, Decimal("4.2"), vintage="新基数")
    >>> told = compare(new, old)
    >>> told.growth_pct, round(told.link, 4), round(told.residual_pp, 1)
    (Decimal('4.2'), Decimal('1.1524'), Decimal('-15.9'))
    """
    _same_figure(now, before)
    ratio = _ratio_pct(now, before)
    if now.growth_pct is None:
        if now.vintage != before.vintage:
            versions = f"（{now.vintage or '未注明'}、{before.vintage or '未注明'}）"
            what = f"{now.indicator}{now.period}与{before.period}不是同一版本{versions}"
            raise BadInput(Problem(what, "不跨版本计算增速；录入公布的增速或同版本的上年数"))
        return Comparison(ratio, False, before.level, None, None)
    base, link = None, None
    if now.level is not None and now.growth_pct > -100:
        base = Quantity(now.level.value / (1 + now.growth_pct / 100), now.level.unit)
        if before.level is not None and before.level.value:
            link = base.value / convert(before.level, now.level.unit.name).value
    residual = None if ratio is None else now.growth_pct - ratio
    return Comparison(now.growth_pct, True, base, link, residual)


def conflicts(figures: Sequence[Published]) -> tuple[Conflict, ...]:
    """Return the indicators and periods whose sources disagree in one vintage and scope.

    None is chosen: each stays with its source and status.

    Examples
    --------
    >>> from daliang.engine.periods import parse_period
    >>> from daliang.engine.quantities import parse_quantity
    >>> half, level = parse_period("2023年上半年"), parse_quantity("28.82亿美元")
    >>> found = conflicts([Published("到位外资", half, level, Decimal("34.05"), source="甲"),
    ...                    Published("到位外资", half, level, Decimal("5.1"), source="乙")])
    >>> [(c.levels_differ, c.growths_differ, len(c.figures)) for c in found]
    [(False, True, 2)]
    """
    groups: dict[tuple[str, int, int, int, str, str], list[Published]] = {}
    for figure in figures:
        period = figure.period
        key = (
            *(figure.indicator, period.year, period.start_month, period.end_month),
            *(figure.scope, figure.vintage),
        )
        groups.setdefault(key, []).append(figure)
    found = []
    for group in groups.values():
        levels = {
            (f.level.value * f.level.unit.factor, f.level.unit.kind) for f in group if f.level
        }
        growths = {f.growth_pct for f in group if f.growth_pct is not None}
        if len(levels) > 1 or len(growths) > 1:
            first = group[0]
            differ = (len(levels) > 1, len(growths) > 1)
            found.append(Conflict(first.indicator, first.period, tuple(group), *differ))
    return tuple(found)


def remainder(whole: Quantity, parts: Sequence[Quantity]) -> Remainder:
    """Return how far the parts are from the whole; they need not sum, and are not made to.

    Examples
    --------
    The thirteen cities of 2023 sum to more than the province.

    >>> from daliang.engine.quantities import parse_quantity
    >>> told = remainder(parse_quantity("128222.2亿元"), [parse_quantity("128960.6亿元")])
    >>> str(told.difference), round(told.difference_pct, 1)
    ('-738.4亿元', Decimal('-0.6'))
    """
    if not parts:
        raise BadInput(Problem("没有分项", "给出各分项的数"))
    total = Quantity(
        sum((convert(part, whole.unit.name).value for part in parts), Decimal(0)), whole.unit
    )
    difference = whole.value - total.value
    if not whole.value:
        raise BadInput(Problem("总数为零，不能比较", "核对总数"))
    return Remainder(total, whole, Quantity(difference, whole.unit), 100 * difference / whole.value)


def _same_figure(now: Published, before: Published) -> None:
    problems = []
    if now.indicator != before.indicator:
        problems.append(Problem(f"{now.indicator}不能与{before.indicator}比", "比较同一指标"))
    if now.scope != before.scope:
        problems.append(
            Problem(f"口径不同：{now.scope}、{before.scope}", "调度数、统计数、财务数分开比较")
        )
    if not now.period.year_before().covers_same_months(before.period):
        problems.append(Problem(f"{now.period}的上年同期不是{before.period}", "换成上年同期的数"))
    if problems:
        raise BadInput(problems)


def _ratio_pct(now: Published, before: Published) -> Decimal | None:
    if now.level is None or before.level is None or not before.level.value:
        return None
    base = convert(before.level, now.level.unit.name)
    return 100 * (now.level.value / base.value - 1)
