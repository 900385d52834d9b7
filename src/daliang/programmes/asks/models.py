"""Upward asks: the window, the levels reached, the contacts, the clause or the money."""

from __future__ import annotations

from django.db import models
from django.db.models import F, Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from daliang.base.models import User
from daliang.ledger.models import Commitment
from daliang.programmes.asks.choices import Level, Material, Result


class Ask(models.Model):
    """What a city asks of province or nation; the promise to get it is a commitment."""

    commitment = models.OneToOneField(
        Commitment, models.PROTECT, related_name="ask", verbose_name=_("任务")
    )
    document = models.CharField(_("上级文件"), max_length=200)
    target = models.CharField(_("争取层级"), max_length=12, choices=Level.choices)
    window_from = models.DateField(_("窗口期起"), null=True, blank=True)
    window_until = models.DateField(_("窗口期止"))
    counterpart = models.CharField(_("对口部委处室"), max_length=120, blank=True)
    material = models.CharField(
        _("材料状态"), max_length=12, choices=Material.choices, default=Material.MISSING
    )
    result = models.CharField(_("结果"), max_length=8, choices=Result.choices, default=Result.OPEN)
    clause = models.TextField(_("文件条款"), blank=True)
    amount_wan = models.DecimalField(
        _("到位资金（万元）"), max_digits=16, decimal_places=2, null=True, blank=True
    )
    failure = models.CharField(_("未成原因"), max_length=300, blank=True)

    class Meta:
        ordering = ["window_until", "id"]
        verbose_name = verbose_name_plural = _("向上争取")
        constraints = [
            models.CheckConstraint(
                condition=Q(window_from__isnull=True) | Q(window_until__gte=F("window_from")),
                name="ask_window_ends_after_start",
            ),
            models.CheckConstraint(
                condition=~Q(result=Result.MONEY) | Q(amount_wan__gt=0), name="ask_money_is_named"
            ),
            models.CheckConstraint(
                condition=~Q(result=Result.CLAUSE) | ~Q(clause=""), name="ask_clause_is_quoted"
            ),
            models.CheckConstraint(
                condition=~Q(result=Result.FAILED) | ~Q(failure=""), name="ask_failure_has_reason"
            ),
        ]

    def __str__(self) -> str:
        return self.commitment.title

    def get_absolute_url(self) -> str:
        """Return the address of the ask."""
        return reverse("asks:ask", args=[self.pk])


class Reached(models.Model):
    """A level that took the ask up, and on which day."""

    ask = models.ForeignKey(Ask, models.CASCADE, related_name="reached")
    level = models.CharField(_("层级"), max_length=12, choices=Level.choices)
    on = models.DateField(_("日期"))
    note = models.CharField(_("说明"), max_length=200, blank=True)

    class Meta:
        ordering = ["level"]
        verbose_name = verbose_name_plural = _("层级进度")
        constraints = [models.UniqueConstraint(fields=["ask", "level"], name="ask_level_once")]

    def __str__(self) -> str:
        return f"{self.get_level_display()} {self.on}"


class Contact(models.Model):
    """One contact with the level above: when, with which office, what was said."""

    ask = models.ForeignKey(Ask, models.CASCADE, related_name="contacts")
    on = models.DateField(_("日期"))
    office = models.CharField(_("对接处室"), max_length=120)
    text = models.TextField(_("对接情况"))
    noted_at = models.DateTimeField(_("登记时间"))
    noted_by = models.ForeignKey(User, models.PROTECT, related_name="+")

    class Meta:
        ordering = ["-on", "-id"]
        verbose_name = verbose_name_plural = _("对接记录")

    def __str__(self) -> str:
        return f"{self.on} {self.office}"
