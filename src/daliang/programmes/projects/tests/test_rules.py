"""Gates, parts, pace, photographs, books and networks, without a database."""

from __future__ import annotations

from datetime import date, timedelta
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from daliang.base.refusal import NotAllowed
from daliang.programmes.projects import rules
from daliang.programmes.projects.book_rules import Entry, gap_of, identity_faults
from daliang.programmes.projects.choices import STAGES, Stage
from daliang.programmes.projects.risk_rules import GateDates, Track, network, ranges_of
from daliang.programmes.projects.rules import Share, YearStanding

JUNE = date(2024, 6, 20)


def standing(**values: object) -> YearStanding:
    given = {
        "plan": Decimal(120),
        "monthly": [Decimal(10)] * 12,
        "funds_monthly": [Decimal(0)] * 12,
        "done": Decimal(50),
        "reported_on": date(2024, 5, 1),
        "funds_arrived": None,
        "funds_on": None,
        "start_planned_on": None,
        "started_on": None,
        "entered_on": None,
    } | values
    return YearStanding(**given)


def test_a_framework_agreement_does_not_pass_the_gate_of_a_contract() -> None:
    passed = {Stage.LEAD: JUNE, Stage.TALKS: JUNE}

    with pytest.raises(NotAllowed, match="正式合同"):
        rules.require_passable(
            Stage.SIGNED, done_on=JUNE, today=JUNE, passed=passed, given=["framework"]
        )


@pytest.mark.parametrize(
    ("stage", "done_on", "passed", "words"),
    [
        (Stage.TALKS, JUNE + timedelta(days=1), {Stage.LEAD: JUNE}, "晚于今天"),  # in the future
        (Stage.TALKS, JUNE, {}, "先通过：线索"),  # out of order
        (Stage.BUILDING, JUNE - timedelta(days=9), {Stage.STARTED: JUNE}, "早于前一关"),  # back
        (Stage.LEAD, JUNE, {Stage.LEAD: JUNE}, "已通过"),  # twice
    ],
)
def test_a_gate_is_refused_with_a_sentence(
    stage: Stage, done_on: date, passed: dict, words: str
) -> None:
    with pytest.raises(NotAllowed, match=words):
        rules.require_passable(stage, done_on=done_on, today=JUNE, passed=passed, given=[])


def test_taking_a_gate_back_takes_back_what_rests_on_it() -> None:
    passed = set(STAGES[: STAGES.index(Stage.COMPLETED) + 1])

    undone = rules.stages_undone_by(Stage.STARTED, passed)

    assert undone == {Stage.STARTED, Stage.ENTERED, Stage.BUILDING, Stage.COMPLETED}


def test_pace_follows_the_plan_by_month_and_even_pace_follows_twelfths() -> None:
    back_loaded = [Decimal(0)] * 5 + [Decimal(120) / 7] * 7

    facts = rules.light_facts(standing(monthly=back_loaded, done=Decimal(20)), JUNE)

    assert facts["pace"] == 0.0
    assert facts["even_pace"] == 41.7
    assert facts["pace_gap"] == 16.7
    assert facts["even_pace_gap"] == -25.0


def test_nothing_reported_is_not_zero() -> None:
    facts = rules.light_facts(standing(done=None, reported_on=None), JUNE)

    assert "progress" not in facts
    assert facts["funds_on_plan"] is None


def test_a_planned_start_passed_by_two_months_counts_two() -> None:
    facts = rules.light_facts(standing(start_planned_on=date(2024, 4, 15)), JUNE)

    assert facts["months_to_start_late"] == 2


def test_a_photograph_is_doubted_for_time_place_and_repetition() -> None:
    photo = rules.Photo(date(2024, 1, 5), 31.9, 120.3)

    doubts = rules.photo_doubts(
        photo,
        shown_on=JUNE,
        started_on=date(2024, 3, 1),
        site=(31.5, 120.3),
        used_in=["别的项目"],
    )

    assert [word in "；".join(doubts) for word in ("早于开工", "公里", "别的项目")] == [True] * 3


def test_a_fresh_photograph_on_the_site_raises_no_doubt() -> None:
    photo = rules.Photo(date(2024, 6, 18), 31.5, 120.3)

    assert not rules.photo_doubts(
        photo, shown_on=JUNE, started_on=date(2024, 3, 1), site=(31.501, 120.3), used_in=[]
    )


@st.composite
def portfolios(draw: st.DrawFn) -> list[Share]:
    """Packages, each split several times, in any districts."""
    rows, key = [], 0
    for _package in range(draw(st.integers(1, 4))):
        key += 1
        whole, parent, left = draw(st.integers(1, 1000)), key, None
        rows.append(Share(parent, None, draw(st.sampled_from("东西中")), Decimal(whole)))
        left = whole
        for _part in range(draw(st.integers(0, 4))):
            if left <= 0:
                break
            amount = draw(st.integers(1, left))
            left, key = left - amount, key + 1
            rows.append(Share(key, parent, draw(st.sampled_from("东西中")), Decimal(amount)))
    return rows


@given(portfolios())
def test_no_split_makes_the_districts_disagree_with_the_packages(rows: list[Share]) -> None:
    whole = sum((row.amount for row in rows if row.parent is None), Decimal(0))

    totals = rules.totals_by_district(rows)

    assert sum(totals.values(), Decimal(0)) == whole
    assert all(amount >= 0 for amount in rules.own_amounts(rows).values())


@given(st.lists(st.integers(-5, 900), min_size=1, max_size=5), st.integers(0, 1500))
def test_a_split_is_refused_exactly_when_it_would_count_too_much(
    parts: list[int], whole: int
) -> None:
    amounts = [Decimal(part) for part in parts]
    is_fair = all(part > 0 for part in parts) and sum(parts) <= whole

    if is_fair:
        rules.require_split(Decimal(whole), amounts, is_part=False)
    else:
        with pytest.raises(NotAllowed):
            rules.require_split(Decimal(whole), amounts, is_part=False)


def entry(number: int, total: int, **values: object) -> Entry:
    return Entry(date(2024, number, 1), values.get("before"), values.get("month"), Decimal(total))


def test_the_identities_name_what_does_not_add_up() -> None:
    april = entry(4, 40)
    may = entry(5, 55, before=Decimal(38), month=Decimal(12))

    faults = identity_faults([may, april])

    assert faults == [
        "5月：上月累计38加本月12得50，年初累计填了55",
        "5月：上月累计填38，上月表里是40",
    ]


def test_the_parts_must_make_the_total() -> None:
    parts = (Decimal(10), Decimal(5), Decimal(20), Decimal(0))

    faults = identity_faults([Entry(date(2024, 5, 1), None, None, Decimal(36), parts)])

    assert faults == ["5月：四项构成合计35，年初累计填了36"]


def test_a_gap_is_as_old_as_its_unbroken_run() -> None:
    own = {date(2024, m, 1): Decimal(10 * m) for m in range(2, 6)}
    other = {date(2024, 3, 1): Decimal(30), date(2024, 5, 1): Decimal(20)}

    gap = gap_of(own, other, date(2024, 5, 1))

    assert gap is not None
    assert (gap.amount, gap.since_on, gap.months) == (Decimal(30), date(2024, 4, 1), 2)


def test_books_that_agree_have_no_gap() -> None:
    may = date(2024, 5, 1)

    assert gap_of({may: Decimal(10)}, {may: Decimal(10)}, may) is None


def test_durations_come_from_own_history_once_there_are_five_cases() -> None:
    tracks = [
        Track(
            f"P{i}",
            "东港区",
            (
                GateDates(Stage.LAND, None, date(2024, 1, 1)),
                GateDates(Stage.STARTED, None, date(2024, 1, 1) + timedelta(days=40 + i)),
            ),
        )
        for i in range(5)
    ]
    ranges = ranges_of(tracks)
    wanted = Track(
        "new",
        "东港区",
        (
            GateDates(Stage.LAND, None, date(2024, 6, 1)),
            GateDates(Stage.STARTED, date(2024, 7, 30), None),
        ),
    )

    made = network(wanted, ranges)

    assert made is not None
    assert 40 <= made.milestones[1].low <= made.milestones[1].high <= 45


def test_a_project_without_an_open_date_is_not_forecast() -> None:
    done = Track("P", "", (GateDates(Stage.STARTED, None, date(2024, 1, 1)),))

    assert network(done, {}) is None
