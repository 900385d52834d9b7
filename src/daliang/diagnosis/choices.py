"""Closed lists of the diagnosis."""

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _


class FindingState(TextChoices):
    """What became of a finding when the figures were drilled again."""

    NEW = "new", _("新出现")
    STILL = "still", _("仍然存在")
    SMALLER = "smaller", _("正在收窄")
    GONE = "gone", _("已经消除")


# What still asks for an answer.
OPEN_STATES = (FindingState.NEW, FindingState.STILL, FindingState.SMALLER)

STATE_TONES = {
    FindingState.NEW: "red",
    FindingState.STILL: "amber",
    FindingState.SMALLER: "blue",
    FindingState.GONE: "green",
}


class CauseKind(TextChoices):
    """How a part moved."""

    RATE = "rate", _("升降")
    EXIT = "exit", _("停产退出")
    ENTRY = "entry", _("新增投产")
    MIX = "mix", _("结构")
