"""One way of writing for every text, with the way back to the places in the original."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from daliang.engine.reading.script import TO_SIMPLIFIED

# Letters, digits and signs become narrow; punctuation becomes the Chinese form, because grammar
# rules are easier to read with one comma. Box-drawing dashes stay: they are table rules.
_NARROW = {code: chr(code - 0xFEE0) for code in range(0xFF01, 0xFF5F)}
_PUNCTUATION = {",": "，", ";": "；", ":": "：", "(": "（", ")": "）", "?": "？", "!": "！"}
_WIDE = {
    "，": "，",
    "；": "；",
    "：": "：",
    "（": "（",
    "）": "）",
    "？": "？",
    "！": "！",
    "～": "～",
}
_LOOKALIKES = {"﹪": "%", "﹒": ".", "∶": "：", "•": "·", "‧": "·", "・": "·", "~": "～", "∼": "～"}
_LOOKALIKES |= dict.fromkeys("－–—―﹣‐‑−", "-") | {
    "〜": "～",
    "〔": "（",
    "〕": "）",
    "[": "（",
    "]": "）",
    "［": "（",
    "］": "）",
}
_LOOKALIKES |= dict.fromkeys("\u00a0\u2002\u2009", " ") | {"\u3000": "\t", "\u2003": "\t"}
_TABLE = (
    _NARROW | TO_SIMPLIFIED | {ord(a): b for a, b in (_PUNCTUATION | _WIDE | _LOOKALIKES).items()}
)
_NUMBER_SIGN = re.compile(r"(?<=\d)[，](?=\d{3}(?!\d))|(?<=\d)：(?=\d\d(?!\d))")
_ASCII_STOP = re.compile(r"(?:(?<=[一-龥）”])|(?<=[一-龥）”] ))\.(?=\s|$)", re.MULTILINE)
_HAN = "一-龥〇"
_SPACED = re.compile(rf"(?<=[{_HAN}])[ \t](?=[{_HAN}])")


def canonical(text: str) -> str:
    """Return `text` in one script, one width and one punctuation, character for character.

    The length never changes, so a place in the result is the same place in `text`.

    Examples
    --------
    >>> canonical("牽頭單位:市發改委,９月３０日前(完成率１００％)")
    '牵头单位：市发改委，9月30日前（完成率100%）'
    >>> canonical("1,200萬元")
    '1,200万元'
    """
    plain = text.translate(_TABLE)
    plain = _NUMBER_SIGN.sub(lambda sign: "," if sign.group() == "，" else ":", plain)
    return _ASCII_STOP.sub(lambda stop: _stop(plain, stop.start()), plain)


def _stop(plain: str, place: int) -> str:
    """A point behind 一 at the begin of a line belongs to the number, not to a sentence."""
    line = plain[plain.rfind("\n", 0, place) + 1 : place]
    return "." if re.fullmatch(r"\s*[一二三四五六七八九十]{1,3}\s*", line) else "。"


@dataclass(frozen=True, slots=True)
class Mapped:
    """A normalised text and, for every character, its place in the original.

    Parameters
    ----------
    text : str
        The normalised text.
    origin : Sequence of int
        `origin[i]` is the place of `text[i]` in the original.
    """

    text: str
    origin: Sequence[int]

    def span(self, start: int, end: int) -> tuple[int, int]:
        """Return the half-open span of the original that `text[start:end]` came from."""
        return self.origin[start], self.origin[end - 1] + 1

    def part(self, start: int, end: int) -> Mapped:
        """Return a piece of the text with its places."""
        return Mapped(self.text[start:end], self.origin[start:end])


def is_spaced_out(text: str) -> bool:
    """Say whether single spaces stand between most characters, as scanners leave them."""
    gaps = len(_SPACED.findall(text))
    return gaps >= 3 and gaps * 3 >= len(text) - text.count(" ") - text.count("\t")


def without_gaps(text: str, start: int = 0, *, drop: str = "\n\r") -> Mapped:
    """Return canonical `text` without line breaks and without the spaces of a scanner.

    Spaces between two Chinese characters, and between a digit and a Chinese character, mean
    nothing in Chinese; runs of two and more stand for columns and stay as one space.
    """
    kept: list[str] = []
    origin: list[int] = []
    is_spaced = is_spaced_out(text)
    for found in re.finditer(r"[ \t]+|[^ \t]", text):
        char = found.group()
        if char[0] in drop:
            continue
        if char[0] in " \t":
            if (is_spaced and len(char) == 1) or not _keeps_gap(char, text, found):
                continue
            char = " "
        kept.append(char)
        origin.append(start + found.start())
    return Mapped("".join(kept), origin)


def _keeps_gap(gap: str, text: str, found: re.Match[str]) -> bool:
    before, after = text[: found.start()][-1:], text[found.end() : found.end() + 1]
    if not before or not after:
        return False
    if len(gap) > 1 or gap == "\t":
        return True
    return before.isascii() and before.isalpha() and after.isascii() and after.isalpha()
