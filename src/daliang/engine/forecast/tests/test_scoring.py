"""Logged forecasts are scored by what came."""

import numpy as np
import pytest

from daliang.engine.checks import BadInput
from daliang.engine.forecast import brier, coverage, reliability


def test_a_sure_and_right_forecast_scores_zero():
    assert brier(np.array([1.0, 0.0]), np.array([1.0, 0.0])) == 0


def test_only_bands_in_use_are_listed():
    bins = reliability(np.array([0.05, 0.95, 1.0]), np.array([0.0, 1.0, 1.0]))

    assert [(b.low, b.count) for b in bins] == [(0.0, 1), (0.9, 2)]


@pytest.mark.parametrize(
    ("said", "came"),
    [
        ([], []),  # nothing logged
        ([0.5], [1.0, 0.0]),  # an outcome without forecast
        ([1.2], [1.0]),  # no probability
        ([np.nan], [1.0]),  # a forecast without probability
    ],
)
def test_what_cannot_be_scored_is_refused(said, came):
    with pytest.raises(BadInput):
        brier(np.array(said), np.array(came))


def test_the_ends_of_a_band_count_as_inside():
    assert coverage(np.array([1.0]), np.array([2.0]), np.array([2.0])) == 1
