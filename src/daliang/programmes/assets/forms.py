"""Forms of state assets."""

from __future__ import annotations

from django import forms
from django.utils.translation import gettext_lazy as _

from daliang.ledger.forms import Day
from daliang.programmes.assets.actions import CountNote
from daliang.programmes.assets.choices import Use, Way
from daliang.programmes.assets.models import Asset


class RevivalForm(forms.Form):
    """How and by when an idle asset comes back into use."""

    way = forms.ChoiceField(label=_("盘活方式"), choices=Way.choices)
    due_on = forms.DateField(label=_("时限"), widget=Day())
    person = forms.CharField(label=_("责任人（岗位）"), max_length=60, required=False)
    content = forms.CharField(label=_("方案要点"), widget=forms.Textarea(attrs={"rows": 3}))


class SettleForm(forms.Form):
    """What became of it."""

    use = forms.ChoiceField(label=_("盘活后"), choices=[c for c in Use.choices if c[0] != Use.IDLE])
    income_wan = forms.DecimalField(
        label=_("盘活收入（万元）"), max_digits=14, decimal_places=2, required=False
    )
    result = forms.CharField(label=_("盘活结果"), max_length=200)


class StepForm(forms.Form):
    """A district's word on a step."""

    step = forms.ModelChoiceField(None, label=_("步骤"))
    organisation = forms.ModelChoiceField(None, label=_("板块"))
    done_on = forms.DateField(label=_("完成日期（空着为未完成）"), widget=Day(), required=False)
    note = forms.CharField(label=_("说明"), max_length=200, required=False)

    def __init__(self, *args: object, steps: object, districts: object, **kwargs: object) -> None:
        super().__init__(*args, **kwargs)
        self.fields["step"].queryset = steps
        self.fields["organisation"].queryset = districts


class CountForm(forms.Form):
    """A look at one asset; filled on a phone, perhaps without network."""

    SEEN = (
        ("as", _("在，与账一致")),
        ("differs", _("在，与账不一致")),
        ("missing", _("不在")),
        ("surplus", _("账上没有（盘盈）")),
    )
    asset = forms.ModelChoiceField(
        Asset.objects.none(), label=_("资产"), required=False, empty_label=_("账上没有")
    )
    seen = forms.ChoiceField(label=_("现场情况"), choices=SEEN)
    organisation = forms.ModelChoiceField(None, label=_("盘点单位"))
    found_name = forms.CharField(label=_("现场名称"), max_length=120, required=False)
    found_address = forms.CharField(label=_("现场位置"), max_length=160, required=False)
    note = forms.CharField(label=_("说明"), max_length=200, required=False)
    key = forms.CharField(max_length=64, widget=forms.HiddenInput)

    def __init__(self, *args: object, assets: object, units: object, **kwargs: object) -> None:
        super().__init__(*args, **kwargs)
        self.fields["asset"].queryset = assets
        self.fields["asset"].widget.attrs["data-offline-title"] = ""
        self.fields["organisation"].queryset = units

    def clean(self) -> dict[str, object]:
        """Check that what was seen and the asset named belong together."""
        values = super().clean()
        if (values.get("seen") == "surplus") == bool(values.get("asset")):
            self.add_error("asset", _("账上有的选资产；账上没有的选“账上没有”并写现场名称。"))
        return values

    def count_note(self) -> CountNote:
        """Return what was seen as plain values."""
        values = dict(self.cleaned_data)
        seen = values.pop("seen")
        return CountNote(**values, is_found=seen != "missing", is_as_described=seen != "differs")
