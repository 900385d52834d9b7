"""Papers as they were issued, and the templates an office edits in Word."""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _

from daliang.base.models import StoredFile, User


class PaperKind(models.TextChoices):
    """The papers an office hands in."""

    SLIP = "slip", _("督办单")
    LETTER = "letter", _("督办函")
    REMINDER = "reminder", _("提醒函")
    SPECIAL = "special", _("专报")
    BREAKDOWN = "breakdown", _("任务分解表")
    ATTACK = "attack", _("攻坚方案")
    REVIEW = "review", _("复盘报告")
    JOURNEY = "journey", _("出访成果")
    OPERATION = "operation", _("月度运行分析")


class OfficeTemplate(models.Model):
    """A .docx that the office laid out itself; the newest active one of a kind is used."""

    kind = models.CharField(_("文种"), max_length=10, choices=PaperKind.choices)
    file = models.ForeignKey(StoredFile, models.PROTECT, related_name="+", verbose_name=_("模板"))
    is_active = models.BooleanField(_("使用"), default=True)
    added_at = models.DateTimeField(_("上传时间"))
    added_by = models.ForeignKey(User, models.PROTECT, related_name="+")

    class Meta:
        ordering = ["kind", "-id"]
        verbose_name = verbose_name_plural = _("文稿模板")

    def __str__(self) -> str:
        return f"{self.get_kind_display()} {self.file}"


class IssuedPaper(models.Model):
    """One edition of a paper. It never changes; what is said again becomes the next edition."""

    kind = models.CharField(_("文种"), max_length=10, choices=PaperKind.choices)
    # What it is about: a task, a unit, a source, a month; the same subject counts editions.
    subject = models.CharField(_("对象"), max_length=120)
    edition = models.PositiveSmallIntegerField(_("版次"))
    title = models.CharField(_("标题"), max_length=200)
    docx = models.ForeignKey(StoredFile, models.PROTECT, related_name="+")
    pdf = models.ForeignKey(StoredFile, models.PROTECT, null=True, blank=True, related_name="+")
    xlsx = models.ForeignKey(StoredFile, models.PROTECT, null=True, blank=True, related_name="+")
    template = models.ForeignKey(
        OfficeTemplate, models.PROTECT, null=True, blank=True, related_name="+"
    )
    # Digest of the figures and words, so that an unchanged paper is not issued twice.
    digest = models.CharField(_("摘要值"), max_length=64)
    is_synthetic = models.BooleanField(_("示例数据"), default=False)
    made_at = models.DateTimeField(_("生成时间"))
    made_by = models.ForeignKey(User, models.PROTECT, related_name="+", verbose_name=_("生成人"))

    class Meta:
        ordering = ["-id"]
        verbose_name = verbose_name_plural = _("文稿")
        constraints = [
            models.UniqueConstraint(
                fields=["kind", "subject", "edition"], name="issued_paper_edition_once"
            )
        ]

    def __str__(self) -> str:
        return f"{self.title}（第{self.edition}版）"
