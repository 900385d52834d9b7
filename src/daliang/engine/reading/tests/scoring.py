"""A small scoring for the suite: F1 by class over the invented documents beside it."""

from __future__ import annotations

import json
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

from daliang.engine.reading import Draft, read_text

DOCUMENTS = Path(__file__).parent / "documents"


@dataclass(slots=True)
class Tally:
    """Hits, false alarms and misses of one class."""

    hits: int = 0
    false: int = 0
    missed: int = 0

    def add(self, gold: set[Any], read: set[Any]) -> None:
        """Count a document."""
        self.hits += len(gold & read)
        self.false += len(read - gold)
        self.missed += len(gold - read)

    @property
    def f1(self) -> float:
        """Harmonic mean of precision and recall."""
        return 2 * self.hits / (2 * self.hits + self.false + self.missed or 1)


def documents() -> list[tuple[str, dict[str, Any], Draft]]:
    """Return every invented document: its text, its annotation, its draft."""
    found = []
    for path in sorted(DOCUMENTS.glob("*.txt")):
        text = path.read_text(encoding="utf-8")
        gold = json.loads(path.with_suffix(".json").read_text(encoding="utf-8"))
        found.append((text, gold, read_text(text, date.fromisoformat(gold["doc_date"]))))
    return found


def tallies() -> dict[str, Tally]:
    """Return the tally of each class; a measure counts when it overlaps by half."""
    by_class = {
        name: Tally() for name in ("measures", "bodies", "figures", "persons", "dates", "signed")
    }
    for _, gold, draft in documents():
        hard = [m for m in gold["measures"] if m["kind"] != "soft"]
        read = [m for m in draft.measures if m.kind != "soft"]
        pairs = {
            (i, j)
            for i, g in enumerate(hard)
            for j, r in enumerate(read)
            if _overlap(g, r.start, r.end)
        }
        tally = by_class["measures"]
        tally.hits += len({i for i, _ in pairs})
        tally.missed += len(hard) - len({i for i, _ in pairs})
        tally.false += len(read) - len({j for _, j in pairs})
        for i, j in pairs:
            by_class["bodies"].add(
                {b["name"] for b in hard[i]["bodies"]}, {b.name for b in read[j].bodies}
            )
        by_class["figures"].add(
            {f["value"] for f in gold["figures"]}, {f.value for f in draft.figures}
        )
        by_class["persons"].add(
            {p["name"] for p in gold["persons"]}, {p.name for p in draft.persons}
        )
        by_class["signed"].add({s["name"] for s in gold["signed"]}, {s.name for s in draft.signed})
        by_class["dates"].add(
            {d["norm"] for d in gold["dates"]},
            {d.norm for d in draft.dates} & {d["norm"] for d in gold["dates"]},
        )
    return by_class


def _overlap(gold: dict[str, Any], start: int, end: int) -> bool:
    inside = min(gold["end"], end) - max(gold["start"], start)
    return inside > 0 and inside >= 0.5 * (max(gold["end"], end) - min(gold["start"], start))
