"""One column of a register: how a value is read from a row and written as a cell."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any, Literal

from django.core.exceptions import ObjectDoesNotExist
from django.db.models import Model
from django.utils.html import conditional_escape
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext as _

from daliang.ui.parts import day, number

Row = Any  # one object of the caller's queryset; the kit does not know its kind


@dataclass(frozen=True)
class Column:
    """One column of a register.

    Parameters
    ----------
    key : str
        Its name in the query string.
    title : str
        The header, exactly as in the office's own table.
    value : str or callable, optional
        Dotted attribute path ("owner.name") or a function of the row; `key` when
        omitted. May give text, number, date, or any value of `daliang.ui.parts`.
    sort : tuple of str
        ORM paths to order by; empty means the column does not sort.
    kind : {"text", "long", "number", "date"}
        Alignment and formatting.
    digits : int, optional
        Decimals of a number.
    is_shown : bool
        Whether it is shown before the user chooses columns.
    export : callable, optional
        Value for the workbook when it differs from what the screen says.
    width : int
        Width in the workbook, in characters.
    """

    key: str
    title: str
    value: str | Callable[[Row], object] = ""
    sort: tuple[str, ...] = ()
    kind: Literal["text", "long", "number", "date"] = "text"
    digits: int | None = None
    is_shown: bool = True
    export: Callable[[Row], object] | None = None
    width: int = 14

    def read(self, row: Row) -> object:
        """Return the column's value for a row; None where a step of the path is missing."""
        if callable(self.value):
            return self.value(row)
        value = row
        for step in (self.value or self.key).split("."):
            try:
                value = value[step] if isinstance(value, Mapping) else getattr(value, step)
            except (AttributeError, KeyError, ObjectDoesNotExist):
                if value is None:
                    return None
                raise
        return value


def cell_html(column: Column, value: object) -> SafeString:
    """Write one value as a cell: gap as “—”, numbers grouped, dates short, parts drawn."""
    if value is None or value == "":
        return mark_safe('<span class="gap">—</span>')
    if isinstance(value, bool):
        return conditional_escape(_("是") if value else _("否"))
    if (column.kind == "number" and isinstance(value, int | float)) or hasattr(value, "as_tuple"):
        return conditional_escape(number(value, column.digits))  # type: ignore[arg-type]
    if hasattr(value, "strftime"):
        return conditional_escape(day(value))  # type: ignore[arg-type]
    if isinstance(value, Model):
        value = str(value)
    return conditional_escape(value)
