"""State assets."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class AssetsConfig(AppConfig):
    """The application `assets`."""

    name = "daliang.programmes.assets"
    label = "assets"
    verbose_name = _("国有资产")

    def ready(self) -> None:
        """Make the programme known to the ledger."""
        from daliang.ledger.programme import register  # models exist only from here on
        from daliang.programmes.assets.programme import ASSETS

        register(ASSETS)
