"""Papers on their way in and out."""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _

from daliang.base.models import StoredFile, User
from daliang.dispatch.documents import models as documents
from daliang.dispatch.papers import models as papers
from daliang.ledger.models import Freeze, Source

# Django finds an app's models through this module; these two have folders of their own.
__all__ = ["Bulletin", "TableImport", "documents", "papers"]


class TableImport(models.Model):
    """A task table handed in: the file, how its columns were read, and what came of it."""

    file = models.ForeignKey(StoredFile, models.PROTECT, verbose_name=_("表格"))
    programme = models.SlugField(_("工作专项"), max_length=30)
    plan_year = models.PositiveSmallIntegerField(_("计划年度"))
    source = models.ForeignKey(
        Source, models.PROTECT, null=True, blank=True, verbose_name=_("任务来源")
    )
    # Corrected layouts by sheet name, as TableLayout.to_memory writes them.
    mapping = models.JSONField(_("列对应"), default=dict, blank=True)
    counts = models.JSONField(_("结果"), default=dict, blank=True)
    made_at = models.DateTimeField(_("上传时间"))
    made_by = models.ForeignKey(User, models.PROTECT, related_name="+", verbose_name=_("上传人"))
    done_at = models.DateTimeField(_("导入时间"), null=True, blank=True)
    done_by = models.ForeignKey(User, models.PROTECT, null=True, blank=True, related_name="+")

    class Meta:
        ordering = ["-id"]
        verbose_name = verbose_name_plural = _("表格导入")
        constraints = [
            models.CheckConstraint(
                condition=models.Q(done_at__isnull=True, done_by__isnull=True)
                | models.Q(done_at__isnull=False, done_by__isnull=False),
                name="table_import_done_pair",
            )
        ]

    def __str__(self) -> str:
        return self.file.name


class Bulletin(models.Model):
    """A monthly bulletin (通报) as it was issued; a new edition never changes an old one."""

    freeze = models.ForeignKey(Freeze, models.PROTECT, related_name="bulletins")
    edition = models.PositiveSmallIntegerField(_("版次"))
    title = models.CharField(_("标题"), max_length=120)
    paper = models.ForeignKey(StoredFile, models.PROTECT, related_name="+")
    annex = models.ForeignKey(StoredFile, models.PROTECT, related_name="+")
    made_at = models.DateTimeField(_("生成时间"))
    made_by = models.ForeignKey(User, models.PROTECT, related_name="+")

    class Meta:
        ordering = ["-id"]
        verbose_name = verbose_name_plural = _("通报")
        constraints = [
            models.UniqueConstraint(fields=["freeze", "edition"], name="bulletin_edition_once")
        ]

    def __str__(self) -> str:
        return f"{self.title}（第{self.edition}版）"
