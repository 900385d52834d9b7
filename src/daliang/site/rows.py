"""One database row as one line of text: the same text whatever engine it came from."""

from __future__ import annotations

import base64
import json
from collections.abc import Sequence
from datetime import UTC, date, datetime, time, timedelta
from decimal import Decimal
from uuid import UUID

from django.db import models
from django.utils.duration import duration_iso_string


def line_of(fields: Sequence[models.Field], values: Sequence[object]) -> bytes:
    """Return a row as one line of JSON with sorted keys, ending in a newline."""
    row = {field.column: _plain(field, value) for field, value in zip(fields, values, strict=True)}
    text = json.dumps(row, ensure_ascii=False, sort_keys=True, separators=(",", ":"))
    return text.encode() + b"\n"


def row_of(model: type[models.Model], row: dict[str, object]) -> dict[str, object]:
    """Return the values of a line as arguments of the model; unknown columns are an error."""
    fields = {field.column: field for field in model._meta.concrete_fields}
    if unknown := set(row) - set(fields):
        raise ValueError(f"多出的列{'、'.join(sorted(unknown))}")
    return {fields[name].attname: _value(fields[name], value) for name, value in row.items()}


def _plain(field: models.Field, value: object) -> object:
    if value is None or isinstance(value, bool | int | str):
        return value
    for kind, write in _WRITERS:
        if isinstance(value, kind):
            return write(value)
    if isinstance(field, models.JSONField):
        return value
    return str(value)  # a file: its name in the storage


def _moment(value: datetime) -> str:
    return value.astimezone(UTC).isoformat() if value.tzinfo else value.isoformat()


_WRITERS = (
    (datetime, _moment),  # before date: every datetime is one
    (date, date.isoformat),
    (time, time.isoformat),
    (timedelta, duration_iso_string),
    (float, repr),
    (Decimal, lambda value: format(value.normalize() + 0, "f")),
    (UUID, str),
    (bytes | memoryview, lambda value: base64.b64encode(bytes(value)).decode()),
)


def _value(field: models.Field, value: object) -> object:
    if value is None or isinstance(field, models.JSONField):
        return value
    target = field.target_field if field.is_relation else field
    if isinstance(target, models.BinaryField):
        return base64.b64decode(str(value))
    return target.to_python(value)
