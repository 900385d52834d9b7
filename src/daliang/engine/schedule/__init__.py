"""Schedule risk: milestone networks, chances of due dates, lights, earned value, drift."""

from daliang.engine.schedule.calibration import Calibration, calibrate
from daliang.engine.schedule.document import read_document, write_document
from daliang.engine.schedule.drift import Drift, Snapshot, drift
from daliang.engine.schedule.earned import EarnedValue, Progress, earned_value
from daliang.engine.schedule.forecast import (
    Forecast,
    MilestoneForecast,
    ProjectForecast,
    forecast,
)
from daliang.engine.schedule.lights import Light, LightRules, Standing, light
from daliang.engine.schedule.network import Link, Milestone, Project
from daliang.engine.schedule.portfolio import OnTime, on_time_spread
from daliang.engine.schedule.ranges import Finished, Range, learn_ranges

__all__ = [
    "Calibration", "Drift", "EarnedValue", "Finished", "Forecast", "Light", "LightRules", "Link",
    "Milestone", "MilestoneForecast", "OnTime", "Progress", "Project", "ProjectForecast", "Range",
    "Snapshot", "Standing", "calibrate", "drift", "earned_value", "forecast", "learn_ranges",
    "light", "on_time_spread", "read_document", "write_document",
]  # fmt: skip
