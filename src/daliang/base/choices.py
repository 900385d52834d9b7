"""Closed lists of `base`."""

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _


class OrganisationKind(TextChoices):
    """What an organisation is in the tree of a city."""

    CITY = "city", _("市级")
    OFFICE = "office", _("督查室")
    DEPARTMENT = "department", _("市级部门")
    DISTRICT = "district", _("板块")
    TOWN = "town", _("镇（街道）")
    SOE = "soe", _("市属国企")
    INSTITUTION = "institution", _("事业单位")
