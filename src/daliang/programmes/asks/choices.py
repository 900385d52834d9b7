"""Closed lists of upward asks."""

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _


class Level(TextChoices):
    """How far up an ask has come, in this order."""

    CITY = "1_city", _("市级")
    PROVINCE = "2_province", _("省级")
    NATION = "3_nation", _("国家")


class Material(TextChoices):
    """Where the papers stand."""

    MISSING = "missing", _("未准备")
    DRAFTED = "drafted", _("起草中")
    READY = "ready", _("已备齐")
    HANDED_IN = "handed_in", _("已报送")


class Result(TextChoices):
    """What came of it."""

    OPEN = "open", _("争取中")
    CLAUSE = "clause", _("写入文件")
    MONEY = "money", _("争取到资金")
    FAILED = "failed", _("未成")
