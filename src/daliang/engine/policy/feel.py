"""A subset of FEEL, the expression language of DMN: comparisons, lists, and, or, not, dates."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass

from daliang.engine.checks import BadInput, Problem
from daliang.engine.policy.tree import ISO_DATE, AllOf, AnyOf, Condition, Leaf, Not, Value

_TOKEN = re.compile(
    r"""\s*(?:
    (?P<date>date\(\s*"(?P<day>\d{4}-\d{2}-\d{2})"\s*\))
    |(?P<number>-?\d+(?:\.\d+)?(?:[eE][-+]?\d+)?)
    |(?P<text>"(?:[^"\\]|\\.)*")
    |(?P<range>\.\.)
    |(?P<op>>=|<=|!=|=|>|<)
    |(?P<mark>[()\[\],])
    |(?P<word>[^\W\d]\w*)
    )""",
    re.VERBOSE,
)
_MOST_TOKENS = 5000
_MOST_DEPTH = 50


def condition_to_feel(condition: Condition) -> str:
    """Write a condition as a FEEL expression.

    Parameters
    ----------
    condition : Condition

    Returns
    -------
    str

    Raises
    ------
    BadInput
        When a field is not a FEEL name.

    Examples
    --------
    >>> condition_to_feel(AnyOf((Leaf("listed", "is_true"), Leaf("revenue", ">=", 2000.0))))
    '(listed = true or revenue >= 2000)'
    """
    if isinstance(condition, Leaf):
        return _leaf_to_feel(condition)
    if isinstance(condition, Not):
        return f"not({condition_to_feel(condition.part)})"
    word = " or " if isinstance(condition, AnyOf) else " and "
    return "(" + word.join(condition_to_feel(part) for part in condition.parts) + ")"


def feel_to_condition(text: str) -> Condition:
    """Read a FEEL expression of the subset.

    Parameters
    ----------
    text : str

    Returns
    -------
    Condition

    Raises
    ------
    BadInput
        Naming the place where reading stopped.

    Examples
    --------
    >>> condition_to_feel(feel_to_condition('industry in ("C38", "C39") and not(listed)'))
    '(industry in ("C38", "C39") and not(listed = true))'
    """
    reader = _Reader(text)
    condition = reader.either()
    reader.finish()
    return condition


def leaf_to_unary(leaf: Leaf) -> str:
    """Write a comparison as a unary test of its field: >= 2000, "C13","C17", true."""
    if leaf.op in {"is_true", "is_false"}:
        return "true" if leaf.op == "is_true" else "false"
    if isinstance(leaf.value, tuple):
        return ",".join(literal(item) for item in leaf.value)
    return literal(leaf.value) if leaf.op == "==" else f"{leaf.op} {literal(leaf.value)}"


def unary_to_condition(field: str, text: str) -> Condition | None:
    """Read a unary test of a field; None for "-" (anything will do).

    Examples
    --------
    >>> condition_to_feel(unary_to_condition("revenue", "[2000..5000)"))
    '(revenue >= 2000 and revenue < 5000)'
    """
    if text.strip() in {"", "-"}:
        return None
    reader = _Reader(text)
    condition = reader.tests(field)
    reader.finish()
    return condition


def literal(value: Value) -> str:
    """Write one value: 2000, "江阴", date("2024-01-01")."""
    if isinstance(value, str):
        if ISO_DATE.fullmatch(value):
            return f'date("{value}")'
        return '"' + value.replace("\\", "\\\\").replace('"', '\\"') + '"'
    assert isinstance(value, float)
    return str(int(value)) if value.is_integer() and abs(value) < 1e15 else repr(value)


def name(field: str) -> str:
    """Return a field as a FEEL name.

    Raises
    ------
    BadInput
        When it is not one word of letters, digits and underscores.
    """
    if not re.fullmatch(r"[^\W\d]\w*", field) or field in {
        "true",
        "false",
        "not",
        "and",
        "or",
        "in",
    }:
        mend = "改成字母、汉字、数字和下划线组成的列名"
        raise BadInput(Problem(f"列名“{field}”不能写成 FEEL 名称", mend, column=field))
    return field


def _leaf_to_feel(leaf: Leaf) -> str:
    field = name(leaf.field)
    if leaf.op in {"is_true", "is_false"}:
        return f"{field} = {'true' if leaf.op == 'is_true' else 'false'}"
    if isinstance(leaf.value, tuple):
        return f"{field} in ({', '.join(literal(item) for item in leaf.value)})"
    sign = "=" if leaf.op == "==" else leaf.op
    return f"{field} {sign} {literal(leaf.value)}"


@dataclass(frozen=True, slots=True)
class _Token:
    kind: str
    text: str
    start: int


class _Reader:
    """Recursive descent over the tokens of one expression."""

    def __init__(self, text: str) -> None:
        self.source = text
        self.tokens: list[_Token] = []
        self.at = 0
        self.depth = 0
        place, end = 0, len(text.rstrip())
        while place < end:
            match = _TOKEN.match(text, place)
            if match is None or len(self.tokens) > _MOST_TOKENS:
                raise self._stop(place)
            kind = "date" if match["date"] else str(match.lastgroup)
            self.tokens.append(_Token(kind, match["day"] or match[kind], place))
            place = match.end()

    def _stop(self, place: int) -> BadInput:
        what = f"读不懂“{self.source[place : place + 20].strip()}”（第{place + 1}个字起）"
        mend = '只用比较、in、and、or、not、区间和 date("…")'
        return BadInput(Problem(what, mend, column=self.source[:40]))

    def peek(self) -> str:
        return self.tokens[self.at].text if self.at < len(self.tokens) else ""

    def take(self, *wanted: str) -> _Token:
        """Take the next token; it must be one of the wanted texts, when any are given."""
        place = self.tokens[self.at].start if self.at < len(self.tokens) else len(self.source)
        if self.at >= len(self.tokens) or (wanted and self.tokens[self.at].text not in wanted):
            raise self._stop(place)
        self.at += 1
        return self.tokens[self.at - 1]

    def finish(self) -> None:
        if self.at < len(self.tokens):
            raise self._stop(self.tokens[self.at].start)

    def either(self) -> Condition:
        parts = self._chain("or", self.both)
        return parts[0] if len(parts) == 1 else AnyOf(tuple(parts))

    def both(self) -> Condition:
        parts = self._chain("and", self.unit)
        return parts[0] if len(parts) == 1 else AllOf(tuple(parts))

    def _chain(self, word: str, part: Callable[[], Condition]) -> list[Condition]:
        self.depth += 1
        if self.depth > _MOST_DEPTH:
            raise self._stop(0)
        parts = [part()]
        while self.peek() == word:
            self.take(word)
            parts.append(part())
        self.depth -= 1
        return parts

    def unit(self) -> Condition:
        if self.peek() == "not":
            self.take("not")
            self.take("(")
            inner = self.either()
            self.take(")")
            return Not(inner)
        if self.peek() == "(":
            self.take("(")
            inner = self.either()
            self.take(")")
            return inner
        token = self.take()
        if token.kind != "word":
            raise self._stop(token.start)
        return self._comparison(token.text)

    def _comparison(self, field: str) -> Condition:
        if self.peek() == "in":
            self.take("in")
            close = ")" if self.take("(", "[").text == "(" else "]"
            values = self._values()
            self.take(close)
            return Leaf(field, "in", values)
        if self.peek() in {">=", "<=", ">", "<", "=", "!="}:
            return self._compared(field, self.take().text)
        return Leaf(field, "is_true")

    def _compared(self, field: str, sign: str) -> Condition:
        if self.peek() in {"true", "false"} and sign in {"=", "!="}:
            wanted = (self.take().text == "true") == (sign == "=")
            return Leaf(field, "is_true" if wanted else "is_false")
        leaf = Leaf(field, "==" if sign in {"=", "!="} else sign, self._value())
        return Not(leaf) if sign == "!=" else leaf

    def _value(self) -> float | str:
        token = self.take()
        if token.kind == "number":
            return float(token.text)
        if token.kind == "text":
            return re.sub(r"\\(.)", r"\1", token.text[1:-1])
        if token.kind == "date":
            return token.text
        raise self._stop(token.start)

    def _values(self) -> tuple[float, ...] | tuple[str, ...]:
        start = self.at
        values = [self._value()]
        while self.peek() == ",":
            self.take(",")
            values.append(self._value())
        texts = tuple(v for v in values if isinstance(v, str))
        numbers = tuple(v for v in values if isinstance(v, float))
        if texts and numbers:
            raise self._stop(self.tokens[start].start)
        return texts or numbers

    def tests(self, field: str) -> Condition:
        """Unary tests of one field: alternatives separated by commas."""
        if self.peek() == "not":
            self.take("not")
            self.take("(")
            inner = self.tests(field)
            self.take(")")
            return Not(inner)
        parts = [self._test(field)]
        while self.peek() == ",":
            self.take(",")
            parts.append(self._test(field))
        return _alternatives(field, parts)

    def _test(self, field: str) -> Condition:
        if self.peek() in {"true", "false"}:
            return Leaf(field, "is_true" if self.take().text == "true" else "is_false")
        if self.peek() in {">=", "<=", ">", "<"}:
            return Leaf(field, self.take().text, self._value())
        if self.peek() in {"[", "("}:
            lower = ">=" if self.take().text == "[" else ">"
            low = Leaf(field, lower, self._value())
            self.take("..")
            value = self._value()
            return AllOf(
                (low, Leaf(field, "<=" if self.take("]", ")").text == "]" else "<", value))
            )
        return Leaf(field, "==", self._value())


def _alternatives(field: str, parts: list[Condition]) -> Condition:
    """Several equal-tests are one list; anything else is a choice."""
    if len(parts) == 1:
        return parts[0]
    values = [p.value for p in parts if isinstance(p, Leaf) and p.op == "=="]
    texts = tuple(v for v in values if isinstance(v, str))
    numbers = tuple(v for v in values if isinstance(v, float))
    if len(texts) == len(parts):
        return Leaf(field, "in", texts)
    if len(numbers) == len(parts):
        return Leaf(field, "in", numbers)
    return AnyOf(tuple(parts))
