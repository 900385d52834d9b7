"""How logged forecasts came out: Brier score, reliability, coverage."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

import numpy as np

from daliang.base.models import User
from daliang.engine.forecast import (
    ReliabilityBin,
    brier,
    calibration_error,
    coverage,
    reliability,
)
from daliang.indicators import queries
from daliang.indicators.choices import Line
from daliang.indicators.models import ForecastLog

BINS = 5


@dataclass(frozen=True, slots=True)
class Tally:
    """The score of a group of forecasts; None where there is nothing to score."""

    title: str
    count: int
    brier: float | None
    time_rule: float | None  # Brier score of "ahead of 时间进度 means it will be made"
    coverage: float | None
    mean_error_pct: float | None


@dataclass(frozen=True, slots=True)
class Record:
    """All scored forecasts together, by data month, and line by line."""

    whole: Tally
    months: tuple[Tally, ...]
    bins: tuple[ReliabilityBin, ...]
    apart: float | None
    logs: tuple[ForecastLog, ...]
    waiting: int


def record(user: User, day: date) -> Record:
    """Return how the forecasts that a user sees came out."""
    rows = queries.forecasts_for(user, day).select_related("indicator", "area")
    scored = list(
        rows.filter(scored_at__isnull=False)
        .order_by("-year", "-month", "indicator__position")
        .prefetch_related("odds")
    )
    said, happened = _odds(scored)
    months = sorted({log.month for log in scored})
    return Record(
        whole=_tally("", scored),
        months=tuple(_tally(f"{m}月", [log for log in scored if log.month == m]) for m in months),
        bins=reliability(said, happened, BINS) if len(said) else (),
        apart=calibration_error(said, happened, BINS) if len(said) else None,
        logs=tuple(scored),
        waiting=rows.filter(scored_at__isnull=True).count(),
    )


def _odds(logs: Sequence[ForecastLog]) -> tuple[np.ndarray, np.ndarray]:
    pairs = [
        (odds.probability, float(odds.happened))
        for log in logs
        for odds in log.odds.all()
        if odds.probability is not None and odds.happened is not None
    ]
    values = np.array(pairs, dtype=float).reshape(-1, 2)
    return values[:, 0], values[:, 1]


def _tally(title: str, logs: Sequence[ForecastLog]) -> Tally:
    said, happened = _odds(logs)
    bands = [
        (log.p10, log.p90, log.came, log.median)
        for log in logs
        if log.p10 is not None and log.came is not None
    ]
    held = np.array(bands, dtype=float).reshape(-1, 4)
    return Tally(
        title=title,
        count=len(logs),
        brier=brier(said, happened) if len(said) else None,
        time_rule=_time_rule(logs),
        coverage=coverage(held[:, 0], held[:, 1], held[:, 2]) if len(held) else None,
        mean_error_pct=100 * float(np.mean(np.abs(held[:, 3] / held[:, 2] - 1)))
        if len(held)
        else None,
    )


def _time_rule(logs: Sequence[ForecastLog]) -> float | None:
    """The office's rule of thumb on the same forecasts: done at least as much as time gone."""
    misses = []
    for log in logs:
        for odds in log.odds.all():
            if odds.happened is None or not odds.level or log.so_far is None:
                continue
            if odds.probability is None or odds.line not in Line.values:
                continue
            is_ahead = log.so_far / odds.level >= log.month / 12
            says = (not is_ahead) if odds.is_lower_better else is_ahead
            misses.append((float(says) - float(odds.happened)) ** 2)
    return sum(misses) / len(misses) if misses else None
