"""Closed lists of the safety campaign; the words are those of the papers."""

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _


class Risk(TextChoices):
    """The four colours of risk a site is graded in."""

    RED = "1_red", _("重大风险")
    ORANGE = "2_orange", _("较大风险")
    YELLOW = "3_yellow", _("一般风险")
    BLUE = "4_blue", _("低风险")


RISK_TONES = {Risk.RED: "red", Risk.ORANGE: "amber", Risk.YELLOW: "amber", Risk.BLUE: "blue"}


class Field(TextChoices):
    """The line of work a site or a hazard belongs to."""

    CHEMICAL = "chemical", _("危险化学品")
    FACTORY = "factory", _("工贸企业")
    BUILDING = "building", _("建筑施工")
    GAS = "gas", _("城镇燃气")
    FIRE = "fire", _("消防")
    TRAFFIC = "traffic", _("交通运输")
    CROWD = "crowd", _("人员密集场所")
    OTHER = "other", _("其他")


class Level(TextChoices):
    """How grave a hazard is."""

    GENERAL = "1_general", _("一般隐患")
    SERIOUS = "2_serious", _("较大隐患")
    MAJOR = "3_major", _("重大隐患")


LEVEL_TONES = {Level.GENERAL: "grey", Level.SERIOUS: "amber", Level.MAJOR: "red"}


class Origin(TextChoices):
    """Who found it: the firm itself, or somebody who came to look."""

    SELF = "self", _("企业自查")
    INSPECTION = "inspection", _("执法检查")
    CROSS = "cross", _("交叉互查")
    REPORT = "report", _("群众举报")


class Listing(TextChoices):
    """Which level of government put a major hazard on its list (挂牌)."""

    PROVINCE = "province", _("省级挂牌")
    CITY = "city", _("市级挂牌")
    COUNTY = "county", _("县级挂牌")
