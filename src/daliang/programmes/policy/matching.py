"""All firms against all policies: facts from the database into the engine, answers out."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from functools import cache
from pathlib import Path

import numpy as np

from daliang.engine.policy import (
    CompiledPolicies,
    Outcomes,
    Policy,
    amount_of,
    compile_policies,
    describe,
    facts_from_columns,
    judge,
    parse_policies,
    required_kinds,
    trace,
)
from daliang.parties.models import Enterprise
from daliang.programmes.policy.choices import Outcome
from daliang.programmes.policy.models import FirmFact, PolicyVersion

_LABELS = Path(__file__).parent / "fields.json"


@cache
def labels() -> Mapping[str, str]:
    """Return the Chinese words of the facts."""
    found: dict[str, str] = json.loads(_LABELS.read_text(encoding="utf-8"))
    return found


def in_words(text: str) -> str:
    """Put Chinese words for the facts into a sentence of the engine."""
    for field in sorted(labels(), key=len, reverse=True):
        text = text.replace(field, labels()[field])
    return text


def versions_on(day: date) -> list[PolicyVersion]:
    """Return of each policy the newest version in force on a day."""
    rows = PolicyVersion.objects.select_related("text__office").order_by("text__code", "-number")
    found: dict[int, PolicyVersion] = {}
    for row in rows:
        starts = row.from_on is None or row.from_on <= day
        ends = row.until_on is not None and row.until_on < day
        if starts and not ends:
            found.setdefault(row.text_id, row)
    return list(found.values())


def policies_of(versions: Sequence[PolicyVersion]) -> tuple[Policy, ...]:
    """Return versions as the engine's policies, in order."""
    return parse_policies([row.tree for row in versions]) if versions else ()


@dataclass(frozen=True, slots=True)
class Field:
    """All firms and all policies, evaluated."""

    firms: tuple[int, ...]
    versions: tuple[PolicyVersion, ...]
    compiled: CompiledPolicies
    outcomes: Outcomes


def evaluate(versions: Sequence[PolicyVersion], firms: Sequence[int]) -> Field:
    """Evaluate policies over firms; what no row states is unknown."""
    policies = policies_of(versions)
    kinds = required_kinds(policies)
    place = {pk: i for i, pk in enumerate(firms)}
    columns = {name: np.full(len(firms), None, object) for name in kinds}
    rows = FirmFact.objects.filter(field__in=list(kinds)).values_list(
        "enterprise_id", "field", "value"
    )
    for pk, field, value in rows.iterator(chunk_size=5000):
        if pk in place:
            columns[field][place[pk]] = value
    facts = facts_from_columns(columns, kinds, file="企业事实")
    compiled = compile_policies(policies, facts)
    return Field(tuple(firms), tuple(versions), compiled, compiled.outcomes())


@dataclass(frozen=True, slots=True)
class Answer:
    """One firm under one policy: the outcome, the money, and why, a line a condition."""

    version: PolicyVersion
    outcome: Outcome
    amount: float | None
    lines: tuple[str, ...]
    lacking: tuple[str, ...]  # words of the facts it waits for, or of what fails


def answers_for(enterprise: Enterprise, day: date) -> list[Answer]:
    """Judge one firm under every policy in force, the best news first."""
    versions = versions_on(day)
    policies = policies_of(versions)
    if not policies:
        return []
    kinds = required_kinds(policies)
    known = dict(
        FirmFact.objects.filter(enterprise=enterprise, field__in=list(kinds)).values_list(
            "field", "value"
        )
    )
    columns = {name: np.array([known.get(name)], object) for name in kinds}
    firm = facts_from_columns(columns, kinds).firm(0)
    found = [
        _answer(version, policy, firm) for version, policy in zip(versions, policies, strict=True)
    ]
    order = list(Outcome)
    return sorted(found, key=lambda a: (order.index(a.outcome), -(a.amount or 0)))


def _answer(version: PolicyVersion, policy: Policy, firm: Mapping[str, object]) -> Answer:
    verdict = judge(policy, firm)  # type: ignore[arg-type]
    outcome = Outcome(str(verdict.outcome))
    amount = amount_of(policy.benefit, firm)  # type: ignore[arg-type]
    places = verdict.unknown if outcome is Outcome.UNDECIDED else verdict.failing
    lacking = tuple(
        in_words(policy.conditions[i].clause or describe(policy.conditions[i])) for i in places
    )
    lines = tuple(in_words(line) for line in trace(policy, firm))  # type: ignore[arg-type]
    return Answer(version, outcome, amount, lines, lacking)
