"""What a reader gives: the text of a document, its blocks, and its tables cell by cell."""

from __future__ import annotations

from dataclasses import dataclass, field
from enum import StrEnum


class BlockKind(StrEnum):
    """What a block is on the page."""

    PARAGRAPH = "paragraph"
    ITEM = "item"
    CELL = "cell"


@dataclass(frozen=True, slots=True)
class Place:
    """Where a block stands in the file it came from; empty parts do not apply.

    Parameters
    ----------
    sheet, cell : str
        Name of the sheet and address, such as C5.
    merged : str
        The merged range, such as C5:C7.
    page : int
        Page number, counted from 1; 0 when unknown.
    hidden : bool
        The row or column is hidden in the file.
    """

    sheet: str = ""
    cell: str = ""
    merged: str = ""
    page: int = 0
    hidden: bool = False


NOWHERE = Place()


@dataclass(frozen=True, slots=True)
class Cell:
    """A table cell: the pieces of text that belong to it, in reading order.

    Parameters
    ----------
    parts : tuple of (int, int)
        Half-open spans in the text of the document; several when the lines of a drawn table
        wrap. A cell of a merged range has the same parts in each row and column it covers.
    place : Place
        Where it stands in the file.
    is_repeat : bool
        True where the cell lies in a merged range but is not its first cell.
    """

    parts: tuple[tuple[int, int], ...] = ()
    place: Place = NOWHERE
    is_repeat: bool = False


@dataclass(frozen=True, slots=True)
class Table:
    """A table of the document.

    Parameters
    ----------
    rows : tuple of tuple of Cell
        All rows, heads included.
    head_rows : int
        How many of them are heads.
    caption : str
        The canonical line before it, which may carry the unit.
    has_merged_cells : bool
        True when the file itself says what is merged, so that an empty cell is really empty.
    """

    rows: tuple[tuple[Cell, ...], ...]
    head_rows: int = 0
    caption: str = ""
    has_merged_cells: bool = False


@dataclass(frozen=True, slots=True)
class Block:
    """A paragraph, list item or cell with its exact place.

    Parameters
    ----------
    kind : BlockKind
        What it is.
    start, end : int
        Half-open span in the text of the document.
    place : Place
        Where it stands in the file.
    row_heads, column_heads : tuple of str
        For a cell: the heads it stands under and beside.
    """

    kind: BlockKind
    start: int
    end: int
    place: Place = NOWHERE
    row_heads: tuple[str, ...] = ()
    column_heads: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Source:
    """A document as a reader gives it: one text, and the tables that the file itself names.

    Parameters
    ----------
    text : str
        The whole text; every offset counts from its start.
    tables : tuple of Table
        Tables known from the file format; drawn tables in plain text are found later.
    pages : tuple of int
        Start of each page in `text`; empty when there are none.
    warnings : tuple of str
        What a person should know: hidden rows, tracked changes, formulas without value.
    """

    text: str
    tables: tuple[Table, ...] = ()
    pages: tuple[int, ...] = ()
    warnings: tuple[str, ...] = field(default=())
