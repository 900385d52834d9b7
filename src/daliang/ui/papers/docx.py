"""A paper as .docx: page, grid and typefaces as GB/T 9704-2012 asks, fonts by name."""

from __future__ import annotations

import datetime as dt
import io
from collections.abc import Callable, Iterator
from math import floor
from typing import Any

from docx import Document
from docx.document import Document as Docx
from docx.enum.table import WD_TABLE_ALIGNMENT
from docx.enum.text import WD_ALIGN_PARAGRAPH, WD_BREAK, WD_LINE_SPACING
from docx.oxml import OxmlElement
from docx.oxml.ns import qn
from docx.shared import Mm, Pt, RGBColor
from docx.text.paragraph import Paragraph as DocxParagraph

from daliang.ui.papers import layout
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
    Title,
    clean,
)
from daliang.ui.papers.docx_table import add_table
from daliang.ui.papers.docx_type import (
    fit_characters,
    put_border,
    set_chinese,
    set_fonts,
    type_run,
)

CENTER, LEFT, RIGHT = (
    WD_ALIGN_PARAGRAPH.CENTER,
    WD_ALIGN_PARAGRAPH.LEFT,
    WD_ALIGN_PARAGRAPH.RIGHT,
)


def to_docx(paper: Paper) -> bytes:
    """Return a paper as the bytes of a .docx file.

    Parameters
    ----------
    paper : Paper

    Returns
    -------
    bytes
        Opens in Word and WPS; typefaces that the machine lacks are replaced there.
    """
    document = Document()
    _set_properties(document, paper)
    _set_page(document)
    _set_styles(document)
    _set_footers(document, paper.footer_marks)
    if paper.red_head:
        _add_red_head(document, paper.red_head)
    for block in paper.blocks:
        _WRITERS[type(block)](document, block)
    out = io.BytesIO()
    document.save(out)
    return out.getvalue()


def _set_properties(document: Docx, paper: Paper) -> None:
    core = document.core_properties
    core.title, core.author, core.subject = (
        clean(paper.title),
        clean(paper.author),
        clean(paper.subject),
    )
    core.last_modified_by, core.comments, core.language = core.author, paper.footer_marks, "zh-CN"
    core.created = core.modified = paper.created_at.astimezone(dt.UTC).replace(tzinfo=None)


def _set_page(document: Docx) -> None:
    section = document.sections[0]
    section.page_width, section.page_height = (Mm(side) for side in layout.PAGE_MM)
    section.top_margin, section.bottom_margin = Mm(layout.TOP_MM), Mm(layout.BOTTOM_MM)
    section.left_margin, section.right_margin = Mm(layout.LEFT_MM), Mm(layout.RIGHT_MM)
    line_mm = layout.SIZE_4 * layout.POINT_MM
    section.footer_distance = Mm(layout.BOTTOM_MM - layout.FOOTER_GAP_MM - line_mm)
    section.header_distance = Mm(15)
    grid = section._sectPr.find(qn("w:docGrid"))
    if grid is None:
        grid = OxmlElement("w:docGrid")
        section._sectPr.append(grid)
    grid.set(qn("w:type"), "linesAndChars")
    grid.set(qn("w:linePitch"), str(round(layout.LINE_PT * 20)))
    grid.set(qn("w:charSpace"), str(round((layout.CHARACTER_PT - layout.SIZE_3) * 4096)))
    document.settings.odd_and_even_pages_header_footer = True


def _set_styles(document: Docx) -> None:
    normal = document.styles["Normal"]
    normal.font.size = Pt(layout.SIZE_3)
    set_fonts(normal.element.get_or_add_rPr(), layout.BODY_FONT)
    _set_line(normal.paragraph_format)
    normal.paragraph_format.widow_control = False
    # Rounded away from zero: the last letter of a line must not be pushed out.
    fit_characters(normal, floor((layout.CHARACTER_PT - layout.SIZE_3) * 20) / 20)
    set_chinese(normal)
    for level, font in layout.HEADING_FONTS.items():
        style = document.styles[f"Heading {level}"]
        style.font.size, style.font.bold, style.font.italic = Pt(layout.SIZE_3), False, False
        style.font.color.rgb = RGBColor(0, 0, 0)
        set_fonts(style.element.get_or_add_rPr(), font)
        _set_line(style.paragraph_format)
        style.paragraph_format.first_line_indent = Pt(2 * layout.SIZE_3)
        style.paragraph_format.keep_with_next = True


def _set_line(form: Any) -> None:
    form.space_before = form.space_after = Pt(0)
    form.line_spacing_rule = WD_LINE_SPACING.EXACTLY
    form.line_spacing = Pt(round(layout.LINE_PT * 20) / 20)


def _set_footers(document: Docx, marks: str) -> None:
    section = document.sections[0]
    for footer, is_odd in ((section.footer, True), (section.even_page_footer, False)):
        footer.is_linked_to_previous = False
        paragraph = footer.paragraphs[0]
        paragraph.style = document.styles["Normal"]
        form = paragraph.paragraph_format
        form.alignment = RIGHT if is_odd else LEFT
        form.line_spacing_rule = WD_LINE_SPACING.SINGLE
        setattr(form, "right_indent" if is_odd else "left_indent", Pt(layout.SIZE_4))
        type_run(paragraph, "— ", layout.NUMBER_FONT, layout.SIZE_4)
        _add_field(paragraph, "PAGE")
        type_run(paragraph, " —", layout.NUMBER_FONT, layout.SIZE_4)
        if marks:
            line = footer.add_paragraph()
            line.paragraph_format.alignment = CENTER
            line.paragraph_format.line_spacing_rule = WD_LINE_SPACING.SINGLE
            type_run(line, marks, layout.NUMBER_FONT, layout.SIZE_5)


def _add_field(paragraph: DocxParagraph, code: str) -> None:
    for kind in ("begin", "code", "separate", "shown", "end"):
        run = type_run(paragraph, "1" if kind == "shown" else "", layout.NUMBER_FONT, layout.SIZE_4)
        if kind == "code":
            element = OxmlElement("w:instrText")
            element.set(qn("xml:space"), "preserve")
            element.text = f" {code} "
            run._r.append(element)
        elif kind != "shown":
            element = OxmlElement("w:fldChar")
            element.set(qn("w:fldCharType"), kind)
            run._r.append(element)


def _add_red_head(document: Docx, head: RedHead) -> None:
    size = layout.issuer_size(head.issuer)
    issuer = document.add_paragraph()
    issuer.paragraph_format.alignment = CENTER
    issuer.paragraph_format.space_before = Mm(layout.RED_HEAD_TOP_MM)
    issuer.paragraph_format.line_spacing = Pt(round(size * 1.25))
    run = type_run(issuer, clean(head.issuer), layout.TITLE_FONT, size)
    run.font.color.rgb = RGBColor.from_string(layout.RED)
    document.add_paragraph()
    document.add_paragraph()
    line = document.add_paragraph()
    line.paragraph_format.alignment = CENTER
    type_run(line, clean(head.number), layout.BODY_FONT, layout.SIZE_3)
    borders = OxmlElement("w:pBdr")
    bottom = OxmlElement("w:bottom")
    # 2.25 pt red, 4 mm (11 pt) below the number.
    for name, value in (("val", "single"), ("sz", "18"), ("space", "11"), ("color", layout.RED)):
        bottom.set(qn(f"w:{name}"), value)
    borders.append(bottom)
    put_border(line._p.get_or_add_pPr(), borders)
    document.add_paragraph()


def _add_title(document: Docx, block: Title) -> None:
    paragraph = document.add_paragraph()
    form = paragraph.paragraph_format
    form.alignment, form.keep_with_next = CENTER, True
    form.line_spacing = Pt(35)
    form.space_before = Pt(layout.LINE_PT) if len(document.paragraphs) > 1 else Pt(0)
    form.space_after = Pt(layout.LINE_PT)
    for place, line in enumerate(clean(block.text).split("\n")):
        run = type_run(paragraph, line, layout.TITLE_FONT, layout.SIZE_2)
        if place:
            run._r.insert(list(run._r).index(run._r.find(qn("w:t"))), OxmlElement("w:br"))


def _add_addressee(document: Docx, block: Addressee) -> None:
    text = clean(block.text).rstrip("：:")
    document.add_paragraph(f"{text}：")


def _add_heading(document: Docx, block: Heading) -> None:
    document.add_paragraph(clean(block.text), style=f"Heading {block.level}")


def _add_paragraph(document: Docx, block: Paragraph) -> None:
    for text in clean(block.text).split("\n"):
        paragraph = document.add_paragraph()
        if block.is_indented:
            paragraph.paragraph_format.first_line_indent = Pt(2 * layout.SIZE_3)
        paragraph.paragraph_format.alignment = WD_ALIGN_PARAGRAPH.JUSTIFY
        if block.lead:
            type_run(paragraph, clean(block.lead), layout.HEADING_FONTS[2], layout.SIZE_3)
        paragraph.add_run(text)


def _add_small(document: Docx, text: str, alignment: Any = LEFT) -> None:
    paragraph = document.add_paragraph()
    paragraph.paragraph_format.alignment = alignment
    paragraph.paragraph_format.line_spacing = Pt(18)
    type_run(paragraph, clean(text), layout.BODY_FONT, layout.SIZE_5)


def _add_note(document: Docx, block: Note) -> None:
    _add_small(document, block.text)


def _add_table(document: Docx, block: Table) -> None:
    if block.caption:
        paragraph = document.add_paragraph()
        paragraph.paragraph_format.alignment = CENTER
        paragraph.paragraph_format.keep_with_next = True
        type_run(paragraph, clean(block.caption), layout.HEADING_FONTS[1], layout.SIZE_4)
    table = add_table(document, block)
    table.alignment = WD_TABLE_ALIGNMENT.CENTER
    _add_small(document, block.note)  # two tables never touch, note or not


def _add_picture(document: Docx, block: Picture) -> None:
    paragraph = document.add_paragraph()
    paragraph.paragraph_format.alignment = CENTER
    # An exact line height would cut the picture to one line.
    paragraph.paragraph_format.line_spacing_rule = WD_LINE_SPACING.SINGLE
    width = Mm(min(block.width_mm, layout.TEXT_MM[0]))
    paragraph.add_run().add_picture(io.BytesIO(block.content), width=width)
    if block.caption:
        _add_small(document, block.caption, CENTER)


def _attachment_lines(block: Attachments) -> Iterator[str]:
    if len(block.names) == 1:
        yield f"附件：{clean(block.names[0])}"
        return
    for place, name in enumerate(block.names, start=1):
        yield f"{'附件：' if place == 1 else '　　　'}{place}. {clean(name)}"


def _add_attachments(document: Docx, block: Attachments) -> None:
    document.add_paragraph()
    for line in _attachment_lines(block):
        paragraph = document.add_paragraph(line)
        paragraph.paragraph_format.first_line_indent = Pt(2 * layout.SIZE_3)


def _add_sign_off(document: Docx, block: SignOff) -> None:
    texts = (clean(block.body), block.date_text)
    above = [document.add_paragraph() for _line in range(2)]
    body, date = (document.add_paragraph(text) for text in texts)
    for paragraph, indent in zip((body, date), layout.sign_off_indents(*texts), strict=True):
        paragraph.paragraph_format.alignment = RIGHT
        paragraph.paragraph_format.right_indent = Pt(indent * layout.SIZE_3)
    for paragraph in (*above, body):  # a date never stands alone on a page
        paragraph.paragraph_format.keep_with_next = True


def _add_page_break(document: Docx, block: PageBreak) -> None:
    document.add_paragraph().add_run().add_break(WD_BREAK.PAGE)


_WRITERS: dict[type[Block], Callable[[Docx, Any], None]] = {
    Title: _add_title,
    Addressee: _add_addressee,
    Heading: _add_heading,
    Paragraph: _add_paragraph,
    Table: _add_table,
    Note: _add_note,
    Picture: _add_picture,
    Attachments: _add_attachments,
    SignOff: _add_sign_off,
    PageBreak: _add_page_break,
}
