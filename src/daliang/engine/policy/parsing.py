"""Policies from JSON: every fault is named with its path before anything is refused."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from datetime import date
from itertools import pairwise

from daliang.engine.checks import BadInput, Problem
from daliang.engine.policy.tree import (
    FLAGS,
    ISO_DATE,
    OPERATORS,
    ORDERINGS,
    AllOf,
    AnyOf,
    Benefit,
    Condition,
    Fixed,
    Leaf,
    Not,
    Policy,
    RateCap,
    RateTiers,
    Tiers,
    Value,
)

MAX_DEPTH = 20
_NOWHERE = Leaf("?", "is_true")


def parse_policies(document: object) -> tuple[Policy, ...]:
    """Read a list of policies in the neutral tree.

    Parameters
    ----------
    document : object
        What `json.loads` gave: a list of policies, or one policy.

    Returns
    -------
    tuple of Policy

    Raises
    ------
    BadInput
        With every fault, `column` holding the path, e.g. ``P001.all[2].value``.

    Examples
    --------
    >>> text = [{"id": "P1", "title": "奖励", "benefit": {"kind": "fixed", "amount": 5},
    ...          "all": [{"field": "revenue", "op": ">=", "value": 2000}]}]
    >>> parse_policies(text)[0].conditions
    (Leaf(field='revenue', op='>=', value=2000.0, clause='', unit='', source=''),)
    """
    reading = _Reading()
    items = [document] if isinstance(document, Mapping) else document
    if not isinstance(items, Sequence) or isinstance(items, str):
        raise BadInput(Problem("不是政策清单", "写成 JSON 数组，每项一条政策"))
    if not items:
        raise BadInput(Problem("没有一条政策", "至少写一条"))
    policies = [reading.policy(item, number) for number, item in enumerate(items)]
    seen: set[str] = set()
    for policy in policies:
        if policy.id in seen:
            reading.fault(policy.id, "编号重复", "每条政策用不同的 id")
        seen.add(policy.id)
    if reading.problems:
        raise BadInput(reading.problems)
    return tuple(policies)


def parse_condition(document: object) -> Condition:
    """Read one condition; raises BadInput with every fault in it."""
    reading = _Reading()
    condition = reading.condition(document, "条件", 0)
    if reading.problems:
        raise BadInput(reading.problems)
    return condition


class _Reading:
    """One pass over a document; collects faults instead of stopping at the first."""

    def __init__(self) -> None:
        self.problems: list[Problem] = []

    def fault(self, path: str, what: str, mend: str) -> None:
        self.problems.append(Problem(what, mend, column=path))

    def policy(self, item: object, number: int) -> Policy:
        path = f"[{number}]"
        if not isinstance(item, Mapping):
            self.fault(path, "不是一条政策", '写成 {"id":…,"title":…,"all":[…],"benefit":{…}}')
            return Policy(path, "", (None, None), (), Fixed(0.0))
        identity = item.get("id")
        if isinstance(identity, str) and identity.strip():
            path = identity
        else:
            self.fault(f"{path}.id", "缺少政策编号", "写上不重复的文字编号")
        return Policy(
            id=path,
            title=self._text(item.get("title", ""), f"{path}.title") or "",
            effective=self._effective(item.get("effective"), f"{path}.effective"),
            conditions=self._conditions(item.get("all"), f"{path}.all", 0),
            benefit=self._benefit(item.get("benefit"), f"{path}.benefit"),
            group=self._text(item.get("group"), f"{path}.group"),
            pool=self._text(item.get("pool"), f"{path}.pool"),
        )

    def condition(self, node: object, path: str, depth: int) -> Condition:
        if not isinstance(node, Mapping):
            self.fault(path, "不是一个条件", '写成 {"field":…,"op":…,"value":…} 或 {"any":[…]}')
            return _NOWHERE
        if depth > MAX_DEPTH:
            self.fault(path, f"嵌套超过{MAX_DEPTH}层", "拆成并列的条件")
            return _NOWHERE
        clause = self._text(node.get("clause", ""), f"{path}.clause") or ""
        if "any" in node:
            return AnyOf(self._conditions(node["any"], f"{path}.any", depth + 1), clause)
        if "all" in node:
            return AllOf(self._conditions(node["all"], f"{path}.all", depth + 1), clause)
        if "not" in node:
            return Not(self.condition(node["not"], f"{path}.not", depth + 1), clause)
        return self._leaf(node, path, clause)

    def _conditions(self, nodes: object, path: str, depth: int) -> tuple[Condition, ...]:
        if not isinstance(nodes, Sequence) or isinstance(nodes, str) or not nodes:
            self.fault(path, "没有条件", "写成至少有一个条件的数组")
            return ()
        return tuple(self.condition(n, f"{path}[{i}]", depth) for i, n in enumerate(nodes))

    def _leaf(self, node: Mapping[str, object], path: str, clause: str) -> Leaf:
        field, op = node.get("field"), node.get("op")
        if not isinstance(field, str) or not field.strip():
            self.fault(f"{path}.field", "没有写是哪一项事实", "field 写列名")
            field = "?"
        if not isinstance(op, str) or op not in OPERATORS:
            self.fault(f"{path}.op", f"不认识的比较“{op}”", f"可用：{'、'.join(OPERATORS)}")
            return _NOWHERE
        value = node.get("value")
        if op == "==" and isinstance(value, bool):
            op, value = ("is_true" if value else "is_false"), None
        return Leaf(
            field=field,
            op=op,
            value=self._value(op, value, f"{path}.value"),
            clause=clause,
            unit=self._text(node.get("unit", ""), f"{path}.unit") or "",
            source=self._text(node.get("source", ""), f"{path}.source") or "",
        )

    def _value(self, op: str, value: object, path: str) -> Value:
        if op in FLAGS:
            return None
        if op == "in":
            return self._choices(value, path)
        if isinstance(value, str) and op == "==" and value:
            return value
        if isinstance(value, str) and op in ORDERINGS and self._is_date(value):
            return value
        return self._number(value, path)

    def _choices(self, value: object, path: str) -> Value:
        if not isinstance(value, Sequence) or isinstance(value, str) or not value:
            self.fault(path, "in 后面要有一串可选值", '写成数组，如 ["C13","C17"]')
            return ()
        if all(isinstance(item, str) for item in value):
            return tuple(str(item) for item in value)
        return tuple(self._number(item, f"{path}[{i}]") for i, item in enumerate(value))

    def _effective(self, value: object, path: str) -> tuple[str | None, str | None]:
        if value is None:
            return (None, None)
        if not isinstance(value, Sequence) or isinstance(value, str) or len(value) != 2:
            self.fault(path, "有效期要写起止两天", '如 ["2024-01-01","2024-12-31"]')
            return (None, None)
        for day in value:
            if day is not None and not (isinstance(day, str) and self._is_date(day)):
                self.fault(path, f"“{day}”不是日期", "写成 2024-01-31")
                return (None, None)
        first, last = value
        if first is not None and last is not None and last < first:
            self.fault(path, "截止早于起始", "核对起止日期")
        return (first, last)

    def _benefit(self, node: object, path: str) -> Benefit:
        kind = node.get("kind") if isinstance(node, Mapping) else None
        if not isinstance(node, Mapping) or kind not in {
            "fixed",
            "rate_cap",
            "tiers",
            "rate_tiers",
        }:
            self.fault(
                f"{path}.kind",
                f"不认识的奖补方式“{kind}”",
                "可用：fixed、rate_cap、tiers、rate_tiers",
            )
            return Fixed(0.0)
        if kind == "fixed":
            return Fixed(self._number(node.get("amount"), f"{path}.amount", least=0.0))
        cap = node.get("cap")
        limit = None if cap is None else self._number(cap, f"{path}.cap", least=0.0)
        if kind == "rate_cap":
            rate = self._number(node.get("rate"), f"{path}.rate", least=0.0)
            return RateCap(self._field(node.get("base"), f"{path}.base"), rate, limit)
        by = self._field(node.get("by"), f"{path}.by")
        tiers = self._tiers(node.get("tiers"), f"{path}.tiers")
        return Tiers(by, tiers) if kind == "tiers" else RateTiers(by, tiers, limit)

    def _tiers(self, value: object, path: str) -> tuple[tuple[float, float], ...]:
        if not isinstance(value, Sequence) or isinstance(value, str) or not value:
            self.fault(path, "没有分档", "写成 [[下限, 金额], …]")
            return ()
        tiers: list[tuple[float, float]] = []
        for i, pair in enumerate(value):
            if not isinstance(pair, Sequence) or isinstance(pair, str) or len(pair) != 2:
                self.fault(f"{path}[{i}]", "一档要写下限和金额两个数", "如 [2000, 20]")
                continue
            bound = self._number(pair[0], f"{path}[{i}][0]")
            tiers.append((bound, self._number(pair[1], f"{path}[{i}][1]", least=0.0)))
        if any(b[0] <= a[0] for a, b in pairwise(tiers)):
            self.fault(path, "各档下限不是从小到大", "按下限从小到大排列，不重复")
        return tuple(tiers)

    def _field(self, value: object, path: str) -> str:
        if isinstance(value, str) and value.strip():
            return value
        self.fault(path, "没有写按哪一项事实计算", "写列名")
        return "?"

    def _number(self, value: object, path: str, least: float = -math.inf) -> float:
        if (
            isinstance(value, bool)
            or not isinstance(value, int | float)
            or not math.isfinite(value)
        ):
            self.fault(path, f"“{value}”不是数字", "填数字")
            return math.nan
        if value < least:
            self.fault(path, f"“{value}”小于{least:g}", "填不小于它的数")
        return float(value)

    def _text(self, value: object, path: str) -> str | None:
        if value is None or isinstance(value, str):
            return value
        self.fault(path, f"“{value}”不是文字", "写成文字，或去掉")
        return None

    @staticmethod
    def _is_date(text: str) -> bool:
        if not ISO_DATE.fullmatch(text):
            return False
        try:
            date.fromisoformat(text)
        except ValueError:
            return False
        return True
