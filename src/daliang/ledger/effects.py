"""A closed promise's figure: its later path against the forecast made before the work closed."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from django.db.models import QuerySet
from django.utils import timezone

from daliang.base.models import Organisation, User
from daliang.engine.effect import Effect, measure_effect
from daliang.engine.forecast import Band, FanPoint
from daliang.indicators.models import ForecastLog, Observation
from daliang.indicators.queries import known
from daliang.indicators.series import Series, series_of
from daliang.ledger.choices import State
from daliang.ledger.models import IndicatorLink
from daliang.ledger.queries import commitments_for


@dataclass(frozen=True, slots=True)
class Measured:
    """One link's effect, from the forecast it is held against."""

    link: IndicatorLink
    forecast: ForecastLog
    to_month: int
    effect: Effect


def links_for(user: User) -> QuerySet[IndicatorLink]:
    """Return the links whose commitment a user sees."""
    rows = IndicatorLink.objects.filter(commitment__in=commitments_for(user))
    return rows.select_related("commitment", "commitment__lead", "indicator")


def measured(links: Iterable[IndicatorLink], area: Organisation, day: date) -> list[Measured]:
    """Hold the indicators of closed commitments against forecasts made before; three queries.

    A link without a forecast made before its closing has nothing to be held
    against and is left out.
    """
    closed = [link for link in links if link.commitment.state == State.CLOSED]
    ids = {link.indicator_id for link in closed}
    seen = Observation.objects.filter(area=area, indicator__in=ids, as_of__lte=day)
    series = {one.indicator_id: one for one in series_of(known(seen)).values()}
    logs = list(
        ForecastLog.objects.filter(area=area, indicator__in=ids, median__isnull=False)
        .order_by("-made_on")
        .prefetch_related("points")
    )
    found = (_measured(link, logs, series.get(link.indicator_id)) for link in closed)
    return [one for one in found if one is not None]


def _measured(
    link: IndicatorLink, logs: list[ForecastLog], series: Series | None
) -> Measured | None:
    closed_on = timezone.localdate(link.commitment.closed_at)
    before = next(
        (
            log
            for log in logs
            if log.indicator_id == link.indicator_id
            and log.year == closed_on.year
            and log.made_on < closed_on
            and log.points.all()
        ),
        None,
    )
    if before is None or series is None:
        return None
    fan = [FanPoint(p.month, Band(p.median, p.p10, p.p90)) for p in before.points.all()]
    came = {
        month: float(figure.value)
        for (year, month), figure in series.figures.items()
        if year == before.year and month > before.month and figure.value is not None
    }
    effect = measure_effect(before.month, closed_on.month, fan, came)
    return Measured(link, before, max(came, default=before.month), effect)
