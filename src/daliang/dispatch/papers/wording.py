"""The words of papers: sentences and thresholds are data (wording.json), this fills them in."""

from __future__ import annotations

import json
from functools import cache
from pathlib import Path

_FILE = Path(__file__).parent / "wording.json"


@cache
def _wording() -> dict[str, dict[str, object]]:
    return json.loads(_FILE.read_text(encoding="utf-8"))


def sentence(kind: str, part: str, **values: object) -> str:
    """Return a paper's sentence with its values filled in; "" when the kind has none.

    Examples
    --------
    >>> sentence("breakdown", "title", name="投资")
    '投资任务分解表'
    """
    papers: dict[str, dict[str, str]] = _wording()["papers"]  # type: ignore[assignment]
    return papers[kind].get(part, "").format(**values)


def phrase(name: str, value: float) -> str:
    """Return the words for a value: the first threshold that it reaches.

    Examples
    --------
    >>> phrase("pace", 6), phrase("pace", 0), phrase("pace", -30)
    ('明显快于序时', '与序时持平', '明显滞后')
    """
    cases: list[dict[str, object]] = _wording()["phrases"][name]  # type: ignore[assignment]
    return next(
        str(case["say"])
        for case in cases
        if case["from"] is None or value >= float(case["from"])  # type: ignore[arg-type]
    )


def numeral(number: int) -> str:
    """Return a whole number below 100 in Chinese, as headings count.

    Examples
    --------
    >>> [numeral(n) for n in (1, 10, 12, 20, 35)]
    ['一', '十', '十二', '二十', '三十五']
    """
    digits = "零一二三四五六七八九"
    tens, ones = divmod(number, 10)
    lead = ("" if tens == 1 else digits[tens]) + "十" if tens else ""
    return lead + (digits[ones] if ones or not tens else "")
