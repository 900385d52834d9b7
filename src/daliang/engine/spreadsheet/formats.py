"""Number formats: which numbers are dates or percentages, and how they are shown."""

from __future__ import annotations

import datetime as dt
import math
import re
from dataclasses import dataclass
from functools import lru_cache

# Built-in numbers that the file does not spell out; 27-36 and 50-58 are the Chinese dates.
_BUILT_IN = {
    9: "0%", 10: "0.00%", 14: "yyyy/m/d", 15: "d-mmm-yy", 16: "d-mmm", 17: "mmm-yy",
    18: "h:mm", 19: "h:mm:ss", 20: "h:mm", 21: "h:mm:ss", 22: "yyyy/m/d h:mm",
    27: "yyyy年m月", 28: "m月d日", 29: "m月d日", 30: "m-d-yy", 31: "yyyy年m月d日",
    32: "h时mm分", 33: "h时mm分ss秒", 36: "yyyy年m月", 45: "mm:ss", 46: "h:mm:ss", 47: "mm:ss",
    50: "yyyy年m月", 51: "m月d日", 52: "yyyy年m月", 53: "m月d日", 54: "m月d日",
    55: "h时mm分", 56: "h时mm分ss秒", 57: "yyyy年m月", 58: "m月d日",
}  # fmt: skip
_LITERAL = re.compile(r'"([^"]*)"|\\(.)')
_BRACKET = re.compile(r"\[[^\]]*\]|_.|\*.")
_SUFFIX = re.compile(r'"([^"]*)"\s*$')
_LAST_SERIAL = 2_958_465  # 9999-12-31
# A sheet's moments have no time zone.
_EPOCH_1900 = dt.datetime(1899, 12, 30)  # noqa: DTZ001
_EPOCH_1904 = dt.datetime(1904, 1, 1)  # noqa: DTZ001


@dataclass(frozen=True, slots=True)
class Shape:
    """What a number format makes of a number."""

    is_percent: bool = False
    has_year: bool = False
    has_month: bool = False
    has_day: bool = False
    has_time: bool = False
    suffix: str = ""

    @property
    def is_date(self) -> bool:
        """The number counts days."""
        return self.has_year or self.has_month or self.has_day or self.has_time


PLAIN = Shape()


@lru_cache(maxsize=4096)
def shape_of(number: int, code: str | None) -> Shape:
    """Return what a number format means; `code` is None for the built-in ones.

    Examples
    --------
    >>> shape_of(10, None).is_percent
    True
    >>> shape_of(176, 'yyyy"年"m"月"').has_day
    False
    >>> shape_of(177, '0"家"').suffix
    '家'
    """
    code = _BUILT_IN.get(number, "") if code is None else code
    code = code[:255].split(";")[0]
    bare = _BRACKET.sub("", _LITERAL.sub("", code)).lower()
    if not bare or bare in ("general", "@"):
        return PLAIN
    if "%" in bare:
        return Shape(is_percent=True)
    if re.search(r"[ymdhs]", bare) and not re.search(r"[#0?]", bare.replace("s.0", "")):
        has_time = bool(re.search(r"[hs]", bare))
        has_date = bool(re.search(r"[yd]", bare))
        return Shape(
            has_year="y" in bare,
            # Beside hours an m counts minutes, unless years or days stand there as well.
            has_month="m" in bare and (has_date or not has_time),
            has_day="d" in bare,
            has_time=has_time,
        )
    suffix = _SUFFIX.search(code)
    return Shape(suffix=suffix[1] if suffix else "")


def moment_of(serial: float, *, is_1904: bool) -> dt.datetime | None:
    """Return the moment a day count means; None outside the calendar.

    The 1900 system counts a 29 February 1900 that never was, so that days before
    it are one off; its first real use is after it, and the count agrees there.

    Examples
    --------
    >>> moment_of(45473, is_1904=False)
    datetime.datetime(2024, 6, 30, 0, 0)
    >>> moment_of(44011, is_1904=True)
    datetime.datetime(2024, 6, 30, 0, 0)
    >>> moment_of(1, is_1904=False)
    datetime.datetime(1900, 1, 1, 0, 0)
    """
    if not math.isfinite(serial) or not 0 <= serial <= _LAST_SERIAL - 1462:
        return None
    if is_1904:
        return _EPOCH_1904 + _days(serial)
    return _EPOCH_1900 + _days(serial + 1 if 1 <= serial < 60 else serial)


def _days(serial: float) -> dt.timedelta:
    # To the second: a day count carries rounding noise in its last binary digits.
    return dt.timedelta(days=int(serial), seconds=round((serial - int(serial)) * 86_400))


def date_text(moment: dt.datetime, shape: Shape) -> str:
    """Return a date as its format shows it; a format without day must not invent one.

    Examples
    --------
    >>> date_text(dt.datetime(2024, 6, 1), Shape(has_year=True, has_month=True))
    '2024年6月'
    """
    if not (shape.has_year or shape.has_month or shape.has_day):
        return moment.strftime("%H:%M:%S" if moment.second else "%H:%M")
    if shape.has_day:
        text = moment.date().isoformat()
    elif shape.has_month:
        text = f"{moment.year}年{moment.month}月"
    else:
        text = f"{moment.year}年"
    return f"{text} {moment:%H:%M}" if shape.has_time and moment.time() != dt.time() else text


def number_text(value: float, shape: Shape) -> str:
    """Return a number as text, without binary noise and without losing digits.

    Examples
    --------
    >>> number_text(0.1 + 0.2, PLAIN), number_text(0.855, Shape(is_percent=True))
    ('0.3', '85.5%')
    >>> number_text(12.0, Shape(suffix="家"))
    '12家'
    """
    if shape.is_percent:
        return f"{_digits(value * 100)}%"
    return f"{_digits(value)}{shape.suffix}"


def _digits(value: float) -> str:
    if isinstance(value, int) or (value.is_integer() and abs(value) < 1e15):
        return str(int(value))
    text = format(value, ".15g")
    if "e" not in text or abs(value) >= 1e15:
        return text
    return format(value, ".20f").rstrip("0").rstrip(".")
