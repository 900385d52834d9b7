"""Lists that name firms, the review queue between them and the register, merges, firm accounts."""

from __future__ import annotations

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from daliang.base.models import User
from daliang.parties.firm_choices import Settlement


class Profile(models.Model):
    """What tells a firm apart and how to reach it: the evidence that matching weighs."""

    enterprise = models.OneToOneField("parties.Enterprise", models.CASCADE, related_name="profile")
    address = models.CharField(_("地址"), max_length=160, blank=True)
    legal_person = models.CharField(_("法定代表人"), max_length=60, blank=True)
    contact = models.CharField(_("联系岗位"), max_length=60, blank=True)
    phone = models.CharField(_("电话"), max_length=40, blank=True)
    founded_on = models.DateField(_("成立日期"), null=True, blank=True)

    class Meta:
        ordering = ["enterprise"]
        verbose_name = verbose_name_plural = _("企业概况")

    def __str__(self) -> str:
        return str(self.enterprise)


class FirmList(models.Model):
    """A list that somebody handed in: a project list, a tax list, a visit list."""

    title = models.CharField(_("名单"), max_length=200)
    # The same bytes a second time are the same list: nothing is asked twice.
    digest = models.CharField(max_length=64, unique=True)
    made_at = models.DateTimeField(_("导入时间"))
    made_by = models.ForeignKey(User, models.PROTECT, related_name="+", verbose_name=_("导入人"))

    class Meta:
        ordering = ["-id"]
        verbose_name = verbose_name_plural = _("企业名单")

    def __str__(self) -> str:
        return self.title


class ListedFirm(models.Model):
    """One row of a list, and which firm it is: by the machine when sure, else by a person."""

    firm_list = models.ForeignKey(FirmList, models.CASCADE, related_name="rows")
    number = models.PositiveIntegerField(_("行号"))
    name = models.CharField(_("名单上的名称"), max_length=120)
    uscc = models.CharField(_("名单上的代码"), max_length=30, blank=True)
    district = models.CharField(_("名单上的板块"), max_length=80, blank=True)
    address = models.CharField(_("地址"), max_length=160, blank=True)
    legal_person = models.CharField(_("法定代表人"), max_length=60, blank=True)
    phone = models.CharField(_("电话"), max_length=40, blank=True)
    settlement = models.CharField(_("结果"), max_length=8, choices=Settlement.choices)
    candidate = models.ForeignKey(
        "parties.Enterprise", models.PROTECT, null=True, blank=True, related_name="+"
    )
    enterprise = models.ForeignKey(
        "parties.Enterprise", models.PROTECT, null=True, blank=True, related_name="listed"
    )
    score = models.FloatField(_("把握"), default=0)
    reason = models.CharField(_("理由"), max_length=300, blank=True)
    settled_at = models.DateTimeField(_("核对时间"), null=True, blank=True)
    settled_by = models.ForeignKey(User, models.PROTECT, null=True, blank=True, related_name="+")

    class Meta:
        ordering = ["firm_list", "number"]
        verbose_name = verbose_name_plural = _("名单企业")
        constraints = [
            models.UniqueConstraint(fields=["firm_list", "number"], name="listed_row_once"),
            models.CheckConstraint(
                condition=Q(settled_at__isnull=False, settled_by__isnull=False)
                | Q(settled_at__isnull=True, settled_by__isnull=True),
                name="listed_settled_pair",
            ),
            models.CheckConstraint(
                condition=Q(settlement=Settlement.REVIEW, enterprise__isnull=True)
                | ~Q(settlement=Settlement.REVIEW),
                name="listed_review_is_open",
            ),
        ]
        indexes = [models.Index(fields=["settlement", "-score"], name="listed_queue")]

    def __str__(self) -> str:
        return self.name


class Merge(models.Model):
    """Two entries that were one firm; `moved` says what was carried over, so that it can go back.

    Nothing is deleted: the entry that was given up stays, inactive, and its name is an alias.
    """

    kept = models.ForeignKey("parties.Enterprise", models.PROTECT, related_name="merges")
    gone = models.ForeignKey("parties.Enterprise", models.PROTECT, related_name="merged_into")
    reason = models.CharField(_("理由"), max_length=200)
    moved = models.JSONField(_("随迁内容"), default=dict)
    merged_at = models.DateTimeField(_("合并时间"))
    merged_by = models.ForeignKey(User, models.PROTECT, related_name="+")
    undone_at = models.DateTimeField(_("撤销时间"), null=True, blank=True)
    undone_by = models.ForeignKey(User, models.PROTECT, null=True, blank=True, related_name="+")

    class Meta:
        ordering = ["-id"]
        verbose_name = verbose_name_plural = _("企业合并")
        constraints = [
            models.CheckConstraint(condition=~Q(kept=F("gone")), name="merge_of_two"),
            models.UniqueConstraint(
                fields=["gone"], condition=Q(undone_at__isnull=True), name="merge_gone_once"
            ),
            models.CheckConstraint(
                condition=Q(undone_at__isnull=False, undone_by__isnull=False)
                | Q(undone_at__isnull=True, undone_by__isnull=True),
                name="merge_undone_pair",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.gone} → {self.kept}"


class FirmAccount(models.Model):
    """A user who speaks for one firm, and sees that firm only."""

    user = models.OneToOneField(User, models.PROTECT, related_name="firm_account")
    enterprise = models.ForeignKey(
        "parties.Enterprise", models.PROTECT, related_name="accounts", verbose_name=_("企业")
    )
    phone = models.CharField(_("手机"), max_length=20)
    opened_at = models.DateTimeField(_("开通时间"))

    class Meta:
        ordering = ["id"]
        verbose_name = verbose_name_plural = _("企业账号")
        constraints = [
            models.UniqueConstraint(fields=["enterprise", "phone"], name="firm_account_once")
        ]

    def __str__(self) -> str:
        return f"{self.enterprise} {self.phone}"
