"""The office's wording: 增长、拉动、贡献率, with the numbers that the tables show."""

from __future__ import annotations

from dataclasses import dataclass

from daliang.engine.drill import Cause, Leaves, growth_pct

STILL_PCT = 0.05


@dataclass(frozen=True)
class Whole:
    """What pulls and contributions refer to.

    Examples
    --------
    >>> city = Whole("全市", 200.0, 210.0)
    >>> city.pull(4.0), city.contribution(4.0)
    (2.0, 40.0)
    """

    name: str
    base: float
    actual: float

    @property
    def gap(self) -> float:
        """Actual less base."""
        return self.actual - self.base

    def pull(self, impact: float) -> float:
        """Percentage points that an impact gives to the whole's growth (拉动点)."""
        return 100 * impact / abs(self.base) if self.base else 0.0

    def contribution(self, impact: float) -> float | None:
        """Per cent of the whole's change (贡献率); None while the whole hardly moves."""
        if not self.base or abs(100 * self.gap / self.base) < STILL_PCT:
            return None
        return 100 * impact / self.gap


def change_words(base: float, actual: float) -> str:
    """Say how a figure moved.

    >>> change_words(100, 88.5), change_words(0, 3), change_words(5, 0)
    ('下降11.5%', '由无到有', '本期为零')
    """
    growth = growth_pct(base, actual)
    if growth is None:
        return "由无到有" if actual else "两期均为零"
    if actual == 0:
        return "本期为零"
    return f"{'增长' if growth >= 0 else '下降'}{abs(growth):.1f}%"


def pull_words(impact: float, whole: Whole) -> str:
    """Say what an impact gave to the whole.

    >>> pull_words(-4.0, Whole("全市", 200.0, 190.0))
    '下拉全市2.00个百分点，贡献率40.0%'
    """
    pull, part = whole.pull(impact), whole.contribution(impact)
    words = f"{'拉动' if pull >= 0 else '下拉'}{whole.name}{abs(pull):.2f}个百分点"
    return words if part is None else f"{words}，贡献率{part:.1f}%"


def cause_sentence(
    place: str, cause: Cause, inside: Leaves, whole: Whole, *, is_nested: bool
) -> str:
    """Say a cause as a bulletin would."""
    base, actual = float(inside.base.sum()), float(inside.actual.sum())
    parts = [f"{place}{change_words(base, actual)}", pull_words(cause.impact, whole)]
    listed = int((inside.base != 0).sum())
    if cause.kind == "exit" and len(inside) > 1:
        stopped = int(((inside.base != 0) & (inside.actual == 0)).sum())
        parts.append(f"上年有数的{listed}家中{stopped}家本期为零")
    elif cause.kind == "entry":
        new = int(((inside.base == 0) & (inside.actual != 0)).sum())
        parts.append(f"{len(inside)}家中{new}家为新增")
    elif len(inside) > 1:
        fell = int((inside.actual < inside.base).sum())
        parts.append(f"{len(inside)}家企业中{fell}家下降")
    if is_nested:
        parts.append("其中单列的部分不重复计算")
    return "，".join(parts)
