"""When a site is due, what the five lack, what comes back: without a database."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

import pytest

from daliang.base.refusal import NotAllowed
from daliang.programmes.safety import rules
from daliang.programmes.safety.choices import Risk

TODAY = date(2024, 7, 1)
FULL = {
    "measure": "换管",
    "amount_wan": Decimal(0),
    "due_on": TODAY,
    "person": "主任",
    "emergency_plan": "预案",
}


@pytest.mark.parametrize(
    ("name", "empty", "word"),
    [
        ("measure", "  ", "措施"),  # blanks are no measure
        ("amount_wan", None, "资金"),  # not said is not zero
        ("due_on", None, "期限"),
        ("person", "", "责任人"),
        ("emergency_plan", "", "应急预案"),
    ],
)
def test_each_of_the_five_is_missed(name: str, empty: object, word: str) -> None:
    assert rules.gate_gaps(**FULL | {name: empty}) == [word]


def test_all_five_given_leave_no_gap() -> None:
    assert rules.gate_gaps(**FULL) == []


@pytest.mark.parametrize(
    ("due", "passed", "late"),
    [
        (date(2024, 6, 21), None, 0),  # the tenth day is today
        (date(2024, 6, 20), None, 1),  # yesterday was the tenth day
        (date(2024, 2, 20), date(2024, 3, 1), 0),  # ten days across a leap day
        (date(2023, 12, 25), date(2024, 1, 6), 2),  # across the year's end
        (None, None, 0),  # no date, no lateness
    ],
)
def test_a_recheck_is_late_after_ten_days(due: date | None, passed: date | None, late: int) -> None:
    assert rules.recheck_days_late(due, passed, TODAY) == late


def test_the_plan_takes_the_most_overdue_and_leaves_who_was_seen() -> None:
    sites = [
        rules.Due(1, Risk.BLUE, date(2024, 1, 1)),  # seen within the year
        rules.Due(2, Risk.RED, date(2024, 5, 1)),  # two intervals ago
        rules.Due(3, Risk.YELLOW, None),  # never seen
        rules.Due(4, Risk.RED, date(2024, 6, 20)),  # seen this month
        rules.Due(5, Risk.RED, None),  # never seen and grave
    ]

    drawn = [pk for pk, _share in rules.draw(sites, TODAY, 10)]

    assert drawn == [5, 3, 2]
    assert [pk for pk, _share in rules.draw(reversed(sites), TODAY, 2)] == [5, 3]


def test_a_second_person_is_neither_finder_nor_reporter() -> None:
    rules.require_other_person(3, 1, None, 2)

    with pytest.raises(NotAllowed):
        rules.require_other_person(1, 1, 2)


def finding(found: date, closed: date | None, place: str = "罐区", **other: str) -> rules.Finding:
    given = {"site": "甲厂", "kind": "消防", "level": "3_major", "origin": "self"} | other
    return rules.Finding(place=place, found_on=found, closed_on=closed, **given)


def test_only_what_was_closed_before_can_come_back() -> None:
    first = finding(date(2024, 1, 1), date(2024, 2, 1))
    again = finding(date(2024, 3, 1), None)
    meanwhile = finding(date(2024, 1, 10), None, place="仓库")
    twin = finding(date(2024, 1, 12), None, place="仓库")

    found = rules.repeats([again, first, meanwhile, twin])

    assert [(r.place, r.times, r.last_on) for r in found] == [("罐区", 2, date(2024, 3, 1))]


def test_the_stock_counts_what_was_open_on_each_day() -> None:
    findings = [
        finding(date(2023, 5, 1), date(2024, 2, 10)),
        finding(date(2024, 1, 5), None),
    ]
    days = [date(2023, 12, 31), date(2024, 1, 31), date(2024, 2, 29)]

    assert rules.stock(findings, days, 2024) == [(1, 0), (1, 1), (0, 1)]
