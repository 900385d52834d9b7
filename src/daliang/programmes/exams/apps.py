"""Exam guarantee."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class ExamsConfig(AppConfig):
    """The application `exams`."""

    name = "daliang.programmes.exams"
    label = "exams"
    verbose_name = _("考试保障")

    def ready(self) -> None:
        """Make the programme known to the ledger."""
        from daliang.ledger.programme import register  # models exist only from here on
        from daliang.programmes.exams.programme import EXAMS

        register(EXAMS)
