"""Forms of asks."""

from __future__ import annotations

from django import forms
from django.utils.translation import gettext_lazy as _

from daliang.base.models import Organisation
from daliang.ledger.forms import Day
from daliang.programmes.asks.choices import Level, Material, Result


class AskForm(forms.Form):
    """What is asked, of whom, and when the window is open."""

    title = forms.CharField(label=_("争取事项"), max_length=300)
    lead = forms.ModelChoiceField(Organisation.objects.filter(is_active=True), label=_("责任单位"))
    document = forms.CharField(label=_("上级文件"), max_length=200)
    target = forms.ChoiceField(label=_("争取层级"), choices=Level.choices)
    window_from = forms.DateField(label=_("窗口期起"), widget=Day(), required=False)
    window_until = forms.DateField(label=_("窗口期止"), widget=Day())
    counterpart = forms.CharField(label=_("对口部委处室"), max_length=120, required=False)


class ContactForm(forms.Form):
    """One contact."""

    on = forms.DateField(label=_("日期"), widget=Day())
    office = forms.CharField(label=_("对接处室"), max_length=120)
    text = forms.CharField(label=_("对接情况"), widget=forms.Textarea(attrs={"rows": 3}))


class ReachForm(forms.Form):
    """The next level."""

    level = forms.ChoiceField(label=_("层级"), choices=Level.choices)
    on = forms.DateField(label=_("日期"), widget=Day())
    note = forms.CharField(label=_("说明"), max_length=200, required=False)


class ResultForm(forms.Form):
    """Papers and result."""

    material = forms.ChoiceField(label=_("材料状态"), choices=Material.choices)
    result = forms.ChoiceField(label=_("结果"), choices=Result.choices)
    clause = forms.CharField(
        label=_("文件条款"), required=False, widget=forms.Textarea(attrs={"rows": 2})
    )
    amount_wan = forms.DecimalField(
        label=_("到位资金（万元）"), required=False, max_digits=16, decimal_places=2
    )
    failure = forms.CharField(label=_("未成原因"), max_length=300, required=False)
