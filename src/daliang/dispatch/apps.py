"""Dispatch: cockpit, documents in, bulletins out."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class DispatchConfig(AppConfig):
    """The application `dispatch`."""

    name = "daliang.dispatch"
    label = "dispatch"
    verbose_name = _("督办调度")

    def ready(self) -> None:
        """Make the office's own programme known to the ledger."""
        from daliang.base.files import register_gate  # models exist only from here on
        from daliang.dispatch.documents.queries import may_open_document
        from daliang.dispatch.papers.queries import may_open_paper
        from daliang.dispatch.programme import TASKS
        from daliang.dispatch.queries import may_open_bulletin
        from daliang.ledger.programme import register

        register(TASKS)
        register_gate(may_open_bulletin)
        register_gate(may_open_document)
        register_gate(may_open_paper)
