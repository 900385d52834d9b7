"""Periods of published figures: month, quarter, half year, year; cumulative or not.

January and February are published together, so a year has eleven cumulative
months and the first ends in February.
"""

from daliang.engine.periods.period import (
    Kind,
    Period,
    cumulative_months,
    parse_period,
)

__all__ = ["Kind", "Period", "cumulative_months", "parse_period"]
