"""What a reading notes beside its lines: parts of the text, reports, facts, stated sums."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal

from daliang.dispatch.documents.sections import reports_of, title_span
from daliang.dispatch.documents.sums import Aggregate, Named, Reconciled, aggregates_of, reconcile
from daliang.engine.reading import Draft

_PART = 6000  # characters of a text on one page of the desk
Spans = tuple[tuple[int, int], ...]


@dataclass(frozen=True, slots=True)
class Facts:
    """Places in the text: pages of the desk, reports, spans that hold facts, stated sums."""

    parts: Spans = ()
    reports: Spans = ()
    spans: Spans = ()
    aggregates: tuple[Aggregate, ...] = ()

    def plain(self) -> dict[str, object]:
        """Return what a JSON column keeps."""
        sums = [
            (a.start, a.end, a.text, a.count, _words(a.amount), a.unit, a.is_total)
            for a in self.aggregates
        ]
        return {
            "parts": self.parts,
            "reports": self.reports,
            "spans": self.spans,
            "aggregates": sums,
        }

    def checks(self, deals: Sequence[Named]) -> list[Reconciled]:
        """Set each stated sum against the deals named in the same report."""
        found = []
        for aggregate in self.aggregates:
            report = next((r for r in self.reports if r[0] <= aggregate.start < r[1]), (0, 0))
            named = [deal for deal in deals if report[0] <= deal.start < report[1]]
            found.append(reconcile(aggregate, named))
        return found


def facts_of(draft: Draft) -> Facts:
    """Return the facts of a draft."""
    items = [*draft.figures, *draft.orgs, *draft.persons, *draft.dates, *draft.signed]
    reports = reports_of(draft.text, draft.blocks)
    titles = [title_span(draft.text, draft.blocks, report) for report in reports]
    told = [f for f in draft.figures if not any(a <= f.start < b for a, b in titles)]
    return Facts(
        parts=_parts(draft),
        reports=tuple((r.start, r.end) for r in reports),
        spans=tuple(sorted({(item.start, item.end) for item in items})),
        aggregates=tuple(aggregates_of(draft.text, told)),
    )


def from_plain(values: Mapping[str, object]) -> Facts:
    """Return the facts a JSON column kept."""
    if not values:
        return Facts()
    sums = [
        Aggregate(
            start, end, text, count, None if amount is None else Decimal(amount), unit, is_total
        )
        for start, end, text, count, amount, unit, is_total in values["aggregates"]  # type: ignore[attr-defined]
    ]
    names = ("parts", "reports", "spans")
    spans = {name: tuple((a, b) for a, b in values[name]) for name in names}  # type: ignore[attr-defined]
    return Facts(**spans, aggregates=tuple(sums))


def _words(amount: Decimal | None) -> str | None:
    return None if amount is None else str(amount)


def _parts(draft: Draft) -> Spans:
    """Cut the text between blocks, so that a page of the desk stays small."""
    cuts, begin = [], 0
    for block in draft.blocks:
        if block.end - begin > _PART and block.start > begin:
            cuts.append((begin, block.start))
            begin = block.start
    return (*cuts, (begin, len(draft.text)))
