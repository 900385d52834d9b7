"""Training."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class TrainingConfig(AppConfig):
    """The application `training`."""

    name = "daliang.programmes.training"
    label = "training"
    verbose_name = _("专题培训")

    def ready(self) -> None:
        """Make the programme known to the ledger."""
        from daliang.ledger.programme import register  # models exist only from here on
        from daliang.programmes.training.programme import TRAINING

        register(TRAINING)
