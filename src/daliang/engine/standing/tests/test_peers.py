"""A rank has its peers, its neighbours, and says how sure it is."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from daliang.engine.checks import BadInput
from daliang.engine.standing import PeerSet, Position, share_of, stand

FOUR = PeerSet("示例四市", ("甲市", "乙市", "丙市", "丁市"))
VALUES = {"甲市": 120.0, "乙市": 110.0, "丙市": 100.0, "丁市": 90.0}


def test_the_neighbours_are_named_with_their_distance():
    told = stand("乙市", VALUES, FOUR)

    assert (told.rank, told.of) == (2, 4)
    assert (told.above.members, told.above.distance) == (("甲市",), 10.0)
    assert (told.below.members, told.below.distance) == (("丙市",), 10.0)


def test_the_growth_that_gains_a_place_draws_level_with_the_next_above():
    told = stand("丙市", VALUES, FOUR)

    assert 100 * (1 + told.growth_to_gain_place_pct / 100) == pytest.approx(110.0)


def test_equal_values_share_a_rank_and_the_rank_is_not_sure():
    told = stand("丙市", VALUES | {"乙市": 100.0}, FOUR)

    assert told.rank == 2
    assert told.tied_with == ("乙市",)
    assert told.holds_within_pct == 0


def test_first_and_last_have_nobody_beyond():
    assert stand("甲市", VALUES, FOUR).above is None
    assert stand("甲市", VALUES, FOUR).growth_to_gain_place_pct is None
    assert stand("丁市", VALUES, FOUR).below is None


def test_less_is_better_turns_the_table():
    told = stand("丁市", VALUES, FOUR, is_lower_better=True)

    assert told.rank == 1
    assert told.position is Position.AHEAD


def test_a_member_without_a_figure_is_named_and_not_last():
    told = stand("丁市", VALUES | {"甲市": None}, FOUR)

    assert told.of == 3
    assert told.without_value == ("甲市",)


def test_a_small_distance_to_the_median_is_level():
    assert stand("乙市", VALUES, FOUR, level_within=5.0).position is Position.LEVEL
    assert stand("丙市", VALUES, FOUR, level_within=4.9).position is Position.BEHIND


@pytest.mark.parametrize(
    ("member", "values", "peers"),
    [
        ("甲市", VALUES, None),  # no peer set
        ("戊市", VALUES, FOUR),  # outside the set
        ("甲市", VALUES | {"甲市": None}, FOUR),  # no figure of its own
        ("甲市", {"甲市": 1.0}, FOUR),  # nobody else has a figure
    ],
)
def test_a_rank_that_means_nothing_is_refused(member, values, peers):
    with pytest.raises(BadInput):
        stand(member, values, peers)


@pytest.mark.parametrize(
    "members",
    [
        ("甲市",),  # nobody to compare with
        ("甲市", "甲市"),  # the same twice
    ],
)
def test_a_peer_set_needs_two_different_members(members):
    with pytest.raises(BadInput):
        PeerSet("错的", members)


def test_a_share_without_its_denominator_is_refused():
    with pytest.raises(BadInput, match="分母"):
        share_of(5.0, None)


@given(st.lists(st.integers(1, 10**6), min_size=4, max_size=4, unique=True), st.integers(0, 3))
def test_the_rank_holds_under_any_error_below_the_stated_one(numbers, which):
    values = dict(zip(FOUR.members, map(float, numbers), strict=True))
    member = FOUR.members[which]
    told = stand(member, values, FOUR)
    error = told.holds_within_pct / 100 * 0.999

    for sign in (-1, 1):
        moved = {n: v * (1 + (sign if n == member else -sign) * error) for n, v in values.items()}
        assert stand(member, moved, FOUR).rank == told.rank
