"""Fits of each month on a panel: what `tools/fit_forecast.py` ships with the package."""

from __future__ import annotations

import numpy as np

from daliang.engine.forecast.features import features_at
from daliang.engine.forecast.panel import MONTHS, Panel
from daliang.engine.forecast.pooled import MonthFit, design, fit, term_moments
from daliang.engine.forecast.spread import pool_of, widening
from daliang.engine.forecast.workings import work_out

FORECAST_MONTHS = range(2, MONTHS)


def fit_month(panel: Panel, month: int) -> MonthFit:
    """Fit one month on all complete years of a panel.

    Parameters
    ----------
    panel : Panel
        Enough series for a pool (at least 20 with three past forecasts each).
    month : int
        2..11.

    Raises
    ------
    ValueError
        When the panel is too small to fit on.
    """
    last = panel.years[-1]
    # One empty year after the data, so that the last year is itself trained on.
    wide = panel.upto(last, MONTHS)
    shape = (len(wide.names), 1, MONTHS)
    empty = np.full(shape, np.nan)
    ahead = Panel(
        wide.names,
        (*wide.years, last + 1),
        np.concatenate([wide.level, empty], axis=1),
        np.concatenate([wide.growth, empty], axis=1),
    )
    features = features_at(ahead, month)
    made = design(features)
    year = len(wide.years)
    coefficients = fit(made, year)
    worked = work_out(ahead, month, None)
    errors = features.same_basis_full_growth - worked.growth
    errors = errors / widening(worked.apart, worked.first)
    pool = pool_of(errors, features.volatility, year)
    if coefficients is None or pool is None:
        raise ValueError(f"too few series to fit month {month}")
    volatility = features.volatility[np.isfinite(features.volatility)]
    return MonthFit(
        coefficients=tuple(float(c) for c in coefficients),
        moments=tuple(tuple(float(v) for v in row) for row in term_moments(made, year)),
        volatility=float(np.median(volatility)),
        error_ratio=pool[0],
        error_variance=pool[1],
    )
