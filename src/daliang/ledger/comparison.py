"""What changed between two moments: added, gone, moved, reworded, returned, closed.

Works on plain snapshots, so that nothing escapes it: what was dropped is
listed, and a deadline that moved twice and back is seen by its count.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from enum import StrEnum

Values = Mapping[str, object]


class Change(StrEnum):
    """The kinds of difference, the gravest first."""

    GONE = "gone"
    MOVED = "moved"
    REWORDED = "reworded"
    OWNER = "owner"
    STATE = "state"
    PROGRESS = "progress"
    ADDED = "added"


@dataclass(frozen=True, slots=True)
class Difference:
    """One difference of one commitment, in words before and after."""

    change: Change
    number: str
    title: str
    before: str
    after: str


_WORDING = ("title", "content", "goal")
_GONE = {"dropped"}


def differences(before: Mapping[int, Values], after: Mapping[int, Values]) -> list[Difference]:
    """Return every difference between two lists of snapshots, keyed by commitment id."""
    found = [d for pk in before.keys() | after.keys() for d in _of(before.get(pk), after.get(pk))]
    order = list(Change)
    return sorted(found, key=lambda d: (order.index(d.change), d.number))


def _of(before: Values | None, after: Values | None) -> Iterator[Difference]:
    if after is None:
        yield _difference(Change.GONE, before or {}, "在列", "不在列")
        return
    if before is None:
        yield _difference(Change.ADDED, after, "", str(after["title"]))
        return
    if after["state"] in _GONE and before["state"] not in _GONE:
        yield _difference(Change.GONE, after, str(before["state"]), "撤销")
        return
    yield from _moved(before, after)
    for name in _WORDING:
        if before[name] != after[name]:
            yield _difference(Change.REWORDED, after, str(before[name]), str(after[name]))
    if _owners(before) != _owners(after):
        yield _difference(Change.OWNER, after, _owners(before), _owners(after))
    if before["state"] != after["state"]:
        yield _difference(Change.STATE, after, str(before["state"]), str(after["state"]))
    if before["progress"] != after["progress"]:
        yield _difference(Change.PROGRESS, after, f"{before['progress']}%", f"{after['progress']}%")


def _moved(before: Values, after: Values) -> Iterator[Difference]:
    if before["due_on"] != after["due_on"] or before["moves"] != after["moves"]:
        old = str(before["due_on"] or before["due_text"] or "未定")
        new = str(after["due_on"] or after["due_text"] or "未定")
        yield _difference(Change.MOVED, after, old, f"{new}（累计延期{after['moves']}次）")
    steps = {m["title"]: m["due_on"] for m in before["milestones"]}  # type: ignore[attr-defined]
    for step in after["milestones"]:  # type: ignore[attr-defined]
        old = steps.get(step["title"], step["due_on"])
        if old != step["due_on"]:
            yield _difference(
                Change.MOVED, after, f"{step['title']} {old}", f"{step['title']} {step['due_on']}"
            )


def _owners(values: Values) -> str:
    units = [values["lead"], *values["supports"]]  # type: ignore[misc]
    return "、".join(unit["name"] for unit in units if unit)  # type: ignore[index]


def _difference(change: Change, values: Values, before: str, after: str) -> Difference:
    return Difference(change, str(values["number"]), str(values["title"]), before, after)
