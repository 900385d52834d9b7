"""Ledger: the kernel; commitments, milestones, owners, evidence, effect."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class LedgerConfig(AppConfig):
    """The application `ledger`."""

    name = "daliang.ledger"
    label = "ledger"
    verbose_name = _("任务台账")

    def ready(self) -> None:
        """Let those who see a commitment take out the files that prove it."""
        from daliang.base.files import register_gate  # models exist only from here on
        from daliang.ledger.queries import may_see_evidence

        register_gate(may_see_evidence)
