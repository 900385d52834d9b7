"""Closed lists of the ledger; the Chinese words are the ones offices use."""

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _


class State(TextChoices):
    """Where a commitment stands in the 督办 chain."""

    DRAFTED = "drafted", _("草稿")
    SUBMITTED = "submitted", _("待审批")
    APPROVED = "approved", _("待交办")
    ISSUED = "issued", _("待签收")
    RETURNED = "returned", _("已退回")
    IN_PROGRESS = "in_progress", _("办理中")
    REPORTED_DONE = "reported_done", _("报办结")
    IN_REVIEW = "in_review", _("审核中")
    CLOSED = "closed", _("已销号")
    SUSPENDED = "suspended", _("已中止")
    DROPPED = "dropped", _("已撤销")


# What a unit sees: nothing before it was issued.
BEFORE_ISSUE = frozenset({State.DRAFTED, State.SUBMITTED, State.APPROVED})
# Work still to be done by somebody.
OPEN = frozenset(
    {State.ISSUED, State.RETURNED, State.IN_PROGRESS, State.REPORTED_DONE, State.IN_REVIEW}
)
ENDED = frozenset({State.CLOSED, State.DROPPED})


class Priority(TextChoices):
    """How urgent; the words of a 督办单."""

    NORMAL = "1_normal", _("一般")
    URGENT = "2_urgent", _("急办")
    TOP = "3_top", _("特急")


class Rhythm(TextChoices):
    """How often a unit reports."""

    WEEKLY = "weekly", _("每周")
    MONTHLY = "monthly", _("每月")
    QUARTERLY = "quarterly", _("每季")
    NONE = "none", _("按节点")


class DueKind(TextChoices):
    """What kind of deadline the paper gives."""

    DATE = "date", _("限期")
    RECURRING = "recurring", _("周期")
    OPEN_ENDED = "open_ended", _("长期")
    MISSING = "missing", _("未定")


class Part(TextChoices):
    """The part a unit has in a commitment."""

    LEAD = "lead", _("牵头")
    SUPPORT = "support", _("配合")


class SourceKind(TextChoices):
    """Where work comes from."""

    MEETING = "meeting", _("会议")
    DOCUMENT = "document", _("文件")
    NOTE = "note", _("领导批示")
    PLAN = "plan", _("年度计划")
    FINDING = "finding", _("穿透诊断")
    DEMAND = "demand", _("企业诉求")
    INSPECTION = "inspection", _("检查")
    AGREEMENT = "agreement", _("协议")
    OTHER = "other", _("其他")


class Decision(TextChoices):
    """What became of something that was asked for."""

    ASKED = "asked", _("待批")
    GRANTED = "granted", _("同意")
    REFUSED = "refused", _("不同意")
