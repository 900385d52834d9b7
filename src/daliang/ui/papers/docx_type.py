"""Typefaces in .docx: every script of a run gets the same name, theme fonts are dropped."""

from __future__ import annotations

from typing import Any

from docx.oxml import OxmlElement
from docx.oxml.ns import qn
from docx.shared import Pt
from docx.text.paragraph import Paragraph
from docx.text.run import Run


def set_fonts(properties: Any, name: str) -> None:
    """Name one typeface for Latin, East Asian and other letters of a run or style."""
    fonts = properties.find(qn("w:rFonts"))
    if fonts is None:
        fonts = OxmlElement("w:rFonts")
        properties.insert(0, fonts)
    for attribute in list(fonts.attrib):
        del fonts.attrib[attribute]  # a theme font would win over a named one
    for script in ("ascii", "hAnsi", "eastAsia", "cs"):
        fonts.set(qn(f"w:{script}"), name)


def type_run(paragraph: Paragraph, text: str, font: str, size: float) -> Run:
    """Add a run of text in a typeface and size."""
    run = paragraph.add_run(text)
    set_fonts(run._r.get_or_add_rPr(), font)
    run.font.size = Pt(size)
    return run
