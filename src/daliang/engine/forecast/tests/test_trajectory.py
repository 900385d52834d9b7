"""A target's curve is its own; progress is held against it."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from daliang.engine.checks import BadInput
from daliang.engine.forecast import all_by, last_years_shape, linear, pace, plan, steps

FULL_YEAR = [None, 20, 30, 38, 45, 59, 66, 72, 79, 86, 92, 100]


@pytest.mark.parametrize(
    "make",
    [
        lambda: plan([1] * 11),  # a month short
        lambda: plan([0] * 12),  # nothing planned
        lambda: plan([-1] + [1] * 11),  # negative month
        lambda: last_years_shape([*FULL_YEAR[:5], None, *FULL_YEAR[6:]]),  # June missing
        lambda: last_years_shape([0] * 12),  # nothing last year
        lambda: last_years_shape([None, 20, 15, *FULL_YEAR[3:]]),  # falls in March
        lambda: steps([(13, 1.0)]),  # no such month
        lambda: all_by(0),  # no such month
        lambda: pace(5.0, 0.0, 6, linear()),  # target of zero
    ],
)
def test_a_curve_that_cannot_be_is_refused(make):
    with pytest.raises(BadInput):
        make()


def test_a_budget_that_comes_early_is_not_ahead_by_its_own_season():
    """59 % is done by June every year: time says ahead, the shape says level."""
    by_time = pace(59.0, 100.0, 6, linear())
    by_shape = pace(59.0, 100.0, 6, last_years_shape(FULL_YEAR))

    assert by_time.ahead_pp == pytest.approx(9.0)
    assert by_shape.ahead_pp == pytest.approx(0.0)


def test_a_passed_target_has_a_negative_gap_and_december_no_pace():
    assert pace(110.0, 100.0, 11, linear()).gap == -10
    assert pace(90.0, 100.0, 12, linear()).needed_monthly is None


@pytest.mark.slow
@given(st.lists(st.floats(0.01, 100), min_size=12, max_size=12))
def test_any_plan_rises_to_the_whole(amounts):
    due = plan(amounts).due

    assert list(due) == sorted(due)
    assert due[-1] == pytest.approx(1.0)
