"""What shall be reached, by whom."""

from __future__ import annotations

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from daliang.base.models import Organisation, Post, User
from daliang.indicators.choices import Confidence, Curve, Line, Operator, Point, Subject


class Target(models.Model):
    """One line of a target of one area and year; a changed target replaces the old one."""

    indicator = models.ForeignKey(
        "Indicator", models.PROTECT, related_name="targets", verbose_name=_("指标")
    )
    area = models.ForeignKey(
        Organisation, models.PROTECT, related_name="targets", verbose_name=_("地区或单位")
    )
    year = models.PositiveSmallIntegerField(_("年度"))
    point = models.CharField(_("期限"), max_length=4, choices=Point.choices, default=Point.FULL)
    line = models.CharField(_("目标线"), max_length=8, choices=Line.choices, default=Line.MUST)
    operator = models.CharField(
        _("表述"), max_length=2, choices=Operator.choices, default=Operator.AT_LEAST
    )
    value = models.DecimalField(_("目标值"), max_digits=20, decimal_places=4)
    is_growth = models.BooleanField(
        _("按增速"), default=False, help_text=_("目标值是增速（%），不是总量")
    )
    text = models.CharField(_("原文"), max_length=200, blank=True)
    source = models.CharField(_("来源"), max_length=120)
    confidence = models.CharField(
        _("可信度"), max_length=1, choices=Confidence.choices, default=Confidence.OFFICIAL
    )
    as_of = models.DateField(_("下达日期"))
    curve = models.CharField(
        _("进度曲线"), max_length=10, choices=Curve.choices, default=Curve.LAST_YEAR
    )
    is_synthetic = models.BooleanField(_("示例数据"), default=False)
    set_at = models.DateTimeField(_("设定时间"))
    set_by = models.ForeignKey(User, models.PROTECT, null=True, related_name="+")
    replaced_at = models.DateTimeField(_("替换时间"), null=True, blank=True)
    replaced_by = models.ForeignKey(
        "self", models.PROTECT, null=True, blank=True, related_name="replaces"
    )

    class Meta:
        ordering = ["indicator", "year", "point", "line"]
        verbose_name = verbose_name_plural = _("目标")
        constraints = [
            models.UniqueConstraint(
                fields=["indicator", "area", "year", "point", "line"],
                condition=Q(replaced_at__isnull=True),
                name="target_one_in_force",
            ),
            models.CheckConstraint(
                condition=Q(is_growth=True) | Q(value__gt=0), name="target_level_above_zero"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.indicator} {self.year} {self.get_line_display()} {self.value}"


class TargetPoint(models.Model):
    """A point of a target's own progress curve: share due, or the month's planned amount."""

    target = models.ForeignKey(Target, models.CASCADE, related_name="points")
    month = models.PositiveSmallIntegerField(_("月"))
    amount = models.DecimalField(
        _("数"), max_digits=20, decimal_places=4, help_text=_("按节点填累计%，分月计划填当月数")
    )

    class Meta:
        ordering = ["month"]
        verbose_name = verbose_name_plural = _("进度节点")
        constraints = [
            models.UniqueConstraint(fields=["target", "month"], name="target_point_once"),
            models.CheckConstraint(
                condition=Q(month__gte=1, month__lte=12, amount__gte=0), name="target_point_sound"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.month}: {self.amount}"


class Responsibility(models.Model):
    """Who answers for the investment of an industry, a district or a company."""

    subject = models.CharField(_("类别"), max_length=10, choices=Subject.choices)
    name = models.CharField(_("名称"), max_length=60)
    area = models.ForeignKey(
        Organisation,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("板块或企业"),
    )
    year = models.PositiveSmallIntegerField(_("年度"))
    target_yi = models.DecimalField(
        _("投资目标（亿元）"), max_digits=12, decimal_places=2, null=True, blank=True
    )
    done_yi = models.DecimalField(
        _("已完成（亿元）"), max_digits=12, decimal_places=2, null=True, blank=True
    )
    done_as_of = models.DateField(_("截至"), null=True, blank=True)
    owner = models.ForeignKey(
        Organisation,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("责任单位"),
    )
    post = models.ForeignKey(
        Post, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("牵头领导")
    )
    person = models.CharField(_("责任岗位"), max_length=60, blank=True)
    source = models.CharField(_("来源"), max_length=120)
    is_synthetic = models.BooleanField(_("示例数据"), default=False)
    position = models.PositiveSmallIntegerField(_("排序"), default=100)

    class Meta:
        ordering = ["subject", "position", "id"]
        verbose_name = verbose_name_plural = _("投资责任")
        constraints = [
            models.UniqueConstraint(
                fields=["subject", "name", "year"], name="responsibility_once_a_year"
            ),
            models.CheckConstraint(
                condition=Q(done_yi__isnull=True) | Q(done_as_of__isnull=False),
                name="responsibility_done_is_dated",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.name} {self.year}"
