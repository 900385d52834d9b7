"""All writes of the indicators: keyword-only, one transaction, one trace in the audit trail."""

from daliang.indicators.actions.figures import Recorded, record_figures
from daliang.indicators.actions.forecasts import log_forecasts, score_forecasts
from daliang.indicators.actions.imports import (
    correct_columns,
    opened,
    plan_for,
    run_import,
    take_figures,
)
from daliang.indicators.actions.targets import TargetDraft, assign_responsibility, set_target

__all__ = [
    "Recorded",
    "TargetDraft",
    "assign_responsibility",
    "correct_columns",
    "log_forecasts",
    "opened",
    "plan_for",
    "record_figures",
    "run_import",
    "score_forecasts",
    "set_target",
    "take_figures",
]
