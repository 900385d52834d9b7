"""Several things in one cell: numbered parts, names run together, deadlines inside a sentence."""

from __future__ import annotations

import re
from dataclasses import dataclass

from daliang.engine.reading.deadlines import Deadline, parse_deadline
from daliang.engine.reading.normal import canonical
from daliang.engine.tasktable.rows import NO_DEADLINE

CIRCLED = "①②③④⑤⑥⑦⑧⑨⑩⑪⑫⑬⑭⑮⑯⑰⑱⑲⑳"
_MARK = re.compile(
    r"(?P<circled>[①-⑳])|(?:^|(?<=[\n；。，\s]))(?:（(?P<bracket>\d{1,2})）|(?P<plain>\d{1,2})[、.．](?!\d))"
)
_DATE = (
    r"(?:20\d\d年|明年|今年)?(?:\d{1,2}月\d{1,2}日|\d{1,2}月(?:上旬|中旬|下旬|底|末|份)?"
    r"|第?[一二三四1-4]季度(?:末|底)?|[上下]半年|年底|年内|年末|20\d\d-\d\d-\d\d)"
)
_LEADING = re.compile(
    rf"\s*(?:到|至|于|在)?(?P<date>{_DATE})(?:之?前|以前|底前|内)?(?P<end>[，：])?"
)
_INSIDE = re.compile(rf"(?P<date>{_DATE})(?:之?前|以前|底前)")
_GLUED = re.compile(r"(?:[一-龥]\s+[一-龥]\s*)+")
_SEPARATORS = re.compile(r"[、，；;,\n\r\t/]+|\s{2,}")
_LONGEST = 5_000  # characters; an essay in a cell has no steps, and reading it takes seconds
_ENDS = " \t\n；;。，,"


@dataclass(frozen=True, slots=True)
class Part:
    """One part of a cell: its mark (①), its words, its own deadline if it has one."""

    mark: str
    text: str
    due: Deadline = NO_DEADLINE


def split_parts(text: str, plan_year: int) -> tuple[Part, ...]:
    """Split a cell into its numbered parts, else at semicolons and line breaks.

    Parameters
    ----------
    text : str
        What the cell says.
    plan_year : int
        The year of dates printed without one.

    Returns
    -------
    tuple of Part
        Words are kept to the letter, without mark and final punctuation; none beyond
        5,000 characters.

    Examples
    --------
    >>> for part in split_parts("①6月底前完成招标；②9月底前开工", 2024):
    ...     print(part.mark, part.text, part.due.norm)
    ① 6月底前完成招标 2024-06-30
    ② 9月底前开工 2024-09-30
    >>> [part.text for part in split_parts("一季度：完成立项；二季度：开工", 2024)]
    ['完成立项', '开工']
    """
    if len(text) > _LONGEST:
        return ()
    plain = canonical(text)
    marks = list(_MARK.finditer(plain))
    if len(marks) >= 2 or (marks and plain.startswith(tuple(CIRCLED))):
        ends = [mark.start() for mark in marks[1:]] + [len(text)]
        pieces = [
            (m.group().strip(), text[m.end() : end]) for m, end in zip(marks, ends, strict=True)
        ]
    else:
        pieces = [("", piece) for piece in re.split(r"[；;\n]", text)]
    return tuple(_part(mark, piece, plan_year) for mark, piece in pieces if piece.strip(_ENDS))


def _part(mark: str, piece: str, plan_year: int) -> Part:
    words = piece.strip(_ENDS)
    plain = canonical(words)
    leading = _LEADING.match(plain)
    found = leading or _INSIDE.search(plain)
    if found is None:
        return Part(mark, words)
    due = parse_deadline(found.group().rstrip("，："), plan_year)
    if leading and leading["end"] == "：":
        words = words[leading.end() :].strip(_ENDS) or words
    return Part(mark, words, due)


def has_dated_parts(parts: tuple[Part, ...]) -> bool:
    """Tell whether the parts are steps: two or more, at least one with a date of its own."""
    return len(parts) >= 2 and any(part.due is not NO_DEADLINE for part in parts)


def split_names(text: str) -> tuple[str, ...]:
    """Split a cell of persons; two-character names spaced out and run together are told apart.

    Examples
    --------
    >>> split_names("甲 明乙 悦"), split_names("副市长甲、副市长乙")
    (('甲明', '乙悦'), ('副市长甲', '副市长乙'))
    """
    stripped = text.strip()
    if len(stripped) > _LONGEST:
        return (stripped,)
    if _GLUED.fullmatch(stripped):
        pairs = re.findall(r"[一-龥]\s+[一-龥]", stripped)
        return tuple(re.sub(r"\s+", "", pair) for pair in pairs)
    names = (" ".join(name.split()) for name in _SEPARATORS.split(stripped))
    return tuple(name for name in names if name.strip("-—/无"))
