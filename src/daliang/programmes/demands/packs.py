"""SLA packs: a city's limits as data with the source text attached; shipped ones are files."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import time
from functools import cache
from pathlib import Path

from daliang.engine.checks import BadInput, Problem
from daliang.programmes.demands.sla import Hours, Limit, Unit

_SHIPPED = Path(__file__).parent / "sla_packs"
DEFAULT = "quanzhou"
_NAMES = ("response", "plan", "answer", "support", "objection", "call_back")


@dataclass(frozen=True, slots=True)
class Pack:
    """One city's limits.

    Parameters
    ----------
    slug, title, source, reading : str
        `source` is the rule as published; `reading` what this project added to it.
    hours : Hours
    is_received_at_next_opening : bool
        Whether what comes in outside working hours counts from the next opening.
    limits : mapping of str to Limit
        By step: response, plan, support, objection, call_back.
    answers : mapping of str to Limit
        By kind of demand; "*" for all others.
    extension_ask_before : int
        Workdays before the due date by which an extension must be asked.
    extensions_most : int
    pauses : tuple of str
        The reasons for which the clock may stand still; no other reason counts.
    """

    slug: str
    title: str
    source: str
    reading: str
    hours: Hours
    is_received_at_next_opening: bool
    limits: Mapping[str, Limit]
    answers: Mapping[str, Limit]
    extension_ask_before: int
    extensions_most: int
    pauses: tuple[str, ...]

    def answer(self, kind: str) -> Limit:
        """Return the limit of the answer for a kind of demand."""
        return self.answers.get(kind) or self.answers["*"]


@cache
def packs() -> Mapping[str, Pack]:
    """Return the shipped packs by slug."""
    found = (
        parse_pack(json.loads(path.read_text(encoding="utf-8")), file=path.name)
        for path in sorted(_SHIPPED.glob("*.json"))
    )
    return {pack.slug: pack for pack in found}


def parse_pack(document: Mapping[str, object], *, file: str) -> Pack:
    """Read a pack; every fault is named.

    Raises
    ------
    BadInput
    """
    problems: list[Problem] = []
    for name in ("slug", "title", "source", "limits"):
        if not document.get(name):
            problems.append(Problem("缺少这一项", "补上", file=file, column=name))
    if problems:
        raise BadInput(problems)
    raw = dict(document["limits"])  # type: ignore[call-overload]
    unknown = sorted(set(raw) - set(_NAMES))
    problems += [Problem("不认识的时限", f"可用：{'、'.join(_NAMES)}", column=n) for n in unknown]
    answers = raw.pop("answer", {})
    if "*" not in answers:
        problems.append(Problem("办结时限缺少一般情形“*”", "补上", file=file, column="answer"))
    if problems:
        raise BadInput(problems)
    spans = document.get("hours") or [["09:00", "12:00"], ["13:30", "17:30"]]
    return Pack(
        slug=str(document["slug"]),
        title=str(document["title"]),
        source=str(document["source"]),
        reading=str(document.get("reading", "")),
        hours=Hours(tuple((_time(a), _time(b)) for a, b in spans)),  # type: ignore[attr-defined]
        is_received_at_next_opening=document.get("received") == "next_opening",
        limits={name: Limit(int(n), Unit(unit)) for name, (n, unit) in raw.items()},
        answers={kind: Limit(int(n), Unit(unit)) for kind, (n, unit) in answers.items()},
        extension_ask_before=int(str(document.get("extension_ask_before", 1))),
        extensions_most=int(str(document.get("extensions_most", 1))),
        pauses=tuple(str(p) for p in document.get("pauses", ())),  # type: ignore[attr-defined]
    )


def _time(text: str) -> time:
    return time.fromisoformat(text)
