"""A course of the training plan."""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _

from daliang.base.models import Organisation
from daliang.ledger.models import Commitment


class Course(models.Model):
    """One course: for whom, on what, planned and held; promised once it has a commitment."""

    commitment = models.OneToOneField(
        Commitment, models.PROTECT, null=True, blank=True, related_name="course"
    )
    title = models.CharField(_("培训班"), max_length=120)
    organisation = models.ForeignKey(
        Organisation, models.PROTECT, related_name="courses", verbose_name=_("主办单位")
    )
    topic = models.CharField(_("专题"), max_length=60)
    due_on = models.DateField(_("计划日期"))
    hours = models.PositiveSmallIntegerField(_("学时"))
    planned_people = models.PositiveIntegerField(_("计划人数"))
    attended_people = models.PositiveIntegerField(_("实到人数"), null=True, blank=True)
    held_on = models.DateField(_("举办日期"), null=True, blank=True)
    is_synthetic = models.BooleanField(_("示例数据"), default=False)

    class Meta:
        ordering = ["due_on", "id"]
        verbose_name = verbose_name_plural = _("培训班")
        constraints = [
            models.UniqueConstraint(fields=["title", "due_on"], name="course_once"),
            models.CheckConstraint(
                condition=models.Q(held_on__isnull=True, attended_people__isnull=True)
                | models.Q(held_on__isnull=False, attended_people__isnull=False),
                name="course_held_with_people",
            ),
        ]

    def __str__(self) -> str:
        return self.title
