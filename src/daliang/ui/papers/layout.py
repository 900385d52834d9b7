"""The measures of GB/T 9704-2012 for A4: margins, grid, type sizes, typefaces by name.

Source: GB/T 9704-2012, clauses 5 (page, text area, grid), 7.2 and 7.3 (red head,
title, body, attachments, sign-off) and 7.5 (page number).
"""

from __future__ import annotations

PAGE_MM = (210.0, 297.0)
TOP_MM, LEFT_MM = 37.0, 28.0
TEXT_MM = (156.0, 225.0)
RIGHT_MM = PAGE_MM[0] - LEFT_MM - TEXT_MM[0]
BOTTOM_MM = PAGE_MM[1] - TOP_MM - TEXT_MM[1]
LINES, CHARACTERS = 22, 28
FOOTER_GAP_MM = 7.0  # from the text area down to the page number

POINT_MM = 25.4 / 72
LINE_PT = TEXT_MM[1] / POINT_MM / LINES
CHARACTER_PT = TEXT_MM[0] / POINT_MM / CHARACTERS

SIZE_2, SIZE_3, SIZE_4, SIZE_5 = 22.0, 16.0, 14.0, 10.5  # 二号 三号 四号 五号
TABLE_SIZE = 11.0
RED = "E60012"
RED_HEAD_TOP_MM = 35.0  # from the text area's upper edge down to the issuer's name
RED_HEAD_MAX_PT = 48.0

TITLE_FONT = "方正小标宋简体"
BODY_FONT = "仿宋_GB2312"
HEADING_FONTS = {1: "黑体", 2: "楷体_GB2312", 3: "仿宋_GB2312"}
NUMBER_FONT = "宋体"


def width_in_characters(text: str) -> float:
    """Return a text's width in full characters; Latin letters and digits count half.

    >>> width_in_characters("2024年6月30日")
    6.5
    """
    return sum(1.0 if ord(letter) > 0x2E7F or letter in "“”‘’—…·" else 0.5 for letter in text)


def issuer_size(text: str) -> float:
    """Return the size in points that lets the issuer's name fill one line of the text area."""
    fitting = 0.97 * CHARACTER_PT * CHARACTERS / max(width_in_characters(text), 1.0)
    return min(RED_HEAD_MAX_PT, fitting)


def sign_off_indents(body: str, date: str) -> tuple[float, float]:
    """Return how far body and date stand from the right edge, in characters, centred on each other.

    The date stands four characters in; a body longer than the date stands two
    characters in and the date follows it (7.3.5).
    """
    difference = width_in_characters(body) - width_in_characters(date)
    if difference <= 4:
        return 4 - difference / 2, 4.0
    return 2.0, 2 + difference / 2
