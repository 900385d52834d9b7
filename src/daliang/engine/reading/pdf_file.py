"""PDF papers with a text layer: text by page, tables where rules are drawn."""

from __future__ import annotations

import io
from typing import Any

from daliang.engine.checks import BadInput, Problem
from daliang.engine.reading.blocks import Place, Source
from daliang.engine.reading.source_text import SourceText, grid_table

MAX_PAGES = 500
_Box = tuple[float, float, float, float]


def read_pdf(data: bytes, name: str) -> Source:
    """Read the text layer of a .pdf.

    Parameters
    ----------
    data : bytes
        The file.
    name : str
        Its name, for messages.

    Raises
    ------
    BadInput
        When the file is broken, locked, too long or a scan without text.
    """
    # Imported here because it is heavy and only .pdf files need it.
    import pdfplumber

    out = SourceText()
    try:
        with pdfplumber.open(io.BytesIO(data)) as paper:
            if len(paper.pages) > MAX_PAGES:
                raise BadInput(
                    Problem(
                        f"有 {len(paper.pages)} 页，超过 {MAX_PAGES} 页",
                        "拆成几份再上传",
                        file=name,
                    )
                )
            for number, page in enumerate(paper.pages, start=1):
                out.pages.append(out.size)
                _page(out, page, number)
    except BadInput:
        raise
    except Exception as error:
        # pdfminer raises many kinds of errors on broken files; all mean the same to the sender.
        raise BadInput(
            Problem(f"PDF 打不开：{type(error).__name__}", "去掉密码或重新导出 PDF", file=name)
        ) from error
    if not "".join(out.pieces).strip():
        raise BadInput(
            Problem("PDF 没有文字层，是扫描件", "先做文字识别，或上传 Word 原稿", file=name)
        )
    return out.source()


def _page(out: SourceText, page: Any, number: int) -> None:
    tables = [t for t in page.find_tables() if len(t.rows) > 1 and len(t.rows[0].cells) > 1]
    top = 0.0
    above = ""
    for table in sorted(tables, key=lambda t: t.bbox[1]):
        above = _text(out, page, (0.0, top, float(page.width), float(table.bbox[1]))) or above
        grid_table(out, _grid(table, number), above)
        top = float(table.bbox[3])
    _text(out, page, (0.0, top, float(page.width), float(page.height)))


def _text(out: SourceText, page: Any, box: _Box) -> str:
    if box[3] - box[1] < 2:
        return ""
    # A character belongs where its middle lies; a crop would take rows that only touch the edge.
    part = page.filter(lambda o: box[1] <= (o["top"] + o["bottom"]) / 2 < box[3])
    text = part.extract_text() or ""
    for line in text.split("\n"):
        out.line(line)
    return text.strip().split("\n")[-1]


def _grid(table: Any, page: int) -> list[list[tuple[object, str, Place]]]:
    """Fill merged cells: a gap belongs to the cell above when that one reaches down to it."""
    texts = table.extract()
    grid: list[list[tuple[object, str, Place]]] = []
    boxes: list[list[_Box | None]] = []
    for row_number, (row, words) in enumerate(zip(table.rows, texts, strict=True)):
        bottom = max((cell[3] for cell in row.cells if cell), default=0.0)
        line: list[tuple[object, str, Place]] = []
        owners: list[_Box | None] = []
        for column, cell in enumerate(row.cells):
            place = Place(page=page, cell=f"R{row_number + 1}C{column + 1}")
            up = boxes[-1][column] if boxes else None
            if cell:
                line.append((cell, words[column] or "", place))
                owners.append(cell)
            elif up and up[3] >= bottom - 1:
                line.append(grid[-1][column])
                owners.append(up)
            elif line:
                line.append(line[-1])
                owners.append(owners[-1])
            else:
                line.append((object(), "", place))
                owners.append(None)
        grid.append(line)
        boxes.append(owners)
    return grid
