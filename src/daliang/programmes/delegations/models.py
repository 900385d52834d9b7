"""Events, deals and their signatures; appointments and plans of a trip."""

from __future__ import annotations

from django.db import models
from django.db.models import F, Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from daliang.base.models import Organisation, User
from daliang.ledger.models import Commitment
from daliang.programmes.delegations.choices import (
    Confidence,
    Currency,
    DealKind,
    EventKind,
    Form,
    Stage,
    Visit,
)


class Event(models.Model):
    """A trip, a conference or a signing; a conference may belong to a trip."""

    code = models.SlugField(_("代码"), max_length=40, unique=True)
    name = models.CharField(_("名称"), max_length=120)
    kind = models.CharField(
        _("类型"), max_length=12, choices=EventKind.choices, default=EventKind.TRIP
    )
    parent = models.ForeignKey(
        "self", models.PROTECT, null=True, blank=True, related_name="parts", verbose_name=_("团组")
    )
    starts_on = models.DateField(_("开始"))
    ends_on = models.DateField(_("结束"))
    countries = models.CharField(_("国家"), max_length=120, blank=True)
    lead = models.ForeignKey(
        Organisation, models.PROTECT, null=True, blank=True, verbose_name=_("牵头单位")
    )
    published_deals = models.PositiveSmallIntegerField(_("公布签约数"), null=True, blank=True)
    published_usd_wan = models.DecimalField(
        _("公布金额（万美元）"), max_digits=18, decimal_places=4, null=True, blank=True
    )
    published_visits = models.PositiveSmallIntegerField(_("公布拜访数"), null=True, blank=True)
    published_cities = models.PositiveSmallIntegerField(_("公布城市数"), null=True, blank=True)
    source = models.CharField(_("来源"), max_length=200, blank=True)
    confidence = models.CharField(max_length=1, choices=Confidence.choices, default=Confidence.A)
    # The report that is due 15 workdays after return.
    report = models.OneToOneField(
        Commitment, models.PROTECT, null=True, blank=True, related_name="delegation"
    )
    is_synthetic = models.BooleanField(_("示例数据"), default=False)

    class Meta:
        ordering = ["-starts_on", "id"]
        verbose_name = verbose_name_plural = _("活动")
        constraints = [
            models.CheckConstraint(condition=Q(ends_on__gte=F("starts_on")), name="event_days")
        ]

    def __str__(self) -> str:
        return self.name

    def get_absolute_url(self) -> str:
        """Return the address of the event's page."""
        return reverse("delegations:event", args=[self.code])


class ExchangeRate(models.Model):
    """Dollars for one unit of a currency from a day on."""

    currency = models.CharField(_("币种"), max_length=3, choices=Currency.choices)
    on = models.DateField(_("日期"))
    usd = models.DecimalField(_("折美元"), max_digits=12, decimal_places=6)
    source = models.CharField(_("来源"), max_length=120, blank=True)

    class Meta:
        ordering = ["currency", "-on"]
        verbose_name = verbose_name_plural = _("汇率")
        constraints = [
            models.UniqueConstraint(fields=["currency", "on"], name="rate_once_a_day"),
            models.CheckConstraint(condition=Q(usd__gt=0), name="rate_positive"),
        ]

    def __str__(self) -> str:
        return f"{self.currency} {self.on} {self.usd}"


class Deal(models.Model):
    """An outcome that counts once, wherever it is signed; a part has a share of its deal."""

    code = models.CharField(_("编号"), max_length=40, unique=True)
    name = models.CharField(_("项目"), max_length=160)
    kind = models.CharField(_("类型"), max_length=12, choices=DealKind.choices)
    partner = models.CharField(_("外方"), max_length=120, blank=True)
    local_party = models.CharField(_("本地主体"), max_length=120, blank=True)
    district = models.ForeignKey(
        Organisation,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("落户板块"),
    )
    parent = models.ForeignKey("self", models.PROTECT, null=True, blank=True, related_name="parts")
    share = models.DecimalField(
        _("所占比例"), max_digits=7, decimal_places=6, null=True, blank=True
    )
    # The project that follows from it, by its code: packs do not know each other's tables.
    project_code = models.CharField(_("项目代码"), max_length=40, blank=True)
    next_step = models.CharField(_("下一步"), max_length=200, blank=True)
    # Owner and date of the next step.
    commitment = models.OneToOneField(
        Commitment, models.PROTECT, null=True, blank=True, related_name="deal"
    )
    source = models.CharField(_("来源"), max_length=200, blank=True)
    confidence = models.CharField(max_length=1, choices=Confidence.choices, default=Confidence.A)
    is_synthetic = models.BooleanField(_("示例数据"), default=False)

    class Meta:
        ordering = ["code"]
        verbose_name = verbose_name_plural = _("出访成果")
        constraints = [
            models.CheckConstraint(
                condition=Q(parent__isnull=True, share__isnull=True)
                | Q(parent__isnull=False, share__gt=0, share__lte=1),
                name="deal_part_has_share",
            )
        ]

    def __str__(self) -> str:
        return self.name


class DealSigning(models.Model):
    """A deal signed at an event; the amount is the whole deal as agreed on that day."""

    deal = models.ForeignKey(Deal, models.PROTECT, related_name="signings")
    event = models.ForeignKey(Event, models.PROTECT, related_name="signings")
    signed_on = models.DateField(_("签约日期"))
    form = models.CharField(_("形式"), max_length=12, choices=Form.choices)
    amount_wan = models.DecimalField(
        _("金额（万）"), max_digits=18, decimal_places=4, null=True, blank=True
    )
    currency = models.CharField(
        _("币种"), max_length=3, choices=Currency.choices, default=Currency.USD
    )
    is_increase = models.BooleanField(_("增资"), default=False)

    class Meta:
        ordering = ["signed_on", "id"]
        verbose_name = verbose_name_plural = _("签约")
        constraints = [
            models.UniqueConstraint(fields=["deal", "event"], name="signed_once_an_event"),
            models.CheckConstraint(
                condition=Q(amount_wan__isnull=True) | Q(amount_wan__gte=0), name="signing_amount"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.deal} {self.signed_on}"


class DealStep(models.Model):
    """A stage that a deal reached."""

    deal = models.ForeignKey(Deal, models.CASCADE, related_name="steps")
    stage = models.CharField(_("阶段"), max_length=14, choices=Stage.choices)
    on = models.DateField(_("日期"))
    noted_at = models.DateTimeField()
    noted_by = models.ForeignKey(User, models.PROTECT, related_name="+")

    class Meta:
        ordering = ["on", "id"]
        verbose_name = verbose_name_plural = _("转化")
        constraints = [models.UniqueConstraint(fields=["deal", "stage"], name="deal_stage_once")]

    def __str__(self) -> str:
        return f"{self.deal} {self.get_stage_display()}"


class TripCity(models.Model):
    """A city of a trip with its place; the first is where teams begin and end."""

    event = models.ForeignKey(Event, models.CASCADE, related_name="cities")
    name = models.CharField(_("城市"), max_length=40)
    latitude = models.FloatField(_("纬度"))
    longitude = models.FloatField(_("经度"))

    class Meta:
        ordering = ["id"]
        verbose_name = verbose_name_plural = _("行程城市")
        constraints = [models.UniqueConstraint(fields=["event", "name"], name="trip_city_once")]

    def __str__(self) -> str:
        return self.name


class Appointment(models.Model):
    """Somebody to be met on a trip, when he can receive, and what came of it."""

    event = models.ForeignKey(Event, models.CASCADE, related_name="appointments")
    partner = models.CharField(_("拜访对象"), max_length=120)
    city = models.ForeignKey(TripCity, models.PROTECT, verbose_name=_("城市"))
    topic = models.CharField(_("议题"), max_length=200, blank=True)
    minutes = models.PositiveSmallIntegerField(_("时长（分钟）"), default=60)
    priority = models.PositiveSmallIntegerField(_("优先级"), default=1)
    day = models.PositiveSmallIntegerField(_("第几天"), null=True, blank=True)
    opens = models.TimeField(_("最早"), null=True, blank=True)
    closes = models.TimeField(_("最晚"), null=True, blank=True)
    is_fixed = models.BooleanField(_("已约定"), default=False)
    state = models.CharField(_("状态"), max_length=10, choices=Visit.choices, default=Visit.WANTED)
    visited_on = models.DateField(_("拜访日期"), null=True, blank=True)
    people_met = models.CharField(_("会见人员"), max_length=200, blank=True)
    result = models.TextField(_("会谈情况"), blank=True)
    next_step = models.CharField(_("下一步"), max_length=200, blank=True)
    is_synthetic = models.BooleanField(_("示例数据"), default=False)

    class Meta:
        ordering = ["event", "id"]
        verbose_name = verbose_name_plural = _("拜访")
        constraints = [
            models.UniqueConstraint(fields=["event", "partner"], name="partner_once_a_trip"),
            models.CheckConstraint(
                condition=~Q(state=Visit.MADE) | Q(visited_on__isnull=False),
                name="made_visit_has_day",
            ),
        ]

    def __str__(self) -> str:
        return self.partner


class TripPlan(models.Model):
    """A plan as the planner gave it; the newest is in force."""

    event = models.ForeignKey(Event, models.CASCADE, related_name="plans")
    teams = models.PositiveSmallIntegerField(_("队数"))
    text = models.TextField()  # the engine's own document; read back by engine.trips
    method = models.CharField(_("方法"), max_length=60)
    made_at = models.DateTimeField(_("排定时间"))
    made_by = models.ForeignKey(User, models.PROTECT, related_name="+")

    class Meta:
        ordering = ["-id"]
        verbose_name = verbose_name_plural = _("行程")

    def __str__(self) -> str:
        return f"{self.event} {self.made_at:%Y-%m-%d}"
