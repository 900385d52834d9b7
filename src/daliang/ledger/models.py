"""The spine of Daliang: a promise with an owner, a date and a proof."""

from __future__ import annotations

from django.db import models
from django.db.models import F, Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from daliang.base.models import Organisation, Post, StoredFile, User
from daliang.ledger.choices import (
    Decision,
    DueKind,
    Part,
    Priority,
    Rhythm,
    SourceKind,
    State,
)


def _pair(at: str, by: str, name: str) -> models.CheckConstraint:
    """A moment and the person who made it stand or fall together."""
    both = Q(**{f"{at}__isnull": False, f"{by}__isnull": False})
    neither = Q(**{f"{at}__isnull": True, f"{by}__isnull": True})
    return models.CheckConstraint(condition=both | neither, name=name)


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
            _pair("issued_at", "issued_by", "commitment_issued_pair"),
            _pair("closed_at", "closed_by", "commitment_closed_pair"),
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
            _pair("signed_at", "signed_by", "assignment_signed_pair"),
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
            _pair("decided_at", "decided_by", "extension_decided_pair"),
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


class Revision(models.Model):
    """A commitment as it was known after a change; the time machine reads these.

    `snapshot` holds the plain values of rules.Snapshot. Rows are only added.
    """

    commitment = models.ForeignKey(Commitment, models.PROTECT, related_name="revisions")
    at = models.DateTimeField(_("时间"))
    by_name = models.CharField(max_length=150)
    verb = models.CharField(max_length=20)
    snapshot = models.JSONField()

    class Meta:
        ordering = ["-id"]
        verbose_name = verbose_name_plural = _("版本")
        indexes = [models.Index(fields=["commitment", "at"], name="revision_known_at")]

    def __str__(self) -> str:
        return f"{self.at:%Y-%m-%d %H:%M} {self.verb}"


class Freeze(models.Model):
    """A month as it was closed: what a bulletin rests on, unchanged from then on."""

    month_on = models.DateField(_("月份"), unique=True, help_text=_("该月一日"))
    title = models.CharField(_("名称"), max_length=80)
    digest = models.CharField(_("摘要值"), max_length=64)
    count = models.PositiveIntegerField(_("任务数"))
    frozen_at = models.DateTimeField(_("封存时间"))
    frozen_by = models.ForeignKey(User, models.PROTECT, related_name="+")

    class Meta:
        ordering = ["-month_on"]
        verbose_name = verbose_name_plural = _("月度封存")

    def __str__(self) -> str:
        return self.title


class FrozenLight(models.Model):
    """One commitment in a freeze: its values, its light and the printed reason."""

    freeze = models.ForeignKey(Freeze, models.CASCADE, related_name="rows")
    commitment = models.ForeignKey(Commitment, models.PROTECT, related_name="frozen")
    snapshot = models.JSONField()
    colour = models.CharField(max_length=10)
    label = models.CharField(max_length=20)
    reason = models.CharField(max_length=300)

    class Meta:
        ordering = ["id"]
        verbose_name = verbose_name_plural = _("封存灯号")
        constraints = [models.UniqueConstraint(fields=["freeze", "commitment"], name="frozen_once")]

    def __str__(self) -> str:
        return f"{self.label} {self.reason}"


class LightPack(models.Model):
    """The office's own copy of a rule pack; shipped packs live in `light_packs/`."""

    slug = models.SlugField(unique=True)
    title = models.CharField(_("名称"), max_length=60)
    copied_from = models.SlugField(blank=True)
    body = models.JSONField(_("规则"))

    class Meta:
        ordering = ["title"]
        verbose_name = verbose_name_plural = _("亮灯规则")

    def __str__(self) -> str:
        return self.title


class ProgrammeSetting(models.Model):
    """What an office sets for a programme: its rhythm and its light rules."""

    programme = models.SlugField(_("工作专项"), max_length=30, unique=True)
    rhythm = models.CharField(_("报送频次"), max_length=10, choices=Rhythm.choices)
    light_pack = models.SlugField(_("亮灯规则"))

    class Meta:
        ordering = ["programme"]
        verbose_name = verbose_name_plural = _("专项设置")

    def __str__(self) -> str:
        return self.programme


class LightRun(models.Model):
    """A day on which every light was judged; a light depends on the date."""

    day = models.DateField(unique=True)
    count = models.PositiveIntegerField()

    class Meta:
        ordering = ["-day"]
        verbose_name = verbose_name_plural = _("亮灯批次")

    def __str__(self) -> str:
        return f"{self.day} {self.count}"


class NumberSeries(models.Model):
    """The last number given under a prefix; locked while a number is taken."""

    prefix = models.CharField(max_length=16, unique=True)
    last = models.PositiveIntegerField(default=0)

    class Meta:
        ordering = ["prefix"]
        verbose_name = verbose_name_plural = _("编号")

    def __str__(self) -> str:
        return f"{self.prefix}{self.last:04d}"


class LayoutMemory(models.Model):
    """A column mapping that a person corrected, remembered for the next table of that form."""

    fingerprint = models.CharField(max_length=64, unique=True)
    title = models.CharField(_("表格"), max_length=200)
    mapping = models.JSONField(_("列对应"))
    remembered_at = models.DateTimeField()
    remembered_by = models.ForeignKey(User, models.PROTECT, related_name="+")

    class Meta:
        ordering = ["title"]
        verbose_name = verbose_name_plural = _("表格对应")

    def __str__(self) -> str:
        return self.title
