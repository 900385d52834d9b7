"""Agreements with their articles, items, funds and hearings."""

from __future__ import annotations

from decimal import Decimal

from django.db import models
from django.db.models import F, Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from daliang.base.models import Organisation, User
from daliang.ledger.models import Commitment


class Agreement(models.Model):
    """An agreement of two sides, or a sub-agreement under one."""

    code = models.SlugField(_("代码"), max_length=40, unique=True)
    title = models.CharField(_("协议"), max_length=160)
    partner = models.CharField(_("合作方"), max_length=120)
    partner_lead = models.CharField(_("对方牵头部门"), max_length=120, blank=True)
    lead = models.ForeignKey(Organisation, models.PROTECT, verbose_name=_("我方牵头"))
    parent = models.ForeignKey("self", models.PROTECT, null=True, blank=True, related_name="parts")
    signed_on = models.DateField(_("签署"))
    ends_on = models.DateField(_("到期"), null=True, blank=True)
    source = models.CharField(_("来源"), max_length=200, blank=True)
    confidence = models.CharField(_("可信度"), max_length=1, default="A")
    is_synthetic = models.BooleanField(_("示例数据"), default=False)

    class Meta:
        ordering = ["-signed_on", "id"]
        verbose_name = verbose_name_plural = _("协议")
        constraints = [
            models.CheckConstraint(
                condition=Q(ends_on__isnull=True) | Q(ends_on__gt=F("signed_on")),
                name="agreement_term",
            )
        ]

    def __str__(self) -> str:
        return self.title

    def get_absolute_url(self) -> str:
        """Return the address of the agreement's page."""
        return reverse("agreements:agreement", args=[self.code])


class Article(models.Model):
    """A clause of an agreement, as written."""

    agreement = models.ForeignKey(Agreement, models.CASCADE, related_name="articles")
    position = models.PositiveSmallIntegerField(_("条"))
    text = models.TextField(_("条款"))

    class Meta:
        ordering = ["agreement", "position"]
        verbose_name = verbose_name_plural = _("条款")
        constraints = [
            models.UniqueConstraint(fields=["agreement", "position"], name="article_once")
        ]

    def __str__(self) -> str:
        return f"{self.agreement} 第{self.position}条"


class Item(models.Model):
    """What an article makes one do: the 1:1 detail of a commitment, with the other side's lead."""

    commitment = models.OneToOneField(Commitment, models.PROTECT, related_name="agreement_item")
    article = models.ForeignKey(Article, models.PROTECT, related_name="items")
    partner_lead = models.CharField(_("对方牵头"), max_length=120, blank=True)

    class Meta:
        ordering = ["article", "id"]
        verbose_name = verbose_name_plural = _("协议事项")

    def __str__(self) -> str:
        return str(self.commitment)


class Fund(models.Model):
    """Money that an agreement promises, and what has arrived."""

    agreement = models.ForeignKey(Agreement, models.CASCADE, related_name="funds")
    name = models.CharField(_("资金"), max_length=80)
    promised_wan = models.DecimalField(_("约定（万元）"), max_digits=18, decimal_places=4)
    paid_wan = models.DecimalField(
        _("到账（万元）"), max_digits=18, decimal_places=4, default=Decimal(0)
    )

    class Meta:
        ordering = ["agreement", "id"]
        verbose_name = verbose_name_plural = _("协议资金")
        constraints = [
            models.UniqueConstraint(fields=["agreement", "name"], name="fund_once"),
            models.CheckConstraint(
                condition=Q(promised_wan__gt=0, paid_wan__gte=0), name="fund_amounts"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.agreement} {self.name}"


class Hearing(models.Model):
    """A quarterly hearing of both sides (议长制): what was settled."""

    agreement = models.ForeignKey(Agreement, models.CASCADE, related_name="hearings")
    held_on = models.DateField(_("日期"))
    text = models.TextField(_("议定事项"))
    noted_at = models.DateTimeField()
    noted_by = models.ForeignKey(User, models.PROTECT, related_name="+")

    class Meta:
        ordering = ["-held_on"]
        verbose_name = verbose_name_plural = _("会商")

    def __str__(self) -> str:
        return f"{self.agreement} {self.held_on}"
