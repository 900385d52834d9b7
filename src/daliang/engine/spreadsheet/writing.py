"""Writing cells so that a text stays a text: no cell becomes a formula in the reader's program."""

from __future__ import annotations

import datetime as dt
import re
from typing import Any

# Full-width forms count: a Chinese input method turns them into their half-width twins.
_TRIGGERS = frozenset("=+-@＝＋－＠\t\r\n|%")
_NUMBER = re.compile(r"[+\-－＋]?[\d,]+(?:\.\d+)?%?")
_ILLEGAL = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ufffe\uffff\ud800-\udfff]")
MAX_CHARS = 32_767


def is_formula_like(text: str) -> bool:
    """Tell whether a spreadsheet program could take a text for a formula or a command.

    Notes
    -----
    After OWASP, "CSV Injection", with the full-width signs added.

    Examples
    --------
    >>> [is_formula_like(text) for text in ("=1+1", "＝1+1", "@SUM(A1)", "-12.5", "6月底")]
    [True, True, True, False, False]
    """
    head = text.lstrip(" \u3000")[:1] if text[:1] not in _TRIGGERS else text[:1]
    return head in _TRIGGERS and head != "" and not _NUMBER.fullmatch(text.strip())


def put_value(cell: Any, value: object) -> None:
    """Write a value into an openpyxl cell; a text that looks like a formula stays a text.

    The text is kept to the letter: it is typed as a string and marked with the quote
    prefix, so that it is not calculated when opened, nor when a clerk edits it.

    Examples
    --------
    >>> from openpyxl import Workbook
    >>> cell = Workbook().active.cell(1, 1)
    >>> put_value(cell, "=1+1")
    >>> cell.value, cell.data_type, cell.quotePrefix
    ('=1+1', 's', True)
    """
    if not isinstance(value, str):
        cell.value = value if isinstance(value, int | float | dt.date | dt.time) else None
        return
    text = _ILLEGAL.sub("", value)[:MAX_CHARS]
    cell.value = text
    if not text:
        return
    cell.data_type = "s"
    if is_formula_like(text):
        cell.quotePrefix = True
