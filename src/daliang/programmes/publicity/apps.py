"""Publicity."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class PublicityConfig(AppConfig):
    """The application `publicity`."""

    name = "daliang.programmes.publicity"
    label = "publicity"
    verbose_name = _("宣传素材")

    def ready(self) -> None:
        """Make the programme known to the ledger."""
        from daliang.ledger.programme import register  # models exist only from here on
        from daliang.programmes.publicity.programme import PUBLICITY

        register(PUBLICITY)
