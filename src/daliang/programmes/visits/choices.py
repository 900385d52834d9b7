"""Closed lists of visits."""

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _


class State(TextChoices):
    """Where a visit stands."""

    PLANNED = "planned", _("已安排")
    DONE = "done", _("已走访")
    CANCELLED = "cancelled", _("取消")


class Demanded(TextChoices):
    """What a demand heard on the spot is about; the classes of the pool of demands."""

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
