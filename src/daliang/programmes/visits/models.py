"""Visits to firms: planned so that nobody is visited by everybody, recorded on the spot."""

from __future__ import annotations

from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from daliang.base.models import Organisation, Post, User
from daliang.parties.models import Enterprise
from daliang.programmes.visits.choices import State


class Visit(models.Model):
    """One visit: who goes to whom and when, and what was seen and heard there."""

    enterprise = models.ForeignKey(
        Enterprise, models.PROTECT, related_name="visits", verbose_name=_("企业")
    )
    organisation = models.ForeignKey(
        Organisation, models.PROTECT, related_name="+", verbose_name=_("走访单位")
    )
    post = models.ForeignKey(
        Post, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("带队领导")
    )
    planned_on = models.DateField(_("计划日期"))
    purpose = models.CharField(_("目的"), max_length=200, blank=True)
    state = models.CharField(_("状态"), max_length=10, choices=State.choices, default=State.PLANNED)
    # Why the limit of visits a month was passed; empty when it was not.
    exception = models.CharField(_("超频理由"), max_length=200, blank=True)
    planned_by = models.ForeignKey(User, models.PROTECT, related_name="+")
    # Made on the device: a record sent twice arrives once.
    key = models.CharField(max_length=64, null=True, blank=True, unique=True)
    visited_at = models.DateTimeField(_("走访时间"), null=True, blank=True)
    recorded_at = models.DateTimeField(_("记录上传时间"), null=True, blank=True)
    recorded_by = models.ForeignKey(User, models.PROTECT, null=True, blank=True, related_name="+")
    place = models.CharField(_("地点"), max_length=120, blank=True)
    met = models.CharField(_("受访人（岗位）"), max_length=120, blank=True)
    people = models.CharField(_("走访人员（岗位）"), max_length=200, blank=True)
    output_wan = models.DecimalField(
        _("产值（万元）"), max_digits=14, decimal_places=2, null=True, blank=True
    )
    orders_wan = models.DecimalField(
        _("在手订单（万元）"), max_digits=14, decimal_places=2, null=True, blank=True
    )
    capacity_percent = models.PositiveSmallIntegerField(_("产能利用率（%）"), null=True, blank=True)
    staff = models.PositiveIntegerField(_("用工（人）"), null=True, blank=True)
    stock_wan = models.DecimalField(
        _("库存（万元）"), max_digits=14, decimal_places=2, null=True, blank=True
    )
    receivable_wan = models.DecimalField(
        _("应收账款（万元）"), max_digits=14, decimal_places=2, null=True, blank=True
    )
    findings = models.TextField(_("情况"), blank=True)
    answered = models.TextField(_("现场答复"), blank=True)
    promised = models.TextField(_("承诺"), blank=True)
    demand_count = models.PositiveSmallIntegerField(_("诉求数"), default=0)
    is_synthetic = models.BooleanField(_("示例数据"), default=False)

    class Meta:
        ordering = ["-planned_on", "-id"]
        verbose_name = verbose_name_plural = _("走访")
        indexes = [models.Index(fields=["enterprise", "planned_on"], name="visit_of_firm")]
        constraints = [
            models.CheckConstraint(
                condition=Q(recorded_at__isnull=False, recorded_by__isnull=False)
                | Q(recorded_at__isnull=True, recorded_by__isnull=True),
                name="visit_recorded_pair",
            ),
            models.CheckConstraint(
                condition=Q(state=State.DONE, visited_at__isnull=False) | ~Q(state=State.DONE),
                name="visit_done_has_moment",
            ),
            models.CheckConstraint(
                condition=Q(capacity_percent__isnull=True) | Q(capacity_percent__lte=200),
                name="visit_capacity_percent",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.planned_on} {self.enterprise}"

    def get_absolute_url(self) -> str:
        """Return the address of the visit."""
        return reverse("visits:visit", args=[self.pk])
