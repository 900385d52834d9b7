"""What is kept for the record and for the office: revisions, frozen months, rule packs, numbers."""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _

from daliang.base.models import User
from daliang.ledger.choices import Rhythm
from daliang.ledger.models.commitment import Commitment


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


class LightRun(models.Model):
    """A day on which every light was judged; a light depends on the date."""

    day = models.DateField(unique=True)
    count = models.PositiveIntegerField()

    class Meta:
        ordering = ["-day"]
        verbose_name = verbose_name_plural = _("亮灯批次")

    def __str__(self) -> str:
        return f"{self.day} {self.count}"


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
