"""From a document to its draft: the order in which the grammars run."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

from daliang.engine.reading.block_list import blocks_of, unread_spans
from daliang.engine.reading.blocks import Source, Table
from daliang.engine.reading.dates import find_dates
from daliang.engine.reading.drafts import DateMention, Draft, Figure, Item, Measure, Register
from daliang.engine.reading.drawn_tables import find_table, head_rows_of
from daliang.engine.reading.figures import bare_figures, figures_in
from daliang.engine.reading.lines import Line, split_lines
from daliang.engine.reading.linker import Linker
from daliang.engine.reading.measures import measures_of
from daliang.engine.reading.narrative import looks_like_plan, prose_measures
from daliang.engine.reading.normal import Mapped, canonical
from daliang.engine.reading.orgs import orgs_in, places_in
from daliang.engine.reading.page import Page
from daliang.engine.reading.persons import persons_in
from daliang.engine.reading.prose import Stretch, stretches
from daliang.engine.reading.records import Record, records_of
from daliang.engine.reading.signed import signed_in
from daliang.engine.reading.stacked_tables import find_glued, find_headless, find_stacked

NO_REGISTER = Register()


def read_text(
    text: str, written_on: date, plan_year: int | None = None, register: Register = NO_REGISTER
) -> Draft:
    """Read a plain text.

    Parameters
    ----------
    text : str
        The document; offsets of the draft are places in it.
    written_on : date
        The day of the document: 昨天 and dates without year count from it.
    plan_year : int, optional
        The year the plan is about, when it differs from the year of the document.
    register : Register
        The bodies that exist.

    Returns
    -------
    Draft
        With `text[item.start:item.end] == item.text` for every item.

    Examples
    --------
    >>> draft = read_text("一、市水务局9月底前新建泵站3座。", date(2025, 3, 1))
    >>> [(f.value, f.unit) for f in draft.figures]
    [(3.0, '座')]
    """
    return read_source(Source(text), written_on, plan_year, register)


def read_source(
    source: Source, written_on: date, plan_year: int | None = None, register: Register = NO_REGISTER
) -> Draft:
    """Read what a reader of a file format gave; see `read_text`."""
    page = Page(source.text, canonical(source.text), written_on, plan_year or written_on.year)
    tables, rest = _layout(page, source)
    records = [record for table in tables for record in records_of(page, table, register)]
    runs = [stretches(page, lines) for lines in rest]
    parts = [stretch for run in runs for stretch in run]
    pieces = (
        [stretch.piece for stretch in parts]
        + [p for r in records for _, _, p in r.fields]
        + _heads(page, tables)
    )
    measures = _measures(page, records, runs)
    persons = persons_in(page, pieces, records)
    owners = [body for measure in measures for body in measure.bodies]
    orgs = orgs_in(page, pieces, owners, persons)
    draft = Draft(
        text=source.text,
        measures=tuple(measures),
        figures=tuple(_figures(page, pieces, records)),
        orgs=tuple(orgs),
        persons=tuple(persons),
        dates=tuple(_dates(page, pieces)),
        signed=tuple(signed_in(page, parts, records, orgs, places_in(page.canon))),
        blocks=tuple(blocks_of(page, tables, parts, source.pages)),
        warnings=source.warnings,
    )
    return _linked(_covered(draft, page, tables), register)


def _covered(draft: Draft, page: Page, tables: list[Table]) -> Draft:
    """Name the blocks that nothing was read from."""
    used = [(b.start, b.end) for m in draft.measures for b in m.bodies]
    used += [(d.start, d.end) for m in draft.measures for d in m.deadlines]
    heads = [
        part for t in tables for row in t.rows[: t.head_rows] for cell in row for part in cell.parts
    ]
    items: list[Item] = [
        *draft.measures,
        *draft.figures,
        *draft.orgs,
        *draft.persons,
        *draft.dates,
        *draft.signed,
    ]
    return replace(draft, unread=tuple(unread_spans(draft.blocks, items, [*used, *heads])))


def _linked(draft: Draft, register: Register) -> Draft:
    linker = Linker(register)
    return replace(
        draft,
        measures=tuple(linker.link_measures(draft.measures)),
        orgs=tuple(linker.link_orgs(draft.orgs)),
    )


def _layout(page: Page, source: Source) -> tuple[list[Table], list[list[Line]]]:
    """Split the text in tables and runs of other lines."""
    lines = split_lines(page.canon)
    tables = [
        replace(t, head_rows=head_rows_of(t.rows, page.canon), caption=canonical(t.caption))
        if t.head_rows < 0
        else t
        for t in source.tables
    ]
    inside = [span for table in tables for span in _extent(table)]
    rest: list[list[Line]] = [[]]
    at = 0
    while at < len(lines):
        line = lines[at]
        if _within(line, inside):
            rest.append([])
            at += 1
            continue
        found = None
        if not line.is_blank:
            found = (
                find_table(lines, at, page.canon, page.source)
                or find_stacked(lines, at, page.canon)
                or find_glued(lines, at, page.canon)
                or find_headless(lines, at)
            )
        if found and any(_within(other, inside) for other in lines[at : found.last]):
            found = None  # a table that the file itself names begins inside
        if found:
            tables.append(found.table)
            rest.append([])
            at = found.last
            continue
        rest[-1].append(line)
        at += 1
    return tables, [run for run in rest if run]


def _within(line: Line, spans: list[tuple[int, int]]) -> bool:
    return any(line.start < b and a < line.end for a, b in spans)


def _extent(table: Table) -> list[tuple[int, int]]:
    spans = [part for row in table.rows for cell in row for part in cell.parts]
    return [(min(a for a, _ in spans), max(b for _, b in spans))] if spans else []


def _heads(page: Page, tables: list[Table]) -> list[Mapped]:
    return [
        page.cell(cell, "")
        for table in tables
        for row in table.rows[: table.head_rows]
        for cell in row
        if cell.parts
    ]


def _measures(page: Page, records: list[Record], runs: list[list[Stretch]]) -> list[Measure]:
    parts = [stretch for run in runs for stretch in run]
    is_plan = looks_like_plan(parts)
    title = "".join(stretch.piece.text for stretch in parts[:3])[:150]
    is_agreement = "协议" in title and not is_plan
    found = [m for record in records for m in measures_of(page, record)]
    for run in runs:
        found += prose_measures(page, run, is_plan, is_agreement)
    return sorted(found, key=lambda m: m.start)


def _figures(page: Page, pieces: list[Mapped], records: list[Record]) -> list[Figure]:
    found = [figure for piece in pieces for figure in figures_in(page, piece)] + bare_figures(
        page, records
    )
    return sorted({(f.start, f.end): f for f in found}.values(), key=lambda f: f.start)


def _dates(page: Page, pieces: list[Mapped]) -> list[DateMention]:
    found: dict[str, DateMention] = {}
    for piece in pieces:
        for mention in find_dates(piece.text, page.today):
            if len(mention.norm) < 7 or mention.norm in found:
                continue
            a, b = piece.span(mention.start, mention.end)
            found[mention.norm] = DateMention(a, b, page.source[a:b], mention.norm)
    return sorted(found.values(), key=lambda d: d.start)
