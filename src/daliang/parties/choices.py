"""Closed lists of the parties."""

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _


class Size(TextChoices):
    """Size of an enterprise as statistics class it."""

    LARGE = "large", _("大型")
    MEDIUM = "medium", _("中型")
    SMALL = "small", _("小型")
    MICRO = "micro", _("微型")


class AliasKind(TextChoices):
    """What another name of an enterprise is."""

    FORMER = "former", _("曾用名")
    SHORT = "short", _("简称")
    OTHER = "other", _("其他写法")
