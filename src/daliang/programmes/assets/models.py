"""Nouns of state assets: the register, the count, leases, plans for idle ones, the roll-out."""

from __future__ import annotations

from django.db import models
from django.db.models import F, Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from daliang.base.models import Organisation, User
from daliang.ledger.models import Commitment
from daliang.programmes.assets.choices import Duty, Kind, Outcome, Use, Way


def _wan(title: object) -> models.DecimalField:
    return models.DecimalField(title, max_digits=14, decimal_places=2, null=True, blank=True)


def _area(title: object) -> models.DecimalField:
    return models.DecimalField(title, max_digits=14, decimal_places=2, null=True, blank=True)


class Asset(models.Model):
    """One asset as the books have it."""

    number = models.CharField(_("资产编号"), max_length=40, unique=True)
    name = models.CharField(_("资产名称"), max_length=120)
    kind = models.CharField(_("资产类别"), max_length=10, choices=Kind.choices)
    address = models.CharField(_("坐落"), max_length=160)
    organisation = models.ForeignKey(
        Organisation, models.PROTECT, related_name="assets", verbose_name=_("权属单位")
    )
    title_number = models.CharField(_("权证号"), max_length=60, blank=True)
    no_title_reason = models.CharField(_("无证原因"), max_length=120, blank=True)
    land_nature = models.CharField(_("土地性质"), max_length=30, blank=True)
    floor_area = _area(_("建筑面积（平方米）"))
    land_area = _area(_("土地面积（平方米）"))
    original_wan = _wan(_("原值（万元）"))
    net_wan = _wan(_("净值（万元）"))
    use = models.CharField(_("使用状况"), max_length=8, choices=Use.choices)
    user_name = models.CharField(_("使用人"), max_length=80, blank=True)
    idle_since_on = models.DateField(_("闲置起始"), null=True, blank=True)
    idle_reason = models.CharField(_("闲置原因"), max_length=160, blank=True)
    is_synthetic = models.BooleanField(_("示例数据"), default=False)

    class Meta:
        ordering = ["number"]
        verbose_name = verbose_name_plural = _("资产")

    def __str__(self) -> str:
        return f"{self.number} {self.name}"

    def get_absolute_url(self) -> str:
        """Return the address of the asset's page."""
        return reverse("assets:asset", args=[self.pk])


class Lease(models.Model):
    """A contract by which an asset is let."""

    number = models.CharField(_("合同编号"), max_length=40, unique=True)
    asset = models.ForeignKey(
        Asset, models.PROTECT, related_name="leases", verbose_name=_("资产编号")
    )
    tenant = models.CharField(_("承租人"), max_length=80)
    starts_on = models.DateField(_("合同起"))
    ends_on = models.DateField(_("合同止"))
    annual_rent_wan = _wan(_("年租金（万元）"))
    market_rent_wan = _wan(_("评估租金（万元）"))
    due_wan = _wan(_("应收（万元）"))
    paid_wan = _wan(_("实收（万元）"))
    settled_on = models.DateField(_("收租核对日"), null=True, blank=True)
    is_tendered = models.BooleanField(_("公开招租"), null=True, blank=True)
    is_on_exchange = models.BooleanField(_("进场交易"), null=True, blank=True)
    is_synthetic = models.BooleanField(_("示例数据"), default=False)

    class Meta:
        ordering = ["ends_on", "number"]
        verbose_name = verbose_name_plural = _("租约")
        constraints = [
            models.CheckConstraint(
                condition=Q(ends_on__gte=F("starts_on")), name="lease_ends_after_start"
            )
        ]
        indexes = [models.Index(fields=["ends_on"], name="lease_end")]

    def __str__(self) -> str:
        return f"{self.number} {self.tenant}"


class CountLine(models.Model):
    """What the count of a year found on the spot; a later look replaces an earlier one."""

    year = models.PositiveSmallIntegerField(_("盘点年度"))
    asset = models.ForeignKey(
        Asset, models.PROTECT, null=True, blank=True, related_name="counts", verbose_name=_("资产")
    )
    organisation = models.ForeignKey(
        Organisation, models.PROTECT, related_name="+", verbose_name=_("盘点单位")
    )
    found_name = models.CharField(_("现场名称"), max_length=120, blank=True)
    found_address = models.CharField(_("现场位置"), max_length=160, blank=True)
    outcome = models.CharField(_("盘点结果"), max_length=10, choices=Outcome.choices)
    note = models.CharField(_("说明"), max_length=200, blank=True)
    counted_at = models.DateTimeField(_("盘点时间"))
    counted_by = models.ForeignKey(User, models.PROTECT, related_name="+", verbose_name=_("盘点人"))
    key = models.CharField(max_length=64, unique=True)
    is_synthetic = models.BooleanField(_("示例数据"), default=False)

    class Meta:
        ordering = ["-year", "-id"]
        verbose_name = verbose_name_plural = _("盘点记录")
        constraints = [
            models.CheckConstraint(
                condition=Q(asset__isnull=False) | Q(outcome=Outcome.SURPLUS),
                name="count_without_asset_is_surplus",
            )
        ]

    def __str__(self) -> str:
        return f"{self.year} {self.asset or self.found_name}"


class Revival(models.Model):
    """The plan that brings an idle asset back into use."""

    commitment = models.OneToOneField(Commitment, models.PROTECT, related_name="revival")
    asset = models.ForeignKey(Asset, models.PROTECT, related_name="revivals")
    way = models.CharField(_("盘活方式"), max_length=8, choices=Way.choices)
    income_wan = _wan(_("盘活收入（万元）"))
    result = models.CharField(_("盘活结果"), max_length=200, blank=True)

    class Meta:
        ordering = ["-id"]
        verbose_name = verbose_name_plural = _("盘活方案")

    def __str__(self) -> str:
        return f"{self.asset} {self.get_way_display()}"


class RolloutStep(models.Model):
    """A step that every district takes when the pilot is rolled out."""

    position = models.PositiveSmallIntegerField(_("序号"), unique=True)
    title = models.CharField(_("步骤"), max_length=60, unique=True)
    due_on = models.DateField(_("完成时限"), null=True, blank=True)

    class Meta:
        ordering = ["position"]
        verbose_name = verbose_name_plural = _("推广步骤")

    def __str__(self) -> str:
        return self.title


class RolloutCell(models.Model):
    """A district's word on one step."""

    step = models.ForeignKey(RolloutStep, models.PROTECT, related_name="cells")
    organisation = models.ForeignKey(Organisation, models.PROTECT, related_name="rollout")
    done_on = models.DateField(_("完成日期"), null=True, blank=True)
    note = models.CharField(_("说明"), max_length=200, blank=True)

    class Meta:
        ordering = ["step", "organisation"]
        verbose_name = verbose_name_plural = _("推广进度")
        constraints = [
            models.UniqueConstraint(fields=["step", "organisation"], name="rollout_cell_once")
        ]

    def __str__(self) -> str:
        return f"{self.organisation} {self.step}"


class OwnerTarget(models.Model):
    """What a state-owned enterprise is to invest or to guarantee in a year."""

    organisation = models.ForeignKey(
        Organisation, models.PROTECT, related_name="owner_targets", verbose_name=_("企业")
    )
    year = models.PositiveSmallIntegerField(_("年度"))
    kind = models.CharField(_("类型"), max_length=10, choices=Duty.choices)
    title = models.CharField(_("目标或任务"), max_length=120)
    target = models.DecimalField(_("目标值"), max_digits=16, decimal_places=2)
    done = models.DecimalField(_("完成值"), max_digits=16, decimal_places=2, null=True, blank=True)
    unit = models.CharField(_("单位"), max_length=12)
    as_of = models.DateField(_("截至"), null=True, blank=True)
    source = models.CharField(_("出处"), max_length=120, blank=True)
    is_synthetic = models.BooleanField(_("示例数据"), default=False)

    class Meta:
        ordering = ["-year", "organisation", "title"]
        verbose_name = verbose_name_plural = _("国企目标")
        constraints = [
            models.UniqueConstraint(
                fields=["organisation", "year", "title"], name="owner_target_once"
            )
        ]

    def __str__(self) -> str:
        return f"{self.organisation} {self.year} {self.title}"
