"""The periodic forecast: once per indicator, area and data month; scored when the year is told."""

from __future__ import annotations

from datetime import date

from django.utils.translation import gettext as _

from daliang.indicators.actions import log_forecasts, score_forecasts
from daliang.indicators.forecasting import forecasts_of
from daliang.indicators.models import Indicator, Observation, Target
from daliang.indicators.queries import known
from daliang.indicators.series import series_of


def forecast_all(today: date) -> str:
    """Forecast every series of its newest year, log what is new, score what has come.

    Idempotent: a data month that was forecast stays as it was said.
    """
    series = series_of(known(Observation.objects.filter(as_of__lte=today)))
    indicators = Indicator.objects.in_bulk()
    targets = list(Target.objects.filter(replaced_at__isnull=True, as_of__lte=today))
    scored = score_forecasts(by=None, series=list(series.values()))
    logged = 0
    for year in (today.year - 1, today.year):
        made = forecasts_of(indicators, series.values(), targets, year)
        # Last year's is worth telling only until its own full figure is out.
        logged += log_forecasts(by=None, made=[one for one in made if one.month < 12])
    if not logged and not scored:
        return ""
    return _("新存预测 %(n)d 条，评分 %(m)d 条") % {"n": logged, "m": scored}
