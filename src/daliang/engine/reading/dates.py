"""Calendar words in a text: days, months, quarters, ten-day parts, recurrences.

The text must be canonical (see `normal.canonical`) and without line breaks.
"""

from __future__ import annotations

import calendar
import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from datetime import date, timedelta
from enum import StrEnum
from functools import lru_cache

from daliang.engine.reading.numerals import whole_number


class Calendar(StrEnum):
    """What a calendar word fixes."""

    DAY = "day"
    RANGE = "range"
    MONTH = "month"
    PART = "part"  # a ten-day part of a month
    QUARTER = "quarter"
    HALF = "half"
    YEAR = "year"
    RECURRING = "recurring"
    OPEN = "open"


@dataclass(frozen=True, slots=True)
class Mention:
    """A calendar word at its place.

    Parameters
    ----------
    start, end : int
        Half-open span in the text searched.
    kind : Calendar
        What it fixes.
    first, last : date or None
        First and last day of the period; None for recurring and open-ended words.
    norm : str
        ISO day, month, or range "a/b"; empty when the calendar says nothing.
    problem : str
        Why the words name no real day, such as 2月30日; else empty.
    """

    start: int
    end: int
    kind: Calendar
    first: date | None = None
    last: date | None = None
    norm: str = ""
    problem: str = ""


_CN = "〇零一二三四五六七八九十"
_YEAR = (
    rf"(?:(?P<year>20\d\d|[一二][〇零九][{_CN}]{{2}})年|(?P<rel>今|明|去|次|本|当|来|"
    rf"前|后)年(?:的)?(?=\d|[{_CN}]|第|上|下|年|春|夏|秋|冬))?"
)
_MONTH = r"(?P<month>1[0-2]|0?[1-9]|十[一二]?|[一二三四五六七八九])月(?:份)?"
_DAY = r"(?P<day>\d{1,2}|三十一?|二?十[一二三四五六七八九]?|[一二三四五六七八九])[日号]"
_TILL = r"(?:至|到|-{1,2}|～|、)"
_EVERY = (
    r"每(?:个)?(?:半年|季度|季|半月|两周|双月|月|周|星期|日|天|年|旬)(?:度)?(?:末月|最后一个月|第一个月|首月|次月|(?:\d{1,2}|[一二三四五六七八九十]{1,2})月(?!\d*个))?"
    r"(?:[一二三四五六日天](?!个|次|日|月|天)|(?:\d{1,2}|[一二三四五六七八九十]{1,3})[日号]|底|末|初|上旬|中旬|下旬)?"
    r"(?:下班)?(?:之前|以前|前|内)?"
)
_PATTERNS: list[tuple[str, str]] = [
    (
        "recurring",
        rf"(?:{_EVERY}|次月(?:\d{{1,2}}|[一二三四五六七八九十]{{1,3}})[日号](?:之前|以前|前)?|逐月|按月|按季度?|双月)",
    ),
    (
        "dotted_day",
        r"(?<![\d.])(?P<year>20[0-4]\d)(?P<dot>[.\-/])(?P<month>0?[1-9]|1[0-2])(?P=dot)(?P<day>\d{1,2})(?![\d.%])日?",
    ),
    (
        "day_range",
        rf"{_YEAR}{_MONTH}{_DAY}(?:上午|下午|起)?{_TILL}(?:(?P<year2>20\d\d)年)?(?:(?P<month2>1[0-2]|0?[1-9]|十[一二]?|[一二三四五六七八九])月)?(?P<day2>\d{{1,2}}|三十一?|二?十[一二三四五六七八九]?)[日号]",
    ),
    (
        "short_range",
        rf"{_YEAR}(?P<month>1[0-2]|0?[1-9])月(?P<day>\d{{1,2}}){_TILL}(?P<day2>\d{{1,2}})[日号]",
    ),
    ("day", rf"{_YEAR}{_MONTH}{_DAY}"),
    ("part", rf"{_YEAR}{_MONTH}(?P<part>[上中下]旬)"),
    (
        "month_range",
        rf"{_YEAR}(?P<month>1[0-2]|0?[1-9]|十[一二]?|[一二三四五六七八九])(?:月(?:份)?)?{_TILL}(?:(?P<year2>20\d\d)年)?(?P<month2>1[0-2]|0?[1-9]|十[一二]?|[一二三四五六七八九])月(?:份)?(?![\d一-九]*[日号])",
    ),
    ("month", rf"{_YEAR}{_MONTH}"),
    (
        "dotted_month",
        r"(?<![\d.])(?P<year>20[0-4]\d)[.\-/](?P<month>1[0-2]|0?[1-9])(?:月)?(?![\d.%万亿元余多个])",
    ),
    (
        "quarter",
        rf"{_YEAR}(?:(?:第)?(?P<quarter>[一二三四1-4])季度|(?P<q>[1-4])季度|Q(?P<qq>[1-4])(?![A-Za-z0-9]))",
    ),
    ("half", rf"{_YEAR}(?P<half>[上下])半年"),
    (
        "year_end",
        r"(?:(?:(?P<year>20\d\d|二[〇零][〇零一二三四五六七八九]{2})年|(?P<rel>今|明|去|次|本|当|来)年)?(?P<tail>(?<![\d一二三四五六七八九十两几半多])年底|(?<![\d一二三四五六七八九十两几半多])(?:年末|年内|年终|年中|年前|年度内)))|(?:(?P<year3>20\d\d)年|(?P<rel3>今|明|去|次|本|当|来)年)(?P<tail3>底|末|内|终|中(?!国|央|学|心)|前)",
    ),
    ("weekday", r"(?P<week>本周|下周|上周|这周)(?P<dow>[一二三四五六日天末])?"),
    (
        "near_month",
        r"(?P<near>本月|下月|下个月|上月|当月)(?:(?P<day>\d{1,2})[日号])?(?P<part>[上中下]旬)?",
    ),
    ("near_day", r"(?P<near>昨天|昨日|前天|明天|明日|后天|今天|今日|日前)(?!起|天)"),
    (
        "open",
        r"长期坚持|长期实施|持续推进|持续开展|持续实施|持续|长期|常态化推进|常态化开展|常态化|立行立改|立即整改|即知即改|即行即改|立即|即时|即日|贯穿全年|全年推进|全年实施|全年",
    ),
    ("year", r"(?P<year>20\d\d|[一二][〇零九][〇零一二三四五六七八九]{2})年(?:度)?"),
]


def _numbered(pattern: str, number: int) -> str:
    """Return the pattern with its group names made its own, so that patterns can be joined."""
    own = re.sub(r"[?]P<(\w+)>", rf"?P<\1_{number}>", pattern)
    own = re.sub(r"[?]P=(\w+)", rf"?P=\1_{number}", own)
    return f"(?P<k{number}>{own})"


_FINDER = re.compile("|".join(_numbered(p, i) for i, (_, p) in enumerate(_PATTERNS)))
_RELATIVE_YEAR = {"今": 0, "本": 0, "当": 0, "明": 1, "次": 1, "来": 1, "后": 2, "去": -1, "前": -2}
_HALF = {"上": 6, "下": 12}
_WEEKDAY = {char: number for number, char in enumerate("一二三四五六日")} | {"天": 6, "末": 6}
_NEAR_DAY = {
    "昨天": -1,
    "昨日": -1,
    "前天": -2,
    "明天": 1,
    "明日": 1,
    "后天": 2,
    "今天": 0,
    "今日": 0,
}


def last_of_month(year: int, month: int) -> date:
    """Return the last day of a month."""
    return date(year, month, calendar.monthrange(year, month)[1])


@dataclass(frozen=True, slots=True)
class _Reading:
    """The named groups of one match and the day the document was written."""

    groups: dict[str, str]
    today: date
    plan_year: int

    def number(self, name: str) -> int:
        return whole_number(self.groups.get(name, "")) or 0

    @property
    def year(self) -> int:
        for name in ("year", "year3"):
            if self.groups.get(name):
                return self.number(name)
        relative = self.groups.get("rel") or self.groups.get("rel3")
        if relative in ("前", "后") or not relative:
            return self.plan_year + (_RELATIVE_YEAR[relative] if relative else 0)
        return self.plan_year + _RELATIVE_YEAR[relative]


_Found = tuple[Calendar, date | None, date | None, str]


def _month_norm(day: date) -> str:
    return f"{day.year}-{day.month:02d}"


def _read_day(r: _Reading) -> _Found:
    day = date(r.year, r.number("month"), r.number("day"))
    return Calendar.DAY, day, day, day.isoformat()


def _read_day_range(r: _Reading) -> _Found:
    first = date(r.year, r.number("month"), r.number("day"))
    month = r.number("month2") or first.month
    year = r.number("year2") or first.year + (month < first.month)
    last = date(year, month, r.number("day2"))
    return Calendar.RANGE, first, last, f"{first}/{last}"


def _read_part(r: _Reading) -> _Found:
    year, month = r.year, r.number("month")
    ten = "上中下".index(r.groups["part"][0])
    last = last_of_month(year, month) if ten == 2 else date(year, month, 10 * ten + 10)
    return Calendar.PART, date(year, month, 10 * ten + 1), last, ""


def _read_month(r: _Reading) -> _Found:
    last = last_of_month(r.year, r.number("month"))
    return Calendar.MONTH, last.replace(day=1), last, _month_norm(last)


def _read_month_range(r: _Reading) -> _Found:
    first, month = date(r.year, r.number("month"), 1), r.number("month2")
    last = last_of_month(r.number("year2") or first.year + (month < first.month), month)
    return Calendar.RANGE, first, last, f"{_month_norm(first)}/{_month_norm(last)}"


def _read_quarter(r: _Reading) -> _Found:
    number = r.number("quarter") or r.number("q") or r.number("qq")
    last = last_of_month(r.year, 3 * number)
    return Calendar.QUARTER, date(last.year, 3 * number - 2, 1), last, ""


def _read_half(r: _Reading) -> _Found:
    month = _HALF[r.groups["half"]]
    return Calendar.HALF, date(r.year, month - 5, 1), last_of_month(r.year, month), ""


def _read_year_end(r: _Reading) -> _Found:
    middle = "中" in (r.groups.get("tail") or r.groups.get("tail3") or "")
    last = date(r.year, 6, 30) if middle else date(r.year, 12, 31)
    return Calendar.YEAR, date(r.year, 1, 1), last, ""


def _read_weekday(r: _Reading) -> _Found:
    monday = r.today - timedelta(days=r.today.weekday())
    monday += timedelta(weeks={"下": 1, "上": -1}.get(r.groups["week"][0], 0))
    name = r.groups.get("dow")
    if not name:
        return Calendar.PART, monday, monday + timedelta(days=6), ""
    day = monday + timedelta(days=_WEEKDAY[name])
    return Calendar.DAY, day, day, day.isoformat()


def _read_near_month(r: _Reading) -> _Found:
    step = {"下": 1, "上": -1}.get(r.groups["near"][0], 0)
    number = r.today.year * 12 + r.today.month - 1 + step
    year, month = divmod(number, 12)
    if r.groups.get("day"):
        day = date(year, month + 1, r.number("day"))
        return Calendar.DAY, day, day, day.isoformat()
    if r.groups.get("part"):
        return _read_part(
            replace(
                r, groups={"year": str(year), "month": str(month + 1), "part": r.groups["part"]}
            )
        )
    last = last_of_month(year, month + 1)
    return Calendar.PART, last.replace(day=1), last, ""


def _read_near_day(r: _Reading) -> _Found:
    if r.groups["near"] not in _NEAR_DAY:
        return Calendar.OPEN, None, None, ""
    day = r.today + timedelta(days=_NEAR_DAY[r.groups["near"]])
    norm = day.isoformat() if r.groups["near"][0] in "昨前" else ""
    return Calendar.DAY, day, day, norm


def _read_year(r: _Reading) -> _Found:
    return Calendar.YEAR, date(r.year, 1, 1), date(r.year, 12, 31), str(r.year)


_READERS: dict[str, Callable[[_Reading], _Found]] = {
    "recurring": lambda _: (Calendar.RECURRING, None, None, ""),
    "open": lambda _: (Calendar.OPEN, None, None, ""),
    "dotted_day": _read_day,
    "day": _read_day,
    "day_range": _read_day_range,
    "short_range": _read_day_range,
    "part": _read_part,
    "month": _read_month,
    "dotted_month": _read_month,
    "month_range": _read_month_range,
    "quarter": _read_quarter,
    "half": _read_half,
    "year_end": _read_year_end,
    "weekday": _read_weekday,
    "near_month": _read_near_month,
    "near_day": _read_near_day,
    "year": _read_year,
}


def find_dates(text: str, today: date, plan_year: int | None = None) -> Iterator[Mention]:
    """Yield the calendar words of a canonical text in order.

    Parameters
    ----------
    text : str
        Canonical text without line breaks.
    today : date
        The day the document was written; 昨天 and 本周五 count from it.
    plan_year : int, optional
        The year of dates printed without one; the document's own by default.

    Yields
    ------
    Mention
        Non-overlapping, left to right.

    Examples
    --------
    >>> [m.norm for m in find_dates("7月2日至5日考察，9月底前落地", date(2025, 7, 6))]
    ['2025-07-02/2025-07-05', '2025-09']
    >>> [m.problem for m in find_dates("2月30日前", date(2025, 1, 1))]
    ['没有2月30日这一天']
    """
    yield from _mentions(text, today, plan_year or today.year)


@lru_cache(maxsize=8192)  # the grammars ask about the same words again and again
def _mentions(text: str, today: date, year: int) -> tuple[Mention, ...]:
    return tuple(_read(text, today, year))


def _read(text: str, today: date, year: int) -> Iterator[Mention]:
    for match in _FINDER.finditer(text):
        number = next(i for i in range(len(_PATTERNS)) if match.group(f"k{i}") is not None)
        tail = f"_{number}"
        groups = {
            name[: -len(tail)]: value
            for name, value in match.groupdict().items()
            if value is not None and name.endswith(tail)
        }
        reading = _Reading(groups, today, year)
        try:
            kind, first, last, norm = _READERS[_PATTERNS[number][0]](reading)
        except ValueError:
            words = match.group()
            yield Mention(match.start(), match.end(), Calendar.DAY, problem=f"没有{words}这一天")
            continue
        yield Mention(match.start(), match.end(), kind, first, last, norm)
