"""What a paper is made of."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal
from unicodedata import category

# Control, lone surrogate, and invisible format marks (among them those that turn text round).
REFUSED = frozenset({"Cc", "Cs", "Cf"})

Align = Literal["left", "center", "right"]


@dataclass(frozen=True, slots=True)
class Title:
    """The paper's title; lines are broken where the text has line breaks."""

    text: str


@dataclass(frozen=True, slots=True)
class Addressee:
    """Whom the paper addresses; flush left, ends with a colon."""

    text: str


@dataclass(frozen=True, slots=True)
class Heading:
    """A heading of level 1 (一、), 2 （一） or 3 (1.); the number is part of the text."""

    text: str
    level: Literal[1, 2, 3] = 1


@dataclass(frozen=True, slots=True)
class Paragraph:
    """A paragraph, indented by two characters; `lead` stands before the text in level-2 type."""

    text: str
    lead: str = ""
    is_indented: bool = True


@dataclass(frozen=True, slots=True)
class TableColumn:
    """A column: header, relative width, alignment; neighbours of one `group` share a header."""

    title: str
    width: float = 1.0
    align: Align = "left"
    group: str = ""


@dataclass(frozen=True, slots=True)
class Table:
    """A table whose header repeats on every page.

    Parameters
    ----------
    columns : sequence of TableColumn
    rows : sequence of sequences
        One text a column.
    caption : str
        Stands above.
    note : str
        Scope, source, as-of date; stands small below.
    """

    columns: Sequence[TableColumn]
    rows: Sequence[Sequence[object]]
    caption: str = ""
    note: str = ""

    def __post_init__(self) -> None:
        wrong = [i for i, row in enumerate(self.rows, 1) if len(row) != len(self.columns)]
        if wrong or not self.columns:
            raise ValueError(f"rows {wrong[:5]} do not have {len(self.columns)} cells")

    @property
    def has_groups(self) -> bool:
        """Whether the header has two rows."""
        return any(column.group for column in self.columns)

    @property
    def groups(self) -> list[tuple[str, int, int]]:
        """Runs of the upper header row: text, first column, number of columns."""
        runs: list[tuple[str, int, int]] = []
        for place, column in enumerate(self.columns):
            if column.group and runs and runs[-1][0] == column.group:
                text, first, count = runs[-1]
                runs[-1] = (text, first, count + 1)
            else:
                runs.append((column.group, place, 1))
        return runs


@dataclass(frozen=True, slots=True)
class Note:
    """A small line: where the figures above come from."""

    text: str


@dataclass(frozen=True, slots=True)
class Picture:
    """A picture (PNG or JPEG bytes) with a caption below."""

    content: bytes
    caption: str = ""
    width_mm: float = 150.0


@dataclass(frozen=True, slots=True)
class Attachments:
    """The note that lists what is attached."""

    names: Sequence[str]


@dataclass(frozen=True, slots=True)
class SignOff:
    """Issuing body and date, at the right, four characters in."""

    body: str
    on: dt.date

    @property
    def date_text(self) -> str:
        """The date as papers write it: no leading zeros."""
        return f"{self.on.year}年{self.on.month}月{self.on.day}日"


@dataclass(frozen=True, slots=True)
class PageBreak:
    """What follows starts on a new page."""


Block = (
    Title
    | Addressee
    | Heading
    | Paragraph
    | Table
    | Note
    | Picture
    | Attachments
    | SignOff
    | PageBreak
)


@dataclass(frozen=True, slots=True)
class RedHead:
    """The red head of a formal document: issuing body, document number, red line."""

    issuer: str
    number: str = ""


@dataclass(frozen=True, slots=True)
class Paper:
    """A whole paper.

    Parameters
    ----------
    blocks : sequence of Block
    title : str
        For the file's properties; the printed title is a `Title` block.
    author, subject : str
        For the file's properties.
    created_at : datetime
        For the file's properties; passed in so that the same paper gives the same bytes.
    red_head : RedHead, optional
    is_synthetic : bool
        Every page says that the data are samples.
    mark : str
        A line on every page, such as 调度数据，非统计发布.
    """

    blocks: Sequence[Block]
    title: str
    author: str
    created_at: dt.datetime
    subject: str = ""
    red_head: RedHead | None = None
    is_synthetic: bool = False
    mark: str = ""

    @property
    def footer_marks(self) -> str:
        """What every page says below its text; empty for a plain paper."""
        said = ["示例数据，不作工作依据"] if self.is_synthetic else []
        return "　".join([*said, self.mark] if self.mark else said)

    @property
    def tables(self) -> list[Table]:
        """Its tables, in order."""
        return [block for block in self.blocks if isinstance(block, Table)]


def clean(text: object) -> str:
    """Return a text without the control characters that XML and typesetters refuse.

    >>> clean("一\\x00二\\x0b")
    '一二'
    """
    said = "" if text is None else str(getattr(text, "plain", text))
    return "".join(c for c in said if c in "\n\t" or category(c) not in REFUSED)
