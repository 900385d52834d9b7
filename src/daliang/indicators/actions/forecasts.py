"""Forecasts logged once per indicator, area and data month, and scored when the year is told."""

from __future__ import annotations

from collections.abc import Sequence

from django.db import transaction

from daliang.base import audit, clock
from daliang.base.access import require
from daliang.base.models import User
from daliang.base.roles import Permission
from daliang.indicators.forecasting import Made, finite
from daliang.indicators.models import ForecastLog, ForecastOdds, ForecastPoint
from daliang.indicators.series import Series


@transaction.atomic
def log_forecasts(*, by: User | None, made: Sequence[Made]) -> int:
    """Log forecasts that are not there yet; what was once said is never said again differently."""
    if by is not None:
        require(by, Permission.FIGURES)
    years = {one.year for one in made}
    held = set(
        ForecastLog.objects.filter(year__in=years).values_list(
            "indicator_id", "area_id", "year", "month"
        )
    )
    new = [
        one
        for one in made
        if one.told is not None and (one.indicator.pk, one.area_id, one.year, one.month) not in held
    ]
    logs = ForecastLog.objects.bulk_create([_log(one) for one in new])
    ForecastPoint.objects.bulk_create(
        ForecastPoint(
            forecast=log,
            month=point.month,
            median=point.level.median,
            p10=point.level.p10,
            p90=point.level.p90,
        )
        for log, one in zip(logs, new, strict=True)
        for point in one.told.fan
    )
    ForecastOdds.objects.bulk_create(
        odds for log, one in zip(logs, new, strict=True) for odds in _odds(log, one)
    )
    if new:
        audit.record(by=by, verb="存下预测", detail={"count": len(new)})
    return len(new)


@transaction.atomic
def score_forecasts(*, by: User | None, series: Sequence[Series]) -> int:
    """Write the outcome beside the forecasts of years whose full figure has come."""
    if by is not None:
        require(by, Permission.FIGURES)
    by_key = {(one.indicator_id, one.area): one for one in series}
    open_logs = ForecastLog.objects.filter(scored_at__isnull=True, month__lt=12)
    scored = 0
    for log in open_logs.prefetch_related("odds"):
        one = by_key.get((log.indicator_id, log.area_id))
        full = one.at(log.year, 12) if one else None
        if full is None:
            continue
        log.came = float(full.value) if full.value is not None else None
        log.came_growth = float(full.growth_pct) if full.growth_pct is not None else None
        log.scored_at = clock.now()
        log.save(update_fields=["came", "came_growth", "scored_at"])
        for odds in log.odds.all():
            odds.happened = _happened(odds, log)
            odds.save(update_fields=["happened"])
        scored += 1
    if scored:
        audit.record(by=by, verb="预测评分", detail={"count": scored})
    return scored


def _happened(odds: ForecastOdds, log: ForecastLog) -> bool | None:
    """A growth target is held against the published growth, a level against the level."""
    came = log.came_growth if odds.is_growth else log.came
    if came is None:
        return None
    return came <= odds.value if odds.is_lower_better else came >= odds.value


def _log(one: Made) -> ForecastLog:
    told = one.told
    level, growth = told.level, told.growth_pct
    return ForecastLog(
        indicator=one.indicator,
        area_id=one.area_id,
        year=one.year,
        month=one.month,
        made_on=clock.today(),
        made_at=clock.now(),
        so_far=one.so_far,
        median=level and finite(level.median),
        p10=level and finite(level.p10),
        p90=level and finite(level.p90),
        growth_median=growth and finite(growth.median),
        growth_p10=growth and finite(growth.p10),
        growth_p90=growth and finite(growth.p90),
        same_period_progress_pct=finite(told.same_period_progress_pct),
        link_gap_pp=finite(told.link_gap_pp),
        basis=told.basis[:200],
        because=[[term, value] for term, value in told.because],
        is_synthetic=one.is_synthetic,
    )


def _odds(log: ForecastLog, one: Made) -> list[ForecastOdds]:
    rows = []
    for target, held in zip(one.lines, one.told.attainments, strict=False):
        history = held.needed_was_reached_in or (None, None)
        rows.append(
            ForecastOdds(
                forecast=log,
                line=target.line,
                value=float(target.value),
                is_growth=target.is_growth,
                is_lower_better=held.target.is_lower_better,
                level=finite(held.level),
                probability=finite(held.probability),
                needed_rest_growth_pct=finite(held.needed_rest_growth_pct),
                reached_in=history[0],
                of_years=history[1],
            )
        )
    return rows
