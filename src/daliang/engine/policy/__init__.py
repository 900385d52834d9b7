"""Policies as rules: who qualifies, who is short by how much, what is not known, what it costs."""

from daliang.engine.policy.amounts import Pairs, amounts_for, eligible_pairs
from daliang.engine.policy.bitslice import CompiledPolicies, Outcomes, compile_policies
from daliang.engine.policy.facts import Column, Facts, facts_from_columns, required_kinds
from daliang.engine.policy.nearmiss import MissingFacts, NearMisses, missing_facts, near_misses
from daliang.engine.policy.parsing import parse_condition, parse_policies
from daliang.engine.policy.reference import Outcome, Verdict, amount_of, judge, truth
from daliang.engine.policy.tree import (
    AllOf,
    AnyOf,
    Fixed,
    Leaf,
    Not,
    Policy,
    RateCap,
    RateTiers,
    Tiers,
    describe,
    policies_json,
)
from daliang.engine.policy.wording import NearTexts, near_texts

__all__ = [
    "AllOf",
    "AnyOf",
    "Column",
    "CompiledPolicies",
    "Facts",
    "Fixed",
    "Leaf",
    "MissingFacts",
    "NearMisses",
    "NearTexts",
    "Not",
    "Outcome",
    "Outcomes",
    "Pairs",
    "Policy",
    "RateCap",
    "RateTiers",
    "Tiers",
    "Verdict",
    "amount_of",
    "amounts_for",
    "compile_policies",
    "describe",
    "eligible_pairs",
    "facts_from_columns",
    "judge",
    "missing_facts",
    "near_misses",
    "near_texts",
    "parse_condition",
    "parse_policies",
    "policies_json",
    "required_kinds",
    "truth",
]
