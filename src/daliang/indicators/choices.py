"""Choices of the indicators, each with its label."""

from django.db import models
from django.utils.translation import gettext_lazy as _


class Direction(models.TextChoices):
    """Which way is better."""

    HIGHER = "higher", _("越高越好")
    LOWER = "lower", _("越低越好")


class Kind(models.TextChoices):
    """What is published of an indicator."""

    LEVEL = "level", _("总量")
    GROWTH = "growth", _("只公布增速")
    RATE = "rate", _("比率")


class Frequency(models.TextChoices):
    """How often it is published."""

    MONTH = "month", _("月度")
    QUARTER = "quarter", _("季度")
    HALF = "half", _("半年")
    YEAR = "year", _("年度")


class Scope(models.TextChoices):
    """Which book a figure comes from; two books are never compared."""

    STATISTICS = "stat", _("统计")
    DISPATCH = "dispatch", _("调度")
    FINANCE = "finance", _("财务")
    ESTIMATE = "estimate", _("测算")


class Status(models.TextChoices):
    """How final a figure is, and whether it may leave the house."""

    PUBLISHED = "published", _("已公布")
    PRELIMINARY = "preliminary", _("初步数")
    INTERNAL = "internal", _("内部数")


class Confidence(models.TextChoices):
    """How far a source can be trusted."""

    OFFICIAL = "A", _("A 官方文本")
    SECONDARY = "B", _("B 二手整理")
    UNVERIFIED = "C", _("C 未核实")


class Point(models.TextChoices):
    """Up to when a target counts."""

    HALF = "half", _("半年")
    FULL = "full", _("全年")


class Line(models.TextChoices):
    """The three lines of a target."""

    FLOOR = "floor", _("基准")
    MUST = "must", _("确保")
    STRETCH = "stretch", _("力争")


class Operator(models.TextChoices):
    """How the text states the target."""

    AT_LEAST = ">=", _("不低于")
    EQUAL = "=", _("等于")
    ABOUT = "~", _("左右")
    AT_MOST = "<=", _("不高于")


class Curve(models.TextChoices):
    """How much of a target is due when; the values are those of engine.forecast."""

    LINEAR = "linear", _("按月均分")
    STEPS = "steps", _("按节点")
    PLAN = "plan", _("分月计划")
    LAST_YEAR = "last_year", _("按上年同期进度")
    ALL_BY = "all_by", _("到期全部完成")


class Subject(models.TextChoices):
    """Who answers for investment: 管行业必须管投资."""

    INDUSTRY = "industry", _("行业")
    DISTRICT = "district", _("板块")
    COMPANY = "soe", _("市属国企")
