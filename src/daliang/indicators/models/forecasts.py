"""Forecasts as they were made, and how they came out. Estimates are floats, not money."""

from __future__ import annotations

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from daliang.base.models import Organisation


class ForecastLog(models.Model):
    """What was said of a year from the data to one month; never changed, later scored."""

    indicator = models.ForeignKey(
        "Indicator", models.PROTECT, related_name="forecasts", verbose_name=_("指标")
    )
    area = models.ForeignKey(
        Organisation, models.PROTECT, related_name="+", verbose_name=_("地区或单位")
    )
    year = models.PositiveSmallIntegerField(_("年度"))
    month = models.PositiveSmallIntegerField(_("数据到"))
    made_on = models.DateField(_("预测日期"))
    made_at = models.DateTimeField()
    so_far = models.FloatField(_("累计"), null=True)
    median = models.FloatField(_("居中"), null=True)
    p10 = models.FloatField(null=True)
    p90 = models.FloatField(null=True)
    growth_median = models.FloatField(_("增速居中"), null=True)
    growth_p10 = models.FloatField(null=True)
    growth_p90 = models.FloatField(null=True)
    same_period_progress_pct = models.FloatField(null=True)
    link_gap_pp = models.FloatField(null=True)
    basis = models.CharField(_("依据"), max_length=200)
    because = models.JSONField(_("构成"), default=list)
    is_synthetic = models.BooleanField(_("示例数据"), default=False)
    came = models.FloatField(_("实际"), null=True)
    came_growth = models.FloatField(_("实际增速"), null=True)
    scored_at = models.DateTimeField(null=True)

    class Meta:
        ordering = ["-year", "-month", "indicator"]
        verbose_name = verbose_name_plural = _("预测记录")
        constraints = [
            models.UniqueConstraint(
                fields=["indicator", "area", "year", "month"], name="forecast_once_a_month"
            ),
            models.CheckConstraint(
                condition=Q(scored_at__isnull=True)
                | Q(came__isnull=False)
                | Q(came_growth__isnull=False),
                name="forecast_scored_has_outcome",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.indicator} {self.year} 数据到{self.month}月"


class ForecastPoint(models.Model):
    """One later month of a logged forecast: the fan."""

    forecast = models.ForeignKey(ForecastLog, models.CASCADE, related_name="points")
    month = models.PositiveSmallIntegerField()
    median = models.FloatField()
    p10 = models.FloatField()
    p90 = models.FloatField()

    class Meta:
        ordering = ["month"]

    def __str__(self) -> str:
        return f"{self.month}: {self.median:g}"


class ForecastOdds(models.Model):
    """How a target line stood in a logged forecast; the line's value is kept as it was then."""

    forecast = models.ForeignKey(ForecastLog, models.CASCADE, related_name="odds")
    line = models.CharField(max_length=8)
    value = models.FloatField()
    is_growth = models.BooleanField(default=False)
    is_lower_better = models.BooleanField(default=False)
    level = models.FloatField(null=True)
    probability = models.FloatField(_("达成概率"), null=True)
    needed_rest_growth_pct = models.FloatField(null=True)
    reached_in = models.PositiveSmallIntegerField(null=True)
    of_years = models.PositiveSmallIntegerField(null=True)
    happened = models.BooleanField(_("是否达成"), null=True)

    class Meta:
        ordering = ["id"]

    def __str__(self) -> str:
        return f"{self.line} {self.probability}"
