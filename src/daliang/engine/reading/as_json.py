"""A draft in the form that the scorer, the desk and other programs read."""

from __future__ import annotations

from datetime import date
from typing import Any

from daliang.engine.reading.drafts import Draft, Figure, Item, Measure, Signed


def draft_as_json(draft: Draft, written_on: date, source: str = "") -> dict[str, Any]:
    """Return a draft as plain lists and dictionaries.

    Parameters
    ----------
    draft : Draft
        What was read.
    written_on : date
        The day of the document.
    source : str
        Its file name.

    Returns
    -------
    dict
        `measures`, `figures`, `orgs`, `persons`, `dates`, `signed`, each item with `start`, `end`
        and `text` so that `text[start:end]` of the document is the item's `text`; besides,
        `blocks` with their places, `unread` spans and `warnings`.
    """
    return {
        "source": source,
        "doc_date": written_on.isoformat(),
        "measures": [_measure(item) for item in draft.measures],
        "figures": [_figure(item) for item in draft.figures],
        "orgs": [
            _span(o) | {"name": o.name, "aliases": list(o.aliases), "body_id": o.body_id}
            for o in draft.orgs
        ],
        "persons": [_span(p) | {"name": p.name, "role": p.role} for p in draft.persons],
        "dates": [_span(d) | {"norm": d.norm} for d in draft.dates],
        "signed": [_signed(item) for item in draft.signed],
        "unread": [list(span) for span in draft.unread],
        "warnings": list(draft.warnings),
    }


def blocks_as_json(draft: Draft) -> list[dict[str, Any]]:
    """Return the blocks of a draft with their places in the file."""
    return [
        {
            "kind": str(block.kind),
            "start": block.start,
            "end": block.end,
            "sheet": block.place.sheet,
            "cell": block.place.cell,
            "merged": block.place.merged,
            "page": block.place.page,
            "hidden": block.place.hidden,
            "row_heads": list(block.row_heads),
            "column_heads": list(block.column_heads),
        }
        for block in draft.blocks
    ]


def _span(item: Item) -> dict[str, Any]:
    return {"start": item.start, "end": item.end, "text": item.text}


def _measure(item: Measure) -> dict[str, Any]:
    return _span(item) | {
        "kind": str(item.kind),
        "bodies": [
            {"name": b.name, "role": b.role, "start": b.start, "end": b.end, "body_id": b.body_id}
            for b in item.bodies
        ],
        "deadlines": [
            {"text": d.text, "norm": d.norm, "start": d.start, "end": d.end} for d in item.deadlines
        ],
    }


def _figure(item: Figure) -> dict[str, Any]:
    return _span(item) | {
        "value": item.value,
        "value_max": item.value_max,
        "unit": item.unit,
        "approx": item.approx,
        "what": item.what,
    }


def _signed(item: Signed) -> dict[str, Any]:
    amount = item.amount
    return _span(item) | {
        "name": item.name,
        "parties": list(item.parties),
        "amount": {"value": amount.value, "unit": amount.unit, "text": amount.text}
        if amount
        else None,
        "place": item.place,
        "cluster": item.cluster,
        "kind": item.kind,
    }
