"""Agreements on the ledger."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class AgreementsConfig(AppConfig):
    """The application `agreements`."""

    name = "daliang.programmes.agreements"
    label = "agreements"
    verbose_name = _("合作协议")

    def ready(self) -> None:
        """Make the programme known to the ledger."""
        from daliang.ledger.programme import register  # models exist only from here on
        from daliang.programmes.agreements.programme import AGREEMENTS

        register(AGREEMENTS)
