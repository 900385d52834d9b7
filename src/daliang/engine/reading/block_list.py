"""The blocks of a document with their heads and places, and what became of each."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from daliang.engine.reading.blocks import Block, BlockKind, Cell, Place, Table
from daliang.engine.reading.drafts import Item
from daliang.engine.reading.page import Page
from daliang.engine.reading.prose import Segment, Stretch


def blocks_of(
    page: Page, tables: Sequence[Table], parts: Sequence[Stretch], pages: Sequence[int] = ()
) -> list[Block]:
    """Return paragraphs, items and cells in the order of the text.

    Parameters
    ----------
    page : Page
        The document.
    tables, parts : Sequence
        Its tables and logical paragraphs.
    pages : Sequence of int
        Where each page begins.
    """
    blocks = [block for table in tables for block in _cells(page, table)]
    for stretch in parts:
        if stretch.piece.origin:
            start, end = stretch.piece.span(0, len(stretch.piece.text))
            kind = BlockKind.ITEM if stretch.kind is Segment.ITEM else BlockKind.PARAGRAPH
            blocks.append(Block(kind, start, end, Place(page=page_at(pages, start))))
    return sorted(blocks, key=lambda block: block.start)


def page_at(pages: Sequence[int], place: int) -> int:
    """Return the number of the page that a place lies on, 0 when there are no pages.

    Examples
    --------
    >>> page_at([0, 100], 150)
    2
    """
    return sum(start <= place for start in pages)


def _cells(page: Page, table: Table) -> Iterable[Block]:
    for row_number, row in enumerate(table.rows):
        for column, cell in enumerate(row):
            if not cell.parts or cell.is_repeat:
                continue
            heads: tuple[str, ...] = ()
            if row_number >= table.head_rows:
                heads = _texts(
                    page, (r[column] for r in table.rows[: table.head_rows] if column < len(r))
                )
            beside = _texts(page, row[:1]) if column else ()
            start, end = cell.parts[0][0], cell.parts[-1][1]
            yield Block(BlockKind.CELL, start, end, cell.place, beside, heads)


def _texts(page: Page, cells: Iterable[Cell]) -> tuple[str, ...]:
    texts = (page.cell(cell, "").text.strip() for cell in cells)
    return tuple(dict.fromkeys(text for text in texts if text))


def unread_spans(
    blocks: Iterable[Block], items: Iterable[Item], heads: Iterable[tuple[int, int]]
) -> list[tuple[int, int]]:
    """Return the blocks that nothing was read from, heads of tables left out."""
    taken = [(item.start, item.end) for item in items] + list(heads)
    size = max((end for _, end in taken), default=0)
    marks = bytearray(size)
    for start, end in taken:
        marks[start:end] = b"\x01" * (end - start)
    return [(b.start, b.end) for b in blocks if not any(marks[b.start : b.end])]
