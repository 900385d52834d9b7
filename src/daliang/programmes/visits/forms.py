"""Forms of visits: planning, and the record that a phone keeps without network."""

from __future__ import annotations

from datetime import datetime
from uuid import uuid4

from django import forms
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from daliang.base import clock
from daliang.base.models import Organisation, Post
from daliang.ledger.forms import Day
from daliang.parties.models import Enterprise
from daliang.programmes.visits.actions import SpotDemand
from daliang.programmes.visits.choices import Demanded

DEMANDS = 3  # asked on the spot; more are added in the pool
_FIGURES = (
    "output_wan",
    "orders_wan",
    "capacity_percent",
    "staff",
    "stock_wan",
    "receivable_wan",
)
_TEXTS = ("place", "met", "people", "findings", "answered", "promised")


class FirmField(forms.CharField):
    """A firm by its full name or code, of those the user may see."""

    def __init__(self, **kwargs: object) -> None:
        super().__init__(label=_("企业名称"), **kwargs)
        self.firms: object = Enterprise.objects.none()

    def clean(self, value: object) -> Enterprise:
        """Find the one firm that is meant."""
        text = str(super().clean(value)).strip()
        for name in ("name", "uscc"):
            found = list(self.firms.filter(**{name: text})[:2])
            if len(found) == 1:
                return found[0]
        raise forms.ValidationError(_("名册里没有这家企业，或不止一家；请写全称或信用代码。"))


class PlanForm(forms.Form):
    """Who goes to whom, and when."""

    enterprise = FirmField(widget=forms.TextInput(attrs={"list": "firms"}))
    organisation = forms.ModelChoiceField(Organisation.objects.none(), label=_("走访单位"))
    post = forms.ModelChoiceField(Post.objects.all(), label=_("带队领导"), required=False)
    planned_on = forms.DateField(label=_("计划日期"), widget=Day())
    purpose = forms.CharField(label=_("目的"), max_length=200, required=False)
    exception = forms.CharField(
        label=_("超频理由"),
        max_length=200,
        required=False,
        help_text=_("同一企业一个月内已有两家单位走访时填写。"),
    )

    def __init__(self, *args: object, firms: object, units: object, **kwargs: object) -> None:
        super().__init__(*args, **kwargs)
        self.fields["enterprise"].firms = firms
        self.fields["organisation"].queryset = units


class RecordForm(forms.Form):
    """What is seen and heard at a firm."""

    enterprise = FirmField(
        widget=forms.TextInput(attrs={"list": "firms", "data-offline-title": "1"})
    )
    organisation = forms.ModelChoiceField(Organisation.objects.none(), label=_("走访单位"))
    post = forms.ModelChoiceField(Post.objects.all(), label=_("带队领导"), required=False)
    place = forms.CharField(label=_("地点"), max_length=120, required=False)
    met = forms.CharField(label=_("受访人（岗位）"), max_length=120, required=False)
    people = forms.CharField(label=_("走访人员（岗位）"), max_length=200, required=False)
    output_wan = forms.DecimalField(label=_("产值（万元）"), required=False, min_value=0)
    orders_wan = forms.DecimalField(label=_("在手订单（万元）"), required=False, min_value=0)
    capacity_percent = forms.IntegerField(
        label=_("产能利用率（%）"), required=False, min_value=0, max_value=200
    )
    staff = forms.IntegerField(label=_("用工（人）"), required=False, min_value=0)
    stock_wan = forms.DecimalField(label=_("库存（万元）"), required=False, min_value=0)
    receivable_wan = forms.DecimalField(label=_("应收账款（万元）"), required=False, min_value=0)
    findings = forms.CharField(label=_("情况"), widget=forms.Textarea(attrs={"rows": 4}))
    answered = forms.CharField(
        label=_("现场答复"), required=False, widget=forms.Textarea(attrs={"rows": 2})
    )
    promised = forms.CharField(
        label=_("承诺"), required=False, widget=forms.Textarea(attrs={"rows": 2})
    )
    key = forms.CharField(max_length=64, widget=forms.HiddenInput)
    made_at = forms.CharField(max_length=40, required=False, widget=forms.HiddenInput)

    def __init__(self, *args: object, firms: object, units: object, **kwargs: object) -> None:
        super().__init__(*args, **kwargs)
        self.fields["enterprise"].firms = firms
        self.fields["organisation"].queryset = units
        self.fields["key"].initial = uuid4().hex
        if len(units) == 1:
            self.fields["organisation"].initial = units[0]
        for n in range(1, DEMANDS + 1):
            self.fields[f"demand{n}"] = forms.CharField(
                label=_("诉求%(n)s") % {"n": n}, max_length=200, required=False
            )
            self.fields[f"kind{n}"] = forms.ChoiceField(
                label=_("类别"), choices=Demanded.choices, required=False
            )

    @property
    def demand_rows(self) -> list[tuple[object, object]]:
        """The pairs of demand and class, for the page."""
        return [(self[f"demand{n}"], self[f"kind{n}"]) for n in range(1, DEMANDS + 1)]

    @property
    def plain_fields(self) -> list[object]:
        """The other visible fields, in order."""
        return [
            self[name]
            for name in self.fields
            if not name.startswith(("demand", "kind")) and name not in {"key", "made_at"}
        ]

    def clean_made_at(self) -> datetime:
        """Return when the visit was, by the device's clock, never later than now."""
        now = clock.now()
        try:
            moment = datetime.fromisoformat(self.cleaned_data["made_at"])
        except ValueError:
            return now
        return min(moment if timezone.is_aware(moment) else timezone.make_aware(moment), now)

    def record(self) -> dict[str, object]:
        """Return the arguments of `actions.record`."""
        given = self.cleaned_data
        demands = [
            SpotDemand(given[f"demand{n}"].strip(), given[f"kind{n}"] or Demanded.OTHER)
            for n in range(1, DEMANDS + 1)
            if given[f"demand{n}"].strip()
        ]
        return {
            "key": given["key"],
            "enterprise": given["enterprise"],
            "organisation": given["organisation"],
            "post": given["post"],
            "visited_at": given["made_at"],
            "values": {name: given[name] for name in (*_FIGURES, *_TEXTS)},
            "demands": demands,
        }
