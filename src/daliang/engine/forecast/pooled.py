"""The fitted member: one explainable regression for all series of a file, month by month."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from daliang.engine.forecast.features import GROWTH_LIMIT, Features
from daliang.engine.forecast.panel import Floats

TERMS = (
    "常数",
    "近3个月增速",
    "最近一个月增速",
    "上年全年增速",
    "上年后几月增速",
    "上年同期增速",
    "累计增速",
    "近三年季节形状",
    "近三年平均增速",
)
"""Names of the regression's terms, in order; also what a reader is shown."""
FORGETTING = 0.9
RIDGE = 5.0
RIDGE_CONSTANT = 20.0
HUBER = 1.345
ITERATIONS = 15
ENOUGH_ROWS = 150
PRIOR_ROWS = 150.0
VOLATILITY_RANGE = (0.02, 0.4)


@dataclass(frozen=True)
class MonthFit:
    """What the national series to 2017 say about one month: the prior for a small file.

    Parameters
    ----------
    coefficients : tuple of float
        One for each of `TERMS`.
    moments : tuple of tuple of float
        Second moments of the terms per series-year: how firmly each coefficient is known.
    volatility : float
        Median standard deviation of yearly log growth, for a series too short to tell its own.
    error_ratio : float
        Median variance of the forecast's error over the series' variance of yearly growth.
    error_variance : float
        Median variance of the error of the full year's log growth.
    """

    coefficients: tuple[float, ...]
    moments: tuple[tuple[float, ...], ...]
    volatility: float
    error_ratio: float
    error_variance: float


Prior = Mapping[int, MonthFit]
"""A fit for each month 2..11."""


@dataclass(frozen=True)
class Design:
    """The regression's terms for every series and year, in units of the series' volatility.

    Parameters
    ----------
    terms : ndarray, shape (S, T, 9)
        Zero where a piece is not known: that term then says nothing.
    told : ndarray, shape (S, T)
        Growth of the remaining months less growth so far, scaled alike.
    start : ndarray, shape (S, T)
        Growth so far, from which the terms depart.
    unit : ndarray, shape (S, T)
        The volatility used as unit.
    complete : ndarray of bool, shape (S, T)
        Every term known: fit for training.
    """

    terms: Floats
    told: Floats
    start: Floats
    unit: Floats
    complete: NDArray[np.bool_]


def design(features: Features, prior: MonthFit | None = None) -> Design:
    """Return the regression's terms; a term that is not known is left out, not guessed."""
    start = _bounded(features.growth_so_far)
    unit = np.clip(_volatility(features.volatility, prior), *VOLATILITY_RANGE)
    pieces = (
        features.recent,
        features.latest,
        features.last_full,
        features.last_rest,
        features.last_so_far,
    )
    departures = [_bounded(piece) - start for piece in pieces]
    # A sum is known exactly where every part of it is.
    complete = np.isfinite(np.sum([*departures, start], axis=0))
    usual = _bounded(features.usual) - start
    terms = np.stack(
        [np.ones_like(start)]
        + [term / unit for term in (*departures, start, features.shape, usual)],
        axis=-1,
    )
    told = (_bounded(features.rest) - start) / unit
    return Design(np.where(np.isfinite(terms), terms, 0.0), told, start, unit, complete)


def fit(made: Design, before: int, prior: MonthFit | None = None) -> Floats | None:
    """Fit the coefficients on all years before index `before`; None when nothing supports them.

    Robust (Huber) weighted ridge regression, older years weighing 0.9 a year
    less; with a prior the coefficients shrink to it, worth 150 series-years,
    otherwise to "the rest of the year runs like the year so far".

    Notes
    -----
    Huber, Robust Estimation of a Location Parameter, 1964, by iteratively
    reweighted least squares; ridge as a normal prior (Hoerl and Kennard, 1970).
    """
    usable = made.complete & np.isfinite(made.told)
    usable[:, before:] = False
    rows, told = made.terms[usable], made.told[usable]
    if len(rows) < ENOUGH_ROWS and prior is None:
        return None
    penalty = RIDGE * np.eye(len(TERMS))
    penalty[0, 0] = RIDGE_CONSTANT
    pull = np.zeros(len(TERMS))
    if prior is not None:
        trust = PRIOR_ROWS * np.array(prior.moments)
        pull = (penalty + trust) @ np.array(prior.coefficients)
        penalty = penalty + trust
    if not len(rows):
        return _solved(penalty, pull)
    years = np.broadcast_to(np.arange(usable.shape[1]), usable.shape)[usable]
    age_weight = FORGETTING ** (before - 1 - years)
    weight = age_weight * _huber_weights(told)
    coefficients = np.zeros(len(TERMS))
    for _ in range(ITERATIONS):
        weighted = rows * weight[:, None]
        found = _solved(weighted.T @ rows + penalty, weighted.T @ told + pull)
        settled = bool(np.abs(found - coefficients).max() < 1e-4)
        coefficients = found
        if settled:
            break
        weight = age_weight * _huber_weights(told - rows @ coefficients)
    return coefficients


def contributions(made: Design, coefficients: Floats, year: int) -> Floats:
    """Return what each term adds to the remaining months' log growth; shape (S, 9).

    The growth so far itself, from which the terms depart, is in its own term.
    """
    parts: Floats = made.terms[:, year] * coefficients * made.unit[:, year, None]
    parts[:, TERMS.index("累计增速")] += made.start[:, year]
    return parts


def term_moments(made: Design, before: int) -> Floats:
    """Return the mean outer product of the terms over the training rows; shape (9, 9)."""
    usable = made.complete & np.isfinite(made.told)
    usable[:, before:] = False
    rows = made.terms[usable]
    moments: Floats = rows.T @ rows / max(len(rows), 1)
    return moments


def _solved(left: Floats, right: Floats) -> Floats:
    return np.asarray(np.linalg.solve(left, right), dtype=np.float64)


def _huber_weights(errors: Floats) -> Floats:
    size = np.abs(errors)
    scale = 1.4826 * float(np.median(size)) + 1e-9
    weights: Floats = np.minimum(1.0, HUBER * scale / np.maximum(size, 1e-9))
    return weights


def _bounded(growth: Floats) -> Floats:
    return np.clip(growth, -GROWTH_LIMIT, GROWTH_LIMIT)


def _volatility(own: Floats, prior: MonthFit | None) -> Floats:
    """Fill an unknown volatility by the median known up to that year, else by the prior's."""
    fallback = prior.volatility if prior is not None else 0.1
    typical = np.full(own.shape[1], fallback)
    for year in range(own.shape[1]):
        known = own[:, : year + 1]
        known = known[np.isfinite(known)]
        if len(known) >= ENOUGH_ROWS:
            typical[year] = float(np.median(known))
    return np.where(np.isfinite(own), own, typical[None, :])
