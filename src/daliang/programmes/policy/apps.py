"""Policies as rules: who qualifies, who lacks what, what it costs, what was paid."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class PolicyConfig(AppConfig):
    """The application `policy`."""

    name = "daliang.programmes.policy"
    label = "policy"
    verbose_name = _("惠企政策")

    def ready(self) -> None:
        """Declare the programme, the card's sections and the table of facts."""
        # models exist only from here on
        from daliang.ledger.programme import register
        from daliang.parties.cards import register_firm_section, register_section
        from daliang.parties.table_in import register_table
        from daliang.programmes.policy.programme import POLICY
        from daliang.programmes.policy.sections import for_firm, for_office
        from daliang.programmes.policy.tables import TABLE

        register(POLICY)
        register_section("policy", for_office, position=20)
        register_firm_section("policy", for_firm, position=20)
        register_table(TABLE)
