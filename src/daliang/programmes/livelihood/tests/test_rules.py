"""Verdict and pace, on plain values."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from daliang.programmes.livelihood import rules
from daliang.programmes.livelihood.choices import Pace, Verdict
from daliang.programmes.livelihood.rules import Votes

COUNTS = st.integers(0, 1000)


@pytest.mark.parametrize(
    ("votes", "said"),
    [
        (Votes(51, 0, 49), Verdict.SATISFIED),
        (Votes(50, 0, 50), Verdict.UNSATISFIED),  # a tie
        (Votes(25, 25, 50), Verdict.UNSATISFIED),  # a tie of the two together
        (Votes(50, 1, 49), Verdict.MOSTLY),  # half are not more than half
        (Votes(0, 51, 49), Verdict.MOSTLY),
        (Votes(50, 0, 0, 50), Verdict.UNSATISFIED),  # who abstains counts in the whole
        (Votes(1, 0, 0), Verdict.SATISFIED),
        (Votes(0, 0, 0), None),  # nobody voted
    ],
)
def test_a_verdict_needs_more_than_half(votes: Votes, said: Verdict | None) -> None:
    assert rules.verdict(votes) == said


@given(COUNTS, COUNTS, COUNTS)
def test_one_more_satisfied_ballot_never_makes_it_worse(a: int, b: int, c: int) -> None:
    order = [Verdict.UNSATISFIED, Verdict.MOSTLY, Verdict.SATISFIED]
    if a + b + c:
        before, after = rules.verdict(Votes(a, b, c)), rules.verdict(Votes(a + 1, b, c))
        assert order.index(after) >= order.index(before)


@pytest.mark.parametrize(
    ("share", "as_of", "word"),
    [
        (50.0, date(2024, 6, 30), Pace.NORMAL),
        (39.0, date(2024, 6, 30), Pace.SLOW),  # more than ten points behind
        (100.0, date(2024, 6, 30), Pace.AHEAD),  # done before the year's end
        (100.0, date(2024, 12, 31), Pace.NORMAL),  # done at the year's end
        (120.0, date(2024, 12, 31), Pace.AHEAD),  # more than promised
        (None, date(2024, 6, 30), Pace.UNKNOWN),
        (50.0, None, Pace.UNKNOWN),
    ],
)
def test_the_pace_is_said_in_the_public_lists_words(
    share: float | None, as_of: date | None, word: Pace
) -> None:
    assert rules.pace(share, 2024, as_of) == word


def test_a_share_without_a_target_is_unknown() -> None:
    assert rules.share_done(Decimal(3), None) is None
    assert rules.share_done(Decimal(3), Decimal(0)) is None
    assert rules.share_done(Decimal(3), Decimal(4)) == 75.0


def test_the_year_passes_day_by_day() -> None:
    assert rules.year_passed(2024, date(2024, 12, 31)) == 100.0
    assert rules.year_passed(2023, date(2024, 5, 1)) == 100.0
    assert rules.year_passed(2025, date(2024, 5, 1)) == 0.0
