"""Forms of the exam guarantee."""

from __future__ import annotations

from django import forms
from django.utils.translation import gettext_lazy as _

from daliang.base.models import Organisation
from daliang.ledger.forms import Day
from daliang.programmes.exams.actions import Dates, NoiseNote
from daliang.programmes.exams.choices import Kind, Noise
from daliang.programmes.exams.models import Complaint, Exam


class ExamForm(forms.Form):
    """A year's exam, from the template or from the year before."""

    previous = forms.ModelChoiceField(
        Exam.objects.none(), label=_("沿用哪一次"), required=False, empty_label=_("从模板新建")
    )
    kind = forms.ChoiceField(label=_("考试"), choices=Kind.choices)
    title = forms.CharField(label=_("名称"), max_length=80)
    first_on = forms.DateField(label=_("开始"), widget=Day())
    last_on = forms.DateField(label=_("结束"), widget=Day())

    def __init__(self, *args: object, exams: object, **kwargs: object) -> None:
        super().__init__(*args, **kwargs)
        self.fields["previous"].queryset = exams

    @property
    def dates(self) -> Dates:
        """The days of the exam."""
        return Dates(self.cleaned_data["first_on"], self.cleaned_data["last_on"])


class _OfExam(forms.Form):
    """A form about one exam's sites and tasks."""

    def __init__(self, *args: object, sites: object, tasks: object, **kwargs: object) -> None:
        super().__init__(*args, **kwargs)
        for name, rows in (("site", sites), ("task", tasks)):
            if name in self.fields:
                self.fields[name].queryset = rows


class CheckForm(_OfExam):
    """A task done at a site."""

    task = forms.ModelChoiceField(None, label=_("保障任务"))
    site = forms.ModelChoiceField(
        None, label=_("考点"), required=False, empty_label=_("整体（不分考点）")
    )
    done_on = forms.DateField(label=_("完成日期"), widget=Day())
    note = forms.CharField(label=_("说明"), max_length=160, required=False)


class TaskForm(_OfExam):
    """Who does a task, how many days before."""

    task = forms.ModelChoiceField(None, label=_("保障任务"))
    organisation = forms.ModelChoiceField(
        Organisation.objects.filter(is_active=True), label=_("部门")
    )
    days_before = forms.IntegerField(label=_("考前天数"), min_value=0, max_value=180)


class LogForm(_OfExam):
    """A line of the duty log."""

    site = forms.ModelChoiceField(None, label=_("考点"), required=False)
    text = forms.CharField(label=_("情况"), max_length=300)
    is_lesson = forms.BooleanField(label=_("记为经验，带入下年"), required=False)


class NoiseForm(_OfExam):
    """Noise near a site."""

    site = forms.ModelChoiceField(None, label=_("考点"))
    kind = forms.ChoiceField(label=_("噪声来源"), choices=Noise.choices)
    place = forms.CharField(label=_("地点"), max_length=120)
    text = forms.CharField(label=_("情况"), max_length=200, required=False)
    latitude = forms.FloatField(label=_("纬度"), required=False, min_value=-90, max_value=90)
    longitude = forms.FloatField(label=_("经度"), required=False, min_value=-180, max_value=180)

    def note(self) -> NoiseNote:
        """Return the complaint as plain values."""
        values = dict(self.cleaned_data)
        point = (values.pop("latitude"), values.pop("longitude"))
        return NoiseNote(**values, point=None if None in point else point)


class AnswerForm(forms.Form):
    """What was done about a complaint."""

    complaint = forms.ModelChoiceField(Complaint.objects.none(), label=_("投诉"))
    answer = forms.CharField(label=_("处置结果"), max_length=200)

    def __init__(self, *args: object, complaints: object, **kwargs: object) -> None:
        super().__init__(*args, **kwargs)
        self.fields["complaint"].queryset = complaints
