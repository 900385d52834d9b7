"""Forms of orders and events."""

from __future__ import annotations

from django import forms
from django.utils.translation import gettext_lazy as _

from daliang.ledger.forms import Day
from daliang.parties.models import Enterprise
from daliang.programmes.orders.choices import EventKind
from daliang.programmes.orders.models import Event


def _find(firms: object, text: str) -> Enterprise | None:
    found = list(firms.filter(name=text.strip())[:2]) or list(firms.filter(uscc=text.strip())[:2])
    return found[0] if len(found) == 1 else None


class OrderForm(forms.Form):
    """One order, reported back."""

    seller = forms.CharField(label=_("供方（全称或代码）"))
    buyer = forms.CharField(label=_("需方"), help_text=_("名册里没有的按外地需方记。"))
    contract = forms.CharField(label=_("合同号"), max_length=60)
    product = forms.CharField(label=_("产品"), max_length=120)
    signed_on = forms.DateField(label=_("签订日期"), widget=Day())
    amount_wan = forms.DecimalField(label=_("金额（万元）"), max_digits=14, decimal_places=2)
    event = forms.ModelChoiceField(Event.objects.all(), label=_("活动"), required=False)

    def __init__(self, *args: object, firms: object, **kwargs: object) -> None:
        super().__init__(*args, **kwargs)
        self.firms = firms

    def clean_seller(self) -> Enterprise:
        """Find the selling firm."""
        found = _find(self.firms, self.cleaned_data["seller"])
        if found is None:
            raise forms.ValidationError(_("名册里没有这家企业，请写全称或信用代码。"))
        return found

    def order(self) -> dict[str, object]:
        """Return the arguments of the action; a buyer outside the register by name."""
        given = dict(self.cleaned_data)
        name = given.pop("buyer")
        buyer = _find(Enterprise.objects.filter(is_active=True), name)
        return given | {"buyer": buyer, "buyer_name": "" if buyer else name}


class EventForm(forms.Form):
    """An occasion with places."""

    title = forms.CharField(label=_("活动"), max_length=120)
    kind = forms.ChoiceField(label=_("类型"), choices=EventKind.choices)
    held_on = forms.DateField(label=_("日期"), widget=Day())
    place = forms.CharField(label=_("地点"), max_length=120, required=False)
    seats = forms.IntegerField(label=_("名额"), min_value=1)


class SeatForm(forms.Form):
    """A place for a firm."""

    enterprise = forms.CharField(label=_("企业（全称或代码）"))

    def __init__(self, *args: object, firms: object, **kwargs: object) -> None:
        super().__init__(*args, **kwargs)
        self.firms = firms

    def clean_enterprise(self) -> Enterprise:
        """Find the firm."""
        found = _find(self.firms, self.cleaned_data["enterprise"])
        if found is None:
            raise forms.ValidationError(_("名册里没有这家企业，请写全称或信用代码。"))
        return found
