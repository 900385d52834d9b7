"""What local firms sell and buy, occasions with places, and orders counted once."""

from __future__ import annotations

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from daliang.base.models import User
from daliang.parties.models import Enterprise
from daliang.programmes.orders.choices import EventKind, Side


class Offer(models.Model):
    """One product that a firm can supply or needs."""

    enterprise = models.ForeignKey(
        Enterprise, models.PROTECT, related_name="offers", verbose_name=_("企业")
    )
    side = models.CharField(_("方向"), max_length=5, choices=Side.choices)
    product = models.CharField(_("产品"), max_length=120)
    # GB/T 4754: two to four digits; the longer the common beginning, the nearer the trade.
    industry_code = models.CharField(_("行业代码"), max_length=4, blank=True)
    certificates = models.CharField(_("资质认证"), max_length=200, blank=True)
    quantity = models.DecimalField(
        _("年产能或年需求"), max_digits=16, decimal_places=2, null=True, blank=True
    )
    unit = models.CharField(_("单位"), max_length=20, blank=True)
    note = models.CharField(_("说明"), max_length=200, blank=True)
    is_open = models.BooleanField(_("有效"), default=True)
    is_synthetic = models.BooleanField(_("示例数据"), default=False)

    class Meta:
        ordering = ["product", "id"]
        verbose_name = verbose_name_plural = _("供需")
        constraints = [
            models.UniqueConstraint(fields=["enterprise", "side", "product"], name="offer_once")
        ]

    def __str__(self) -> str:
        return f"{self.get_side_display()}：{self.product}"


class Event(models.Model):
    """An occasion: a matching day, a fair, a delegation; with places for firms."""

    title = models.CharField(_("活动"), max_length=120, unique=True)
    kind = models.CharField(_("类型"), max_length=10, choices=EventKind.choices)
    held_on = models.DateField(_("日期"))
    place = models.CharField(_("地点"), max_length=120, blank=True)
    seats = models.PositiveIntegerField(_("名额"))
    is_synthetic = models.BooleanField(_("示例数据"), default=False)

    class Meta:
        ordering = ["-held_on", "id"]
        verbose_name = verbose_name_plural = _("活动")

    def __str__(self) -> str:
        return self.title


class Seat(models.Model):
    """A place at an event, given to a firm."""

    event = models.ForeignKey(Event, models.PROTECT, related_name="taken")
    enterprise = models.ForeignKey(Enterprise, models.PROTECT, related_name="seats")
    given_at = models.DateTimeField(_("时间"))
    given_by = models.ForeignKey(User, models.PROTECT, related_name="+")

    class Meta:
        ordering = ["id"]
        verbose_name = verbose_name_plural = _("名额")
        constraints = [models.UniqueConstraint(fields=["event", "enterprise"], name="seat_once")]

    def __str__(self) -> str:
        return f"{self.event} {self.enterprise}"


class Order(models.Model):
    """An order between two firms, reported back; the contract number makes it count once."""

    seller = models.ForeignKey(
        Enterprise, models.PROTECT, related_name="sales", verbose_name=_("供方")
    )
    buyer = models.ForeignKey(
        Enterprise,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="purchases",
        verbose_name=_("需方"),
    )
    buyer_name = models.CharField(_("外地需方"), max_length=120, blank=True)
    contract = models.CharField(_("合同号"), max_length=60)
    product = models.CharField(_("产品"), max_length=120)
    signed_on = models.DateField(_("签订日期"))
    amount_wan = models.DecimalField(_("金额（万元）"), max_digits=14, decimal_places=2)
    event = models.ForeignKey(
        Event, models.PROTECT, null=True, blank=True, related_name="orders", verbose_name=_("活动")
    )
    # Both sides and the organiser may report the same order; who said so is kept.
    reports = models.PositiveSmallIntegerField(_("上报次数"), default=1)
    reported_at = models.DateTimeField(_("上报时间"))
    reported_by = models.ForeignKey(User, models.PROTECT, related_name="+")
    is_synthetic = models.BooleanField(_("示例数据"), default=False)

    class Meta:
        ordering = ["-signed_on", "-id"]
        verbose_name = verbose_name_plural = _("订单")
        constraints = [
            models.UniqueConstraint(fields=["seller", "contract"], name="order_once"),
            models.CheckConstraint(condition=Q(amount_wan__gt=0), name="order_is_money"),
            models.CheckConstraint(
                condition=Q(buyer__isnull=False) | ~Q(buyer_name=""), name="order_has_buyer"
            ),
            models.CheckConstraint(
                condition=Q(buyer__isnull=True) | ~Q(buyer=F("seller")), name="order_of_two"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.contract} {self.amount_wan}"
