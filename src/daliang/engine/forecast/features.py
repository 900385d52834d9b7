"""What a year so far says about the rest of it: growth rates on the comparable basis.

All growth is logarithmic: log(1 + g).  Arrays are (S, T): series by year.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from daliang.engine.forecast.panel import FIRST_MONTH, Floats, Panel

LINK_RANGE = (0.4, 2.5)
"""A link outside is a changed unit or a misprint rather than a revised base."""
LOWEST_GROWTH_PCT = -95.0
GROWTH_LIMIT = 0.6
SHAPE_LIMIT = 0.4


@dataclass(frozen=True)
class Features:
    """Everything the members of the forecast know of each series and year at one month.

    Parameters
    ----------
    so_far, full : ndarray
        Cumulative level to the month, and of the whole year.
    base_so_far, base_full : ndarray
        Last year's levels linked to this year's basis.
    link : ndarray
        The link of the month, 1 where growth is not published.
    same_basis_full_growth : ndarray
        Growth of the whole year as published, else of the levels.
    growth_so_far, recent, latest : ndarray
        Growth of the year to date, of the last three months, of the last month.
    last_full, last_rest, last_so_far : ndarray
        Last year's growth: whole, of its remaining months, of its same period.
    shape : ndarray
        How much larger the remaining months were, against the year to date, over
        three years than last year alone: undoes an odd last year.
    usual, volatility : ndarray
        Mean of the last three yearly growths, and standard deviation of up to six.
    rest : ndarray
        Growth of the remaining months: what is to be told beforehand.
    link_gap : ndarray
        Published growth less growth of levels, percentage points: the residual
        that is shown, not explained away.
    """

    so_far: Floats
    full: Floats
    base_so_far: Floats
    base_full: Floats
    link: Floats
    same_basis_full_growth: Floats
    growth_so_far: Floats
    recent: Floats
    latest: Floats
    last_full: Floats
    last_rest: Floats
    last_so_far: Floats
    shape: Floats
    usual: Floats
    volatility: Floats
    rest: Floats
    link_gap: Floats


def log_growth(now: Floats, before: Floats) -> Floats:
    """Return log(now / before), NaN where either is not above zero."""
    known = (now > 0) & (before > 0)
    return np.log(np.where(known, now, 1.0) / np.where(known, before, 1.0)) + np.where(
        known, 0.0, np.nan
    )


def earlier(values: Floats, years: int = 1) -> Floats:
    """Shift along the years: the value that stood `years` before."""
    moved = np.full_like(values, np.nan)
    if years < values.shape[1]:
        moved[:, years:] = values[:, : values.shape[1] - years]
    return moved


def comparable_links(panel: Panel) -> Floats:
    """Return the link k = Y_m / (1 + g_m) / Y_{m, last year} for each month.

    It brings last year's published level to this year's basis, so that growth
    is never computed across two vintages.  NaN where growth is not published
    or the link is implausible; shape (S, T, 12).

    Examples
    --------
    A census raised the base by 12 %: 4284 is 6.9 % above a year ago, not 20 %.

    >>> import numpy as np
    >>> level = np.full((1, 2, 12), np.nan); growth = level.copy()
    >>> level[0, :, 11], growth[0, 1, 11] = (3567.6, 4284.1), 6.9
    >>> float(comparable_links(Panel(("社零",), (2023, 2024), level, growth))[0, 1, 11].round(3))
    1.123
    """
    before = earlier(panel.level)
    usable = (panel.growth > LOWEST_GROWTH_PCT) & (before > 0)
    base = np.where(usable, before * (1 + np.where(usable, panel.growth, 0.0) / 100), 1.0)
    links = np.where(usable, panel.level / base, np.nan)
    plausible = (links > LINK_RANGE[0]) & (links < LINK_RANGE[1])
    return np.where(plausible, links, np.nan)


def features_at(panel: Panel, month: int) -> Features:
    """Return the features of every series and year as they stand at `month` (2..12)."""
    here = month - 1
    links = comparable_links(panel)
    link = np.where(np.isnan(links[:, :, here]), 1.0, links[:, :, here])
    year_link = links[:, :, -1]
    last_link = earlier(np.where(np.isnan(year_link), link, year_link))
    last_link = np.where(np.isnan(last_link), 1.0, last_link)
    level = panel.level
    before = earlier(level)
    base = before * link[:, :, None]
    old = earlier(level, 2) * last_link[:, :, None]
    yearly = log_growth(level[:, :, -1], before[:, :, -1] * np.nan_to_num(year_link, nan=1.0))
    usual, volatility = _yearly_habits(yearly)
    published = panel.growth[:, :, -1]
    published = np.where(published > LOWEST_GROWTH_PCT, published, np.nan)
    whole = log_growth(level[:, :, -1], before[:, :, -1])
    growth_so_far = log_growth(level[:, :, here], base[:, :, here])
    return Features(
        so_far=level[:, :, here],
        full=level[:, :, -1],
        base_so_far=base[:, :, here],
        base_full=base[:, :, -1],
        link=link,
        same_basis_full_growth=np.where(np.isnan(published), whole, np.log1p(published / 100)),
        growth_so_far=growth_so_far,
        recent=log_growth(_flow(level, month, 3), _flow(base, month, 3)),
        latest=log_growth(_flow(level, month, 1), _flow(base, month, 1)),
        last_full=log_growth(before[:, :, -1], old[:, :, -1]),
        last_rest=log_growth(
            before[:, :, -1] - before[:, :, here], old[:, :, -1] - old[:, :, here]
        ),
        last_so_far=log_growth(before[:, :, here], old[:, :, here]),
        shape=_shape(base, here),
        usual=usual,
        volatility=volatility,
        rest=log_growth(level[:, :, -1] - level[:, :, here], base[:, :, -1] - base[:, :, here]),
        link_gap=panel.growth[:, :, here]
        - 100 * np.expm1(log_growth(level[:, :, here], before[:, :, here])),
    )


def _flow(level: Floats, month: int, months: int) -> Floats:
    """Return the amount of the last `months` months; a period never splits January-February."""
    start = month - months
    if start < FIRST_MONTH:
        start = FIRST_MONTH if start == 1 and month > FIRST_MONTH else 0
    now = level[:, :, month - 1]
    return now if start == 0 else now - level[:, :, start - 1]


def _shape(base: Floats, here: int) -> Floats:
    last = log_growth(base[:, :, -1] - base[:, :, here], base[:, :, here])
    total = np.zeros_like(last)
    for years in (1, 2):
        step = earlier(last, years) - last
        total += np.where(np.isnan(step), 0.0, step)
    return np.where(np.isnan(last), 0.0, np.clip(total / 3, -SHAPE_LIMIT, SHAPE_LIMIT))


def _yearly_habits(yearly: Floats) -> tuple[Floats, Floats]:
    """Return mean of the last 3, and deviation of up to 6, yearly growths before each year."""
    usual, volatility = np.full_like(yearly, np.nan), np.full_like(yearly, np.nan)
    for year in range(1, yearly.shape[1]):
        window = yearly[:, max(0, year - 6) : year]
        known = ~np.isnan(window)
        count = known.sum(1)
        filled = np.where(known, window, 0.0)
        from_end = np.cumsum(known[:, ::-1], axis=1)[:, ::-1]
        mean = filled.sum(1) / np.maximum(count, 1)
        spread = (np.where(known, window - mean[:, None], 0.0) ** 2).sum(1)
        last_three = np.where(from_end <= 3, filled, 0.0).sum(1) / 3
        usual[:, year] = np.where(count >= 3, last_three, np.nan)
        deviation = np.sqrt(spread / np.maximum(count - 1, 1))
        volatility[:, year] = np.where(count >= 4, deviation, np.nan)
    return usual, volatility
