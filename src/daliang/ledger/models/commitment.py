"""A promise: where it comes from, what it says, who does it, and its steps."""

from __future__ import annotations

from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from daliang.base.models import Organisation, Post, StoredFile, User
from daliang.ledger.choices import DueKind, Part, Priority, SourceKind, State
from daliang.ledger.models.pairs import paired


class Source(models.Model):
    """The meeting, paper or written instruction from which work comes."""

    kind = models.CharField(_("类型"), max_length=12, choices=SourceKind.choices)
    title = models.CharField(_("标题"), max_length=200)
    issued_by = models.CharField(_("发文单位"), max_length=80, blank=True)
    document_number = models.CharField(_("文号"), max_length=60, blank=True)
    dated_on = models.DateField(_("日期"))
    plan_year = models.PositiveSmallIntegerField(_("计划年度"))
    text = models.TextField(_("原文摘要"), blank=True)
    post = models.ForeignKey(
        Post, models.PROTECT, null=True, blank=True, verbose_name=_("批示领导")
    )
    file = models.ForeignKey(
        StoredFile, models.PROTECT, null=True, blank=True, verbose_name=_("原件")
    )
    is_synthetic = models.BooleanField(_("示例数据"), default=False)

    class Meta:
        ordering = ["-dated_on", "-id"]
        verbose_name = verbose_name_plural = _("任务来源")

    def __str__(self) -> str:
        return self.title


class Commitment(models.Model):
    """One promise: what, who leads, by when, and how far it is."""

    number = models.CharField(_("编号"), max_length=24, unique=True)
    programme = models.SlugField(_("工作专项"), max_length=30)
    source = models.ForeignKey(
        Source,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="commitments",
        verbose_name=_("来源"),
    )
    parent = models.ForeignKey(
        "self",
        models.PROTECT,
        null=True,
        blank=True,
        related_name="parts",
        verbose_name=_("上级任务"),
    )
    category = models.CharField(_("类别"), max_length=80, blank=True)
    title = models.CharField(_("任务"), max_length=300)
    content = models.TextField(_("具体内容"), blank=True)
    goal = models.CharField(_("目标要求"), max_length=300, blank=True)
    priority = models.CharField(
        _("紧急程度"), max_length=10, choices=Priority.choices, default=Priority.NORMAL
    )
    state = models.CharField(_("状态"), max_length=14, choices=State.choices, default=State.DRAFTED)

    # The lead unit stands here as well as in `assignments`: registers are
    # scoped, sorted and counted by it. Only `actions.assign` writes either.
    lead = models.ForeignKey(
        Organisation,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="led",
        verbose_name=_("牵头单位"),
    )
    leader = models.ForeignKey(
        Post, models.PROTECT, null=True, blank=True, related_name="led", verbose_name=_("牵头领导")
    )
    person = models.CharField(_("责任人"), max_length=60, blank=True)

    starts_on = models.DateField(_("开始日期"), null=True, blank=True)
    due_kind = models.CharField(
        _("时限类型"), max_length=10, choices=DueKind.choices, default=DueKind.DATE
    )
    due_on = models.DateField(_("完成时限"), null=True, blank=True)
    due_text = models.CharField(_("时限原文"), max_length=60, blank=True)
    first_due_on = models.DateField(_("原定时限"), null=True, blank=True)
    moves = models.PositiveSmallIntegerField(_("延期次数"), default=0)
    returns = models.PositiveSmallIntegerField(_("退办次数"), default=0)

    # A measured promise: the planned and the reached quantity in one unit.
    planned_quantity = models.DecimalField(
        _("目标量"), max_digits=20, decimal_places=4, null=True, blank=True
    )
    done_quantity = models.DecimalField(
        _("完成量"), max_digits=20, decimal_places=4, null=True, blank=True
    )
    unit = models.CharField(_("计量单位"), max_length=20, blank=True)
    progress = models.PositiveSmallIntegerField(_("进度%"), default=0)
    latest = models.TextField(_("最新进展"), blank=True)
    problem = models.TextField(_("存在问题"), blank=True)
    reported_on = models.DateField(_("最近报送"), null=True, blank=True)

    # The light as last judged, so that registers filter and count by it. The
    # rules judge again at every change and once a day.
    light_tone = models.CharField(_("灯"), max_length=8, default="", blank=True)
    light_label = models.CharField(_("灯号"), max_length=20, default="", blank=True)
    light_reason = models.CharField(_("亮灯原因"), max_length=300, default="", blank=True)

    issued_at = models.DateTimeField(_("交办时间"), null=True, blank=True)
    issued_by = models.ForeignKey(User, models.PROTECT, null=True, blank=True, related_name="+")
    closed_at = models.DateTimeField(_("销号时间"), null=True, blank=True)
    closed_by = models.ForeignKey(User, models.PROTECT, null=True, blank=True, related_name="+")

    created_at = models.DateTimeField(_("建立时间"))
    created_by = models.ForeignKey(User, models.PROTECT, related_name="+")
    version = models.PositiveIntegerField(default=1)
    # Stable key of the row in the office's own table: a second import updates.
    import_key = models.CharField(max_length=120, null=True, blank=True, unique=True)
    is_synthetic = models.BooleanField(_("示例数据"), default=False)
    extra = models.JSONField(_("其他列"), default=dict, blank=True)
    # Pairs of neighbouring signs of number, title and content; see ledger.search.
    search_words = models.TextField(default="", blank=True, editable=False)

    class Meta:
        ordering = ["-id"]
        verbose_name = verbose_name_plural = _("任务")
        indexes = [
            models.Index(fields=["programme", "state", "due_on"], name="commitment_programme"),
            models.Index(fields=["lead", "state", "due_on"], name="commitment_lead"),
            models.Index(fields=["state", "due_on"], name="commitment_due"),
            models.Index(fields=["state", "light_tone"], name="commitment_light"),
        ]
        constraints = [
            paired("issued_at", "issued_by", "commitment_issued_pair"),
            paired("closed_at", "closed_by", "commitment_closed_pair"),
            models.CheckConstraint(
                condition=Q(state=State.CLOSED, closed_at__isnull=False)
                | (~Q(state=State.CLOSED) & Q(closed_at__isnull=True)),
                name="commitment_closed_has_date",
            ),
            models.CheckConstraint(
                condition=Q(due_kind=DueKind.DATE, due_on__isnull=False)
                | ~Q(due_kind=DueKind.DATE),
                name="commitment_dated_has_due",
            ),
            models.CheckConstraint(
                condition=Q(progress__gte=0) & Q(progress__lte=100),
                name="commitment_progress_percent",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.number} {self.title}"

    def get_absolute_url(self) -> str:
        """Return the address of the item page."""
        return reverse("ledger:item", args=[self.number])


class Assignment(models.Model):
    """A unit's part in a commitment, and whether it signed for it."""

    commitment = models.ForeignKey(Commitment, models.CASCADE, related_name="assignments")
    organisation = models.ForeignKey(
        Organisation, models.PROTECT, related_name="assignments", verbose_name=_("单位")
    )
    part = models.CharField(_("分工"), max_length=8, choices=Part.choices)
    signed_at = models.DateTimeField(_("签收时间"), null=True, blank=True)
    signed_by = models.ForeignKey(User, models.PROTECT, null=True, blank=True, related_name="+")

    class Meta:
        ordering = ["part", "id"]  # "lead" sorts before "support"
        verbose_name = verbose_name_plural = _("责任分工")
        constraints = [
            models.UniqueConstraint(
                fields=["commitment", "organisation"], name="assignment_unit_once"
            ),
            models.UniqueConstraint(
                fields=["commitment"], condition=Q(part=Part.LEAD), name="assignment_one_lead"
            ),
            paired("signed_at", "signed_by", "assignment_signed_pair"),
        ]

    def __str__(self) -> str:
        return f"{self.get_part_display()}：{self.organisation}"


class Milestone(models.Model):
    """A dated step of a commitment."""

    commitment = models.ForeignKey(Commitment, models.CASCADE, related_name="milestones")
    position = models.PositiveSmallIntegerField(_("序号"))
    title = models.CharField(_("节点"), max_length=300)
    due_on = models.DateField(_("计划日期"), null=True, blank=True)
    first_due_on = models.DateField(_("原定日期"), null=True, blank=True)
    done_on = models.DateField(_("完成日期"), null=True, blank=True)
    weight = models.PositiveSmallIntegerField(_("权重"), default=1)

    class Meta:
        ordering = ["commitment", "position"]
        verbose_name = verbose_name_plural = _("节点")
        constraints = [
            models.UniqueConstraint(
                fields=["commitment", "position"], name="milestone_position_once"
            )
        ]
        indexes = [models.Index(fields=["due_on"], name="milestone_due")]

    def __str__(self) -> str:
        return self.title
