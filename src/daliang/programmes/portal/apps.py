"""The firms' own door: sign-in, and what the packs show a firm of itself."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class PortalConfig(AppConfig):
    """The application `portal`."""

    name = "daliang.programmes.portal"
    label = "portal"
    verbose_name = _("企业服务")
