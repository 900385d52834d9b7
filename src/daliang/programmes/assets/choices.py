"""Closed lists of state assets; the words are those of the count's forms."""

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _


class Kind(TextChoices):
    """What an asset is."""

    HOUSE = "house", _("房屋")
    LAND = "land", _("土地")
    SHOP = "shop", _("商铺")
    PLANT = "plant", _("厂房")
    VEHICLE = "vehicle", _("车辆设备")
    OTHER = "other", _("其他")


class Use(TextChoices):
    """How it is used (使用状况)."""

    OWN = "own", _("自用")
    LET = "let", _("出租")
    LENT = "lent", _("出借")
    IDLE = "idle", _("闲置")
    OTHER = "other", _("其他")


USE_TONES = {Use.OWN: "green", Use.LET: "blue", Use.LENT: "amber", Use.IDLE: "red"}


class Outcome(TextChoices):
    """What the count says against the books."""

    MATCHED = "matched", _("账实相符")
    SURPLUS = "surplus", _("盘盈")
    MISSING = "missing", _("盘亏")
    TO_CHECK = "to_check", _("待核")


OUTCOME_TONES = {
    Outcome.MATCHED: "green",
    Outcome.SURPLUS: "amber",
    Outcome.MISSING: "red",
    Outcome.TO_CHECK: "grey",
}


class Way(TextChoices):
    """How an idle asset is brought back into use."""

    MOVE = "move", _("调剂")
    LET = "let", _("出租")
    SELL = "sell", _("转让")
    SHARE = "share", _("合作")
    CLEAR = "clear", _("拆除")


class Duty(TextChoices):
    """What a state-owned enterprise is held to."""

    INVESTMENT = "investment", _("投资目标")
    DUTY = "duty", _("保障任务")
