"""Nouns of livelihood: items, votes, and the planners' towns."""

from __future__ import annotations

from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from daliang.base.models import Organisation, User
from daliang.ledger.models import Commitment
from daliang.programmes.livelihood.choices import Confidence


def _amount(title: object) -> models.DecimalField:
    return models.DecimalField(title, max_digits=16, decimal_places=2, null=True, blank=True)


class Item(models.Model):
    """One item of a year's list: how much of what, with which money; a promise once ordered."""

    commitment = models.OneToOneField(
        Commitment, models.PROTECT, null=True, blank=True, related_name="livelihood_item"
    )
    area = models.ForeignKey(
        Organisation, models.PROTECT, related_name="livelihood_items", verbose_name=_("地区")
    )
    year = models.PositiveSmallIntegerField(_("年度"))
    category = models.CharField(_("类别"), max_length=40)
    title = models.CharField(_("项目"), max_length=160)
    target = _amount(_("目标量"))
    done = _amount(_("完成量"))
    unit = models.CharField(_("计量单位"), max_length=20)
    total_wan = _amount(_("总投资（万元）"))
    year_plan_wan = _amount(_("年计划投资（万元）"))
    invested_wan = _amount(_("完成投资（万元）"))
    as_of = models.DateField(_("截至"), null=True, blank=True)
    confidence = models.CharField(
        _("可信度"), max_length=1, choices=Confidence.choices, default=Confidence.C
    )
    source = models.CharField(_("出处"), max_length=200, blank=True)
    published_on = models.DateField(_("公示日期"), null=True, blank=True)
    is_synthetic = models.BooleanField(_("示例数据"), default=False)

    class Meta:
        ordering = ["-year", "area", "category", "id"]
        verbose_name = verbose_name_plural = _("民生实事")
        constraints = [
            models.UniqueConstraint(fields=["area", "year", "title"], name="livelihood_item_once")
        ]

    def __str__(self) -> str:
        return f"{self.year} {self.area} {self.title}"

    def get_absolute_url(self) -> str:
        """Return the address of the item's page."""
        return reverse("livelihood:item", args=[self.pk])


class Vote(models.Model):
    """A satisfaction vote on an item; the verdict follows from the ballots by rule."""

    item = models.ForeignKey(Item, models.PROTECT, related_name="votes")
    held_on = models.DateField(_("测评日期"))
    satisfied = models.PositiveIntegerField(_("满意"))
    mostly = models.PositiveIntegerField(_("基本满意"))
    unsatisfied = models.PositiveIntegerField(_("不满意"))
    abstained = models.PositiveIntegerField(_("弃权"), default=0)
    voters = models.CharField(_("测评人"), max_length=80, blank=True)
    recorded_at = models.DateTimeField(_("登记时间"))
    recorded_by = models.ForeignKey(User, models.PROTECT, related_name="+")

    class Meta:
        ordering = ["-held_on", "-id"]
        verbose_name = verbose_name_plural = _("满意度测评")
        constraints = [
            models.CheckConstraint(
                condition=Q(satisfied__gt=0)
                | Q(mostly__gt=0)
                | Q(unsatisfied__gt=0)
                | Q(abstained__gt=0),
                name="vote_has_ballots",
            )
        ]

    def __str__(self) -> str:
        return f"{self.held_on} {self.item}"


class Plan(models.Model):
    """A town on the planners' table: its demand, and what a good answer must keep."""

    MEALS, BUSES = "meals", "buses"
    kind = models.CharField(
        _("类型"), max_length=6, choices=[(MEALS, _("助餐点")), (BUSES, _("定制公交"))]
    )
    title = models.CharField(_("名称"), max_length=80)
    area = models.ForeignKey(
        Organisation, models.PROTECT, related_name="livelihood_plans", verbose_name=_("地区")
    )
    made_at = models.DateTimeField(_("建立时间"))
    made_by = models.ForeignKey(User, models.PROTECT, related_name="+")
    is_synthetic = models.BooleanField(_("示例数据"), default=False)
    # meal sites
    walk_metres = models.PositiveIntegerField(_("步行距离（米）"), default=800)
    budget_wan = _amount(_("预算（万元）"))
    # bus lines
    vehicles = models.PositiveSmallIntegerField(_("车辆"), default=0)
    capacity = models.PositiveSmallIntegerField(_("座位"), default=0)
    arrive_from = models.PositiveSmallIntegerField(_("最早到达（分钟）"), default=0)
    arrive_to = models.PositiveSmallIntegerField(_("最晚到达（分钟）"), default=0)
    max_ride = models.PositiveSmallIntegerField(_("最长乘车（分钟）"), default=0)
    speed_kmh = models.PositiveSmallIntegerField(_("平均车速（公里/小时）"), default=25)
    destination = models.CharField(_("目的地"), max_length=60, blank=True)
    latitude = models.FloatField(_("目的地纬度"), null=True, blank=True)
    longitude = models.FloatField(_("目的地经度"), null=True, blank=True)
    gap_percent = models.FloatField(_("离最优至多%"), null=True, blank=True)
    method = models.CharField(_("求解方法"), max_length=60, blank=True)
    solved_at = models.DateTimeField(_("求解时间"), null=True, blank=True)

    class Meta:
        ordering = ["-id"]
        verbose_name = verbose_name_plural = _("选点与线路方案")

    def __str__(self) -> str:
        return self.title

    def get_absolute_url(self) -> str:
        """Return the address of the plan's page."""
        return reverse(f"livelihood:{self.kind}-plan", args=[self.pk])


class Place(models.Model):
    """A point of a plan: where people live or board, or where a site could be."""

    plan = models.ForeignKey(Plan, models.CASCADE, related_name="places")
    position = models.PositiveIntegerField()
    name = models.CharField(_("名称"), max_length=80)
    latitude = models.FloatField(_("纬度"))
    longitude = models.FloatField(_("经度"))
    people = models.PositiveIntegerField(_("人数"), null=True, blank=True)  # a demand point
    cost_wan = _amount(_("费用（万元）"))  # a candidate
    is_today = models.BooleanField(_("现有"), default=False)
    is_kept = models.BooleanField(_("必留"), default=False)
    is_proposed = models.BooleanField(_("方案选中"), default=False)
    is_chosen = models.BooleanField(_("采用"), default=False)

    class Meta:
        ordering = ["plan", "position"]
        verbose_name = verbose_name_plural = _("点位")
        constraints = [
            models.UniqueConstraint(fields=["plan", "position"], name="place_position_once"),
            models.CheckConstraint(
                condition=Q(people__isnull=False, cost_wan__isnull=True)
                | Q(people__isnull=True, cost_wan__isnull=False),
                name="place_is_demand_or_candidate",
            ),
        ]

    def __str__(self) -> str:
        return self.name


class Call(models.Model):
    """A bus of a line stops at a place: today's, the proposed, or the line as edited by hand."""

    TODAY, PROPOSED, EDITED = "today", "proposed", "edited"
    plan = models.ForeignKey(Plan, models.CASCADE, related_name="calls")
    version = models.CharField(
        max_length=8, choices=[(TODAY, _("现有")), (PROPOSED, _("方案")), (EDITED, _("采用"))]
    )
    line = models.PositiveSmallIntegerField(_("线路"))
    position = models.PositiveSmallIntegerField(_("顺序"))
    place = models.ForeignKey(Place, models.CASCADE, related_name="+")
    boarding = models.PositiveIntegerField(_("上车人数"))

    class Meta:
        ordering = ["version", "line", "position"]
        verbose_name = verbose_name_plural = _("停靠")
        constraints = [
            models.UniqueConstraint(
                fields=["plan", "version", "line", "position"], name="call_once"
            )
        ]

    def __str__(self) -> str:
        return f"{self.line}-{self.position} {self.place}"
