import numpy as np
import pytest

from daliang.engine.checks import BadInput
from daliang.engine.schedule import on_time_spread


def test_one_certain_project_is_on_time():
    assert on_time_spread(np.array([1.0])).p05 == 1


def test_an_empty_portfolio_has_nothing_on_time():
    assert on_time_spread(np.array([])).total == 0


def test_independent_projects_follow_the_binomial_law():
    spread = on_time_spread(np.full(10, 0.5), correlation=0.0)

    assert (spread.p05, spread.p50, spread.p90) == (2, 5, 7)


@pytest.mark.parametrize("count", [200, 2000])
def test_a_shared_factor_widens_the_total_and_keeps_its_mean(count):
    alone = on_time_spread(np.full(count, 0.7), correlation=0.0)
    shared = on_time_spread(np.full(count, 0.7), correlation=0.3)

    assert shared.mean == pytest.approx(alone.mean)
    assert shared.p05 < alone.p05 - 0.15 * count
    assert shared.p90 > alone.p90


def test_weights_count_money_instead_of_projects():
    spread = on_time_spread(np.array([0.5, 1.0]), 0.0, weights=np.array([10.0, 90.0]))

    assert spread.mean == pytest.approx(95)
    assert spread.total == 100


@pytest.mark.parametrize(
    ("probabilities", "correlation", "weights"),
    [
        ([1.2], 0.1, None),  # not a probability
        ([float("nan")], 0.1, None),  # a project without a date
        ([0.5], 1.0, None),  # nothing left of its own
        ([0.5], 0.1, [-1.0]),  # negative money
        ([0.5, 0.5], 0.1, [1.0]),  # a weight is missing
    ],
)
def test_bad_portfolios_are_refused(probabilities, correlation, weights):
    with pytest.raises(BadInput):
        on_time_spread(np.array(probabilities), correlation, weights and np.array(weights))
