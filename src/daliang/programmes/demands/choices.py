"""Closed lists of demands."""

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _


class Kind(TextChoices):
    """What a firm asks for; the classes of the 诉求台账."""

    LAND = "land", _("用地")
    FINANCE = "finance", _("融资")
    LABOUR = "labour", _("用工")
    APPROVAL = "approval", _("审批")
    POLICY = "policy", _("政策")
    ORDERS = "orders", _("订单")
    LOGISTICS = "logistics", _("物流")
    FACTORS = "factors", _("要素")
    CONSULTING = "consulting", _("咨询")
    OTHER = "other", _("其他")


class Channel(TextChoices):
    """Where a demand was heard."""

    VISIT = "visit", _("走访")
    HOTLINE = "hotline", _("热线")
    MEETING = "meeting", _("座谈")
    PORTAL = "portal", _("平台")


class Outcome(TextChoices):
    """What the answer did for the firm; only the first is 化解."""

    SOLVED = "solved", _("已解决")
    PARTLY = "partly", _("部分解决")
    EXPLAINED = "explained", _("已解释")
    NOT_YET = "not_yet", _("暂时无法解决")


class Verdict(TextChoices):
    """The firm's own judgement."""

    SATISFIED = "satisfied", _("满意")
    FAIR = "fair", _("基本满意")
    UNSATISFIED = "unsatisfied", _("不满意")


class Level(TextChoices):
    """Who carries a demand; each dissatisfaction raises it by one."""

    UNIT = "1", _("单位")
    LEADER = "2", _("分管市领导")
    MEETING = "3", _("市级联席会议")


class Stage(TextChoices):
    """Where a demand stands, as its firm is told."""

    POOLED = "pooled", _("待分办")
    ROUTED = "routed", _("待批准交办")
    ISSUED = "issued", _("已交办")
    RETURNED = "returned", _("有异议，待改派")
    WORKING = "working", _("办理中")
    PAUSED = "paused", _("暂停计时")
    ANSWERED = "answered", _("已答复，待评价")
    UNHAPPY = "unhappy", _("不满意，待重办")
    CLOSED = "closed", _("已办结")
