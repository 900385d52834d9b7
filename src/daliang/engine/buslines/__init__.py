"""Custom bus lines: planned on demand, checked, compared with today's."""

from daliang.engine.buslines.lines import (
    Demand,
    Line,
    Service,
    check_lines,
    evaluate_lines,
    rides,
)
from daliang.engine.buslines.planner import LinePlan, plan_lines

__all__ = [
    "Demand", "Line", "LinePlan", "Service", "check_lines", "evaluate_lines", "plan_lines",
    "rides",
]  # fmt: skip
