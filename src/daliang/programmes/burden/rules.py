"""Counting requests, what fills itself, and what is asked twice; on plain values."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

_NOISE = re.compile(r"[\s（）()、，,：:；;“”\"《》]|情况|本单位|截至目前|累计")


@dataclass(frozen=True, slots=True)
class Question:
    """One question as plain values."""

    unit: str
    asker: str
    month: date
    form: str
    text: str
    is_filled: bool


@dataclass(frozen=True, slots=True)
class Load:
    """What one unit was asked in one month."""

    unit: str
    month: date
    requests: int
    questions: int
    filled: int

    @property
    def filled_share(self) -> float:
        """Percent of the questions that came already answered."""
        return round(100 * self.filled / self.questions, 1)


@dataclass(frozen=True, slots=True)
class Twice:
    """A question that a unit is asked in several forms of a month."""

    unit: str
    month: date
    text: str
    forms: tuple[str, ...]


def plain(text: str) -> str:
    """Return a question without what forms add around it, so that twins meet.

    >>> plain("本单位规上企业数（家）") == plain("规上企业数 家")
    True
    """
    return _NOISE.sub("", text).lower()


def loads(questions: Iterable[Question]) -> list[Load]:
    """Return the load of every unit and month, the newest and heaviest first."""
    groups: dict[tuple[str, date], list[Question]] = {}
    for one in questions:
        groups.setdefault((one.unit, one.month), []).append(one)
    found = [
        Load(
            unit,
            month,
            len({(q.asker, q.form) for q in members}),
            len(members),
            sum(q.is_filled for q in members),
        )
        for (unit, month), members in groups.items()
    ]
    return sorted(found, key=lambda x: (-x.month.toordinal(), -x.requests, -x.questions, x.unit))


def asked_twice(questions: Iterable[Question]) -> list[Twice]:
    """Return the questions that one unit gets in more than one form of a month."""
    groups: dict[tuple[str, date, str], list[Question]] = {}
    for one in questions:
        groups.setdefault((one.unit, one.month, plain(one.text)), []).append(one)
    found = []
    for (unit, month, _key), members in groups.items():
        forms = tuple(sorted({f"{q.form}（{q.asker}）" for q in members}))
        if len(forms) > 1:
            found.append(Twice(unit, month, members[0].text, forms))
    return sorted(found, key=lambda t: (-t.month.toordinal(), -len(t.forms), t.unit, t.text))
