"""Forms of the agreements pack."""

from __future__ import annotations

from django import forms
from django.utils.translation import gettext_lazy as _

from daliang.base.choices import OrganisationKind
from daliang.base.models import Organisation


def _day(label: object) -> forms.DateField:
    return forms.DateField(label=label, widget=forms.DateInput(attrs={"type": "date"}))


class ItemForm(forms.Form):
    """An item from an article."""

    article = forms.CharField(label=_("条款原文"), widget=forms.Textarea(attrs={"rows": 3}))
    title = forms.CharField(label=_("事项"), max_length=300)
    goal = forms.CharField(label=_("可考核结果"), max_length=300)
    unit = forms.ModelChoiceField(
        Organisation.objects.filter(is_active=True).exclude(kind=OrganisationKind.TOWN),
        label=_("我方牵头"),
    )
    partner_lead = forms.CharField(label=_("对方牵头"), max_length=120, required=False)
    due_on = _day(_("时限"))


class FundForm(forms.Form):
    """Money promised and arrived."""

    name = forms.CharField(label=_("资金"), max_length=80)
    promised_wan = forms.DecimalField(label=_("约定（万元）"))
    paid_wan = forms.DecimalField(label=_("到账（万元）"), initial=0)


class HearingForm(forms.Form):
    """A hearing."""

    held_on = _day(_("日期"))
    text = forms.CharField(label=_("议定事项"), widget=forms.Textarea(attrs={"rows": 3}))
