"""Visits: planned without crowding a firm, recorded on the spot, demands split out."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class VisitsConfig(AppConfig):
    """The application `visits`."""

    name = "daliang.programmes.visits"
    label = "visits"
    verbose_name = _("助企走访")

    def ready(self) -> None:
        """Declare the programme and the card's section."""
        from daliang.ledger.programme import register  # models exist only from here on
        from daliang.parties.cards import register_section
        from daliang.programmes.visits.programme import VISITS
        from daliang.programmes.visits.sections import for_office

        register(VISITS)
        register_section("visits", for_office, position=5)
