"""Workbooks that an office sends in, opened safely; and cells written so that none is a formula."""

from daliang.engine.spreadsheet.copying import sanitised, values_only_copy
from daliang.engine.spreadsheet.limits import STANDARD, Limits
from daliang.engine.spreadsheet.reader import open_workbook
from daliang.engine.spreadsheet.values import (
    Cell,
    Kind,
    Range,
    Sheet,
    Workbook,
    column_letter,
    column_number,
)
from daliang.engine.spreadsheet.writing import is_formula_like, put_value

__all__ = [
    "STANDARD",
    "Cell",
    "Kind",
    "Limits",
    "Range",
    "Sheet",
    "Workbook",
    "column_letter",
    "column_number",
    "is_formula_like",
    "open_workbook",
    "put_value",
    "sanitised",
    "values_only_copy",
]
