"""Closed lists of the delegations pack."""

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _


class EventKind(TextChoices):
    """Where deals are signed."""

    TRIP = "trip", _("出访团组")
    CONFERENCE = "conference", _("推介交流会")
    SIGNING = "signing", _("单独签约")


class DealKind(TextChoices):
    """What was brought home; outcomes are of mixed kind."""

    CONTRACT = "contract", _("合同项目")
    FRAMEWORK = "framework", _("合作协议")
    VENTURE = "venture", _("合资")
    FUND = "fund", _("基金")
    LABORATORY = "laboratory", _("实验室")
    EXPANSION = "expansion", _("扩产")
    FOLLOW_UP = "follow_up", _("在建项目跟进")


class Form(TextChoices):
    """How binding a signature is, the weakest first; a framework is no contract."""

    INTENT = "1_intent", _("意向")
    FRAMEWORK = "2_framework", _("框架协议")
    CONTRACT = "3_contract", _("正式合同")


class Stage(TextChoices):
    """How far a deal has come."""

    SIGNED = "1_signed", _("签约")
    REGISTERED = "2_registered", _("注册")
    FUNDED = "3_funded", _("到账")
    STARTED = "4_started", _("开工")
    PRODUCTION = "5_production", _("投产")


class Currency(TextChoices):
    """Currencies of the deals."""

    USD = "USD", _("美元")
    EUR = "EUR", _("欧元")
    CNY = "CNY", _("人民币")
    JPY = "JPY", _("日元")
    GBP = "GBP", _("英镑")


class Visit(TextChoices):
    """What became of an appointment."""

    WANTED = "wanted", _("拟访")
    MADE = "made", _("已访")
    CANCELLED = "cancelled", _("取消")


class Confidence(TextChoices):
    """How sure a stated fact is."""

    A = "A", _("A 官方或主管部门口径")
    B = "B", _("B 二手整理")
    C = "C", _("C 未核实")
