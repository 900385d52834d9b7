"""Indicators: figures, targets, standing, forecasts."""

from django.apps import AppConfig


class IndicatorsConfig(AppConfig):
    """The application `indicators`."""

    name = "daliang.indicators"
    label = "indicators"
    verbose_name = "指标"
