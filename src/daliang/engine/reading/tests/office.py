"""Builds small office files for the tests; all contents are invented (示例数据)."""

from __future__ import annotations

import io
from collections.abc import Sequence

import docx
import openpyxl


def workbook(rows: Sequence[Sequence[object]], merges: Sequence[str] = ()) -> bytes:
    """Return an .xlsx with one sheet; `merges` are ranges such as A2:A4."""
    book = openpyxl.Workbook()
    sheet = book.active
    for row in rows:
        sheet.append(list(row))
    for area in merges:
        sheet.merge_cells(area)
    return saved(book)


def word(
    rows: Sequence[Sequence[str]],
    merges: Sequence[tuple[int, int, int, int]] = (),
    before: Sequence[str] = (),
    after: Sequence[str] = (),
) -> bytes:
    """Return a .docx with a table; `merges` are (row, column, last row, last column)."""
    document = docx.Document()
    for text in before:
        document.add_paragraph(text)
    if rows:
        table = document.add_table(len(rows), max(map(len, rows)))
        for r, row in enumerate(rows):
            for c, text in enumerate(row):
                if text:
                    table.cell(r, c).text = text
        for top, left, bottom, right in merges:
            table.cell(top, left).merge(table.cell(bottom, right))
    for text in after:
        document.add_paragraph(text)
    return saved(document)


def saved(document: object) -> bytes:
    """Return what an office object writes."""
    out = io.BytesIO()
    document.save(out)  # type: ignore[attr-defined]
    return out.getvalue()
