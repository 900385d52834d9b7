"""Keys by which programs call."""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _

from daliang.base.models import Organisation, User


class ApiKey(models.Model):
    """A program's key: it acts as a user, with no more than the rights named here, until a date.

    Only the digest is kept; the key itself is shown once.
    """

    name = models.CharField(_("用途"), max_length=60)
    user = models.ForeignKey(User, models.PROTECT, related_name="+", verbose_name=_("代表账号"))
    organisation = models.ForeignKey(
        Organisation,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("限于单位"),
    )
    permissions = models.JSONField(_("权限"), default=list)
    digest = models.CharField(max_length=64, unique=True, editable=False)
    expires_on = models.DateField(_("有效期至"))
    made_at = models.DateTimeField(_("建立时间"))
    made_by = models.ForeignKey(User, models.PROTECT, null=True, related_name="+")
    revoked_at = models.DateTimeField(_("停用时间"), null=True, blank=True)

    class Meta:
        ordering = ["-id"]
        verbose_name = verbose_name_plural = _("接口密钥")

    def __str__(self) -> str:
        return self.name
