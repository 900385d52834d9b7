"""Credit codes: both check characters, and repairs that are proposed only."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from daliang.engine.identity import CodeStatus, code_repairs, code_status, tidy_code
from daliang.engine.identity.uscc import ALPHABET

GOOD = "91320205MA218EPM26"


def plain_outer(body: str) -> str:
    total = sum(ALPHABET.index(c) * pow(3, i, 31) for i, c in enumerate(body))
    return ALPHABET[(31 - total % 31) % 31]


def plain_inner(body: str) -> str:
    values = [int(c) if c.isdigit() else ord(c) - 55 for c in body]
    weights = (3, 7, 9, 10, 5, 8, 4, 2)
    rest = 11 - sum(v * w for v, w in zip(values, weights, strict=True)) % 11
    return {10: "X", 11: "0"}.get(rest, str(rest))


@pytest.mark.parametrize(
    ("code", "status"),
    [
        ("", CodeStatus.MISSING),  # nothing written
        ("9132", CodeStatus.MALFORMED),  # cut off
        (GOOD + "1", CodeStatus.MALFORMED),  # one too many
        (GOOD.replace("E", "I"), CodeStatus.MALFORMED),  # I is not in the alphabet
        (GOOD[:-1] + "7", CodeStatus.WRONG_CHECK),  # the last character mistyped
        ("９" * 18, CodeStatus.MALFORMED),  # full width, not tidied
        (GOOD, CodeStatus.VALID),
    ],
)
def test_what_can_be_said_of_a_code(code: str, status: CodeStatus) -> None:
    assert code_status([code]).tolist() == [status]


@given(st.text("0123456789ABCDEFGHJKLMNPQRTUWXY", min_size=16, max_size=16))
def test_both_checks_agree_with_the_plain_formulas(body: str) -> None:
    inner = body[:16] + plain_inner(body[8:16])
    right = inner + plain_outer(inner)
    wrong_inner = body[:16] + next(c for c in "0123456789X" if c != inner[16])
    outer_only = wrong_inner + plain_outer(wrong_inner)

    assert code_status([right, outer_only]).tolist() == [
        CodeStatus.VALID,
        CodeStatus.WRONG_INNER_CHECK,
    ]


def test_a_registration_department_may_be_a_letter() -> None:
    body = "N2320281MF0123456"[:16]
    inner = body + plain_inner(body[8:16])

    assert code_status([inner + plain_outer(inner)]).tolist() == [CodeStatus.VALID]


@pytest.mark.parametrize(
    "slip",
    [
        "91320205MA218EPM25",  # one character wrong
        "91320205MA218PEM26",  # two swapped
        "9132020MA218EPM26",  # one left out
        "913202055MA218EPM26",  # one twice
    ],
)
def test_one_slip_is_traced_back_to_the_known_code(slip: str) -> None:
    assert code_repairs(slip, {GOOD, "91320205MA0000000X"}) == (GOOD,)


def test_a_code_is_tidied_without_being_changed() -> None:
    assert tidy_code(" ９1320205ma218epm26 ") == GOOD
    assert tidy_code(None) == ""
