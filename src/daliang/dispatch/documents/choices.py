"""Closed lists of the reading desk."""

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _


class Secrecy(TextChoices):
    """Who may read a document, and whether a machine elsewhere may."""

    OPEN = "open", _("已公开")
    INTERNAL = "internal", _("内部资料")
    SENSITIVE = "sensitive", _("工作秘密")


# Only these may be sent to a language service, and only when an office set one up.
MAY_BE_SENT = frozenset({Secrecy.OPEN})


class LineKind(TextChoices):
    """What a stretch of the text is."""

    TASK = "task", _("任务")
    TRIP = "trip", _("出访")
    DEAL = "deal", _("签约")
    HEADING = "heading", _("标题")
    EXHORTATION = "exhortation", _("倡导")
    BACKGROUND = "background", _("背景")


# What can become a line of the ledger.
WORK = frozenset({LineKind.TASK, LineKind.TRIP, LineKind.DEAL})


class LineState(TextChoices):
    """How far a person is with a line."""

    PENDING = "pending", _("待核对")
    ACCEPTED = "accepted", _("已采用")
    SET_ASIDE = "set_aside", _("不立项")
    CONFIRMED = "confirmed", _("已入台账")


class Twin(TextChoices):
    """What a person said of a task of the ledger that reads alike."""

    UNDECIDED = "undecided", _("待判断")
    REVISION = "revision", _("更新原任务")
    ANOTHER = "another", _("另一项任务")


class WordKind(TextChoices):
    """What the deployment's dictionary teaches the reader."""

    ALIAS = "alias", _("单位别名")
    HEADING = "heading", _("标题词")
    EXHORTATION = "exhortation", _("倡导词")
