"""Unified social credit codes: both check characters; a repair is proposed, never applied."""

from __future__ import annotations

import unicodedata
from collections.abc import Collection, Iterable, Sequence
from enum import IntEnum

import numpy as np
import numpy.typing as npt

ALPHABET = "0123456789ABCDEFGHJKLMNPQRTUWXY"
"""The 31 characters of GB 32100-2015 (no I, O, S, V, Z)."""

LENGTH = 18
_OUTER_WEIGHTS = np.array([pow(3, i, 31) for i in range(17)])
_INNER_WEIGHTS = np.array([3, 7, 9, 10, 5, 8, 4, 2])
_INNER = slice(8, 16)  # the organisation code without its check character
_NO = 99


class CodeStatus(IntEnum):
    """What can be said of a code by itself."""

    MISSING = 0
    MALFORMED = 1
    WRONG_CHECK = 2
    WRONG_INNER_CHECK = 3
    VALID = 4


def _lookup(alphabet: str) -> npt.NDArray[np.int64]:
    table = np.full(128, _NO)
    table[[ord(c) for c in alphabet]] = np.arange(len(alphabet))
    return table


_OUTER_VALUE = _lookup(ALPHABET)
_INNER_VALUE = _lookup("0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ")


def tidy_code(text: str | None) -> str:
    """Return a code without blanks and full-width letters, upper case; '' when missing."""
    if not text:
        return ""
    return "".join(unicodedata.normalize("NFKC", text).split()).upper().strip("'`")


def code_status(codes: Sequence[str]) -> npt.NDArray[np.int8]:
    """Check many codes at once.

    Parameters
    ----------
    codes : sequence of str, length n
        Tidy codes (see `tidy_code`); '' where missing.

    Returns
    -------
    ndarray of int8, shape (n,)
        `CodeStatus` values.

    Notes
    -----
    GB 32100-2015: sum of c_i 3^(i-1) over 17 characters, check = (31 - sum mod 31) mod 31.
    GB 11714-1997: sum of c_i w_i over 8 characters, check = 11 - sum mod 11, 10 is X, 11 is 0.

    Examples
    --------
    >>> found = code_status(["91320205MA218EPM26", "91320205MA218EPM27", "12", ""])
    >>> [CodeStatus(s).name for s in found]
    ['VALID', 'WRONG_CHECK', 'MALFORMED', 'MISSING']
    """
    status = np.full(len(codes), CodeStatus.MALFORMED, np.int8)
    sized = [i for i, code in enumerate(codes) if len(code) == LENGTH and code.isascii()]
    status[[i for i, code in enumerate(codes) if not code]] = CodeStatus.MISSING
    if not sized:
        return status
    rows = np.array(sized)
    letters = np.frombuffer("".join(codes[i] for i in sized).encode("ascii"), np.uint8)
    letters = letters.reshape(len(sized), LENGTH)
    outer = _OUTER_VALUE[letters]
    known = (outer != _NO).all(axis=1)
    right = (31 - (outer[:, :17] @ _OUTER_WEIGHTS) % 31) % 31 == outer[:, 17]
    inner_sum = (_INNER_VALUE[letters[:, _INNER]] @ _INNER_WEIGHTS) % 11
    wanted = np.frombuffer(b"0X987654321", np.uint8)[inner_sum]
    inner_right = wanted == letters[:, 16]
    status[rows[known & ~right]] = CodeStatus.WRONG_CHECK
    status[rows[known & right & ~inner_right]] = CodeStatus.WRONG_INNER_CHECK
    status[rows[known & right & inner_right]] = CodeStatus.VALID
    return status


def code_repairs(code: str, known: Collection[str]) -> tuple[str, ...]:
    """Return known codes that one slip of the hand turns into this one.

    Parameters
    ----------
    code : str
        A tidy code that is not valid.
    known : collection of str
        Codes to look among (a set or dict; membership must be quick).

    Returns
    -------
    tuple of str
        Known codes one substitution, one swap of neighbours, one missing or one
        additional character away. A proposal for a person, never a correction.

    Examples
    --------
    >>> code_repairs("91320205MA218EMP26", {"91320205MA218EPM26"})
    ('91320205MA218EPM26',)
    """
    return tuple(sorted({slip for slip in _slips(code) if slip in known}))


def _slips(code: str) -> Iterable[str]:
    size = len(code)
    if size == LENGTH:
        for i in range(size):
            head, tail = code[:i], code[i + 1 :]
            yield from (head + c + tail for c in ALPHABET if c != code[i])
            if i + 1 < size:
                yield head + code[i + 1] + code[i] + code[i + 2 :]
    elif size == LENGTH - 1:
        for i in range(size + 1):
            yield from (code[:i] + c + code[i:] for c in ALPHABET)
    elif size == LENGTH + 1:
        yield from (code[:i] + code[i + 1 :] for i in range(size))
