"""Forms of the ledger: they read and check, actions write."""

from __future__ import annotations

import re
from datetime import date
from uuid import uuid4

from django import forms
from django.utils.translation import gettext_lazy as _

from daliang.base.models import Organisation, Post
from daliang.ledger.actions import Draft, MilestoneDraft
from daliang.ledger.choices import DueKind
from daliang.ledger.models import Commitment, Source
from daliang.ledger.programme import programmes


class Day(forms.DateInput):
    """A date field that office PCs and phones show a calendar for."""

    input_type = "date"

    def __init__(self) -> None:
        super().__init__(format="%Y-%m-%d")


class ItemForm(forms.ModelForm):
    """Write or change one commitment, its supporting units and its milestones."""

    programme = forms.ChoiceField(label=_("工作专项"))
    supports = forms.ModelMultipleChoiceField(
        Organisation.objects.filter(is_active=True), required=False, label=_("配合单位")
    )
    steps = forms.CharField(
        required=False,
        label=_("节点"),
        widget=forms.Textarea(attrs={"rows": 4}),
        help_text=_("一行一个：2024-09-30 完成选址。日期写在前面；没有日期的也可以。"),
    )
    reason = forms.CharField(required=False, label=_("修改原因"), max_length=200)
    version = forms.IntegerField(required=False, widget=forms.HiddenInput)

    class Meta:
        model = Commitment
        fields = (
            "title",
            "content",
            "goal",
            "programme",
            "category",
            "source",
            "priority",
            "lead",
            "supports",
            "leader",
            "person",
            "starts_on",
            "due_kind",
            "due_on",
            "due_text",
            "planned_quantity",
            "unit",
        )
        widgets = {
            "title": forms.Textarea(attrs={"rows": 2}),
            "content": forms.Textarea(attrs={"rows": 4}),
            "starts_on": Day(),
            "due_on": Day(),
        }

    def __init__(self, *args: object, **kwargs: object) -> None:
        super().__init__(*args, **kwargs)
        self.fields["programme"].choices = [(p.slug, p.title) for p in programmes()]
        self.fields["lead"].queryset = Organisation.objects.filter(is_active=True)
        self.fields["source"].queryset = Source.objects.all()
        self.fields["leader"].queryset = Post.objects.all()
        row = self.instance
        if row.pk:
            self.initial.setdefault("version", row.version)
            self.initial["supports"] = [
                a.organisation_id for a in row.assignments.all() if a.part == "support"
            ]
            self.initial["steps"] = "\n".join(
                f"{m.due_on or ''} {m.title}".strip() for m in row.milestones.all()
            )

    def clean(self) -> dict[str, object]:
        """Check what belongs together: a dated task has a date, a date has its kind."""
        values = super().clean()
        if values.get("due_kind") == DueKind.DATE and not values.get("due_on"):
            self.add_error("due_on", _("限期任务要填完成时限；没有限期请改时限类型。"))
        return values

    def clean_steps(self) -> tuple[MilestoneDraft, ...]:
        """Read the milestones, one a line; a date that does not exist is named."""
        drafts = []
        for number, line in enumerate(self.cleaned_data["steps"].splitlines(), start=1):
            if not line.strip():
                continue
            found = re.match(r"(\d{4})[-./年](\d{1,2})[-./月](\d{1,2})日?\s+(.+)", line.strip())
            try:
                day = date(*map(int, found.groups()[:3])) if found else None
            except ValueError:
                raise forms.ValidationError(
                    _("第%(n)s行的日期不存在：%(line)s") % {"n": number, "line": line}
                ) from None
            drafts.append(MilestoneDraft(found.group(4) if found else line.strip(), day))
        return tuple(drafts)

    def _post_clean(self) -> None:
        """Keep Django from writing the values into the instance: actions write."""

    @property
    def changes(self) -> dict[str, object]:
        """The model fields that differ from the row."""
        names = [n for n in self.Meta.fields if n != "supports"]
        values = {name: self.cleaned_data[name] for name in names}
        return {n: v for n, v in values.items() if getattr(self.instance, n) != v}

    def draft(self) -> Draft:
        """Return the values of a new commitment."""
        values = {n: self.cleaned_data[n] for n in self.Meta.fields if n != "supports"}
        return Draft(
            **values,
            supports=tuple(self.cleaned_data["supports"]),
            milestones=self.cleaned_data["steps"],
        )


class SourceForm(forms.ModelForm):
    """Name the meeting or paper that work comes from."""

    class Meta:
        model = Source
        fields = ("kind", "title", "issued_by", "document_number", "dated_on", "plan_year", "text")
        widgets = {"dated_on": Day(), "text": forms.Textarea(attrs={"rows": 3})}


class MultipleFiles(forms.ClearableFileInput):
    """Several files at once, straight from a phone's camera where wanted."""

    allow_multiple_selected = True


class ManyFilesField(forms.FileField):
    """A list of uploads."""

    widget = MultipleFiles

    def clean(self, data: object, initial: object = None) -> list[object]:
        """Check each file by itself."""
        items = data if isinstance(data, list | tuple) else [data]
        return [super(ManyFilesField, self).clean(item, initial) for item in items if item]


class ReportForm(forms.Form):
    """What changed since last time; everything else is already known."""

    key = forms.CharField(widget=forms.HiddenInput, max_length=64)
    percent = forms.IntegerField(min_value=0, max_value=100, label=_("进度%"))
    text = forms.CharField(
        label=_("进展情况"), widget=forms.Textarea(attrs={"rows": 3}), max_length=4000
    )
    problem = forms.CharField(
        required=False, label=_("存在问题"), widget=forms.Textarea(attrs={"rows": 2})
    )
    next_step = forms.CharField(
        required=False, label=_("下步措施"), widget=forms.Textarea(attrs={"rows": 2})
    )
    done_quantity = forms.DecimalField(required=False, label=_("完成量"), max_digits=20)
    milestones = forms.MultipleChoiceField(
        required=False, label=_("本次完成的节点"), widget=forms.CheckboxSelectMultiple
    )
    milestones_done_on = forms.DateField(required=False, label=_("节点完成日期"), widget=Day())
    files = ManyFilesField(required=False, label=_("佐证材料"))
    is_final = forms.BooleanField(required=False, label=_("任务已完成，申请办结"))

    def __init__(self, commitment: Commitment, *args: object, **kwargs: object) -> None:
        initial = {
            "key": uuid4().hex,
            "percent": commitment.progress,
            "problem": commitment.problem,
            "done_quantity": commitment.done_quantity,
        }
        super().__init__(*args, initial=initial, **kwargs)
        undone = [m for m in commitment.milestones.all() if not m.done_on]
        self.fields["milestones"].choices = [
            (m.pk, f"{m.title}（{m.due_on or _('未定日期')}）") for m in undone
        ]
        if not undone:
            del self.fields["milestones"], self.fields["milestones_done_on"]
        if commitment.planned_quantity is None:
            del self.fields["done_quantity"]
        else:
            self.fields["done_quantity"].label = _("完成量（%(unit)s，目标 %(goal)s）") % {
                "unit": commitment.unit,
                "goal": commitment.planned_quantity.normalize(),
            }


class ReasonForm(forms.Form):
    """A reason or remark."""

    reason = forms.CharField(label=_("说明"), widget=forms.Textarea(attrs={"rows": 2}))


class RemarkForm(forms.Form):
    """A remark that may stay empty."""

    reason = forms.CharField(
        label=_("意见"), widget=forms.Textarea(attrs={"rows": 2}), required=False
    )


class ExtensionForm(ReasonForm):
    """A later date and why."""

    new_due_on = forms.DateField(label=_("申请延至"), widget=Day())


class ExemptionForm(ReasonForm):
    """A valid reason and until when it holds."""

    until_on = forms.DateField(label=_("豁免至"), widget=Day())


class BulkEditForm(forms.Form):
    """One change for many rows; what stays empty stays as it is."""

    due_on = forms.DateField(required=False, label=_("完成时限改为"), widget=Day())
    lead = forms.ModelChoiceField(
        Organisation.objects.filter(is_active=True), required=False, label=_("牵头单位改为")
    )
    leader = forms.ModelChoiceField(Post.objects.all(), required=False, label=_("牵头领导改为"))
    category = forms.CharField(required=False, max_length=80, label=_("类别改为"))
    reason = forms.CharField(required=False, max_length=200, label=_("修改原因（已交办的必填）"))
    key = forms.CharField(widget=forms.HiddenInput, required=False)
