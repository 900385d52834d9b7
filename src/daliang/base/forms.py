"""Forms of `base`: sign-in, one's own profile, one's own password."""

from __future__ import annotations

from django import forms
from django.contrib.auth.forms import AuthenticationForm
from django.contrib.auth.password_validation import validate_password
from django.core.validators import RegexValidator
from django.utils.translation import gettext_lazy as _

_PHONE = RegexValidator(
    r"^[0-9+\- ]{5,20}$", _("电话只写数字、空格、“-”和“+”，例如 0510-81820000。")
)


class SignInForm(AuthenticationForm):
    """Name and password; one sentence for every failure, so that no account is given away."""

    error_messages = {
        "invalid_login": _("用户名或密码不对，或账号已停用。请核对后再试，或联系安全管理员。"),
        "inactive": _("用户名或密码不对，或账号已停用。请核对后再试，或联系安全管理员。"),
    }

    def __init__(self, *args: object, **kwargs: object) -> None:
        super().__init__(*args, **kwargs)
        self.fields["username"].label = _("用户名")
        self.fields["password"].label = _("密码")


class ProfileForm(forms.Form):
    """What a person may change about himself."""

    display_name = forms.CharField(label=_("姓名或岗位"), max_length=40)
    phone = forms.CharField(label=_("手机"), max_length=20, required=False, validators=[_PHONE])


class PasswordForm(forms.Form):
    """The old password proves who is sitting there; the new one is typed twice."""

    old = forms.CharField(
        label=_("现在的密码"),
        strip=False,
        widget=forms.PasswordInput(attrs={"autocomplete": "current-password"}),
    )
    new = forms.CharField(
        label=_("新密码"),
        strip=False,
        widget=forms.PasswordInput(attrs={"autocomplete": "new-password"}),
        help_text=_("至少8位，不能全是数字，不能是常见密码。"),
    )
    again = forms.CharField(
        label=_("再输一次新密码"),
        strip=False,
        widget=forms.PasswordInput(attrs={"autocomplete": "new-password"}),
    )

    def __init__(self, *args: object, user: object, **kwargs: object) -> None:
        super().__init__(*args, **kwargs)
        self.user = user

    def clean_old(self) -> str:
        """Check the present password."""
        if not self.user.check_password(self.cleaned_data["old"]):
            raise forms.ValidationError(_("现在的密码不对，请重新输入。"))
        return self.cleaned_data["old"]

    def clean_new(self) -> str:
        """Check the new password against the rules."""
        validate_password(self.cleaned_data["new"], self.user)
        return self.cleaned_data["new"]

    def clean(self) -> dict[str, str]:
        """Compare the two new passwords."""
        cleaned = super().clean()
        if cleaned.get("new") and cleaned.get("new") != cleaned.get("again"):
            self.add_error("again", _("两次输入的新密码不一样，请重新输入。"))
        return cleaned
