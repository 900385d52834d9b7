"""Web pages: blocks as lines, tables with their spans."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from html.parser import HTMLParser

from daliang.engine.reading.blocks import Place, Source
from daliang.engine.reading.body_words import word_list
from daliang.engine.reading.source_text import SourceText, grid_table

_BLOCKS = frozenset(
    word_list(
        "p div li ul ol br h1 h2 h3 h4 h5 h6 section article header footer tr table td "
        "th dd dt dl blockquote pre title"
    )
)
_SKIPPED = frozenset({"script", "style", "noscript", "template", "svg", "head"})
_MAX_SPAN = 100


@dataclass(slots=True)
class _OpenTable:
    """A table while its rows come in; spans reach into later rows."""

    grid: list[list[tuple[object, str, Place]]] = field(default_factory=list)
    waiting: dict[tuple[int, int], tuple[object, str, Place]] = field(default_factory=dict)
    cell: list[str] | None = None
    spans: tuple[int, int] = (1, 1)

    def close_cell(self, number: int) -> None:
        if self.cell is None or not self.grid:
            return
        text = "\n".join(
            " ".join(part.split()) for part in "".join(self.cell).split("\n") if part.strip()
        )
        row = len(self.grid) - 1
        self.fill()
        column = len(self.grid[row])
        entry: tuple[object, str, Place] = (
            object(),
            text,
            Place(f"表{number}", f"R{row + 1}C{column + 1}"),
        )
        rows, columns = self.spans
        for across in range(columns):
            self.grid[row].append(entry)
            for down in range(1, rows):
                self.waiting[(row + down, column + across)] = entry
        self.cell = None

    def fill(self) -> None:
        """Put the cells that reach down from above in their places."""
        row = len(self.grid) - 1
        while (row, len(self.grid[row])) in self.waiting:
            self.grid[row].append(self.waiting.pop((row, len(self.grid[row]))))


class _Reader(HTMLParser):
    """Collects text line by line and tables cell by cell."""

    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.out = SourceText()
        self.buffer: list[str] = []
        self.skipping = 0
        self.tables: list[_OpenTable] = []
        self.above = ""

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.skipping += tag in _SKIPPED
        if tag == "table":
            self.flush()
            self.tables.append(_OpenTable())
        elif self.tables and tag == "tr":
            self.tables[-1].close_cell(len(self.out.tables) + 1)
            self.tables[-1].grid.append([])
        elif self.tables and tag in ("td", "th"):
            table = self.tables[-1]
            table.close_cell(len(self.out.tables) + 1)
            spans = dict(attrs)
            table.cell, table.spans = [], (_span(spans.get("rowspan")), _span(spans.get("colspan")))
        elif tag in _BLOCKS:
            self.handle_data("\n")

    def handle_endtag(self, tag: str) -> None:
        self.skipping -= tag in _SKIPPED and self.skipping > 0
        if self.tables and tag in ("td", "th", "tr"):
            self.tables[-1].close_cell(len(self.out.tables) + 1)
            if tag == "tr" and self.tables[-1].grid:
                self.tables[-1].fill()
        elif self.tables and tag == "table":
            self._close_table()
        elif tag in _BLOCKS:
            self.handle_data("\n")

    def _close_table(self) -> None:
        table = self.tables.pop()
        table.close_cell(len(self.out.tables) + 1)
        grid = [line for line in table.grid if any(text for _, text, _ in line)]
        if self.tables:
            inner = self.tables[-1].cell
            if inner is not None:
                inner += [text + "\n" for line in grid for _, text, _ in line]
            return
        grid_table(self.out, grid, self.above)
        self.out.line("")

    def handle_data(self, data: str) -> None:
        if self.skipping:
            return
        if self.tables and self.tables[-1].cell is not None:
            self.tables[-1].cell.append(data)
        elif not self.tables:
            self.buffer.append(data if data == "\n" else re.sub(r"\s+", " ", data))

    def flush(self) -> None:
        for line in "".join(self.buffer).split("\n"):
            if line.strip():
                self.out.line(line.strip())
                self.above = line.strip()
        self.buffer = []


def _span(value: str | None) -> int:
    return min(max(int(value), 1), _MAX_SPAN) if value and value.strip().isdigit() else 1


def read_html(text: str) -> Source:
    """Read a web page.

    Examples
    --------
    >>> read_html("<p>一、任务</p><p>二、要求</p>").text
    '一、任务\\n二、要求\\n'
    """
    reader = _Reader()
    reader.feed(text)
    reader.close()
    reader.flush()
    return reader.out.source()
