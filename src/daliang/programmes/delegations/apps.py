"""Delegations and their outcomes on the ledger."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class DelegationsConfig(AppConfig):
    """The application `delegations`."""

    name = "daliang.programmes.delegations"
    label = "delegations"
    verbose_name = _("出访成果")

    def ready(self) -> None:
        """Make the programme known to the ledger."""
        from daliang.ledger.programme import register  # models exist only from here on
        from daliang.programmes.delegations.programme import DELEGATIONS

        register(DELEGATIONS)
