"""What a paper is about, asked in one field."""

from __future__ import annotations

from datetime import date

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from daliang.base.models import Organisation, User
from daliang.dispatch.papers import matters
from daliang.dispatch.papers.matters import Matter
from daliang.dispatch.papers.models import PaperKind
from daliang.ledger.programme import programmes
from daliang.ledger.queries import sources_for

OF_TASK = frozenset({PaperKind.SLIP, PaperKind.ATTACK, PaperKind.JOURNEY})
OF_UNIT = frozenset({PaperKind.LETTER, PaperKind.REMINDER})


class SubjectForm(forms.Form):
    """The subject of a paper of one kind: a task, a unit, a source or line of work, the month."""

    def __init__(self, kind: str, user: User, *args: object, **kwargs: object) -> None:
        super().__init__(*args, **kwargs)
        self.kind, self.user = PaperKind(kind), user
        field = self._field()
        if field is not None:
            self.fields["about"] = field

    def matter(self, day: date) -> Matter | None:
        """Return what was chosen, as plain values; None when it is not there for the user."""
        about = self.cleaned_data.get("about")
        if self.kind is PaperKind.OPERATION:
            return matters.of_month(self.user, day)
        if self.kind in OF_TASK:
            return matters.of_task(self.user, about.strip(), day)
        if self.kind in OF_UNIT:
            return matters.of_unit(self.user, about, day)
        word, _dash, key = about.partition(":")
        if word == "programme":
            return matters.of_programme(self.user, key, day)
        source = sources_for(self.user).filter(pk=int(key)).first()
        return matters.of_source(self.user, source, day) if source else None

    def _field(self) -> forms.Field | None:
        if self.kind is PaperKind.OPERATION:
            return None
        if self.kind in OF_TASK:
            return forms.CharField(
                label=_("任务编号"),
                max_length=24,
                help_text=_("如 2024-0012，任务页标题处可见；出访成果填出访任务的编号。"),
            )
        if self.kind in OF_UNIT:
            rows = Organisation.objects.filter(is_active=True)
            return forms.ModelChoiceField(rows, label=_("单位"))
        return forms.ChoiceField(label=_("范围"), choices=self._ranges())

    def _ranges(self) -> list[tuple[object, object]]:
        works = [(f"programme:{p.slug}", p.title) for p in programmes()]
        sources = [(f"source:{s.pk}", str(s)) for s in sources_for(self.user)[:100]]
        return [(_("工作专项"), works), (_("任务来源"), sources)]


class TemplateForm(forms.Form):
    """An office's own layout for a kind of paper."""

    kind = forms.ChoiceField(choices=PaperKind.choices, label=gettext_lazy("文种"))
    file = forms.FileField(label=gettext_lazy("模板（.docx）"))
