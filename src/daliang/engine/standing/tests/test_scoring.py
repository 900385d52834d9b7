"""Scoring methods are data and do what their text says."""

import pytest

from daliang.engine.checks import BadInput
from daliang.engine.standing import METHODS, EfficacyCoefficient, RankPoints, score

DISTRICTS = {"甲区": 8.0, "乙区": 6.0, "丙区": 5.0}


def points(scores):
    return {one.member: one.points for one in scores}


def test_the_efficacy_coefficient_gives_sixty_to_the_last_and_all_to_the_first():
    assert points(score(METHODS["功效系数"], DISTRICTS)) == {"甲区": 100, "乙区": 73.33, "丙区": 60}


def test_less_is_better_gives_the_lowest_full_marks():
    told = points(score(EfficacyCoefficient(), DISTRICTS, is_lower_better=True))

    assert (told["丙区"], told["甲区"]) == (100, 60)


def test_all_equal_have_full_marks():
    assert set(points(score(METHODS["功效系数"], {"甲区": 3.0, "乙区": 3.0})).values()) == {100}


def test_completion_beyond_the_target_earns_no_more():
    told = points(score(METHODS["完成率封顶"], {"甲区": 130.0}, {"甲区": 100.0}))

    assert told == {"甲区": 100}


def test_no_target_set_is_not_scored_and_not_missing():
    told = score(METHODS["完成率封顶"], {"甲区": 50.0, "乙区": 3.0}, {"甲区": 100.0, "乙区": None})

    assert points(told) == {"甲区": 50}


def test_equal_ranks_have_equal_points_down_to_the_floor():
    told = points(score(RankPoints(full=10, step=6, floor=2), DISTRICTS | {"丁区": 6.0}))

    assert told == {"甲区": 10, "乙区": 4, "丁区": 4, "丙区": 2}


@pytest.mark.parametrize(
    ("method", "values", "targets"),
    [
        ("功效系数", {}, None),  # nobody
        ("功效系数", {"甲区": float("nan")}, None),  # missing figure
        ("完成率封顶", {"甲区": 5.0}, {}),  # target forgotten
        ("完成率封顶", {"甲区": 5.0}, {"甲区": 0.0}),  # target of zero
    ],
)
def test_scores_without_their_inputs_are_refused(method, values, targets):
    with pytest.raises(BadInput):
        score(METHODS[method], values, targets)
