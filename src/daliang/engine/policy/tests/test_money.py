"""Groups, caps, pools, curves, next steps, readiness, traces in the small town."""

import numpy as np
import pytest

from daliang.engine.policy import (
    Cut,
    Fixed,
    Leaf,
    Not,
    Pairs,
    Policy,
    Pool,
    RateTiers,
    amount_of,
    amounts_for,
    compile_policies,
    eligible_pairs,
    facts_from_columns,
    missing_facts,
    near_misses,
    next_steps,
    readiness,
    required_kinds,
    stack,
    step_words,
    threshold_curve,
    threshold_curves,
    trace,
)
from daliang.engine.policy.tests.worlds import town

ALWAYS = (Leaf("revenue", ">=", 0.0),)


def rule(name: str, amount: float, group: str | None = None, pool: str | None = None) -> Policy:
    return Policy(name, "", (None, None), ALWAYS, Fixed(amount), group, pool)


def claims(*rows: tuple[int, int, float]) -> Pairs:
    firm, policy, amount = zip(*rows, strict=True)
    return Pairs(np.array(firm), np.array(policy, np.int32), np.array(amount))


def test_of_an_exclusive_group_the_highest_is_taken() -> None:
    rules = [rule("A", 30, "G"), rule("B", 50, "G"), rule("C", 10)]

    result = stack(claims((0, 0, 30.0), (1, 0, 30.0), (0, 1, 50.0), (0, 2, 10.0)), rules)

    assert result.paid.tolist() == [0.0, 30.0, 50.0, 10.0]
    assert result.cut.tolist() == [Cut.GROUP, Cut.NONE, Cut.NONE, Cut.NONE]


def test_a_firm_takes_no_more_than_its_cap_and_an_unknown_cap_waits() -> None:
    rules = [rule("A", 30), rule("B", 50)]
    both = claims((0, 0, 30.0), (1, 0, 30.0), (0, 1, 50.0))

    result = stack(both, rules, firm_caps=np.array([60.0, np.nan]))

    assert result.paid.tolist() == [10.0, 0.0, 50.0]
    assert result.cut.tolist() == [Cut.FIRM_CAP, Cut.PENDING, Cut.NONE]


@pytest.mark.parametrize(
    ("pays_part", "paid"),
    [
        (False, [0.0, 40.0, 0.0]),  # the next in rank does not fit: nothing, nor after it
        (True, [20.0, 40.0, 0.0]),  # the next in rank gets what is left
    ],
)
def test_a_pool_pays_by_rank_until_it_is_spent(pays_part: bool, paid: list[float]) -> None:
    pool = Pool(60.0, np.array([80.0, 90.0, np.nan]), pays_part)
    three = claims((0, 0, 40.0), (1, 0, 40.0), (2, 0, 10.0))

    result = stack(three, [rule("A", 40, pool="F")], pools={"F": pool})

    assert result.paid.tolist() == paid


def test_an_amount_without_its_base_waits() -> None:
    result = stack(claims((0, 0, np.nan)), [rule("A", 1, "G")])

    assert result.paid.tolist() == [0.0]
    assert Cut(result.cut[0]).words == "依据缺数，金额待定"


def test_a_curve_tells_what_another_threshold_costs() -> None:
    policies, facts = town()
    compiled = compile_policies(policies, facts)
    outcomes = compiled.outcomes()

    curve = threshold_curve(compiled, outcomes, near_misses(compiled, outcomes), 0, 0)

    assert curve.at(2000.0) == (2, 100.0)
    assert curve.change(1900.0) == (1, 50.0)
    assert curve.change(7000.0) == (-2, -100.0)


@pytest.mark.parametrize("op", [">=", "<=", ">", "<"])
def test_a_curve_agrees_with_matching_afresh_at_any_threshold(op: str) -> None:
    raw = {"x": np.array([1.0, 2.0, 2.0, 3.0, np.nan]), "y": np.array([1.0, 1.0, 0.0, 1.0, 1.0])}

    def matched(threshold: float) -> tuple[int, float]:
        conditions = (Leaf("x", op, threshold), Leaf("y", ">", 0.0))
        rules = [Policy("P", "", (None, None), conditions, Fixed(5.0))]
        compiled = compile_policies(rules, facts_from_columns(raw, required_kinds(rules)))
        pairs = eligible_pairs(compiled, compiled.outcomes())
        return len(pairs), float(pairs.amount.sum())

    conditions = (Leaf("x", op, 2.0), Leaf("y", ">", 0.0))
    rules = [Policy("P", "", (None, None), conditions, Fixed(5.0))]
    compiled = compile_policies(rules, facts_from_columns(raw, required_kinds(rules)))
    outcomes = compiled.outcomes()
    curve = next(iter(threshold_curves(compiled, outcomes, near_misses(compiled, outcomes))))

    for threshold in (0.5, 1.0, 1.5, 2.0, 3.0, 4.0):
        assert curve.at(threshold) == matched(threshold)


def test_the_next_step_is_the_cheapest_for_its_money_and_reads_as_a_sentence() -> None:
    policies, facts = town()
    compiled = compile_policies(policies, facts)
    near = near_misses(compiled, compiled.outcomes())

    steps = next_steps(compiled, near)

    at = steps.firm.tolist().index(1)
    words = step_words(compiled, near, int(steps.row[at]), {"revenue": "营业收入"})
    assert words == "营业收入还差100（现1900，要求≥2000），达到后可享《技术改造补助》，约50万元"


def test_what_a_firm_cannot_change_is_no_step() -> None:
    policies, facts = town()
    compiled = compile_policies(policies, facts)
    near = near_misses(compiled, compiled.outcomes())

    steps = next_steps(compiled, near, fixed_fields={"revenue"})

    assert 1 not in steps.firm[near.policy[steps.row] == 0]


def test_readiness_falls_with_missing_and_stale_facts() -> None:
    policies, facts = town()
    compiled = compile_policies(policies, facts)

    ready = readiness(compiled, compiled.outcomes(), {"district": 0.5})

    assert [round(r.score, 2) for r in ready] == [0.8, 0.6, 0.4]
    assert ready[0].way == "快申快享"


def test_a_trace_has_a_line_for_each_condition() -> None:
    policies, facts = town()

    lines = trace(policies[0], facts.firm(3))

    assert lines[0] == "? 营业收入不低于2000万元（revenue：缺数）"
    assert lines[1].startswith("✓")


def test_a_rate_by_tiers_and_its_cap_agree_with_the_reference() -> None:
    benefit = RateTiers("x", ((1000.0, 0.05), (3000.0, 0.06)), 200.0)
    facts = facts_from_columns({"x": np.array([500.0, 1000.0, 5000.0, np.nan])}, {"x": "number"})

    fast = amounts_for(benefit, facts, slice(None))

    assert fast[:3].tolist() == [0.0, 50.0, 200.0]
    assert np.isnan(fast[3])
    assert [amount_of(benefit, facts.firm(i)) for i in range(4)] == [0.0, 50.0, 200.0, None]


def test_a_near_miss_without_distance_reads_as_its_condition() -> None:
    rules = [Policy("P", "", (None, None), (Not(Leaf("fined", "is_true")),), Fixed(0.0))]
    facts = facts_from_columns({"fined": np.array([True])}, {"fined": "flag"})
    compiled = compile_policies(rules, facts)
    outcomes = compiled.outcomes()

    near = near_misses(compiled, outcomes)

    assert step_words(compiled, near, 0) == "只差一条：非（fined 为是），达到后可享《P》"
    assert list(threshold_curves(compiled, outcomes, near)) == []


def test_where_nobody_is_near_or_eligible_nothing_is_listed() -> None:
    rules = [Policy("P", "", (None, None), ALWAYS, Fixed(1.0))]
    facts = facts_from_columns({"revenue": np.array([np.nan])}, {"revenue": "number"})
    compiled = compile_policies(rules, facts)
    outcomes = compiled.outcomes()

    assert len(near_misses(compiled, outcomes)) == 0
    pairs = eligible_pairs(compiled, outcomes)
    assert len(stack(pairs, rules, firm_caps=np.array([1.0])).paid) == 0
    assert len(missing_facts(compiled, outcomes)) == 1
