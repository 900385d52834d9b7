from datetime import date, timedelta

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from daliang.engine.checks import BadInput
from daliang.engine.schedule import Link, Milestone, Project, forecast

TODAY = date(2024, 6, 7)


def day(days):
    return TODAY + timedelta(days=days)


def only(*milestones):
    return forecast([Project("码头", milestones)], TODAY).projects[0]


def plain_draws(project, draws=200_000, seed=5):
    """The same network by the plainest possible simulation."""
    random = np.random.default_rng(seed)
    finish = {}
    for m in project.milestones:
        if m.done_on:
            finish[m.id] = np.full(draws, float((m.done_on - TODAY).days))
            continue
        start = np.zeros(draws)
        for before in m.after:
            start = np.maximum(start, finish[before])
        finish[m.id] = start + random.triangular(m.low, m.mode, m.high, draws)
    return {
        m.id: (finish[m.id] <= (m.due_on - TODAY).days).mean()
        for m in project.milestones
        if m.due_on
    }


WEAVING = Project(
    "织网",
    [
        Milestone("立项", done_on=day(-20), due_on=day(-25)),
        Milestone("土地", ["立项"], 10, 20, 45, due_on=day(25)),
        Milestone("贷款", ["立项"], 5, 30, 40, due_on=day(30)),
        Milestone("图纸", ["土地"], 15, 18, 40, due_on=day(50)),
        Milestone("设备", ["贷款"], 20, 25, 60, due_on=day(60)),
        Milestone("厂房", ["图纸", "贷款"], 60, 80, 140, due_on=day(150)),
        Milestone("投产", ["厂房", "设备"], 20, 25, 50, due_on=day(185)),
    ],
)


@pytest.mark.slow
def test_chances_agree_with_plain_draws_on_a_woven_network():
    seen = forecast([WEAVING], TODAY).projects[0]

    for milestone_id, expected in plain_draws(WEAVING).items():
        found = next(m for m in seen.milestones if m.id == milestone_id)
        assert found.probability == pytest.approx(expected, abs=0.01)


def test_a_done_milestone_is_a_fact():
    seen = only(Milestone("开工", done_on=day(-3), due_on=day(-2)))

    assert seen.milestones[0].probability == 1
    assert seen.milestones[0].p50_on == seen.milestones[0].p90_on == day(-3)
    assert seen.light.colour == "green"


def test_a_done_milestone_past_its_date_failed_for_certain():
    seen = only(Milestone("开工", done_on=day(-3), due_on=day(-5)))

    assert seen.milestones[0].probability == 0
    assert "晚2天" in seen.light.reason


def test_certain_durations_add_up_over_links_and_lags():
    seen = only(
        Milestone("甲", low=10, mode=10, high=10, due_on=day(10)),
        Milestone("乙", [Link("甲", lag=5)], 7, 7, 7, due_on=day(22)),
        Milestone("丙", ["乙"], 1, 1, 1, due_on=day(22)),
    )

    assert [m.probability for m in seen.milestones] == [1, 1, 0]
    assert [m.p50_on for m in seen.milestones] == [day(10), day(22), day(23)]


def test_work_starts_no_earlier_than_its_fixed_date():
    seen = only(Milestone("招标", low=5, mode=5, high=5, not_before=day(30), due_on=day(35)))

    assert seen.milestones[0].p50_on == day(35)


def test_work_whose_predecessors_are_done_starts_today():
    seen = only(
        Milestone("甲", done_on=day(-100)),
        Milestone("乙", ["甲"], 10, 10, 10, due_on=day(9)),
    )

    assert seen.milestones[1].p50_on == day(10)
    assert seen.milestones[1].probability == 0


def test_started_work_is_conditioned_on_not_being_finished_today():
    seen = only(Milestone("浇筑", low=0, mode=10, high=20, started_on=day(-10), due_on=day(5)))

    # After day 10 of the triangle (0, 10, 20) half the mass is left, 3/4 of it before day 15.
    assert seen.milestones[0].probability == pytest.approx(0.75, abs=0.005)


def test_started_work_beyond_its_longest_estimate_is_still_ahead_of_us():
    seen = only(Milestone("浇筑", low=5, mode=10, high=20, started_on=day(-40), due_on=day(15)))

    assert seen.milestones[0].p50_on >= TODAY
    assert seen.milestones[0].probability == 1


def test_an_overdue_milestone_is_at_least_yellow():
    seen = only(
        Milestone("土地", low=1, mode=2, high=3, due_on=day(-12)),
        Milestone("投产", ["土地"], 1, 2, 3, due_on=day(200)),
    )

    assert seen.probability == 1
    assert seen.light.colour == "yellow"
    assert "土地" in seen.light.reason
    assert "12天" in seen.light.reason


def test_a_project_without_dates_gets_no_light():
    seen = only(Milestone("甲", low=1, mode=2, high=3))

    assert seen.light.colour == "none"
    assert seen.probability is None


def test_the_longer_branch_is_critical():
    seen = only(
        Milestone("长", low=50, mode=60, high=70),
        Milestone("短", low=5, mode=6, high=7),
        Milestone("合", ["长", "短"], 1, 2, 3, due_on=day(65)),
    )

    assert [m.criticality for m in seen.milestones] == [1, 0, 1]
    assert seen.lever == "长"


def test_equal_branches_share_the_critical_path():
    seen = only(
        Milestone("左", low=10, mode=20, high=30),
        Milestone("右", low=10, mode=20, high=30),
        Milestone("合", ["左", "右"], 1, 2, 3),
    )

    assert seen.milestones[0].criticality == pytest.approx(0.5, abs=0.03)


def test_two_ends_must_both_be_on_time():
    seen = only(
        Milestone("东", low=0, mode=10, high=20, due_on=day(10)),
        Milestone("西", low=0, mode=10, high=20, due_on=day(10)),
    )

    assert seen.probability == pytest.approx(0.25, abs=0.005)


def test_the_order_of_milestones_in_the_file_does_not_matter():
    turned = Project("织网", WEAVING.milestones[::-1])

    first = forecast([WEAVING], TODAY).projects[0]
    second = forecast([turned], TODAY).projects[0]

    assert first.probability == pytest.approx(second.probability, abs=0.01)


def test_neighbours_of_other_sizes_do_not_change_a_project():
    small = Project("小", [Milestone("甲", low=1, mode=5, high=9, due_on=day(5))])

    alone = forecast([WEAVING], TODAY, points=512).projects[0]
    together = forecast([small, WEAVING, Project("再", small.milestones)], TODAY, points=512)

    assert together.projects[1] == alone


def test_the_same_input_gives_the_same_answer():
    assert forecast([WEAVING], TODAY) == forecast([WEAVING], TODAY)


def test_no_projects_is_an_empty_forecast():
    assert forecast([], TODAY).projects == ()


def bad(*milestones):
    return [Project("码头", milestones)]


@pytest.mark.parametrize(
    ("projects", "words"),
    [
        # two milestones wait for each other
        (bad(Milestone("甲", ["乙"], 1, 2, 3), Milestone("乙", ["甲"], 1, 2, 3)), "绕成一圈"),
        # a milestone waits for itself
        (bad(Milestone("甲", ["甲"], 1, 2, 3)), "绕成一圈"),
        # a predecessor that is not there
        (bad(Milestone("甲", ["丁"], 1, 2, 3)), "“丁”不存在"),
        # low above mode
        (bad(Milestone("甲", (), 5, 2, 9)), "最短工期大于最可能工期"),
        # mode above high
        (bad(Milestone("甲", (), 1, 9, 3)), "最可能工期大于最长工期"),
        # negative duration
        (bad(Milestone("甲", (), -1, 2, 3)), "小于零"),
        # an open milestone without durations
        (bad(Milestone("甲")), "缺少工期"),
        # done tomorrow
        (bad(Milestone("甲", done_on=day(1))), "完成日期晚于今天"),
        # started tomorrow
        (bad(Milestone("甲", (), 1, 2, 3, started_on=day(1))), "开始日期晚于今天"),
        # started after it was done
        (bad(Milestone("甲", started_on=day(-1), done_on=day(-2))), "开始日期晚于完成日期"),
        # a duration longer than a century
        (bad(Milestone("甲", (), 1, 2, 1e9)), "一百年"),
        # the same milestone twice
        (bad(Milestone("甲", (), 1, 2, 3), Milestone("甲", (), 1, 2, 3)), "重复"),
        # a lag that is not a number
        (bad(Milestone("乙", (), 1, 2, 3), Milestone("甲", [Link("乙", np.nan)], 1, 2, 3)), "间隔"),
        # a project without milestones
        ([Project("码头", [])], "没有节点"),
        # the same project twice
        (bad(Milestone("甲", (), 1, 2, 3)) * 2, "重复"),
        # a negative weight
        ([Project("码头", [Milestone("甲", (), 1, 2, 3)], weight=-1)], "权重"),
    ],
)  # fmt: skip
def test_bad_networks_are_named(projects, words):
    with pytest.raises(BadInput, match=words):
        forecast(projects, TODAY)


def test_every_fault_is_reported_at_once():
    with pytest.raises(BadInput) as caught:
        forecast(bad(Milestone("甲", ["丁"], 5, 2, 9), Milestone("乙", (), 1, 9, 3)), TODAY)

    assert len(caught.value.problems) == 3


days = st.integers(0, 60)


@st.composite
def networks(draw):
    milestones = []
    for number in range(draw(st.integers(1, 6))):
        low, mode, high = sorted(draw(st.tuples(days, days, days)))
        before = draw(st.sets(st.integers(0, number - 1), max_size=3)) if number else set()
        done = draw(st.booleans()) and number < 2
        milestones.append(
            Milestone(
                f"节点{number}", [f"节点{b}" for b in sorted(before)], low, mode, high,
                done_on=day(-draw(days)) if done else None, due_on=day(draw(st.integers(-9, 200))),
            )
        )  # fmt: skip
    return Project("任意", milestones)


@pytest.mark.slow
@settings(max_examples=60, deadline=None)
@given(networks())
def test_chances_dates_and_shares_are_coherent(project):
    seen = forecast([project], TODAY, points=256).projects[0]

    for milestone, node in zip(project.milestones, seen.milestones, strict=True):
        assert 0 <= node.probability <= 1
        assert 0 <= node.criticality <= 1
        assert node.p50_on <= node.p90_on
        if not milestone.done_on:
            assert node.p50_on >= TODAY
        for before in milestone.after if not milestone.done_on else ():
            earlier = next(n for n in seen.milestones if n.id == before)
            assert earlier.p90_on <= node.p90_on


@pytest.mark.slow
@settings(max_examples=40, deadline=None)
@given(networks(), st.integers(1, 40))
def test_a_later_due_date_never_lowers_the_chance(project, more):
    moved = Project(
        "任意",
        [
            Milestone(m.id, m.after, m.low, m.mode, m.high, m.done_on, m.due_on + timedelta(more))
            for m in project.milestones
        ],
    )

    before = forecast([project], TODAY, points=256).projects[0]
    after = forecast([moved], TODAY, points=256).projects[0]

    assert after.probability >= before.probability - 1e-9
