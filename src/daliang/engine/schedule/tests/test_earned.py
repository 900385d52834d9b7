from datetime import date

import pytest

from daliang.engine.checks import BadInput
from daliang.engine.schedule import (
    Finished,
    Progress,
    Snapshot,
    calibrate,
    drift,
    earned_value,
    learn_ranges,
)


def test_schedule_index_in_money_returns_to_one_and_in_time_does_not():
    late = earned_value(Progress([50, 100], [20, 60, 100]))

    assert late.spi == 1
    assert late.spi_time == pytest.approx(2 / 3)


def test_earned_schedule_stands_between_two_periods():
    half_way = earned_value(Progress([10, 30, 60], [5, 20]))

    assert half_way.earned_periods == pytest.approx(1.5)
    assert half_way.periods_total == pytest.approx(4)


def test_cost_index_needs_cost():
    assert earned_value(Progress([10], [5])).cpi is None


def test_nothing_earned_yet_gives_no_end():
    idle = earned_value(Progress([10, 20], [0]))

    assert idle.spi == 0
    assert idle.periods_total is None


def test_a_plan_that_starts_with_idle_months_has_no_index_there():
    early = earned_value(Progress([0, 0, 10], [0]))

    assert early.spi is None


@pytest.mark.parametrize(
    "progress",
    [
        Progress([], [1]),  # no plan
        Progress([1], []),  # nothing reported
        Progress([5, 3], [1]),  # a cumulative plan that falls
        Progress([5], [-1]),  # negative earned value
        Progress([5, 6], [1, 2], [1]),  # a period without cost
    ],
)
def test_bad_progress_is_refused(progress):
    with pytest.raises(BadInput):
        earned_value(progress)


def test_a_node_moved_there_and_back_counts_two_moves():
    plans = [
        Snapshot(date(2024, 3, 1), {"竣工": date(2024, 9, 30)}),
        Snapshot(date(2024, 4, 1), {"竣工": date(2024, 10, 30)}),
        Snapshot(date(2024, 5, 1), {"竣工": date(2024, 9, 30), "验收": date(2024, 11, 1)}),
    ]

    finished, accepted = drift(plans)

    assert (finished.days, finished.moves, finished.later) == (0, 2, 1)
    assert accepted.baseline_on == date(2024, 11, 1)


def test_a_node_that_left_the_plan_is_told():
    plans = [
        Snapshot(date(2024, 3, 1), {"竣工": date(2024, 9, 30)}),
        Snapshot(date(2024, 4, 1), {}),
    ]

    assert drift(plans)[0].is_dropped


def test_two_snapshots_of_one_day_are_refused():
    with pytest.raises(BadInput, match="同一天"):
        drift([Snapshot(date(2024, 3, 1), {}), Snapshot(date(2024, 3, 1), {})])


def test_a_small_group_stays_near_its_kind():
    history = [Finished("土建", "甲区", 100.0)] * 50 + [Finished("土建", "乙区", 200.0)]

    ranges = learn_ranges(history)

    assert ranges["土建", "乙区"].high < 120
    assert ranges["土建", "甲区"].mode == 100


def test_negative_history_is_refused():
    with pytest.raises(BadInput, match="历史工期"):
        learn_ranges([Finished("土建", "", -1)])


def test_reliability_rows_hold_every_forecast():
    scored = calibrate([0.0, 0.05, 0.55, 1.0], [False, False, True, True])

    assert sum(row.count for row in scored.table) == 4
    assert scored.brier < scored.brier_of_the_rate


def test_scoring_nothing_is_refused():
    with pytest.raises(BadInput):
        calibrate([], [])
