"""Demands of firms: heard once, routed by a duty table, answered, judged by the firm."""

from __future__ import annotations

from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from daliang.base.models import Organisation, User
from daliang.ledger.models import Commitment
from daliang.parties.models import Enterprise
from daliang.programmes.demands.choices import Channel, Kind, Level, Outcome, Verdict


def _pair(at: str, by: str, name: str) -> models.CheckConstraint:
    both = Q(**{f"{at}__isnull": False, f"{by}__isnull": False})
    neither = Q(**{f"{at}__isnull": True, f"{by}__isnull": True})
    return models.CheckConstraint(condition=both | neither, name=name)


class CommonIssue(models.Model):
    """The same demand of several firms, proposed as one policy item (一件事到一类事)."""

    title = models.CharField(_("共性问题"), max_length=200)
    kind = models.CharField(_("类别"), max_length=12, choices=Kind.choices)
    commitment = models.OneToOneField(
        Commitment, models.PROTECT, related_name="common_issue", verbose_name=_("政策事项")
    )
    proposed_at = models.DateTimeField(_("提出时间"))
    proposed_by = models.ForeignKey(User, models.PROTECT, related_name="+")

    class Meta:
        ordering = ["-id"]
        verbose_name = verbose_name_plural = _("共性问题")

    def __str__(self) -> str:
        return self.title


class Demand(models.Model):
    """What one firm asked for. Once routed, the promise to answer is a commitment on the ledger."""

    enterprise = models.ForeignKey(
        Enterprise, models.PROTECT, related_name="demands", verbose_name=_("企业")
    )
    title = models.CharField(_("诉求"), max_length=200)
    content = models.TextField(_("内容"), blank=True)
    kind = models.CharField(_("类别"), max_length=12, choices=Kind.choices)
    channel = models.CharField(_("来源"), max_length=8, choices=Channel.choices)
    is_hard = models.BooleanField(_("疑难件"), default=False)
    # Made where the demand was heard, also without network: it arrives once.
    key = models.CharField(max_length=64, unique=True)
    heard_at = models.DateTimeField(_("提出时间"))
    heard_by = models.ForeignKey(User, models.PROTECT, related_name="+", verbose_name=_("登记人"))
    pack = models.SlugField(_("时限规则"), max_length=30)
    commitment = models.OneToOneField(
        Commitment,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="demand",
        verbose_name=_("任务"),
    )
    level = models.CharField(_("办理层级"), max_length=1, choices=Level.choices, default=Level.UNIT)
    reopened = models.PositiveSmallIntegerField(_("重办次数"), default=0)
    is_reopening_due = models.BooleanField(_("待重办"), default=False)
    # The answer's own clock starts anew at each issue; kept so that a past answer stays judged.
    clock_from = models.DateTimeField(_("计时起点"), null=True, blank=True)
    due_at = models.DateTimeField(_("答复时限"), null=True, blank=True)
    responded_at = models.DateTimeField(_("响应时间"), null=True, blank=True)
    responded_by = models.ForeignKey(User, models.PROTECT, null=True, blank=True, related_name="+")
    plan = models.TextField(_("办理方案"), blank=True)
    planned_at = models.DateTimeField(_("方案时间"), null=True, blank=True)
    planned_by = models.ForeignKey(User, models.PROTECT, null=True, blank=True, related_name="+")
    answer = models.TextField(_("答复"), blank=True)
    outcome = models.CharField(_("化解情况"), max_length=10, choices=Outcome.choices, blank=True)
    answered_at = models.DateTimeField(_("答复时间"), null=True, blank=True)
    answered_by = models.ForeignKey(User, models.PROTECT, null=True, blank=True, related_name="+")
    common_issue = models.ForeignKey(
        CommonIssue, models.PROTECT, null=True, blank=True, related_name="demands"
    )
    is_synthetic = models.BooleanField(_("示例数据"), default=False)

    class Meta:
        ordering = ["-heard_at", "-id"]
        verbose_name = verbose_name_plural = _("企业诉求")
        indexes = [
            models.Index(fields=["enterprise", "-heard_at"], name="demand_of_firm"),
            models.Index(fields=["kind", "heard_at"], name="demand_kind"),
        ]
        constraints = [
            _pair("responded_at", "responded_by", "demand_responded_pair"),
            _pair("planned_at", "planned_by", "demand_planned_pair"),
            _pair("answered_at", "answered_by", "demand_answered_pair"),
            models.CheckConstraint(
                condition=Q(answered_at__isnull=True) | ~Q(outcome=""),
                name="demand_answer_has_outcome",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.number} {self.title}"

    def get_absolute_url(self) -> str:
        """Return the address of the demand."""
        return reverse("demands:demand", args=[self.pk])

    @property
    def number(self) -> str:
        """The number a firm is told."""
        return f"SQ{self.pk:06d}"


class Stop(models.Model):
    """A stretch in which the clock stood still, for a reason the pack allows."""

    demand = models.ForeignKey(Demand, models.CASCADE, related_name="stops")
    reason = models.CharField(_("暂停原因"), max_length=60)
    started_at = models.DateTimeField(_("起"))
    started_by = models.ForeignKey(User, models.PROTECT, related_name="+")
    ended_at = models.DateTimeField(_("止"), null=True, blank=True)
    ended_by = models.ForeignKey(User, models.PROTECT, null=True, blank=True, related_name="+")

    class Meta:
        ordering = ["started_at"]
        verbose_name = verbose_name_plural = _("暂停计时")
        constraints = [
            _pair("ended_at", "ended_by", "stop_ended_pair"),
            models.UniqueConstraint(
                fields=["demand"], condition=Q(ended_at__isnull=True), name="stop_one_open"
            ),
        ]

    def __str__(self) -> str:
        return self.reason


class Rating(models.Model):
    """What the firm says of an answer: in the portal, or when it was called back."""

    demand = models.ForeignKey(Demand, models.CASCADE, related_name="ratings")
    # the answer it is about; a reopened demand is judged anew
    round = models.PositiveSmallIntegerField(_("第几次答复"))
    verdict = models.CharField(_("评价"), max_length=12, choices=Verdict.choices)
    text = models.CharField(_("意见"), max_length=300, blank=True)
    is_call_back = models.BooleanField(_("回访"))
    rated_at = models.DateTimeField(_("评价时间"))
    rated_by = models.ForeignKey(User, models.PROTECT, related_name="+")

    class Meta:
        ordering = ["-rated_at", "-id"]
        verbose_name = verbose_name_plural = _("企业评价")
        constraints = [
            models.UniqueConstraint(
                fields=["demand", "round", "is_call_back"], name="rating_once_per_answer"
            )
        ]

    def __str__(self) -> str:
        return self.get_verdict_display()


class Duty(models.Model):
    """A row of the duty table: which unit answers what. The most exact row decides."""

    kind = models.CharField(_("类别"), max_length=12, choices=Kind.choices)
    word = models.CharField(_("关键词"), max_length=30, blank=True)
    organisation = models.ForeignKey(
        Organisation,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("主办单位"),
        help_text=_("空着表示由企业所在板块主办"),
    )
    supports = models.ManyToManyField(
        Organisation, blank=True, related_name="+", verbose_name=_("协办单位")
    )

    class Meta:
        ordering = ["kind", "word"]
        verbose_name = verbose_name_plural = _("诉求职责表")
        constraints = [models.UniqueConstraint(fields=["kind", "word"], name="duty_once_per_word")]

    def __str__(self) -> str:
        return f"{self.get_kind_display()} {self.word}".strip()


class SlaSetting(models.Model):
    """Which pack of limits is in force, since when and by whom; the newest row counts."""

    pack = models.SlugField(max_length=30)
    set_at = models.DateTimeField()
    set_by = models.ForeignKey(User, models.PROTECT, related_name="+")

    class Meta:
        ordering = ["-id"]
        verbose_name = verbose_name_plural = _("时限规则设置")

    def __str__(self) -> str:
        return self.pack
