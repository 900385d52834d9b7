"""Exchange with rule tools: policies as DMN 1.5 decision tables, in and out.

One decision table a policy: one column a condition (its unary test in the single rule; a
composed condition becomes a FEEL expression that must be true), and one decision for the
amount. Tables with several rules, as other tools write them, are read as alternatives.
What DMN has no place for (group, pool, dates, clauses) travels in own attributes.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from xml.etree.ElementTree import Element, ParseError, SubElement, indent, tostring

from defusedxml import DefusedXmlException
from defusedxml.ElementTree import fromstring

from daliang.engine.checks import BadInput, Problem
from daliang.engine.policy.feel import (
    condition_to_feel,
    feel_to_condition,
    leaf_to_unary,
    literal,
    name,
    unary_to_condition,
)
from daliang.engine.policy.parsing import parse_policies
from daliang.engine.policy.tree import (
    AllOf,
    AnyOf,
    Benefit,
    Condition,
    Fixed,
    Leaf,
    Policy,
    RateCap,
    RateTiers,
    Tiers,
    policies_json,
)

DMN = "https://www.omg.org/spec/DMN/20230324/MODEL/"
OWN = "https://daliang.example/policy"
_TYPES = {"number": "number", "flag": "boolean", "category": "string", "date": "date"}
_NUMBER = r"-?[\d.]+(?:[eE][-+]?\d+)?"
_TIER = re.compile(rf"if (\w+) >= ({_NUMBER}) then ({_NUMBER}) else ")
_RATE = re.compile(rf"(\w+) \* ({_NUMBER})")
_MIN = re.compile(rf"min\((.*), ({_NUMBER})\)")


def policies_to_dmn(policies: Sequence[Policy]) -> str:
    """Write policies as a DMN 1.5 document.

    Parameters
    ----------
    policies : sequence of Policy

    Returns
    -------
    str
        XML.

    Raises
    ------
    BadInput
        When a field's name is not a FEEL name.

    Examples
    --------
    >>> rule = Policy("P", "奖励", (None, None), (Leaf("revenue", ">=", 2000.0),), Fixed(5.0))
    >>> text = policies_to_dmn([rule])
    >>> "<text>&gt;= 2000</text>" in text, dmn_to_policies(text) == (rule,)
    (True, True)
    """
    attributes = {"xmlns": DMN, "xmlns:d": OWN, "id": "policies", "name": "policies"}
    root = Element("definitions", attributes | {"namespace": OWN})
    for number, policy in enumerate(policies, start=1):
        _decision(root, policy, f"policy_{number}")
    indent(root)
    return '<?xml version="1.0" encoding="UTF-8"?>\n' + tostring(root, encoding="unicode") + "\n"


def dmn_to_policies(text: str) -> tuple[Policy, ...]:
    """Read policies from a DMN document (1.1 to 1.5), of which the subset is understood.

    Parameters
    ----------
    text : str

    Returns
    -------
    tuple of Policy
        A decision without an amount gets a fixed amount of 0.

    Raises
    ------
    BadInput
        When it is not XML, holds no decision table, or an expression is beyond the subset.
    """
    try:
        root = fromstring(text.encode("utf-8"))
    except (ParseError, DefusedXmlException, UnicodeEncodeError) as error:
        raise BadInput(Problem("不是可读的 DMN 文件", "重新导出 DMN 1.5 XML")) from error
    amounts = {_own(d, "amountOf"): d for d in _all(root, "decision") if _own(d, "amountOf")}
    decisions = [d for d in _all(root, "decision") if _all(d, "decisionTable")]
    if not decisions:
        raise BadInput(Problem("没有决策表", "导出含 decisionTable 的 DMN"))
    problems: list[Problem] = []
    policies = []
    for number, decision in enumerate(decisions, start=1):
        place = decision.get("name") or decision.get("id") or str(number)
        try:
            policies.append(_policy(decision, amounts.get(decision.get("id", ""))))
        except BadInput as error:
            problems += [replace(p, column=f"{place}：{p.column}") for p in error.problems]
    if problems:
        raise BadInput(problems)
    return parse_policies(policies_json(policies))  # the same checks as for any other source


def _decision(root: Element, policy: Policy, identity: str) -> None:
    own = {
        "d:id": policy.id,
        "d:from": policy.effective[0],
        "d:to": policy.effective[1],
        "d:group": policy.group,
        "d:pool": policy.pool,
    }
    attributes = {"id": identity, "name": policy.title or policy.id, "d:title": policy.title}
    attributes |= {key: value for key, value in own.items() if value is not None}
    decision = SubElement(root, "decision", attributes)
    SubElement(decision, "variable", {"name": "eligible", "typeRef": "boolean"})
    table = SubElement(
        decision, "decisionTable", {"id": f"{identity}_table", "hitPolicy": "UNIQUE"}
    )
    columns = [_column(condition) for condition in policy.conditions]
    for number, column in enumerate(columns, start=1):
        notes = {"d:clause": column.clause, "d:unit": column.unit, "d:source": column.source}
        marks = {"id": f"{identity}_in_{number}"} | {k: v for k, v in notes.items() if v}
        cell = SubElement(table, "input", marks)
        expression = SubElement(cell, "inputExpression", {"typeRef": column.type})
        SubElement(expression, "text").text = column.expression
    SubElement(table, "output", {"id": f"{identity}_out", "name": "eligible", "typeRef": "boolean"})
    rule = SubElement(table, "rule", {"id": f"{identity}_rule"})
    for number, column in enumerate(columns, start=1):
        entry = SubElement(rule, "inputEntry", {"id": f"{identity}_test_{number}"})
        SubElement(entry, "text").text = column.test
    entry = SubElement(rule, "outputEntry", {"id": f"{identity}_yes"})
    SubElement(entry, "text").text = "true"
    amount = SubElement(
        root,
        "decision",
        {"id": f"{identity}_amount", "name": f"{policy.id} 金额", "d:amountOf": identity},
    )
    SubElement(amount, "variable", {"name": "amount", "typeRef": "number"})
    expression = SubElement(amount, "literalExpression", {"id": f"{identity}_formula"})
    SubElement(expression, "text").text = benefit_to_feel(policy.benefit)


@dataclass(frozen=True, slots=True)
class _Column:
    """One input column: what is tested, its type, the test, and the notes on it."""

    expression: str
    type: str
    test: str
    clause: str = ""
    unit: str = ""
    source: str = ""


def _column(condition: Condition) -> _Column:
    if isinstance(condition, Leaf):
        kind, test = _TYPES[condition.kind], leaf_to_unary(condition)
        notes = condition.clause, condition.unit, condition.source
        return _Column(name(condition.field), kind, test, *notes)
    return _Column(condition_to_feel(condition), "boolean", "true", condition.clause)


def _policy(decision: Element, amount: Element | None) -> Policy:
    table = _all(decision, "decisionTable")[0]
    inputs = _all(table, "input")
    rules = [_rule(rule, inputs) for rule in _all(table, "rule") if _grants(rule)]
    if not rules or not all(rules):
        raise BadInput(Problem("决策表没有条件", "至少一条规则，每条至少一个条件"))
    alternatives = tuple(AllOf(rule) if len(rule) > 1 else rule[0] for rule in rules)
    conditions = rules[0] if len(rules) == 1 else (AnyOf(alternatives),)
    formula = _all(amount, "text")[0].text if amount is not None else "0"
    title = _own(decision, "title")
    return Policy(
        id=_own(decision, "id") or decision.get("id") or decision.get("name") or "",
        title=decision.get("name", "") if title is None else title,
        effective=(_own(decision, "from"), _own(decision, "to")),
        conditions=conditions,
        benefit=feel_to_benefit(formula or "0"),
        group=_own(decision, "group"),
        pool=_own(decision, "pool"),
    )


def _grants(rule: Element) -> bool:
    outputs = _all(rule, "outputEntry")
    return not outputs or _text(outputs[0]) != "false"


def _rule(rule: Element, inputs: list[Element]) -> tuple[Condition, ...]:
    entries = _all(rule, "inputEntry")
    cells = [_cell(column, _text(entry)) for column, entry in zip(inputs, entries, strict=False)]
    return tuple(cell for cell in cells if cell is not None)


def _cell(column: Element, test: str) -> Condition | None:
    expressions = _all(column, "inputExpression")
    expression = _text(expressions[0]) if expressions else ""
    clause, unit = _own(column, "clause") or "", _own(column, "unit") or ""
    if re.fullmatch(r"[^\W\d]\w*", expression):
        condition = unary_to_condition(expression, test)
        if isinstance(condition, Leaf):
            source = _own(column, "source") or ""
            return replace(condition, clause=clause, unit=unit, source=source)
    elif test.strip() == "true":
        condition = feel_to_condition(expression)
    else:
        raise BadInput(
            Problem(f"表达式“{expression}”只能要求为 true", "改写规则", column=expression)
        )
    return None if condition is None else replace(condition, clause=clause)


def benefit_to_feel(benefit: Benefit) -> str:
    """Write an amount as a FEEL expression.

    Examples
    --------
    >>> benefit_to_feel(RateCap("rd_expense", 0.1, 100.0))
    'min(rd_expense * 0.1, 100)'
    >>> benefit_to_feel(Tiers("revenue", ((0.0, 5.0), (2000.0, 20.0))))
    'if revenue >= 2000 then 20 else if revenue >= 0 then 5 else 0'
    """
    if isinstance(benefit, Fixed):
        return literal(benefit.amount)
    if isinstance(benefit, RateCap):
        return _limited(f"{name(benefit.base)} * {literal(benefit.rate)}", benefit.cap)
    by = name(benefit.by)
    steps = "".join(
        f"if {by} >= {literal(bound)} then {literal(value)} else "
        for bound, value in reversed(benefit.tiers)
    )
    if isinstance(benefit, Tiers):
        return f"{steps}0"
    return _limited(f"{by} * ({steps}0)", benefit.cap)


def feel_to_benefit(text: str) -> Benefit:
    """Read an amount written by `benefit_to_feel`.

    Raises
    ------
    BadInput
        For any other expression.
    """
    body, cap = text.strip(), None
    if limited := _MIN.fullmatch(body):
        body, cap = limited[1], float(limited[2])
    if re.fullmatch(_NUMBER, body) and cap is None:
        return Fixed(float(body))
    if rate := _RATE.fullmatch(body):
        return RateCap(rate[1], float(rate[2]), cap)
    steps = _TIER.findall(body)
    if steps and len({by for by, _, _ in steps}) == 1:
        by = steps[0][0]
        tiers = tuple((float(bound), float(value)) for _, bound, value in reversed(steps))
        for candidate in (Tiers(by, tiers), RateTiers(by, tiers, cap)):
            if benefit_to_feel(candidate) == text.strip():
                return candidate
    raise BadInput(
        Problem(f"读不懂金额公式“{text[:60]}”", "用定额、按比例封顶或分档", column="金额")
    )


def _limited(formula: str, cap: float | None) -> str:
    return formula if cap is None else f"min({formula}, {literal(cap)})"


def _all(element: Element, tag: str) -> list[Element]:
    """Elements below with a local name, whatever the version of the namespace."""
    return [e for e in element.iter() if e.tag.rpartition("}")[2] == tag]


def _text(element: Element) -> str:
    texts = _all(element, "text")
    return (texts[0].text or "").strip() if texts else ""


def _own(element: Element, attribute: str) -> str | None:
    return element.get(f"{{{OWN}}}{attribute}")
