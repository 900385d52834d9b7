"""A paper as PDF/A-2b, set by typst with the same measures as the .docx."""

from __future__ import annotations

import io
import json
import tempfile
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import Any

import typst
from PIL import Image

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
from daliang.ui.papers.fonts import DEFAULT_FONTS, FontMap, choose_fonts


def to_pdf(paper: Paper, wanted: Mapping[str, Sequence[str]] = DEFAULT_FONTS) -> bytes:
    """Return a paper as the bytes of a PDF/A-2b file with its fonts inside.

    Parameters
    ----------
    paper : Paper
    wanted : mapping of role to families
        The deployment's font map; see `fonts.DEFAULT_FONTS`.

    Raises
    ------
    BadInput
        When no Chinese typeface is there for a role.
    """
    fonts = choose_fonts(wanted)
    with tempfile.TemporaryDirectory(prefix="daliang-paper-") as folder:
        root = Path(folder)
        main = root / "paper.typ"
        main.write_text(source(paper, fonts, root), encoding="utf-8")
        made = typst.compile(
            main, root=root, format="pdf", pdf_standards="a-2b", timestamp=paper.created_at
        )
    return bytes(made)


def source(paper: Paper, fonts: FontMap, root: Path) -> str:
    """Return the typst source; pictures are written into `root`.

    Every text goes in as a string literal, so nothing in it is read as markup.
    """
    parts = [_preamble(paper, fonts)]
    if paper.red_head:
        parts.append(_red_head(paper.red_head, fonts))
    for place, block in enumerate(paper.blocks):
        if isinstance(block, Picture):
            parts.append(_picture(block, root / f"picture-{place}.png"))
        else:
            parts.append(_WRITERS[type(block)](block, fonts))
    return "\n".join(parts)


def _text(value: object) -> str:
    """Return a value as a typst string literal; JSON's escapes are typst's but for \\u."""
    return json.dumps(clean(value), ensure_ascii=False)


def _preamble(paper: Paper, fonts: FontMap) -> str:
    marks = (
        f"align(center, text(size: 10.5pt, {_text(paper.footer_marks)}))"
        if paper.footer_marks
        else "none"
    )
    gap = layout.LINE_PT - layout.SIZE_3
    return f"""
#set document(title: {_text(paper.title)}, author: {_text(paper.author)}, date: auto)
#set page(paper: "a4", footer-descent: {layout.FOOTER_GAP_MM}mm,
  margin: (top: {layout.TOP_MM}mm, left: {layout.LEFT_MM}mm,
           right: {layout.RIGHT_MM}mm, bottom: {layout.BOTTOM_MM}mm),
  footer: context {{
    set text(font: {_text(fonts.number)}, size: {layout.SIZE_4}pt)
    let n = counter(page).get().first()
    align(if calc.odd(n) {{ right }} else {{ left }}, pad(x: 1em, "— " + str(n) + " —"))
    align(center, {marks})
  }})
#set text(font: {_text(fonts.body)}, size: {layout.SIZE_3}pt, lang: "zh", region: "cn",
  top-edge: 0.85em, bottom-edge: -0.15em, cjk-latin-spacing: none)
#set par(first-line-indent: (amount: 2em, all: true), justify: true,
  leading: {gap:.3f}pt, spacing: {gap:.3f}pt)
#show heading: set text(size: {layout.SIZE_3}pt)
#show heading: it => par(text(font: if it.level == 1 {{ {_text(fonts.heading1)} }}
  else if it.level == 2 {{ {_text(fonts.heading2)} }} else {{ {_text(fonts.body)} }},
  size: {layout.SIZE_3}pt, weight: "regular", it.body))
#let line-gap = v({layout.LINE_PT:.3f}pt, weak: false)
#let flat(body) = par(first-line-indent: 0em, body)
"""


def _red_head(head: RedHead, fonts: FontMap) -> str:
    size = layout.issuer_size(head.issuer)
    return f"""
#v({layout.RED_HEAD_TOP_MM}mm)
#align(center, text(font: {_text(fonts.title)}, size: {size:.1f}pt,
  fill: rgb("#{layout.RED}"), {_text(head.issuer)}))
#v({2 * layout.LINE_PT:.2f}pt)
#align(center, {_text(head.number)})
#v(4mm)
#line(length: 100%, stroke: 2.25pt + rgb("#{layout.RED}"))
#line-gap
"""


def _title(block: Title, fonts: FontMap) -> str:
    lines = " + linebreak() + ".join(_text(line) for line in clean(block.text).split("\n"))
    return (
        f"#line-gap\n#align(center, {{ set par(first-line-indent: 0em, leading: 13pt)\n"
        f"text(font: {_text(fonts.title)}, size: {layout.SIZE_2}pt, {lines}) }})\n#line-gap"
    )


def _addressee(block: Addressee, fonts: FontMap) -> str:
    return f"#flat({_text(clean(block.text).rstrip('：:') + '：')})"


def _heading(block: Heading, fonts: FontMap) -> str:
    return f"#heading(level: {block.level}, {_text(block.text)})"


def _paragraph(block: Paragraph, fonts: FontMap) -> str:
    form = "par" if block.is_indented else "flat"
    lead = f"text(font: {_text(fonts.heading2)}, {_text(block.lead)}) + " if block.lead else ""
    texts = clean(block.text).split("\n")
    return "\n".join(f"#{form}({lead}{_text(text)})" for text in texts)


def _small(text: str, size: float = layout.SIZE_5, font: str = "") -> str:
    family = f"font: {_text(font)}, " if font else ""
    return f"text({family}size: {size}pt, {_text(text)})"


def _note(block: Note, fonts: FontMap) -> str:
    return f"#flat({_small(block.text)})"


def _table(block: Table, fonts: FontMap) -> str:
    whole = sum(column.width for column in block.columns)
    widths = ", ".join(f"{column.width / whole:.4f}fr" for column in block.columns)
    aligns = ", ".join(f"{column.align} + horizon" for column in block.columns)
    body = ",\n".join(", ".join(f"[#{_text(v)}]" for v in row) for row in block.rows)
    caption = ""
    if block.caption:
        words = _small(block.caption, layout.SIZE_4, fonts.heading1)
        caption = f"#align(center, {words})\n"
    note = f"\n{_note(Note(block.note), fonts)}" if block.note else "\n#v(8pt)"
    return f"""{caption}#[
#set text(size: {layout.TABLE_SIZE}pt)
#set par(first-line-indent: 0em, justify: false, leading: 5pt)
#table(columns: ({widths},), align: ({aligns},), stroke: 0.5pt, inset: (x: 4pt, y: 5pt),
table.header(repeat: true, {_header(block, fonts)}),
{body})
]{note}"""


def _header(block: Table, fonts: FontMap) -> str:
    def cell(text: str, spans: str = "") -> str:
        words = _small(text, layout.TABLE_SIZE, fonts.heading1)
        return f"table.cell({spans}align: center + horizon, {words})"

    if not block.has_groups:
        return ", ".join(cell(column.title) for column in block.columns)
    upper = [
        cell(text or block.columns[first].title, f"colspan: {count}, " if text else "rowspan: 2, ")
        for text, first, count in block.groups
    ]
    lower = [cell(column.title) for column in block.columns if column.group]
    return ", ".join([*upper, *lower])


def _picture(block: Picture, path: Path) -> str:
    # Written again as PNG: whatever else the upload carried stays behind.
    with Image.open(io.BytesIO(block.content)) as picture:
        picture.convert("RGB").save(path, "PNG")
    width = min(block.width_mm, layout.TEXT_MM[0])
    shown = f'image("{path.name}", width: {width}mm, alt: {_text(block.caption)})'
    caption = f"\n#align(center, {_small(block.caption)})" if block.caption else ""
    return f"#align(center, {shown}){caption}"


def _attachments(block: Attachments, fonts: FontMap) -> str:
    if len(block.names) == 1:
        return f"#line-gap\n#par({_text('附件：' + clean(block.names[0]))})"
    lines = [
        f"#par({_text(('附件：' if n == 1 else '　　　') + f'{n}. {clean(name)}')})"
        for n, name in enumerate(block.names, start=1)
    ]
    return "\n".join(["#line-gap", *lines])


def _sign_off(block: SignOff, fonts: FontMap) -> str:
    texts = (clean(block.body), block.date_text)
    lines = [
        f"#align(right, pad(right: {indent}em, {_text(text)}))"
        for text, indent in zip(texts, layout.sign_off_indents(*texts), strict=True)
    ]
    return "\n".join(["#line-gap", "#line-gap", "#block(breakable: false)[", *lines, "]"])


def _page_break(block: PageBreak, fonts: FontMap) -> str:
    return "#pagebreak(weak: true)"


_WRITERS: dict[type[Block], Callable[[Any, FontMap], str]] = {
    Title: _title,
    Addressee: _addressee,
    Heading: _heading,
    Paragraph: _paragraph,
    Table: _table,
    Note: _note,
    Attachments: _attachments,
    SignOff: _sign_off,
    PageBreak: _page_break,
}
