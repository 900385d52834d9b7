"""A document, how it was read, and the lines it became."""

from __future__ import annotations

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from daliang.base.models import Organisation, Post, StoredFile, User
from daliang.dispatch.documents.choices import LineKind, LineState, Secrecy, Twin, WordKind
from daliang.ledger.choices import DueKind, SourceKind
from daliang.ledger.models import Commitment, Source


class Document(models.Model):
    """A paper as it came in. Text and file never change; a corrected paper is a new document."""

    title = models.CharField(_("标题"), max_length=200)
    kind = models.CharField(_("类型"), max_length=12, choices=SourceKind.choices)
    issued_by = models.CharField(_("发文单位"), max_length=80, blank=True)
    document_number = models.CharField(_("文号"), max_length=60, blank=True)
    dated_on = models.DateField(_("文件日期"))
    plan_year = models.PositiveSmallIntegerField(_("计划年度"))
    programme = models.SlugField(_("工作专项"), max_length=30)
    secrecy = models.CharField(
        _("密级类别"), max_length=10, choices=Secrecy.choices, default=Secrecy.INTERNAL
    )
    # Digest of what was handed in, before any conversion: the same paper again is told.
    sha256 = models.CharField(max_length=64, unique=True)
    text_sha256 = models.CharField(max_length=64, db_index=True)
    text = models.TextField(_("原文"))
    file = models.ForeignKey(StoredFile, models.PROTECT, related_name="+", verbose_name=_("原件"))
    replaces = models.ForeignKey(
        "self", models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("替换")
    )
    source = models.ForeignKey(
        Source, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("任务来源")
    )
    is_synthetic = models.BooleanField(_("示例数据"), default=False)
    made_at = models.DateTimeField(_("收文时间"))
    made_by = models.ForeignKey(User, models.PROTECT, related_name="+", verbose_name=_("收文人"))

    class Meta:
        ordering = ["-id"]
        verbose_name = verbose_name_plural = _("文件")

    def __str__(self) -> str:
        return self.title


class Reading(models.Model):
    """One run of the reader over a document: which text, which rules, which dictionary."""

    document = models.ForeignKey(Document, models.PROTECT, related_name="readings")
    number = models.PositiveSmallIntegerField(_("次数"))
    rules = models.CharField(_("规则版本"), max_length=16)
    dictionary = models.CharField(_("词典版本"), max_length=16)
    counts = models.JSONField(_("结果"), default=dict, blank=True)
    warnings = models.JSONField(_("提示"), default=list, blank=True)
    # What the page shows beside the lines, as facts.Facts writes it: places only, no decision.
    facts = models.JSONField(default=dict, blank=True)
    made_at = models.DateTimeField(_("读取时间"))
    made_by = models.ForeignKey(User, models.PROTECT, related_name="+")

    class Meta:
        ordering = ["document", "number"]
        verbose_name = verbose_name_plural = _("读取记录")
        constraints = [
            models.UniqueConstraint(fields=["document", "number"], name="reading_number_once")
        ]

    def __str__(self) -> str:
        return f"{self.document}（第{self.number}次）"


class DraftLine(models.Model):
    """A stretch of the text and what it is to become; `text[start:end]` is its quote."""

    document = models.ForeignKey(Document, models.PROTECT, related_name="lines")
    reading = models.ForeignKey(
        Reading, models.PROTECT, null=True, blank=True, related_name="lines"
    )
    kind = models.CharField(_("性质"), max_length=12, choices=LineKind.choices)
    state = models.CharField(
        _("状态"), max_length=10, choices=LineState.choices, default=LineState.PENDING
    )
    start = models.PositiveIntegerField()
    end = models.PositiveIntegerField()
    place = models.CharField(_("位置"), max_length=80, blank=True)
    title = models.CharField(_("任务"), max_length=300)
    content = models.TextField(_("具体内容"), blank=True)
    category = models.CharField(_("类别"), max_length=80, blank=True)
    lead = models.ForeignKey(
        Organisation,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("牵头单位"),
    )
    supports = models.ManyToManyField(
        Organisation, blank=True, related_name="+", verbose_name=_("配合单位")
    )
    leader = models.ForeignKey(
        Post, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("牵头领导")
    )
    owner_text = models.CharField(_("原文责任主体"), max_length=120, blank=True)
    lead_reason = models.CharField(_("牵头单位依据"), max_length=200, blank=True)
    due_kind = models.CharField(
        _("时限类型"), max_length=10, choices=DueKind.choices, default=DueKind.MISSING
    )
    due_on = models.DateField(_("完成时限"), null=True, blank=True)
    due_text = models.CharField(_("时限原文"), max_length=60, blank=True)
    due_reason = models.CharField(_("时限依据"), max_length=200, blank=True)
    # for what was signed
    parties = models.CharField(_("签约方"), max_length=200, blank=True)
    amount = models.DecimalField(_("金额"), max_digits=20, decimal_places=2, null=True, blank=True)
    amount_unit = models.CharField(_("币种"), max_length=10, blank=True)
    trip = models.ForeignKey(
        "self", models.PROTECT, null=True, blank=True, related_name="deals", verbose_name=_("出访")
    )
    twin = models.ForeignKey(
        Commitment,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("相近任务"),
    )
    twin_decision = models.CharField(
        _("相近判断"), max_length=10, choices=Twin.choices, blank=True, default=""
    )
    commitment = models.ForeignKey(
        Commitment,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("台账任务"),
    )
    touched_at = models.DateTimeField(_("核对时间"), null=True, blank=True)
    touched_by = models.ForeignKey(User, models.PROTECT, null=True, blank=True, related_name="+")

    class Meta:
        ordering = ["start", "end", "id"]
        verbose_name = verbose_name_plural = _("草稿")
        indexes = [models.Index(fields=["document", "start"], name="draft_line_place")]
        constraints = [
            models.CheckConstraint(condition=Q(end__gt=F("start")), name="draft_line_has_text"),
            models.CheckConstraint(
                condition=Q(touched_at__isnull=True, touched_by__isnull=True)
                | Q(touched_at__isnull=False, touched_by__isnull=False),
                name="draft_line_touched_pair",
            ),
            models.CheckConstraint(
                condition=Q(state=LineState.CONFIRMED, commitment__isnull=False)
                | (~Q(state=LineState.CONFIRMED) & Q(commitment__isnull=True)),
                name="draft_line_confirmed_has_commitment",
            ),
        ]

    def __str__(self) -> str:
        return self.title

    @property
    def quote(self) -> str:
        """The words of the document."""
        return self.document.text[self.start : self.end]


class TaughtWord(models.Model):
    """A word this office taught the reader by a correction."""

    kind = models.CharField(_("种类"), max_length=12, choices=WordKind.choices)
    word = models.CharField(_("词"), max_length=60)
    organisation = models.ForeignKey(
        Organisation,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("单位"),
    )
    taught_at = models.DateTimeField(_("时间"))
    taught_by = models.ForeignKey(User, models.PROTECT, related_name="+", verbose_name=_("操作人"))

    class Meta:
        ordering = ["kind", "word"]
        verbose_name = verbose_name_plural = _("读文词典")
        constraints = [
            models.UniqueConstraint(fields=["kind", "word"], name="taught_word_once"),
            models.CheckConstraint(
                condition=Q(kind=WordKind.ALIAS, organisation__isnull=False)
                | (~Q(kind=WordKind.ALIAS) & Q(organisation__isnull=True)),
                name="taught_alias_has_unit",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.get_kind_display()} {self.word}"
