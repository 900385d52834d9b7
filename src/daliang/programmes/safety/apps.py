"""Safety: sites, inspections, hazards."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class SafetyConfig(AppConfig):
    """The application `safety`."""

    name = "daliang.programmes.safety"
    label = "safety"
    verbose_name = _("安全生产")

    def ready(self) -> None:
        """Make the programme known to the ledger."""
        from daliang.ledger.programme import register  # models exist only from here on
        from daliang.programmes.safety.programme import SAFETY

        register(SAFETY)
