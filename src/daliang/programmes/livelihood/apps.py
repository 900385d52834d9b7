"""Livelihood."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class LivelihoodConfig(AppConfig):
    """The application `livelihood`."""

    name = "daliang.programmes.livelihood"
    label = "livelihood"
    verbose_name = _("民生实事")

    def ready(self) -> None:
        """Make the programme known to the ledger."""
        from daliang.ledger.programme import register  # models exist only from here on
        from daliang.programmes.livelihood.programme import LIVELIHOOD

        register(LIVELIHOOD)
