"""Guessing what a column holds from its header."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import lru_cache

from daliang.engine.reading.normal import canonical
from daliang.engine.tasktable.fields import CUES, DONE_WORDS, PLAN_WORDS, SYNONYMS, Field

SURE = 1.0
LIKELY = 0.8
POSSIBLE = 0.5
UNKNOWN = 0.0

_BRACKETS = re.compile(r"（[^（）]*）|【[^】]*】|\[[^\]]*\]")
_YEAR = re.compile(r"(?:20\d\d)年?度?")
_NOISE = re.compile(r"[\s：:、，。/\-_*＊·]+")
_MONTH = r"(?:1[0-2]|0?[1-9])"
_PERIOD = re.compile(
    rf"(?:20\d\d年)?(?:第?[一二三四1-4]季度?|Q[1-4]|[上下]半年|{_MONTH}[-—~～至]{_MONTH}月"
    rf"|{_MONTH}月(?:\d{{1,2}}日)?|[一二三四五六七八九十]+月|年底|年末|全年|20\d\d[.\-/]{_MONTH})"
    r"(?:份|底|末|上旬|中旬|下旬)?(?:之?前|以前)?"
)
_SINCE_JANUARY = re.compile(rf"^0?1[-—~～至]{_MONTH}月")
_AMBIGUOUS = {"单位", "部门"}
_SIGNS = re.compile(r"[\s：:、，。*＊·]+")
_UP_TO = re.compile(r"(?:20\d\d年?|截至|截止|到|至)*")
_EXACT = {name: field for field, names in SYNONYMS.items() for name in names}


@dataclass(frozen=True, slots=True)
class Guess:
    """What a column seems to hold, how sure that is (0 to 1), and why."""

    field: Field
    confidence: float
    reason: str
    period: str = ""


def plain_head(head: str) -> str:
    """Return a header without width, spaces, brackets, signs and years.

    Examples
    --------
    >>> plain_head("完成 时限\\n（2024年）"), plain_head("2024年度目标任务")
    ('完成时限', '目标任务')
    """
    text = _NOISE.sub("", canonical(head)).lower()
    bare = _YEAR.sub("", _BRACKETS.sub("", text))
    return bare or text


@lru_cache(maxsize=4096)
def is_known_head(text: str) -> bool:
    """Tell whether a text is a header that offices write."""
    return plain_head(text) in _EXACT


@lru_cache(maxsize=4096)
def guess_head(levels: tuple[str, ...]) -> Guess:
    """Guess the field of a column from its header, upper level first.

    Parameters
    ----------
    levels : tuple of str
        One text a level: ("工作目标", "上半年").

    Returns
    -------
    Guess
        EXTRA with confidence 0 when nothing is known of the header.

    Examples
    --------
    >>> guess_head(("牵头单位",)).field.value, guess_head(("阶段目标", "一季度")).period
    ('lead', '一季度')
    >>> guess_head(("1-9月完成",)).field.value
    'progress'
    """
    if not levels:
        return Guess(Field.EXTRA, UNKNOWN, "没有表头")
    leaf = _EXACT.get(plain_head(levels[-1]))
    if len(levels) > 1 and (periodic := _periodic(levels)) is not None:
        return periodic
    if leaf is not None and plain_head(levels[-1]) in _AMBIGUOUS:
        return _of_ambiguous(levels, leaf)
    if leaf is not None:
        return Guess(leaf, SURE, f"表头就是“{levels[-1].strip()}”")
    if len(levels) == 1 and (periodic := _periodic(levels)) is not None:
        return periodic
    return _by_parts(levels)


def _of_ambiguous(levels: tuple[str, ...], leaf: Field) -> Guess:
    """Judge 单位, which is an owner or a unit of measure, by the head above it."""
    above = "".join(plain_head(level) for level in levels[:-1])
    if not above or "责任" in above or "分工" in above:
        return Guess(leaf, POSSIBLE, f"表头“{levels[-1].strip()}”可能是责任单位，也可能是计量单位")
    return Guess(Field.EXTRA, POSSIBLE, f"“{levels[0].strip()}”下的“{levels[-1].strip()}”")


def _by_parts(levels: tuple[str, ...]) -> Guess:
    joined = "".join(plain_head(level) for level in levels)
    whole = _EXACT.get(joined)
    if whole is not None:
        return Guess(whole, SURE, f"表头合起来是“{joined}”")
    for text in (plain_head(levels[-1]), plain_head(levels[0])):
        for cue, field in CUES:
            if cue in text:
                return Guess(field, LIKELY, f"表头里有“{cue}”")
    above = _EXACT.get(plain_head(levels[0])) if len(levels) > 1 else None
    if above is not None:
        return Guess(above, POSSIBLE, f"上级表头是“{levels[0].strip()}”")
    return Guess(Field.EXTRA, UNKNOWN, "不认识这个表头")


def _periodic(levels: tuple[str, ...]) -> Guess | None:
    """Read a header that names a period: a milestone of the plan, or progress up to it."""
    for index in reversed(range(len(levels))):
        text = _BRACKETS.sub("", _SIGNS.sub("", canonical(levels[index])))
        found = _PERIOD.search(text)
        if found is None or not _UP_TO.fullmatch(text[: found.start()]):
            continue
        others = [plain_head(level) for i, level in enumerate(levels) if i != index]
        return _of_period(found.group(), text[found.end() :] + "".join(others))
    return None


def _of_period(period: str, rest: str) -> Guess:
    is_plan = any(word in rest for word in PLAN_WORDS) or period.endswith("前")
    is_done = any(word in rest for word in DONE_WORDS)
    if is_done and not is_plan:
        return Guess(Field.PROGRESS, LIKELY, f"“{period}”的完成情况")
    if is_plan and "全年" in period:
        return Guess(Field.TARGET, LIKELY, "全年的目标")
    if is_plan:
        return Guess(Field.MILESTONE, LIKELY, f"“{period}”的阶段目标", period)
    if _SINCE_JANUARY.match(period):
        return Guess(Field.PROGRESS, POSSIBLE, f"“{period}”像累计进展")
    return Guess(Field.MILESTONE, POSSIBLE, f"表头是时间“{period}”", period)
