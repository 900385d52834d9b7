"""Ledger: the kernel; commitments, milestones, owners, evidence, effect."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class LedgerConfig(AppConfig):
    """The application `ledger`."""

    name = "daliang.ledger"
    label = "ledger"
    verbose_name = _("任务台账")
