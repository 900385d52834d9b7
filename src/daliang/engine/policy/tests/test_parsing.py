"""Policies from JSON: what is read, and how every fault is named."""

import numpy as np
import pytest

from daliang.engine.checks import BadInput
from daliang.engine.policy import facts_from_columns, parse_policies, policies_json, required_kinds
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
