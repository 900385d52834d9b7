"""Closed lists of livelihood items."""

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _


class Verdict(TextChoices):
    """What a satisfaction vote says."""

    SATISFIED = "satisfied", _("满意")
    MOSTLY = "mostly", _("基本满意")
    UNSATISFIED = "unsatisfied", _("不满意")


class Pace(TextChoices):
    """How an item goes, as the public list words it."""

    AHEAD = "ahead", _("超额或提前")
    NORMAL = "normal", _("正常")
    SLOW = "slow", _("缓慢")
    UNKNOWN = "unknown", _("未报")


PACE_TONES = {Pace.AHEAD: "green", Pace.NORMAL: "blue", Pace.SLOW: "red", Pace.UNKNOWN: "grey"}
VERDICT_TONES = {
    Verdict.SATISFIED: "green",
    Verdict.MOSTLY: "blue",
    Verdict.UNSATISFIED: "red",
}


class Confidence(TextChoices):
    """How well a published figure is known."""

    A = "A", _("A 原文")
    B = "B", _("B 转载")
    C = "C", _("C 待核")
