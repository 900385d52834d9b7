"""Base: people, organisations, roles, audit trail, files, calendar, notifications."""

from django.apps import AppConfig
from django.contrib.admin.apps import AdminConfig as DjangoAdminConfig
from django.utils.translation import gettext_lazy as _


class BaseConfig(AppConfig):
    """The application `base`."""

    name = "daliang.base"
    label = "base"
    verbose_name = _("组织与人员")


class AdminConfig(DjangoAdminConfig):
    """Django's admin, opened by our roles instead of the staff flag."""

    default_site = "daliang.base.admin_site.ReferenceSite"
    default = False
