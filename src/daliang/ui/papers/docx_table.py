"""A table in .docx: header rows that repeat, merged headers, rows that never break."""

from __future__ import annotations

from typing import Any

from docx.document import Document
from docx.enum.table import WD_CELL_VERTICAL_ALIGNMENT
from docx.enum.text import WD_ALIGN_PARAGRAPH, WD_LINE_SPACING
from docx.oxml import OxmlElement
from docx.oxml.ns import qn
from docx.shared import Mm, Pt
from docx.table import Table as DocxTable
from docx.table import _Cell

from daliang.ui.papers import layout
from daliang.ui.papers.blocks import Align, Table, clean
from daliang.ui.papers.docx_type import type_run

ALIGNMENTS = {
    "left": WD_ALIGN_PARAGRAPH.LEFT,
    "center": WD_ALIGN_PARAGRAPH.CENTER,
    "right": WD_ALIGN_PARAGRAPH.RIGHT,
}


def add_table(document: Document, block: Table) -> DocxTable:
    """Add a table as wide as the text area."""
    heads = 2 if block.has_groups else 1
    table = document.add_table(rows=heads + len(block.rows), cols=len(block.columns))
    table.style = document.styles["Table Grid"]
    table.autofit = False
    widths = _widths(block)
    for column, width in zip(table.columns, widths, strict=True):
        column.width = width
    grid = [list(row.cells) for row in table.rows]
    _write_head(grid, block)
    for cells, row in zip(grid[heads:], block.rows, strict=True):
        for cell, column, value in zip(cells, block.columns, row, strict=True):
            _write(cell, clean(value), layout.BODY_FONT, column.align)
    for cells in grid:
        for cell, width in zip(cells, widths, strict=True):
            cell.width = width
    for place, row in enumerate(table.rows):
        properties = row._tr.get_or_add_trPr()
        _flag(properties, "w:cantSplit")
        if place < heads:
            _flag(properties, "w:tblHeader")
    _merge_head(table, block)
    return table


def _widths(block: Table) -> list[Any]:
    whole = sum(column.width for column in block.columns)
    return [Mm(layout.TEXT_MM[0] * column.width / whole) for column in block.columns]


def _write_head(grid: list[list[_Cell]], block: Table) -> None:
    font = layout.HEADING_FONTS[1]
    if not block.has_groups:
        for cell, column in zip(grid[0], block.columns, strict=True):
            _write(cell, clean(column.title), font, "center")
        return
    for text, first, _count in block.groups:
        title = text or block.columns[first].title
        _write(grid[0][first], clean(title), font, "center")
    for cell, column in zip(grid[1], block.columns, strict=True):
        if column.group:
            _write(cell, clean(column.title), font, "center")


def _merge_head(table: DocxTable, block: Table) -> None:
    if not block.has_groups:
        return
    for text, first, count in block.groups:
        if not text:
            _join(table.cell(0, first), table.cell(1, first))
        elif count > 1:
            _join(table.cell(0, first), table.cell(0, first + count - 1))


def _join(first: _Cell, last: _Cell) -> None:
    merged = first.merge(last)
    for empty in merged.paragraphs[1:]:
        if not empty.text:
            empty._p.getparent().remove(empty._p)


def _write(cell: _Cell, text: str, font: str, align: Align) -> None:
    cell.vertical_alignment = WD_CELL_VERTICAL_ALIGNMENT.CENTER
    paragraph = cell.paragraphs[0]
    form = paragraph.paragraph_format
    form.alignment = ALIGNMENTS[align]
    form.line_spacing_rule = WD_LINE_SPACING.EXACTLY
    form.line_spacing = Pt(16)
    type_run(paragraph, text, font, layout.TABLE_SIZE)


def _flag(properties: Any, name: str) -> None:
    element = OxmlElement(name)
    element.set(qn("w:val"), "true")
    properties.append(element)
