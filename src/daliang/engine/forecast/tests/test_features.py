"""Growth on the comparable basis: never across vintages, the residual shown."""

import numpy as np
import pytest

from daliang.engine.forecast import Panel, comparable_links
from daliang.engine.forecast.features import features_at


def panel_of(this_year, last_year, growth=None):
    level = np.full((1, 2, 12), np.nan)
    published = np.full((1, 2, 12), np.nan)
    for month, value in this_year.items():
        level[0, 1, month - 1] = value
    for month, value in last_year.items():
        level[0, 0, month - 1] = value
    for month, value in (growth or {}).items():
        published[0, 1, month - 1] = value
    return Panel(("社零",), (2023, 2024), level, published)


def test_the_link_brings_last_year_to_this_years_basis():
    panel = panel_of({6: 120.0}, {6: 100.0, 12: 210.0}, {6: 5.0})

    features = features_at(panel, 6)

    assert features.growth_so_far[0, 1] == pytest.approx(np.log(1.05))
    assert features.base_so_far[0, 1] == pytest.approx(120 / 1.05)
    assert features.link_gap[0, 1] == pytest.approx(5.0 - 20.0)


def test_without_published_growth_the_levels_are_one_vintage():
    features = features_at(panel_of({6: 120.0}, {6: 100.0, 12: 210.0}), 6)

    assert features.growth_so_far[0, 1] == pytest.approx(np.log(1.2))
    assert features.link[0, 1] == 1.0


@pytest.mark.parametrize(
    ("now", "growth"),
    [
        (1_200_000.0, 5.0),  # the unit became 万元
        (120.0, -98.0),  # misprinted growth
    ],
)
def test_an_implausible_link_is_not_used(now, growth):
    links = comparable_links(panel_of({6: now}, {6: 100.0}, {6: growth}))

    assert np.isnan(links[0, 1, 5])


@pytest.mark.parametrize(
    ("month", "now", "before", "expected"),
    [
        (2, {2: 30.0}, {2: 20.0}, 1.5),  # January-February is one period
        (3, {2: 30.0, 3: 45.0}, {2: 20.0, 3: 30.0}, 1.5),  # the first quarter whole
        (4, {2: 30.0, 4: 70.0}, {2: 20.0, 4: 40.0}, 2.0),  # March-April: 1-2月 is not split
        (6, {3: 30.0, 6: 75.0}, {3: 20.0, 6: 50.0}, 1.5),  # the last three months
    ],
)
def test_the_last_three_months_never_split_january_and_february(month, now, before, expected):
    features = features_at(panel_of(now, before), month)

    assert np.exp(features.recent[0, 1]) == pytest.approx(expected)
