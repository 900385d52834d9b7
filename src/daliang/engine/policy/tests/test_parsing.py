"""Policies from JSON: what is read, and how every fault is named."""

import numpy as np
import pytest

from daliang.engine.checks import BadInput
from daliang.engine.policy import (
    Leaf,
    facts_from_columns,
    parse_condition,
    parse_policies,
    policies_json,
    required_kinds,
)
from daliang.engine.policy.tests.worlds import POLICIES

FIXED = {"kind": "fixed", "amount": 5}
LEAF = {"field": "revenue", "op": ">=", "value": 1}


def policy(**changes: object) -> dict[str, object]:
    return {"id": "P1", "title": "t", "all": [LEAF], "benefit": FIXED} | changes


def test_what_is_written_reads_back_the_same() -> None:
    policies = parse_policies(POLICIES)

    assert parse_policies(policies_json(policies)) == policies


@pytest.mark.parametrize(
    ("document", "place"),
    [
        ("P1", ""),  # text instead of a list
        ([], ""),  # nothing in it
        ([3], "[0]"),  # a number instead of a policy
        ([policy(id=None)], "[0].id"),  # no id
        ([policy(), policy()], "P1"),  # the same id twice
        ([policy(all=[])], "P1.all"),  # no condition would grant to all
        ([policy(all=[{"op": ">="}])], "P1.all[0].field"),  # a comparison of nothing
        ([policy(all=[LEAF | {"op": "≥"}])], "P1.all[0].op"),  # an unknown operator
        ([policy(all=[LEAF | {"value": "很多"}])], "P1.all[0].value"),  # words as a threshold
        ([policy(all=[LEAF | {"value": None}])], "P1.all[0].value"),  # no threshold
        ([policy(all=[LEAF | {"value": "2024-02-30"}])], "P1.all[0].value"),  # no such day
        ([policy(all=[{"any": []}])], "P1.all[0].any"),  # a choice of nothing
        ([policy(all=[{"field": "a", "op": "in", "value": "C13"}])], "P1.all[0].value"),  # no list
        ([policy(all=[{"any": [LEAF, {"op": "x"}]}])], "P1.all[0].any[1].op"),  # deep fault
        ([policy(benefit={"kind": "gift"})], "P1.benefit.kind"),  # unknown benefit
        ([policy(benefit=None)], "P1.benefit.kind"),  # no benefit
        ([policy(benefit={"kind": "fixed", "amount": -1})], "P1.benefit.amount"),  # negative
        ([policy(benefit={"kind": "rate_cap", "rate": 0.1})], "P1.benefit.base"),  # rate of what
        ([policy(benefit={"kind": "tiers", "by": "a", "tiers": []})], "P1.benefit.tiers"),  # none
        (
            [policy(benefit={"kind": "tiers", "by": "a", "tiers": [[2, 1], [1, 2]]})],
            "P1.benefit.tiers",
        ),  # falling bounds
        ([policy(effective=["2024-13-01", None])], "P1.effective"),  # month 13
        ([policy(effective=["2024-12-31", "2024-01-01"])], "P1.effective"),  # ends before it starts
    ],
)
def test_a_fault_is_named_with_its_path(document: object, place: str) -> None:
    with pytest.raises(BadInput) as caught:
        parse_policies(document)

    assert place in [problem.column for problem in caught.value.problems]
    assert all(problem.mend for problem in caught.value.problems)


def test_all_faults_are_named_at_once() -> None:
    with pytest.raises(BadInput) as caught:
        parse_policies([policy(id="A", benefit=None), policy(id="B", all=[{"op": ">="}])])

    assert len(caught.value.problems) >= 2


def test_one_fact_cannot_be_a_number_and_a_text() -> None:
    two = [policy(id="A"), policy(id="B", all=[{"field": "revenue", "op": "==", "value": "高"}])]

    with pytest.raises(BadInput, match="revenue"):
        required_kinds(parse_policies(two))


def test_a_column_that_is_not_there_is_refused_or_taken_as_unknown() -> None:
    kinds = required_kinds(parse_policies([policy()]))

    with pytest.raises(BadInput, match="revenue"):
        facts_from_columns({"tax": np.array([1.0])}, kinds)

    facts = facts_from_columns({"tax": np.array([1.0])}, kinds, allow_absent=True)
    assert facts.firm(0) == {"revenue": None}


def test_a_wrong_cell_is_named_by_row_and_column() -> None:
    kinds = required_kinds(parse_policies([policy(all=[LEAF, {"field": "ok", "op": "is_true"}])]))
    raw = {
        "revenue": np.array(["1,200", "见说明"], dtype=object),
        "ok": np.array(["是", "也许"], dtype=object),
    }

    with pytest.raises(BadInput) as caught:
        facts_from_columns(raw, kinds, file="a.xlsx")

    found = [(p.file, p.row, p.column) for p in caught.value.problems]
    assert found == [("a.xlsx", 3, "revenue"), ("a.xlsx", 3, "ok")]


@pytest.mark.parametrize(
    ("document", "place"),
    [
        ([policy(all=["revenue"])], "P1.all[0]"),  # a word instead of a condition
        ([policy(effective="2024")], "P1.effective"),  # one day instead of two
        ([policy(benefit={"kind": "tiers", "by": "a", "tiers": [5]})], "P1.benefit.tiers[0]"),
        ([policy(title=3)], "P1.title"),  # a number as a title
        ([policy(all=[LEAF | {"value": "2024/01/31"}])], "P1.all[0].value"),  # not an ISO date
    ],
)
def test_odd_shapes_are_named_too(document: object, place: str) -> None:
    with pytest.raises(BadInput) as caught:
        parse_policies(document)

    assert place in [problem.column for problem in caught.value.problems]


def test_a_tree_too_deep_is_refused() -> None:
    node: dict[str, object] = LEAF
    for _ in range(30):
        node = {"not": node}

    with pytest.raises(BadInput, match="嵌套"):
        parse_condition(node)


def test_a_single_condition_and_a_truth_value_are_read() -> None:
    assert parse_condition(LEAF) == Leaf("revenue", ">=", 1.0)
    assert parse_condition({"field": "a", "op": "==", "value": True}) == Leaf("a", "is_true")
    assert parse_condition({"field": "a", "op": "in", "value": [1, 2]}) == Leaf(
        "a", "in", (1.0, 2.0)
    )


def test_facts_come_in_many_shapes() -> None:
    raw = {
        "flag": np.array([1.0, 0.0, np.nan]),
        "code": np.array([13.0, np.nan, 13.0]),
        "day": np.array(["2024-01-31", "NaT", "1970-01-02"], dtype="datetime64[D]"),
        "money": np.array(["1,200.5", "", None], dtype=object),
    }

    facts = facts_from_columns(
        raw, {"flag": "flag", "code": "category", "day": "date", "money": "number"}
    )

    assert facts.firm(0) == {"flag": True, "code": "13", "day": "2024-01-31", "money": 1200.5}
    assert facts.firm(1) == {"flag": False, "code": None, "day": None, "money": None}


def test_absent_columns_of_every_kind_are_unknown() -> None:
    kinds = {"a": "flag", "b": "category", "c": "date", "d": "number"}

    facts = facts_from_columns({"x": np.array([1.0])}, kinds, allow_absent=True)  # type: ignore[arg-type]

    assert set(facts.firm(0).values()) == {None}


def test_many_wrong_cells_are_counted_and_not_all_listed() -> None:
    raw = {"day": np.array(["昨天"] * 50, dtype=object), "flag": np.full(50, 7.0)}

    with pytest.raises(BadInput) as caught:
        facts_from_columns(raw, {"day": "date", "flag": "flag"})

    assert len(caught.value.problems) == 2 * 21
    assert "50处" in str(caught.value)
