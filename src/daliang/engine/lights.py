"""Lights from rules that are data: which colour, under what name, and why.

Cities use the same colours for different things, so a pack carries its own
colours, its rules in order and the text it was taken from. The first rule
whose conditions all hold decides. A rule that needs a fact nobody gave cannot
hold; the light then says which facts were missing.
"""

from __future__ import annotations

import operator
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from daliang.engine.checks import BadInput, Problem

Facts = Mapping[str, object]

_COMPARISONS: Mapping[str, Callable[[Any, Any], bool]] = {
    ">": operator.gt,
    ">=": operator.ge,
    "<": operator.lt,
    "<=": operator.le,
    "==": operator.eq,
    "!=": operator.ne,
    "in": lambda value, wanted: value in wanted,
}
# How a colour is drawn; a pack maps its own words on these.
TONES = frozenset({"red", "amber", "green", "blue", "grey"})


@dataclass(frozen=True, slots=True)
class Condition:
    """A comparison of one fact with a value, or with another fact (`other`)."""

    fact: str
    comparison: str
    value: object = None
    other: str = ""

    def holds(self, facts: Facts) -> bool | None:
        """Return whether it holds; None when a fact is not known."""
        left = facts.get(self.fact)
        right = facts.get(self.other) if self.other else self.value
        if left is None or right is None:
            return None
        return bool(_COMPARISONS[self.comparison](left, right))


@dataclass(frozen=True, slots=True)
class Rule:
    """A colour with the conditions that all must hold and the sentence that says why."""

    colour: str
    when: tuple[Condition, ...]
    because: str


@dataclass(frozen=True, slots=True)
class Colour:
    """A pack's colour: its key, the word printed beside the dot, and how it is drawn."""

    key: str
    label: str
    tone: str


@dataclass(frozen=True, slots=True)
class Pack:
    """A named set of rules with the text it rests on.

    `honours_exemptions` tells whether an approved exemption keeps the light
    at `exempt_colour`.
    """

    slug: str
    title: str
    source: str
    colours: Mapping[str, Colour]
    rules: tuple[Rule, ...]
    otherwise: Rule
    honours_exemptions: bool = True


@dataclass(frozen=True, slots=True)
class Light:
    """The outcome: a colour, its word, how it is drawn, and the printed reason."""

    colour: str
    label: str
    tone: str
    reason: str
    missing: tuple[str, ...] = ()


def evaluate(pack: Pack, facts: Facts, *, exemption: str = "") -> Light:
    """Return the light of one thing under a pack.

    Parameters
    ----------
    pack : Pack
        The rules.
    facts : mapping
        Fact names to numbers, texts, dates or truth values; None or absent is unknown.
    exemption : str
        The reason of an approved, running exemption, or empty.

    Returns
    -------
    Light

    Examples
    --------
    >>> pack = parse_pack({
    ...     "slug": "demo", "title": "示例", "source": "示例规则",
    ...     "colours": {"red": ["逾期", "red"], "green": ["正常", "green"]},
    ...     "rules": [{"colour": "red", "when": [["days_overdue", ">", 0]],
    ...                "because": "已逾期{days_overdue}天"}],
    ...     "otherwise": {"colour": "green", "because": "未到期"}})
    >>> evaluate(pack, {"days_overdue": 3}).reason
    '已逾期3天'
    >>> evaluate(pack, {"days_overdue": 0}).label
    '正常'
    """
    missing: list[str] = []
    for rule in pack.rules:
        outcomes = [condition.holds(facts) for condition in rule.when]
        if all(outcomes):
            return _light(pack, rule, facts, missing, exemption)
        if False not in outcomes:
            missing += [c.fact for c, o in zip(rule.when, outcomes, strict=True) if o is None]
    return _light(pack, pack.otherwise, facts, missing, "")


def _light(pack: Pack, rule: Rule, facts: Facts, missing: Sequence[str], exemption: str) -> Light:
    reason = rule.because.format_map(_Printed(facts))
    colour = pack.colours[rule.colour]
    if exemption and pack.honours_exemptions and rule is not pack.otherwise:
        calm = pack.colours[pack.otherwise.colour]
        return Light(calm.key, calm.label, calm.tone, f"豁免：{exemption}（原因本为：{reason}）")
    names = tuple(dict.fromkeys(missing))
    return Light(colour.key, colour.label, colour.tone, reason, names)


class _Printed(dict[str, object]):
    """Facts as they are printed in a reason; an unknown one is a dash."""

    def __init__(self, facts: Facts) -> None:
        super().__init__({k: _plain(v) for k, v in facts.items() if v is not None})

    def __missing__(self, key: str) -> str:
        return "—"


def _plain(value: object) -> object:
    if isinstance(value, float):
        return f"{value:.1f}".rstrip("0").rstrip(".")
    return value


def parse_pack(data: object, *, file: str = "") -> Pack:
    """Build a pack from its JSON form.

    Raises
    ------
    BadInput
        Naming every fault: a missing field, an unknown colour or comparison.
    """
    problems: list[Problem] = []
    if not isinstance(data, Mapping):
        raise BadInput(Problem("规则包应是一个 JSON 对象", "参照随附的规则包", file=file))
    for field in ("slug", "title", "source", "colours", "rules", "otherwise"):
        if not data.get(field):
            problems.append(Problem("缺少这一项", "补上", file=file, column=field))
    if problems:
        raise BadInput(problems)
    colours = {key: Colour(key, label, tone) for key, (label, tone) in data["colours"].items()}
    for colour in colours.values():
        if colour.tone not in TONES:
            problems.append(
                Problem(f"不认识颜色“{colour.tone}”", "用 " + "、".join(sorted(TONES)), file=file)
            )
    rules = [
        _parse_rule(rule, f"rules[{i}]", colours, problems, file)
        for i, rule in enumerate(data["rules"])
    ]
    otherwise = _parse_rule({"when": [], **data["otherwise"]}, "otherwise", colours, problems, file)
    if problems:
        raise BadInput(problems)
    return Pack(
        slug=data["slug"],
        title=data["title"],
        source=data["source"],
        colours=colours,
        rules=tuple(rules),
        otherwise=otherwise,
        honours_exemptions=data.get("honours_exemptions", True),
    )


def _parse_rule(
    data: Mapping[str, object],
    place: str,
    colours: Mapping[str, Colour],
    problems: list[Problem],
    file: str,
) -> Rule:
    colour = str(data.get("colour", ""))
    if colour not in colours:
        problems.append(
            Problem(f"没有颜色“{colour}”", "在 colours 中定义", file=file, column=place)
        )
    conditions = []
    for entry in data.get("when", ()):  # type: ignore[attr-defined]
        fact, comparison, value = entry
        if comparison not in _COMPARISONS:
            problems.append(
                Problem(
                    f"不认识比较“{comparison}”", "用 > >= < <= == != in", file=file, column=place
                )
            )
        is_other = isinstance(value, Mapping)
        conditions.append(
            Condition(
                fact, comparison, None if is_other else value, value["fact"] if is_other else ""
            )
        )
    return Rule(colour, tuple(conditions), str(data.get("because", "")))
