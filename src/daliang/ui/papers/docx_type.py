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


# What may follow an element in w:pPr and w:rPr; Word refuses files whose order is wrong.
_AFTER_BORDER = (
    "w:shd",
    "w:tabs",
    "w:autoSpaceDE",
    "w:autoSpaceDN",
    "w:snapToGrid",
    "w:spacing",
    "w:ind",
    "w:jc",
    "w:outlineLvl",
    "w:rPr",
)
_AFTER_SNAP = _AFTER_BORDER[5:]
_AFTER_RUN_SNAP = (
    "w:color",
    "w:spacing",
    "w:w",
    "w:kern",
    "w:position",
    "w:sz",
    "w:szCs",
    "w:lang",
)


def put_border(properties: Any, border: Any) -> None:
    """Put a border into a paragraph's properties at its place."""
    properties.insert_element_before(border, *_AFTER_BORDER)


def fit_characters(style: Any, by_points: float) -> None:
    """Narrow a style's letters by hand so that a line holds the grid's number of them.

    Programs other than Word read the character grid in ways of their own (one
    gives each letter two cells), so the style leaves the grid and gets the same
    pitch by spacing. No space is added between Chinese and Latin either.
    """
    paragraph = style.element.get_or_add_pPr()
    for name in ("w:autoSpaceDE", "w:autoSpaceDN", "w:snapToGrid"):
        paragraph.insert_element_before(_off(name), *_AFTER_SNAP)
    run = style.element.get_or_add_rPr()
    run.insert_element_before(_off("w:snapToGrid"), *_AFTER_RUN_SNAP)
    spacing = OxmlElement("w:spacing")
    spacing.set(qn("w:val"), str(round(by_points * 20)))
    run.insert_element_before(spacing, *_AFTER_RUN_SNAP[2:])


def set_chinese(style: Any) -> None:
    """Say that the text is Chinese: punctuation marks stand where the mainland puts them."""
    language = OxmlElement("w:lang")
    for script, code in (("val", "en-US"), ("eastAsia", "zh-CN")):
        language.set(qn(f"w:{script}"), code)
    style.element.get_or_add_rPr().append(language)


def _off(name: str) -> Any:
    element = OxmlElement(name)
    element.set(qn("w:val"), "0")
    return element
