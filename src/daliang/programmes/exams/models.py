"""Nouns of the exam guarantee: exam, site, task, check, duty log, noise."""

from __future__ import annotations

from django.db import models
from django.db.models import F, Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from daliang.base.models import Organisation, User
from daliang.ledger.models import Commitment
from daliang.programmes.exams.choices import Kind, Noise


class Exam(models.Model):
    """One year's exam: an instance of the template, or of the year before."""

    title = models.CharField(_("名称"), max_length=80)
    kind = models.CharField(_("考试"), max_length=8, choices=Kind.choices)
    year = models.PositiveSmallIntegerField(_("年度"))
    first_on = models.DateField(_("开始"))
    last_on = models.DateField(_("结束"))
    learned_from = models.ForeignKey(
        "self", models.PROTECT, null=True, blank=True, related_name="followers"
    )
    is_synthetic = models.BooleanField(_("示例数据"), default=False)

    class Meta:
        ordering = ["-first_on"]
        verbose_name = verbose_name_plural = _("考试")
        constraints = [
            models.UniqueConstraint(fields=["kind", "year"], name="exam_once_a_year"),
            models.CheckConstraint(
                condition=Q(last_on__gte=F("first_on")), name="exam_ends_after_start"
            ),
        ]

    def __str__(self) -> str:
        return self.title

    def get_absolute_url(self) -> str:
        """Return the address of the exam's page."""
        return reverse("exams:exam", args=[self.pk])


class ExamSite(models.Model):
    """A school where the exam is sat."""

    exam = models.ForeignKey(Exam, models.PROTECT, related_name="sites")
    name = models.CharField(_("考点"), max_length=80)
    organisation = models.ForeignKey(
        Organisation, models.PROTECT, related_name="exam_sites", verbose_name=_("板块")
    )
    candidates = models.PositiveIntegerField(_("考生数"), null=True, blank=True)
    latitude = models.FloatField(_("纬度"), null=True, blank=True)
    longitude = models.FloatField(_("经度"), null=True, blank=True)
    is_synthetic = models.BooleanField(_("示例数据"), default=False)

    class Meta:
        ordering = ["exam", "organisation__position", "name"]
        verbose_name = verbose_name_plural = _("考点")
        constraints = [models.UniqueConstraint(fields=["exam", "name"], name="exam_site_once")]

    def __str__(self) -> str:
        return self.name


class Task(models.Model):
    """What a department does before the exam, once or at each site."""

    exam = models.ForeignKey(Exam, models.PROTECT, related_name="tasks")
    position = models.PositiveSmallIntegerField(_("序号"))
    organisation = models.ForeignKey(
        Organisation, models.PROTECT, null=True, blank=True, verbose_name=_("部门")
    )
    title = models.CharField(_("保障任务"), max_length=160)
    days_before = models.PositiveSmallIntegerField(_("考前天数"))
    is_per_site = models.BooleanField(_("逐考点"), default=True)
    lesson = models.CharField(_("上年经验"), max_length=160, blank=True)
    commitment = models.OneToOneField(
        Commitment, models.PROTECT, null=True, blank=True, related_name="exam_task"
    )

    class Meta:
        ordering = ["exam", "-days_before", "position"]
        verbose_name = verbose_name_plural = _("保障任务")
        constraints = [models.UniqueConstraint(fields=["exam", "title"], name="exam_task_once")]

    def __str__(self) -> str:
        return self.title


class Check(models.Model):
    """A task done at a site (or, without site, as a whole)."""

    task = models.ForeignKey(Task, models.PROTECT, related_name="checks")
    site = models.ForeignKey(ExamSite, models.PROTECT, null=True, blank=True, related_name="checks")
    done_on = models.DateField(_("完成日期"))
    note = models.CharField(_("说明"), max_length=160, blank=True)
    checked_at = models.DateTimeField(_("登记时间"))
    checked_by = models.ForeignKey(User, models.PROTECT, related_name="+")

    class Meta:
        ordering = ["id"]
        verbose_name = verbose_name_plural = _("检查")
        constraints = [
            models.UniqueConstraint(fields=["task", "site"], name="exam_check_once"),
            models.UniqueConstraint(
                fields=["task"], condition=Q(site=None), name="exam_check_whole_once"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.task} {self.site or ''}"


class LogEntry(models.Model):
    """A line of the duty log; a lesson goes into next year's plan."""

    exam = models.ForeignKey(Exam, models.PROTECT, related_name="log")
    site = models.ForeignKey(
        ExamSite, models.PROTECT, null=True, blank=True, verbose_name=_("考点")
    )
    text = models.CharField(_("情况"), max_length=300)
    is_lesson = models.BooleanField(_("记为经验，带入下年"), default=False)
    logged_at = models.DateTimeField(_("时间"))
    logged_by = models.ForeignKey(User, models.PROTECT, related_name="+")

    class Meta:
        ordering = ["-logged_at", "-id"]
        verbose_name = verbose_name_plural = _("值守日志")

    def __str__(self) -> str:
        return self.text


class Complaint(models.Model):
    """Noise near a site: to whom it went, how far away, and what was done."""

    exam = models.ForeignKey(Exam, models.PROTECT, related_name="complaints")
    site = models.ForeignKey(ExamSite, models.PROTECT, verbose_name=_("考点"))
    kind = models.CharField(_("噪声来源"), max_length=10, choices=Noise.choices)
    place = models.CharField(_("地点"), max_length=120)
    metres = models.PositiveIntegerField(_("距考点（米）"), null=True, blank=True)
    text = models.CharField(_("情况"), max_length=200, blank=True)
    routed_to = models.ForeignKey(
        Organisation, models.PROTECT, related_name="+", verbose_name=_("交办")
    )
    heard_at = models.DateTimeField(_("接报时间"))
    heard_by = models.ForeignKey(User, models.PROTECT, related_name="+")
    answered_at = models.DateTimeField(_("处置时间"), null=True, blank=True)
    answered_by = models.ForeignKey(User, models.PROTECT, null=True, blank=True, related_name="+")
    answer = models.CharField(_("处置结果"), max_length=200, blank=True)

    class Meta:
        ordering = ["-heard_at", "-id"]
        verbose_name = verbose_name_plural = _("噪声投诉")
        constraints = [
            models.CheckConstraint(
                condition=Q(answered_at__isnull=True, answered_by__isnull=True)
                | Q(answered_at__isnull=False, answered_by__isnull=False),
                name="complaint_answered_pair",
            )
        ]

    def __str__(self) -> str:
        return f"{self.place} {self.get_kind_display()}"
