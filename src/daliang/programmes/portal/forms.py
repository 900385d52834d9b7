"""The firms' sign-in: credit code and telephone name the account, the password proves it."""

from __future__ import annotations

from django import forms
from django.contrib.auth import authenticate
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _

from daliang.base.models import User
from daliang.engine.identity import tidy_code
from daliang.parties.firm_models import FirmAccount


class FirmSignInForm(forms.Form):
    """One sentence for every failure, so that no account is given away."""

    code = forms.CharField(label=_("统一社会信用代码"), max_length=18)
    phone = forms.CharField(label=_("手机"), max_length=20)
    password = forms.CharField(
        label=_("密码"),
        strip=False,
        widget=forms.PasswordInput(attrs={"autocomplete": "current-password"}),
    )

    def __init__(self, *args: object, request: HttpRequest, **kwargs: object) -> None:
        super().__init__(*args, **kwargs)
        self.request = request
        self.user: User | None = None

    def clean(self) -> dict[str, object]:
        """Find the account and check its password; an unknown one takes the same way."""
        values = super().clean()
        if self.errors:
            return values
        code, phone = tidy_code(values["code"]), values["phone"].strip()
        account = (
            FirmAccount.objects.select_related("user")
            .filter(enterprise__uscc=code, phone=phone)
            .first()
        )
        # A made-up name counts against guessing as a real one does.
        name = account.user.username if account else f"firm-{code}-{phone}"
        self.user = authenticate(self.request, username=name, password=values["password"])
        if self.user is None:
            raise forms.ValidationError(
                _("信用代码、手机或密码不对。请核对后再试，或联系当地企业服务专员。")
            )
        return values
