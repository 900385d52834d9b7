"""Quantities with their unit, and published figures with their vintage and basis.

A unit is converted, never guessed; money is Decimal; growth is kept as
published and never computed across two vintages.
"""

from daliang.engine.quantities.published import (
    Comparison,
    Conflict,
    Published,
    Remainder,
    compare,
    conflicts,
    remainder,
)
from daliang.engine.quantities.quantity import (
    ExchangeRate,
    Quantity,
    Unit,
    convert,
    parse_quantity,
    unit_of,
)

__all__ = [
    "Comparison",
    "Conflict",
    "ExchangeRate",
    "Published",
    "Quantity",
    "Remainder",
    "Unit",
    "compare",
    "conflicts",
    "convert",
    "parse_quantity",
    "remainder",
    "unit_of",
]
