"""Forms of livelihood."""

from __future__ import annotations

from django import forms
from django.utils.translation import gettext_lazy as _

from daliang.base.models import Organisation
from daliang.ledger.forms import Day
from daliang.programmes.livelihood.actions import Ballots
from daliang.programmes.livelihood.models import Plan
from daliang.programmes.livelihood.rules import Votes


class OrderForm(forms.Form):
    """Who promises an item, by when."""

    lead = forms.ModelChoiceField(Organisation.objects.filter(is_active=True), label=_("责任单位"))
    due_on = forms.DateField(label=_("完成时限"), widget=Day())
    person = forms.CharField(label=_("责任人（岗位）"), max_length=60, required=False)


class VoteForm(forms.Form):
    """The ballots of a vote."""

    held_on = forms.DateField(label=_("测评日期"), widget=Day())
    satisfied = forms.IntegerField(label=_("满意票"), min_value=0)
    mostly = forms.IntegerField(label=_("基本满意票"), min_value=0)
    unsatisfied = forms.IntegerField(label=_("不满意票"), min_value=0)
    abstained = forms.IntegerField(label=_("弃权票"), min_value=0, initial=0)
    voters = forms.CharField(label=_("测评人"), max_length=80, required=False)

    def ballots(self) -> Ballots:
        """Return the vote as plain values."""
        values = dict(self.cleaned_data)
        held_on, voters = values.pop("held_on"), values.pop("voters")
        return Ballots(held_on, Votes(**values), voters)


class PublishForm(forms.Form):
    """From which day an item is public."""

    published_on = forms.DateField(label=_("公示日期"), widget=Day())


class _PlanForm(forms.ModelForm):
    """What both planners ask: a name, an area, a workbook."""

    file = forms.FileField(label=_("点位表（.xlsx）"))
    kind = ""

    def __init__(self, *args: object, areas: object, **kwargs: object) -> None:
        super().__init__(*args, **kwargs)
        self.fields["area"].queryset = areas

    def plan(self) -> Plan:
        """Return the plan to be, without its places."""
        self.instance.kind = self.kind
        return self.instance


class MealForm(_PlanForm):
    """How far people walk, and the money there is."""

    kind = Plan.MEALS

    class Meta:
        model = Plan
        fields = ("title", "area", "walk_metres", "budget_wan")

    def __init__(self, *args: object, **kwargs: object) -> None:
        super().__init__(*args, **kwargs)
        self.fields["budget_wan"].required = True
        self.fields["file"].help_text = _(
            "一张表写居民点：名称、人数、纬度、经度；另一张写候选点：名称、费用（万元）、纬度、经度，可加现有、必留（是或否）。"
        )


class BusForm(_PlanForm):
    """The buses there are, and when people must be where."""

    kind = Plan.BUSES
    arrive_from = forms.TimeField(label=_("最早到达"), initial="07:40")
    arrive_to = forms.TimeField(label=_("最晚到达"), initial="07:55")

    class Meta:
        model = Plan
        fields = (
            "title",
            "area",
            "destination",
            "latitude",
            "longitude",
            "vehicles",
            "capacity",
            "max_ride",
            "speed_kmh",
            "arrive_from",
            "arrive_to",
        )

    def __init__(self, *args: object, **kwargs: object) -> None:
        super().__init__(*args, **kwargs)
        for name in ("destination", "latitude", "longitude"):
            self.fields[name].required = True
        for name, value in (("vehicles", 6), ("capacity", 40), ("max_ride", 45)):
            self.fields[name].initial = value
            self.fields[name].min_value = 1
        self.fields["speed_kmh"].min_value = 5
        self.fields["file"].help_text = _("一张表写站点：名称、人数、纬度、经度。")

    def clean(self) -> dict[str, object]:
        """Turn clock times into minutes of the day and check what a bus cannot do without."""
        values = super().clean()
        for name in ("arrive_from", "arrive_to"):
            if values.get(name) is not None:
                values[name] = values[name].hour * 60 + values[name].minute
        if values.get("arrive_from", 0) > values.get("arrive_to", 1440):
            self.add_error("arrive_to", _("最晚到达应不早于最早到达。"))
        for name in ("vehicles", "capacity", "max_ride", "speed_kmh"):
            if not values.get(name):
                self.add_error(name, _("应大于 0。"))
        return values


class LinesForm(forms.Form):
    """Lines as a person writes them."""

    text = forms.CharField(
        label=_("线路，一行一条"),
        widget=forms.Textarea(attrs={"rows": 8}),
        help_text=_("写成：甲路 12 → 乙路 8。数字是上车人数，最后都到目的地。"),
    )
