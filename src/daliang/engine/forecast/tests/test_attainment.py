"""The growth still needed is held against history in the direction that is better."""

import numpy as np
import pytest

from daliang.engine.forecast import Standpoint, Target, hold_against

# the remaining months fell by 10 %, stood still, grew by 10 %; one year is unknown
PAST = np.log(np.array([0.9, 1.0, 1.1, np.nan]))
AT = Standpoint(50.0, 50.0, 100.0, np.log(100.0), 0.0, 0.02, 0.02, PAST, 6)


@pytest.mark.parametrize(
    ("level", "is_lower_better", "reached"),
    [
        (102.5, False, (1, 3)),  # 5 % more: one year grew that much
        (102.5, True, (2, 3)),  # at most 5 % more: two years kept within it
        (96.0, False, (2, 3)),
        (96.0, True, (1, 3)),  # 8 % less: only one year fell that much
    ],
)
def test_years_that_made_the_needed_growth_are_counted_by_direction(
    level: float, is_lower_better: bool, reached: tuple[int, int]
) -> None:
    held = hold_against(Target(level, is_lower_better=is_lower_better), AT)

    assert held.needed_was_reached_in == reached
