"""Condition sheets: one row a condition, as an office fills them in; both directions.

A row group (条件组) places a condition in the tree: empty for "all must hold"; 或1 for the
first choice; deeper ones are joined by "/", as in 或1/且2. A row that names a group but no
fact carries the clause of the group itself.
"""

from __future__ import annotations

import json
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace

from daliang.engine.checks import BadInput, Problem
from daliang.engine.policy.parsing import parse_policies
from daliang.engine.policy.tree import (
    AllOf,
    AnyOf,
    Benefit,
    Condition,
    Fixed,
    Leaf,
    Not,
    Policy,
    RateCap,
    Tiers,
    Value,
    plain_value,
)

Cell = str | float | int | bool | None
Row = Mapping[str, Cell]

CONDITION_COLUMNS = (
    "政策编号",
    "政策名称",
    "条款原文",
    "条件组",
    "事实字段",
    "比较",
    "值",
    "单位",
    "数据来源",
    "生效起",
    "生效止",
)
BENEFIT_COLUMNS = (
    "政策编号",
    "方式",
    "金额",
    "基数",
    "比例",
    "封顶",
    "分档",
    "互斥组",
    "资金池",
)
_SIGNS = {
    ">=": "≥",
    "<=": "≤",
    ">": ">",
    "<": "<",
    "==": "=",
    "in": "属于",
    "is_true": "为是",
    "is_false": "为否",
}
_OPERATORS = {sign: op for op, sign in _SIGNS.items()} | {op: op for op in _SIGNS}
_KINDS = {"fixed": "定额", "rate_cap": "按比例", "tiers": "分档", "rate_tiers": "分档比例"}
_GROUP = re.compile(r"([或且非])(\d+)")
_ITEM = re.compile(r'"(?:[^"\\]|\\.)*"|[^、]+')
_TIER = re.compile(r"\s*([-+\d.eE]+)\s*[:：]\s*([-+\d.eE]+)\s*")


@dataclass(frozen=True, slots=True)
class Sheets:
    """The two sheets of an authoring workbook, rows of plain values by column name."""

    conditions: Sequence[Row]
    benefits: Sequence[Row]


def policies_to_sheets(policies: Sequence[Policy]) -> Sheets:
    """Write policies as rows of the two sheets.

    Parameters
    ----------
    policies : sequence of Policy

    Returns
    -------
    Sheets
        Reading them back gives the same policies.

    Examples
    --------
    >>> rule = Policy("P", "奖励", (None, None), (Leaf("revenue", ">=", 2000.0),), Fixed(5.0))
    >>> row = policies_to_sheets([rule]).conditions[0]
    >>> row["事实字段"], row["比较"], row["值"]
    ('revenue', '≥', 2000.0)
    """
    conditions: list[Row] = []
    for policy in policies:
        head: dict[str, Cell] = dict.fromkeys(CONDITION_COLUMNS)
        head |= {"政策编号": policy.id, "政策名称": policy.title or None}
        head |= {"生效起": policy.effective[0], "生效止": policy.effective[1]}
        conditions += [head | row for row in _rows(policy.conditions, "")]
    return Sheets(conditions, [_benefit_row(policy) for policy in policies])


def sheets_to_policies(sheets: Sheets) -> tuple[Policy, ...]:
    """Read policies from rows of the two sheets.

    Parameters
    ----------
    sheets : Sheets

    Returns
    -------
    tuple of Policy

    Raises
    ------
    BadInput
        With sheet, row and column of every fault.
    """
    problems: list[Problem] = []
    heads, trees = _read_conditions(sheets.conditions, problems)
    benefits = _read_benefits(sheets.benefits, problems)
    for identity in heads.keys() - benefits.keys():
        problems.append(Problem(f"“{identity}”没有奖补", "在奖补表加一行", sheet="奖补"))
    for identity in benefits.keys() - heads.keys():
        problems.append(Problem(f"“{identity}”没有条件", "在条件表加至少一行", sheet="条件"))
    if problems:
        raise BadInput(problems)
    document = [
        heads[identity] | {"all": tree.children_json()} | benefits[identity]
        for identity, tree in trees.items()
    ]
    return parse_policies(document)


def _rows(conditions: Sequence[Condition], path: str) -> list[dict[str, Cell]]:
    rows: list[dict[str, Cell]] = []
    for number, condition in enumerate(conditions, start=1):
        if isinstance(condition, Leaf):
            rows.append(_leaf_row(condition) | {"条件组": path or None})
            continue
        kind = {AnyOf: "或", AllOf: "且", Not: "非"}[type(condition)]
        inner = f"{path}/{kind}{number}" if path else f"{kind}{number}"
        if condition.clause:
            rows.append({"条件组": inner, "条款原文": condition.clause})
        parts = (condition.part,) if isinstance(condition, Not) else condition.parts
        rows += _rows(parts, inner)
    return rows


def _leaf_row(leaf: Leaf) -> dict[str, Cell]:
    return {
        "条款原文": leaf.clause or None,
        "事实字段": leaf.field,
        "比较": _SIGNS[leaf.op],
        "值": _cell(leaf.value),
        "单位": leaf.unit or None,
        "数据来源": leaf.source or None,
    }


def _cell(value: Value) -> Cell:
    if isinstance(value, tuple):
        return "、".join(_quoted(item) for item in value)
    return _quoted(value) if isinstance(value, str) else value


def _quoted(item: float | str) -> str:
    """Quote a text that would read as a number or as several items."""
    if isinstance(item, float):
        return plain_value(item)
    plain = item.strip() == item and not any(mark in item for mark in '、"')
    return (
        item if plain and item and _number(item) is None else json.dumps(item, ensure_ascii=False)
    )


def _number(text: str) -> float | None:
    try:
        return float(text.replace(",", ""))
    except ValueError:
        return None


def _benefit_row(policy: Policy) -> Row:
    row: dict[str, Cell] = dict.fromkeys(BENEFIT_COLUMNS)
    row |= {"政策编号": policy.id, "互斥组": policy.group, "资金池": policy.pool}
    return row | _benefit_cells(policy.benefit)


def _benefit_cells(benefit: Benefit) -> dict[str, Cell]:
    if isinstance(benefit, Fixed):
        return {"方式": "定额", "金额": benefit.amount}
    if isinstance(benefit, RateCap):
        rate, cap = benefit.rate, benefit.cap
        return {"方式": "按比例", "基数": benefit.base, "比例": rate, "封顶": cap}
    tiers = "；".join(f"{plain_value(a)}：{plain_value(b)}" for a, b in benefit.tiers)
    if isinstance(benefit, Tiers):
        return {"方式": "分档", "基数": benefit.by, "分档": tiers}
    return {"方式": "分档比例", "基数": benefit.by, "分档": tiers, "封顶": benefit.cap}


@dataclass(slots=True)
class _Node:
    """A group being filled, row by row."""

    kind: str = "且"
    clause: str = ""
    children: dict[str, _Node | dict[str, object]] = field(default_factory=dict)

    def group(self, name: str, kind: str) -> _Node:
        """Return the sub-group of that name, made at its first mention."""
        child = self.children.setdefault(name, _Node(kind))
        assert isinstance(child, _Node)
        return child

    def add(self, leaf: dict[str, object]) -> None:
        """Add a comparison."""
        self.children[f"#{len(self.children)}"] = leaf

    def children_json(self) -> list[object]:
        """Return the children in the JSON form of the contract."""
        return [c.json() if isinstance(c, _Node) else c for c in self.children.values()]

    def json(self) -> dict[str, object]:
        """Return the group in the JSON form of the contract."""
        parts = self.children_json()
        content: object = parts if self.kind != "非" else (parts[0] if parts else None)
        node = {{"或": "any", "且": "all", "非": "not"}[self.kind]: content}
        if self.clause:
            node["clause"] = self.clause
        return node


def _read_conditions(
    rows: Sequence[Row], problems: list[Problem]
) -> tuple[dict[str, dict[str, object]], dict[str, _Node]]:
    heads: dict[str, dict[str, object]] = {}
    trees: dict[str, _Node] = {}
    for number, row in enumerate(rows, start=2):
        place = Problem("", sheet="条件", row=number)
        identity = _text(row, "政策编号")
        if not identity:
            problems.append(replace(place, what="没有政策编号", mend="填上编号", column="政策编号"))
            continue
        effective = [_text(row, "生效起") or None, _text(row, "生效止") or None]
        head: dict[str, object] = {
            "id": identity,
            "title": _text(row, "政策名称"),
            "effective": effective,
        }
        heads.setdefault(identity, head)
        node = _group(row, trees.setdefault(identity, _Node()), place, problems)
        if not _text(row, "事实字段"):
            node.clause = _text(row, "条款原文")
            continue
        _add_leaf(row, node, place, problems)
    return heads, trees


def _group(row: Row, root: _Node, place: Problem, problems: list[Problem]) -> _Node:
    node = root
    for part in filter(None, _text(row, "条件组").split("/")):
        match = _GROUP.fullmatch(part.strip())
        if match is None:
            mend = "写成 或1、且2、非1，层层之间用 / 隔开；并列条件留空"
            what = f"“{part}”不是条件组"
            problems.append(replace(place, what=what, mend=mend, column="条件组"))
            break
        node = node.group(match[0], match[1])
    return node


def _add_leaf(row: Row, node: _Node, place: Problem, problems: list[Problem]) -> None:
    sign = _text(row, "比较")
    op = _OPERATORS.get(sign)
    if op is None:
        mend = f"可用：{'、'.join(_SIGNS.values())}"
        problems.append(replace(place, what=f"不认识的比较“{sign}”", mend=mend, column="比较"))
        return
    leaf: dict[str, object] = {"field": _text(row, "事实字段"), "op": op}
    if op not in {"is_true", "is_false"}:
        value = _value(row.get("值"), op)
        if value is None:
            problems.append(replace(place, what="没有写值", mend="填阈值或可选项", column="值"))
        leaf["value"] = value
    notes = {"clause": "条款原文", "unit": "单位", "source": "数据来源"}
    leaf |= {key: _text(row, column) for key, column in notes.items() if _text(row, column)}
    node.add(leaf)


def _value(cell: Cell, op: str) -> object:
    if cell is None or cell == "":
        return None
    if not isinstance(cell, str):
        return [float(cell)] if op == "in" else float(cell)
    items = [_item(text.strip()) for text in _ITEM.findall(cell)]
    return items if op == "in" else items[0] if len(items) == 1 else cell


def _item(text: str) -> object:
    if text.startswith('"'):
        try:
            return json.loads(text)
        except json.JSONDecodeError:
            return text
    number = _number(text)
    return text if number is None else number


def _read_benefits(rows: Sequence[Row], problems: list[Problem]) -> dict[str, dict[str, object]]:
    found: dict[str, dict[str, object]] = {}
    kinds = {word: kind for kind, word in _KINDS.items()}
    for number, row in enumerate(rows, start=2):
        place = Problem("", sheet="奖补", row=number)
        identity, word = _text(row, "政策编号"), _text(row, "方式")
        if identity in found or not identity:
            what = "政策编号重复" if identity else "没有政策编号"
            problems.append(replace(place, what=what, mend="每条政策一行", column="政策编号"))
            continue
        if word not in kinds:
            mend = f"可用：{'、'.join(kinds)}"
            problems.append(replace(place, what=f"不认识的方式“{word}”", mend=mend, column="方式"))
        benefit: dict[str, object] = {
            "kind": kinds.get(word),
            "amount": row.get("金额"),
            "base": _text(row, "基数"),
            "by": _text(row, "基数"),
            "rate": row.get("比例"),
            "cap": row.get("封顶"),
            "tiers": _tiers(_text(row, "分档"), place, problems),
        }
        found[identity] = {
            "benefit": benefit,
            "group": _text(row, "互斥组") or None,
            "pool": _text(row, "资金池") or None,
        }
    return found


def _tiers(text: str, place: Problem, problems: list[Problem]) -> list[list[float]]:
    tiers: list[list[float]] = []
    for part in filter(None, re.split(r"[;；]", text)):
        match = _TIER.fullmatch(part)
        numbers = [_number(match[1]), _number(match[2])] if match else [None]
        if None in numbers:
            what, mend = f"“{part}”不是一档", "写成 下限：金额，各档用；隔开"
            problems.append(replace(place, what=what, mend=mend, column="分档"))
            continue
        tiers.append([number for number in numbers if number is not None])
    return tiers


def _text(row: Row, column: str) -> str:
    cell = row.get(column)
    if isinstance(cell, float):
        return plain_value(cell)
    return "" if cell is None else str(cell).strip()
