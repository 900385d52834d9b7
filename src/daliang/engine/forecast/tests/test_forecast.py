"""The forecast looks at nothing later, keeps its arithmetic, and says what it rests on."""

import math

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from daliang.engine.checks import BadInput
from daliang.engine.forecast import Panel, Target, forecast


def one(panel: Panel, row: int = 0, years: int | None = None) -> Panel:
    """Return one series of a panel, its last `years` only."""
    start = 0 if years is None else len(panel.years) - years
    rows = slice(row, row + 1)
    return Panel(
        panel.names[rows],
        panel.years[start:],
        panel.level[rows, start:],
        panel.growth[rows, start:],
    )


def test_nothing_after_the_month_changes_the_forecast(city):
    before = forecast(city, 2023, 6)
    changed = city.level.copy()
    changed[:, -1, 6:] *= 3
    after = forecast(Panel(city.names, city.years, changed, city.growth), 2023, 6)

    assert before == after


def test_an_earlier_year_is_told_without_the_years_after_it(city):
    whole = forecast(city, 2020, 9)
    cut = Panel(city.names, city.years[:9], city.level[:, :9], city.growth[:, :9])

    assert forecast(cut, 2020, 9) == whole


def test_a_changed_unit_changes_the_level_and_nothing_else(city):
    made = forecast(city, 2023, 6, {"指标00": [Target(5.0, is_growth=True)]})[0]
    larger = Panel(city.names, city.years, city.level * 10_000, city.growth)
    again = forecast(larger, 2023, 6, {"指标00": [Target(5.0, is_growth=True)]})[0]

    assert again.level.median == pytest.approx(10_000 * made.level.median)
    assert again.attainments[0].probability == pytest.approx(made.attainments[0].probability)


def test_the_reasons_sum_to_the_growth_of_the_remaining_months(city):
    for made in forecast(city, 2023, 6):
        total = sum(value for _, value in made.because)

        assert total == pytest.approx(100 * math.log1p(made.rest_growth_pct / 100), abs=0.1)


def test_three_odd_months_are_no_odd_year(city):
    """March at a third of its usual amount does not take the whole year down by two thirds."""
    level = city.level.copy()
    level[0, -1, :3] /= 3
    made = forecast(Panel(city.names, city.years, level, city.growth), 2023, 3)[0]

    assert made.rest_growth_pct > -35
    assert any("拉回" in name for name, _ in made.because)
    assert sum(v for _, v in made.because) == pytest.approx(
        100 * math.log1p(made.rest_growth_pct / 100), abs=0.1
    )


def test_the_three_target_lines_are_ever_less_likely(city):
    lines = [
        Target(value, is_growth=True, line=line)
        for value, line in ((4.0, "基准"), (6.0, "确保"), (8.0, "力争"))
    ]
    for made in forecast(city, 2023, 6, dict.fromkeys(city.names, lines)):
        chances = [attained.probability for attained in made.attainments]

        assert chances == sorted(chances, reverse=True)
        assert all(0 < chance < 1 for chance in chances)


def test_less_is_better_is_the_other_side(city):
    lines = [Target(130.0), Target(130.0, is_lower_better=True)]
    made = forecast(city, 2023, 6, {"指标00": lines})[0]

    assert sum(a.probability for a in made.attainments) == pytest.approx(1.0)


def test_a_target_at_the_median_is_even(city):
    median = forecast(city, 2023, 6)[0].level.median
    made = forecast(city, 2023, 6, {"指标00": [Target(median)]})[0]

    assert made.attainments[0].probability == pytest.approx(0.5)


@pytest.mark.slow
def test_the_band_narrows_as_the_year_goes(city):
    widths = []
    for month in (3, 6, 9, 11):
        bands = [made.level for made in forecast(city, 2023, month)]
        widths.append(np.mean([(band.p90 - band.p10) / band.median for band in bands]))

    assert widths == sorted(widths, reverse=True)


def test_the_year_does_not_end_below_what_is_done(city):
    for month in (2, 6, 11):
        for made, done in zip(
            forecast(city, 2023, month), city.level[:, -1, month - 1], strict=True
        ):
            assert made.level.p10 >= done


def test_the_fan_ends_at_the_full_year_and_never_falls(city):
    made = forecast(city, 2023, 6)[0]
    medians = [point.level.median for point in made.fan]

    assert [point.month for point in made.fan] == [7, 8, 9, 10, 11, 12]
    assert medians == sorted(medians)
    assert made.fan[-1].level.p90 == pytest.approx(made.level.p90)


def test_december_is_the_figure_itself(city):
    made = forecast(city, 2023, 12, {"指标00": [Target(1.0), Target(1e9)]})[0]

    assert made.level.p10 == made.level.median == made.level.p90 == city.level[0, -1, -1]
    assert [a.probability for a in made.attainments] == [1.0, 0.0]


@pytest.mark.parametrize(
    ("years", "has_probability", "words"),
    [
        (1, False, "不给概率"),  # this year only
        (2, True, "只有1年"),  # one past year
        (3, True, "只有2年"),  # two
        (4, True, "自身历史3年"),  # three are enough for the members
    ],
)
def test_a_short_history_says_what_it_rests_on(city, years, has_probability, words):
    short = one(city, years=years)
    made = forecast(short, 2023, 6, {"指标00": [Target(5.0, is_growth=True)]})[0]

    assert words in made.basis
    probability = made.attainments[0].probability
    assert (probability is not None) is has_probability


def test_with_one_past_year_the_median_is_last_years_share(city):
    made = forecast(one(city, years=2), 2023, 6)[0]
    level = city.level[0]

    assert made.level.median == pytest.approx(level[-1, 5] * level[-2, -1] / level[-2, 5])


def test_a_single_series_leans_on_the_national_fit_and_says_so(city):
    assert "全国" in forecast(one(city), 2023, 6)[0].basis
    assert "本表" in forecast(city, 2023, 6)[0].basis


def test_without_prior_and_pool_the_forecast_still_stands(city):
    made = forecast(one(city), 2023, 6, prior=None)[0]

    assert made.level.p10 < made.level.median < made.level.p90


def test_a_census_break_is_linked_and_its_residual_shown(city):
    """The new base is 20 % higher this year; the growth is published on the new base."""
    level, growth = city.level.copy(), city.growth.copy()
    growth[:, 1:] = 100 * (level[:, 1:] / level[:, :-1] - 1)
    plain = forecast(Panel(city.names, city.years, level, growth), 2023, 9)[0]
    level[:, -1] *= 1.2
    made = forecast(Panel(city.names, city.years, level, growth), 2023, 9)[0]

    assert made.growth_pct.median == pytest.approx(plain.growth_pct.median, abs=1.5)
    assert made.level.median == pytest.approx(1.2 * plain.level.median, rel=0.02)
    assert made.link_gap_pp == pytest.approx(-20, abs=3)


@pytest.mark.parametrize(
    ("spoil", "words"),
    [
        (lambda level: level.__setitem__((0, -1, 5), 0.0), "大于零"),  # nothing done yet
        (lambda level: level.__setitem__((0, -2), np.nan), "没有可比"),  # last year unknown
        (lambda level: level.__setitem__((0, -2), 5.0), "没有增量"),  # a stock, not a flow
    ],
)
def test_a_series_that_cannot_be_told_says_why_and_spoils_no_other(city, spoil, words):
    level = city.level.copy()
    spoil(level)
    made = forecast(Panel(city.names, city.years, level, city.growth), 2023, 6)

    assert made[0].level is None
    assert words in made[0].basis
    assert made[1].level is not None


def test_a_gap_in_the_history_is_left_out_and_not_filled(city):
    level = city.level.copy()
    level[0, 4, 3:8] = np.nan
    made = forecast(Panel(city.names, city.years, level, city.growth), 2023, 6)[0]

    assert made.past_years == len(city.years) - 2
    assert made.level is not None


@pytest.mark.parametrize(
    ("year", "month"),
    [
        (2023, 1),  # January is not published alone
        (2023, 13),  # no such month
        (2030, 6),  # not in the data
    ],
)
def test_a_time_without_data_is_refused(city, year, month):
    with pytest.raises(BadInput):
        forecast(city, year, month)


@pytest.mark.slow
@settings(max_examples=25, deadline=None)
@given(st.integers(0, 29), st.integers(2, 11), st.floats(0.01, 100))
def test_any_start_of_a_year_gives_an_ordered_band(city, row, month, factor):
    level = city.level.copy()
    level[row, -1] *= factor
    made = forecast(one(Panel(city.names, city.years, level, city.growth), row), 2023, month)[0]

    assert made.level.p10 <= made.level.median <= made.level.p90
    assert math.isfinite(made.level.p90)


@pytest.mark.slow
def test_four_years_in_five_fall_into_the_band(city):
    hits = []
    for year in range(2019, 2024):
        came = city.level[:, city.years.index(year), -1]
        for made, value in zip(forecast(city, year, 6, prior=None), came, strict=True):
            hits.append(made.level.p10 <= value <= made.level.p90)

    assert 0.7 < np.mean(hits) < 0.95
