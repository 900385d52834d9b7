"""The style and text tables that the cells of a workbook point into."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from daliang.engine.checks import BadInput, Problem
from daliang.engine.spreadsheet.formats import PLAIN, Shape, shape_of
from daliang.engine.spreadsheet.limits import Limits
from daliang.engine.spreadsheet.markup import parse, readable
from daliang.engine.spreadsheet.package import Package

STYLES = "xl/styles.xml"


@dataclass(frozen=True, slots=True)
class SharedTexts:
    """Texts that cells share, and which of them held unseen characters."""

    texts: Sequence[str]
    cleaned: frozenset[int]


def read_shapes(package: Package, part: str = STYLES) -> tuple[Shape, ...]:
    """Return the number shape of every cell style; empty when the file has no styles."""
    if not package.has(part):
        return ()
    codes: dict[int, str] = {}
    styles: list[int] = []
    within: list[str] = []

    def start(name: str, attributes: dict[str, str]) -> None:
        within.append(name)
        if name == "numFmt" and "numFmts" in within:
            codes[_whole(attributes.get("numFmtId"))] = attributes.get("formatCode", "")
        elif name == "xf" and "cellXfs" in within:
            styles.append(_whole(attributes.get("numFmtId")))

    def end(_name: str) -> None:
        within.pop()

    parse(package.chunks(part), package.name, start, end, lambda _text: None)
    return tuple(shape_of(number, codes.get(number)) if number else PLAIN for number in styles)


def read_texts(package: Package, part: str, limits: Limits) -> SharedTexts:
    """Return the shared texts, in order; pronunciation marks are left out.

    Raises
    ------
    BadInput
        When one text is longer than a cell may be, or there are too many.
    """
    reader = _SharedTextReader(package.name, limits)
    if package.has(part):
        parse(package.chunks(part), package.name, reader.start, reader.end, reader.text)
    return SharedTexts(reader.texts, frozenset(reader.cleaned))


class _SharedTextReader:
    def __init__(self, file: str, limits: Limits) -> None:
        self.texts: list[str] = []
        self.cleaned: set[int] = set()
        self._file = file
        self._limits = limits
        self._pieces: list[str] = []
        self._length = 0
        self._reading = False
        self._spoken = 0

    def start(self, name: str, _attributes: dict[str, str]) -> None:
        if name == "si":
            self._pieces, self._length = [], 0
        elif name == "rPh":
            self._spoken += 1
        elif name == "t":
            self._reading = self._spoken == 0

    def end(self, name: str) -> None:
        if name == "t":
            self._reading = False
        elif name == "rPh":
            self._spoken -= 1
        elif name == "si":
            text, is_cleaned = readable("".join(self._pieces))
            if is_cleaned:
                self.cleaned.add(len(self.texts))
            self.texts.append(text)
            if len(self.texts) > self._limits.cells:
                raise BadInput(Problem("文件里的文字格太多", "分成几个文件", file=self._file))

    def text(self, piece: str) -> None:
        if not self._reading:
            return
        self._length += len(piece)
        if self._length > self._limits.cell_chars:
            what = f"有一格文字超过 {self._limits.cell_chars} 字"
            raise BadInput(Problem(what, "把长文放进附件，格里只写摘要", file=self._file))
        self._pieces.append(piece)


def _whole(text: str | None) -> int:
    return int(text) if text and text.isdecimal() and len(text) < 10 else 0
