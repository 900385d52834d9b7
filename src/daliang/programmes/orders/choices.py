"""Closed lists of orders."""

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _


class Side(TextChoices):
    """Whether a firm sells or buys."""

    SELLS = "sells", _("可供")
    BUYS = "buys", _("需求")


class EventKind(TextChoices):
    """What kind of occasion."""

    MATCHING = "matching", _("供需对接会")
    FAIR = "fair", _("展会")
    DELEGATION = "delegation", _("境外团组")
