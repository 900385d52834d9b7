"""Other exact ways to take a change apart: firms, scope, a reference area, the base."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np

from daliang.engine.checks import BadInput, Problem
from daliang.engine.drill.arrays import (
    Bools,
    Floats,
    decimal_places,
    group_sums,
    rounded,
    total,
)
from daliang.engine.drill.contributions import growth_pct
from daliang.engine.drill.leaves import Dimension, Leaves
from daliang.engine.drill.ratio import ratio_effects


@dataclass(frozen=True)
class FirmGroup:
    """Continuing, new or gone firms together; `impact` and `pull_pp` add up over groups."""

    firms: int
    base: float
    actual: float
    impact: float
    pull_pp: float


@dataclass(frozen=True)
class FirmChange:
    """The gap by continuing, new and gone firms; the three impacts sum to it.

    Parameters
    ----------
    continuing, new, gone : FirmGroup
        Firms with both periods, with the actual only, with the base only.
    growing : int
        Continuing firms that grew (增产户数).
    """

    continuing: FirmGroup
    new: FirmGroup
    gone: FirmGroup
    growing: int


def firm_change(leaves: Leaves, firm: Dimension) -> FirmChange:
    """Split the gap by whether the firm was there in both periods.

    Parameters
    ----------
    leaves : Leaves
        The leaf table; a firm may have several rows.
    firm : Dimension
        The firm of each row.

    Examples
    --------
    >>> leaves = Leaves.of({"企业": ["甲", "乙", "丙"]}, base=[10, 5, 0], actual=[12, 0, 4])
    >>> change = firm_change(leaves, leaves.dimension("企业"))
    >>> change.continuing.impact, change.new.impact, change.gone.impact
    (2.0, 4.0, -5.0)
    """
    count = len(firm.labels)
    base, actual = (group_sums(firm.codes, count, x) for x in (leaves.base, leaves.actual))
    if leaves.base_den is None or leaves.actual_den is None:
        before, after, impact = base != 0, actual != 0, actual - base
        places = decimal_places(leaves.base, leaves.actual)
    else:
        den_base = group_sums(firm.codes, count, leaves.base_den)
        den_actual = group_sums(firm.codes, count, leaves.actual_den)
        before, after, places = den_base > 0, den_actual > 0, None
        impact = ratio_effects(base, den_base, actual, den_actual).impact
        base, actual = base / total(den_base), actual / total(den_actual)
    whole = abs(leaves.total_base)

    def group(rows: Bools) -> FirmGroup:
        gave = rounded(total(impact[rows]), places)
        return FirmGroup(
            int(rows.sum()),
            rounded(total(base[rows]), places),
            rounded(total(actual[rows]), places),
            gave,
            100 * gave / whole if whole else 0.0,
        )

    # Rows without either period carry nothing, but must not be lost for a ratio.
    return FirmChange(
        group(before & after),
        group(after & ~before),
        group(before & ~after),
        int((before & after & (impact > 0)).sum()),
    )


@dataclass(frozen=True)
class ScopeBridge:
    """From the published growth to the growth on one and the same list of firms (同口径).

    Parameters
    ----------
    published_base, published_actual : float
        As printed last year and this year.
    scope : float
        Base restated to this year's list less the published base.
    rounding : float
        Sum of the rows less the published actual figure.
    published_growth_pct, growth_pct : float or None
        On the published base, and on the same scope.
    """

    published_base: float
    published_actual: float
    base: float
    actual: float
    scope: float
    rounding: float
    published_growth_pct: float | None
    growth_pct: float | None


def scope_bridge(
    leaves: Leaves, *, published_base: float, published_actual: float | None = None
) -> ScopeBridge:
    """Bridge the published figures and the rows; the residuals are lines of their own.

    ``published_actual - published_base == gap + scope - rounding``.

    Examples
    --------
    >>> leaves = Leaves.of({"板块": ["东区"]}, base=[95], actual=[105])
    >>> bridge = scope_bridge(leaves, published_base=100)
    >>> bridge.scope, round(bridge.growth_pct, 2), bridge.published_growth_pct
    (-5.0, 10.53, 5.0)
    """
    base, actual = leaves.total_base, leaves.total_actual
    stated = actual if published_actual is None else published_actual
    places = decimal_places(leaves.base, leaves.actual, np.array([published_base, stated]))
    return ScopeBridge(
        published_base,
        stated,
        base,
        actual,
        rounded(base - published_base, places),
        rounded(actual - stated, places),
        growth_pct(published_base, stated),
        growth_pct(base, actual),
    )


@dataclass(frozen=True)
class ShiftShare:
    """One part's change: what the reference area's growth, its industry and its own edge gave."""

    value: str
    impact: float
    reference: float
    industry_mix: float
    own_edge: float


def shift_share(
    leaves: Leaves, name: str, *, reference_pct: Mapping[str, float], reference_total_pct: float
) -> tuple[ShiftShare, ...]:
    """Compare growth by part with a reference area, such as the province (Dunn 1960).

    Parameters
    ----------
    leaves : Leaves
        Leaf table of a sum measure.
    name : str
        The dimension, usually the industry.
    reference_pct : mapping of str to float
        Growth of each value of it in the reference area, in per cent.
    reference_total_pct : float
        Growth of the whole reference area, in per cent.

    Raises
    ------
    BadInput
        When a value with a base has no reference growth, or the measure is a ratio.

    Examples
    --------
    >>> leaves = Leaves.of({"行业": ["电子", "纺织"]}, base=[100, 50], actual=[120, 49])
    >>> for row in shift_share(
    ...     leaves, "行业", reference_pct={"电子": 15, "纺织": 1}, reference_total_pct=8
    ... ):
    ...     print(row.value, row.reference, row.industry_mix, row.own_edge)
    电子 8.0 7.0 5.0
    纺织 4.0 -3.5 -1.5
    """
    if leaves.is_ratio:
        raise BadInput(Problem("份额偏离分析只用于总量指标", "改用 --measure sum"))
    dimension = leaves.dimension(name)
    base, actual = (
        group_sums(dimension.codes, len(dimension.labels), x) for x in (leaves.base, leaves.actual)
    )
    problems = [
        Problem(f"对照表里没有“{label}”", "补上它在对照地区的增速", column=name)
        for label, was in zip(dimension.labels, base, strict=True)
        if was and str(label) not in reference_pct
    ]
    if problems:
        raise BadInput(problems)
    rows = []
    for label, was, now in zip(dimension.labels, base.tolist(), actual.tolist(), strict=True):
        own = reference_pct.get(str(label), reference_total_pct)
        general = was * reference_total_pct / 100
        mix = was * (own - reference_total_pct) / 100
        rows.append(ShiftShare(str(label), now - was, general, mix, now - was - general - mix))
    return tuple(rows)


@dataclass(frozen=True)
class BaseEffect:
    """How much of a growth rate last year's growth explains.

    Parameters
    ----------
    growth_pct : float
        This year's growth.
    two_year_average_pct : float
        Growth a year over two years (两年平均增长).
    base_effect_pp : float
        Growth less the two-year average: what a low or high base gave.
    """

    growth_pct: float
    two_year_average_pct: float
    base_effect_pp: float


def base_effect(growth: float, growth_a_year_ago: float) -> BaseEffect:
    """Separate the effect of a low or high base from this year's pace.

    Examples
    --------
    >>> base_effect(12.0, -4.0)
    BaseEffect(growth_pct=12.0, two_year_average_pct=3.69, base_effect_pp=8.31)
    """
    both = (1 + growth / 100) * (1 + growth_a_year_ago / 100)
    if both < 0:
        raise BadInput(Problem("两年增速不能合成（降幅超过100%）", "检查增速"))
    average = round(100 * (both**0.5 - 1), 2)
    return BaseEffect(growth, average, round(growth - average, 2))


def waterfall(impacts: Floats, start: float) -> Floats:
    """Return the level after each step of a waterfall chart, starting from the base.

    Examples
    --------
    >>> waterfall(np.array([5.0, -2.0]), 100.0).tolist()
    [100.0, 105.0, 103.0]
    """
    return np.concatenate([[start], start + np.cumsum(impacts)])
