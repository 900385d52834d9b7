"""Labelled cases for the drill with backgrounds as in real data, and harder clean ones.

All data are synthetic (示例数据). A case is one table over a fixed set of leaves,
earlier comparisons of the same indicator, a materiality floor, and the truth.

  R   monthly output of a city's firms against the same month a year before: every
      district, street, industry and chain drifts (autocorrelated, heavy tails), holidays
      move, firms come and go, some deliver in lumps
  P   hourly counts over five dimensions against the hour or the day before: daily rhythm
      of each attribute, drift of attributes and pairs, many small and empty leaves
  RQ, PQ   the same worlds in a quiet period: nothing to find
  H1  correlated dimensions     H2  three depths at once (1, 2 and a single leaf)
  H3  ratio with exits and entries of volume as distractors
  H4  1 % signals in 1 % noise  H5  twelve dimensions  H6  negative figures among the rows
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field

import numpy as np

REAL_LEVELS = ("R", "P", "RQ", "PQ")
HARD_LEVELS = ("H1", "H2", "H3", "H4", "H5", "H6")


@dataclass
class Case:
    """One labelled comparison; `where` of a truth maps dimension to value code."""

    dims: list[str]
    codes: list[np.ndarray]
    base: np.ndarray
    actual: np.ndarray
    truth: list[dict[str, int]] = field(default_factory=list)
    base_den: np.ndarray | None = None
    actual_den: np.ndarray | None = None
    history: list[tuple[np.ndarray, np.ndarray]] = field(default_factory=list)
    floor: float = 0.0

    def rows(self, where: dict[str, int]) -> np.ndarray:
        """Return the live leaves that a description selects."""
        if self.base_den is None:
            mask = (self.base != 0) | (self.actual != 0)
        else:
            mask = (self.base_den != 0) | (self.actual_den != 0)
        for name, value in where.items():
            mask = mask & (self.codes[self.dims.index(name)] == value)
        return mask


def make(level: str, seed: int, index: int) -> Case:
    """Make one case; the stream depends on level, seed and index only."""
    rng = np.random.default_rng([seed, sum(ord(c) * 131**i for i, c in enumerate(level)), index])
    return _MAKERS[level](rng)


# ---------------------------------------------------------------- drawing the causes
def _draw(
    rng: np.random.Generator,
    case: Case,
    used: np.ndarray,
    depth: int,
    *,
    free: Sequence[int],
    low: float,
    high: float = 0.25,
    rows: int = 8,
) -> tuple[dict[str, int], np.ndarray] | None:
    """Draw a slice that weighs between `low` and `high` of the base and is not used yet."""
    weight = np.abs(case.base)
    whole = weight.sum()
    live = np.flatnonzero(weight > 0)
    for _ in range(400):
        axes = sorted(rng.choice(free, depth, replace=False))
        row = rng.choice(live, p=weight[live] / weight[live].sum())
        where = {case.dims[a]: int(case.codes[a][row]) for a in axes}
        mask = case.rows(where)
        part = weight[mask].sum() / whole
        if low <= part <= high and np.count_nonzero(mask) >= rows and not (mask & used).any():
            return where, mask
    return None


def _inject(
    rng: np.random.Generator,
    case: Case,
    *,
    depths: Sequence[int],
    free: Sequence[int],
    severity: tuple[float, float],
    firm_axis: int | None = None,
) -> None:
    """Shift some slices of the actual figures; each is worth at least 1.5 times the floor."""
    used = np.zeros(len(case.base), bool)
    for number, depth in enumerate(depths):
        firm = firm_axis is not None and number > 0 and rng.random() < 0.4
        down = rng.random() < (0.8 if firm else 0.65)
        size = (
            rng.uniform(*((0.4, 0.9) if down else (0.5, 1.2))) if firm else rng.uniform(*severity)
        )
        least = 2 * case.floor / np.abs(case.base).sum() / size
        for _ in range(20):
            if firm:
                drawn = _draw(rng, case, used, 1, free=[firm_axis or 0], low=least, rows=1)
            else:
                drawn = _draw(rng, case, used, depth, free=free, low=max(least, 0.004))
            if drawn is None:
                break
            where, mask = drawn
            shifted = case.actual[mask] * (1 - size if down else 1 + size)
            # What the table shows must matter too: a fall can hide a rise of the background.
            if abs(shifted.sum() - case.base[mask].sum()) >= 1.5 * case.floor:
                case.actual[mask] = shifted
                used |= mask
                case.truth.append(where)
                break


# ---------------------------------------------------------------- real backgrounds
def _walk(
    rng: np.random.Generator, periods: int, count: int, scale: float, memory: float
) -> np.ndarray:
    """Autocorrelated drift with heavy-tailed shocks, one column an attribute value."""
    shocks = rng.standard_t(4, (periods + 20, count)) / np.sqrt(2) * scale
    level = np.zeros((periods + 20, count))
    for t in range(1, periods + 20):
        level[t] = memory * level[t - 1] + np.sqrt(1 - memory**2) * shocks[t]
    return level[20:]


def _firms(rng: np.random.Generator, *, quiet: bool) -> Case:
    n = int(rng.integers(2000, 6000))
    months = 25
    street_of = np.sort(rng.integers(0, 7, 50))
    sector_of = np.sort(rng.integers(0, 5, 34))
    chain_of = rng.integers(0, 12, 34)
    street = rng.choice(50, n, p=rng.dirichlet(np.full(50, 1.5)))
    industry = rng.choice(34, n, p=rng.dirichlet(np.full(34, 1.2)))
    chain = np.where(rng.random(n) < 0.85, chain_of[industry], rng.integers(0, 12, n))
    size = np.exp(rng.normal(4, 1.5, n))
    owner = rng.choice(5, n, p=[0.5, 0.2, 0.15, 0.1, 0.05])
    dims = ["district", "street", "sector", "industry", "chain", "ownership", "enterprise"]
    codes = [street_of[street], street, sector_of[industry], industry, chain, owner, np.arange(n)]
    drift = rng.uniform(0.3, 1.0)
    log_level = np.log(size) + np.zeros((months, n))
    for axis, scale in ((0, 0.03), (1, 0.04), (2, 0.03), (3, 0.06), (4, 0.04), (5, 0.02)):
        count = int(codes[axis].max()) + 1
        log_level += _walk(rng, months, count, scale * drift, 0.8)[:, codes[axis]]
    pair = codes[0] * 5 + codes[2]
    log_level += _walk(rng, months, 35, 0.03 * drift, 0.7)[:, pair]
    # Calendar: the long holiday falls in another month each year; industries mind it unequally.
    holiday = rng.normal(0, 0.15, 34)
    for month in (1, 14, 24):
        log_level[month] += holiday[industry] + rng.normal(0, 0.02, n)
    noise = rng.uniform(0.06, 0.16) * (size / np.median(size)) ** -0.1
    log_level += noise * _walk(rng, months, n, 1.0, 0.4)
    flow = np.exp(log_level)
    lumpy = (rng.random(n) < 0.05) & (size < np.quantile(size, 0.98))
    flow *= np.where(lumpy, rng.random((months, n)) < 0.6, True)
    small = size < np.quantile(size, rng.uniform(0.85, 0.97))
    born = np.where((rng.random(n) < 0.2) & small, rng.integers(0, months, n), 0)
    dead = np.where((rng.random(n) < 0.2) & small, rng.integers(6, months + 6, n), months + 6)
    when = np.arange(months)[:, None]
    flow = np.where((when >= born) & (when < dead), flow, 0.0).round(2)
    history = [(flow[t - 12].copy(), flow[t].copy()) for t in range(12, months - 1)]
    base, actual = flow[months - 13].copy(), flow[months - 1].copy()
    case = Case(dims, codes, base, actual, history=history)
    case.floor = float(rng.uniform(0.003, 0.008)) * base.sum()
    if not quiet:
        depths = rng.integers(1, 3, int(rng.integers(1, 4)))
        _inject(
            rng, case, depths=depths, free=[0, 1, 2, 3, 4, 5], severity=(0.3, 0.75), firm_axis=6
        )
        case.actual = case.actual.round(2)
    return case


def _views(rng: np.random.Generator, *, quiet: bool) -> Case:
    sizes = [int(rng.integers(a, b)) for a, b in ((15, 32), (4, 7), (3, 6), (8, 20), (5, 12))]
    shares = [rng.permutation(1 / np.arange(1, s + 1) ** rng.uniform(0.6, 1.2)) for s in sizes]
    n = int(rng.integers(3000, 12000))
    grid = np.unique(
        np.stack([rng.choice(s, 3 * n, p=p / p.sum()) for s, p in zip(sizes, shares, strict=True)]),
        axis=1,
    )
    codes = list(grid[:, rng.permutation(grid.shape[1])[:n]])
    n = len(codes[0])
    rate = np.exp(rng.normal(0, 0.8, n))
    for code, share in zip(codes, shares, strict=True):
        rate *= share[code] / share.mean()
    rate *= np.exp(rng.uniform(5.3, 6.7)) / max(float(np.sort(rate)[-n // 20]), 1e-9)
    hours = 24 * 3 + 1
    lag = int(rng.choice([1, 24]))
    clock = 2 * np.pi * np.arange(hours) / 24
    drift = rng.uniform(0.5, 1.5)
    log_rate = np.log(rate) + 0.5 * np.sin(clock + rng.uniform(0, 6.28))[:, None] + np.zeros(n)
    for axis, scale in ((0, 0.05), (1, 0.03), (2, 0.02), (3, 0.08), (4, 0.05)):
        rhythm = rng.normal(0, 0.12, sizes[axis])[codes[axis]]
        log_rate += np.sin(clock + 1.0 + axis)[:, None] * rhythm
        log_rate += _walk(rng, hours, sizes[axis], scale * drift, 0.8)[:, codes[axis]]
    pair = codes[3] * sizes[4] + codes[4]
    log_rate += _walk(rng, hours, sizes[3] * sizes[4], 0.06 * drift, 0.8)[:, pair]
    shape = rng.uniform(8, 60)
    mean = np.exp(log_rate) * rng.gamma(shape, 1 / shape, (hours, n))
    counts = rng.poisson(mean).astype(float)
    first = hours - 1 - int(rng.integers(12, 25))
    history = [(counts[t - lag].copy(), counts[t].copy()) for t in range(first, hours - 1)]
    base, actual = counts[hours - 1 - lag].copy(), counts[hours - 1].copy()
    case = Case([f"d{i + 1}" for i in range(5)], codes, base, actual, history=history)
    case.floor = float(rng.uniform(0.004, 0.01)) * base.sum()
    if not quiet:
        depths = rng.integers(1, 4, int(rng.integers(1, 4)))
        _inject(rng, case, depths=depths, free=[0, 1, 2, 3, 4], severity=(0.3, 0.9))
        case.actual = case.actual.round()
    return case


# ---------------------------------------------------------------- harder clean cases
def _cube(rng: np.random.Generator, sizes: Sequence[int], rows: int) -> list[np.ndarray]:
    grid = np.unique(np.stack([rng.integers(0, s, rows) for s in sizes]), axis=1)
    return list(grid)


def _clean(
    rng: np.random.Generator, codes: list[np.ndarray], noise: float, *, spread: float = 1.2
) -> Case:
    n = len(codes[0])
    base = np.exp(rng.normal(4, spread, n))
    actual = base * np.exp(rng.normal(0, noise, n))
    return Case([f"d{i + 1}" for i in range(len(codes))], codes, base, actual)


def _correlated(rng: np.random.Generator) -> Case:
    first = rng.choice(12, 12000, p=rng.dirichlet(np.full(12, 3)))
    follow = np.where(rng.random(12000) < 0.8, first % 6, rng.integers(0, 6, 12000))
    third = np.where(rng.random(12000) < 0.7, (follow * 2) % 8, rng.integers(0, 8, 12000))
    codes = [first, follow, third, rng.integers(0, 10, 12000)]
    case = _clean(rng, codes, rng.uniform(0.05, 0.15))
    _inject(rng, case, depths=[1, 2][: rng.integers(1, 3)], free=range(4), severity=(0.25, 0.6))
    return case


def _three_depths(rng: np.random.Generator) -> Case:
    codes = _cube(rng, [9, 10, 8, 7], 9000)
    case = _clean(rng, codes, rng.uniform(0.03, 0.1))
    _inject(rng, case, depths=[1, 2], free=range(4), severity=(0.3, 0.7))
    used = np.zeros(len(case.base), bool)
    for where in case.truth:
        used |= case.rows(where)
    big = np.flatnonzero((case.base > np.quantile(case.base, 0.98)) & ~used)
    leaf = int(rng.choice(big))
    case.actual[leaf] *= 1 - rng.uniform(0.5, 0.9)
    case.truth.append({name: int(code[leaf]) for name, code in zip(case.dims, codes, strict=True)})
    return case


def _ratio(rng: np.random.Generator) -> Case:
    codes = _cube(rng, [9, 12, 8, 5], 5000)
    case = _clean(rng, codes, 0.0)
    n = len(case.base)
    rate = 0.1 * np.exp(rng.normal(0, 0.3, 9)[codes[0]] + rng.normal(0, 0.3, 12)[codes[1]])
    den_base = case.base.copy()
    den_actual = den_base * np.exp(rng.normal(0, 0.1, n))
    case.base = den_base
    for change in rng.choice([0.0, 0.5, 1.8], 2):
        drawn = _draw(rng, case, np.zeros(n, bool), 2, free=range(4), low=0.01)
        if drawn is not None:
            den_actual[drawn[1]] *= change if change else rng.random(drawn[1].sum()) < 0.3
    entered = rng.random(n) < 0.02
    noise = rng.uniform(0.03, 0.12)
    case.actual = den_base * rate * np.exp(rng.normal(0, noise, n))
    _inject(
        rng,
        case,
        depths=rng.integers(1, 3, rng.integers(1, 3)),
        free=range(4),
        severity=(0.25, 0.6),
    )
    case.actual = case.actual / den_base * den_actual
    case.base = np.where(entered, 0.0, den_base * rate)
    case.base_den, case.actual_den = np.where(entered, 0.0, den_base), den_actual
    return case


def _faint(rng: np.random.Generator) -> Case:
    case = _clean(rng, _cube(rng, [10, 12, 8, 6], 12000), 0.01)
    _inject(
        rng,
        case,
        depths=rng.integers(1, 3, rng.integers(1, 3)),
        free=range(4),
        severity=(0.01, 0.015),
    )
    return case


def _wide(rng: np.random.Generator) -> Case:
    codes = [rng.integers(0, s, 8000) for s in (4, 8, 3, 6, 5, 9, 4, 7, 3, 6, 5, 10)]
    case = _clean(rng, codes, rng.uniform(0.05, 0.15))
    _inject(
        rng,
        case,
        depths=rng.integers(1, 4, rng.integers(1, 4)),
        free=range(12),
        severity=(0.3, 0.7),
    )
    return case


def _negative(rng: np.random.Generator) -> Case:
    case = _clean(rng, _cube(rng, [9, 10, 8, 6], 9000), rng.uniform(0.03, 0.1))
    losses = rng.random(len(case.base)) < 0.15
    case.base[losses] *= -1
    case.actual[losses] *= -1
    _inject(
        rng, case, depths=rng.integers(1, 3, rng.integers(1, 3)), free=range(4), severity=(0.3, 0.7)
    )
    return case


_MAKERS: dict[str, Callable[[np.random.Generator], Case]] = {
    "R": lambda rng: _firms(rng, quiet=False),
    "RQ": lambda rng: _firms(rng, quiet=True),
    "P": lambda rng: _views(rng, quiet=False),
    "PQ": lambda rng: _views(rng, quiet=True),
    "H1": _correlated,
    "H2": _three_depths,
    "H3": _ratio,
    "H4": _faint,
    "H5": _wide,
    "H6": _negative,
}
