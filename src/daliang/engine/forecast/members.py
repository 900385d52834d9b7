"""The members of the forecast that need no fitting: momentum, and the series' own trend."""

from __future__ import annotations

from typing import TypeAlias

import numpy as np
from numpy.typing import NDArray

from daliang.engine.forecast.features import Features, comparable_links, log_growth
from daliang.engine.forecast.panel import FIRST_MONTH, Floats, Panel

NDBool: TypeAlias = NDArray[np.bool_]

MOMENTUM_LIMIT = 0.7
TREND_LIMIT = 0.9
PERIODS = 11
PAST_YEARS = 5
SHAPE_FORGETTING = 0.7
SMOOTHING = (0.1, 0.3, 0.6, 0.9)
STEEPEST = 0.03
SETTLING = 11
LARGEST_MISS = 0.5


def momentum(features: Features) -> Floats:
    """Return the remaining months' growth if they run like the last three; shape (S, T)."""
    recent = np.clip(features.recent, -MOMENTUM_LIMIT, MOMENTUM_LIMIT)
    return np.where(np.isnan(recent), features.growth_so_far, recent)


def own_trend(panel: Panel, features: Features, month: int, first: int) -> Floats:
    """Return the remaining months' growth by the series' own level and trend.

    Monthly amounts on this year's basis are freed of the season by the shape of
    up to five past years, smoothed exponentially in logarithms (the smoothing
    that told the next month best) and carried on with half the linear trend.

    Parameters
    ----------
    first : int
        Index of the first year wanted; earlier ones stay NaN.

    Returns
    -------
    ndarray, shape (S, T)
        NaN where the series is too short; nothing is filled in.

    Notes
    -----
    The idea of the Theta method (Assimakopoulos and Nikolopoulos, International
    Journal of Forecasting 16, 2000): simple smoothing plus half the drift.
    """
    result: Floats = np.full(features.so_far.shape, np.nan)
    origins = [year for year in range(first, result.shape[1]) if year >= 2]
    if not origins or month >= 12:
        return result
    flows, linked = _flows(panel), _chains(panel, month)
    rest = np.stack([_carry_on(_window(flows, linked, year), month) for year in origins], axis=1)
    base = features.base_full - features.base_so_far
    growth = log_growth(rest, base[:, origins])
    result[:, origins] = np.clip(growth, -TREND_LIMIT, TREND_LIMIT)
    return result


def _flows(panel: Panel) -> Floats:
    level = panel.level[:, :, FIRST_MONTH - 1 :]
    return np.diff(level, axis=2, prepend=0.0)


def _chains(panel: Panel, month: int) -> tuple[Floats, Floats]:
    """Return the links of the month and of the year, 1 where none is published."""
    links = comparable_links(panel)
    return np.nan_to_num(links[:, :, month - 1], nan=1.0), np.nan_to_num(links[:, :, -1], nan=1.0)


def _window(flows: Floats, links: tuple[Floats, Floats], year: int) -> Floats:
    """Return `PAST_YEARS` past years and the current one, on the current basis."""
    window = np.full((flows.shape[0], PAST_YEARS + 1, PERIODS), np.nan)
    factor = np.ones(flows.shape[0])
    for back in range(min(PAST_YEARS, year) + 1):
        window[:, PAST_YEARS - back] = flows[:, year - back] * factor[:, None]
        factor = factor * (links[0] if back == 0 else links[1])[:, year - back]
    return window


def _carry_on(window: Floats, month: int) -> Floats:
    """Return the amount of the remaining months for each row of (N, years, 11) amounts."""
    done = month - 1
    season = _season(window[:, :-1])
    plain = (window / season[:, None, :]).reshape(len(window), -1)
    logs = log_growth(plain, np.ones_like(plain))[:, : PAST_YEARS * PERIODS + done]
    known = ~np.isnan(logs)
    slope, middle = _trend(logs, known)
    steps = np.arange(logs.shape[1])
    flat = logs - slope[:, None] / 2 * steps
    flat = np.where(known, flat, 0.0)
    level, misses = _best_smoothing(flat, known)
    ahead = np.arange(done, PERIODS) + PAST_YEARS * PERIODS
    future = np.exp(level[:, None] + slope[:, None] / 2 * ahead) * season[:, done:]
    enough = (known.sum(1) > 2 * PERIODS) & np.isfinite(misses) & np.isfinite(middle)
    rest: Floats = np.where(enough, future.sum(1), np.nan)
    return rest


def _season(past: Floats) -> Floats:
    """Return 11 factors with mean 1 from past yearly shapes, recent years weighing more."""
    total = past.sum(2, keepdims=True)
    share = past / np.where(total > 0, total, np.nan)
    usable = share > 0
    weight = SHAPE_FORGETTING ** np.arange(PAST_YEARS - 1, -1, -1)[None, :, None] * usable
    amount = weight.sum(1)
    season = (np.where(usable, share, 0.0) * weight).sum(1) / np.where(amount > 0, amount, np.nan)
    whole = season.sum(1, keepdims=True)
    factors: Floats = season / np.where(whole > 0, whole, np.nan) * PERIODS
    return factors


def _trend(logs: Floats, known: NDBool) -> tuple[Floats, Floats]:
    """Return slope per period of the last four years' logarithms, and their middle."""
    recent = known.copy()
    recent[:, : max(0, logs.shape[1] - 4 * PERIODS)] = False
    count = np.where(recent.any(1), recent.sum(1), np.nan)
    steps = np.arange(logs.shape[1])
    middle_step = np.where(recent, steps, 0).sum(1) / count
    middle = np.where(recent, logs, 0.0).sum(1) / count
    apart = np.where(recent, steps - middle_step[:, None], 0.0)
    spread = (apart**2).sum(1)
    slope = (apart * np.where(recent, logs - middle[:, None], 0.0)).sum(1)
    slope = slope / np.where(spread > 0, spread, np.nan)
    return np.clip(slope, -STEEPEST, STEEPEST), middle


def _best_smoothing(flat: Floats, known: NDBool) -> tuple[Floats, Floats]:
    """Return the last level by the smoothing with the least next-month error, and that error.

    A running weighted mean over the known months only; stepping through time
    keeps it free of matrix products, whose threads fight on a busy machine.
    """
    keep = 1 - np.array(SMOOTHING)[:, None]
    amount = np.zeros((len(SMOOTHING), len(flat)))
    total, miss, counted = np.zeros_like(amount), np.zeros_like(amount), np.zeros_like(amount)
    values, present = np.ascontiguousarray(flat.T), np.ascontiguousarray(known.T, dtype=np.float64)
    for step in range(len(values)):
        if step > SETTLING:
            judged = present[step] * (amount > 0)
            level = total / np.where(amount > 0, amount, 1.0)
            miss += judged * np.clip(values[step] - level, -LARGEST_MISS, LARGEST_MISS) ** 2
            counted += judged
        total = keep * total + values[step]
        amount = keep * amount + present[step]
    miss = np.where(counted > 0, miss, np.inf)
    best = miss.argmin(axis=0)[None, :]
    level = total / np.where(amount > 0, amount, np.nan)
    return np.take_along_axis(level, best, 0)[0], np.take_along_axis(miss, best, 0)[0]
