"""Closed lists of policies."""

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _


class Way(TextChoices):
    """How a firm gets it."""

    AUTOMATIC = "automatic", _("免申即享")
    APPLICATION = "application", _("申请办理")
    QUALIFICATION = "qualification", _("资格认定")


class Reading(TextChoices):
    """Whose reading of the text the conditions are."""

    PROJECT = "project", _("本系统自行解读")
    OFFICE = "office", _("主管部门确认")


class Outcome(TextChoices):
    """What can be said of a firm under a policy; the four of the engine."""

    ELIGIBLE = "eligible", _("符合")
    SHORT = "short", _("差一条")
    UNDECIDED = "undecided", _("缺数待定")
    EXCLUDED = "excluded", _("不符合")


class PayoutState(TextChoices):
    """Where a payment stands."""

    LISTED = "listed", _("已列入名单")
    CONFIRMED = "confirmed", _("已确认")
    PAID = "paid", _("已兑付")
    REFUSED = "refused", _("不予兑付")
