from itertools import combinations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from daliang.engine.checks import BadInput
from daliang.engine.siting import City, evaluate_sites, plan_sites


def town(seed=1, homes=40, places=9):
    random = np.random.default_rng(seed)
    home, place = random.uniform(0, 3000, (homes, 2)), random.uniform(0, 3000, (places, 2))
    metres = np.hypot(*(home[:, None] - place[None]).transpose(2, 0, 1))
    return City(random.integers(1, 50, homes).astype(float), metres, np.ones(places), 800)


def best(city, budget, score):
    sites = range(len(city.cost))
    sets = (s for n in range(len(city.cost) + 1) for s in combinations(sites, n))
    return max(score(evaluate_sites(city, s)) for s in sets if city.cost[list(s)].sum() <= budget)


def test_covering_is_the_best_of_all_choices():
    city = town()

    plan = plan_sites(city, 3)

    assert plan.report.people_covered == pytest.approx(best(city, 3, lambda r: r.people_covered))
    assert plan.gap < 1e-6


def test_walking_is_within_three_percent_of_the_best_and_its_gap_is_true():
    city = town(seed=4)

    plan = plan_sites(city, 3, goal="walk")

    least = -best(city, 3, lambda r: -r.mean_metres)
    assert least <= plan.report.mean_metres <= 1.03 * least
    assert plan.report.mean_metres <= least * (1 + plan.gap) + 1e-6


def test_unequal_costs_stay_within_the_budget():
    random = np.random.default_rng(3)
    flat = town()
    city = City(flat.people, flat.metres, random.uniform(1, 4, 9), 800)

    for goal in ("cover", "walk"):
        assert plan_sites(city, 6.0, goal=goal).report.cost <= 6.0


def test_kept_sites_stay():
    plan = plan_sites(town(), 3, keep=[5])

    assert 5 in plan.report.sites


def test_today_and_the_plan_are_measured_alike():
    city = town()

    plan = plan_sites(city, 2, today=[0, 1])

    assert plan.today == evaluate_sites(city, [0, 1])
    assert plan.report.coverage >= plan.today.coverage


def test_no_budget_builds_nothing():
    plan = plan_sites(town(), 0)

    assert plan.report.sites == ()
    assert plan.report.coverage == 0


def test_every_person_is_somebodys_load():
    report = evaluate_sites(town(), [0, 4])

    assert sum(report.load) == pytest.approx(town().people.sum())


@pytest.mark.parametrize(
    ("people", "metres", "cost", "walk", "words"),
    [
        ([1.0], [[1.0, 2.0]], [1.0], 800, "个数不符"),  # a column too many
        ([-1.0], [[1.0]], [1.0], 800, "人数"),  # negative people
        ([1.0], [[np.nan]], [1.0], 800, "距离"),  # no distance
        ([1.0], [[1.0]], [-1.0], 800, "费用"),  # a site that pays
        ([1.0], [[1.0]], [1.0], 0, "步行距离"),  # nobody walks
    ],
)
def test_bad_cities_are_refused(people, metres, cost, walk, words):
    with pytest.raises(BadInput, match=words):
        City(np.array(people), np.array(metres), np.array(cost), walk)


@pytest.mark.parametrize("sites", [[99], [-1], [1, 1]])
def test_sites_that_are_no_candidates_are_refused(sites):
    with pytest.raises(BadInput):
        evaluate_sites(town(), sites)


def test_a_budget_below_what_is_kept_is_refused():
    with pytest.raises(BadInput, match="预算"):
        plan_sites(town(), 1, keep=[1, 2])


@pytest.mark.slow
@settings(max_examples=20, deadline=None)
@given(st.integers(0, 10_000), st.integers(0, 6), st.sampled_from(["cover", "walk"]))
def test_more_budget_never_does_worse_by_more_than_the_gap(seed, budget, goal):
    city = town(seed)

    less, more = (plan_sites(city, b, goal=goal) for b in (budget, budget + 1))

    if goal == "cover":
        assert more.report.people_covered >= less.report.people_covered - 1e-6
    elif less.report.sites:
        assert more.report.mean_metres <= less.report.mean_metres * (1 + more.gap) + 1e-6
