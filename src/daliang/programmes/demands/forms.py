"""Forms of demands: they read and check, actions write."""

from __future__ import annotations

from uuid import uuid4

from django import forms
from django.utils.translation import gettext_lazy as _

from daliang.base.models import Organisation
from daliang.ledger.forms import Day
from daliang.parties.models import Enterprise
from daliang.programmes.demands.choices import Channel, Kind, Outcome, Verdict
from daliang.programmes.demands.packs import Pack


class OwnDemandForm(forms.Form):
    """What a firm asks in its portal."""

    title = forms.CharField(label=_("诉求"), max_length=200)
    kind = forms.ChoiceField(label=_("类别"), choices=Kind.choices)
    content = forms.CharField(
        label=_("具体情况"), required=False, widget=forms.Textarea(attrs={"rows": 5})
    )
    key = forms.CharField(max_length=64, widget=forms.HiddenInput)

    def __init__(self, *args: object, **kwargs: object) -> None:
        super().__init__(*args, **kwargs)
        self.fields["key"].initial = uuid4().hex


class DemandForm(OwnDemandForm):
    """A demand heard by an office."""

    enterprise = forms.CharField(label=_("企业名称"), help_text=_("写名册里的全称或信用代码。"))
    channel = forms.ChoiceField(label=_("来源"), choices=Channel.choices)
    field_order = ("enterprise", "title", "kind", "channel", "content", "key")

    def __init__(self, *args: object, firms: object, **kwargs: object) -> None:
        super().__init__(*args, **kwargs)
        self.firms = firms

    def clean_enterprise(self) -> Enterprise:
        """Find the one firm that is meant."""
        text = self.cleaned_data["enterprise"].strip()
        for name in ("name", "uscc", "aliases__name"):
            found = list(self.firms.filter(**{name: text}).distinct()[:2])
            if len(found) == 1:
                return found[0]
        raise forms.ValidationError(_("名册里没有这家企业，或不止一家；请写全称或信用代码。"))


class RouteForm(forms.Form):
    """Who answers."""

    lead = forms.ModelChoiceField(Organisation.objects.none(), label=_("主办单位"))
    supports = forms.ModelMultipleChoiceField(
        Organisation.objects.none(), label=_("协办单位"), required=False
    )
    kind = forms.ChoiceField(label=_("类别"), choices=Kind.choices)
    is_hard = forms.BooleanField(label=_("疑难件"), required=False)

    def __init__(self, *args: object, **kwargs: object) -> None:
        super().__init__(*args, **kwargs)
        for name in ("lead", "supports"):
            self.fields[name].queryset = Organisation.objects.filter(is_active=True)


class ReasonForm(forms.Form):
    """Why."""

    reason = forms.CharField(label=_("原因"), max_length=200)


class RerouteForm(ReasonForm):
    """To whom instead, and why."""

    lead = forms.ModelChoiceField(
        Organisation.objects.filter(is_active=True), label=_("改派主办单位")
    )
    field_order = ("lead", "reason")


class ResponseForm(forms.Form):
    """The first word to the firm."""

    plan = forms.CharField(
        label=_("办理方案（可空）"), required=False, widget=forms.Textarea(attrs={"rows": 3})
    )


class PauseForm(forms.Form):
    """One of the reasons the pack allows."""

    reason = forms.ChoiceField(label=_("暂停原因"))

    def __init__(self, *args: object, pack: Pack, **kwargs: object) -> None:
        super().__init__(*args, **kwargs)
        self.fields["reason"].choices = [(r, r) for r in pack.pauses]


class ExtensionForm(ReasonForm):
    """Until when, and why."""

    new_due_on = forms.DateField(label=_("申请延至"), widget=Day())
    field_order = ("new_due_on", "reason")


class AnswerForm(forms.Form):
    """The answer, what it solved, and its proof."""

    text = forms.CharField(label=_("答复"), widget=forms.Textarea(attrs={"rows": 4}))
    outcome = forms.ChoiceField(
        label=_("化解情况"), choices=Outcome.choices, help_text=_("只有“已解决”计入化解率。")
    )
    file = forms.FileField(label=_("佐证（答复函、照片等）"), required=False)


class RatingForm(forms.Form):
    """The firm's judgement."""

    verdict = forms.ChoiceField(
        label=_("评价"), choices=Verdict.choices, widget=forms.RadioSelect, initial="satisfied"
    )
    text = forms.CharField(label=_("意见"), max_length=300, required=False)


class PolicyItemForm(forms.Form):
    """A common issue as a policy item."""

    title = forms.CharField(label=_("政策事项"), max_length=200)
    lead = forms.ModelChoiceField(Organisation.objects.filter(is_active=True), label=_("牵头单位"))
    due_on = forms.DateField(label=_("完成时限"), widget=Day())


class DutyForm(forms.Form):
    """One row of the duty table."""

    kind = forms.ChoiceField(label=_("类别"), choices=Kind.choices)
    word = forms.CharField(label=_("关键词（可空）"), max_length=30, required=False)
    organisation = forms.ModelChoiceField(
        Organisation.objects.filter(is_active=True),
        label=_("主办单位"),
        required=False,
        empty_label=_("企业所在板块"),
    )
    supports = forms.ModelMultipleChoiceField(
        Organisation.objects.filter(is_active=True), label=_("协办单位"), required=False
    )
