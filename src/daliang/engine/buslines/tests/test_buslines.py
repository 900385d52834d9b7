from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from daliang.engine.buslines import Demand, Line, check_lines, evaluate_lines, plan_lines
from daliang.engine.checks import BadInput

# Three stops on one road, five minutes apart, the factory at its end.
ROAD = np.abs(np.subtract.outer([0.0, 5, 10, 15], [0.0, 5, 10, 15]))


def road(people=(10, 10, 10), vehicles=2, capacity=40, max_ride=30.0):
    return Demand(people, ROAD, vehicles, capacity, (470, 480), max_ride)


@pytest.mark.slow
def test_one_bus_picks_up_everyone_along_the_road():
    plan = plan_lines(road(), seconds=0.2)

    assert [line.stops for line in plan.lines] == [(0, 1, 2)]
    assert plan.service.share == 1
    assert plan.service.longest_ride == 17


@pytest.mark.slow
def test_known_best_cost_is_reached_on_rays():
    # Four rays of three stops each; a bus has seats for one ray, so one line a ray is best.
    rays, far = 4, [12.0, 8.0, 4.0]
    places = [(r, d) for r in range(rays) for d in far]
    size = len(places)
    table = np.zeros((size + 1, size + 1))
    for i, (ray, distance) in enumerate(places):
        table[i, size] = table[size, i] = distance
        for j, (other, further) in enumerate(places):
            same = ray == other
            table[i, j] = abs(distance - further) if same else distance + further
    demand = Demand([10] * size, table, rays, 30, (470, 480), 60, dwell=0)

    plan = plan_lines(demand, seconds=0.5)

    assert plan.service.share == 1
    assert plan.service.bus_minutes == pytest.approx(rays * 12)


@pytest.mark.slow
def test_a_short_longest_ride_needs_more_buses():
    plan = plan_lines(road(max_ride=15), seconds=0.3)

    assert len(plan.lines) == 2
    assert plan.service.longest_ride <= 15


@pytest.mark.slow
def test_a_stop_with_more_people_than_seats_gets_several_buses():
    plan = plan_lines(road(people=(50, 0, 0), capacity=30), seconds=0.2)

    assert plan.service.served == 50
    assert len(plan.lines) == 2


@pytest.mark.slow
def test_too_few_buses_leave_people_and_say_where():
    plan = plan_lines(road(people=(30, 30, 30), vehicles=1, capacity=30), seconds=0.2)

    assert plan.service.served == 30
    assert sum(count for _, count in plan.service.unserved) == 60


@pytest.mark.slow
def test_today_is_measured_like_the_plan():
    today = [Line((2,), (10,), 475)]

    plan = plan_lines(road(), today=today, seconds=0.2)

    assert plan.today == evaluate_lines(road(), today)
    assert plan.today.served == 10


@pytest.mark.parametrize(
    ("line", "words"),
    [
        (Line((0, 1), (30, 30), 475), "座"),  # more than the seats
        (Line((0,), (11,), 475), "多于"),  # more than wait there
        (Line((0,), (10,), 500), "到达时间窗"),  # after the shift began
        (Line((2, 0), (10, 10), 475), "最长乘车"),  # back and forth
        (Line((0, 0), (5, 5), 475), "重复"),  # the same stop twice
        (Line((9,), (5,), 475), "不认识"),  # no such stop
    ],
)
def test_the_checker_finds_what_a_hand_edit_breaks(line, words):
    problems = check_lines(road(max_ride=20), [line])

    assert any(words in problem.what for problem in problems)


def test_more_lines_than_buses_are_found():
    assert "辆车" in check_lines(road(vehicles=0), [Line((), (), 475)])[0].what


@pytest.mark.parametrize(
    ("changes", "words"),
    [
        ({"minutes": ROAD[:2, :2]}, "大小"),  # a table of another size
        ({"minutes": -ROAD}, "负数"),  # negative times
        ({"people": (1, -1, 0)}, "人数"),  # negative people
        ({"capacity": 0}, "座位"),  # no seats
        ({"arrive": (480, 470)}, "时间窗"),  # ends before it begins
        ({"max_ride": -1.0}, "最长乘车"),  # a negative ride
    ],
)
def test_bad_demand_is_refused(changes, words):
    with pytest.raises(BadInput, match=words):
        replace(road(), **changes)


@pytest.mark.slow
@settings(max_examples=10, deadline=None)
@given(st.integers(0, 10_000), st.integers(0, 3), st.integers(5, 40), st.integers(0, 40))
def test_every_plan_passes_the_checker(seed, vehicles, capacity, max_ride):
    random = np.random.default_rng(seed)
    places = random.uniform(0, 20, (7, 2))
    table = np.hypot(*(places[:, None] - places).transpose(2, 0, 1))
    people = random.integers(0, 30, 6).tolist()
    demand = Demand(people, table, vehicles, capacity, (470, 480), max_ride)

    plan = plan_lines(demand, seconds=0.05)

    assert check_lines(demand, plan.lines) == []
    assert plan.service.served + sum(n for _, n in plan.service.unserved) == sum(people)
