"""What is asked of a unit in a month, question by question."""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _

from daliang.base.models import Organisation


class Ask(models.Model):
    """One question of one form that a unit is to fill in for a month."""

    unit = models.ForeignKey(
        Organisation, models.PROTECT, related_name="asked", verbose_name=_("填报单位")
    )
    asker = models.ForeignKey(
        Organisation, models.PROTECT, related_name="asks", verbose_name=_("要求单位")
    )
    month_on = models.DateField(_("月份"))
    form = models.CharField(_("报表"), max_length=120)
    question = models.CharField(_("填报项"), max_length=160)
    answer = models.CharField(_("预填值"), max_length=200, blank=True)
    answer_source = models.CharField(_("预填出处"), max_length=120, blank=True)
    is_synthetic = models.BooleanField(_("示例数据"), default=False)

    class Meta:
        ordering = ["-month_on", "unit", "form", "id"]
        verbose_name = verbose_name_plural = _("填报要求")
        constraints = [
            models.UniqueConstraint(
                fields=["unit", "asker", "month_on", "form", "question"], name="ask_once"
            ),
            models.CheckConstraint(
                condition=models.Q(answer="") | ~models.Q(answer_source=""),
                name="ask_answer_has_source",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.unit} {self.form} {self.question}"
