"""Bit-sliced matching agrees with the reference interpreter, firm by firm."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from daliang.engine.policy import (
    AllOf,
    AnyOf,
    Fixed,
    Leaf,
    Not,
    Outcome,
    Policy,
    amount_of,
    amounts_for,
    bitslice,
    compile_policies,
    eligible_pairs,
    facts_from_columns,
    judge,
    missing_facts,
    near_misses,
    near_texts,
    required_kinds,
)
from daliang.engine.policy.tests.worlds import town
from daliang.engine.policy.tree import Condition

NUMBERS = st.sampled_from([-1.5, 0.0, 1.0, 2.0, 2000.0])
LEAVES = st.one_of(
    st.builds(
        Leaf,
        st.sampled_from(["revenue", "growth"]),
        st.sampled_from([">=", "<=", ">", "<", "=="]),
        NUMBERS,
    ),
    st.builds(Leaf, st.just("level"), st.just("in"), st.tuples(NUMBERS, NUMBERS)),
    st.builds(
        Leaf, st.sampled_from(["is_listed", "is_new"]), st.sampled_from(["is_true", "is_false"])
    ),
    st.builds(Leaf, st.just("industry"), st.just("=="), st.sampled_from(["C38", "C39"])),
    st.builds(
        Leaf,
        st.just("industry"),
        st.just("in"),
        st.lists(st.sampled_from(["C13", "C38", "C39"]), min_size=1).map(tuple),
    ),
    st.builds(
        Leaf,
        st.just("founded_on"),
        st.sampled_from([">=", "<=", ">", "<"]),
        st.sampled_from(["2020-01-01", "2024-02-29"]),
    ),
)
TREES = st.recursive(
    LEAVES,
    lambda parts: st.one_of(
        st.builds(AnyOf, st.lists(parts, min_size=1, max_size=3).map(tuple)),
        st.builds(AllOf, st.lists(parts, min_size=1, max_size=3).map(tuple)),
        st.builds(Not, parts),
    ),
    max_leaves=6,
)
FIRM = st.tuples(
    st.one_of(st.just(np.nan), NUMBERS, st.floats(-5, 5)),
    st.one_of(st.just(np.nan), NUMBERS),
    st.one_of(st.just(np.nan), NUMBERS),
    st.sampled_from([None, "true", "false"]),
    st.sampled_from([None, "是", "否"]),
    st.sampled_from([None, "C13", "C38", "C39"]),
    st.sampled_from([None, "2020-01-01", "2019-12-31", "2024-02-29"]),
)
NAMES = ("revenue", "growth", "level", "is_listed", "is_new", "industry", "founded_on")


def columns(firms: list[tuple[object, ...]]) -> dict[str, np.ndarray]:
    """Return the firms' facts as raw columns."""
    numbers = {
        name: np.array([firm[i] for firm in firms], float) for i, name in enumerate(NAMES[:3])
    }
    texts = {
        name: np.array([firm[i + 3] for firm in firms], dtype=object)
        for i, name in enumerate(NAMES[3:])
    }
    return numbers | texts


@pytest.mark.slow
@settings(max_examples=150, deadline=None)
@given(
    trees=st.lists(st.lists(TREES, min_size=1, max_size=5), min_size=1, max_size=4),
    firms=st.lists(FIRM, min_size=1, max_size=8),
    rows=st.sampled_from([4, 4096]),
)
def test_bit_slices_and_reference_agree_on_any_tree_and_any_gap(
    trees: list[list[Condition]], firms: list[tuple[object, ...]], rows: int
) -> None:
    policies = [
        Policy(f"P{i}", "", (None, None), tuple(t), Fixed(1.0)) for i, t in enumerate(trees)
    ]
    facts = facts_from_columns(columns(firms), required_kinds(policies))

    patch = pytest.MonkeyPatch()
    patch.setattr(bitslice, "TABLE_ROWS", rows)  # 4: nearly every condition is evaluated loose
    compiled = compile_policies(policies, facts)
    patch.undo()
    outcomes = compiled.outcomes()

    seen = (outcomes.eligible(), outcomes.near(), outcomes.undecided(), compiled.fail_counts())
    for i in range(len(firms)):
        for j, policy in enumerate(policies):
            verdict = judge(policy, facts.firm(i))
            wanted = [
                verdict.outcome is o for o in (Outcome.ELIGIBLE, Outcome.SHORT, Outcome.UNDECIDED)
            ]
            assert [bool(matrix[i, j]) for matrix in seen[:3]] == wanted
            assert seen[3][i, j] == len(verdict.failing)


def test_more_than_64_policies_use_more_words() -> None:
    policies = [
        Policy(f"P{i}", "", (None, None), (Leaf("revenue", ">=", float(i)),), Fixed(1.0))
        for i in range(130)
    ]
    facts = facts_from_columns({"revenue": np.array([64.0, np.nan])}, required_kinds(policies))

    outcomes = compile_policies(policies, facts).outcomes()

    assert outcomes.eligible()[0].sum() == 65
    assert outcomes.near()[0].sum() == 65
    assert outcomes.undecided()[1].all()


def test_a_missing_fact_is_unknown_and_never_no() -> None:
    policies, facts = town()

    outcomes = compile_policies(policies, facts).outcomes()

    assert outcomes.firms_eligible(0).tolist() == [0, 2]
    assert outcomes.firms_near(0).tolist() == [1]
    assert outcomes.firms_undecided(0).tolist() == [3]
    assert outcomes.firms_undecided(1).tolist() == [1, 3]


def test_amounts_agree_with_the_reference_and_stay_empty_without_their_base() -> None:
    policies, facts = town()

    for policy in policies:
        fast = amounts_for(policy.benefit, facts, slice(None))
        slow = [amount_of(policy.benefit, facts.firm(i)) for i in range(facts.count)]
        assert [None if np.isnan(x) else x for x in fast] == slow


def test_pairs_carry_firm_policy_and_amount() -> None:
    policies, facts = town()
    compiled = compile_policies(policies, facts)

    pairs = eligible_pairs(compiled, compiled.outcomes())

    assert pairs.firm.tolist() == [0, 2, 0, 0, 4]
    assert pairs.policy.tolist() == [0, 0, 1, 2, 2]
    assert np.isnan(pairs.amount[1])
    assert pairs.amount[[0, 2, 3]].tolist() == [100.0, 50.0, 30.0]


def test_a_near_miss_says_which_fact_how_much_and_in_whose_words() -> None:
    policies, facts = town()
    compiled = compile_policies(policies, facts)

    near = near_misses(compiled, compiled.outcomes())
    texts = near_texts(compiled, near)

    first = (near.firm[0], near.gap[0], near.gap_ratio[0])
    assert first == (1, 100.0, 0.05)
    assert (texts.field[0], texts.op[0], texts.needs[0]) == ("revenue", ">=", "2000")
    assert texts.condition[0] == "营业收入不低于2000万元"
    dates = [i for i in range(len(near)) if texts.field[i] == "registered_on"]
    assert [texts.has[i] for i in dates] == ["2022-12-31"]


def test_the_work_list_names_the_fact_an_undecided_pair_waits_for() -> None:
    policies, facts = town()
    compiled = compile_policies(policies, facts)

    missing = missing_facts(compiled, compiled.outcomes())

    named = {
        (int(f), policies[j].id, missing.fields[k])
        for f, j, k in zip(missing.firm, missing.policy, missing.field, strict=True)
    }
    assert (3, "技改", "revenue") in named
    assert (1, "培育", "is_hightech") in named
    assert (3, "培育", "industry") in named
    assert (3, "培育", "revenue") not in named  # 高企 already settles that condition
