"""People, organisations and the records that every other part leans on."""

from __future__ import annotations

from django.contrib.auth.models import AbstractUser
from django.db import models
from django.utils.translation import gettext_lazy as _

from daliang.base.choices import OrganisationKind
from daliang.base.roles import ROLE_CHOICES


class Organisation(models.Model):
    """A body of the city: office, department, district, town, state-owned enterprise."""

    name = models.CharField(_("名称"), max_length=80, unique=True)
    short_name = models.CharField(_("简称"), max_length=30)
    kind = models.CharField(_("类别"), max_length=12, choices=OrganisationKind.choices)
    parent = models.ForeignKey(
        "self",
        models.PROTECT,
        null=True,
        blank=True,
        related_name="children",
        verbose_name=_("上级"),
    )
    # "/1/4/9/": ids from the root down to this one. Kept by actions, so that
    # "everything below" is one indexed prefix search.
    path = models.CharField(max_length=200, db_index=True, editable=False, default="")
    position = models.PositiveIntegerField(_("排序"), default=100)
    duties = models.TextField(
        _("职能关键词"), blank=True, help_text=_("用顿号分隔，供牵头单位建议")
    )
    is_active = models.BooleanField(_("启用"), default=True)

    class Meta:
        ordering = ["position", "id"]
        verbose_name = verbose_name_plural = _("单位")

    def __str__(self) -> str:
        return self.short_name


class OrganisationAlias(models.Model):
    """Another name of an organisation, as papers and tables write it."""

    organisation = models.ForeignKey(Organisation, models.CASCADE, related_name="aliases")
    name = models.CharField(_("别名"), max_length=80, unique=True)

    class Meta:
        ordering = ["name"]
        verbose_name = verbose_name_plural = _("单位别名")

    def __str__(self) -> str:
        return self.name


class User(AbstractUser):
    """A person who signs in; what he may do stands in his grants."""

    display_name = models.CharField(_("姓名或岗位"), max_length=40, blank=True)
    phone = models.CharField(_("手机"), max_length=20, blank=True)

    class Meta(AbstractUser.Meta):
        ordering = ["username"]
        verbose_name = verbose_name_plural = _("用户")

    def __str__(self) -> str:
        return self.display_name or self.username

    def get_full_name(self) -> str:
        """Return the name on screen: a post or a name, as the office writes it."""
        return self.display_name or self.username

    get_short_name = get_full_name


class RoleGrant(models.Model):
    """A role given to a user for one organisation."""

    user = models.ForeignKey(User, models.CASCADE, related_name="grants")
    organisation = models.ForeignKey(Organisation, models.PROTECT, related_name="grants")
    role = models.CharField(_("角色"), max_length=20, choices=ROLE_CHOICES)

    class Meta:
        ordering = ["id"]
        verbose_name = verbose_name_plural = _("授权")
        constraints = [
            models.UniqueConstraint(
                fields=["user", "organisation", "role"], name="grant_given_once"
            )
        ]

    def __str__(self) -> str:
        return f"{self.user} · {self.organisation} · {self.get_role_display()}"


class Post(models.Model):
    """A leader's post with its portfolio of bodies; never a private person's name."""

    title = models.CharField(_("职务"), max_length=60, unique=True)
    holder = models.ForeignKey(
        User, models.SET_NULL, null=True, blank=True, related_name="posts", verbose_name=_("账号")
    )
    portfolio = models.ManyToManyField(
        Organisation, blank=True, related_name="posts", verbose_name=_("分管联系单位")
    )
    position = models.PositiveIntegerField(_("排序"), default=100)

    class Meta:
        ordering = ["position", "id"]
        verbose_name = verbose_name_plural = _("市领导")

    def __str__(self) -> str:
        return self.title


class AuditEntry(models.Model):
    """One thing that was done. No foreign keys, so that the trail never blocks the live data.

    `digest` covers the row and the digest before it: a changed, removed or
    reordered row breaks the chain at that row.
    """

    at = models.DateTimeField(_("时间"))
    by_id = models.BigIntegerField(null=True)
    by_name = models.CharField(_("操作人"), max_length=150)
    verb = models.CharField(_("动作"), max_length=60)
    object_type = models.CharField(_("对象类型"), max_length=60, blank=True)
    object_id = models.CharField(max_length=40, blank=True)
    object_text = models.CharField(_("对象"), max_length=200, blank=True)
    detail = models.JSONField(_("内容"), default=dict)
    previous_digest = models.CharField(max_length=64)
    digest = models.CharField(max_length=64, unique=True)

    class Meta:
        ordering = ["-id"]
        verbose_name = verbose_name_plural = _("审计记录")
        indexes = [models.Index(fields=["object_type", "object_id"], name="audit_object")]

    def __str__(self) -> str:
        return f"{self.at:%Y-%m-%d %H:%M} {self.by_name} {self.verb}"


class AuditHead(models.Model):
    """The one row that holds the last digest; locking it puts writers in line."""

    digest = models.CharField(max_length=64)
    count = models.PositiveBigIntegerField(default=0)

    class Meta:
        ordering = ["id"]
        verbose_name = verbose_name_plural = _("审计链头")

    def __str__(self) -> str:
        return f"{self.count} {self.digest[:12]}"


class StoredFile(models.Model):
    """A file kept under its own digest; the same bytes are stored once."""

    sha256 = models.CharField(max_length=64, db_index=True)
    name = models.CharField(_("文件名"), max_length=200)
    content_type = models.CharField(max_length=100)
    size = models.PositiveBigIntegerField(_("字节"))
    file = models.FileField(upload_to="by-digest", max_length=200)
    # from the camera, where the photograph tells: proof of when and where
    taken_at = models.DateTimeField(_("拍摄时间"), null=True, blank=True)
    latitude = models.FloatField(_("纬度"), null=True, blank=True)
    longitude = models.FloatField(_("经度"), null=True, blank=True)
    added_at = models.DateTimeField(_("上传时间"))
    added_by = models.ForeignKey(User, models.PROTECT, related_name="+", verbose_name=_("上传人"))

    class Meta:
        ordering = ["-id"]
        verbose_name = verbose_name_plural = _("文件")

    def __str__(self) -> str:
        return self.name


class CalendarDay(models.Model):
    """A day whose kind the office states itself, before any calendar package."""

    day = models.DateField(_("日期"), unique=True)
    is_workday = models.BooleanField(_("上班"))
    note = models.CharField(_("说明"), max_length=60, blank=True)

    class Meta:
        ordering = ["day"]
        verbose_name = verbose_name_plural = _("工作日历")

    def __str__(self) -> str:
        return f"{self.day} {'班' if self.is_workday else '休'}"


class Notification(models.Model):
    """A line in a user's inbox; the key makes a repeated reminder count once."""

    user = models.ForeignKey(User, models.CASCADE, related_name="notifications")
    key = models.CharField(max_length=120)
    text = models.CharField(_("内容"), max_length=300)
    url = models.CharField(max_length=200, blank=True)
    created_at = models.DateTimeField(_("时间"))
    read_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ["-id"]
        verbose_name = verbose_name_plural = _("通知")
        constraints = [
            models.UniqueConstraint(fields=["user", "key"], name="notification_sent_once")
        ]

    def __str__(self) -> str:
        return self.text


class SavedView(models.Model):
    """A register's filters and columns that a user keeps under a name."""

    user = models.ForeignKey(User, models.CASCADE, related_name="saved_views")
    register = models.CharField(max_length=60)
    name = models.CharField(_("名称"), max_length=40)
    query = models.CharField(max_length=1000)

    class Meta:
        ordering = ["name"]
        verbose_name = verbose_name_plural = _("保存的视图")
        constraints = [
            models.UniqueConstraint(fields=["user", "register", "name"], name="view_named_once")
        ]

    def __str__(self) -> str:
        return self.name


class OnceKey(models.Model):
    """A form or call that was done, with its answer; see `base.once`. Memory: no foreign key."""

    user_id = models.BigIntegerField()
    path = models.CharField(max_length=200)
    key = models.CharField(max_length=80)
    digest = models.CharField(max_length=64)
    status = models.PositiveSmallIntegerField(default=0)
    location = models.CharField(max_length=1000, blank=True)
    content_type = models.CharField(max_length=100, blank=True)
    body = models.TextField(blank=True)
    at = models.DateTimeField(db_index=True)

    class Meta:
        ordering = ["id"]
        verbose_name = verbose_name_plural = _("已办请求")
        constraints = [
            models.UniqueConstraint(
                fields=["user_id", "path", "key", "digest"], name="request_done_once"
            )
        ]

    def __str__(self) -> str:
        return f"{self.path} {self.key}"
