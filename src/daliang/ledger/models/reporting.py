"""What happens to a promise: reports with evidence, transitions, extensions, exemptions."""

from __future__ import annotations

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from daliang.base.models import Organisation, StoredFile, User
from daliang.ledger.choices import Decision
from daliang.ledger.models.commitment import Commitment, Milestone
from daliang.ledger.models.pairs import paired


class Report(models.Model):
    """What a unit says of a commitment at a moment; the change, not the whole again."""

    commitment = models.ForeignKey(Commitment, models.PROTECT, related_name="reports")
    organisation = models.ForeignKey(Organisation, models.PROTECT, related_name="+")
    progress = models.PositiveSmallIntegerField(_("进度%"))
    text = models.TextField(_("进展情况"))
    problem = models.TextField(_("存在问题"), blank=True)
    next_step = models.TextField(_("下步措施"), blank=True)
    done_quantity = models.DecimalField(
        _("完成量"), max_digits=20, decimal_places=4, null=True, blank=True
    )
    is_final = models.BooleanField(_("申请办结"), default=False)
    reported_at = models.DateTimeField(_("报送时间"))
    reported_by = models.ForeignKey(User, models.PROTECT, related_name="+")
    # The browser or phone makes the key; the same report sent twice counts once.
    key = models.CharField(max_length=64, unique=True)

    class Meta:
        ordering = ["-reported_at", "-id"]
        verbose_name = verbose_name_plural = _("进展报告")

    def __str__(self) -> str:
        return f"{self.reported_at:%Y-%m-%d} {self.organisation} {self.progress}%"


class Evidence(models.Model):
    """A file that proves a report."""

    report = models.ForeignKey(Report, models.PROTECT, related_name="evidence")
    file = models.ForeignKey(StoredFile, models.PROTECT, related_name="evidence")
    caption = models.CharField(_("说明"), max_length=120, blank=True)
    milestone = models.ForeignKey(
        Milestone, models.SET_NULL, null=True, blank=True, related_name="evidence"
    )
    # What a machine noticed: taken before the work began, used before, no time in the photograph.
    doubts = models.JSONField(_("疑点"), default=list, blank=True)

    class Meta:
        ordering = ["id"]
        verbose_name = verbose_name_plural = _("佐证")

    def __str__(self) -> str:
        return self.caption or self.file.name


class Transition(models.Model):
    """A step in a commitment's life: the timeline a person reads."""

    commitment = models.ForeignKey(Commitment, models.CASCADE, related_name="transitions")
    verb = models.CharField(_("动作"), max_length=20)
    from_state = models.CharField(max_length=14, blank=True)
    to_state = models.CharField(max_length=14)
    text = models.TextField(_("说明"), blank=True)
    at = models.DateTimeField(_("时间"))
    by = models.ForeignKey(User, models.PROTECT, related_name="+", verbose_name=_("操作人"))
    report = models.ForeignKey(Report, models.PROTECT, null=True, blank=True, related_name="+")

    class Meta:
        ordering = ["-at", "-id"]
        verbose_name = verbose_name_plural = _("流转记录")

    def __str__(self) -> str:
        return f"{self.at:%Y-%m-%d %H:%M} {self.verb}"


class Extension(models.Model):
    """A later date asked for before the old one expires, counted and shown."""

    commitment = models.ForeignKey(Commitment, models.CASCADE, related_name="extensions")
    old_due_on = models.DateField(_("原时限"))
    new_due_on = models.DateField(_("申请延至"))
    reason = models.TextField(_("延期原因"))
    decision = models.CharField(
        _("审批"), max_length=8, choices=Decision.choices, default=Decision.ASKED
    )
    asked_at = models.DateTimeField(_("申请时间"))
    asked_by = models.ForeignKey(User, models.PROTECT, related_name="+")
    decided_at = models.DateTimeField(_("审批时间"), null=True, blank=True)
    decided_by = models.ForeignKey(User, models.PROTECT, null=True, blank=True, related_name="+")
    remark = models.CharField(_("审批意见"), max_length=200, blank=True)

    class Meta:
        ordering = ["-asked_at"]
        verbose_name = verbose_name_plural = _("延期")
        constraints = [
            paired("decided_at", "decided_by", "extension_decided_pair"),
            models.CheckConstraint(
                condition=Q(new_due_on__gt=F("old_due_on")), name="extension_goes_forward"
            ),
            models.UniqueConstraint(
                fields=["commitment"],
                condition=Q(decision=Decision.ASKED),
                name="extension_one_open",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.old_due_on} → {self.new_due_on}"


class Exemption(models.Model):
    """A valid reason why a light shall not turn, until a date (正当理由)."""

    commitment = models.ForeignKey(Commitment, models.CASCADE, related_name="exemptions")
    reason = models.TextField(_("正当理由"))
    from_on = models.DateField(_("起"))
    until_on = models.DateField(_("止"))
    approved_at = models.DateTimeField(_("批准时间"))
    approved_by = models.ForeignKey(User, models.PROTECT, related_name="+")

    class Meta:
        ordering = ["-until_on"]
        verbose_name = verbose_name_plural = _("豁免")
        constraints = [
            models.CheckConstraint(
                condition=Q(until_on__gte=F("from_on")), name="exemption_ends_after_start"
            )
        ]

    def __str__(self) -> str:
        return f"至 {self.until_on}：{self.reason[:30]}"
