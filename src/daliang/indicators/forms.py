"""Forms of the indicators."""

from __future__ import annotations

from django import forms
from django.utils.translation import gettext_lazy as _

from daliang.base import clock
from daliang.base.models import Organisation, Post
from daliang.indicators.choices import Scope, Status


class OwnerForm(forms.Form):
    """Who answers for an industry, a district or a company."""

    owner = forms.ModelChoiceField(
        Organisation.objects.filter(is_active=True), required=False, label=_("责任单位")
    )
    post = forms.ModelChoiceField(Post.objects.all(), required=False, label=_("牵头领导"))
    person = forms.CharField(
        max_length=60, required=False, label=_("责任岗位"), help_text=_("写岗位，不写姓名")
    )


class UploadForm(forms.Form):
    """A table of figures with what it does not say itself."""

    file = forms.FileField(label=_("数据表（.xlsx 或 .csv）"))
    source = forms.CharField(
        max_length=120,
        label=_("来源"),
        help_text=_("如：市统计局月报。表里有“来源”列时以表为准；同一来源的更正会被认出来。"),
    )
    as_of = forms.DateField(
        label=_("公布日期"),
        widget=forms.DateInput(attrs={"type": "date"}),
        help_text=_("从这一天起算“已知”。"),
    )
    scope = forms.ChoiceField(label=_("口径"), choices=Scope.choices)
    status = forms.ChoiceField(label=_("状态"), choices=Status.choices)
    is_synthetic = forms.BooleanField(label=_("是示例数据"), required=False)

    def __init__(self, *args: object, **kwargs: object) -> None:
        super().__init__(*args, **kwargs)
        self.fields["as_of"].initial = clock.today()
        self.fields["source"].initial = "市统计局月报"


class MappingForm(forms.Form):
    """One choice for each column of the table."""

    def __init__(
        self,
        columns: list[tuple[int, str, str]],
        choices: list[tuple[str, str]],
        *args: object,
        **kwargs: object,
    ) -> None:
        super().__init__(*args, **kwargs)
        self.columns = columns
        for column, head, field in columns:
            self.fields[f"c{column}"] = forms.ChoiceField(
                choices=choices, initial=field, label=head or _("（无表头）")
            )

    def rows(self) -> list[tuple[str, object]]:
        """Return each header with its choice, for the page."""
        return [(head, self[f"c{column}"]) for column, head, _field in self.columns]

    def corrected(self) -> dict[int, str]:
        """Return the mapping as the person left it."""
        return {column: self.cleaned_data[f"c{column}"] for column, *_rest in self.columns}
