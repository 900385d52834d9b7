"""A drill's answer as plain JSON, in the form of the command line's contract."""

from __future__ import annotations

from dataclasses import asdict

from daliang.diagnosis.drilling import Drilled

TABLE_ROWS = 20


def report_of(answer: Drilled) -> dict[str, object]:
    """Return the answer for keeping beside the run."""
    head, found = answer.head, answer.explanation
    return {
        "total": {
            "base": head.base,
            "actual": head.actual,
            "gap": head.impact,
            "growth_pct": head.growth_pct,
        },
        "bridge": asdict(answer.bridge) if answer.bridge else None,
        "causes": [
            asdict(c.cause) | {"where": dict(c.where), "evidence": c.sentence}
            for c in answer.causes
        ],
        "rest": {"impact": found.rest, "common": found.common, "scattered": found.scattered},
        "tables": {
            name: [asdict(line) for line in lines[:TABLE_ROWS]]
            for name, lines in answer.tables.items()
        },
        "firms": asdict(answer.firms),
    }
