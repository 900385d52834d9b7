"""A row is told in the same words whatever engine it came from."""

from __future__ import annotations

import json
from datetime import UTC, date, datetime, timedelta, timezone
from decimal import Decimal

import pytest
from django.db import models

from daliang.base.models import CalendarDay, Notification
from daliang.site.rows import line_of, row_of

SHANGHAI = timezone(timedelta(hours=8))


def told(value: object, field: models.Field | None = None) -> object:
    column = field or models.TextField()
    column.column = "x"
    return json.loads(line_of([column], [value]))["x"]


@pytest.mark.parametrize(
    ("one", "other"),
    [
        (Decimal("1.10"), Decimal("1.1")),  # engines keep different scales
        (Decimal("1E+2"), Decimal("100")),
        (Decimal("-0.00"), Decimal("0")),
        (datetime(2024, 6, 7, 8, tzinfo=SHANGHAI), datetime(2024, 6, 7, 0, tzinfo=UTC)),
        (b"\x00\x01", memoryview(b"\x00\x01")),
    ],
)
def test_equal_values_are_told_alike(one: object, other: object) -> None:
    assert told(one) == told(other)


@pytest.mark.parametrize("value", [None, True, 7, "文", date(2024, 2, 29), 0.1])
def test_different_values_are_told_apart(value: object) -> None:
    assert told(value) != told("别的")


def test_a_line_becomes_the_same_row_again() -> None:
    day = CalendarDay(id=3, day=date(2024, 10, 1), is_workday=False, note="国庆")
    fields = CalendarDay._meta.concrete_fields
    line = line_of(fields, [getattr(day, field.attname) for field in fields])

    again = CalendarDay(**row_of(CalendarDay, json.loads(line)))

    assert line_of(fields, [getattr(again, field.attname) for field in fields]) == line


def test_a_foreign_key_is_carried_by_its_column() -> None:
    assert row_of(Notification, {"user_id": 5}) == {"user_id": 5}


def test_an_unknown_column_is_an_error() -> None:
    with pytest.raises(ValueError, match="多出的列"):
        row_of(CalendarDay, {"id": 1, "colour": "red"})
