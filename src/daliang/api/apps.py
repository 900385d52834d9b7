"""API: what other systems of the city read and write, with the rights of a person."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class ApiConfig(AppConfig):
    """The application `api`."""

    name = "daliang.api"
    label = "api"
    verbose_name = _("接口")
