"""What is wrong with an input, where, and how to mend it.

Checks collect every problem instead of stopping at the first one, so that a
clerk corrects a table once and not twenty times.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace


@dataclass(frozen=True, slots=True)
class Problem:
    """One fault of an input: what is wrong and how to mend it, with its place.

    Parameters
    ----------
    what : str
        The fault, as a short sentence.
    mend : str
        What the sender should do about it.
    file, sheet, column : str, optional
        Where it is; `column` is a header or a column letter.
    row : int, optional
        Row number as the office program shows it (the header is row 1).

    Examples
    --------
    >>> print(Problem("“见说明”不是数字", "填数字，或留空", file="a.xlsx", row=5, column="C"))
    a.xlsx 第5行 列“C”：“见说明”不是数字；改法：填数字，或留空
    """

    what: str
    mend: str = ""
    file: str = ""
    sheet: str = ""
    row: int | None = None
    column: str = ""

    @property
    def place(self) -> str:
        """Where the fault is, in words; empty when it concerns the whole input."""
        parts = [self.file]
        if self.sheet:
            parts.append(f"[{self.sheet}]")
        if self.row is not None:
            parts.append(f"第{self.row}行")
        if self.column:
            parts.append(f"列“{self.column}”")
        return " ".join(part for part in parts if part)

    def __str__(self) -> str:
        place = f"{self.place}：" if self.place else ""
        mend = f"；改法：{self.mend}" if self.mend else ""
        return f"{place}{self.what}{mend}"

    def within(self, file: str = "", sheet: str = "") -> Problem:
        """Return the same problem with the file (and sheet) it was found in."""
        return replace(self, file=self.file or file, sheet=self.sheet or sheet)


class BadInput(ValueError):
    """An input that cannot be used; carries every problem found in it.

    Examples
    --------
    >>> raise BadInput([Problem("没有表头", "第一行写列名", file="a.csv")])
    Traceback (most recent call last):
    daliang.engine.checks.BadInput: a.csv：没有表头；改法：第一行写列名
    """

    def __init__(self, problems: Iterable[Problem] | Problem) -> None:
        self.problems = (problems,) if isinstance(problems, Problem) else tuple(problems)
        super().__init__("\n".join(str(problem) for problem in self.problems))
