"""What a promise was meant to do to a figure, and what the figure did after."""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _

from daliang.base.models import User
from daliang.indicators.models import ForecastLog, Indicator
from daliang.ledger.models.commitment import Commitment


class IndicatorLink(models.Model):
    """A commitment that shall move an indicator, and by how much its owner expects."""

    commitment = models.ForeignKey(
        Commitment, models.PROTECT, related_name="indicator_links", verbose_name=_("任务")
    )
    indicator = models.ForeignKey(
        Indicator, models.PROTECT, related_name="+", verbose_name=_("指标")
    )
    expected = models.DecimalField(
        _("预计贡献"),
        max_digits=20,
        decimal_places=4,
        null=True,
        blank=True,
        help_text=_("按指标的单位；说不清就留空"),
    )
    basis = models.CharField(_("测算依据"), max_length=200, blank=True)
    is_synthetic = models.BooleanField(_("示例数据"), default=False)
    linked_at = models.DateTimeField(_("挂接时间"))
    linked_by = models.ForeignKey(User, models.PROTECT, related_name="+")

    class Meta:
        ordering = ["indicator", "commitment"]
        verbose_name = verbose_name_plural = _("指标挂接")
        constraints = [
            models.UniqueConstraint(
                fields=["commitment", "indicator"], name="indicator_linked_once"
            )
        ]

    def __str__(self) -> str:
        return f"{self.commitment} → {self.indicator}"


class EffectRecord(models.Model):
    """The indicator's path after closing against the forecast made before; no proof of cause."""

    link = models.ForeignKey(IndicatorLink, models.PROTECT, related_name="effects")
    forecast = models.ForeignKey(ForecastLog, models.PROTECT, related_name="+")
    to_month = models.PositiveSmallIntegerField(_("数据到"))
    verdict = models.CharField(_("结论"), max_length=10)
    sentence = models.CharField(_("说明"), max_length=300)
    warning = models.CharField(_("提醒"), max_length=300)
    measured_at = models.DateTimeField(_("比较时间"))

    class Meta:
        ordering = ["-to_month", "-id"]
        verbose_name = verbose_name_plural = _("成效记录")
        constraints = [
            models.UniqueConstraint(fields=["link", "to_month"], name="effect_once_a_month")
        ]

    def __str__(self) -> str:
        return self.sentence
