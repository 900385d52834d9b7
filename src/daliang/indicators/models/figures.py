"""Figures as they were published: rows are only added, and a correction is a new row."""

from __future__ import annotations

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from daliang.base.models import Organisation, StoredFile, User
from daliang.indicators.choices import Confidence, Scope, Status


class PeerSet(models.Model):
    """Who is compared; a rank without it means nothing."""

    name = models.CharField(_("名称"), max_length=60, unique=True)
    whole = models.CharField(
        _("占比分母"), max_length=60, blank=True, help_text=_("如：江苏省；占比一律用它的公布数")
    )

    class Meta:
        ordering = ["id"]
        verbose_name = verbose_name_plural = _("参照组")

    def __str__(self) -> str:
        return self.name


class PeerMember(models.Model):
    """One member of a peer set: an area by name, and perhaps a body of our own tree."""

    peer_set = models.ForeignKey(PeerSet, models.CASCADE, related_name="members")
    name = models.CharField(_("名称"), max_length=60)
    organisation = models.ForeignKey(
        Organisation, models.PROTECT, null=True, blank=True, verbose_name=_("本系统单位")
    )
    position = models.PositiveSmallIntegerField(_("排序"), default=100)

    class Meta:
        ordering = ["position", "id"]
        verbose_name = verbose_name_plural = _("参照组成员")
        constraints = [
            models.UniqueConstraint(fields=["peer_set", "name"], name="peer_member_once")
        ]

    def __str__(self) -> str:
        return self.name


class Figure(models.Model):
    """What every figure carries: period, book, value, growth as published, source, vintage.

    `vintage` names the base (old base, fifth census): nothing is computed across
    two of them. `revision` counts corrections inside one; the last one counts and
    the others stay visible.
    """

    indicator = models.ForeignKey(
        "Indicator", models.PROTECT, related_name="+", verbose_name=_("指标")
    )
    year = models.PositiveSmallIntegerField(_("年"))
    first_month = models.PositiveSmallIntegerField(_("起月"), default=1)
    last_month = models.PositiveSmallIntegerField(_("止月"))
    scope = models.CharField(
        _("口径"), max_length=10, choices=Scope.choices, default=Scope.STATISTICS
    )
    value = models.DecimalField(_("数值"), max_digits=20, decimal_places=4, null=True, blank=True)
    unit = models.CharField(_("单位"), max_length=20, blank=True)
    growth_pct = models.DecimalField(
        _("公布增速"), max_digits=10, decimal_places=4, null=True, blank=True
    )
    growth_basis = models.CharField(_("增速口径"), max_length=40, blank=True)
    source = models.CharField(_("来源"), max_length=120)
    confidence = models.CharField(
        _("可信度"), max_length=1, choices=Confidence.choices, default=Confidence.OFFICIAL
    )
    as_of = models.DateField(_("公布日期"), help_text=_("从这一天起可知"))
    vintage = models.CharField(_("基数版本"), max_length=40, blank=True)
    revision = models.PositiveSmallIntegerField(_("更正次数"), default=0)
    status = models.CharField(
        _("状态"), max_length=12, choices=Status.choices, default=Status.PUBLISHED
    )
    note = models.CharField(_("说明"), max_length=200, blank=True)
    is_synthetic = models.BooleanField(_("示例数据"), default=False)
    recorded_at = models.DateTimeField(_("入库时间"))
    recorded_by = models.ForeignKey(User, models.PROTECT, null=True, related_name="+")

    class Meta:
        abstract = True


def _sound(name: str) -> list[models.CheckConstraint]:
    months = Q(first_month__gte=1, last_month__lte=12, first_month__lte=F("last_month"))
    told = Q(value__isnull=False) | Q(growth_pct__isnull=False)
    return [
        models.CheckConstraint(condition=months, name=f"{name}_months"),
        models.CheckConstraint(condition=told, name=f"{name}_says_something"),
    ]


_KEY = ["year", "first_month", "last_month", "scope", "vintage", "source", "revision"]


class Observation(Figure):
    """A figure of an area of our own: the city, a district, a company."""

    area = models.ForeignKey(
        Organisation, models.PROTECT, related_name="observations", verbose_name=_("地区或单位")
    )
    file = models.ForeignKey(
        StoredFile, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("原表")
    )

    class Meta:
        ordering = ["indicator", "area", "year", "last_month", "id"]
        verbose_name = verbose_name_plural = _("指标数据")
        indexes = [
            models.Index(fields=["area", "year", "indicator"], name="observation_area_year"),
        ]
        constraints = [
            *_sound("observation"),
            models.UniqueConstraint(
                fields=["indicator", "area", *_KEY], name="observation_once_per_revision"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.indicator} {self.area} {self.year}-{self.last_month:02d} {self.value}"


class PeerFigure(Figure):
    """A figure of another area: a peer city, or the whole that a share is of."""

    area_name = models.CharField(_("地区"), max_length=60)

    class Meta:
        ordering = ["indicator", "year", "last_month", "id"]
        verbose_name = verbose_name_plural = _("参照地区数据")
        indexes = [models.Index(fields=["year", "indicator"], name="peer_figure_year")]
        constraints = [
            *_sound("peer_figure"),
            models.UniqueConstraint(
                fields=["indicator", "area_name", *_KEY], name="peer_figure_once_per_revision"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.indicator} {self.area_name} {self.year}-{self.last_month:02d} {self.value}"
