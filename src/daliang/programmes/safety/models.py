"""Nouns of the safety campaign: sites, planned and made inspections, hazards, re-checks."""

from __future__ import annotations

from django.db import models
from django.db.models import F, Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from daliang.base.models import Organisation, User
from daliang.ledger.models import Commitment
from daliang.programmes.safety.choices import Field, Level, Listing, Origin, Risk


class Site(models.Model):
    """A firm, building site or key place that is watched."""

    name = models.CharField(_("场所名称"), max_length=120)
    field = models.CharField(_("行业领域"), max_length=10, choices=Field.choices)
    risk = models.CharField(_("风险等级"), max_length=10, choices=Risk.choices)
    organisation = models.ForeignKey(
        Organisation, models.PROTECT, related_name="safety_sites", verbose_name=_("属地或责任单位")
    )
    supervisor = models.ForeignKey(
        Organisation,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="supervised_sites",
        verbose_name=_("行业主管部门"),
    )
    address = models.CharField(_("地址"), max_length=160, blank=True)
    duty_post = models.CharField(_("安全责任岗位"), max_length=60, blank=True)
    last_inspected_on = models.DateField(_("最近检查"), null=True, blank=True)
    is_active = models.BooleanField(_("在管"), default=True)
    is_synthetic = models.BooleanField(_("示例数据"), default=False)

    class Meta:
        ordering = ["risk", "name"]
        verbose_name = verbose_name_plural = _("重点场所")
        constraints = [
            models.UniqueConstraint(fields=["name", "organisation"], name="safety_site_once")
        ]

    def __str__(self) -> str:
        return self.name

    def get_absolute_url(self) -> str:
        """Return the address of the site's page."""
        return reverse("safety:site", args=[self.pk])


class PlannedInspection(models.Model):
    """A site drawn for a month's inspections, and why it was drawn."""

    site = models.ForeignKey(Site, models.PROTECT, related_name="planned")
    month_on = models.DateField(_("月份"))
    reason = models.CharField(_("抽取原因"), max_length=120)
    urgency = models.DecimalField(_("紧迫度"), max_digits=6, decimal_places=3)
    made_at = models.DateTimeField(_("抽取时间"))
    made_by = models.ForeignKey(User, models.PROTECT, related_name="+")

    class Meta:
        ordering = ["-month_on", "-urgency", "id"]
        verbose_name = verbose_name_plural = _("检查计划")
        constraints = [
            models.UniqueConstraint(fields=["site", "month_on"], name="planned_site_once_a_month")
        ]

    def __str__(self) -> str:
        return f"{self.month_on:%Y-%m} {self.site}"


class Inspection(models.Model):
    """One visit to a site; made on a phone, perhaps without network, and received later."""

    site = models.ForeignKey(Site, models.PROTECT, related_name="inspections")
    inspected_on = models.DateField(_("检查日期"))
    origin = models.CharField(_("检查方式"), max_length=10, choices=Origin.choices)
    text = models.TextField(_("检查情况"), blank=True)
    made_at = models.DateTimeField(_("记录时间"))  # as the device's clock said
    received_at = models.DateTimeField(_("收到时间"))
    received_by = models.ForeignKey(
        User, models.PROTECT, related_name="+", verbose_name=_("检查人")
    )
    # The device makes the key: a record sent twice counts once.
    key = models.CharField(max_length=64, unique=True)
    is_synthetic = models.BooleanField(_("示例数据"), default=False)

    class Meta:
        ordering = ["-inspected_on", "-id"]
        verbose_name = verbose_name_plural = _("检查记录")

    def __str__(self) -> str:
        return f"{self.inspected_on} {self.site}"


class Hazard(models.Model):
    """Something dangerous that was found; ordered to be mended, it has a commitment of its own."""

    commitment = models.OneToOneField(
        Commitment, models.PROTECT, null=True, blank=True, related_name="hazard"
    )
    site = models.ForeignKey(Site, models.PROTECT, related_name="hazards", verbose_name=_("场所"))
    inspection = models.ForeignKey(
        Inspection, models.PROTECT, null=True, blank=True, related_name="hazards"
    )
    place = models.CharField(_("隐患部位"), max_length=80)
    name = models.CharField(_("隐患名称"), max_length=200)
    kind = models.CharField(_("隐患类别"), max_length=10, choices=Field.choices)
    level = models.CharField(_("隐患等级"), max_length=10, choices=Level.choices)
    origin = models.CharField(_("来源"), max_length=10, choices=Origin.choices)
    found_on = models.DateField(_("排查日期"))
    found_by = models.ForeignKey(User, models.PROTECT, related_name="+", verbose_name=_("排查人"))
    # The five (五到位); the date is the commitment's own.
    measure = models.TextField(_("治理措施"), blank=True)
    amount_wan = models.DecimalField(
        _("资金（万元）"), max_digits=12, decimal_places=2, null=True, blank=True
    )
    person = models.CharField(_("责任人"), max_length=60, blank=True)
    emergency_plan = models.TextField(_("应急预案"), blank=True)
    listing = models.CharField(_("挂牌"), max_length=10, choices=Listing.choices, blank=True)
    listed_on = models.DateField(_("挂牌日期"), null=True, blank=True)
    delisted_on = models.DateField(_("摘牌日期"), null=True, blank=True)
    is_synthetic = models.BooleanField(_("示例数据"), default=False)

    class Meta:
        ordering = ["-found_on", "-id"]
        verbose_name = verbose_name_plural = _("隐患")
        constraints = [
            models.CheckConstraint(
                condition=Q(listing="", listed_on__isnull=True)
                | (~Q(listing="") & Q(listed_on__isnull=False)),
                name="hazard_listing_has_date",
            ),
            models.CheckConstraint(
                condition=Q(listing="") | Q(level=Level.MAJOR), name="hazard_only_major_is_listed"
            ),
            models.CheckConstraint(
                condition=Q(delisted_on__isnull=True) | Q(delisted_on__gte=F("listed_on")),
                name="hazard_delisted_after_listing",
            ),
            models.CheckConstraint(
                condition=Q(amount_wan__isnull=True) | Q(amount_wan__gte=0),
                name="hazard_amount_not_negative",
            ),
        ]
        indexes = [models.Index(fields=["level", "found_on"], name="hazard_level_found")]

    def __str__(self) -> str:
        return f"{self.site}：{self.name}"

    def get_absolute_url(self) -> str:
        """Return the address of the hazard's page."""
        return reverse("safety:hazard", args=[self.pk])


class Recheck(models.Model):
    """A second person's look at a mended hazard."""

    hazard = models.ForeignKey(Hazard, models.PROTECT, related_name="rechecks")
    is_passed = models.BooleanField(_("通过"))
    text = models.CharField(_("复查情况"), max_length=300)
    rechecked_on = models.DateField(_("复查日期"))
    rechecked_at = models.DateTimeField(_("登记时间"))
    rechecked_by = models.ForeignKey(
        User, models.PROTECT, related_name="+", verbose_name=_("复查人")
    )
    # The finder stands here once more so that the database itself can refuse him.
    finder_pk = models.PositiveBigIntegerField(editable=False)

    class Meta:
        ordering = ["-id"]
        verbose_name = verbose_name_plural = _("复查")
        constraints = [
            models.CheckConstraint(
                condition=~Q(rechecked_by=F("finder_pk")), name="recheck_by_second_person"
            )
        ]

    def __str__(self) -> str:
        return f"{self.rechecked_on} {'通过' if self.is_passed else '不通过'}"
