"""Drills as they were run, what they found, and the plans made against it."""

from __future__ import annotations

from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from daliang.base.models import Organisation, User
from daliang.diagnosis.choices import CauseKind, FindingState
from daliang.parties.models import Enterprise
from daliang.warehouse.spans import Span


class DrillRun(models.Model):
    """One drill of a measure over the whole city: the question, the data, the answer."""

    measure = models.SlugField(_("指标代码"), max_length=41)
    title = models.CharField(_("指标"), max_length=80)
    unit = models.CharField(_("单位"), max_length=20)
    base_first = models.PositiveIntegerField(_("基期起"))
    base_last = models.PositiveIntegerField(_("基期止"))
    actual_first = models.PositiveIntegerField(_("本期起"))
    actual_last = models.PositiveIntegerField(_("本期止"))
    is_same_scope = models.BooleanField(_("同口径"), default=True)
    base = models.FloatField(_("基期"))
    actual = models.FloatField(_("本期"))
    # Digest of all files that the answer rests on, and the day they were known.
    data_version = models.CharField(_("数据版本"), max_length=64)
    data_on = models.DateField(_("数据截至"))
    # The whole answer as it was given, for people and exports; code reads columns.
    result = models.JSONField(_("结果"), default=dict)
    is_synthetic = models.BooleanField(_("示例数据"), default=False)
    made_at = models.DateTimeField(_("穿透时间"))
    made_by = models.ForeignKey(User, models.PROTECT, null=True, blank=True, related_name="+")

    class Meta:
        ordering = ["-actual_last", "-id"]
        verbose_name = verbose_name_plural = _("穿透记录")
        constraints = [
            models.UniqueConstraint(
                fields=[
                    *("measure", "base_first", "base_last", "actual_first", "actual_last"),
                    *("is_same_scope", "data_version"),
                ],
                name="drill_run_once_per_data",
            )
        ]

    def __str__(self) -> str:
        return f"{self.title} {self.actual_text}"

    def get_absolute_url(self) -> str:
        """Return the page of the drill with the same question."""
        scope = "same" if self.is_same_scope else "published"
        return (
            f"{reverse('diagnosis:drill', args=[self.measure])}?from={self.actual_first}"
            f"&to={self.actual_last}&base_from={self.base_first}&base_to={self.base_last}"
            f"&scope={scope}"
        )

    @property
    def actual_text(self) -> str:
        """The actual span in words."""
        return str(Span(self.actual_first, self.actual_last))

    @property
    def base_text(self) -> str:
        """The base span in words."""
        return str(Span(self.base_first, self.base_last))

    @property
    def gap(self) -> float:
        """Actual less base."""
        return self.actual - self.base

    @property
    def growth_pct(self) -> float | None:
        """Growth on the base of the run."""
        return 100 * self.gap / abs(self.base) if self.base else None


class Finding(models.Model):
    """A part of the city that moved on its own, followed from month to month."""

    run = models.ForeignKey(
        DrillRun, models.PROTECT, related_name="findings", verbose_name=_("最近一次")
    )
    measure = models.SlugField(_("指标代码"), max_length=41)
    # Canonical query string, such as district=...&industry=...: the key, and the link.
    where = models.CharField(max_length=400)
    place = models.CharField(_("部位"), max_length=200)
    district = models.ForeignKey(
        Organisation, models.PROTECT, null=True, blank=True, related_name="findings"
    )
    enterprise = models.ForeignKey(
        Enterprise, models.PROTECT, null=True, blank=True, related_name="findings"
    )
    kind = models.CharField(_("类型"), max_length=8, choices=CauseKind.choices)
    effect = models.FloatField(_("强度"))
    impact = models.FloatField(_("影响"))
    share = models.FloatField(_("贡献率"), null=True)
    pull_pp = models.FloatField(_("拉动点"))
    rows = models.PositiveIntegerField(_("企业数"))
    evidence = models.CharField(_("依据"), max_length=400)
    data_version = models.CharField(_("数据版本"), max_length=64)
    state = models.CharField(
        _("状态"), max_length=8, choices=FindingState.choices, default=FindingState.NEW
    )
    first_seen = models.PositiveIntegerField(_("首次发现"))
    last_seen = models.PositiveIntegerField(_("最近发现"))
    dismissed_at = models.DateTimeField(_("不处理时间"), null=True, blank=True)
    dismissed_by = models.ForeignKey(User, models.PROTECT, null=True, blank=True, related_name="+")
    dismissed_reason = models.CharField(_("不处理理由"), max_length=200, blank=True)
    is_synthetic = models.BooleanField(_("示例数据"), default=False)

    class Meta:
        ordering = ["-last_seen", "-id"]
        verbose_name = verbose_name_plural = _("穿透发现")
        constraints = [
            models.UniqueConstraint(fields=["measure", "where"], name="finding_once"),
            models.CheckConstraint(
                condition=Q(dismissed_at__isnull=True, dismissed_by__isnull=True)
                | Q(dismissed_at__isnull=False, dismissed_by__isnull=False)
                & ~Q(dismissed_reason=""),
                name="finding_dismissed_with_reason",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.run.title}：{self.place}"

    def get_absolute_url(self) -> str:
        """Return the finding's page."""
        return reverse("diagnosis:finding", args=[self.pk])

    @property
    def first_seen_text(self) -> str:
        """The month of the data in which it was first found."""
        return str(Span(self.first_seen, self.first_seen))

    @property
    def drill_url(self) -> str:
        """Return the drill page opened at this part."""
        return f"{self.run.get_absolute_url()}&{self.where}"


class Sighting(models.Model):
    """A finding as one run saw it."""

    finding = models.ForeignKey(Finding, models.CASCADE, related_name="sightings")
    run = models.ForeignKey(DrillRun, models.PROTECT, related_name="sightings")
    state = models.CharField(_("状态"), max_length=8, choices=FindingState.choices)
    impact = models.FloatField(_("影响"))
    pull_pp = models.FloatField(_("拉动点"))

    class Meta:
        ordering = ["-run__actual_last", "-id"]
        verbose_name = verbose_name_plural = _("发现轨迹")
        constraints = [
            models.UniqueConstraint(fields=["finding", "run"], name="sighting_once_a_run")
        ]

    def __str__(self) -> str:
        return f"{self.run} {self.get_state_display()}"


class AttackPlan(models.Model):
    """A plan against a finding (攻坚方案); its commitments stand in the ledger."""

    finding = models.ForeignKey(
        Finding, models.PROTECT, related_name="plans", verbose_name=_("针对的发现")
    )
    title = models.CharField(_("标题"), max_length=200)
    weak_indicator = models.CharField(_("弱项指标"), max_length=120)
    gap = models.DecimalField(_("差距"), max_digits=20, decimal_places=4)
    unit = models.CharField(_("单位"), max_length=20)
    causes = models.TextField(_("成因和依据"))
    lead = models.ForeignKey(
        Organisation,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="attack_plans",
        verbose_name=_("牵头单位"),
    )
    support = models.ForeignKey(
        Organisation, models.PROTECT, null=True, blank=True, related_name="+"
    )
    proof = models.CharField(_("验证指标"), max_length=300)
    due_on = models.DateField(_("完成时限"))
    # The parent commitment's number; the ledger stands above and is not linked by key.
    commitment_number = models.CharField(_("任务编号"), max_length=24, blank=True)
    is_synthetic = models.BooleanField(_("示例数据"), default=False)
    made_at = models.DateTimeField(_("起草时间"))
    made_by = models.ForeignKey(User, models.PROTECT, related_name="+", verbose_name=_("起草人"))

    class Meta:
        ordering = ["-id"]
        verbose_name = verbose_name_plural = _("攻坚方案")

    def __str__(self) -> str:
        return self.title


class PlanStep(models.Model):
    """One measure of a plan: what, at which firm, what it should bring, by when."""

    plan = models.ForeignKey(AttackPlan, models.CASCADE, related_name="steps")
    position = models.PositiveSmallIntegerField(_("序号"))
    title = models.CharField(_("举措"), max_length=300)
    enterprise = models.ForeignKey(
        Enterprise, models.PROTECT, null=True, blank=True, related_name="plan_steps"
    )
    expected = models.DecimalField(
        _("预期贡献"), max_digits=20, decimal_places=4, null=True, blank=True
    )
    due_on = models.DateField(_("节点"))

    class Meta:
        ordering = ["plan", "position"]
        verbose_name = verbose_name_plural = _("方案举措")
        constraints = [
            models.UniqueConstraint(fields=["plan", "position"], name="plan_step_position_once")
        ]

    def __str__(self) -> str:
        return self.title
