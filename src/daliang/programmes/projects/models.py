"""Projects with their gates, plans and figures; a year's plan is the promise on the ledger."""

from __future__ import annotations

from decimal import Decimal

from django.db import models
from django.db.models import F, Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from daliang.base.models import Organisation, StoredFile, User
from daliang.ledger.models import Commitment
from daliang.programmes.projects.choices import (
    BlockerKind,
    Book,
    Confidence,
    GapCause,
    Line,
    Nature,
    ProofKind,
    Size,
    Stage,
)


def _money(title: object, **options: object) -> models.DecimalField:
    """An amount in 万元 to four places, which is one yuan."""
    return models.DecimalField(title, max_digits=18, decimal_places=4, **options)


class Project(models.Model):
    """A project from the first lead to full output, or a part of a package."""

    code = models.CharField(_("项目代码"), max_length=40, unique=True)
    name = models.CharField(_("项目名称"), max_length=120)
    line = models.CharField(_("级别"), max_length=12, choices=Line.choices, default=Line.OTHER)
    size = models.CharField(_("体量"), max_length=6, choices=Size.choices, default=Size.PLAIN)
    nature = models.CharField(_("性质"), max_length=10, choices=Nature.choices, default=Nature.NEW)
    stage = models.CharField(_("阶段"), max_length=12, choices=Stage.choices, default=Stage.LEAD)
    stage_since = models.DateField(_("进入阶段"), null=True, blank=True)
    parent = models.ForeignKey(
        "self",
        models.PROTECT,
        null=True,
        blank=True,
        related_name="parts",
        verbose_name=_("打包项目"),
    )
    district = models.ForeignKey(
        Organisation,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("板块"),
    )
    lead = models.ForeignKey(
        Organisation,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("责任部门"),
    )
    owner_name = models.CharField(_("建设单位"), max_length=120, blank=True)
    industry = models.CharField(_("行业"), max_length=60, blank=True)
    content = models.CharField(_("内容规模"), max_length=300, blank=True)
    total_wan = _money(_("总投资（万元）"), null=True, blank=True)
    total_note = models.CharField(_("投资原文"), max_length=60, blank=True)
    started_year = models.PositiveSmallIntegerField(_("起始年"), null=True, blank=True)
    finished_year = models.PositiveSmallIntegerField(_("建成年"), null=True, blank=True)
    latitude = models.FloatField(_("纬度"), null=True, blank=True)
    longitude = models.FloatField(_("经度"), null=True, blank=True)
    image_progress = models.CharField(_("形象进度"), max_length=300, blank=True)
    source = models.CharField(_("资料来源"), max_length=200, blank=True)
    as_of = models.CharField(_("资料截止"), max_length=20, blank=True)
    confidence = models.CharField(
        _("可信度"), max_length=1, choices=Confidence.choices, default=Confidence.A
    )
    is_synthetic = models.BooleanField(_("示例数据"), default=False)
    created_at = models.DateTimeField(_("建立时间"))
    created_by = models.ForeignKey(User, models.PROTECT, related_name="+")

    class Meta:
        ordering = ["code"]
        verbose_name = verbose_name_plural = _("项目")
        indexes = [models.Index(fields=["stage", "line"], name="project_stage")]
        constraints = [
            models.CheckConstraint(
                condition=Q(total_wan__isnull=True) | Q(total_wan__gte=0), name="project_total"
            ),
            models.CheckConstraint(
                condition=Q(parent__isnull=True) | ~Q(parent=F("id")), name="project_not_own_part"
            ),
        ]

    def __str__(self) -> str:
        return self.name

    def get_absolute_url(self) -> str:
        """Return the address of the project's page."""
        return reverse("projects:project", args=[self.code])


class Gate(models.Model):
    """One gate of a project: planned, and passed."""

    project = models.ForeignKey(Project, models.CASCADE, related_name="gates")
    stage = models.CharField(_("关口"), max_length=12, choices=Stage.choices)
    planned_on = models.DateField(_("计划日期"), null=True, blank=True)
    first_planned_on = models.DateField(_("原定日期"), null=True, blank=True)
    done_on = models.DateField(_("实际日期"), null=True, blank=True)
    passed_at = models.DateTimeField(null=True, blank=True)
    passed_by = models.ForeignKey(User, models.PROTECT, null=True, blank=True, related_name="+")

    class Meta:
        ordering = ["project", "id"]
        verbose_name = verbose_name_plural = _("关口")
        constraints = [
            models.UniqueConstraint(fields=["project", "stage"], name="gate_once"),
            models.CheckConstraint(
                condition=Q(passed_at__isnull=True, passed_by__isnull=True, done_on__isnull=True)
                | Q(passed_at__isnull=False, passed_by__isnull=False, done_on__isnull=False),
                name="gate_passed_pair",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.project} {self.get_stage_display()}"


class GateMove(models.Model):
    """A gate's date as planned from a day on: the drift of a node, never rewritten."""

    gate = models.ForeignKey(Gate, models.CASCADE, related_name="moves")
    old_on = models.DateField(_("原计划"), null=True, blank=True)
    new_on = models.DateField(_("改为"), null=True, blank=True)
    reason = models.CharField(_("原因"), max_length=200, blank=True)
    moved_at = models.DateTimeField(_("时间"))
    moved_by = models.ForeignKey(User, models.PROTECT, related_name="+")

    class Meta:
        ordering = ["id"]
        verbose_name = verbose_name_plural = _("节点变动")

    def __str__(self) -> str:
        return f"{self.gate} {self.old_on or '—'}→{self.new_on or '—'}"


class GateProof(models.Model):
    """A document that proves a gate: its kind, number, file, and what is doubtful about it."""

    gate = models.ForeignKey(Gate, models.PROTECT, related_name="proofs")
    kind = models.CharField(_("材料"), max_length=12, choices=ProofKind.choices)
    number = models.CharField(_("文号或合同号"), max_length=60, blank=True)
    file = models.ForeignKey(StoredFile, models.PROTECT, null=True, blank=True, related_name="+")
    doubts = models.JSONField(_("疑点"), default=list, blank=True)
    given_at = models.DateTimeField(_("提交时间"))
    given_by = models.ForeignKey(User, models.PROTECT, related_name="+")

    class Meta:
        ordering = ["id"]
        verbose_name = verbose_name_plural = _("关口材料")
        constraints = [
            models.CheckConstraint(
                condition=~Q(number="") | Q(file__isnull=False), name="proof_has_number_or_file"
            )
        ]

    def __str__(self) -> str:
        return f"{self.get_kind_display()} {self.number}".strip()


class YearPlan(models.Model):
    """A project's promise for a year: the 1:1 detail of a commitment."""

    commitment = models.OneToOneField(Commitment, models.PROTECT, related_name="year_plan")
    project = models.ForeignKey(Project, models.PROTECT, related_name="plans")
    year = models.PositiveSmallIntegerField(_("年度"))
    plan_wan = _money(_("年度计划（万元）"))

    class Meta:
        ordering = ["-year", "project"]
        verbose_name = verbose_name_plural = _("年度计划")
        constraints = [
            models.UniqueConstraint(fields=["project", "year"], name="year_plan_once"),
            models.CheckConstraint(condition=Q(plan_wan__gte=0), name="year_plan_amount"),
        ]

    def __str__(self) -> str:
        return f"{self.project} {self.year}"


class MonthPlan(models.Model):
    """What is planned for one month of a year plan: investment, and money to arrive."""

    plan = models.ForeignKey(YearPlan, models.CASCADE, related_name="months")
    month = models.PositiveSmallIntegerField(_("月份"))
    planned_wan = _money(_("计划投资（万元）"), default=Decimal(0))
    funds_wan = _money(_("计划到位资金（万元）"), default=Decimal(0))

    class Meta:
        ordering = ["plan", "month"]
        verbose_name = verbose_name_plural = _("分月计划")
        constraints = [
            models.UniqueConstraint(fields=["plan", "month"], name="month_plan_once"),
            models.CheckConstraint(
                condition=Q(month__gte=1) & Q(month__lte=12), name="month_plan_month"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.plan} {self.month}月"


class BookFigure(models.Model):
    """A project's figure of a month in one book; the year's total with what it is made of."""

    project = models.ForeignKey(Project, models.PROTECT, related_name="figures")
    book = models.CharField(_("口径"), max_length=10, choices=Book.choices)
    month_on = models.DateField(_("月份"))  # the first of the month
    before_wan = _money(_("上月累计（万元）"), null=True, blank=True)
    month_wan = _money(_("本月（万元）"), null=True, blank=True)
    total_wan = _money(_("年初累计（万元）"))
    construction_wan = _money(_("建筑工程（万元）"), null=True, blank=True)
    installation_wan = _money(_("安装工程（万元）"), null=True, blank=True)
    equipment_wan = _money(_("设备购置（万元）"), null=True, blank=True)
    other_wan = _money(_("其他费用（万元）"), null=True, blank=True)
    source = models.CharField(_("来源"), max_length=120, blank=True)
    is_synthetic = models.BooleanField(_("示例数据"), default=False)
    taken_at = models.DateTimeField(_("录入时间"))
    taken_by = models.ForeignKey(User, models.PROTECT, related_name="+")

    class Meta:
        ordering = ["project", "month_on", "book"]
        verbose_name = verbose_name_plural = _("项目数据")
        constraints = [
            models.UniqueConstraint(
                fields=["project", "book", "month_on"], name="book_figure_once"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.project} {self.month_on:%Y-%m} {self.get_book_display()}"


class GapNote(models.Model):
    """Why the books of a project differ, which document is missing, and who said so."""

    project = models.ForeignKey(Project, models.CASCADE, related_name="gap_notes")
    month_on = models.DateField(_("月份"))
    cause = models.CharField(_("原因"), max_length=12, choices=GapCause.choices)
    missing = models.CharField(_("所缺材料"), max_length=120, blank=True)
    text = models.CharField(_("说明"), max_length=200, blank=True)
    noted_at = models.DateTimeField(_("时间"))
    noted_by = models.ForeignKey(User, models.PROTECT, related_name="+")

    class Meta:
        ordering = ["-id"]
        verbose_name = verbose_name_plural = _("差额说明")

    def __str__(self) -> str:
        return f"{self.project} {self.get_cause_display()}"


class Volume(models.Model):
    """A physical quantity (实物量) of a project: planned and done, with a dated photograph."""

    project = models.ForeignKey(Project, models.CASCADE, related_name="volumes")
    name = models.CharField(_("实物量"), max_length=60)
    unit = models.CharField(_("单位"), max_length=20)
    planned = models.DecimalField(_("计划量"), max_digits=18, decimal_places=2)
    done = models.DecimalField(_("完成量"), max_digits=18, decimal_places=2, default=Decimal(0))
    done_on = models.DateField(_("截至"), null=True, blank=True)
    photo = models.ForeignKey(StoredFile, models.PROTECT, null=True, blank=True, related_name="+")
    doubts = models.JSONField(_("疑点"), default=list, blank=True)

    class Meta:
        ordering = ["project", "id"]
        verbose_name = verbose_name_plural = _("实物量")
        constraints = [
            models.UniqueConstraint(fields=["project", "name"], name="volume_once"),
            models.CheckConstraint(condition=Q(planned__gt=0), name="volume_planned"),
        ]

    def __str__(self) -> str:
        return f"{self.project} {self.name}"


class Blocker(models.Model):
    """A missing factor: what, and the commitment by which a named unit clears it by a date."""

    commitment = models.OneToOneField(Commitment, models.PROTECT, related_name="project_blocker")
    project = models.ForeignKey(Project, models.PROTECT, related_name="blockers")
    kind = models.CharField(_("要素"), max_length=8, choices=BlockerKind.choices)

    class Meta:
        ordering = ["-id"]
        verbose_name = verbose_name_plural = _("要素堵点")

    def __str__(self) -> str:
        return f"{self.project} {self.get_kind_display()}"


class RiskLog(models.Model):
    """A chance as it was said on a day, kept to be scored when the date has come."""

    gate = models.ForeignKey(Gate, models.CASCADE, related_name="risk_logs")
    said_on = models.DateField(_("预测日期"))
    due_on = models.DateField(_("计划日期"))
    probability = models.DecimalField(_("按期概率"), max_digits=5, decimal_places=4)

    class Meta:
        ordering = ["said_on", "id"]
        verbose_name = verbose_name_plural = _("工期预测记录")
        constraints = [
            models.UniqueConstraint(fields=["gate", "said_on"], name="risk_said_once_a_day")
        ]

    def __str__(self) -> str:
        return f"{self.gate} {self.probability}"
