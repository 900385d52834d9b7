"""Demands: one pool, routed, timed, answered, judged by the firm."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class DemandsConfig(AppConfig):
    """The application `demands`."""

    name = "daliang.programmes.demands"
    label = "demands"
    verbose_name = _("企业诉求")

    def ready(self) -> None:
        """Declare the programme, the taker of demands, the card's section and the table."""
        # models exist only from here on
        from daliang.ledger.programme import register
        from daliang.parties.cards import register_firm_section, register_section
        from daliang.parties.hearing import register_taker
        from daliang.parties.table_in import register_table
        from daliang.programmes.demands.actions import take_in
        from daliang.programmes.demands.programme import DEMANDS
        from daliang.programmes.demands.sections import for_firm, for_office
        from daliang.programmes.demands.tables import TABLE

        register(DEMANDS)
        register_taker(take_in)
        register_section("demands", for_office, position=10)
        register_firm_section("demands", for_firm, position=10)
        register_table(TABLE)
