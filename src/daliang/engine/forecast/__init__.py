"""Forecast of attainment: the full year from its first months, with a probability.

`panel_from_rows` checks a long table and makes a `Panel`; `forecast` takes it
with target lines and gives median, 80 % band, probability and reasons;
`brier`, `reliability` and `coverage` score logged forecasts afterwards.
Method and measured numbers: docs/forecast.md.
"""

from daliang.engine.forecast.attainment import Attainment, Standpoint, Target, hold_against
from daliang.engine.forecast.fan import Band, FanPoint
from daliang.engine.forecast.features import comparable_links
from daliang.engine.forecast.fitted import NATIONAL
from daliang.engine.forecast.outlook import Forecast, forecast
from daliang.engine.forecast.panel import Panel
from daliang.engine.forecast.rows import Checked, LongRows, month_number, panel_from_rows
from daliang.engine.forecast.scoring import (
    ReliabilityBin,
    brier,
    calibration_error,
    coverage,
    reliability,
)
from daliang.engine.forecast.trajectory import (
    CURVES,
    Pace,
    Trajectory,
    all_by,
    last_years_shape,
    linear,
    pace,
    plan,
    steps,
)

__all__ = [
    "CURVES",
    "NATIONAL",
    "Attainment",
    "Band",
    "Checked",
    "FanPoint",
    "Forecast",
    "LongRows",
    "Pace",
    "Panel",
    "ReliabilityBin",
    "Standpoint",
    "Target",
    "Trajectory",
    "all_by",
    "brier",
    "calibration_error",
    "comparable_links",
    "coverage",
    "forecast",
    "hold_against",
    "last_years_shape",
    "linear",
    "month_number",
    "pace",
    "panel_from_rows",
    "plan",
    "reliability",
    "steps",
]
