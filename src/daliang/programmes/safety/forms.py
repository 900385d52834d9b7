"""Forms of the safety campaign: they read and check, actions write."""

from __future__ import annotations

from datetime import datetime

from django import forms
from django.utils.translation import gettext_lazy as _

from daliang.base import clock
from daliang.ledger.forms import Day
from daliang.programmes.safety.actions import HazardNote, InspectionNote
from daliang.programmes.safety.choices import Field, Level, Listing, Origin
from daliang.programmes.safety.models import Site

HAZARD_ROWS = range(1, 4)  # one visit seldom finds more; a second record takes the rest


class InspectionForm(forms.Form):
    """One visit with up to three hazards; filled on a phone, perhaps without network."""

    site = forms.ModelChoiceField(Site.objects.none(), label=_("场所"))
    inspected_on = forms.DateField(label=_("检查日期"), widget=Day())
    origin = forms.ChoiceField(label=_("检查方式"), choices=Origin.choices)
    text = forms.CharField(
        label=_("检查情况"), required=False, widget=forms.Textarea(attrs={"rows": 2})
    )
    key = forms.CharField(max_length=64, widget=forms.HiddenInput)
    made_at = forms.CharField(max_length=40, required=False, widget=forms.HiddenInput)

    def __init__(self, *args: object, sites: object, **kwargs: object) -> None:
        super().__init__(*args, **kwargs)
        self.fields["site"].queryset = sites
        self.fields["site"].widget.attrs["data-offline-title"] = ""
        self.fields["inspected_on"].initial = clock.today
        self.fields["origin"].initial = Origin.INSPECTION
        for n in HAZARD_ROWS:
            self.fields[f"name_{n}"] = forms.CharField(
                label=_("隐患名称"), max_length=200, required=False
            )
            self.fields[f"place_{n}"] = forms.CharField(
                label=_("部位"), max_length=80, required=False
            )
            self.fields[f"kind_{n}"] = forms.ChoiceField(
                label=_("类别"), choices=Field.choices, required=False
            )
            self.fields[f"level_{n}"] = forms.ChoiceField(
                label=_("等级"), choices=Level.choices, required=False
            )

    @property
    def hazard_rows(self) -> list[list[forms.BoundField]]:
        """The fields of each hazard, for the template."""
        names = ("name", "place", "kind", "level")
        return [[self[f"{name}_{n}"] for name in names] for n in HAZARD_ROWS]

    @property
    def plain_fields(self) -> list[forms.BoundField]:
        """The fields of the visit itself."""
        return [self[name] for name in ("site", "inspected_on", "origin", "text")]

    def clean_made_at(self) -> datetime | None:
        """Read the device's moment; a device without one is no reason to lose a record."""
        try:
            moment = datetime.fromisoformat(self.cleaned_data["made_at"])
        except ValueError:
            return None
        return moment if moment.tzinfo else None

    def clean(self) -> dict[str, object]:
        """Check that a hazard has both its name and its place."""
        values = super().clean()
        for n in HAZARD_ROWS:
            name, place = values.get(f"name_{n}"), values.get(f"place_{n}")
            if bool(name) != bool(place):
                self.add_error(f"place_{n}" if name else f"name_{n}", _("隐患名称和部位要一起填。"))
        return values

    def note(self) -> InspectionNote:
        """Return what was written as plain values."""
        values = self.cleaned_data
        hazards = tuple(
            HazardNote(
                values[f"place_{n}"],
                values[f"name_{n}"],
                values[f"kind_{n}"] or values["site"].field,
                values[f"level_{n}"] or Level.GENERAL,
            )
            for n in HAZARD_ROWS
            if values[f"name_{n}"]
        )
        return InspectionNote(
            key=values["key"],
            site=values["site"],
            inspected_on=values["inspected_on"],
            origin=values["origin"],
            text=values["text"],
            hazards=hazards,
            made_at=values["made_at"],
        )


class DrawForm(forms.Form):
    """How many sites to draw for which month."""

    month_on = forms.DateField(label=_("月份（该月任一天）"), widget=Day())
    count = forms.IntegerField(label=_("抽取数量"), min_value=1, max_value=500, initial=20)


class OrderForm(forms.Form):
    """By when, and who answers for it."""

    due_on = forms.DateField(label=_("整改期限"), widget=Day())
    person = forms.CharField(label=_("责任人（岗位）"), max_length=60, required=False)


class RectificationForm(forms.Form):
    """Four of the five; the fifth is the commitment's date."""

    measure = forms.CharField(label=_("治理措施"), widget=forms.Textarea(attrs={"rows": 3}))
    amount_wan = forms.DecimalField(
        label=_("资金（万元）"),
        max_digits=12,
        decimal_places=2,
        min_value=0,
        help_text=_("不需要资金填 0"),
    )
    person = forms.CharField(label=_("责任人（岗位）"), max_length=60)
    emergency_plan = forms.CharField(label=_("应急预案"), widget=forms.Textarea(attrs={"rows": 2}))


class RecheckForm(forms.Form):
    """What the second person saw."""

    is_passed = forms.TypedChoiceField(
        label=_("结论"),
        choices=[("1", _("通过")), ("0", _("不通过"))],
        coerce=lambda value: value == "1",
    )
    text = forms.CharField(label=_("复查情况"), max_length=300)
    rechecked_on = forms.DateField(label=_("复查日期"), widget=Day())


class ListingForm(forms.Form):
    """Which list, from which day."""

    listing = forms.ChoiceField(label=_("挂牌级别"), choices=Listing.choices)
    listed_on = forms.DateField(label=_("挂牌日期"), widget=Day())


class DelistingForm(forms.Form):
    """From which day the hazard is off the list."""

    delisted_on = forms.DateField(label=_("摘牌日期"), widget=Day())
