"""Indicators: figures, targets, standing, forecasts."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class IndicatorsConfig(AppConfig):
    """The application `indicators`."""

    name = "daliang.indicators"
    label = "indicators"
    verbose_name = _("指标")

    def ready(self) -> None:
        """Let the keepers of figures open the tables they handed in."""
        from daliang.base.files import register_gate  # models exist only from here on
        from daliang.indicators.queries import may_open_table

        register_gate(may_open_table)
