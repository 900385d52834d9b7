"""Burden meter."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class BurdenConfig(AppConfig):
    """The application `burden`; it gives no commitments, so it declares no programme."""

    name = "daliang.programmes.burden"
    label = "burden"
    verbose_name = _("基层减负")
