"""The city's own view of enterprises: each firm once, its industry, chain and place."""

from __future__ import annotations

from django.db import models
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from daliang.base.models import Organisation
from daliang.parties.choices import AliasKind, Size


class Industry(models.Model):
    """An industry of GB/T 4754: a letter, two, three or four digits."""

    code = models.CharField(_("代码"), max_length=8, unique=True)
    name = models.CharField(_("名称"), max_length=60)
    parent = models.ForeignKey(
        "self",
        models.PROTECT,
        null=True,
        blank=True,
        related_name="children",
        verbose_name=_("上级行业"),
    )

    class Meta:
        ordering = ["code"]
        verbose_name = verbose_name_plural = _("行业")

    def __str__(self) -> str:
        return self.name


class Chain(models.Model):
    """An industrial chain or cluster that the city tends (产业链)."""

    name = models.CharField(_("名称"), max_length=40, unique=True)
    lead = models.ForeignKey(
        Organisation,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="chains",
        verbose_name=_("牵头单位"),
    )
    position = models.PositiveIntegerField(_("排序"), default=100)

    class Meta:
        ordering = ["position", "id"]
        verbose_name = verbose_name_plural = _("产业链")

    def __str__(self) -> str:
        return self.name


class Enterprise(models.Model):
    """One firm, known by its unified social credit code where there is one."""

    uscc = models.CharField(
        _("统一社会信用代码"), max_length=18, unique=True, null=True, blank=True
    )
    name = models.CharField(_("企业名称"), max_length=120, db_index=True)
    district = models.ForeignKey(
        Organisation,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="enterprises",
        verbose_name=_("板块"),
    )
    street = models.CharField(_("镇（街道）"), max_length=40, blank=True)
    industry = models.ForeignKey(
        Industry,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="enterprises",
        verbose_name=_("行业"),
    )
    chain = models.ForeignKey(
        Chain,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="enterprises",
        verbose_name=_("产业链"),
    )
    size = models.CharField(_("规模"), max_length=8, choices=Size.choices, blank=True)
    is_active = models.BooleanField(_("在营"), default=True)
    is_synthetic = models.BooleanField(_("示例数据"), default=False)

    class Meta:
        ordering = ["name", "id"]
        verbose_name = verbose_name_plural = _("企业")
        indexes = [models.Index(fields=["district", "industry"], name="enterprise_place")]

    def __str__(self) -> str:
        return self.name

    def get_absolute_url(self) -> str:
        """Return the address of the firm's card."""
        return reverse("parties:firm", args=[self.pk])


class Alias(models.Model):
    """Another name of an enterprise; a former one says until when it was in use."""

    enterprise = models.ForeignKey(Enterprise, models.CASCADE, related_name="aliases")
    kind = models.CharField(
        _("类型"), max_length=8, choices=AliasKind.choices, default=AliasKind.OTHER
    )
    name = models.CharField(_("名称"), max_length=120, db_index=True)
    used_until = models.DateField(_("使用至"), null=True, blank=True)

    class Meta:
        ordering = ["kind", "-used_until", "id"]
        verbose_name = verbose_name_plural = _("企业别名")
        constraints = [
            models.UniqueConstraint(fields=["enterprise", "name"], name="alias_once_per_enterprise")
        ]

    def __str__(self) -> str:
        return self.name


from daliang.parties import firm_models  # noqa: E402, F401  (its models belong to this app)
