"""Forms of the reading desk."""

from __future__ import annotations

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from daliang.base import clock
from daliang.base.models import Organisation, Post
from daliang.dispatch.documents.choices import Secrecy, WordKind
from daliang.dispatch.documents.models import DraftLine
from daliang.dispatch.rows import Register
from daliang.ledger.choices import SourceKind
from daliang.ledger.programme import programmes

_DAY = forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")


class IntakeForm(forms.Form):
    """A document, with what its text does not say itself: the plan year is asked once."""

    file = forms.FileField(
        required=False,
        label=gettext_lazy("文件"),
        help_text=gettext_lazy(
            "txt、docx、xlsx、html、有文字层的 pdf；任务表（xlsx）自动转到“导入任务表”。"
        ),
    )
    text = forms.CharField(
        required=False,
        label=gettext_lazy("或粘贴文字"),
        widget=forms.Textarea(attrs={"rows": 6}),
    )
    title = forms.CharField(
        required=False,
        max_length=200,
        label=gettext_lazy("标题"),
        help_text=gettext_lazy("不填则用文件名或第一行。"),
    )
    kind = forms.ChoiceField(choices=SourceKind.choices, label=gettext_lazy("类型"))
    issued_by = forms.CharField(required=False, max_length=80, label=gettext_lazy("发文单位"))
    document_number = forms.CharField(required=False, max_length=60, label=gettext_lazy("文号"))
    dated_on = forms.DateField(
        label=gettext_lazy("文件日期"),
        widget=_DAY,
        help_text=gettext_lazy("“昨日”“6月6日”等按这一天推算年份。"),
    )
    plan_year = forms.IntegerField(
        label=gettext_lazy("计划年度"),
        min_value=2000,
        max_value=2100,
        help_text=gettext_lazy("“9月底”“年内”等没有写年份的时限按这一年计算。"),
    )
    programme = forms.ChoiceField(label=gettext_lazy("工作专项"))
    secrecy = forms.ChoiceField(
        choices=Secrecy.choices,
        initial=Secrecy.INTERNAL,
        label=gettext_lazy("密级类别"),
        help_text=gettext_lazy("涉密文件不得录入。内部资料和工作秘密不会送往任何外部服务。"),
    )

    def __init__(self, *args: object, **kwargs: object) -> None:
        super().__init__(*args, **kwargs)
        self.fields["programme"].choices = [(p.slug, p.title) for p in programmes()]
        today = clock.today()
        self.fields["dated_on"].initial, self.fields["plan_year"].initial = today, today.year

    def clean(self) -> dict[str, object]:
        """Ask for a file or a text: exactly one of them."""
        values = super().clean()
        if bool(values.get("file")) == bool((values.get("text") or "").strip()):
            raise forms.ValidationError(_("请选一个文件，或粘贴文字，两者选一。"))
        return values


class LineForm(forms.Form):
    """The values of one line; units are typed by name, as papers call them."""

    title = forms.CharField(
        max_length=300, label=gettext_lazy("任务"), widget=forms.Textarea(attrs={"rows": 3})
    )
    category = forms.CharField(required=False, max_length=80, label=gettext_lazy("类别"))
    lead = forms.CharField(
        required=False,
        label=gettext_lazy("牵头单位"),
        widget=forms.TextInput(attrs={"list": "units"}),
    )
    supports = forms.CharField(
        required=False,
        label=gettext_lazy("配合单位"),
        help_text=gettext_lazy("几个单位用顿号隔开。"),
    )
    leader = forms.ModelChoiceField(
        Post.objects.all(), required=False, label=gettext_lazy("牵头领导")
    )
    due_on = forms.DateField(required=False, label=gettext_lazy("完成时限"), widget=_DAY)

    def __init__(self, line: DraftLine, known: Register, *args: object, **kwargs: object) -> None:
        self.line, self.known = line, known
        initial = {
            "title": line.title,
            "category": line.category,
            "lead": str(line.lead or ""),
            "supports": "、".join(str(unit) for unit in line.supports.all()),
            "leader": line.leader_id,
            "due_on": line.due_on,
        }
        super().__init__(*args, initial=initial, **kwargs)

    def clean_lead(self) -> Organisation | None:
        """Find the unit by any of its names."""
        found = self._units(self.cleaned_data["lead"])
        return found[0] if found else None

    def clean_supports(self) -> list[Organisation]:
        """Find each unit by any of its names."""
        return self._units(self.cleaned_data["supports"])

    def changes(self) -> dict[str, object]:
        """Return the values that differ from the line's, with their reasons."""
        values = {k: v for k, v in self.cleaned_data.items() if k != "supports"}
        found = {k: v for k, v in values.items() if getattr(self.line, k) != v}
        if "lead" in found:
            found["lead_reason"] = _("人工填写") if found["lead"] else ""
        if "due_on" in found:
            found["due_reason"] = _("人工填写") if found["due_on"] else ""
        return found

    def _units(self, text: str) -> list[Organisation]:
        names = [name.strip() for name in text.replace("，", "、").split("、") if name.strip()]
        unknown = [name for name in names if name not in self.known.names]
        if unknown:
            raise forms.ValidationError(
                _("单位登记里没有“%(names)s”。改用登记的名称，或到“读文词典”把它记为别名。")
                % {"names": "、".join(unknown)}
            )
        return [self.known.bodies[self.known.names[name]] for name in names]


class WordForm(forms.Form):
    """A word for the dictionary."""

    kind = forms.ChoiceField(choices=WordKind.choices, label=gettext_lazy("种类"))
    word = forms.CharField(max_length=60, min_length=2, label=gettext_lazy("词"))
    organisation = forms.ModelChoiceField(
        Organisation.objects.filter(is_active=True),
        required=False,
        label=gettext_lazy("单位（别名才选）"),
    )
