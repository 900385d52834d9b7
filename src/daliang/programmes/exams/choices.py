"""Closed lists of the exam guarantee."""

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _


class Kind(TextChoices):
    """Which exam."""

    COLLEGE = "college", _("高考")
    SCHOOL = "school", _("中考")
    OTHER = "other", _("其他考试")


class Noise(TextChoices):
    """Where noise comes from; it decides who is called."""

    BUILDING = "building", _("工地施工")
    SQUARE = "square", _("广场舞、商铺音响")
    FACTORY = "factory", _("工厂生产")
    TRAFFIC = "traffic", _("车辆鸣笛")
    OTHER = "other", _("其他")
