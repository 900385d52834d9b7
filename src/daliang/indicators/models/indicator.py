"""What is measured."""

from __future__ import annotations

from django.db import models
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from daliang.base.models import Organisation, Post
from daliang.indicators.choices import Direction, Frequency, Kind


class Indicator(models.Model):
    """One indicator of the tree: what it is, in which unit, and who answers for it."""

    code = models.SlugField(_("代码"), max_length=40, unique=True)
    name = models.CharField(_("名称"), max_length=60, unique=True)
    aliases = models.CharField(
        _("别名"), max_length=200, blank=True, help_text=_("表格里的其他写法，用顿号分隔")
    )
    parent = models.ForeignKey(
        "self",
        models.PROTECT,
        null=True,
        blank=True,
        related_name="children",
        verbose_name=_("上级指标"),
    )
    is_part = models.BooleanField(
        _("计入上级合计"), default=False, help_text=_("各分项之和应等于上级指标；差额照实显示")
    )
    unit = models.CharField(_("单位"), max_length=20)
    growth_unit = models.CharField(_("增速单位"), max_length=20, default="%")
    direction = models.CharField(
        _("方向"), max_length=8, choices=Direction.choices, default=Direction.HIGHER
    )
    kind = models.CharField(_("类型"), max_length=8, choices=Kind.choices, default=Kind.LEVEL)
    denominator = models.ForeignKey(
        "self",
        models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("占比分母"),
    )
    peer_set = models.ForeignKey(
        "PeerSet", models.PROTECT, null=True, blank=True, verbose_name=_("参照组")
    )
    department = models.ForeignKey(
        Organisation,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="indicators",
        verbose_name=_("责任单位"),
    )
    post = models.ForeignKey(
        Post,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="indicators",
        verbose_name=_("牵头领导"),
    )
    frequency = models.CharField(
        _("频率"), max_length=8, choices=Frequency.choices, default=Frequency.MONTH
    )
    is_cumulative = models.BooleanField(_("逐月累计"), default=True)
    may_be_negative = models.BooleanField(
        _("可为负数"), default=False, help_text=_("如净出口、利润；存量和收支总额不勾选")
    )
    digits = models.PositiveSmallIntegerField(_("小数位"), default=2)
    is_headline = models.BooleanField(_("驾驶舱显示"), default=False)
    is_active = models.BooleanField(_("启用"), default=True)
    position = models.PositiveIntegerField(_("排序"), default=100)
    note = models.CharField(_("口径说明"), max_length=300, blank=True)

    class Meta:
        ordering = ["position", "id"]
        verbose_name = verbose_name_plural = _("指标")

    def __str__(self) -> str:
        return self.name

    def get_absolute_url(self) -> str:
        """Return the indicator's own page."""
        return reverse("indicators:item", args=[self.code])
