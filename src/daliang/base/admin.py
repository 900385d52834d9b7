"""Plain admin for the reference nouns of `base`, and the one base class for all admins.

The admin edits nouns; what a person does with them (verbs) has its own pages.
Whatever is saved here leaves an audit record, in the same transaction.
"""

from __future__ import annotations

from django import forms
from django.contrib import admin, messages
from django.contrib.auth.password_validation import validate_password
from django.core.exceptions import PermissionDenied
from django.db import models, transaction
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.utils.translation import gettext_lazy as _

from daliang.base import actions, audit
from daliang.base.access import may
from daliang.base.models import (
    AuditEntry,
    CalendarDay,
    Organisation,
    OrganisationAlias,
    Post,
    RoleGrant,
    User,
)
from daliang.base.roles import Permission


class ReferenceAdmin(admin.ModelAdmin):
    """An admin page that a role's permission opens, that audits each change and deletes nothing.

    Rights come from roles alone: Django's own permissions and groups are given to nobody.
    A pack states `permission`; the auditor may look at everything. Override
    `write` to save through an action instead of directly.
    """

    permission = Permission.MANAGE_SYSTEM
    can_delete = False
    list_per_page = 50
    save_on_top = False

    def has_view_permission(self, request: HttpRequest, obj: models.Model | None = None) -> bool:
        """Let those who keep the noun look, and the auditor."""
        return may(request.user, self.permission) or may(request.user, Permission.READ_AUDIT)

    def has_module_permission(self, request: HttpRequest) -> bool:
        """Show the app in the index when one may look."""
        return self.has_view_permission(request)

    def has_add_permission(self, request: HttpRequest, obj: models.Model | None = None) -> bool:
        """Let only those who keep the noun add."""
        return may(request.user, self.permission)

    def has_change_permission(self, request: HttpRequest, obj: models.Model | None = None) -> bool:
        """Let only those who keep the noun change."""
        return may(request.user, self.permission)

    def has_delete_permission(self, request: HttpRequest, obj: models.Model | None = None) -> bool:
        """Refuse: what is no longer used is switched off, unless the noun says otherwise."""
        return self.can_delete and may(request.user, self.permission)

    def changeform_view(
        self, request: HttpRequest, *args: object, **kwargs: object
    ) -> HttpResponse:
        """Turn a refusal of an action into a sentence on the page; nothing is saved."""
        try:
            with transaction.atomic():
                return super().changeform_view(request, *args, **kwargs)
        except PermissionDenied as refusal:
            if request.method != "POST" or not str(refusal):
                raise
            self.message_user(request, str(refusal), messages.ERROR)
            return HttpResponseRedirect(request.get_full_path())

    def save_model(
        self, request: HttpRequest, obj: models.Model, form: forms.ModelForm, change: bool
    ) -> None:
        """Save and audit."""
        self.write(request.user, obj, form, change)

    def write(self, by: User, obj: models.Model, form: forms.ModelForm, change: bool) -> None:
        """Save one object with its trace; override to call an action."""
        obj.save()
        verb = "修改" if change else "新建"
        audit.record(by=by, verb=f"{verb}{obj._meta.verbose_name}", on=obj, detail=_changes(form))

    def save_formset(
        self,
        request: HttpRequest,
        form: forms.ModelForm,
        formset: forms.BaseModelFormSet,
        change: bool,
    ) -> None:
        """Save the rows below an object, with one trace for all of them."""
        super().save_formset(request, form, formset, change)
        touched = {
            "added": [str(item) for item in formset.new_objects],
            "changed": [str(item) for item, _fields in formset.changed_objects],
            "deleted": [str(item) for item in formset.deleted_objects],
        }
        if any(touched.values()):
            noun = formset.model._meta.verbose_name
            audit.record(by=request.user, verb=f"修改{noun}", on=form.instance, detail=touched)

    def delete_model(self, request: HttpRequest, obj: models.Model) -> None:
        """Delete with a trace that keeps what was there."""
        audit.record(by=request.user, verb=f"删除{obj._meta.verbose_name}", on=obj)
        obj.delete()

    def delete_queryset(self, request: HttpRequest, queryset: models.QuerySet) -> None:
        """Delete several, each with its trace."""
        for obj in queryset:
            self.delete_model(request, obj)


def _changes(form: forms.ModelForm) -> dict[str, str]:
    return {name: str(form.cleaned_data.get(name)) for name in form.changed_data}


class ReferenceInline(admin.TabularInline):
    """Rows below an object; open to whoever may change the object."""

    extra = 0

    def has_view_permission(self, request: HttpRequest, obj: models.Model | None = None) -> bool:
        """Leave the decision to the page that carries the rows."""
        return True

    has_add_permission = has_change_permission = has_delete_permission = has_view_permission


class AliasInline(ReferenceInline):
    """Other names of an organisation."""

    model = OrganisationAlias


@admin.register(Organisation)
class OrganisationAdmin(ReferenceAdmin):
    """The organisation tree."""

    list_display = ("name", "short_name", "kind", "parent", "position", "is_active")
    list_filter = ("kind", "is_active")
    list_select_related = ("parent",)
    search_fields = ("name", "short_name", "aliases__name")
    autocomplete_fields = ("parent",)
    inlines = (AliasInline,)

    def write(self, by: User, obj: Organisation, form: forms.ModelForm, change: bool) -> None:
        """Create, rename and move through the actions, which keep `path` and old names."""
        if not change:
            fields = ("name", "kind", "parent", "short_name", "position", "duties")
            made = actions.create_organisation(
                by=by, **{field: form.cleaned_data[field] for field in fields}
            )
            obj.pk, obj.path = made.pk, made.path
            return
        stored = Organisation.objects.get(pk=obj.pk)
        if {"name", "short_name"} & set(form.changed_data):
            actions.rename_organisation(
                by=by, organisation=stored, name=obj.name, short_name=obj.short_name
            )
        if "parent" in form.changed_data:
            actions.move_organisation(by=by, organisation=stored, parent=obj.parent)
        obj.path = stored.path
        super().write(by, obj, form, change)


@admin.register(User)
class UserAdmin(ReferenceAdmin):
    """Accounts; roles are given on the page of grants."""

    permission = Permission.MANAGE_PEOPLE
    fields = ("username", "display_name", "phone", "is_active", "new_password")
    list_display = ("username", "display_name", "is_active", "last_login")
    list_filter = ("is_active", "grants__role")
    search_fields = ("username", "display_name")

    def get_form(self, request: HttpRequest, obj: User | None = None, **kwargs: object) -> type:
        """Add the field for a new password; the stored one is never shown."""
        return super().get_form(request, obj, form=AccountForm, **kwargs)

    def write(self, by: User, obj: User, form: forms.ModelForm, change: bool) -> None:
        """Open accounts, set passwords and lock through the actions."""
        password = form.cleaned_data.get("new_password") or None
        if not change:
            made = actions.create_user(
                by=by,
                username=obj.username,
                display_name=obj.display_name,
                password=password,
                phone=obj.phone,
            )
            obj.pk = made.pk
            return
        if "is_active" in form.changed_data:
            actions.set_user_active(by=by, user=obj, is_active=obj.is_active)
        if password:
            actions.set_password(by=by, user=obj, password=password)
        if {"username", "display_name", "phone"} & set(form.changed_data):
            fields = ["username", "display_name", "phone"]
            obj.save(update_fields=fields)
            detail = {name: form.cleaned_data[name] for name in fields if name in form.changed_data}
            audit.record(by=by, verb="修改账号", on=obj, detail=detail)


class AccountForm(forms.ModelForm):
    """An account with an optional new password, checked by the password rules."""

    new_password = forms.CharField(
        label=_("新密码"),
        required=False,
        strip=False,
        widget=forms.PasswordInput(attrs={"autocomplete": "new-password"}),
        help_text=_("留空则不改。新账号留空则不能登录。"),
    )

    class Meta:
        model = User
        fields = ("username", "display_name", "phone", "is_active")

    def clean_new_password(self) -> str:
        """Check the new password against the rules."""
        password = self.cleaned_data["new_password"]
        if password:
            validate_password(password, self.instance)
        return password


@admin.register(RoleGrant)
class RoleGrantAdmin(ReferenceAdmin):
    """Who holds which role for which organisation."""

    permission = Permission.MANAGE_PEOPLE
    can_delete = True
    list_display = ("user", "role", "organisation")
    list_filter = ("role",)
    list_select_related = ("user", "organisation")
    search_fields = ("user__username", "user__display_name", "organisation__name")
    autocomplete_fields = ("user", "organisation")

    def has_change_permission(self, request: HttpRequest, obj: models.Model | None = None) -> bool:
        """Refuse: a grant is given or taken back, never rewritten."""
        return False

    def write(self, by: User, obj: RoleGrant, form: forms.ModelForm, change: bool) -> None:
        """Give the role through the action."""
        made = actions.grant_role(
            by=by, user=obj.user, role=obj.role, organisation=obj.organisation
        )
        obj.pk = made.pk

    def delete_model(self, request: HttpRequest, obj: RoleGrant) -> None:
        """Take the role back through the action."""
        actions.revoke_role(by=request.user, grant=obj)


@admin.register(Post)
class PostAdmin(ReferenceAdmin):
    """Leaders' posts and their portfolios."""

    can_delete = True
    list_display = ("title", "holder", "position")
    search_fields = ("title",)
    autocomplete_fields = ("holder",)
    filter_horizontal = ("portfolio",)


@admin.register(CalendarDay)
class CalendarDayAdmin(ReferenceAdmin):
    """Days that the office states itself."""

    can_delete = True
    list_display = ("day", "is_workday", "note")
    date_hierarchy = "day"

    def write(self, by: User, obj: CalendarDay, form: forms.ModelForm, change: bool) -> None:
        """Set the day through the action; a moved date leaves the old day as it was published."""
        if change and "day" in form.changed_data:
            return super().write(by, obj, form, change)
        made = actions.set_calendar_day(
            by=by, day=obj.day, is_workday=obj.is_workday, note=obj.note
        )
        obj.pk = made.pk
        return None


@admin.register(AuditEntry)
class AuditEntryAdmin(ReferenceAdmin):
    """The audit trail, to look at only."""

    permission = Permission.READ_AUDIT
    list_display = ("id", "at", "by_name", "verb", "object_text")
    search_fields = ("by_name", "verb", "object_text")
    show_full_result_count = False

    def has_add_permission(self, request: HttpRequest, obj: models.Model | None = None) -> bool:
        """Refuse: nobody writes the trail by hand."""
        return False

    has_change_permission = has_add_permission
