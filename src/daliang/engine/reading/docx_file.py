"""Word documents: paragraphs and tables in order, merged cells by identity."""

from __future__ import annotations

import io
from typing import Any

import docx

from daliang.engine.checks import BadInput, Problem
from daliang.engine.reading.blocks import Place, Source
from daliang.engine.reading.package_guard import open_package
from daliang.engine.reading.source_text import SourceText, grid_table

_W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
_FALLBACK = "{http://schemas.openxmlformats.org/markup-compatibility/2006}Fallback"
_BULLET = "• "


def read_docx(data: bytes, name: str) -> Source:
    """Read a .docx.

    Automatic numbers are not in the file as text; such paragraphs begin with a bullet. Deleted
    text of tracked changes is left out, inserted text is read, and a warning says so.

    Parameters
    ----------
    data : bytes
        The file.
    name : str
        Its name, for messages.

    Raises
    ------
    BadInput
        When the package is hostile or broken.
    """
    open_package(data, name)
    try:
        document = docx.Document(io.BytesIO(data))
        body = document.element.body
    except (KeyError, ValueError, AttributeError, SyntaxError) as error:
        raise BadInput(
            Problem("不是完整的 Word 文档", "用 Word 重新另存为 .docx", file=name)
        ) from error
    out = SourceText()
    _walk(body, out, "")
    if body.find(f".//{_W}ins") is not None or body.find(f".//{_W}del") is not None:
        out.warn("文件带修订痕迹：已按接受插入、略去删除读取")
    if body.find(f".//{_W}vanish") is not None:
        out.warn("文件有隐藏文字")
    return out.source()


def _walk(parent: Any, out: SourceText, above: str) -> str:
    """Write paragraphs and tables in order, also those inside content controls and frames."""
    for element in parent.iterchildren():
        if element.tag == f"{_W}p":
            text = _paragraph(element)
            inner = [t for t in element.iter(f"{_W}tbl") if not _is_inside(t, element)]
            if text.strip() or not inner:
                out.line(text)
            above = text if text.strip() else above
            for table in inner:
                _table(table, out, above)
        elif element.tag == f"{_W}tbl":
            _table(element, out, above)
        elif element.tag in (f"{_W}sdt", f"{_W}sdtContent"):
            above = _walk(element, out, above)
    return above


def _table(table: Any, out: SourceText, above: str) -> None:
    grid_table(out, _grid(table, len(out.tables) + 1), above)
    out.line("")


def _is_inside(node: Any, top: Any) -> bool:
    """Say whether a node lies in a table, or in the copy of a frame kept for old programs."""
    above = node.getparent()
    while above is not None and above is not top:
        if above.tag in (f"{_W}tbl", _FALLBACK):
            return True
        above = above.getparent()
    return False


def _paragraph(element: Any) -> str:
    """Return the text of a paragraph; `w:delText` is another tag and so left out."""
    pieces = []
    for node in element.iter(f"{_W}t", f"{_W}tab", f"{_W}br"):
        if _is_inside(node, element) or node.getparent().tag == f"{_W}tabs":
            continue
        shown = {f"{_W}t": node.text or "", f"{_W}tab": " ", f"{_W}br": "\n"}
        pieces.append(shown[node.tag])
    text = "".join(pieces)
    numbered = element.find(f"{_W}pPr/{_W}numPr") is not None
    return _BULLET + text if numbered and text.strip() else text


def _cell_text(cell: Any) -> str:
    return "\n".join(
        t for p in cell.iter(f"{_W}p") if (t := _paragraph(p).removeprefix(_BULLET)).strip()
    )


def _grid(table: Any, number: int) -> list[list[tuple[object, str, Place]]]:
    """Lay out rows: `gridSpan` repeats a cell to the right, `vMerge` repeats the one above."""
    grid: list[list[tuple[object, str, Place]]] = []
    for row_number, row in enumerate(table.iterchildren(f"{_W}tr"), start=1):
        line: list[tuple[object, str, Place]] = []
        before = row.find(f"{_W}trPr/{_W}gridBefore")
        for _ in range(int(before.get(f"{_W}val", 0)) if before is not None else 0):
            line.append((object(), "", Place(f"表{number}")))
        for cell in row.iter(f"{_W}tc"):
            if cell.getparent() is not row and cell.getparent().getparent() is not row:
                continue
            entry = _entry(cell, grid, len(line), row_number, number)
            line += [entry] * _span(cell)
        grid.append(line)
    return grid


def _span(cell: Any) -> int:
    span = cell.find(f"{_W}tcPr/{_W}gridSpan")
    return min(int(span.get(f"{_W}val", 1)), 200) if span is not None else 1


def _entry(
    cell: Any, grid: list[list[tuple[object, str, Place]]], column: int, row: int, number: int
) -> tuple[object, str, Place]:
    merge = cell.find(f"{_W}tcPr/{_W}vMerge")
    if (
        merge is not None
        and merge.get(f"{_W}val", "continue") == "continue"
        and grid
        and column < len(grid[-1])
    ):
        return grid[-1][column]
    return cell, _cell_text(cell), Place(sheet=f"表{number}", cell=f"R{row}C{column + 1}")
