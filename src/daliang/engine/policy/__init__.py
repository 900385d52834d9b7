"""Policies as rules: who qualifies, who is short by how much, what is not known, what it costs."""

from daliang.engine.policy.advice import (
    NextSteps,
    Readiness,
    next_steps,
    readiness,
    step_words,
    trace,
)
from daliang.engine.policy.amounts import Pairs, amounts_for, eligible_pairs
from daliang.engine.policy.bitslice import CompiledPolicies, Outcomes, compile_policies
from daliang.engine.policy.curves import Curve, is_adjustable, threshold_curve, threshold_curves
from daliang.engine.policy.dmn import dmn_to_policies, policies_to_dmn
from daliang.engine.policy.facts import Column, Facts, facts_from_columns, required_kinds
from daliang.engine.policy.feel import condition_to_feel, feel_to_condition
from daliang.engine.policy.nearmiss import MissingFacts, NearMisses, missing_facts, near_misses
from daliang.engine.policy.parsing import parse_condition, parse_policies
from daliang.engine.policy.reference import Outcome, Verdict, amount_of, judge, truth
from daliang.engine.policy.sheets import (
    BENEFIT_COLUMNS,
    CONDITION_COLUMNS,
    Sheets,
    policies_to_sheets,
    sheets_to_policies,
)
from daliang.engine.policy.stacking import Cut, Payable, Pool, stack
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
from daliang.engine.policy.wording import (
    ConditionWords,
    NearTexts,
    condition_words,
    has_texts,
    near_texts,
)

__all__ = [
    "BENEFIT_COLUMNS",
    "CONDITION_COLUMNS",
    "AllOf",
    "AnyOf",
    "Column",
    "CompiledPolicies",
    "ConditionWords",
    "Curve",
    "Cut",
    "Facts",
    "Fixed",
    "Leaf",
    "MissingFacts",
    "NearMisses",
    "NearTexts",
    "NextSteps",
    "Not",
    "Outcome",
    "Outcomes",
    "Pairs",
    "Payable",
    "Policy",
    "Pool",
    "RateCap",
    "RateTiers",
    "Readiness",
    "Sheets",
    "Tiers",
    "Verdict",
    "amount_of",
    "amounts_for",
    "compile_policies",
    "condition_to_feel",
    "condition_words",
    "describe",
    "dmn_to_policies",
    "eligible_pairs",
    "facts_from_columns",
    "feel_to_condition",
    "has_texts",
    "is_adjustable",
    "judge",
    "missing_facts",
    "near_misses",
    "near_texts",
    "next_steps",
    "parse_condition",
    "parse_policies",
    "policies_json",
    "policies_to_dmn",
    "policies_to_sheets",
    "readiness",
    "required_kinds",
    "sheets_to_policies",
    "stack",
    "step_words",
    "threshold_curve",
    "threshold_curves",
    "trace",
    "truth",
]
