"""Policies with their versions as rules, what is known of firms, matching runs and payouts."""

from __future__ import annotations

from django.db import models
from django.db.models import F, Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from daliang.base.models import Organisation, User
from daliang.parties.models import Enterprise
from daliang.programmes.policy.choices import Outcome, PayoutState, Reading, Way


class PolicyText(models.Model):
    """A policy as published: who gives what to whom, and whom to ask."""

    code = models.CharField(_("政策编号"), max_length=20, unique=True)
    title = models.CharField(_("政策名称"), max_length=200)
    level = models.CharField(_("层级"), max_length=40, blank=True)
    issuer = models.CharField(_("发文单位"), max_length=80, blank=True)
    document_number = models.CharField(_("文号"), max_length=60, blank=True)
    topic = models.CharField(_("主题"), max_length=40, blank=True)
    way = models.CharField(_("办理类型"), max_length=14, choices=Way.choices)
    office = models.ForeignKey(
        Organisation, models.PROTECT, null=True, blank=True, verbose_name=_("责任单位")
    )
    documents = models.TextField(_("要件"), blank=True)
    phone = models.CharField(_("电话"), max_length=40, blank=True)
    conditions_text = models.TextField(_("条件原文摘要"), blank=True)
    amount_text = models.CharField(_("标准原文摘要"), max_length=300, blank=True)
    source = models.CharField(_("出处"), max_length=300, blank=True)
    confidence = models.CharField(_("可信度"), max_length=1, blank=True)
    budget_wan = models.DecimalField(
        _("年度预算（万元）"), max_digits=14, decimal_places=2, null=True, blank=True
    )

    class Meta:
        ordering = ["code"]
        verbose_name = verbose_name_plural = _("惠企政策")

    def __str__(self) -> str:
        return self.title

    def get_absolute_url(self) -> str:
        """Return the address of the policy."""
        return reverse("policy:policy", args=[self.pk])


class PolicyVersion(models.Model):
    """The rules of a policy from a day on; an older version stays readable."""

    text = models.ForeignKey(PolicyText, models.PROTECT, related_name="versions")
    number = models.PositiveSmallIntegerField(_("版本"))
    from_on = models.DateField(_("生效起"), null=True, blank=True)
    until_on = models.DateField(_("生效止"), null=True, blank=True)
    # The neutral tree of conditions and benefit, read and checked by engine.policy alone.
    tree = models.JSONField(_("条件树"))
    reading = models.CharField(_("解读"), max_length=8, choices=Reading.choices)
    note = models.CharField(_("说明"), max_length=300, blank=True)
    made_at = models.DateTimeField(_("建立时间"))
    made_by = models.ForeignKey(User, models.PROTECT, related_name="+")

    class Meta:
        ordering = ["text", "-number"]
        verbose_name = verbose_name_plural = _("政策版本")
        constraints = [
            models.UniqueConstraint(fields=["text", "number"], name="policy_version_once"),
            models.CheckConstraint(
                condition=Q(until_on__isnull=True)
                | Q(from_on__isnull=True)
                | Q(until_on__gte=F("from_on")),
                name="policy_version_ends_after_start",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.text} 第{self.number}版"


class FirmFact(models.Model):
    """One thing known of a firm that policies ask for. No row means unknown, never no."""

    enterprise = models.ForeignKey(Enterprise, models.CASCADE, related_name="policy_facts")
    field = models.CharField(_("事实"), max_length=60)
    value = models.CharField(_("值"), max_length=80)
    as_of_on = models.DateField(_("截止日期"))
    source = models.CharField(_("来源"), max_length=80)
    is_synthetic = models.BooleanField(_("示例数据"), default=False)

    class Meta:
        ordering = ["enterprise", "field"]
        verbose_name = verbose_name_plural = _("企业事实")
        constraints = [models.UniqueConstraint(fields=["enterprise", "field"], name="fact_once")]

    def __str__(self) -> str:
        return f"{self.field}={self.value}"


class MatchRun(models.Model):
    """One evaluation of all policies in force over all firms."""

    day = models.DateField(_("按哪天的政策"))
    firms = models.PositiveIntegerField(_("企业数"))
    seconds = models.FloatField(_("用时（秒）"))
    made_at = models.DateTimeField(_("时间"))
    made_by = models.ForeignKey(User, models.PROTECT, related_name="+")

    class Meta:
        ordering = ["-id"]
        verbose_name = verbose_name_plural = _("政策匹配")

    def __str__(self) -> str:
        return f"{self.made_at:%Y-%m-%d %H:%M}"


class PolicyCount(models.Model):
    """The outcome of a run for one policy: counts of the four outcomes, money, readiness."""

    run = models.ForeignKey(MatchRun, models.CASCADE, related_name="counts")
    version = models.ForeignKey(PolicyVersion, models.PROTECT, related_name="+")
    eligible = models.PositiveIntegerField(_("符合"))
    short = models.PositiveIntegerField(_("差一条"))
    undecided = models.PositiveIntegerField(_("缺数待定"))
    excluded = models.PositiveIntegerField(_("不符合"))
    amount_wan = models.DecimalField(_("测算金额（万元）"), max_digits=16, decimal_places=2)
    amounts_unknown = models.PositiveIntegerField(_("金额待定"))
    readiness = models.FloatField(_("就绪度"))
    way = models.CharField(_("建议办理方式"), max_length=10)

    class Meta:
        ordering = ["version__text__code"]
        verbose_name = verbose_name_plural = _("匹配结果")
        constraints = [models.UniqueConstraint(fields=["run", "version"], name="count_once")]

    def __str__(self) -> str:
        return f"{self.version}：{self.eligible}"


class MatchRow(models.Model):
    """A firm that qualifies, or lacks one condition or a fact, in a run."""

    run = models.ForeignKey(MatchRun, models.CASCADE, related_name="rows")
    version = models.ForeignKey(PolicyVersion, models.PROTECT, related_name="+")
    enterprise = models.ForeignKey(Enterprise, models.CASCADE, related_name="policy_matches")
    outcome = models.CharField(_("结果"), max_length=10, choices=Outcome.choices)
    amount_wan = models.DecimalField(
        _("金额（万元）"), max_digits=14, decimal_places=2, null=True, blank=True
    )
    reason = models.CharField(_("说明"), max_length=300, blank=True)

    class Meta:
        ordering = ["-amount_wan", "enterprise"]
        verbose_name = verbose_name_plural = _("匹配企业")
        constraints = [
            models.UniqueConstraint(fields=["run", "version", "enterprise"], name="match_once")
        ]
        indexes = [models.Index(fields=["run", "version", "outcome"], name="match_outcome")]

    def __str__(self) -> str:
        return f"{self.enterprise} {self.outcome}"


class Payout(models.Model):
    """Money for a firm under a policy, from the list to the account."""

    version = models.ForeignKey(PolicyVersion, models.PROTECT, related_name="payouts")
    enterprise = models.ForeignKey(Enterprise, models.PROTECT, related_name="payouts")
    year = models.PositiveSmallIntegerField(_("年度"))
    amount_wan = models.DecimalField(_("金额（万元）"), max_digits=14, decimal_places=2)
    state = models.CharField(
        _("状态"), max_length=10, choices=PayoutState.choices, default=PayoutState.LISTED
    )
    trace = models.TextField(_("依据"), blank=True)
    listed_on = models.DateField(_("列入日期"))
    paid_on = models.DateField(_("兑付日期"), null=True, blank=True)

    class Meta:
        ordering = ["-listed_on", "id"]
        verbose_name = verbose_name_plural = _("兑付")
        constraints = [
            models.UniqueConstraint(
                fields=["version", "enterprise", "year"], name="payout_once_a_year"
            ),
            models.CheckConstraint(
                condition=Q(state=PayoutState.PAID, paid_on__isnull=False)
                | (~Q(state=PayoutState.PAID) & Q(paid_on__isnull=True)),
                name="payout_paid_has_date",
            ),
            models.CheckConstraint(condition=Q(amount_wan__gt=0), name="payout_is_money"),
        ]

    def __str__(self) -> str:
        return f"{self.enterprise} {self.amount_wan}万元"

    @property
    def days(self) -> int | None:
        """Days from the list to the account."""
        return (self.paid_on - self.listed_on).days if self.paid_on else None
