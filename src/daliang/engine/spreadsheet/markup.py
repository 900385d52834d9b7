"""Reading the XML parts of a workbook without entities, and the texts inside them."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping
from xml.parsers import expat

from daliang.engine.checks import BadInput, Problem

Start = Callable[[str, dict[str, str]], None]
End = Callable[[str], None]
Text = Callable[[str], None]

_ESCAPE = re.compile(r"_x([0-9A-Fa-f]{4})_")
# C0 and C1 controls but tab and newline, zero-width marks, bidirectional overrides.
_UNSEEN = re.compile(
    "[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\u00ad\u200b-\u200f\u202a-\u202e\u2060-\u2069\ufeff\ufff9-\uffff]"
)


class _Names(dict[str, str]):
    """Element names without their prefix; some writers put `x:` before every one."""

    def __missing__(self, name: str) -> str:
        local = name.rpartition(":")[2]
        if len(self) < 1000:
            self[name] = local
        return local


def parse(chunks: Iterable[bytes], file: str, start: Start, end: End, text: Text) -> None:
    """Feed XML to three callbacks; refuse any document type, so no entity is ever expanded.

    Raises
    ------
    BadInput
        When there is a DOCTYPE (office programs never write one) or broken XML.
    """
    names = _Names()
    parser = expat.ParserCreate()
    parser.buffer_text = True
    parser.StartElementHandler = lambda name, attributes: start(names[name], attributes)
    parser.EndElementHandler = lambda name: end(names[name])
    parser.CharacterDataHandler = text

    def refuse(*_: object) -> None:
        what = "文件里有外部实体或文档类型声明，是攻击的做法"
        raise BadInput(Problem(what, "不要导入，查明文件来源", file=file))

    parser.StartDoctypeDeclHandler = refuse
    parser.EntityDeclHandler = refuse
    try:
        for chunk in chunks:
            parser.Parse(chunk, False)
        parser.Parse(b"", True)
    except expat.ExpatError as error:
        fault = Problem("文件内部的 XML 已损坏", "用 Excel 修复后另存再导入", file=file)
        raise BadInput(fault) from error


def attribute(attributes: Mapping[str, str], name: str) -> str:
    """Return an attribute by its name without prefix; empty when absent."""
    if name in attributes:
        return attributes[name]
    for key, value in attributes.items():
        if key.rpartition(":")[2] == name:
            return value
    return ""


def readable(raw: str) -> tuple[str, bool]:
    """Return a text as a reader sees it, and whether unseen characters were removed.

    Examples
    --------
    >>> readable("市住建局_x000D_\\n市城管局")
    ('市住建局\\n市城管局', False)
    >>> readable("市\\u200b住建局")
    ('市住建局', True)
    """
    if "_x" in raw:
        raw = _ESCAPE.sub(lambda match: chr(int(match[1], 16)), raw)
    if "\r" in raw:
        raw = raw.replace("\r\n", "\n").replace("\r", "\n")
    cleaned = _UNSEEN.sub("", raw)
    return cleaned, len(cleaned) != len(raw)
