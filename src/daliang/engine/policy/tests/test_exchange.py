"""Sheets, FEEL and DMN: what goes out comes back the same; what is wrong is named."""

from dataclasses import replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from daliang.engine.checks import BadInput
from daliang.engine.policy import (
    AllOf,
    AnyOf,
    Fixed,
    Leaf,
    Not,
    Policy,
    RateCap,
    RateTiers,
    Sheets,
    Tiers,
    condition_to_feel,
    dmn_to_policies,
    feel_to_condition,
    parse_policies,
    policies_to_dmn,
    policies_to_sheets,
    sheets_to_policies,
)
from daliang.engine.policy.tests.worlds import POLICIES
from daliang.engine.policy.tree import Condition

NUMBERS = st.floats(allow_nan=False, allow_infinity=False, width=32)
WORDS = st.sampled_from(["江阴", "C13", "2000", "a、b", 'say "x"', "1,200", "true", "é"])
NOTES = st.sampled_from(["", "不低于2000万元"])
UNITS = st.sampled_from(["", "万元"])
LEAVES = st.one_of(
    st.builds(Leaf, st.just("营收"), st.sampled_from([">=", "<="]), NUMBERS, NOTES, UNITS, UNITS),
    st.builds(Leaf, st.just("level"), st.just("=="), NUMBERS),
    st.builds(Leaf, st.just("level"), st.just("in"), st.lists(NUMBERS, min_size=2).map(tuple)),
    st.builds(Leaf, st.just("kind"), st.just("=="), WORDS),
    st.builds(Leaf, st.just("kind"), st.just("in"), st.lists(WORDS, min_size=2).map(tuple)),
    st.builds(Leaf, st.just("listed"), st.sampled_from(["is_true", "is_false"]), clause=NOTES),
    st.builds(Leaf, st.just("since"), st.just("<"), st.just("2024-02-29")),
)


def branches(parts: st.SearchStrategy[Condition]) -> st.SearchStrategy[Condition]:
    lists = st.lists(parts, min_size=2, max_size=3).map(tuple)
    return st.one_of(
        st.builds(AnyOf, lists, NOTES), st.builds(AllOf, lists, NOTES), st.builds(Not, parts, NOTES)
    )


TREES = st.recursive(LEAVES, branches, max_leaves=6)
AMOUNTS = st.floats(0, 1e6, width=32)
STEPS = st.lists(st.tuples(AMOUNTS, AMOUNTS), min_size=1, max_size=3, unique_by=lambda t: t[0])
TIERS = STEPS.map(lambda steps: tuple(sorted(steps)))
BENEFITS = st.one_of(
    st.builds(Fixed, AMOUNTS),
    st.builds(RateCap, st.just("rd"), AMOUNTS, st.one_of(st.none(), AMOUNTS)),
    st.builds(Tiers, st.just("营收"), TIERS),
    st.builds(RateTiers, st.just("营收"), TIERS, st.one_of(st.none(), AMOUNTS)),
)
RULES = st.builds(
    Policy,
    st.just("P1"),
    st.sampled_from(["", "奖励"]),
    st.sampled_from([(None, None), ("2024-01-01", "2024-12-31")]),
    st.lists(TREES, min_size=1, max_size=4).map(tuple),
    BENEFITS,
    st.sampled_from([None, "G1"]),
    st.sampled_from([None, "F1"]),
)


@pytest.mark.slow
@settings(max_examples=200, deadline=None)
@given(RULES)
def test_sheets_come_back_as_the_same_policies_and_the_same_rows(rule: Policy) -> None:
    rules = (rule, replace(rule, id="P2"))

    sheets = policies_to_sheets(rules)
    again = sheets_to_policies(sheets)

    assert again == rules
    assert policies_to_sheets(again) == sheets


def without_notes(condition: Condition) -> Condition:
    """Return a condition as an expression keeps it: FEEL has no room for clauses."""
    if isinstance(condition, Leaf):
        return Leaf(condition.field, condition.op, condition.value)
    if isinstance(condition, Not):
        return Not(without_notes(condition.part))
    return type(condition)(tuple(without_notes(part) for part in condition.parts))


@pytest.mark.slow
@settings(max_examples=200, deadline=None)
@given(TREES)
def test_an_expression_comes_back_as_the_same_condition(tree: Condition) -> None:
    assert feel_to_condition(condition_to_feel(tree)) == without_notes(tree)


@pytest.mark.slow
@settings(max_examples=200, deadline=None)
@given(RULES)
def test_dmn_comes_back_as_the_same_policies(rule: Policy) -> None:
    plain = tuple(
        condition
        if isinstance(condition, Leaf)
        else replace(without_notes(condition), clause=condition.clause)
        for condition in rule.conditions
    )

    assert dmn_to_policies(policies_to_dmn([rule])) == (replace(rule, conditions=plain),)


def test_the_town_goes_through_both_exchanges() -> None:
    policies = parse_policies(POLICIES)

    assert sheets_to_policies(policies_to_sheets(policies)) == policies
    assert dmn_to_policies(policies_to_dmn(policies)) == policies


FOREIGN = """<definitions xmlns="http://www.omg.org/spec/DMN/20180521/MODEL/">
<decision id="d1" name="Grant"><decisionTable hitPolicy="COLLECT">
<input><inputExpression><text>revenue</text></inputExpression></input>
<input><inputExpression><text>kind</text></inputExpression></input>
<output name="ok"/>
<rule><inputEntry><text>[2000..5000)</text></inputEntry><inputEntry><text>-</text></inputEntry>
<outputEntry><text>true</text></outputEntry></rule>
<rule><inputEntry><text>-</text></inputEntry><inputEntry><text>not("a","b")</text></inputEntry>
<outputEntry><text>true</text></outputEntry></rule>
</decisionTable></decision></definitions>"""


def test_a_table_of_another_tool_with_several_rules_is_a_choice() -> None:
    (policy,) = dmn_to_policies(FOREIGN)

    assert policy.title == "Grant"
    assert [condition_to_feel(c) for c in policy.conditions] == [
        '((revenue >= 2000 and revenue < 5000) or not(kind in ("a", "b")))'
    ]


@pytest.mark.parametrize(
    "text",
    [
        "",  # nothing
        "<definitions",  # broken XML
        "<definitions/>",  # no decision
        '<!DOCTYPE a [<!ENTITY b "c">]><a>&b;</a>',  # entities
        FOREIGN.replace("[2000..5000)", "revenue("),  # beyond the subset
        FOREIGN.replace("<text>kind</text>", "<text>count(kind)</text>"),  # a function call
        FOREIGN.replace(">true<", ">false<"),  # no rule grants
        FOREIGN.replace("[2000..5000)", "-"),  # a rule that grants to all
    ],
)
def test_other_dmn_is_refused_with_a_sentence(text: str) -> None:
    with pytest.raises(BadInput):
        dmn_to_policies(text)


@pytest.mark.parametrize(
    "text",
    [
        "",  # nothing
        "revenue >=",  # no value
        "(a or b",  # not closed
        "a or or b",  # a word too many
        'x in (1, "b")',  # mixed list
        "f(x)",  # a function
        "((" * 200 + "a",  # too deep
        "5",  # a number alone
        "x = y",  # a field compared with a field
    ],
)
def test_other_expressions_are_refused_with_a_sentence(text: str) -> None:
    with pytest.raises(BadInput):
        feel_to_condition(text)


CONDITION = {"政策编号": "P1", "事实字段": "revenue", "比较": "≥", "值": 2000.0}
BENEFIT = {"政策编号": "P1", "方式": "定额", "金额": 5}


@pytest.mark.parametrize(
    ("condition", "benefit", "place"),
    [
        ({"政策编号": None}, {}, ("条件", 2, "政策编号")),  # no id
        ({"比较": "大约"}, {}, ("条件", 2, "比较")),  # unknown comparison
        ({"值": None}, {}, ("条件", 2, "值")),  # no threshold
        ({"条件组": "甲"}, {}, ("条件", 2, "条件组")),  # unknown group
        ({}, {"方式": "随意"}, ("奖补", 2, "方式")),  # unknown benefit
        ({}, {"方式": "分档", "分档": "多"}, ("奖补", 2, "分档")),  # no tier
        ({}, {"政策编号": "P9"}, ("奖补", None, "")),  # no benefit for P1
        ({}, {"政策编号": None}, ("奖补", 2, "政策编号")),  # a benefit of no policy
    ],
)
def test_a_fault_in_a_sheet_is_named_by_sheet_row_and_column(
    condition: dict[str, object], benefit: dict[str, object], place: tuple[object, ...]
) -> None:
    sheets = Sheets([CONDITION | condition], [BENEFIT | benefit])  # type: ignore[list-item]

    with pytest.raises(BadInput) as caught:
        sheets_to_policies(sheets)

    assert place in [(p.sheet, p.row, p.column) for p in caught.value.problems]


def test_numbers_in_the_key_column_and_broken_quotes_are_taken_as_written() -> None:
    condition = {"政策编号": 7.0, "事实字段": "kind", "比较": "==", "值": '"broken'}
    sheets = Sheets([condition], [{"政策编号": 7.0, "方式": "定额", "金额": 5}])

    (policy,) = sheets_to_policies(sheets)

    assert (policy.id, policy.conditions) == ("7", (Leaf("kind", "==", '"broken'),))


def test_what_dmn_cannot_say_is_refused_on_the_way_out_and_in() -> None:
    odd = Policy("P", "", (None, None), (Leaf("研发 占比", ">=", 1.0),), Fixed(1.0))
    with pytest.raises(BadInput, match="FEEL"):
        policies_to_dmn([odd])

    plain = policies_to_dmn([replace(odd, conditions=(Leaf("a", ">=", 1.0),))])
    with pytest.raises(BadInput, match="金额公式"):
        dmn_to_policies(plain.replace("<text>1</text>", "<text>sum(x)</text>"))


def test_mixed_alternatives_of_a_cell_are_a_choice() -> None:
    text = FOREIGN.replace('not("a","b")', "1,&gt; 5").replace("[2000..5000)", "1,2")

    (policy,) = dmn_to_policies(text)

    assert condition_to_feel(policy.conditions[0]) == (
        "(revenue in (1, 2) or (kind = 1 or kind > 5))"
    )
