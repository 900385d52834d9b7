"""Every figure of a paper with the rows it was counted from."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field

from daliang.ui.papers import Paper, Table, TableColumn, Title
from daliang.ui.parts import Number, number

_NAMED = 6


@dataclass(frozen=True, slots=True)
class Row:
    """A row behind a figure: its number in the ledger or book, what it is, what it says."""

    key: str
    title: str
    value: str = ""


@dataclass(frozen=True, slots=True)
class Figure:
    """A figure as printed, what it means, and where it comes from."""

    text: str
    meaning: str
    book: str
    rows: tuple[Row, ...]

    @property
    def origin(self) -> str:
        """The rows in one line: the first few by number, and how many there are."""
        if not self.rows:
            return f"{self.book}：没有符合的行"
        named = "、".join(row.key for row in self.rows[:_NAMED])
        more = f"等{len(self.rows)}行" if len(self.rows) > _NAMED else ""
        return f"{self.book}：{named}{more}"


@dataclass(slots=True)
class Figures:
    """Collects the figures of one paper while it is composed."""

    book: str
    found: list[Figure] = field(default_factory=list)

    def say(
        self,
        value: Number,
        unit: str,
        meaning: str,
        rows: Sequence[Row],
        *,
        digits: int | None = None,
        book: str = "",
    ) -> str:
        """Return a figure in words of the paper, and remember what it rests on."""
        text = f"{number(value, digits)}{unit}"
        self.found.append(Figure(text, meaning, book or self.book, tuple(rows)))
        return text

    def count(self, rows: Sequence[Row], meaning: str, unit: str = "项") -> str:
        """Return how many rows there are, as a figure."""
        return self.say(len(rows), unit, meaning, rows)

    def table(self) -> Table:
        """Return the list of figures for the end of the paper."""
        columns = [
            TableColumn("序号", 4, "center"),
            TableColumn("数字", 8, "right"),
            TableColumn("含义", 16),
            TableColumn("来源行", 26),
        ]
        rows = [(i, f.text, f.meaning, f.origin) for i, f in enumerate(self.found, 1)]
        return Table(columns, rows, caption="数字来源", note="每个数字对应的全部行见附件表格。")

    def annex(self, paper: Paper) -> Paper:
        """Return the workbook's paper: its tables, and each figure with each row behind it."""
        columns = [
            TableColumn("数字序号", 6, "center"),
            TableColumn("数字", 8, "right"),
            TableColumn("含义", 16),
            TableColumn("来源", 12),
            TableColumn("行", 10),
            TableColumn("内容", 34),
            TableColumn("取值", 10, "right"),
        ]
        rows = [
            (place, figure.text, figure.meaning, figure.book, row.key, row.title, row.value)
            for place, figure in enumerate(self.found, 1)
            for row in figure.rows or (Row("—", "没有符合的行"),)
        ]
        own = [table for table in paper.tables if table.caption != "数字来源"]
        traced = Table(columns, rows, caption="数字来源明细")
        return Paper(
            blocks=[Title(paper.title), *own, traced],
            title=paper.title,
            author=paper.author,
            created_at=paper.created_at,
            is_synthetic=paper.is_synthetic,
            mark=paper.mark,
        )
