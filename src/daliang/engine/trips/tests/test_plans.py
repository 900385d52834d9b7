from dataclasses import replace
from datetime import date, datetime

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from daliang.engine.checks import BadInput
from daliang.engine.trips import (
    City,
    Trip,
    Visit,
    Window,
    check_plan,
    estimate_travel,
    itinerary_rows,
    plan_trip,
    quick_plan,
    read_plan,
    to_ics,
    write_plan,
)

CITIES = [City("甲"), City("乙"), City("丙")]
TRAVEL = np.array([[10.0, 120, 300], [120, 10, 200], [300, 200, 10]])
HOURS = (480.0, 1080.0)


def trip(visits, days=3, teams=1, **more):
    return Trip(days, teams, HOURS, "甲", CITIES, TRAVEL, visits, **more)


def reason_of(plan, visit):
    return next(item.cause for item in plan.unvisited if item.visit == visit)


def stops(plan):
    return {stop.visit: (day.day, stop.arrival) for day in plan.days for stop in day.stops}


@pytest.mark.slow
def test_a_visit_is_made_in_its_window_and_the_team_sleeps_near():
    world = trip([Visit("商会", "丙", 60, windows=[Window(1, 480, 560)])])

    plan = plan_trip(world, seconds=1.0)

    day, start = stops(plan)["商会"]
    assert day == 1
    assert 480 <= start <= 500
    assert plan.days[0].hotel == "丙"
    assert check_plan(world, plan) == []


@pytest.mark.slow
def test_an_agreed_appointment_goes_before_several_others():
    others = [Visit(f"企业{n}", "甲", 60, 9, [Window(0, 540, 720)]) for n in range(2)]
    fixed = Visit("部委", "丙", 60, 1, [Window(0, 780, 900)], is_fixed=True)

    plan = plan_trip(trip([*others, fixed], days=2), seconds=1.0)

    assert "部委" in stops(plan)


@pytest.mark.slow
def test_a_visit_outside_the_working_hours_is_left_out_for_its_window():
    plan = plan_trip(trip([Visit("夜宴", "甲", 60, windows=[Window(0, 1200, 1300)])]), seconds=0.5)

    assert reason_of(plan, "夜宴") == "window"


@pytest.mark.slow
def test_a_visit_too_far_for_its_day_is_left_out_for_the_way():
    far = Visit("商会", "丙", 60, windows=[Window(0, 480, 1080)])

    plan = plan_trip(trip([far], days=1), seconds=0.5)

    assert reason_of(plan, "商会") == "travel"


@pytest.mark.slow
def test_a_full_day_names_what_would_have_to_go():
    visits = [Visit(f"企业{n}", "甲", 200, n + 1.0, [Window(0, 480, 1080)]) for n in range(4)]

    plan = plan_trip(trip(visits, days=1), seconds=0.5)

    assert [item.cause for item in plan.unvisited] == ["full", "full"]
    assert "企业" in plan.unvisited[0].detail


@pytest.mark.slow
def test_a_locked_visit_is_made_by_its_team():
    visits = [Visit(f"企业{n}", "甲", 60, team=2) for n in range(3)]

    for plan in (
        plan_trip(trip(visits, days=1, teams=2), seconds=0.5),
        plan_trip(trip(visits, days=2, teams=2), seconds=0.5),
    ):
        assert {day.team for day in plan.days if day.stops} == {2}


@pytest.mark.slow
def test_one_of_several_windows_is_enough():
    visit = Visit("商会", "乙", 60, windows=[Window(0, 480, 490), Window(1, 700, 800)])

    plan = plan_trip(trip([visit]), seconds=0.5)

    assert stops(plan)["商会"][0] == 1


@pytest.mark.slow
def test_a_trip_without_visits_stays_at_home():
    plan = plan_trip(trip([]), seconds=0.3)

    assert {day.hotel for day in plan.days} == {"甲"}


def test_meetings_fit_whole_into_windows_on_long_trips_and_start_in_them_on_one_day():
    visit = Visit("商会", "甲", 60, windows=[Window(0, 480, 560)])

    assert trip([visit]).latest_start(visit, visit.windows[0]) == 500
    assert trip([visit], days=1).latest_start(visit, visit.windows[0]) == 560
    assert trip([visit], window_rule="start").latest_start(visit, visit.windows[0]) == 560


@pytest.mark.slow
def test_tenths_of_minutes_are_kept_exactly():
    world = Trip(1, 1, (0, 100), "甲", [City("甲"), City("乙")],
                 np.array([[0, 10.1], [10.1, 0]]),
                 [Visit("商会", "乙", 10.3, windows=[Window(0, 0, 10.1)])])  # fmt: skip

    plan = plan_trip(world, seconds=0.3)

    assert stops(plan)["商会"] == (0, 10.1)


@pytest.mark.slow
def test_the_quick_answer_passes_the_checker():
    world = trip([Visit(f"企业{n}", "甲乙丙"[n % 3], 60, n + 1.0) for n in range(12)], teams=2)

    assert check_plan(world, quick_plan(world, 1.0)) == []


@pytest.mark.slow
def test_a_plan_survives_being_written_and_read():
    world = trip([Visit("商会", "乙", 60)])
    plan = plan_trip(world, seconds=0.5)

    again = read_plan(world, write_plan(world, plan))

    assert again.days == plan.days
    assert again.score == plan.score


@pytest.fixture(scope="module")
def planned():
    world = trip(
        [
            Visit("商会", "乙", 60, windows=[Window(1, 540, 900)], team=1),
            Visit("工厂", "乙", 60, windows=[Window(1, 540, 900)]),
        ]
    )
    return world, plan_trip(world, seconds=0.5)


def edited(plan, day, **changes):
    days = tuple(replace(d, **changes) if d.day == day else d for d in plan.days)
    return replace(plan, days=days)


@pytest.mark.slow
@pytest.mark.parametrize(
    ("change", "words"),
    [
        # the second night is spent elsewhere than the third day begins
        (lambda p: edited(p, 1, hotel="丙"), "前一晚"),
        # the last day does not end at home
        (lambda p: edited(p, 2, hotel="乙"), "没有回到"),
        # a day is missing
        (lambda p: replace(p, days=p.days[:-1]), "不齐"),
        # a visit is made twice
        (lambda p: edited(p, 1, stops=p.days[1].stops * 2), "排了2次"),
        # a visit is made before anyone can be there
        (lambda p: edited(p, 1, stops=(replace(p.days[1].stops[0], arrival=481),)), "到不了"),
        # a meeting is cut short
        (lambda p: edited(p, 1, stops=(replace(p.days[1].stops[0], departure=0),)), "时间不够"),
        # a meeting on a day on which it cannot be
        (lambda p: edited(p, 2, stops=p.days[1].stops), "时间窗"),
        # a stop that nobody asked for
        (lambda p: edited(p, 1, stops=(replace(p.days[1].stops[0], visit="戊"),)), "不在清单"),
        # a hotel in a city that is not on the list
        (lambda p: edited(p, 1, hotel="戊"), "不在城市表"),
    ],
)
def test_the_checker_finds_what_a_hand_edit_breaks(planned, change, words):
    world, plan = planned

    problems = check_plan(world, change(plan))

    assert any(words in problem.what for problem in problems)


@pytest.mark.slow
def test_the_checker_refuses_work_into_the_night(planned):
    world, plan = planned
    late = replace(plan.days[1].stops[0], arrival=1050, departure=1110)

    problems = check_plan(world, edited(plan, 1, stops=(late,)))

    assert any("超过18:00" in problem.what for problem in problems)


@pytest.mark.slow
def test_calendar_and_rows_show_every_meeting(planned):
    _, plan = planned

    rows = itinerary_rows(plan, date(2024, 5, 28))
    text = to_ics(plan, date(2024, 5, 28), datetime(2024, 5, 1, 8))

    assert sum(row.kind == "拜访" for row in rows) == 2
    assert text.count("BEGIN:VEVENT") >= 2
    assert all(len(line.encode()) <= 75 for line in text.split("\r\n"))
    assert "DTSTART:20240529T" in text


def test_nearby_cities_are_reached_by_road_and_far_ones_by_air():
    minutes = estimate_travel([City("a", 50, 4), City("b", 50.5, 4), City("c", 40, -74)])

    assert minutes[0, 1] < 90
    assert 600 < minutes[0, 2] < 800


@pytest.mark.parametrize(
    ("changes", "words"),
    [
        ({"days": 0}, "天数"),  # no day
        ({"teams": 0}, "队数"),  # no team
        ({"hours": (900, 480)}, "工作时间"),  # the day ends before it begins
        ({"hours": (480, 2000)}, "工作时间"),  # a day of more than 24 hours leaves no night
        ({"home": "戊"}, "出发地"),  # a home that is not a city
        ({"cities": [City("甲"), City("甲"), City("丙")]}, "重名"),  # two cities of one name
        ({"travel": np.zeros((2, 2))}, "路程表"),  # a table of another size
        ({"travel": TRAVEL * -1}, "不是非负数"),  # negative travel
        ({"visits": [Visit("a", "戊", 60)]}, "不在城市表"),  # an unknown city
        ({"visits": [Visit("a", "甲", -1)]}, "时长"),  # a negative meeting
        ({"visits": [Visit("a", "甲", 60, float("nan"))]}, "优先级"),  # no number
        ({"visits": [Visit("a", "甲", 60, team=9)]}, "指定的队"),  # a team that is not there
        ({"visits": [Visit("a", "甲", 60)] * 2}, "重复"),  # the same visit twice
        ({"visits": [Visit("a", "甲", 60, 1, [Window(9, 500, 600)])]}, "没有这一天"),  # day 9 of 3
        ({"visits": [Visit("a", "甲", 60, 1, [Window(0, 600, 500)])]}, "起止"),  # ends before
    ],
)
def test_bad_trips_are_refused(changes, words):
    good = {"days": 3, "teams": 1, "hours": HOURS, "home": "甲", "cities": CITIES,
            "travel": TRAVEL, "visits": []}  # fmt: skip

    with pytest.raises(BadInput, match=words):
        Trip(**{**good, **changes})


@st.composite
def trips(draw):
    days, teams = draw(st.integers(1, 3)), draw(st.integers(1, 2))
    visits = []
    for number in range(draw(st.integers(0, 7))):
        windows = [
            Window(draw(st.integers(0, days - 1)), begin, begin + draw(st.integers(0, 300)))
            for begin in draw(st.lists(st.integers(400, 1100), max_size=2))
        ]
        visits.append(
            Visit(f"v{number}", draw(st.sampled_from("甲乙丙")), draw(st.integers(0, 200)),
                  draw(st.integers(0, 9)), windows, draw(st.booleans()))
        )  # fmt: skip
    return trip(visits, days=days, teams=teams)


@pytest.mark.slow
@settings(max_examples=15, deadline=None)
@given(trips())
def test_every_plan_passes_the_checker_and_accounts_for_every_visit(world):
    plan = plan_trip(world, seconds=0.2)

    assert check_plan(world, plan) == []
    made = set(stops(plan))
    left = {item.visit for item in plan.unvisited}
    assert made | left == {visit.id for visit in world.visits}
    assert not made & left
