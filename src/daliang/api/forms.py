"""The form that makes a key."""

from __future__ import annotations

from django import forms
from django.utils.translation import gettext_lazy as _

from daliang.api.keys import GIVEN
from daliang.base.models import Organisation, User


class KeyForm(forms.Form):
    """For which program, in whose name, with which rights, until when."""

    name = forms.CharField(label=_("用途"), max_length=60)
    user = forms.ModelChoiceField(User.objects.filter(is_active=True), label=_("代表账号"))
    organisation = forms.ModelChoiceField(
        Organisation.objects.filter(is_active=True), label=_("限于单位"), required=False
    )
    permissions = forms.MultipleChoiceField(
        label=_("权限"), choices=[(p.value, p.value) for p in GIVEN]
    )
    expires_on = forms.DateField(
        label=_("有效期至"), widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")
    )
