"""From segments to causes: impact on the original figures, kind, and one sentence each."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from daliang.engine.drill.arrays import Bools, Floats, decimal_places, rounded, total
from daliang.engine.drill.deviation import deviation, growth_of
from daliang.engine.drill.leaves import Leaves
from daliang.engine.drill.memory import learn
from daliang.engine.drill.panel import Panel, align
from daliang.engine.drill.search import Search, Segment

# A find below this part of all that was found is dust.
DUST = 0.0005
MAX_CAUSES = 12


@dataclass(frozen=True)
class Cause:
    """One segment that moved on its own.

    Parameters
    ----------
    where : tuple of (str, str)
        Dimension and value pairs.
    kind : str
        "rate", "exit" or "entry".
    effect : float
        Change of the segment against the background as a fraction (-0.35);
        for exit and entry the part of its rows that went (negative) or came.
    impact : float
        Its part of the gap, in the measure's unit.
    share : float or None
        impact / gap; None when the gap is zero.
    pull_pp : float
        Its pull on the total's growth, in percentage points.
    rows : int
        Leaves in it.
    evidence : str
        One sentence in the wording of a bulletin.
    """

    where: tuple[tuple[str, str], ...]
    kind: str
    effect: float
    impact: float
    share: float | None
    pull_pp: float
    rows: int
    evidence: str


@dataclass(frozen=True)
class Explanation:
    """The causes, and the rest under its names; all impacts sum to the gap.

    Parameters
    ----------
    causes : tuple of Cause
        Largest impact first; empty when nothing stands out.
    rest : float
        Gap less the causes.
    common : float
        The part of the rest that the common drift of all leaves explains.
    mix : float
        For a ratio: the part of the rest from weights, entry and exit.
    scattered : float
        The part of the rest that nothing explains.
    """

    causes: tuple[Cause, ...]
    rest: float
    common: float
    mix: float
    scattered: float


def find_causes(
    leaves: Leaves,
    *,
    max_causes: int = MAX_CAUSES,
    floor: float = 0.0,
    history: Sequence[Leaves] = (),
) -> Explanation:
    """Find the fewest, plainest, non-overlapping segments that explain the gap.

    Parameters
    ----------
    leaves : Leaves
        The comparison: leaves with base and actual.
    max_causes : int
        At most so many causes.
    floor : float
        Materiality: causes of a smaller impact, in the measure's unit, are not named.
    history : sequence of Leaves
        Earlier comparisons of the same indicator with the same dimensions,
        oldest first and with no known cause; they teach the usual drift.

    Returns
    -------
    Explanation
        Causes and rest; no cause is a good answer.

    Raises
    ------
    BadInput
        When a history table has other dimensions.

    Notes
    -----
    A likelihood-ratio subset scan (Neill 2012) over all cuboids of the
    dimensions, priced by the number of choices (a two-part code), with a
    random effect for the drift of each level.

    Examples
    --------
    >>> names = [f"企业{i}" for i in range(40)]
    >>> flow = [1.0 + 0.01 * (i % 5) for i in range(40)]
    >>> now = [0.4 if i == 7 else x for i, x in enumerate(flow)]
    >>> found = find_causes(Leaves.of({"企业": names}, base=flow, actual=now))
    >>> [(c.where, c.kind, round(c.impact, 2)) for c in found.causes]
    [((('企业', '企业7'),), 'rate', -0.62)]
    """
    panel = align(leaves, history)
    if panel is None:
        return _explanation(leaves, [], np.zeros(len(leaves), np.bool_), 0.0)
    memory = learn(panel.lattice, panel.past, panel.current, floor)
    search = Search(panel.lattice, panel.current, floor=floor, limit=max_causes, memory=memory)
    loud = _loud(search.run())
    causes = list(map(_Describer(leaves, panel, search.mu), loud))
    rows = [panel.original(segment.rows) for segment in loud]
    keep = [i for i in range(len(causes)) if abs(causes[i].impact) >= floor]
    keep = sorted(keep, key=lambda i: -abs(causes[i].impact))[:max_causes]
    taken = np.zeros(len(leaves), np.bool_)
    for i in keep:
        taken |= rows[i]
    return _explanation(leaves, [causes[i] for i in keep], taken, search.mu)


def _loud(segments: Sequence[Segment]) -> list[Segment]:
    heard = sum(abs(segment.excess) for segment in segments)
    return [segment for segment in segments if abs(segment.excess) >= DUST * heard]


def _explanation(
    leaves: Leaves, causes: Sequence[Cause], taken: Bools, background: float
) -> Explanation:
    places = None if leaves.is_ratio else decimal_places(leaves.base, leaves.actual)
    rest = rounded(leaves.gap - sum(cause.impact for cause in causes), places)
    moved = deviation(leaves)
    others = moved.live & ~taken
    common = rounded(total(moved.reference[others]) * growth_of(background), places)
    mix = leaves.gap - total(moved.change) if leaves.is_ratio else 0.0
    return Explanation(tuple(causes), rest, common, mix, rounded(rest - common - mix, places))


class _Describer:
    """Turns a segment into a cause of the original figures."""

    def __init__(self, leaves: Leaves, panel: Panel, background: float) -> None:
        self.leaves = leaves
        self.panel = panel
        self.background = background
        self.change = deviation(leaves).change
        self.places = None if leaves.is_ratio else decimal_places(leaves.base, leaves.actual)

    def __call__(self, segment: Segment) -> Cause:
        rows = self.panel.original(segment.rows)
        where = self._plainest(segment)
        impact = rounded(total(self.change[rows]), self.places)
        kind, effect = self._kind(rows)
        gap, whole = self.leaves.gap, abs(self.leaves.total_base)
        pull = 100 * impact / whole if whole else 0.0
        share = impact / gap if gap else None
        sentence = self._sentence(where, rows, kind, pull, share)
        return Cause(where, kind, effect, impact, share, pull, int(rows.sum()), sentence)

    def _plainest(self, segment: Segment) -> tuple[tuple[str, str], ...]:
        """Name the same rows with as few conditions as possible."""
        pairs = list(zip(segment.slice.axes, segment.slice.values, strict=True))
        live = self.panel.current.live
        codes = self.panel.lattice.codes

        def size(some: Sequence[tuple[int, int]]) -> int:
            mask = live.copy()
            for axis, value in some:
                mask &= codes[axis] == value
            return int(np.count_nonzero(mask))

        full = size(pairs)
        for pair in list(pairs):
            fewer = [p for p in pairs if p != pair]
            if fewer and size(fewer) == full:
                pairs = fewer
        return tuple((self.panel.names[a], self.panel.label(a, v)) for a, v in pairs)

    def _kind(self, rows: Bools) -> tuple[str, float]:
        base, actual = self._levels(rows)
        gone, new = (base != 0) & (actual == 0), (base == 0) & (actual != 0)
        moved = np.abs(actual - base)
        whole = float(moved.sum())
        if whole and float(moved[gone].sum()) > whole / 2:
            return "exit", -float(gone.sum()) / max(int((base != 0).sum()), 1)
        if whole and float(moved[new].sum()) > whole / 2:
            return "entry", float(new.sum()) / max(int((actual != 0).sum()), 1)
        stays = (base != 0) & (actual != 0)
        if not stays.any() or not base[stays].sum():
            return "rate", self.background
        own = float(actual[stays].sum() / base[stays].sum())
        usual = 1 + growth_of(self.background)
        return "rate", own / usual - 1 if usual > 0 else own - 1

    def _levels(self, rows: Bools) -> tuple[Floats, Floats]:
        base, actual = self.leaves.base[rows], self.leaves.actual[rows]
        if self.leaves.base_den is None or self.leaves.actual_den is None:
            return base, actual
        den_base, den_actual = self.leaves.base_den[rows], self.leaves.actual_den[rows]
        weight = np.where(den_base > 0, den_actual / np.where(den_base > 0, den_base, 1), 0.0)
        return base * weight, actual

    def _sentence(
        self,
        where: tuple[tuple[str, str], ...],
        rows: Bools,
        kind: str,
        pull: float,
        share: float | None,
    ) -> str:
        name = "、".join(value for _, value in where)
        base, actual = self._levels(rows)
        was, now = total(base), total(actual)
        if was <= 0:
            change = "由无到有"
        elif now == 0:
            change = "本期为零"
        else:
            change = f"{'增长' if now > was else '下降'}{abs(100 * (now - was) / was):.1f}%"
        parts = [f"{name}{change}", f"{'拉动' if pull >= 0 else '下拉'}全市{abs(pull):.2f}个百分点"]
        if share is not None and abs(share) <= 10:
            parts.append(f"贡献率{100 * share:.1f}%")
        if kind == "exit":
            parts.append(
                f"{int((base != 0).sum())}行中{int(((base != 0) & (actual == 0)).sum())}行归零"
            )
        if kind == "entry":
            parts.append(f"{len(base)}行中{int(((base == 0) & (actual != 0)).sum())}行为新增")
        return "，".join(parts)
