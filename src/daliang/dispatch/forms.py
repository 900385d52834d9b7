"""Forms of dispatch."""

from __future__ import annotations

from django import forms
from django.utils.translation import gettext_lazy as _

from daliang.base import clock
from daliang.engine.tasktable import Field, TableLayout
from daliang.ledger.models import Source
from daliang.ledger.programme import programmes


class UploadForm(forms.Form):
    """A task table with what it does not say itself: programme and plan year."""

    file = forms.FileField(label=_("任务表（.xlsx）"))
    programme = forms.ChoiceField(label=_("工作专项"))
    plan_year = forms.IntegerField(
        label=_("计划年度"),
        min_value=2000,
        max_value=2100,
        help_text=_("表中“9月底”“年内”等没有写年份的时限按这一年计算。"),
    )
    source = forms.ModelChoiceField(
        Source.objects.all(),
        required=False,
        label=_("任务来源"),
        help_text=_("不选则以文件名建立一个来源。"),
    )

    def __init__(self, *args: object, **kwargs: object) -> None:
        super().__init__(*args, **kwargs)
        self.fields["programme"].choices = [(p.slug, p.title) for p in programmes()]
        self.fields["plan_year"].initial = clock.today().year


class MappingForm(forms.Form):
    """One choice for each column of one sheet's table."""

    def __init__(self, layout: TableLayout, place: int, *args: object, **kwargs: object) -> None:
        super().__init__(*args, prefix=f"t{place}", **kwargs)
        self.layout = layout
        self.fields["take"] = forms.BooleanField(required=False, initial=layout.is_taken)
        for use in layout.columns:
            self.fields[f"c{use.column}"] = forms.ChoiceField(
                choices=[(f.value, f.label) for f in Field], initial=use.field.value, label=use.head
            )

    def rows(self) -> list[tuple[object, object]]:
        """Return each column with its choice, for the page."""
        return [(use, self[f"c{use.column}"]) for use in self.layout.columns]

    def corrected(self) -> TableLayout:
        """Return the layout as the person corrected it."""
        layout = self.layout
        for use in layout.columns:
            wanted = Field(self.cleaned_data[f"c{use.column}"])
            if wanted is not use.field:
                layout = layout.with_column(use.column, wanted)
        return layout
