"""Chinese and Arabic numerals read as numbers."""

from __future__ import annotations

import re

_DIGITS = {char: value for value, char in enumerate("零一二三四五六七八九")} | {"〇": 0, "两": 2}
_SMALL = {"十": 10, "百": 100, "千": 1000}
_LARGE = {"万": 10**4, "亿": 10**8}
CHINESE = "零〇一二两三四五六七八九十百千"


def chinese_number(text: str) -> int | None:
    """Return the value of a Chinese numeral, or None when it is none.

    Examples
    --------
    >>> chinese_number("一百二十三"), chinese_number("十二"), chinese_number("二〇二五")
    (123, 12, 2025)
    >>> chinese_number("三亿五千万"), chinese_number("百")
    (350000000, 100)
    """
    if not text or any(c not in _DIGITS and c not in _SMALL and c not in _LARGE for c in text):
        return None
    if all(char in _DIGITS for char in text):
        return int("".join(str(_DIGITS[char]) for char in text))
    total = section = digit = 0
    for char in text:
        if char in _DIGITS:
            digit = _DIGITS[char]
        elif char in _SMALL:
            section += (digit or 1) * _SMALL[char]
            digit = 0
        else:
            total += (section + digit or 1) * _LARGE[char]
            section = digit = 0
    return total + section + digit


def whole_number(text: str) -> int | None:
    """Return an integer written in Arabic or Chinese numerals.

    Examples
    --------
    >>> whole_number("30"), whole_number("三十")
    (30, 30)
    """
    if re.fullmatch(r"[0-9]+", text):
        return int(text)
    return chinese_number(text)
