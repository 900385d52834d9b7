"""Forms of the delegations pack."""

from __future__ import annotations

from django import forms
from django.utils.translation import gettext_lazy as _

from daliang.base.calendar import today
from daliang.base.choices import OrganisationKind
from daliang.base.models import Organisation
from daliang.programmes.delegations.choices import Currency, Form, Stage
from daliang.programmes.delegations.models import Event


def _day(label: object) -> forms.DateField:
    return forms.DateField(label=label, widget=forms.DateInput(attrs={"type": "date"}))


class PlanForm(forms.Form):
    """How many teams, and how long to search."""

    teams = forms.IntegerField(label=_("小分队数"), min_value=1, max_value=20, initial=2)
    is_thorough = forms.BooleanField(
        label=_("细排（约15秒，更好）"), required=False, help_text=_("不选则几秒内给出可用行程。")
    )


class VisitForm(forms.Form):
    """A visit logged on the road."""

    visited_on = _day(_("拜访日期"))
    people_met = forms.CharField(label=_("会见人员（职务）"), max_length=200, required=False)
    result = forms.CharField(label=_("会谈情况"), widget=forms.Textarea(attrs={"rows": 3}))
    next_step = forms.CharField(label=_("下一步"), max_length=200, required=False)


class SignForm(forms.Form):
    """A signature."""

    event = forms.ModelChoiceField(Event.objects.all(), label=_("活动"))
    signed_on = _day(_("签约日期"))
    form = forms.ChoiceField(label=_("形式"), choices=Form.choices)
    amount_wan = forms.DecimalField(
        label=_("金额（万）"), min_value=0, required=False, help_text=_("整项金额；未公布留空。")
    )
    currency = forms.ChoiceField(label=_("币种"), choices=Currency.choices)
    is_increase = forms.BooleanField(label=_("增资（只计增量）"), required=False)

    def __init__(self, *args: object, **kwargs: object) -> None:
        super().__init__(*args, auto_id="sign_%s", **kwargs)


class StepForm(forms.Form):
    """A stage reached."""

    stage = forms.ChoiceField(label=_("阶段"), choices=list(Stage.choices[1:]))
    on = _day(_("日期"))

    def __init__(self, *args: object, **kwargs: object) -> None:
        super().__init__(*args, auto_id="step_%s", **kwargs)
        self.fields["on"].initial = today


class NextForm(forms.Form):
    """The next step with its owner."""

    text = forms.CharField(label=_("下一步"), max_length=200)
    unit = forms.ModelChoiceField(
        Organisation.objects.filter(is_active=True).exclude(kind=OrganisationKind.TOWN),
        label=_("责任单位"),
    )
    due_on = _day(_("时限"))

    def __init__(self, *args: object, **kwargs: object) -> None:
        super().__init__(*args, auto_id="next_%s", **kwargs)
