"""Builds the text of a document piece by piece and remembers where each piece stands."""

from __future__ import annotations

from dataclasses import dataclass, field

from daliang.engine.reading.blocks import Cell, Place, Source, Table


@dataclass(slots=True)
class SourceText:
    """A text under construction with the tables found in it."""

    pieces: list[str] = field(default_factory=list)
    size: int = 0
    tables: list[Table] = field(default_factory=list)
    pages: list[int] = field(default_factory=list)
    warnings: list[str] = field(default_factory=list)

    def write(self, text: str) -> tuple[int, int]:
        """Add text and return its span."""
        start = self.size
        self.pieces.append(text)
        self.size += len(text)
        return start, self.size

    def line(self, text: str) -> None:
        """Add a line of its own."""
        self.write(text + "\n")

    def cell(self, text: str, place: Place) -> Cell:
        """Add the text of a cell, closed by a tab."""
        span = self.write(text)
        self.write("\t")
        return Cell((span,) if text.strip() else (), place)

    def warn(self, sentence: str) -> None:
        """Remember something a person should know, once."""
        if sentence not in self.warnings:
            self.warnings.append(sentence)

    def source(self) -> Source:
        """Return what was built."""
        return Source(
            "".join(self.pieces), tuple(self.tables), tuple(self.pages), tuple(self.warnings)
        )


def grid_table(
    out: SourceText, grid: list[list[tuple[object, str, Place]]], caption: str = ""
) -> None:
    """Write a grid and add it as a table; equal keys are one merged cell.

    Parameters
    ----------
    out : SourceText
        Receives text and table.
    grid : list of list of (key, text, place)
        Row by row; cells of a merged range carry the same key.
    caption : str
        What stands above, which may name the unit.
    """
    seen: dict[object, Cell] = {}
    rows = []
    for line in grid:
        cells = []
        for key, text, place in line:
            if key in seen:
                first = seen[key]
                cells.append(Cell(first.parts, first.place, is_repeat=True))
                continue
            seen[key] = out.cell(text, place)
            cells.append(seen[key])
        out.write("\n")
        rows.append(tuple(cells))
    if rows:
        out.tables.append(Table(tuple(rows), -1, caption, has_merged_cells=True))
