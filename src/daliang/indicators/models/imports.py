"""Tables handed in, and the headers that were explained once."""

from __future__ import annotations

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from daliang.base.models import StoredFile, User
from daliang.indicators.choices import Scope, Status


class FigureImport(models.Model):
    """A table of figures as handed in, with what it does not say itself."""

    file = models.ForeignKey(StoredFile, models.PROTECT, related_name="+", verbose_name=_("文件"))
    source = models.CharField(_("来源"), max_length=120)
    as_of = models.DateField(_("公布日期"))
    scope = models.CharField(_("口径"), max_length=10, choices=Scope.choices)
    status = models.CharField(_("状态"), max_length=12, choices=Status.choices)
    is_synthetic = models.BooleanField(_("示例数据"), default=False)
    mapping = models.JSONField(default=dict, blank=True)
    counts = models.JSONField(default=dict, blank=True)
    made_at = models.DateTimeField(_("上传时间"))
    made_by = models.ForeignKey(User, models.PROTECT, related_name="+")
    done_at = models.DateTimeField(_("入库时间"), null=True, blank=True)
    done_by = models.ForeignKey(User, models.PROTECT, null=True, blank=True, related_name="+")

    class Meta:
        ordering = ["-id"]
        verbose_name = verbose_name_plural = _("数据导入")
        constraints = [
            models.CheckConstraint(
                condition=Q(done_at__isnull=False, done_by__isnull=False)
                | Q(done_at__isnull=True, done_by__isnull=True),
                name="figure_import_done_pair",
            )
        ]

    def __str__(self) -> str:
        return self.file.name


class HeaderMemory(models.Model):
    """What the columns of a form of table mean, as a person corrected it."""

    fingerprint = models.CharField(max_length=64, unique=True)
    title = models.CharField(_("表格"), max_length=200)
    mapping = models.JSONField(_("列对应"))
    remembered_at = models.DateTimeField()
    remembered_by = models.ForeignKey(User, models.PROTECT, related_name="+")

    class Meta:
        ordering = ["title"]
        verbose_name = verbose_name_plural = _("数据表格对应")

    def __str__(self) -> str:
        return self.title
