"""The tables of a paper as a workbook: one sheet a table."""

from __future__ import annotations

from daliang.ui.papers.blocks import Paper
from daliang.ui.workbook import Sheet, SheetColumn, workbook_bytes


def to_xlsx(paper: Paper) -> bytes:
    """Return the tables of a paper as the bytes of an .xlsx file.

    Raises
    ------
    ValueError
        When the paper has no table.
    """
    if not paper.tables:
        raise ValueError("a paper without tables has no annex")
    sheets = []
    for place, table in enumerate(paper.tables, start=1):
        whole = sum(column.width for column in table.columns)
        columns = [
            SheetColumn(
                c.title,
                max(6, round(110 * c.width / whole)),
                is_right=c.align == "right",
                group=c.group,
            )
            for c in table.columns
        ]
        notes = [line for line in (table.note, paper.footer_marks) if line]
        sheets.append(Sheet(table.caption or f"附表{place}", columns, table.rows, notes))
    return workbook_bytes(*sheets, author=paper.author)
