"""Deadlines: the last day of the period that a cell or a clause names."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from daliang.engine.reading.dates import Calendar, Mention, find_dates
from daliang.engine.reading.normal import canonical


class DeadlineKind(StrEnum):
    """What sort of time limit the words set."""

    DAY = "day"  # 6月10日前
    PERIOD = "period"  # 9月底, 第二季度, 年内: the last day of it counts
    RECURRING = "recurring"  # 每月25日前
    OPEN = "open"  # 长期坚持, 全年
    RELATIVE = "relative"  # 30个工作日内: counts from a day the text does not name
    NONE = "none"  # an empty cell
    UNKNOWN = "unknown"  # words that this grammar does not read


@dataclass(frozen=True, slots=True)
class Deadline:
    """A time limit.

    Parameters
    ----------
    norm : date or None
        The last day; None when the words have no calendar meaning.
    kind : DeadlineKind
        What sort of limit it is.
    text : str
        The words, as printed.
    problem : str
        Why there is no day although one seems meant; else empty.
    """

    norm: date | None
    kind: DeadlineKind
    text: str
    problem: str = ""


_BLANK = re.compile(r"[\s\-/—无]*")
_RELATIVE = re.compile(
    r"\d+个?(?:工作日|日|天|小时|周|个月|月)(?:之内|以内|内)|[一二三四五六七八九十两]+个?(?:工作日|日|天|周|月)(?:之内|以内|内)"
)
_SHORT_DAY = re.compile(
    r"(?<![\d.])(?P<month>1[0-2]|0?[1-9])[./\-](?P<day>\d{1,2})(?:日)?(?=前|之前|以前|$|底|完)"
)
_OPEN = re.compile(r"年度|长效|随时|适时|按(?:序时|计划|进度|要求)|动态|日常|经常|不间断|跟踪")
_NO_MONTH = re.compile(r"(?<!\d)(?:1[3-9]|[2-9]\d)月")
_SINGLE_DAY = {Calendar.DAY, Calendar.RANGE}


def _from_mention(mention: Mention, text: str) -> Deadline:
    if mention.problem:
        return Deadline(None, DeadlineKind.UNKNOWN, text, mention.problem)
    if mention.kind is Calendar.RECURRING:
        return Deadline(None, DeadlineKind.RECURRING, text)
    if mention.last is None:
        return Deadline(None, DeadlineKind.OPEN, text)
    exact = mention.kind is Calendar.DAY or len(mention.norm) == 21
    return Deadline(mention.last, DeadlineKind.DAY if exact else DeadlineKind.PERIOD, text)


def parse_deadline(text: str, plan_year: int) -> Deadline:
    """Read the words of a deadline cell.

    Parameters
    ----------
    text : str
        What the cell says, in any width or script: 年内, 二季度末, 9月底, 6月10日前, 2025.10,
        6.15前, 长期坚持, 每月25日前.
    plan_year : int
        The year of days printed without one; 明年 is the next.

    Returns
    -------
    Deadline
        With several days in the cell, the last one. `problem` tells what to ask when no day
        could be read although the cell is not empty.

    Examples
    --------
    >>> parse_deadline("9月底", 2025).norm
    datetime.date(2025, 9, 30)
    >>> parse_deadline("每月25日前", 2025).kind.value
    'recurring'
    >>> parse_deadline("2月30日", 2025).problem
    '没有2月30日这一天'
    """
    plain = "".join(canonical(text).split())
    if _BLANK.fullmatch(plain):
        return Deadline(None, DeadlineKind.NONE, text)
    no_month = _NO_MONTH.search(plain)
    if no_month:
        return Deadline(None, DeadlineKind.UNKNOWN, text, f"没有{no_month.group()}")
    mentions = list(find_dates(plain, date(plan_year, 1, 1)))
    dated = [m for m in mentions if m.last is not None]
    if dated and not any(m.problem for m in mentions):
        return _from_mention(max(dated, key=lambda m: m.last or date.min), text)
    if mentions:
        return _from_mention(next((m for m in mentions if m.problem), mentions[0]), text)
    return _without_calendar(plain, text, plan_year)


def _without_calendar(plain: str, text: str, plan_year: int) -> Deadline:
    short = _SHORT_DAY.search(plain)
    if short:
        month, day = int(short["month"]), int(short["day"])
        try:
            return Deadline(date(plan_year, month, day), DeadlineKind.DAY, text)
        except ValueError:
            return Deadline(None, DeadlineKind.UNKNOWN, text, f"没有{month}月{day}日这一天")
    if _RELATIVE.search(plain):
        return Deadline(None, DeadlineKind.RELATIVE, text)
    if re.fullmatch(r"20\d\d", plain):
        return Deadline(date(int(plain), 12, 31), DeadlineKind.PERIOD, text)
    if _OPEN.search(plain):
        return Deadline(None, DeadlineKind.OPEN, text)
    return Deadline(None, DeadlineKind.UNKNOWN, text, f"读不懂时限“{text.strip()}”")
