"""Exact tables: what every part was, is, and gave to the total's growth."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from daliang.engine.drill.arrays import Floats, decimal_places, group_sums, rounded, total
from daliang.engine.drill.leaves import Dimension, Leaves
from daliang.engine.drill.ratio import ratio_effects

# Below this growth of the total (in %) a share of its change means nothing.
STILL_PCT = 0.05


@dataclass(frozen=True)
class Part:
    """One line of a contribution table.

    Parameters
    ----------
    value : str
        The part, such as a district.
    base, actual : float
        In the measure's unit (for a ratio: the part's own ratio).
    impact : float
        What the part gave to the gap, in the measure's unit.
    growth_pct : float or None
        Own growth; None without a base.
    pull_pp : float
        拉动点: percentage points of the total's growth; sums to it.
    contribution_pct : float or None
        贡献率: share of the total's change; None when the total hardly moves.
    rate_effect, mix_effect : float or None
        For a ratio: impact through the part's own rate and through its weight
        (entry and exit count as weight); they sum to `impact`.
    within : str
        The coarser value it lies in, where a hierarchy is known.
    """

    value: str
    base: float
    actual: float
    impact: float
    growth_pct: float | None
    pull_pp: float
    contribution_pct: float | None
    rate_effect: float | None = None
    mix_effect: float | None = None
    within: str = ""


@dataclass(frozen=True)
class ContributionTable:
    """All parts of one dimension; their impacts sum to the gap.

    Parameters
    ----------
    name : str
        The dimension, or a path of them joined by “>”.
    parts : tuple of Part
        Strongest pull first.
    growing, comparable : int
        增长面: parts that grew, of those that have a base.
    """

    name: str
    parts: tuple[Part, ...]
    growing: int
    comparable: int

    @property
    def breadth_pct(self) -> float | None:
        """增长面 in per cent; None when no part has a base."""
        return 100 * self.growing / self.comparable if self.comparable else None


def growth_pct(base: float, actual: float) -> float | None:
    """Return growth in per cent; against the size of a negative base; None without one.

    Examples
    --------
    >>> growth_pct(80.0, 100.0), growth_pct(-50.0, -25.0), growth_pct(0.0, 3.0)
    (25.0, 50.0, None)
    """
    return None if base == 0 else 100 * (actual - base) / abs(base)


def contribution_table(leaves: Leaves, name: str, *, within: str = "") -> ContributionTable:
    """Tabulate one dimension.

    Parameters
    ----------
    leaves : Leaves
        The leaf table.
    name : str
        A dimension of it.
    within : str, optional
        A coarser dimension; where it is a proper parent each line names it,
        where one value has several parents lines are split by parent.

    Returns
    -------
    ContributionTable
        In the unit of the measure; impacts sum to ``leaves.gap``.

    Notes
    -----
    Pull in points is (v_i - f_i) / F x 100, contribution rate
    (v_i - f_i) / (V - F) x 100, as statistical bulletins define them.

    Examples
    --------
    >>> leaves = Leaves.of({"板块": ["东区", "西区"]}, base=[60, 40], actual=[66, 44])
    >>> for part in contribution_table(leaves, "板块").parts:
    ...     print(part.value, part.growth_pct, part.pull_pp, part.contribution_pct)
    东区 10.0 6.0 60.0
    西区 10.0 4.0 40.0
    """
    dimension = leaves.dimension(name)
    parents: Sequence[str] = ()
    title = name
    if within:
        dimension, parents = _under(dimension, leaves.dimension(within))
        if any(">" in str(label) for label in dimension.labels[:1]) and dimension.name != name:
            title = dimension.name
    figures = _ratio_figures(leaves, dimension) if leaves.is_ratio else _figures(leaves, dimension)
    parts = _parts(leaves, dimension, figures, parents)
    based = [part for part in parts if part.growth_pct is not None]
    growing = sum(1 for part in based if part.actual > part.base)
    return ContributionTable(title, tuple(parts), growing, len(based))


@dataclass(frozen=True, eq=False)
class _Figures:
    base: Floats
    actual: Floats
    impact: Floats
    places: int | None
    rate: Floats | None = None


def _figures(leaves: Leaves, dimension: Dimension) -> _Figures:
    places = decimal_places(leaves.base, leaves.actual)
    count = len(dimension.labels)
    base = group_sums(dimension.codes, count, leaves.base)
    actual = group_sums(dimension.codes, count, leaves.actual)
    impact = group_sums(dimension.codes, count, leaves.actual - leaves.base)
    return _Figures(base, actual, impact, places)


def _ratio_figures(leaves: Leaves, dimension: Dimension) -> _Figures:
    assert leaves.base_den is not None
    assert leaves.actual_den is not None
    count = len(dimension.labels)
    num_base, den_base, num_actual, den_actual = (
        group_sums(dimension.codes, count, column)
        for column in (leaves.base, leaves.base_den, leaves.actual, leaves.actual_den)
    )
    effects = ratio_effects(num_base, den_base, num_actual, den_actual)
    base = np.where(den_base > 0, num_base / np.where(den_base > 0, den_base, 1), 0.0)
    actual = np.where(den_actual > 0, num_actual / np.where(den_actual > 0, den_actual, 1), 0.0)
    return _Figures(base, actual, effects.impact, None, effects.rate)


def _parts(
    leaves: Leaves, dimension: Dimension, figures: _Figures, parents: Sequence[str]
) -> list[Part]:
    whole, gap = leaves.total_base, leaves.gap
    share = bool(whole) and abs(100 * gap / whole) >= STILL_PCT
    parts: list[Part] = []
    for i in np.argsort(-np.abs(figures.impact), kind="stable").tolist():
        base, actual = float(figures.base[i]), float(figures.actual[i])
        impact = float(figures.impact[i])
        rate = None if figures.rate is None else float(figures.rate[i])
        parts.append(
            Part(
                value=str(dimension.labels[i]),
                base=rounded(base, figures.places),
                actual=rounded(actual, figures.places),
                impact=rounded(impact, figures.places),
                growth_pct=growth_pct(base, actual),
                pull_pp=100 * impact / abs(whole) if whole else 0.0,
                contribution_pct=100 * impact / gap if share else None,
                rate_effect=rate,
                mix_effect=None if rate is None else impact - rate,
                within=parents[i] if parents else "",
            )
        )
    return parts


def _under(fine: Dimension, coarse: Dimension) -> tuple[Dimension, list[str]]:
    """Place each fine value in its coarse one; split those that have several."""
    pair = fine.codes * len(coarse.labels) + coarse.codes
    keys, codes = np.unique(pair, return_inverse=True)
    fine_of, coarse_of = keys // len(coarse.labels), keys % len(coarse.labels)
    parents = [str(coarse.labels[code]) for code in coarse_of]
    if len(np.unique(fine_of)) == len(keys):
        return Dimension(fine.name, fine.labels[fine_of], codes), parents
    labels = [
        f"{parent}>{fine.labels[code]}" for parent, code in zip(parents, fine_of, strict=True)
    ]
    split = Dimension(f"{coarse.name}>{fine.name}", np.array(labels, dtype=object), codes)
    return split, parents


def fold(table: ContributionTable, keep: int) -> ContributionTable:
    """Keep the strongest lines and fold the others into one that closes the table.

    The folded line carries base, actual and impact of all that it stands for
    (for a ratio only the impacts, since ratios do not add).
    """
    if len(table.parts) <= keep:
        return table
    head, tail = table.parts[:keep], table.parts[keep:]
    additive = tail[0].rate_effect is None
    base = total(np.array([part.base for part in tail])) if additive else 0.0
    actual = total(np.array([part.actual for part in tail])) if additive else 0.0
    impact = total(np.array([part.impact for part in tail]))
    rest = Part(
        value=f"其余{len(tail)}项",
        base=base,
        actual=actual,
        impact=impact,
        growth_pct=growth_pct(base, actual) if additive else None,
        pull_pp=sum(part.pull_pp for part in tail),
        contribution_pct=_sum_known([part.contribution_pct for part in tail]),
        rate_effect=_sum_known([part.rate_effect for part in tail]),
        mix_effect=_sum_known([part.mix_effect for part in tail]),
    )
    return ContributionTable(table.name, (*head, rest), table.growing, table.comparable)


def _sum_known(values: Sequence[float | None]) -> float | None:
    known = [value for value in values if value is not None]
    return sum(known) if known else None
