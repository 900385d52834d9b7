"""Official papers from frozen blocks: .docx in the layout of GB/T 9704-2012, PDF, .xlsx annex.

Pure functions from a `Paper` to bytes. Licensed typefaces are named in the
.docx, never shipped; the PDF is set in the first of the named families that
the machine has (`fonts.py`).
"""

from __future__ import annotations

from daliang.ui.papers.annex import to_xlsx
from daliang.ui.papers.blocks import (
    Addressee,
    Attachments,
    Block,
    Heading,
    Note,
    PageBreak,
    Paper,
    Paragraph,
    Picture,
    RedHead,
    SignOff,
    Table,
    TableColumn,
    Title,
)
from daliang.ui.papers.docx import to_docx
from daliang.ui.papers.fonts import DEFAULT_FONTS, FontMap, choose_fonts
from daliang.ui.papers.pdf import to_pdf

__all__ = [
    "DEFAULT_FONTS",
    "Addressee",
    "Attachments",
    "Block",
    "FontMap",
    "Heading",
    "Note",
    "PageBreak",
    "Paper",
    "Paragraph",
    "Picture",
    "RedHead",
    "SignOff",
    "Table",
    "TableColumn",
    "Title",
    "choose_fonts",
    "to_docx",
    "to_pdf",
    "to_xlsx",
]
