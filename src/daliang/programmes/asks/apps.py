"""Upward asks: windows of national and provincial documents, level by level."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class AsksConfig(AppConfig):
    """The application `asks`."""

    name = "daliang.programmes.asks"
    label = "asks"
    verbose_name = _("向上争取")

    def ready(self) -> None:
        """Declare the programme and the table."""
        from daliang.ledger.programme import register  # models exist only from here on
        from daliang.parties.table_in import register_table
        from daliang.programmes.asks.programme import ASKS
        from daliang.programmes.asks.tables import TABLE

        register(ASKS)
        register_table(TABLE)
